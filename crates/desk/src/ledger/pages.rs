//! Reading a long ledger: pages are read and opened ahead of whoever follows the chain, on every core.
//!
//! What is under way at any time is bounded by the number of cores, however long the ledger is.

use crate::fault::Fault;
use crate::store::Store;
use domain::chain::Opened;
use std::collections::VecDeque;
use tokio::task::JoinHandle;

/// How many entries are read at once.
const PAGE: u32 = 2048;

/// Pages of the ledger in order, some of them opened ahead.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    store: &'a Store,
    /// The last entry that was read.
    after: Option<u64>,
    ended: bool,
    opening: VecDeque<JoinHandle<Vec<Opened>>>,
    /// How many may be under way.
    ahead: usize,
}

impl<'a> Pages<'a> {
    pub(super) fn new(after: Option<u64>, store: &'a Store) -> Self {
        Self {
            store,
            after,
            ended: false,
            opening: VecDeque::new(),
            ahead: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    pub(super) async fn next(&mut self) -> Result<Option<Vec<Opened>>, Fault> {
        while self.opening.len() < self.ahead && !self.ended {
            let page = self.store.read_page(self.after, PAGE).await?;
            let read = page.len() as u64;
            self.ended = read < u64::from(PAGE);
            self.after = self
                .after
                .map_or(read.checked_sub(1), |seq| Some(seq + read));
            self.opening.push_back(tokio::task::spawn_blocking(move || {
                Opened::open_all(page.entries())
            }));
        }
        match self.opening.pop_front() {
            // What was not opened was not read, and so nothing was.
            Some(opened) => Ok(Some(opened.await.map_err(|_| Fault::Contended)?)),
            None => Ok(None),
        }
    }
}
