//! Members, desks, rules, and the proposals that wait for a second signature.

use super::shell::MemberRef;
use super::{May, channel_name, member_ref};
use crate::desk::Desk;
use crate::fault::Problem;
use domain::act::{Act, Change};
use domain::decide::{self, Command};
use domain::digest::Link;
use domain::entry::By;
use domain::ids::{ChannelId, DeskId, MemberId, ReleaseId};
use domain::instant::Instant;
use domain::member::{Role, Standing};
use domain::office::Office;
use domain::policy::Policy;
use serde::Serialize;

/// Whether a member's signature counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MemberState {
    /// It counts.
    Active,
    /// It does not.
    Suspended {
        /// Who suspended them.
        by: MemberRef,
        /// When it ends by itself; `None` once a second member confirmed it.
        lapses: Option<Instant>,
        /// Its time is over by this desk's clock. It ends once anybody else has signed something.
        until_signed: bool,
    },
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct MemberView {
    /// Who.
    pub member: MemberRef,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Whether their signature counts.
    pub state: MemberState,
    /// The fingerprint of their key at this desk; empty without one.
    pub fingerprint: String,
    /// Since when.
    pub enrolled_at: Instant,
}

/// A desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct DeskView {
    /// Its id.
    pub id: DeskId,
    /// Its name.
    pub name: String,
    /// The fingerprint of its own key.
    pub fingerprint: String,
    /// Whether it is this one.
    pub this: bool,
    /// Taken out of use.
    pub removed: bool,
}

/// What a change is about, by its ids; what is not there yet has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Subject {
    /// A member.
    pub member: Option<MemberId>,
    /// A desk.
    pub desk: Option<DeskId>,
    /// A channel.
    pub channel: Option<ChannelId>,
    /// A release.
    pub release: Option<ReleaseId>,
}

impl Subject {
    fn of(change: &Change) -> Self {
        let none = Self::default();
        match change {
            Change::KeyAdded { key } => Self {
                member: Some(key.member),
                desk: Some(key.desk),
                ..none
            },
            Change::DeskRemoved { desk } => Self {
                desk: Some(*desk),
                ..none
            },
            Change::RolesChanged { member, .. } | Change::MemberReinstated { member } => Self {
                member: Some(*member),
                ..none
            },
            // Connecting again is proposed for a channel that is there.
            Change::ChannelConnected { channel, .. } | Change::ChannelRemoved { channel } => Self {
                channel: Some(*channel),
                ..none
            },
            Change::UnknownDecided { leg, .. } => Self {
                channel: Some(leg.channel),
                release: Some(leg.release),
                ..none
            },
            Change::MemberEnrolled { .. }
            | Change::DeskAdded { .. }
            | Change::PolicyChanged { .. }
            | Change::Restart { .. } => none,
        }
    }
}

/// A proposal that waits for its second signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct ProposalView {
    /// The entry.
    pub proposal: Link,
    /// The kind of change, by its stable name.
    pub what: String,
    /// What it is about, in the change's own words: a name, a channel, roles.
    pub about: String,
    /// What it is about, to be opened.
    pub subject: Subject,
    /// Who signed first.
    pub by: MemberRef,
    /// When.
    pub at: Instant,
    /// When it can no longer be seconded.
    pub lapses: Instant,
    /// Whether the member who looks may second it.
    pub may_second: May,
}

/// People, desks and rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct PeopleView {
    /// Everyone.
    pub members: Vec<MemberView>,
    /// Every desk.
    pub desks: Vec<DeskView>,
    /// The rules in force.
    pub policy: Policy,
    /// Their number.
    pub policy_epoch: u32,
    /// Open proposals, oldest first.
    pub proposals: Vec<ProposalView>,
    /// Whether one absence silences the office: as many approvers as are needed, and no more.
    pub one_absence_silences: bool,
    /// Whether there is a recovery key.
    pub has_recovery_key: bool,
}

