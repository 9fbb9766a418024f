//! The office as its ledger makes it: nothing here comes from anywhere else.

mod standing;

pub use standing::{LegState, Progress, Rejection, Release, Revision, Signed, Takedown};

use crate::act::{Change, Leg, Scope};
use crate::archive::{Archive, Need};
use crate::channel::Channel;
use crate::digest::{Digest, Link};
use crate::ids::{ChannelId, DeskId, MemberId, OfficeId, ReleaseId};
use crate::instant::Instant;
use crate::key::PublicKey;
use crate::member::{Desk, Member};
use crate::policy::{Demand, Policy};
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The newest entry that was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Its number.
    pub seq: u64,
    /// Its link.
    pub link: Link,
    /// The chain's time: the newest date that an entry gave it.
    pub at: Instant,
    /// The number of the entry that gave it that time.
    pub dated: u64,
}

/// An office's state after its newest verified entry. It has no serialised form of its own: only a
/// [checkpoint](crate::checkpoint) writes one down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    pub(crate) id: OfficeId,
    pub(crate) name: String,
    pub(crate) zone: String,
    pub(crate) practice: bool,
    pub(crate) founded_at: Instant,
    pub(crate) head: Head,
    pub(crate) members: BTreeMap<MemberId, Member>,
    pub(crate) recovery: Option<(MemberId, PublicKey)>,
    pub(crate) desks: BTreeMap<DeskId, Desk>,
    pub(crate) policies: Vec<Policy>,
    pub(crate) channels: BTreeMap<ChannelId, Channel>,
    pub(crate) releases: BTreeMap<ReleaseId, Release>,
    /// The digests of the revisions at hand, so that they are not searched at each submission.
    pub(crate) submitted: BTreeSet<Digest>,
    pub(crate) archive: Archive,
    /// What is known not to be in the archive; it was asked for since something was last put away.
    pub(crate) absent: BTreeSet<Need>,
    pub(crate) next_number: u32,
    pub(crate) proposals: BTreeMap<Link, Proposal>,
    pub(crate) stops: Vec<Stop>,
    pub(crate) beacons: BTreeMap<DeskId, Instant>,
    pub(crate) too_old: Option<String>,
    pub(crate) voids: Vec<Void>,
}

/// An entry that is genuinely signed but breaks a rule. It stays on the chain and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Void {
    /// Its number.
    pub seq: u64,
    /// The rule.
    pub refusal: Refusal,
}

/// An open proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// The entry that made it.
    pub link: Link,
    /// Who made it.
    pub by: MemberId,
    /// With the key at which desk.
    pub desk: DeskId,
    /// When, by the chain's time.
    pub at: Instant,
    /// The date that its entry bears.
    pub signed_at: Instant,
    /// What is to change.
    pub change: Change,
}

/// How long a proposal stays open.
pub const PROPOSAL_LAPSES_AFTER_HOURS: u32 = 72;

impl Proposal {
    /// When it can no longer be seconded.
    pub const fn lapses(&self) -> Instant {
        self.at.plus_hours(PROPOSAL_LAPSES_AFTER_HOURS)
    }
}

/// A stop, on or lifted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// The entry that pulled it.
    pub link: Link,
    /// Its number.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// What it halts.
    pub scope: Scope,
    /// Who pulled it; `None` from a locked desk.
    pub by: Option<MemberId>,
    /// At which desk.
    pub desk: DeskId,
    /// Why; may be empty.
    pub reason: String,
    /// The entry that lifted it.
    pub lifted: Option<u64>,
}

