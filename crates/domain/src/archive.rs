//! What is over is put away, so that an office of a hundred thousand entries is as light as one of a thousand.
//!
//! A release in which nothing can happen by itself leaves the office's state and becomes a row; so do the digests of
//! revisions and the void entries of long ago. One root (see [`tree`]) in the state vouches for all of it. Whatever asks
//! for something that may lie there is told so ([`Refusal::NotRecalled`]) and never that it does not exist: the caller
//! reads it, [recalls](Office::recall) it, and asks again. So the answers are those of a replay that put nothing away.

use crate::act::Change;
use crate::digest::Digest;
use crate::ids::ReleaseId;
use crate::instant::Instant;
use crate::office::{Office, Progress, Release, Revision, Void};
use crate::refusal::Refusal;
use crate::strict;
use crate::tree::{self, Key, Nodes, NotProved, Root};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How long after its window a release that did not go out everywhere stays at hand.
pub const LAPSED_STAYS_HOURS: u32 = 24;
/// How long after its window a rejected release stays at hand, for its writer.
pub const RETURNED_STAYS_HOURS: u32 = 7 * 24;

/// The most bytes of a row.
const MOST_ROW_BYTES: usize = 16 * 1024 * 1024;
/// Void entries are put away by blocks of so many entries.
const BLOCK: u64 = 64;

/// Something that may have been put away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Need {
    /// A release, with all its revisions.
    Release(ReleaseId),
    /// Whether a revision of that digest was ever submitted.
    Revision(Digest),
    /// The void entries of one block, counted from 0.
    Voids(#[cfg_attr(feature = "wire", ts(type = "number"))] u64),
}

impl Need {
    /// The void entries around an entry.
    pub const fn voids_at(seq: u64) -> Self {
        Self::Voids(seq / BLOCK)
    }

    /// Where it lies.
    pub fn key(&self) -> Key {
        match self {
            Self::Release(release) => Key::release(*release),
            Self::Revision(revision) => Key::revision(*revision),
            Self::Voids(block) => Key::voids(*block),
        }
    }
}

/// What the state keeps of everything that was put away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    root: Root,
    voids: u64,
}

/// What was put away in one go, to be kept before the office that no longer has it is used.
#[derive(Debug, Default)]
pub struct PutAway {
    /// Rows, by key.
    pub rows: Vec<(Key, Vec<u8>)>,
    /// Nodes of the tree that changed.
    pub nodes: Nodes,
}

impl Release {
    /// Whether nothing more happens to it unless a member acts: nothing is on its way, unknown, or being taken down, and
    /// its newest revision is out everywhere, withdrawn, or long past its window.
    pub fn is_over(&self, at: Instant) -> bool {
        let moving = |revision: &Revision| {
            revision.legs.iter().any(|leg| {
                matches!(
                    leg.state,
                    Progress::Claimed { .. } | Progress::Unknown { .. }
                ) || leg
                    .takedown
                    .as_ref()
                    .is_some_and(|takedown| takedown.gone != Some(true))
            })
        };
        let Some(newest) = self.newest() else {
            return false;
        };
        let stays = if newest.rejection.is_some() {
            RETURNED_STAYS_HOURS
        } else {
            LAPSED_STAYS_HOURS
        };
        let out = newest
            .legs
            .iter()
            .all(|leg| matches!(leg.state, Progress::Receipted { .. }));
        let over = out
            || newest.withdrawn.is_some()
            || newest.window.execute_before.plus_hours(stays) <= at;
        over && !self.revisions.iter().any(moving)
    }
}

impl Office {
    /// A release that the rules ask for.
    pub(crate) fn seek(&self, release: ReleaseId) -> Result<Option<&Release>, Refusal> {
        match self.releases.get(&release) {
            None => self.proved_absent(Need::Release(release)).map(|()| None),
            found => Ok(found),
        }
    }

    /// Whether a revision of that digest was ever submitted.
    pub(crate) fn was_submitted(&self, revision: Digest) -> Result<bool, Refusal> {
        if self.submitted.contains(&revision) {
            return Ok(true);
        }
        self.proved_absent(Need::Revision(revision)).map(|()| false)
    }

    fn proved_absent(&self, need: Need) -> Result<(), Refusal> {
        if self.archive.root.is_none() || self.absent.contains(&need) {
            Ok(())
        } else {
            Err(Refusal::NotRecalled { need })
        }
    }

    /// Whether that is at hand, or known not to be there.
    pub fn has_at_hand(&self, need: Need) -> bool {
        let here = match need {
            Need::Release(release) => self.releases.contains_key(&release),
            Need::Revision(revision) => self.submitted.contains(&revision),
            Need::Voids(block) => {
                (block + 1).saturating_mul(BLOCK) > self.head.seq
                    || self.voids.iter().any(|void| void.seq / BLOCK == block)
            }
        };
        here || self.proved_absent(need).is_ok()
    }

    /// Whether anything was ever put away.
    pub const fn has_put_away(&self) -> bool {
        self.archive.root.is_some()
    }