pub(super) async fn people(desk: &Desk, viewer: Option<MemberId>) -> Result<PeopleView, Problem> {
    let office = desk.office().await?;
    let now = desk.now();
    let members = office.members().values().map(|member| MemberView {
        member: member_ref(&office, member.id),
        roles: member.roles.iter().copied().collect(),
        state: match &member.standing {
            Standing::Suspended {
                member: by, lapses, ..
            } if office.is_suspended(member) => MemberState::Suspended {
                by: member_ref(&office, *by),
                lapses: *lapses,
                until_signed: !member.is_suspended(now),
            },
            _ => MemberState::Active,
        },
        fingerprint: member
            .desks
            .get(&desk.id())
            .map_or_else(String::new, |keys| fingerprint(keys.key.bytes())),
        enrolled_at: member.enrolled_at,
    });
    let desks = office.desks().values().map(|each| DeskView {
        id: each.id,
        name: each.name.clone(),
        fingerprint: fingerprint(each.key.bytes()),
        this: each.id == desk.id(),
        removed: each.removed,
    });
    let policy = office.policy().cloned().unwrap_or_else(Policy::founding);
    let approvers = office
        .members()
        .values()
        .filter(|member| member.may(Role::Approver) && !office.is_suspended(member))
        .count();
    let mut proposals: Vec<ProposalView> = office
        .proposals()
        .values()
        .filter(|open| now < open.lapses())
        .map(|open| ProposalView {
            proposal: open.link,
            what: kind(&open.change),
            about: about(&office, &open.change),
            subject: Subject::of(&open.change),
            by: member_ref(&office, open.by),
            at: open.at,
            lapses: open.lapses(),
            may_second: may_second(&office, viewer, desk, open.link),
        })
        .collect();
    proposals.sort_by_key(|open| open.at);
    Ok(PeopleView {
        members: members.collect(),
        desks: desks.collect(),
        one_absence_silences: approvers <= usize::from(policy.signatures.count()),
        policy,
        policy_epoch: office.policy_epoch(),
        proposals,
        has_recovery_key: office.recovery().is_some(),
    })
}

/// How many proposals wait for this member.
pub(super) fn seconds_waiting(office: &Office, viewer: MemberId, desk: &Desk) -> u32 {
    let open = office
        .proposals()
        .values()
        .filter(|open| matches!(may_second(office, Some(viewer), desk, open.link), May::Yes));
    u32::try_from(open.count()).unwrap_or(u32::MAX)
}

fn may_second(office: &Office, viewer: Option<MemberId>, desk: &Desk, proposal: Link) -> May {
    let Some(viewer) = viewer else {
        return May::No {
            refusal: domain::refusal::Refusal::PersonNeeded,
        };
    };
    let by = By::member(viewer, desk.id());
    let command = Command::Say(Box::new(Act::Seconded { proposal }));
    decide::decide(office, &by, desk.now(), command)
        .map(|_| ())
        .into()
}

/// The first sixteen hex digits of a key, in groups of four.
pub(super) fn fingerprint(bytes: &[u8; 32]) -> String {
    let digits = const_hex::encode(&bytes[..8]);
    let groups: Vec<&str> = (0..4)
        .filter_map(|group| digits.get(group * 4..group * 4 + 4))
        .collect();
    groups.join(" ")
}

/// The stable name of a change.
pub(super) fn kind(change: &Change) -> String {
    serde_json::to_value(change)
        .ok()
        .and_then(|value| {
            value
                .get("kind")
                .and_then(|kind| kind.as_str().map(str::to_owned))
        })
        .unwrap_or_default()
}

/// What a change is about, as a person would name it.
pub(super) fn about(office: &Office, change: &Change) -> String {
    let named = |member: &MemberId| member_ref(office, *member).name;
    let roles = |roles: &[Role]| {
        let words: Vec<String> = roles
            .iter()
            .map(|role| format!("{role:?}").to_lowercase())
            .collect();
        words.join(", ")
    };
    match change {
        Change::MemberEnrolled {
            name, roles: held, ..
        } => format!("{name}: {}", roles(held)),
        Change::KeyAdded { key } => named(&key.member),
        Change::DeskAdded { desk } => desk.name.clone(),
        Change::DeskRemoved { desk } => office
            .desks()
            .get(desk)
            .map_or_else(|| desk.to_string(), |known| known.name.clone()),
        Change::RolesChanged {
            member,
            roles: held,
        } => {
            format!("{}: {}", named(member), roles(held))
        }
        Change::MemberReinstated { member } => named(member),
        Change::PolicyChanged { policy } => format!("{} signatures", policy.signatures.count()),
        Change::ChannelConnected { name, account, .. } => format!("{name} ({account})"),
        Change::ChannelRemoved { channel } => channel_name(office, *channel),
        Change::Restart { stops } => format!("{} stops", stops.len()),
        Change::UnknownDecided { leg, sent } => {
            let outcome = if *sent { "went out" } else { "did not go out" };
            format!("{}: {outcome}", channel_name(office, leg.channel))
        }
    }
}
