//! Verifying a long ledger: signatures are settled in batches beside the following of the chain, on every core.
//!
//! Nothing counts until every batch has been verified, and the first entry that does not fit is named exactly, whichever
//! batch it is in.

use crate::chance::ManyChances;
use crate::fault::Fault;
use domain::chain::{Broken, Owed};
use tokio::task::JoinSet;

/// Batches of signatures that are being verified.
#[derive(Debug)]
pub(super) struct Batches {
    running: JoinSet<Result<(), Broken>>,
    most: usize,
}

impl Default for Batches {
    fn default() -> Self {
        Self {
            running: JoinSet::new(),
            most: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

impl Batches {
    /// How many signatures are verified in one batch. Larger ones gain little more.
    pub(super) const SIZE: usize = 8192;

    /// Has a batch verified, as soon as there is a core for it.
    pub(super) async fn verify(&mut self, owed: Owed) -> Result<(), Fault> {
        if self.running.len() >= self.most
            && let Some(settled) = self.running.join_next().await
            && let Err(broken) = counted(settled)
        {
            return Err(self.first(broken).await);
        }
        self.running
            .spawn_blocking(move || owed.settle(&mut ManyChances::default()));
        Ok(())
    }

    /// Waits for all of them.
    pub(super) async fn rest(&mut self) -> Result<(), Fault> {
        while let Some(settled) = self.running.join_next().await {
            if let Err(broken) = counted(settled) {
                return Err(self.first(broken).await);
            }
        }
        Ok(())
    }

    /// The earliest entry that does not fit: batches end in any order.
    async fn first(&mut self, mut first: Fault) -> Fault {
        while let Some(settled) = self.running.join_next().await {
            if let Err(fault) = counted(settled)
                && at(&fault) < at(&first)
            {
                first = fault;
            }
        }
        first
    }
}

/// A batch whose task died has not been verified, and so nothing has.
fn counted(settled: Result<Result<(), Broken>, tokio::task::JoinError>) -> Result<(), Fault> {
    Ok(settled.map_err(|_| Fault::Contended)??)
}

/// Where a batch found the ledger broken; a fault of another sort comes before all of them.
fn at(fault: &Fault) -> u64 {
    match fault {
        Fault::LedgerBroken(Broken::BadSignature { seq }) => *seq,
        _ => 0,
    }
}