    /// How many releases are put away and not at hand.
    pub fn releases_put_away(&self) -> usize {
        let all = usize::try_from(self.next_number.saturating_sub(1)).unwrap_or(usize::MAX);
        all.saturating_sub(self.releases.len())
    }

    /// How many void entries are put away and not at hand.
    pub const fn voids_put_away(&self) -> u64 {
        self.archive.voids
    }

    /// Releases that can be put away now. One that an open proposal speaks of stays.
    fn over(&self) -> Vec<ReleaseId> {
        let spoken_of: BTreeSet<ReleaseId> = self
            .proposals
            .values()
            .filter_map(|open| match &open.change {
                Change::UnknownDecided { leg, .. } => Some(leg.release),
                _ => None,
            })
            .collect();
        self.releases
            .values()
            .filter(|release| release.is_over(self.head.at) && !spoken_of.contains(&release.id))
            .map(|release| release.id)
            .collect()
    }

    fn whole_blocks(&self) -> BTreeMap<u64, Vec<Void>> {
        let mut blocks: BTreeMap<u64, Vec<Void>> = BTreeMap::new();
        for void in &self.voids {
            let block = void.seq / BLOCK;
            if (block + 1).saturating_mul(BLOCK) <= self.head.seq {
                blocks.entry(block).or_default().push(void.clone());
            }
        }
        blocks
    }

    /// The keys under which [`Office::put_away`] will put something: the nodes on the way to them must be read first.
    pub fn keys_to_put_away(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.whole_blocks().into_keys().map(Key::voids).collect();
        for release in self.over().iter().filter_map(|id| self.releases.get(id)) {
            keys.push(Key::release(release.id));
            keys.extend(
                release
                    .revisions
                    .iter()
                    .map(|each| Key::revision(each.digest)),
            );
        }
        keys
    }

    /// Puts away what is over, and forgets what was recalled since. Nodes of an empty tree need not be read.
    ///
    /// # Errors
    /// [`NotProved`] when the nodes are not those this office vouches for; the office is then as it was.
    pub fn put_away(&mut self, nodes: &Nodes) -> Result<PutAway, NotProved> {
        let mut rows = Vec::new();
        let mut facts = BTreeMap::new();
        let over = self.over();
        for release in over.iter().filter_map(|id| self.releases.get(id)) {
            let row = strict::encode(release, MOST_ROW_BYTES).map_err(|_| NotProved)?;
            facts.insert(Key::release(release.id), Digest::of(&row));
            rows.push((Key::release(release.id), row));
            for revision in &release.revisions {
                facts.insert(Key::revision(revision.digest), revision.digest);
            }
        }
        let blocks = self.whole_blocks();
        for (block, voids) in &blocks {
            let row = strict::encode(voids, MOST_ROW_BYTES).map_err(|_| NotProved)?;
            facts.insert(Key::voids(*block), Digest::of(&row));
            rows.push((Key::voids(*block), row));
        }
        let (root, nodes) = if facts.is_empty() {
            (self.archive.root, Nodes::new())
        } else {
            tree::put(self.archive.root, nodes, &facts)?
        };
        self.archive.root = root;
        for release in over {
            self.releases.remove(&release);
        }
        self.voids
            .retain(|void| !blocks.contains_key(&(void.seq / BLOCK)));
        self.archive.voids += blocks.values().map(|voids| voids.len() as u64).sum::<u64>();
        self.submitted = self
            .releases
            .values()
            .flat_map(|release| &release.revisions)
            .map(|revision| revision.digest)
            .collect();
        self.absent.clear();
        Ok(PutAway { rows, nodes })
    }

    /// Takes back what was put away, or the proof that it is not there. `row` is what was kept under the key.
    ///
    /// # Errors
    /// [`NotProved`] when nodes or row are not those this office vouches for.
    pub fn recall(
        &mut self,
        need: Need,
        nodes: &Nodes,
        row: Option<&[u8]>,
    ) -> Result<(), NotProved> {
        if self.has_at_hand(need) {
            return Ok(());
        }
        let Some(digest) = tree::look_up(self.archive.root, nodes, need.key())? else {
            self.absent.insert(need);
            return Ok(());
        };
        if let Need::Revision(revision) = need {
            self.submitted.insert(revision);
            return Ok(());
        }
        let row = row
            .filter(|row| Digest::of(row) == digest)
            .ok_or(NotProved)?;
        match need {
            Need::Release(id) => {
                let release: Release =
                    strict::decode(row, MOST_ROW_BYTES).map_err(|_| NotProved)?;
                self.releases.insert(id, release);
            }
            Need::Voids(_) => {
                let voids: Vec<Void> =
                    strict::decode(row, MOST_ROW_BYTES).map_err(|_| NotProved)?;
                self.archive.voids = self.archive.voids.saturating_sub(voids.len() as u64);
                self.voids.extend(voids);
                self.voids.sort_by_key(|void| void.seq);
            }
            Need::Revision(_) => {}
        }
        Ok(())
    }
}
