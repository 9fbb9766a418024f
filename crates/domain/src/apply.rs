//! What an admitted act changes. Nothing here refuses: the rules have been asked before.

use crate::act::{Act, Change, Founding, Leg, Resolution, Submission};
use crate::archive::Archive;
use crate::channel::{Channel, Revocation};
use crate::digest::Link;
use crate::entry::{Body, By, Said};
use crate::ids::{DeskId, MemberId};
use crate::instant::Instant;
use crate::member::{Desk, Member, MemberKeys, Role, SUSPENSION_LAPSES_AFTER_HOURS, Standing};
use crate::office::{
    Head, LegState, Office, Progress, Proposal, Rejection, Release, Revision, Signed, Stop,
    Takedown, Void,
};
use crate::refusal::Refusal;
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
            at: body.at,
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

/// Moves the head, and applies the act if the rules admitted it.
pub(crate) fn entry(office: &mut Office, body: &Body, link: Link, outcome: &Result<(), Refusal>) {
    // Time does not run backwards on the chain, whatever a signer's clock said; and an entry that is void
    // does not move it, or a key that was taken out of use could put the office out of time for good.
    let at = if outcome.is_ok() {
        body.at.max(office.head.at)
    } else {
        office.head.at
    };
    office.head = Head {
        seq: body.seq,
        link,
        at,
    };
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
    at: Instant,
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

    fn apply_people(&self, office: &mut Office, act: &Act) {
        match act {
            Act::Proposed { change } => {
                let Some(by) = self.member else { return };
                let (link, at, change) = (self.link, self.at, (**change).clone());
                office.proposals.insert(
                    link,
                    Proposal {
                        link,
                        by,
                        desk: self.desk,
                        at,
                        change,
                    },
                );
            }
            Act::Seconded { proposal } => {
                if let Some(proposal) = office.proposals.remove(proposal) {
                    self.change(office, proposal.change);
                }
            }
            Act::ProposalDropped { proposal } => {
                office.proposals.remove(proposal);
            }
            Act::MemberSuspended { member, .. } => {
                if let (Some(target), Some(by)) = (office.members.get_mut(member), self.member) {
                    let lapses = Some(self.at.plus_hours(SUSPENSION_LAPSES_AFTER_HOURS));
                    target.standing = Standing::Suspended {
                        by: self.link,
                        member: by,
                        lapses,
                    };
                }
            }
            Act::SuspensionConfirmed { member } => {
                if let Some(target) = office.members.get_mut(member)
                    && let Standing::Suspended { lapses, .. } = &mut target.standing
                {
                    *lapses = None;
                }
            }
            Act::KeyRemoved { member, desk } => {
                if let Some(keys) = office
                    .members
                    .get_mut(member)
                    .and_then(|member| member.desks.get_mut(desk))
                {
                    keys.removed = true;
                }
            }
            _ => {}
        }
    }

    #[allow(
        clippy::too_many_lines,
        reason = "one arm a change, and every change here"
    )]
    fn change(&self, office: &mut Office, change: Change) {
        match change {
            Change::MemberEnrolled { name, roles, key } => {
                let keys = MemberKeys {
                    key: key.key,
                    sealing: key.sealing,
                    removed: false,
                };
                let member = Member {
                    id: key.member,
                    name,
                    roles: roles.into_iter().collect(),
                    standing: Standing::Active,
                    desks: BTreeMap::from([(key.desk, keys)]),
                    enrolled_at: self.at,
                };
                office.members.insert(key.member, member);
            }
            Change::KeyAdded { key } => {
                if let Some(member) = office.members.get_mut(&key.member) {
                    let keys = MemberKeys {
                        key: key.key,
                        sealing: key.sealing,
                        removed: false,
                    };
                    member.desks.insert(key.desk, keys);
                }
            }
            Change::DeskAdded { desk } => {
                office.desks.insert(
                    desk.desk,
                    Desk {
                        id: desk.desk,
                        name: desk.name,
                        key: desk.key,
                        sealing: desk.sealing,
                        removed: false,
                    },
                );
            }
            Change::DeskRemoved { desk } => {
                if let Some(desk) = office.desks.get_mut(&desk) {
                    desk.removed = true;
                }
            }
            Change::RolesChanged { member, roles } => {
                if let Some(member) = office.members.get_mut(&member) {
                    member.roles = roles.into_iter().collect::<BTreeSet<_>>();
                }
            }
            Change::MemberReinstated { member } => {
                if let Some(member) = office.members.get_mut(&member) {
                    member.standing = Standing::Active;
                }
            }
            Change::PolicyChanged { policy } => office.policies.push(policy),
            Change::ChannelConnected {
                channel,
                channel_kind,
                name,
                account,
                address,
                credential,
            } => {
                let connected = Channel {
                    id: channel,
                    kind: channel_kind,
                    name,
                    account,
                    address,
                    credential,
                    connected: self.link,
                    connected_at: self.at,
                    revocation: None,
                    removed: false,
                };
                office.channels.insert(channel, connected);
            }
            Change::ChannelRemoved { channel } => {
                if let Some(channel) = office.channels.get_mut(&channel) {
                    channel.removed = true;
                }
            }
            Change::Restart { stops } => {
                for stop in &mut office.stops {
                    if stop.lifted.is_none() && stops.contains(&stop.link) {
                        stop.lifted = Some(self.seq);
                    }
                }
            }
            Change::UnknownDecided { leg, sent } => {
                let state = if sent {
                    Progress::Receipted {
                        remotes: Vec::new(),
                        at: self.at,
                        sent: crate::digest::Digest::from_bytes([0; 32]),
                    }
                } else {
                    Progress::Ready
                };
                Self::progress(office, &leg, state);
            }
        }
    }

    fn submit(&self, office: &mut Office, act: &Submission) {
        let Some(submitter) = self.member else { return };
        let revision = Revision {
            digest: act.revision,
            seq: self.seq,
            at: self.at,
            title: act.title.clone(),
            submitter,
            submitted_at_desk: self.desk,
            editors: act.editors.clone(),
            publisher: act.publisher,
            policy_epoch: act.policy_epoch,
            window: act.window,
            flags: act.flags.clone(),
            note: act.note.clone(),
            approvals: Vec::new(),
            rejection: None,
            withdrawn: None,
            legs: act
                .channels
                .iter()
                .map(|channel| LegState {
                    channel: *channel,
                    attempts: 0,
                    state: Progress::Ready,
                    takedown: None,
                })
                .collect(),
        };
        let release = office
            .releases
            .entry(act.release)
            .or_insert_with(|| Release {
                id: act.release,
                number: act.number,
                revisions: Vec::new(),
            });
        if let Some(newest) = release.revisions.last_mut()
            && newest.withdrawn.is_none()
        {
            newest.withdrawn = Some(self.seq);
        }
        release.revisions.push(revision);
        office.submitted.insert(act.revision);
        office.next_number = office.next_number.max(act.number + 1);
    }

    fn apply_decision(&self, office: &mut Office, act: &Act) {
        let (release, digest) = match act {
            Act::Approved(approval) => (approval.release, approval.revision),
            Act::Rejected {
                release, revision, ..
            }
            | Act::Withdrawn { release, revision } => (*release, *revision),
            _ => return,
        };
        let revision = office.releases.get_mut(&release).and_then(|release| {
            release
                .revisions
                .iter_mut()
                .find(|revision| revision.digest == digest)
        });
        let (Some(revision), Some(member)) = (revision, self.member) else {
            return;
        };
        match act {
            Act::Approved(approval) => revision.approvals.push(Signed {
                member,
                desk: self.desk,
                seq: self.seq,
                at: self.at,
                approval: (**approval).clone(),
            }),
            Act::Rejected { note, .. } => {
                revision.rejection = Some(Rejection {
                    by: member,
                    at: self.at,
                    note: note.clone(),
                });
            }
            Act::Withdrawn { .. } => revision.withdrawn = Some(self.seq),
            _ => {}
        }
    }

    fn progress(office: &mut Office, leg: &Leg, state: Progress) {
        if let Some(found) = office.leg_mut(leg) {
            found.attempts = leg.attempt;
            found.state = state;
        }
    }

    fn resolve(&self, office: &mut Office, leg: &Leg, outcome: &Resolution) {
        let state = match outcome {
            Resolution::Found { remotes } => Progress::Receipted {
                remotes: remotes.clone(),
                at: self.at,
                sent: crate::digest::Digest::from_bytes([0; 32]),
            },
            Resolution::Absent => Progress::Ready,
            Resolution::Undecided => {
                let detail = match office.leg(leg).map(|leg| &leg.state) {
                    Some(Progress::Unknown { detail, .. }) => detail.clone(),
                    _ => String::new(),
                };
                Progress::Unknown {
                    detail,
                    undecided: true,
                }
            }
        };
        Self::progress(office, leg, state);
    }

    fn apply_emergency(&self, office: &mut Office, act: &Act) {
        match act {
            Act::TakedownOrdered {
                release,
                channel,
                reason,
            } => {
                let Some(by) = self.member else { return };
                let takedown = Takedown {
                    by,
                    at: self.at,
                    reason: reason.clone(),
                    gone: None,
                    proof: Vec::new(),
                };
                if let Some(leg) = live_leg(office, *release, *channel) {
                    leg.takedown = Some(takedown);
                }
            }
            Act::TakenDown {
                release,
                channel,
                gone,
                proof,
            } => {
                if let Some(takedown) =
                    live_leg(office, *release, *channel).and_then(|leg| leg.takedown.as_mut())
                {
                    takedown.gone = Some(*gone);
                    takedown.proof.clone_from(proof);
                }
            }
            Act::RevocationOrdered { channel, .. } => {
                if let Some(channel) = office.channels.get_mut(channel) {
                    channel.revocation = Some(Revocation {
                        at: self.at,
                        state: None,
                        steps: Vec::new(),
                    });
                }
            }
            Act::Revoked {
                channel,
                state,
                proof,
            } => {
                if let Some(revocation) = office
                    .channels
                    .get_mut(channel)
                    .and_then(|channel| channel.revocation.as_mut())
                {
                    revocation.state = Some(state.clone());
                    revocation.steps.clone_from(proof);
                }
            }
            _ => {}
        }
    }
}

/// The leg that was claimed last on a channel, in whichever revision.
fn live_leg(
    office: &mut Office,
    release: crate::ids::ReleaseId,
    channel: crate::ids::ChannelId,
) -> Option<&mut LegState> {
    office
        .releases
        .get_mut(&release)?
        .revisions
        .iter_mut()
        .rev()
        .filter_map(|revision| revision.legs.iter_mut().find(|leg| leg.channel == channel))
        .find(|leg| leg.attempts > 0)
}
