//! Random walks through an office: every act, signed by anybody who has a key, allowed or not.

use super::{
    ANA, BEN, CAT, Chance, D1, D2, D3, DAN, OFFICE, PAPER, SITE, SITE2, SKY, World, approved, at1,
    desk_keys, elsewhere, enrolment, key, new_key, readdressed, receipt, release, signed, site,
    sky, stopped, submitted,
};
use domain::act::{Act, Change, Leg, Remote, Resolution, Scope};
use domain::channel::{ProofStep, RevocationState};
use domain::digest::{Digest, Link};
use domain::entry::{Body, By, Said};
use domain::ids::{ChannelId, DeskId, MemberId};
use domain::instant::Instant;
use domain::member::Role;
use domain::office::Progress;
use domain::policy::{ChannelRule, Policy, Signatures};
use rand_core::TryRng as _;

const MEMBERS: [MemberId; 4] = [ANA, BEN, CAT, DAN];
const CHANNELS: [ChannelId; 3] = [SITE, SITE2, SKY];

/// An office that anything happens to, always the same for a seed.
#[derive(Debug)]
pub struct Walk {
    pub world: World,
    chance: Chance,
}

impl Walk {
    /// At an office with a site, three members and now and then a second desk.
    pub fn new(seed: u64) -> Self {
        let mut world = match seed % 4 {
            0 => World::live(),
            1 => World::approved(),
            _ => World::with_cat(),
        };
        if seed.is_multiple_of(3) {
            let desk = desk_keys(D2);
            world.two(ANA, BEN, Change::DeskAdded { desk });
            let key = new_key(BEN, D2);
            world.two(ANA, BEN, Change::KeyAdded { key });
        }
        Self {
            world,
            chance: Chance::seeded(seed),
        }
    }

