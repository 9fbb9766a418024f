//! Following the chain through the store: entry by entry, with what they speak of brought back, and signatures verified
//! in batches on other cores.

use super::{PAGE, Sources};
use crate::chance::Chance;
use crate::fault::Fault;
use crate::local::ListChange;
use crate::store::Store;
use domain::act::Leg;
use domain::chain::{Broken, Replay};
use domain::entry::Entry;
use domain::news::News;
use domain::office::Office;
use domain::release::Content;
use std::collections::BTreeMap;

/// How many signatures are verified in one batch.
const BATCH: usize = 1024;

/// An office after every entry there is, all of them verified.
#[derive(Debug)]
pub(super) struct Followed {
    pub(super) office: Office,
    news: Vec<News>,
}

pub(super) async fn follow(
    mut replay: Replay,
    mut after: Option<u64>,
    mut page: Vec<Entry>,
    from: Sources<'_>,
) -> Result<Followed, Fault> {
    let mut batches = tokio::task::JoinSet::new();
    let mut news = Vec::new();
    while !page.is_empty() {
        for entry in &page {
            match step(&mut replay, entry, from).await {
                Ok(()) => {}
                Err(Fault::LedgerBroken(broken)) => {
                    // An entry that was changed also breaks the one after it: name the changed one.
                    replay.take_owed().settle(&mut Chance)?;
                    return Err(broken.into());
                }
                Err(fault) => return Err(fault),
            }
            if replay.owed() >= BATCH {
                let owed = replay.take_owed();
                batches.spawn_blocking(move || owed.settle(&mut Chance));
            }
        }
        news.append(&mut replay.take_news());
        let read = page.len() as u64;
        after = Some(after.map_or(read - 1, |seq| seq + read));
        page = if read < u64::from(PAGE) {
            Vec::new()
        } else {
            from.store.read_after(after, PAGE).await?
        };
    }
    while let Some(settled) = batches.join_next().await {
        // A batch whose task died has not been verified, and so nothing has.
        settled.map_err(|_| Fault::Contended)??;
    }
    let (office, _) = replay.finish(&mut Chance)?;
    Ok(Followed { office, news })
}

async fn step(replay: &mut Replay, entry: &Entry, from: Sources<'_>) -> Result<(), Fault> {
    loop {
        match replay.follow(entry) {
            Err(Broken::NotRecalled { need, .. }) => {
                let found = from.local.put_away(&[need]).await?;
                replay
                    .bring_back(need, &found.nodes, found.row(need))
                    .map_err(|_| Fault::ReplicaUnproved)?;
            }
            other => return Ok(other?),
        }
    }
}

impl Followed {
    /// Pins the head, and takes the news into the lists.
    pub(super) async fn take_up(&self, from: Sources<'_>, known: Option<u64>) -> Result<(), Fault> {
        let listed = from.local.listed().await?;
        if listed < known {
            // Lists that end before what was followed have lost something: they are made again.
            from.local.clear_lists().await?;
            from.local.forget_checkpoint().await?;
            return Err(Fault::ReplicaUnproved);
        }
        let fresh = self.news.iter().filter(|news| Some(news.seq()) > listed);
        let changes = changes(from.store, fresh).await?;
        from.local
            .take_up(self.office.head(), listed, &changes)
            .await?;
        Ok(())
    }
}

/// What news change in the lists; of a leg, the last alone counts.
async fn changes<'a>(
    store: &Store,
    news: impl Iterator<Item = &'a News>,
) -> Result<Vec<ListChange>, Fault> {
    let mut changes = Vec::new();
    let mut legs = BTreeMap::new();
    for each in news {
        match each {
            News::Release {
                number, release, ..
            } => changes.push(ListChange::Number {
                number: *number,
                release: *release,
            }),
            News::Out { leg, .. } | News::Off { leg, .. } => {
                legs.insert((leg.release, leg.revision, leg.channel), *each);
            }
        }
    }
    let mut last: Vec<News> = legs.into_values().collect();
    last.sort_by_key(News::seq);
    for each in last {
        match each {
            News::Out { seq, leg } => changes.push(placed(store, seq, leg).await?),
            News::Off { leg, .. } => changes.push(ListChange::Remove { leg }),
            News::Release { .. } => {}
        }
    }
    Ok(changes)
}

/// A post with the words it is found by. One whose content was erased or changed is listed without words.
async fn placed(store: &Store, seq: u64, leg: Leg) -> Result<ListChange, Fault> {
    let content = match store.content(leg.revision).await {
        Ok(Some(bytes)) => Content::open(&bytes, leg.revision).ok(),
        Ok(None) | Err(crate::store::StoreFault::ContentSwapped(_)) => None,
        Err(fault) => return Err(fault.into()),
    };
    let words = content
        .as_ref()
        .and_then(|content| content.variant(leg.channel))
        .map(|variant| {
            let texts = variant.texts();
            let texts: Vec<&str> = texts.iter().map(|(_, words)| *words).collect();
            texts.join("\n")
        });
    Ok(ListChange::Place {
        seq,
        leg,
        title: content.map(|content| content.title).unwrap_or_default(),
        words: words.unwrap_or_default(),
    })
}
