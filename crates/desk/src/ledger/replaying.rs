//! Replaying a long ledger on every core: pages are read and opened ahead, entries are followed in order, and their
//! signatures are verified in batches beside it.
//!
//! What is under way at any time is bounded by the number of cores, however long the ledger is. Nothing counts until
//! every batch has been verified, and the first entry that does not fit is named exactly, whichever batch it is in.

use crate::chance::ManyChances;
use crate::fault::Fault;
use crate::store::Store;
use domain::chain::{Broken, Opened, Owed, Replay};
use domain::entry::Entry;
use domain::office::Office;
use std::collections::VecDeque;
use tokio::task::{JoinHandle, JoinSet};

/// How many entries are read at once.
const PAGE: u32 = 2048;
/// Up to so many new entries are followed on the spot.
pub(super) const FEW: u32 = 64;
/// How many signatures are verified in one batch. Larger ones gain little more.
const BATCH: usize = 8192;

/// Follows everything after `after`.
pub(super) async fn replay(
    mut replay: Replay,
    after: Option<u64>,
    store: &Store,
) -> Result<Office, Fault> {
    let mut pages = Pages::new(after, store);
    let mut batches = Batches::new(pages.ahead);
    while let Some(page) = pages.next().await? {
        for mut entry in page {
            if let Err(broken) = replay.follow_opened(&mut entry) {
                // An entry that was changed also breaks the one after it: name the changed one.
                batches.verify(replay.take_owed()).await?;
                batches.rest().await?;
                return Err(broken.into());
            }
            if replay.owed() >= BATCH {
                batches.verify(replay.take_owed()).await?;
            }
        }
    }
    batches.verify(replay.take_owed()).await?;
    batches.rest().await?;
    Ok(replay.finish(&mut ManyChances::default())?.0)
}

/// Follows a few entries on the spot: handing them to other threads would take longer.
pub(super) fn replay_few(mut replay: Replay, entries: &[Entry]) -> Result<Office, Fault> {
    for entry in entries {
        if let Err(broken) = replay.follow(entry) {
            replay.take_owed().settle(&mut ManyChances::default())?;
            return Err(broken.into());
        }
    }
    Ok(replay.finish(&mut ManyChances::default())?.0)
}

/// Pages of the ledger in order, some of them opened ahead.
struct Pages<'a> {
    store: &'a Store,
    /// The last entry that was read.
    after: Option<u64>,
    ended: bool,
    opening: VecDeque<JoinHandle<Vec<Opened>>>,
    /// How many may be under way.
    ahead: usize,
}

impl<'a> Pages<'a> {
    fn new(after: Option<u64>, store: &'a Store) -> Self {
        Self {
            store,
            after,
            ended: false,
            opening: VecDeque::new(),
            ahead: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    async fn next(&mut self) -> Result<Option<Vec<Opened>>, Fault> {
        while self.opening.len() < self.ahead && !self.ended {
            let page = self.store.read_page(self.after, PAGE).await?;
            let read = page.len() as u64;
            self.ended = read < u64::from(PAGE);
            self.after = self
                .after
                .map_or(read.checked_sub(1), |seq| Some(seq + read));
            self.opening.push_back(tokio::task::spawn_blocking(move || {
                page.entries()
                    .map(|(body, signature)| Opened::open(body, signature))
                    .collect()
            }));
        }
        match self.opening.pop_front() {
            // What was not opened was not read, and so nothing was.
            Some(opened) => Ok(Some(opened.await.map_err(|_| Fault::Contended)?)),
            None => Ok(None),
        }
    }
}

/// Batches of signatures that are being verified.
struct Batches {
    running: JoinSet<Result<(), Broken>>,
    most: usize,
}

impl Batches {
    fn new(most: usize) -> Self {
        Self {
            running: JoinSet::new(),
            most,
        }
    }

    /// Has a batch verified, as soon as there is a core for it.
    async fn verify(&mut self, owed: Owed) -> Result<(), Fault> {
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
    async fn rest(&mut self) -> Result<(), Fault> {
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