    /// A number below `most`.
    pub fn below(&mut self, most: usize) -> usize {
        let Ok(drawn) = self.chance.try_next_u32();
        drawn as usize % most
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn rarely(&mut self) -> bool {
        self.below(12) == 0
    }

    /// Somebody with a key in this office, in use or not.
    fn somebody(&mut self) -> By {
        let office = self.world.office();
        let mut all = vec![PAPER];
        for member in office.members().values() {
            // The keys of members come up more often than the others.
            let keys = member.desks.keys().map(|desk| By::member(member.id, *desk));
            all.extend(keys.clone().chain(keys.clone()).chain(keys));
        }
        all.extend(office.desks().keys().map(|desk| By::desk(*desk)));
        self.one(&all)
    }

    fn publisher(&mut self) -> By {
        let desks: Vec<DeskId> = self.world.office().desks().keys().copied().collect();
        By::desk(if self.rarely() { self.one(&desks) } else { D1 })
    }

    fn words(&mut self, least: usize) -> String {
        match self.below(16) {
            0 => String::new(),
            1 => "\u{a0}\u{2003}\t".to_owned(),
            2 => "x".repeat(least),
            3 => "x".repeat(least + 1),
            4 => "a \"quoted\" \\ line\nnext\u{7f}\u{1}\u{1f600}".to_owned(),
            _ => "Something is wrong.".to_owned(),
        }
    }

    fn leg(&mut self) -> Option<Leg> {
        let releases: Vec<_> = self.world.office().releases().values().cloned().collect();
        if releases.is_empty() {
            return None;
        }
        let found = &releases[self.below(releases.len())];
        let revision = if self.rarely() {
            &found.revisions[0]
        } else {
            found.newest()?
        };
        let state = &revision.legs[self.below(revision.legs.len())];
        let more = match state.state {
            Progress::Ready | Progress::Failed { .. } => 1,
            _ => 0,
        };
        let off = u32::from(self.rarely());
        Some(Leg {
            release: found.id,
            revision: revision.digest,
            channel: state.channel,
            attempt: state.attempts + more + off,
        })
    }

    /// A connection, now and then to another account or at another address.
    fn somewhere(&mut self, connection: Change) -> Change {
        match self.below(6) {
            0 => elsewhere(connection),
            1 => readdressed(connection),
            _ => connection,
        }
    }

    fn change(&mut self) -> Change {
        let member = self.one(&MEMBERS);
        let desk = self.one(&[D1, D1, D2, D3]);
        let channel = self.one(&CHANNELS);
        let roles: Vec<Role> = Role::ALL
            .into_iter()
            .filter(|_| self.below(4) > 0)
            .collect();
        match self.below(14) {
            0 => enrolment(member, &roles),
            1 => Change::KeyAdded {
                key: new_key(member, desk),
            },
            2 => Change::DeskAdded {
                desk: desk_keys(desk),
            },
            3 => Change::DeskRemoved { desk },
            4 => Change::RolesChanged { member, roles },
            5 => Change::MemberReinstated { member },
            6 | 7 => {
                let role = self.one(&[None, Some(Role::Manager), Some(Role::Author)]);
                let signatures = Signatures::new(2 + u8::try_from(self.below(2)).unwrap()).unwrap();
                let channels = if self.below(2) == 0 {
                    Vec::new()
                } else {
                    vec![ChannelRule {
                        channel,
                        signatures,
                        role,
                    }]
                };
                Change::PolicyChanged {
                    policy: Policy {
                        signatures: if self.rarely() {
                            signatures
                        } else {
                            Signatures::TWO
                        },
                        channels,
                        freshness_s: self.one(&[900, 900, 60, 86_400, 59, 86_401]),
                    },
                }
            }
            // Another sort for a channel that is there is refused; for a new one the contents below would not fit.
            8 if self.world.office().channels().contains_key(&SKY) => {
                let connection = site(self.one(&[SITE, SITE2, SKY]));
                self.somewhere(connection)
            }
            8 => {
                let connection = site(self.one(&[SITE, SITE2]));
                self.somewhere(connection)
            }
            9 => {
                let connection = sky(self.one(&[Some(1), Some(1), Some(2), None]));
                self.somewhere(connection)
            }
            10 => Change::ChannelRemoved { channel },
            11 | 12 => Change::Restart {
                stops: self
                    .world
                    .office()
                    .stops_on()
                    .map(|stop| stop.link)
                    .collect(),
            },
            _ => match self.leg() {
                Some(leg) => Change::UnknownDecided {
                    leg,
                    sent: self.below(2) == 0,
                },
                None => Change::MemberReinstated { member },
            },
        }
    }

    fn proposal(&mut self) -> Link {
        let open: Vec<Link> = self.world.office().proposals().keys().copied().collect();
        if open.is_empty() || self.rarely() {
            return Link::from_bytes([7; 32]);
        }
        open[self.below(open.len())]
    }

    fn submission(&mut self) -> Act {
        let office = self.world.office();
        let next = office.next_number();
        let open: Vec<ChannelId> = office
            .channels()
            .values()
            .filter(|channel| channel.is_open())
            .map(|channel| channel.id)
            .collect();
        let number = if next > 1 && self.below(2) == 0 {
            1 + u32::try_from(self.below(next as usize - 1)).unwrap()
        } else {
            next
        };
        let mut channels: Vec<ChannelId> =
            open.iter().copied().filter(|_| self.below(3) > 0).collect();
        if channels.is_empty() {
            channels.extend(open.first());
        }
        channels.sort_by_key(|channel| *channel == SKY);
        let words = format!("Words {} of {number}.", self.world.entries.len());
        let content = self.world.content(number, &channels, &words);
        let mut made = self.world.submission(&content);
        match self.below(40) {
            0 => made.number += 1,
            1 => made.replaces = Some(Digest::of(b"another")),
            2 => made.title = self.words(300),
            3 => made.note = self.words(2000),
            4 => made.publisher = D2,
            5 => made.publisher = D3,
            6 => made.policy_epoch += 1,
            7 => made.window.execute_before = made.window.not_before,
            8 => made.window.execute_before = made.window.not_before.plus_hours(33 * 24),
            9 => made.channels.reverse(),
            10 => made.channels = vec![SITE, SITE],
            11 => made.channels = vec![self.one(&CHANNELS)],
            12 => made.channels.clear(),
            13..=18 => made.editors = vec![self.one(&MEMBERS)],
            19 => made.editors = vec![BEN, ANA],
            20 => made.window.not_before = made.window.not_before.plus_hours(1),
            21 => made.revision = *self.world.contents.keys().next().unwrap(),
            _ => {}
        }
        submitted(made)
    }

    fn approval(&mut self) -> Option<Act> {
        let releases: Vec<u32> = self
            .world
            .office()
            .releases()
            .values()
            .map(|found| found.number)
            .collect();
        let number = *releases.get(self.below(releases.len().max(1)))?;
        let mut made = self.world.approval(number);
        match self.below(30) {
            0 => made.policy_epoch += 1,
            1 => made.publisher = D2,
            2 => made.window.execute_before = made.window.execute_before.plus_millis(1),
            3 => made.revision = Digest::of(b"another"),
            4 => made.release = release(999),
            5 => made.flags.push(domain::act::Flag {
                channel: SITE,
                field: "body".to_owned(),
                start: 0,
                end: 1,
                what: "mixed".to_owned(),
                found: "a".to_owned(),
            }),
            _ => {}
        }
        Some(approved(made))
    }

    fn about_leg(&mut self) -> Option<Act> {
        let leg = self.leg()?;
        let detail = "it was cut".to_owned();
        let remotes = vec![Remote {
            id: format!("post-{}", leg.attempt),
            version: String::new(),
            url: String::new(),
        }];
        Some(match self.below(8) {
            0 => Act::SendFailed {
                leg,
                code: "refused".to_owned(),
                detail,
                again: self.below(2) == 0,
            },
            1 | 2 => Act::SendUnknown { leg, detail },
            3 | 4 => {
                let outcome = match self.below(3) {
                    0 => Resolution::Absent,
                    1 => Resolution::Undecided,
                    _ => Resolution::Found { remotes },
                };
                Act::SendResolved { leg, outcome }
            }
            _ => receipt(leg),
        })
    }

    fn emergency(&mut self) -> Act {
        let channel = self.one(&CHANNELS);
        let number = u32::try_from(1 + self.below(3)).unwrap();
        let proof = vec![ProofStep {
            what: "Looked for it".to_owned(),
            call: "GET /".to_owned(),
            answer: "404".to_owned(),
            at: self.world.now,
            proves: true,
        }];
        match self.below(8) {
            0 | 1 => Act::TakedownOrdered {
                release: release(number),
                channel,
                reason: self.words(2000),
            },
            2 | 3 => Act::TakenDown {
                release: release(number),
                channel,
                gone: self.below(2) == 0,
                proof,
            },
            4 if self.rarely() => Act::RevocationOrdered {
                channel,
                reason: self.words(2000),
            },
            5 => Act::Revoked {
                channel,
                state: match self.below(2) {
                    0 => RevocationState::AskedNotProved,
                    _ => RevocationState::DeadExceptAccess {
                        until: self.world.now,
                    },
                },
                proof,
            },
            _ => Act::Stop {
                scope: if self.below(3) > 0 {
                    Scope::Channel { channel }
                } else {
                    Scope::Everything
                },
                pulled_by: (self.below(4) == 0).then_some(CAT),
                reason: self.words(2000),
            },
        }
    }

    fn people(&mut self) -> Act {
        let member = self.one(&MEMBERS);
        match self.below(6) {
            0 => Act::SuspensionConfirmed { member },
            1 if self.rarely() => Act::KeyRemoved {
                member,
                desk: self.one(&[D1, D2]),
            },
            2 => Act::MemberSuspended {
                member,
                reason: self.words(2000),
            },
            3 => Act::ProposalDropped {
                proposal: self.proposal(),
            },
            _ => Act::Proposed {
                change: Box::new(Change::MemberReinstated { member }),
            },
        }
    }

    /// An entry of a kind that only a newer version knows.
    fn newer(&mut self, by: By) {
        let kind = "sighting_flagged".to_owned();
        let head = self.world.office().head();
        let body = Body {
            office: OFFICE,
            seq: head.seq + 1,
            prev: head.link,
            at: self.world.now,
            by,
            crit: self.below(6) == 0,
            act: Said::Unknown {
                raw: format!("{{\"kind\":\"{kind}\",\"seen\":[1,true,\"x\"]}}"),
                kind,
            },
        };
        let body = body.encode().unwrap();
        self.world.push(signed(&key(by), body));
    }

    /// What somebody who means well would say next: without it, a walk hardly ever gets to where it is interesting.
    fn sensible(&mut self) -> Option<(By, Act)> {
        let office = self.world.office();
        let stops: Vec<Link> = office.stops_on().map(|stop| stop.link).collect();
        let open: Vec<(Link, MemberId)> = office
            .proposals()
            .values()
            .map(|proposal| (proposal.link, proposal.by))
            .collect();
        if !open.is_empty() && self.below(3) > 0 {
            let (proposal, by) = self.one(&open);
            let second = if by == ANA { BEN } else { ANA };
            return Some((at1(second), Act::Seconded { proposal }));
        }
        if !stops.is_empty() {
            let change = Box::new(Change::Restart { stops });
            return Some((at1(self.one(&[ANA, BEN, CAT])), Act::Proposed { change }));
        }
        let office = self.world.office();
        let numbers: Vec<u32> = office
            .releases()
            .values()
            .map(|found| found.number)
            .collect();
        if numbers.is_empty() {
            return None;
        }
        let number = self.one(&numbers);
        let newest = self.world.newest(number).clone();
        let mut approvers = self
            .world
            .office()
            .members()
            .keys()
            .copied()
            .collect::<Vec<_>>();
        approvers.retain(|member| {
            *member != newest.submitter
                && !newest.editors.contains(member)
                && newest
                    .approvals
                    .iter()
                    .filter(|each| each.member == *member)
                    .count()
                    < 2
        });
        if approvers.is_empty() {
            return None;
        }
        let by = self.one(&approvers);
        let desk = *self.world.office().members()[&by].desks.keys().last()?;
        Some((By::member(by, desk), approved(self.world.approval(number))))
    }

    /// One more entry.
    pub fn step(&mut self) {
        if let Some((by, at, act)) = self.next() {
            self.world.say_at(by, at, act);
        }
    }

    /// Who says what next, and when by their clock. An entry of an unknown kind is said at once.
    pub fn next(&mut self) -> Option<(By, Instant, Act)> {
        match self.below(60) {
            0 => self.world.now = self.world.now.plus_hours(73),
            1 | 2 => self.world.now = self.world.now.plus_hours(1),
            3..=6 => self.world.now = self.world.now.plus_millis(11 * 60_000),
            _ => {}
        }
        self.world.now = self.world.now.plus_millis(1000);
        let mut at = self.world.now;
        match self.below(60) {
            0 => at = at.plus_millis(-6 * 60_000),
            1 => at = at.plus_millis(-4 * 60_000),
            2 => at = at.plus_millis(4 * 60_000),
            3 => at = at.plus_hours(20),
            // A date ahead that two people may take back.
            4 | 5 => {
                return Some((
                    self.somebody(),
                    at.plus_hours(20),
                    stopped(Scope::Everything),
                ));
            }
            _ => {}
        }
        if self.below(3) == 0
            && let Some((by, act)) = self.sensible()
        {
            return Some((by, at, act));
        }
        let somebody = self.somebody();
        let (by, act) = match self.below(40) {
            0..=6 => (somebody, Some(self.submission())),
            7..=15 => (somebody, self.approval()),
            16..=21 => (self.publisher(), self.leg().map(Act::Claimed)),
            22..=26 => (self.publisher(), self.about_leg()),
            27..=29 => {
                let change = Box::new(self.change());
                (somebody, Some(Act::Proposed { change }))
            }
            30..=33 => {
                let proposal = self.proposal();
                (somebody, Some(Act::Seconded { proposal }))
            }
            34 => (somebody, Some(self.people())),
            35 | 36 => (somebody, Some(self.emergency())),
            37 => {
                let leg = self.leg()?;
                let (release, revision) = (leg.release, leg.revision);
                let act = if self.below(2) == 0 {
                    let note = self.words(2000);
                    Act::Rejected {
                        release,
                        revision,
                        note,
                    }
                } else {
                    Act::Withdrawn { release, revision }
                };
                (somebody, Some(act))
            }
            38 => {
                let head = self.world.office().head();
                let act = Act::Beacon {
                    seq: head.seq - u64::from(self.rarely()),
                    head: head.link,
                };
                (self.publisher(), Some(act))
            }
            _ => {
                if self.rarely() {
                    self.newer(somebody);
                    return None;
                }
                (somebody, Some(self.emergency()))
            }
        };
        Some((by, at, act?))
    }

    /// As long a walk.
    pub fn steps(mut self, count: usize) -> World {
        for _ in 0..count {
            self.step();
        }
        self.world
    }
}
