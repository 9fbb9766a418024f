//! What lies before the checkpoint: hashed once more after opening, beside the work, so that a changed row is found.
//!
//! The links alone are followed here. They were verified, with every signature, when the checkpoint was made; whoever
//! changes a byte of an entry, or of its signature, changes every link after it.

use crate::chance::Chance;
use crate::fault::Fault;
use crate::store::Store;
use domain::chain::{Broken, Replay};
use domain::digest::Link;
use domain::entry::{Entry, genesis, link, linked_to, signed_bytes};
use domain::ids::OfficeId;
use std::sync::{Arc, OnceLock};
use tokio::sync::Mutex;

/// How many entries are read at once.
const PAGE: u32 = 4096;

/// The entries up to a checkpoint.
#[derive(Debug)]
pub(super) struct Prefix {
    office: OfficeId,
    store: Store,
    upto: (u64, Link),
    pin: Option<(u64, Link)>,
    hashed: Mutex<bool>,
    broken: OnceLock<Broken>,
}

impl Prefix {
    /// Begins to hash beside the work.
    pub(super) fn watched(
        office: OfficeId,
        store: &Store,
        upto: (u64, Link),
        pin: Option<(u64, Link)>,
    ) -> Arc<Self> {
        let prefix = Arc::new(Self {
            office,
            store: store.clone(),
            upto,
            pin,
            hashed: Mutex::new(false),
            broken: OnceLock::new(),
        });
        let beside = Arc::clone(&prefix);
        tokio::spawn(async move {
            if let Err(fault) = beside.holds().await
                && !beside.store.is_closed()
            {
                tracing::error!(%fault, "the ledger before this desk's checkpoint");
            }
        });
        prefix
    }

    /// What was found to be broken by now.
    pub(super) fn broken(&self) -> Option<Broken> {
        self.broken.get().cloned()
    }

    /// Waits for the hashing, or does it when nobody has.
    pub(super) async fn holds(&self) -> Result<(), Fault> {
        let mut hashed = self.hashed.lock().await;
        if let Some(broken) = self.broken() {
            return Err(broken.into());
        }
        if *hashed {
            return Ok(());
        }
        if !self.links_hold().await? {
            let broken = self.name_the_break().await?;
            return Err(self.broken.get_or_init(|| broken).clone().into());
        }
        *hashed = true;
        Ok(())
    }

    async fn links_hold(&self) -> Result<bool, Fault> {
        let (mut prev, mut next) = (genesis(self.office), 0_u64);
        let (last, expected) = self.upto;
        while next <= last {
            let most = u32::try_from(last - next + 1).unwrap_or(PAGE).min(PAGE);
            let page = self.store.read_after(next.checked_sub(1), most).await?;
            if page.is_empty() {
                return Ok(false);
            }
            let (pin, from) = (self.pin, next);
            next += page.len() as u64;
            let hashed = tokio::task::spawn_blocking(move || hashed(&page, prev, from, pin));
            match hashed.await.map_err(|_| Fault::Contended)? {
                Some(link) => prev = link,
                None => return Ok(false),
            }
        }
        Ok(prev == expected)
    }

    /// The links do not hold: everything is verified again, to say from which entry on.
    async fn name_the_break(&self) -> Result<Broken, Fault> {
        let mut replay = Replay::new(self.office);
        let mut after = None;
        loop {
            let page = self.store.read_after(after, PAGE).await?;
            if page.is_empty() {
                break;
            }
            let read = page.len() as u64;
            after = Some(after.map_or(read - 1, |seq: u64| seq + read));
            let followed = page.iter().try_for_each(|entry| replay.follow(entry));
            // An entry that was changed also breaks the one after it: the changed one is named.
            if let Err(broken) = replay.take_owed().settle(&mut Chance).and(followed) {
                return Ok(broken);
            }
        }
        let (seq, _) = self.upto;
        Ok(match replay.finish(&mut Chance) {
            Err(broken) => broken,
            Ok((office, _)) if office.head().seq < seq => Broken::Withheld {
                seq: office.head().seq,
                pinned: seq,
            },
            Ok(_) => Broken::Rewritten { pinned: seq },
        })
    }
}

/// The link of the last of some entries, if each names the one before and the pinned one is the one that was seen.
fn hashed(page: &[Entry], prev: Link, from: u64, pin: Option<(u64, Link)>) -> Option<Link> {
    page.iter()
        .zip(from..)
        .try_fold(prev, |prev, (entry, seq)| {
            if linked_to(&entry.body) != Some(prev) {
                return None;
            }
            let link = link(&signed_bytes(&entry.body), &entry.signature);
            let seen = pin.is_none_or(|(at, seen)| at != seq || seen == link);
            seen.then_some(link)
        })
}
