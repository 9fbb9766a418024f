//! The whole ledger, verified from the first byte.

use crate::desk::Desk;
use crate::fault::Fault;
use domain::digest::{Digest, Link};
use domain::ids::OfficeId;
use domain::refusal::Refusal;
use domain::summary;
use serde::Serialize;

/// What a full audit found.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// The office.
    pub office: OfficeId,
    /// How many entries, all of them verified.
    pub entries: u64,
    /// The newest link.
    pub head: Link,
    /// The digest of the state they make; another implementation reaches the same.
    pub state: Digest,
    /// Entries that are genuine but broke a rule, and changed nothing.
    pub voids: Vec<Voided>,
}

/// A void entry.
#[derive(Debug, Clone, Serialize)]
pub struct Voided {
    /// Its number.
    pub seq: u64,
    /// The rule it broke.
    pub refusal: Refusal,
}

/// What a desk's replica and lists were made from again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// How many entries, all of them verified.
    pub entries: u64,
    /// The newest link.
    pub head: Link,
}

impl Desk {
    /// Reads and verifies the whole ledger again.
    ///
    /// # Errors
    /// [`Fault::LedgerBroken`] with the first entry that does not fit.
    pub async fn audit(&self) -> Result<Audit, Fault> {
        let office = self.ledger.audit(self.sources()).await?;
        Ok(Audit {
            office: office.id(),
            entries: office.head().seq + 1,
            head: office.head().link,
            state: summary::state_digest(&office),
            voids: office
                .voids()
                .iter()
                .map(|void| Voided {
                    seq: void.seq,
                    refusal: void.refusal.clone(),
                })
                .collect(),
        })
    }

    /// Throws away everything this desk keeps of the office beside the ledger, and makes it again from the ledger, verified
    /// from the first entry.
    ///
    /// # Errors
    /// As [`Desk::audit`].
    pub async fn rebuild(&self) -> Result<Rebuilt, Fault> {
        let office = self.ledger.rebuild(self.sources()).await?;
        Ok(Rebuilt {
            entries: office.head().seq + 1,
            head: office.head().link,
        })
    }
}
