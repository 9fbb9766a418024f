//! The whole ledger, verified or written out: what whoever comes may do once it does not hold together.

use super::{Outcome, Seat};
use crate::desk::Desk;
use crate::export::Exported;
use crate::fault::Problem;
use domain::refusal::Refusal;
use std::sync::Arc;

impl Seat {
    /// What takes somebody who sits there, unless the ledger does not hold: then nobody can sit down, and whoever comes must
    /// be able to see whether it still does not, and to hand it on.
    async fn open_to_whoever_comes(&self) -> Result<Arc<Desk>, Problem> {
        let desk = self.open_desk()?;
        if self.seated().is_none() && desk.office().await.is_ok() {
            return Err(Refusal::PersonNeeded.into());
        }
        self.here();
        Ok(desk)
    }

    /// Writes the ledger out into the office's folder.
    pub(super) async fn export(&self) -> Result<Outcome, Problem> {
        let desk = self.open_to_whoever_comes().await?;
        let Exported { path, breach } = desk.export_to_folder().await?;
        Ok(Outcome::Exported {
            path: path.display().to_string(),
            broken: breach.map(|breach| breach.says),
        })
    }

    /// Reads and verifies the whole ledger.
    pub(super) async fn verify(&self) -> Result<Outcome, Problem> {
        let desk = self.open_to_whoever_comes().await?;
        let audit = desk.audit().await?;
        Ok(Outcome::Verified {
            entries: audit.entries,
            head: audit.head,
            state: audit.state,
            at: desk.now(),
        })
    }
}
