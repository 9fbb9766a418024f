//! Driving the courier: once from the command line, or all the time behind the window.

use crate::courier::{self, LegReport, RESTING};
use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use crate::local;
use std::collections::BTreeMap;
use std::time::Duration;

/// How often a round is made while something is still open.
const BEAT: Duration = Duration::from_millis(400);

impl Desk {
    /// Sends everything that is due, settles what is unknown, and waits a while for what is still open. Gives
    /// the last report of each leg.
    ///
    /// # Errors
    /// Another process publishes from this office, the ledger is broken, or the database fails. What goes wrong
    /// on a channel is in its report.
    pub async fn publish(&self, wait: Duration) -> Result<Vec<LegReport>, Problem> {
        let _only_one = local::only_courier(self.dir()).map_err(Fault::from)?;
        let until = tokio::time::Instant::now() + wait;
        let mut last = BTreeMap::new();
        loop {
            for report in courier::round(self).await? {
                let leg = (report.leg.release, report.leg.revision, report.leg.channel);
                last.insert(leg, report);
            }
            let open = last
                .values()
                .any(|report| ["unknown", "claimed", RESTING].contains(&&*report.state));
            if !open || tokio::time::Instant::now() >= until {
                return Ok(last.into_values().collect());
            }
            tokio::time::sleep(BEAT).await;
        }
    }

    /// Makes rounds until the returned future is dropped, and tells after each one that changed anything.
    ///
    /// # Errors
    /// Another process publishes from this office already.
    pub async fn keep_publishing(
        &self,
        mut changed: impl FnMut(&[LegReport]),
    ) -> Result<(), Problem> {
        let _only_one = local::only_courier(self.dir()).map_err(Fault::from)?;
        let _publishing = self.ready.begin_publishing();
        let mut said = String::new();
        let mut told = Vec::new();
        loop {
            match courier::round(self).await {
                // What rests is reported with every beat, and told once.
                Ok(reports) if reports.is_empty() || reports == told => {}
                Ok(reports) => {
                    changed(&reports);
                    told = reports;
                }
                // A fault that lasts is said once, not with every beat.
                Err(problem) => {
                    let now = problem.to_string();
                    if now != said {
                        tracing::error!(problem = %now, "nothing could be sent");
                        said = now;
                    }
                }
            }
            // What a member signs here goes out at once; the beat is for the clock and for what others sign.
            tokio::select! {
                () = self.ready.signed.notified() => {}
                () = tokio::time::sleep(BEAT) => {}
            }
        }
    }
}
