//! The office as this desk sees it: read, verified, and written to at a known head.

mod batches;
mod pages;
mod replaying;

use crate::fault::{Fault, Problem};
use crate::local::Local;
use crate::store::{Store, StoreFault};
use domain::act::Act;
use domain::chain::{Broken, Replay};
use domain::decide::{self, Command};
use domain::digest::Link;
use domain::entry::{self, By};
use domain::ids::OfficeId;
use domain::instant::Instant;
use domain::key::Signature;
use domain::office::Office;
use std::sync::Arc;
use tokio::sync::Mutex;

/// How often an append is tried while other desks move the head.
const TRIES: u32 = 8;

/// The verified office and the store behind it.
#[derive(Debug)]
pub struct Ledger {
    id: OfficeId,
    office: Mutex<Option<Arc<Office>>>,
}

impl Ledger {
    /// For an office whose entries have not been read yet.
    pub const fn new(id: OfficeId) -> Self {
        Self {
            id,
            office: Mutex::const_new(None),
        }
    }

    /// Reads and verifies whatever is new, and gives the office.
    ///
    /// # Errors
    /// [`Fault::LedgerBroken`] when an entry does not fit, or the ledger ends before the head this desk
    /// has pinned.
    pub async fn read(&self, store: &Store, local: &Local) -> Result<Arc<Office>, Fault> {
        let mut cached = self.office.lock().await;
        let known = cached.as_ref().map(|office| office.head().seq);
        // Nothing new is the common case, and then nothing is copied.
        let news = store.read_after(known, replaying::FEW).await?;
        if let (Some(office), true) = (&*cached, news.is_empty()) {
            return Ok(Arc::clone(office));
        }
        let replay = match cached.take() {
            None => Replay::new(self.id),
            Some(office) => Replay::onward(Arc::unwrap_or_clone(office)),
        };
        let office = if news.len() < replaying::FEW as usize {
            replaying::replay_few(replay, &news)?
        } else {
            replaying::replay(replay, known, store).await?
        };
        if known.is_none() {
            pinned(local, &office, store).await?;
        }
        let head = office.head();
        local.pin_head(head.seq, head.link).await?;
        let office = Arc::new(office);
        *cached = Some(Arc::clone(&office));
        Ok(office)
    }

    /// Reads and verifies the whole ledger again from the first byte.
    ///
    /// # Errors
    /// As [`Ledger::read`].
    pub async fn audit(&self, store: &Store, local: &Local) -> Result<Arc<Office>, Fault> {
        let office = replaying::replay(Replay::new(self.id), None, store).await?;
        pinned(local, &office, store).await?;
        let office = Arc::new(office);
        *self.office.lock().await = Some(Arc::clone(&office));
        Ok(office)
    }

    /// Decides, signs and appends at the head it was decided on. When the head has moved, all of it is
    /// done again, the deciding included.
    ///
    /// # Errors
    /// The refusal of the rules, or what broke.
    pub async fn say(
        &self,
        store: &Store,
        local: &Local,
        by: By,
        now: Instant,
        command: &Command,
        sign: impl Fn(&[u8]) -> Result<Signature, Fault>,
    ) -> Result<Said, Problem> {
        for _ in 0..TRIES {
            let office = self.read(store, local).await?;
            let act = decide::decide(&office, &by, now, command.clone())?;
            let prepared = decide::prepare(&office, by, now, act.clone())?;
            let (seq, head) = (prepared.seq, office.head());
            let message = prepared.to_sign();
            let signature = sign(&message)?;
            let link = entry::link(&message, &signature);
            let entry = prepared.signed(signature);
            drop(office);
            match store
                .append(Some((head.seq, head.link)), &entry, seq, link)
                .await
            {
                Ok(()) => {
                    // Read back from the store: what counts is what stands there.
                    let office = self.read(store, local).await?;
                    return Ok(Said {
                        seq,
                        link,
                        act,
                        office,
                    });
                }
                Err(StoreFault::HeadMoved) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        Err(Fault::Contended.into())
    }
}

/// What was appended, and the office after it.
#[derive(Debug)]
pub struct Said {
    /// The entry's number.
    pub seq: u64,
    /// Its link.
    pub link: Link,
    /// What it says.
    pub act: Act,
    /// The office after it.
    pub office: Arc<Office>,
}

/// The ledger must still hold the newest entry this desk has seen, and the same one.
async fn pinned(local: &Local, office: &Office, store: &Store) -> Result<(), Fault> {
    let Some((pinned, link)) = local.pinned_head().await? else {
        return Ok(());
    };
    let head = office.head();
    if head.seq < pinned {
        return Err(Broken::Withheld {
            seq: head.seq,
            pinned,
        }
        .into());
    }
    let seen = if head.seq == pinned {
        Some(head.link)
    } else {
        store.link_at(pinned).await?
    };
    if seen == Some(link) {
        Ok(())
    } else {
        Err(Broken::Rewritten { pinned }.into())
    }
}
