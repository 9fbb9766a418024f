//! What an admitted act changes. Nothing here refuses: the rules have been asked before.

mod legs;
mod people;
mod releases;
mod set_back;

use crate::act::{Act, Founding};
use crate::archive::Archive;
use crate::digest::Link;
use crate::entry::{Body, By, Said};
use crate::ids::{DeskId, MemberId};
use crate::instant::Instant;
use crate::member::{Desk, Member, MemberKeys, Role, Standing};
use crate::office::{Head, Office, Progress, Stop, Void};
use crate::refusal::Refusal;
use crate::rules;
use std::collections::{BTreeMap, BTreeSet};

/// The office its founding makes.
pub(crate) fn found(body: &Body, link: Link, founding: &Founding) -> Office {
    let desk = &founding.desk;
    let members = founding
        .founders
        .iter()
        .map(|founder| {
            let keys = MemberKeys {
                key: founder.key,
                sealing: founder.sealing,
                removed: false,
            };
            let member = Member {
                id: founder.member,
                name: founder.name.clone(),
                roles: Role::ALL.into(),
                standing: Standing::Active,
                suspended_in: None,
                dated: Instant::from_millis(0),
                desks: BTreeMap::from([(desk.desk, keys)]),
                enrolled_at: body.at,
            };
            (founder.member, member)
        })
        .collect();
    Office {
        id: body.office,
        name: founding.name.clone(),
        zone: founding.zone.clone(),
        practice: founding.practice,
        founded_at: body.at,
        head: Head {
            seq: body.seq,
            link,
            at: body.at.min(rules::LATEST),
            dated: body.seq,
        },
        members,
        recovery: founding
            .recovery
            .as_ref()
            .map(|recovery| (recovery.member, recovery.key)),
        desks: BTreeMap::from([(
            desk.desk,
            Desk {
                id: desk.desk,
                name: desk.name.clone(),
                key: desk.key,
                sealing: desk.sealing,
                removed: false,
            },
        )]),
        policies: vec![founding.policy.clone()],
        channels: BTreeMap::new(),
        releases: BTreeMap::new(),
        submitted: BTreeSet::new(),
        archive: Archive::default(),
        absent: BTreeSet::new(),
        next_number: 1,
        proposals: BTreeMap::new(),
        stops: Vec::new(),
        beacons: BTreeMap::new(),
        too_old: None,
        voids: Vec::new(),
    }
}

/// The chain's time with an entry, and the number of the entry that gave it. Only [a restart](Signing::set_back) by two
/// runs it backwards. An entry that is void does not move it, nor does a suspended member, whose STOP counts: they
/// would date themselves out of their suspension.
fn time_after(office: &Office, body: &Body, counts: bool) -> (Instant, u64) {
    let head = office.head;
    let suspended = matches!(body.by, By::Member(by) if office.members.get(&by.member)
        .is_some_and(|member| office.is_suspended(member)));
    let now = rules::now(office, body.at);
    if counts && !suspended && now > head.at {
        (now, body.seq)
    } else {
        (head.at, head.dated)
    }
}

/// Moves the head, and applies the act if the rules admitted it.
pub(crate) fn entry(office: &mut Office, body: &Body, link: Link, outcome: &Result<(), Refusal>) {
    let (at, dated) = time_after(office, body, outcome.is_ok());
    office.head = Head {
        seq: body.seq,
        link,
        at,
        dated,
    };
    if let (Ok(()), By::Member(by)) = (outcome, body.by)
        && let Some(member) = office.members.get_mut(&by.member)
    {
        member.dated = member.dated.max(body.at.min(rules::LATEST));
    }
    match (outcome, &body.act) {
        (Err(refusal), _) => {
            office.voids.push(Void {
                seq: body.seq,
                refusal: refusal.clone(),
            });
        }
        (Ok(()), Said::Known(act)) => {
            let (member, desk) = match body.by {
                By::Member(by) => (Some(by.member), by.device),
                By::Desk(by) => (None, by.desk),
            };
            let signed = Signing {
                seq: body.seq,
                link,
                at,
                signed_at: body.at,
                member,
                desk,
            };
            signed.apply(office, act);
        }
        (Ok(()), Said::Unknown { .. }) => {}
    }
}

/// Where and by whom an act was signed.
struct Signing {
    seq: u64,
    link: Link,
    /// The chain's time with this entry.
    at: Instant,
    /// The date that the entry bears.
    signed_at: Instant,
    member: Option<MemberId>,
    desk: DeskId,
}

impl Signing {
    fn apply(&self, office: &mut Office, act: &Act) {
        match act {
            Act::OfficeFounded(_) => {}
            Act::Proposed { .. }
            | Act::Seconded { .. }
            | Act::ProposalDropped { .. }
            | Act::MemberSuspended { .. }
            | Act::SuspensionConfirmed { .. }
            | Act::KeyRemoved { .. } => self.apply_people(office, act),
            Act::RevisionSubmitted(submission) => self.submit(office, submission),
            Act::Approved(_) | Act::Rejected { .. } | Act::Withdrawn { .. } => {
                self.apply_decision(office, act);
            }
            Act::Claimed(leg) => Self::progress(office, leg, Progress::Claimed { seq: self.seq }),
            Act::Receipt { leg, remotes, sent } => {
                let state = Progress::Receipted {
                    remotes: remotes.clone(),
                    at: self.at,
                    sent: *sent,
                };
                Self::progress(office, leg, state);
            }
            Act::SendFailed {
                leg,
                code,
                detail,
                again,
            } => {
                let (code, detail) = (code.clone(), detail.clone());
                Self::progress(
                    office,
                    leg,
                    Progress::Failed {
                        code,
                        detail,
                        again: *again,
                    },
                );
            }
            Act::SendUnknown { leg, detail } => {
                let detail = detail.clone();
                Self::progress(
                    office,
                    leg,
                    Progress::Unknown {
                        detail,
                        undecided: false,
                    },
                );
            }
            Act::SendResolved { leg, outcome } => self.resolve(office, leg, outcome),
            Act::Stop {
                scope,
                pulled_by,
                reason,
            } => office.stops.push(Stop {
                link: self.link,
                seq: self.seq,
                at: self.at,
                scope: *scope,
                by: self.member.or(*pulled_by),
                desk: self.desk,
                reason: reason.clone(),
                lifted: None,
            }),
            Act::TakedownOrdered { .. }
            | Act::TakenDown { .. }
            | Act::RevocationOrdered { .. }
            | Act::Revoked { .. } => self.apply_emergency(office, act),
            Act::Beacon { .. } => {
                office.beacons.insert(self.desk, self.at);
            }
        }
    }
}
