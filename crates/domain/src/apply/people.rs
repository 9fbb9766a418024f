//! What people and two-member changes do to the office.

use super::Signing;
use crate::act::{Act, Change};
use crate::channel::{Again, Channel, Moved};
use crate::instant::Instant;
use crate::member::{Desk, Member, MemberKeys, SUSPENSION_LAPSES_AFTER_HOURS, Standing};
use crate::office::{Office, Progress, Proposal};
use std::collections::{BTreeMap, BTreeSet};

impl Signing {
    pub(super) fn apply_people(&self, office: &mut Office, act: &Act) {
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
                        signed_at: self.signed_at,
                        change,
                    },
                );
            }
            Act::Seconded { proposal } => {
                if let Some(proposal) = office.proposals.remove(proposal) {
                    if let Change::Restart { stops } = &proposal.change {
                        self.set_back(office, stops, &proposal);
                    }
                    self.change(office, proposal.change);
                }
            }
            Act::ProposalDropped { proposal } => {
                office.proposals.remove(proposal);
            }
            Act::MemberSuspended { member, .. } => {
                if let (Some(target), Some(by)) = (office.members.get_mut(member), self.member) {
                    let lapses = Some(self.at.plus_hours(SUSPENSION_LAPSES_AFTER_HOURS));
                    target.suspended_in = Some(self.seq);
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
                    suspended_in: None,
                    dated: Instant::from_millis(0),
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
                let known = office.channels.get(&channel);
                let again = match known.and_then(|known| known.revocation.as_ref()) {
                    Some(revocation) => Some(Again {
                        seq: self.seq,
                        revoked_at: revocation.at,
                    }),
                    None => known.and_then(|known| known.again),
                };
                let moved = match known {
                    Some(known) if !known.leads_to(&account, &address) => Some(Moved {
                        seq: self.seq,
                        at: self.at,
                    }),
                    _ => known.and_then(|known| known.moved),
                };
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
                    again,
                    moved,
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
}
