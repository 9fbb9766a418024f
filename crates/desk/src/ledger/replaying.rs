//! Replaying a ledger: entries are followed in order, while pages are read and opened ahead (`pages`) and signatures are
//! verified beside it (`batches`).

use super::batches::Batches;
use super::pages::Pages;
use crate::chance::ManyChances;
use crate::fault::Fault;
use crate::store::Store;
use domain::chain::Replay;
use domain::entry::Entry;
use domain::office::Office;

/// Up to so many new entries are followed on the spot.
pub(super) const FEW: u32 = 64;

/// Follows everything after `after`.
pub(super) async fn replay(
    mut replay: Replay,
    after: Option<u64>,
    store: &Store,
) -> Result<Office, Fault> {
    let mut pages = Pages::new(after, store);
    let mut batches = Batches::default();
    while let Some(page) = pages.next().await? {
        for mut entry in page {
            if let Err(broken) = replay.follow_opened(&mut entry) {
                // An entry that was changed also breaks the one after it: name the changed one.
                batches.verify(replay.take_owed()).await?;
                batches.rest().await?;
                return Err(broken.into());
            }
            if replay.owed() >= Batches::SIZE {
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
