//! The rules of going out, told a second time: from the blueprint's words, over what was said, without the office.
//!
//! It looks through the whole history for every question, and shares nothing with the rules but the acts.

use domain::act::{Act, Change, Leg, Resolution, Scope, Submission};
use domain::chain::Verified;
use domain::channel::ChannelKind;
use domain::digest::{Digest, Link};
use domain::entry::{By, Said};
use domain::ids::{ChannelId, DeskId, MemberId};
use domain::instant::Instant;
use domain::member::Role;
use domain::policy::Policy;
use std::collections::BTreeSet;

/// Something that counted: when by the chain's time, by whom, with which link.
struct Told<'a> {
    at: Instant,
    /// The date it bears.
    dated: Instant,
    by: By,
    link: Link,
    act: &'a Act,
}

/// Everything that counted, oldest first.
pub(crate) struct History<'a> {
    told: Vec<Told<'a>>,
    /// The chain's time.
    now: Instant,
    /// The restarts that set it back, and to when.
    set_back: Vec<(usize, Instant)>,
    too_old: bool,
}

impl<'a> History<'a> {
    pub(crate) fn of(trail: &'a [Verified]) -> Self {
        let mut history = Self {
            told: Vec::new(),
            now: Instant::from_millis(0),
            set_back: Vec::new(),
            too_old: false,
        };
        for entry in trail.iter().filter(|entry| entry.outcome().is_ok()) {
            let body = entry.body();
            let held =
                matches!(body.by, By::Member(by) if history.suspended(by.member, history.now));
            if !held {
                history.now = history.now.max(body.at);
            }
            match &body.act {
                Said::Known(act) => {
                    history.told.push(Told {
                        at: history.now,
                        dated: body.at,
                        by: body.by,
                        link: entry.link(),
                        act,
                    });
                    history.back();
                }
                Said::Unknown { .. } => history.too_old |= body.crit,
            }
        }
        history
    }

    /// A restart after a stop of everything, both of whose signers say that the chain's time lies ahead, sets it back.
    fn back(&mut self) {
        let place = self.told.len() - 1;
        let Some(Act::Seconded { proposal }) = self.told.last().map(|told| told.act) else {
            return;
        };
        let Some((_, Change::Restart { stops })) = self.changes().pop() else {
            return;
        };
        let lifted = |told: &&Told<'_>| stops.contains(&told.link);
        let everything =
            self.told.iter().filter(lifted).any(
                |told| matches!(told.act, Act::Stop { scope, .. } if *scope == Scope::Everything),
            );
        let first = self.told.iter().find(|told| told.link == *proposal);
        let by = [self.told[place].by, first.unwrap().by];
        let mut date = self.told[place].dated.max(first.unwrap().dated);
        // Nor do two overrule somebody else whose signature counts.
        for told in self.told.iter().skip(1) {
            if let By::Member(who) = told.by
                && by.iter().all(
                    |signer| !matches!(signer, By::Member(signer) if signer.member == who.member),
                )
                && !self.suspended(who.member, self.now)
                && self.holds_a_key(who.member)
            {
                date = date.max(told.dated);
            }
        }
        if everything && date.plus_millis(5 * 60_000) < self.now {
            self.now = date;
            self.told[place].at = date;
            self.set_back.push((place, date));
        }
    }

    /// The changes that two members made, each with its place in the history.
    fn changes(&self) -> Vec<(usize, &'a Change)> {
        let mut made = Vec::new();
        for (at, told) in self.told.iter().enumerate() {
            if let Act::Seconded { proposal } = told.act {
                let proposed = self.told.iter().find(|each| each.link == *proposal);
                if let Some(Act::Proposed { change }) = proposed.map(|each| each.act) {
                    made.push((at, &**change));
                }
            }
        }
        made
    }

