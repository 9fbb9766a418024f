//! What goes on behind the window: publishing, watching for what others wrote, and locking an empty seat.

use super::Seat;
use crate::desk::Desk;
use std::sync::Arc;
use std::time::Duration;

/// How often the ledger and the clock are looked at.
const BEAT: Duration = Duration::from_millis(500);
/// How long after another program took the right to publish it is asked for again.
const ASK_AGAIN: Duration = Duration::from_secs(5);

impl Seat {
    /// Goes on until the returned future is dropped. Whatever office is open is kept; when another is opened, that one.
    pub async fn keep(&self) {
        tokio::join!(self.keep_desk(), self.lock_with_the_system());
    }

    async fn keep_desk(&self) {
        let mut news = Watched::default();
        let mut kept: Option<Arc<Desk>> = None;
        loop {
            let desk = self.desk();
            if !same(desk.as_ref(), kept.as_ref()) {
                kept = desk;
                news = Watched::default();
            }
            match kept.clone() {
                None => tokio::time::sleep(BEAT).await,
                Some(desk) => {
                    tokio::select! {
                        () = self.publish_on(&desk) => {}
                        () = self.watch(&desk, &mut news) => {}
                    }
                }
            }
        }
    }

    /// Publishes for as long as this program has the right to, and asks for it again when another has it.
    async fn publish_on(&self, desk: &Arc<Desk>) {
        loop {
            if let Err(problem) = desk.keep_publishing(|_| self.tell(None)).await {
                tracing::warn!(%problem, "this window does not publish for now");
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }

    /// Tells the window of every new entry, and of a seat that locked. Ends when another office was opened.
    async fn watch(&self, desk: &Arc<Desk>, news: &mut Watched) {
        loop {
            tokio::time::sleep(BEAT).await;
            if !same(self.desk().as_ref(), Some(desk)) {
                return;
            }
            let seated = self.seated().is_some();
            let (seq, incident) = match desk.office().await {
                Ok(office) => (Some(office.head().seq), office.stops_on().next().is_some()),
                // A broken ledger keeps the desk open as an incident does: somebody has to look.
                Err(_) => (None, true),
            };
            self.state().incident = incident;
            let now = Watched {
                seen: true,
                seq,
                seated,
            };
            if *news != now {
                let first = !news.seen;
                *news = now;
                if !first {
                    self.tell(None);
                }
            }
        }
    }
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Watched {
    seen: bool,
    seq: Option<u64>,
    seated: bool,
}

fn same(one: Option<&Arc<Desk>>, other: Option<&Arc<Desk>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    }
}