impl Office {
    /// Its id.
    pub const fn id(&self) -> OfficeId {
        self.id
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its IANA time zone.
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// Whether it is for practice.
    pub const fn is_practice(&self) -> bool {
        self.practice
    }

    /// When it was founded.
    pub const fn founded_at(&self) -> Instant {
        self.founded_at
    }

    /// The newest verified entry.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Everyone, by id.
    pub const fn members(&self) -> &BTreeMap<MemberId, Member> {
        &self.members
    }

    /// Every desk, by id.
    pub const fn desks(&self) -> &BTreeMap<DeskId, Desk> {
        &self.desks
    }

    /// The id the recovery key signs under, if there is one.
    pub fn recovery(&self) -> Option<MemberId> {
        self.recovery.map(|(member, _)| member)
    }

    /// Every channel, removed ones too.
    pub const fn channels(&self) -> &BTreeMap<ChannelId, Channel> {
        &self.channels
    }

    /// Every release that is not put away: all in which something can still happen by itself.
    pub const fn releases(&self) -> &BTreeMap<ReleaseId, Release> {
        &self.releases
    }

    /// The number the next release gets.
    pub const fn next_number(&self) -> u32 {
        self.next_number
    }

    /// Open proposals, lapsed ones included until they are dropped.
    pub const fn proposals(&self) -> &BTreeMap<Link, Proposal> {
        &self.proposals
    }

    /// Every stop there ever was.
    pub fn stops(&self) -> &[Stop] {
        &self.stops
    }

    /// Stops that are on.
    pub fn stops_on(&self) -> impl Iterator<Item = &Stop> {
        self.stops.iter().filter(|stop| stop.lifted.is_none())
    }

    /// Entries that broke a rule and changed nothing; of those long ago, the ones that were recalled.
    pub fn voids(&self) -> &[Void] {
        &self.voids
    }

    /// The kind of a critical entry that this version does not know.
    pub fn too_old(&self) -> Option<&str> {
        self.too_old.as_deref()
    }

    /// The number of the rules in force.
    pub fn policy_epoch(&self) -> u32 {
        u32::try_from(self.policies.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The rules in force.
    pub fn policy(&self) -> Option<&Policy> {
        self.policies.last()
    }

    /// Whether what a member signs now would count for nothing but a stop. It is judged by the chain's time without their
    /// own entry, so that nobody dates themselves out of a suspension: one that lapses is over once anybody else has
    /// signed something after it.
    pub fn is_suspended(&self, member: &Member) -> bool {
        member.is_suspended(self.head.at)
    }

    /// What a channel asks of a revision that was submitted under an earlier epoch: the stricter of all
    /// the rules from then until now. `None` when that epoch never was: no rules, no publishing.
    pub fn demand(&self, channel: ChannelId, since_epoch: u32) -> Option<Demand> {
        let since = self.policies.get(usize::try_from(since_epoch).ok()?..)?;
        since
            .iter()
            .map(|policy| policy.for_channel(channel))
            .reduce(Demand::stricter)
    }

    /// Whether a stop is on that halts this channel.
    pub fn is_stopped(&self, channel: ChannelId) -> bool {
        self.stops_on().any(|stop| stop.halts(channel))
    }

    /// The number of the latest stop that halted this channel, lifted or not.
    pub fn last_stop(&self, channel: ChannelId) -> Option<u64> {
        self.stops
            .iter()
            .filter(|stop| stop.halts(channel))
            .map(|stop| stop.seq)
            .max()
    }

    /// A release, if it is at hand: one that was put away is [recalled](Self::recall) first.
    pub fn release(&self, release: ReleaseId) -> Option<&Release> {
        self.releases.get(&release)
    }

    /// A revision of a release at hand.
    pub fn revision(&self, release: ReleaseId, digest: Digest) -> Option<&Revision> {
        self.releases.get(&release)?.revision(digest)
    }

    /// Where a leg of a release at hand stands.
    pub fn leg(&self, leg: &Leg) -> Option<&LegState> {
        self.revision(leg.release, leg.revision)?.leg(leg.channel)
    }

    pub(crate) fn leg_mut(&mut self, leg: &Leg) -> Option<&mut LegState> {
        let release = self.releases.get_mut(&leg.release)?;
        let revision = release
            .revisions
            .iter_mut()
            .find(|each| each.digest == leg.revision)?;
        revision
            .legs
            .iter_mut()
            .find(|each| each.channel == leg.channel)
    }

    /// Whether a member's key at a desk is in use: neither it nor the desk was removed.
    pub(crate) fn key_in_use(&self, member: &Member, desk: DeskId) -> bool {
        member.desks.get(&desk).is_some_and(|keys| !keys.removed)
            && self.desks.get(&desk).is_some_and(|desk| !desk.removed)
    }

    /// The public key that a member signs with at a desk, in use or not.
    pub fn member_key(&self, member: MemberId, desk: DeskId) -> Option<PublicKey> {
        if let Some((recovery, key)) = self.recovery
            && recovery == member
            && recovery.uuid() == desk.uuid()
        {
            return Some(key);
        }
        self.members
            .get(&member)?
            .desks
            .get(&desk)
            .map(|keys| keys.key)
    }
}

impl Stop {
    /// Whether it halts this channel.
    pub fn halts(&self, channel: ChannelId) -> bool {
        match self.scope {
            Scope::Everything => true,
            Scope::Channel { channel: halted } => halted == channel,
        }
    }
}