    fn founding(&self) -> &'a domain::act::Founding {
        match self.told[0].act {
            Act::OfficeFounded(founding) => founding,
            other => unreachable!("{other:?}"),
        }
    }

    fn roles(&self, member: MemberId) -> Vec<Role> {
        let founder = self
            .founding()
            .founders
            .iter()
            .any(|each| each.member == member);
        let mut roles = if founder {
            Role::ALL.to_vec()
        } else {
            Vec::new()
        };
        for (_, change) in self.changes() {
            match change {
                Change::MemberEnrolled {
                    key, roles: given, ..
                } if key.member == member => {
                    roles.clone_from(given);
                }
                Change::RolesChanged {
                    member: who,
                    roles: given,
                } if *who == member => {
                    roles.clone_from(given);
                }
                _ => {}
            }
        }
        roles
    }

    /// Suspended by one for 72 hours, or by two until reinstated by two.
    fn suspended(&self, member: MemberId, now: Instant) -> bool {
        let mut until: Option<Option<Instant>> = None;
        let changes = self.changes();
        for (at, told) in self.told.iter().enumerate() {
            match told.act {
                Act::MemberSuspended { member: who, .. } if *who == member => {
                    until = Some(Some(told.at.plus_hours(72)));
                }
                Act::SuspensionConfirmed { member: who } if *who == member => until = Some(None),
                Act::Seconded { .. } => {
                    let lifts = |(place, change): &(usize, &Change)| {
                        *place == at
                            && matches!(change, Change::MemberReinstated { member: who } if *who == member)
                    };
                    if changes.iter().any(lifts) {
                        until = None;
                    }
                    if let (Some(Some(until)), Some((_, date))) = (
                        &mut until,
                        self.set_back.iter().find(|(place, _)| *place == at),
                    ) {
                        *until = date.plus_hours(72).min(*until);
                    }
                }
                _ => {}
            }
        }
        match until {
            None => false,
            Some(None) => true,
            Some(Some(until)) => now < until,
        }
    }

    fn desk_in_use(&self, desk: DeskId) -> bool {
        let changes = self.changes();
        let gone = changes.iter().any(
            |(_, change)| matches!(change, Change::DeskRemoved { desk: which } if *which == desk),
        );
        let there = self.founding().desk.desk == desk
            || changes.iter().any(
                |(_, change)| matches!(change, Change::DeskAdded { desk: new } if new.desk == desk),
            );
        there && !gone
    }

    /// Another desk that is in use.
    fn another_desk(&self, desk: DeskId) -> bool {
        let mut desks = vec![self.founding().desk.desk];
        for (_, change) in self.changes() {
            if let Change::DeskAdded { desk: new } = change {
                desks.push(new.desk);
            }
        }
        desks
            .iter()
            .any(|each| *each != desk && self.desk_in_use(*each))
    }

    fn key_in_use(&self, member: MemberId, desk: DeskId) -> bool {
        let removed = self.told.iter().any(|told| {
            matches!(told.act, Act::KeyRemoved { member: who, desk: at } if (*who, *at) == (member, desk))
        });
        !removed && self.desk_in_use(desk)
    }

    /// Whether a member has a key in use at any desk there ever was.
    fn holds_a_key(&self, member: MemberId) -> bool {
        let mut desks = BTreeSet::new();
        for founder in &self.founding().founders {
            if founder.member == member {
                desks.insert(self.founding().desk.desk);
            }
        }
        for (_, change) in self.changes() {
            if let Change::MemberEnrolled { key, .. } | Change::KeyAdded { key } = change
                && key.member == member
            {
                desks.insert(key.desk);
            }
        }
        desks.iter().any(|desk| self.key_in_use(member, *desk))
    }

    /// A signature counts while its signer is enrolled, not suspended, holds the role, and the key is in use.
    fn counts(&self, by: By, role: Role, now: Instant) -> bool {
        let By::Member(by) = by else { return false };
        self.roles(by.member).contains(&role)
            && !self.suspended(by.member, now)
            && self.key_in_use(by.member, by.device)
    }

    fn stops(scope: Scope, channel: ChannelId) -> bool {
        scope == Scope::Everything || scope == Scope::Channel { channel }
    }

    /// Whether a stop is on, and the place of the last one that halted the channel.
    fn stop(&self, channel: ChannelId) -> (bool, Option<usize>) {
        let lifted: BTreeSet<Link> = self
            .changes()
            .iter()
            .filter_map(|(_, change)| match change {
                Change::Restart { stops } => Some(stops),
                _ => None,
            })
            .flatten()
            .copied()
            .collect();
        let (mut on, mut last) = (false, None);
        for (at, told) in self.told.iter().enumerate() {
            if let Act::Stop { scope, .. } = told.act
                && Self::stops(*scope, channel)
            {
                on |= !lifted.contains(&told.link);
                last = Some(at);
            }
        }
        (on, last)
    }

    /// The place at which the channel was last connected after a revocation.
    fn connected_again(&self, channel: ChannelId) -> Option<usize> {
        let connections: Vec<usize> = self
            .changes()
            .iter()
            .filter(|(_, change)| {
                matches!(change, Change::ChannelConnected { channel: which, .. } if *which == channel)
            })
            .map(|(at, _)| *at)
            .collect();
        let revoked = self.told.iter().rposition(|told| {
            matches!(told.act, Act::RevocationOrdered { channel: which, .. } if *which == channel)
        })?;
        connections.into_iter().find(|at| *at > revoked)
    }

    /// The place at which the channel, known already, was last connected to another account or at another address.
    fn connected_elsewhere(&self, channel: ChannelId) -> Option<usize> {
        let (mut now, mut last) = (None, None);
        for (at, change) in self.changes() {
            if let Change::ChannelConnected {
                channel: which,
                account,
                address,
                ..
            } = change
                && *which == channel
            {
                let before = now.replace((account, address));
                if before.is_some_and(|before| before != (account, address)) {
                    last = Some(at);
                }
            }
        }
        last
    }

    /// The place at which a member was last suspended, whether that is over or not.
    fn last_suspended(&self, member: MemberId) -> Option<usize> {
        self.told.iter().rposition(
            |told| matches!(told.act, Act::MemberSuspended { member: who, .. } if *who == member),
        )
    }

    /// Connected, and since then neither revoked nor removed.
    fn open(&self, channel: ChannelId) -> Option<ChannelKind> {
        let mut open = None;
        let changes = self.changes();
        for (at, told) in self.told.iter().enumerate() {
            match told.act {
                Act::RevocationOrdered { channel: which, .. } if *which == channel => open = None,
                Act::Seconded { .. } => match changes.iter().find(|(place, _)| *place == at) {
                    Some((
                        _,
                        Change::ChannelConnected {
                            channel: which,
                            channel_kind,
                            ..
                        },
                    )) if *which == channel => open = Some(*channel_kind),
                    Some((_, Change::ChannelRemoved { channel: which })) if *which == channel => {
                        open = None;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        open
    }

    /// The rules in force from that place on: the ones then, and each that came later.
    fn rules_since(&self, place: usize) -> Vec<&'a Policy> {
        let mut rules = vec![&self.founding().policy];
        for (at, change) in self.changes() {
            if let Change::PolicyChanged { policy } = change {
                if at < place {
                    rules.clear();
                }
                rules.push(policy);
            }
        }
        rules
    }

    fn submission(&self, revision: Digest) -> Option<(usize, &'a Submission, By)> {
        self.told
            .iter()
            .enumerate()
            .find_map(|(at, told)| match told.act {
                Act::RevisionSubmitted(made) if made.revision == revision => {
                    Some((at, &**made, told.by))
                }
                _ => None,
            })
    }

    /// How a leg stands: the last that was reported of it, and how often it was claimed.
    fn leg(&self, revision: Digest, channel: ChannelId) -> (&'static str, u32, bool) {
        let (mut state, mut attempts, mut ordered) = ("ready", 0, false);
        let is = |leg: &Leg| leg.revision == revision && leg.channel == channel;
        let changes = self.changes();
        for (at, told) in self.told.iter().enumerate() {
            match told.act {
                Act::Claimed(leg) if is(leg) => (state, attempts) = ("in hand", leg.attempt),
                Act::Receipt { leg, .. } if is(leg) => state = "live",
                Act::SendFailed { leg, again, .. } if is(leg) => {
                    state = if *again { "ready" } else { "over" };
                }
                Act::SendUnknown { leg, .. } if is(leg) => state = "unknown",
                Act::SendResolved { leg, outcome } if is(leg) => {
                    state = match outcome {
                        Resolution::Found { .. } => "live",
                        Resolution::Absent => "ready",
                        Resolution::Undecided => "unknown",
                    };
                }
                Act::TakedownOrdered {
                    release,
                    channel: on,
                    ..
                } => {
                    let same = self
                        .submission(revision)
                        .is_some_and(|(_, made, _)| made.release == *release);
                    ordered |= same && *on == channel && attempts > 0;
                }
                Act::TakenDown {
                    release,
                    channel: on,
                    gone: true,
                    ..
                } => {
                    let same = self
                        .submission(revision)
                        .is_some_and(|(_, made, _)| made.release == *release);
                    if same && *on == channel && ordered && state == "live" {
                        state = "gone";
                    }
                }
                Act::Seconded { .. } => {
                    if let Some((_, Change::UnknownDecided { leg, sent })) =
                        changes.iter().find(|(place, _)| *place == at)
                        && is(leg)
                    {
                        state = if *sent { "live" } else { "ready" };
                    }
                }
                _ => {}
            }
        }
        (state, attempts, ordered)
    }

    /// Whether a revision may go to a channel now, by that desk, as its next try.
    pub(crate) fn may_go(&self, leg: &Leg, desk: DeskId, now: Instant) -> bool {
        let now = self.now.max(now);
        let Some((place, made, by)) = self.submission(leg.revision) else {
            return false;
        };
        let By::Member(author) = by else { return false };
        let newest = self.told.iter().rev().find_map(|told| match told.act {
            Act::RevisionSubmitted(each) if each.release == leg.release => Some(each.revision),
            _ => None,
        });
        let turned_down = self.told.iter().any(|told| match told.act {
            Act::Rejected { revision, .. } | Act::Withdrawn { revision, .. } => {
                *revision == leg.revision
            }
            _ => false,
        });
        let (stop_on, last_stop) = self.stop(leg.channel);
        let barrier = last_stop
            .max(self.connected_again(leg.channel))
            .max(self.connected_elsewhere(leg.channel))
            .max(self.last_suspended(author.member));
        let Some(kind) = self.open(leg.channel) else {
            return false;
        };
        let (state, attempts, ordered) = self.leg(leg.revision, leg.channel);
        let earlier_live = self.told.iter().any(|told| match told.act {
            Act::RevisionSubmitted(each) => {
                each.release == leg.release
                    && each.revision != leg.revision
                    && self.leg(each.revision, leg.channel).0 == "live"
            }
            _ => false,
        });
        let approvals: Vec<(usize, &Told<'_>)> = self
            .told
            .iter()
            .enumerate()
            .filter(
                |(_, told)| matches!(told.act, Act::Approved(act) if act.revision == leg.revision),
            )
            .collect();
        let signers: BTreeSet<MemberId> = approvals
            .iter()
            .filter(|(at, told)| {
                let By::Member(by) = told.by else {
                    return false;
                };
                let barrier = barrier.max(self.last_suspended(by.member));
                barrier.is_none_or(|barrier| *at > barrier)
                    && self.counts(told.by, Role::Approver, now)
            })
            .filter_map(|(_, told)| match told.by {
                By::Member(by) => Some(by.member),
                By::Desk(_) => None,
            })
            .filter(|member| *member != author.member && !made.editors.contains(member))
            .collect();
        let rules = self.rules_since(place);
        let special: Vec<_> = rules
            .iter()
            .flat_map(|policy| &policy.channels)
            .filter(|rule| rule.channel == leg.channel)
            .collect();
        let needed = rules
            .iter()
            .map(|policy| policy.signatures)
            .chain(special.iter().map(|rule| rule.signatures))
            .max()
            .unwrap();
        let every_role = special
            .iter()
            .filter_map(|rule| rule.role)
            .all(|role| signers.iter().any(|who| self.roles(*who).contains(&role)));
        let freshness = rules.iter().map(|policy| policy.freshness_s).min().unwrap();
        let vouched = self.told.iter().any(|told| {
            let elsewhere = match (told.act, told.by) {
                (Act::Approved(act), By::Member(by)) => {
                    act.revision == leg.revision && by.device != desk
                }
                (Act::Beacon { .. }, By::Desk(by)) => by.desk != desk,
                _ => false,
            };
            elsewhere && told.at <= now && told.at.plus_millis(i64::from(freshness) * 1000) >= now
        });
        !self.too_old
            && newest == Some(leg.revision)
            && !turned_down
            && !stop_on
            && made.channels.contains(&leg.channel)
            && made.publisher == desk
            && self.desk_in_use(desk)
            && state == "ready"
            && !ordered
            && leg.attempt == attempts + 1
            && (kind == ChannelKind::Site || !earlier_live)
            && made.window.not_before <= now
            && now < made.window.execute_before
            && self.counts(by, Role::Author, now)
            && signers.len() + 1 >= usize::from(needed.count())
            && every_role
            && (vouched || !self.another_desk(desk))
    }
}
