//! Following the chain through the store: entry by entry, with what they speak of brought back. The reading goes on ahead
//! of it and the verifying beside it, on every core (`pages`, `batches`).

use super::Sources;
use super::batches::Batches;
use super::pages::Pages;
use crate::chance::ManyChances;
use crate::fault::Fault;
use crate::local::ListChange;
use crate::store::Store;
use domain::act::Leg;
use domain::chain::{Broken, Opened, Replay};
use domain::digest::Link;
use domain::entry::Entry;
use domain::news::News;
use domain::office::{Head, Office};
use domain::release::Content;
use std::collections::BTreeMap;

/// Up to so many new entries are followed on the spot.
pub(super) const FEW: u32 = 64;

/// An office after every entry there is, all of them verified.
#[derive(Debug)]
pub(super) struct Followed {
    pub(super) office: Office,
    pub(super) news: Vec<News>,
}

/// Follows everything after `after`.
pub(super) async fn follow(
    mut replay: Replay,
    after: Option<u64>,
    from: Sources<'_>,
) -> Result<Followed, Fault> {
    let mut pages = Pages::new(after, from.store);
    let mut batches = Batches::default();
    let mut news = Vec::new();
    while let Some(page) = pages.next().await? {
        for mut entry in page {
            match step(&mut replay, &mut entry, from).await {
                Ok(()) => {}
                Err(Fault::LedgerBroken(broken)) => {
                    // An entry that was changed also breaks the one after it: name the changed one.
                    batches.verify(replay.take_owed()).await?;
                    batches.rest().await?;
                    return Err(broken.into());
                }
                Err(fault) => return Err(fault),
            }
            if replay.owed() >= Batches::SIZE {
                batches.verify(replay.take_owed()).await?;
            }
        }
        news.append(&mut replay.take_news());
    }
    batches.verify(replay.take_owed()).await?;
    batches.rest().await?;
    let (office, _) = replay.finish(&mut ManyChances::default())?;
    Ok(Followed { office, news })
}

/// Follows a few entries on the spot: handing them to other threads would take longer.
pub(super) async fn follow_few(
    mut replay: Replay,
    entries: &[Entry],
    from: Sources<'_>,
) -> Result<Followed, Fault> {
    for entry in entries {
        let mut opened = Opened::open(&entry.body, entry.signature);
        match step(&mut replay, &mut opened, from).await {
            Ok(()) => {}
            Err(Fault::LedgerBroken(broken)) => {
                replay.take_owed().settle(&mut ManyChances::default())?;
                return Err(broken.into());
            }
            Err(fault) => return Err(fault),
        }
    }
    let news = replay.take_news();
    let (office, _) = replay.finish(&mut ManyChances::default())?;
    Ok(Followed { office, news })
}

async fn step(replay: &mut Replay, entry: &mut Opened, from: Sources<'_>) -> Result<(), Fault> {
    loop {
        match replay.follow_opened(entry) {
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

/// What was followed and is not in this desk's own database yet.
#[derive(Debug)]
pub(super) struct TakeUp {
    /// What was in it before.
    known: Option<u64>,
    news: Vec<News>,
    /// The head that was reached.
    head: Option<(u64, Link)>,
}

impl TakeUp {
    /// Of nothing yet, after an entry that is in it.
    pub(super) const fn after(known: Option<u64>) -> Self {
        Self {
            known,
            news: Vec::new(),
            head: None,
        }
    }

    /// Adds what was followed up to a head.
    pub(super) fn add(&mut self, mut news: Vec<News>, head: Head) {
        self.news.append(&mut news);
        self.head = Some((head.seq, head.link));
    }

    /// A head that was seen and may not be pinned on the disk.
    pub(super) const fn seen(&self) -> Option<(u64, Link)> {
        self.head
    }

    /// Pins the head, and takes the news into the lists.
    pub(super) async fn write(&self, from: Sources<'_>, office: &Office) -> Result<(), Fault> {
        let listed = from.local.listed().await?;
        if listed < self.known {
            // Lists that end before what was followed have lost something: they are made again.
            from.local.clear_lists().await?;
            from.local.forget_checkpoint().await?;
            return Err(Fault::ReplicaUnproved);
        }
        let fresh = self.news.iter().filter(|news| Some(news.seq()) > listed);
        let changes = changes(from.store, fresh).await?;
        from.local.take_up(office.head(), listed, &changes).await?;
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
