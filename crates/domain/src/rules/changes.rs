//! Whether a change holds together with the office as it is: keys, roles, policy, channels, restart.

use super::legs::leg_state;
use super::{name, text};
use crate::act::{Change, NewKey};
use crate::channel::ChannelKind;
use crate::ids::{ChannelId, MemberId};
use crate::instant::Instant;
use crate::key::PublicKey;
use crate::member::Role;
use crate::office::{Office, Progress};
use crate::policy::Policy;
use crate::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// Whether the change itself holds together with the office as it is.
#[allow(
    clippy::too_many_lines,
    reason = "one arm a change, and every change here"
)]
pub(super) fn change_holds(office: &Office, at: Instant, change: &Change) -> Result<(), Refusal> {
    match change {
        Change::MemberEnrolled {
            name: words,
            roles: _,
            key,
        } => {
            name(words)?;
            if office.members.contains_key(&key.member) || office.recovery() == Some(key.member) {
                return Err(Refusal::MemberExists);
            }
            new_key(office, key)
        }
        Change::KeyAdded { key } => {
            let member = office
                .members
                .get(&key.member)
                .ok_or(Refusal::NoSuchMember)?;
            if member.desks.contains_key(&key.desk) {
                return Err(Refusal::BadKey {
                    what: "there is one at that desk".to_owned(),
                });
            }
            new_key(office, key)
        }
        Change::DeskAdded { desk } => {
            name(&desk.name)?;
            if office.desks.contains_key(&desk.desk) {
                return Err(Refusal::BadKey {
                    what: "the desk is enrolled already".to_owned(),
                });
            }
            fit_and_unused(office, desk.key)
        }
        Change::DeskRemoved { desk } => {
            let removed = office.desks.get(desk).ok_or(Refusal::NoSuchDesk)?.removed;
            if removed {
                Err(Refusal::KeyRemoved { desk: *desk })
            } else {
                Ok(())
            }
        }
        Change::RolesChanged { member, roles } => {
            office.members.get(member).ok_or(Refusal::NoSuchMember)?;
            let roles: BTreeSet<_> = roles.iter().copied().collect();
            let policy = office.policy().ok_or(Refusal::PolicyUnsound)?;
            enough_signers(office, policy, Some((*member, &roles)))
        }
        Change::MemberReinstated { member } => {
            let member = office.members.get(member).ok_or(Refusal::NoSuchMember)?;
            if member.is_suspended(at) {
                Ok(())
            } else {
                Err(Refusal::NotSuspended)
            }
        }
        Change::PolicyChanged { policy } => {
            let known = policy
                .channels
                .iter()
                .all(|rule| office.channels.contains_key(&rule.channel));
            if !policy.is_sound() || !known {
                return Err(Refusal::PolicyUnsound);
            }
            enough_signers(office, policy, None)
        }
        Change::ChannelConnected {
            channel,
            channel_kind,
            name: words,
            account,
            address,
            credential,
        } => {
            name(words)?;
            text("account", account, 300, false)?;
            text("address", address, 300, true)?;
            connect(
                office,
                *channel,
                *channel_kind,
                credential.as_ref().map(|c| c.epoch),
            )
        }
        Change::ChannelRemoved { channel } => {
            let found = office.channels.get(channel).ok_or(Refusal::NoSuchChannel)?;
            if found.removed {
                Err(Refusal::ChannelClosed { channel: *channel })
            } else {
                Ok(())
            }
        }
        Change::Restart { stops } => {
            let on: BTreeSet<_> = office.stops_on().map(|stop| stop.link).collect();
            let named = !stops.is_empty() && stops.iter().all(|stop| on.contains(stop));
            if named {
                Ok(())
            } else {
                Err(Refusal::NoSuchStop)
            }
        }
        Change::UnknownDecided { leg, .. } => {
            let state = leg_state(office, leg)?;
            match state {
                Progress::Unknown { .. } => Ok(()),
                other => Err(Refusal::LegState {
                    state: other.name().to_owned(),
                }),
            }
        }
    }
}

fn connect(
    office: &Office,
    channel: ChannelId,
    kind: ChannelKind,
    epoch: Option<u32>,
) -> Result<(), Refusal> {
    if kind.needs_credential() != epoch.is_some() {
        return Err(Refusal::CredentialMismatch);
    }
    if office.practice && kind.needs_credential() {
        return Err(Refusal::PracticeOnly);
    }
    let Some(known) = office.channels.get(&channel) else {
        return if epoch.is_none_or(|epoch| epoch == 1) {
            Ok(())
        } else {
            Err(Refusal::CredentialMismatch)
        };
    };
    if known.kind != kind {
        return Err(Refusal::ChannelKindDiffers);
    }
    let next = known
        .credential
        .as_ref()
        .map(|credential| credential.epoch + 1);
    if epoch == next {
        Ok(())
    } else {
        Err(Refusal::CredentialMismatch)
    }
}

fn new_key(office: &Office, key: &NewKey) -> Result<(), Refusal> {
    let desk = office.desks.get(&key.desk).ok_or(Refusal::NoSuchDesk)?;
    if desk.removed {
        return Err(Refusal::KeyRemoved { desk: key.desk });
    }
    fit_and_unused(office, key.key)?;
    key.key
        .verify(&key.statement(office.id), &key.proof)
        .map_err(|_| Refusal::BadKey {
            what: "its own signature does not fit".to_owned(),
        })
}

fn fit_and_unused(office: &Office, key: PublicKey) -> Result<(), Refusal> {
    key.fit().map_err(|unfit| Refusal::BadKey {
        what: unfit.to_string(),
    })?;
    let members = office
        .members
        .values()
        .flat_map(|member| member.desks.values());
    let used = members
        .map(|keys| keys.key)
        .chain(office.desks.values().map(|desk| desk.key));
    if used
        .chain(office.recovery.map(|(_, key)| key))
        .any(|known| known == key)
    {
        return Err(Refusal::BadKey {
            what: "it is in use already".to_owned(),
        });
    }
    Ok(())
}

/// Two managers and enough approvers must remain, or the office could never sign anything again.
fn enough_signers(
    office: &Office,
    policy: &Policy,
    changed: Option<(MemberId, &BTreeSet<Role>)>,
) -> Result<(), Refusal> {
    let roles: BTreeMap<MemberId, &BTreeSet<Role>> = office
        .members
        .values()
        .map(|member| match changed {
            Some((id, roles)) if id == member.id => (id, roles),
            _ => (member.id, &member.roles),
        })
        .collect();
    let holding = |role| roles.values().filter(|held| held.contains(&role)).count();
    let asked = policy
        .channels
        .iter()
        .map(|rule| rule.signatures)
        .chain([policy.signatures])
        .max()
        .map_or(2, |most| usize::from(most.count()));
    let signing = roles
        .values()
        .filter(|held| held.contains(&Role::Author) || held.contains(&Role::Approver))
        .count();
    let enough = holding(Role::Manager) >= 2
        && holding(Role::Author) >= 1
        && holding(Role::Approver) + 1 >= asked
        && signing >= asked;
    if enough {
        Ok(())
    } else {
        Err(Refusal::TooFewSigners)
    }
}
