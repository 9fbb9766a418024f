//! Who may say what, when: the one set of rules that both deciding and replaying go through.

use crate::act::{Act, Approval, Change, Leg, NewKey, Scope, Submission};
use crate::channel::ChannelKind;
use crate::digest::{Digest, Link};
use crate::entry::By;
use crate::gate;
use crate::ids::{ChannelId, DeskId, MemberId, ReleaseId};
use crate::instant::Instant;
use crate::key::PublicKey;
use crate::member::{Member, Role, Standing};
use crate::office::{Office, Progress, Proposal, Revision};
use crate::policy::Policy;
use crate::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// How far an entry's time may lie before that of the entry before it, or ahead of a desk's clock.
pub(crate) const CLOCK_SLACK_MILLIS: i64 = 5 * 60 * 1000;
/// The longest window a revision may ask for.
pub(crate) const MOST_WINDOW_DAYS: u32 = 32;

const MOST_NAME: u32 = 120;
const MOST_NOTE: u32 = 2000;
const MOST_FLAGS: usize = 200;
const MOST_EDITORS: usize = 64;

/// Whether the rules let this signer say this now. Deciding asks it before signing, replaying after.
pub(crate) fn admit(office: &Office, by: &By, at: Instant, act: &Act) -> Result<(), Refusal> {
    in_time(office, at, act)?;
    // Nothing is judged by a time before what the chain has reached: nobody gains minutes by a slow clock.
    let at = at.max(office.head.at);
    match by {
        By::Desk(by) => {
            let desk = office.desks.get(&by.desk).ok_or(Refusal::NoSuchDesk)?;
            if desk.removed {
                return Err(Refusal::KeyRemoved { desk: by.desk });
            }
            by_desk(office, by.desk, at, act)
        }
        By::Member(by) if office.recovery() == Some(by.member) => {
            by_recovery_key(office, by.member, at, act)
        }
        By::Member(by) => {
            let member = office
                .members
                .get(&by.member)
                .ok_or(Refusal::NoSuchMember)?;
            member.desks.get(&by.device).ok_or(Refusal::NoSuchDesk)?;
            if !office.key_in_use(member, by.device) {
                return Err(Refusal::KeyRemoved { desk: by.device });
            }
            if member.is_suspended(at) && !matches!(act, Act::Stop { .. }) {
                return Err(Refusal::MemberSuspended { member: by.member });
            }
            by_member(office, member, at, act)
        }
    }
}

/// Whether an entry of a kind that only a newer version knows may count. Its meaning is unknown, so who may
/// say it is too; but a key that was taken out of use can say nothing in any version.
pub(crate) fn admit_unknown(office: &Office, by: &By) -> Result<(), Refusal> {
    let (in_use, desk) = match by {
        By::Desk(by) => {
            let in_use = office.desks.get(&by.desk).is_some_and(|desk| !desk.removed);
            (in_use, by.desk)
        }
        By::Member(by) if office.recovery() == Some(by.member) => (true, by.device),
        By::Member(by) => {
            let member = office
                .members
                .get(&by.member)
                .ok_or(Refusal::NoSuchMember)?;
            (office.key_in_use(member, by.device), by.device)
        }
    };
    if in_use {
        Ok(())
    } else {
        Err(Refusal::KeyRemoved { desk })
    }
}

/// An entry from well before the chain's newest time is void; but nobody can shut the way to a stop by
/// signing one entry in the far future, so what one member may always do is taken at any time.
fn in_time(office: &Office, at: Instant, act: &Act) -> Result<(), Refusal> {
    let always = matches!(
        act,
        Act::Stop { .. }
            | Act::Rejected { .. }
            | Act::Withdrawn { .. }
            | Act::TakedownOrdered { .. }
            | Act::RevocationOrdered { .. }
            | Act::MemberSuspended { .. }
            | Act::KeyRemoved { .. }
    );
    if !always && at.plus_millis(CLOCK_SLACK_MILLIS) < office.head.at {
        return Err(Refusal::ClockBehind {
            ledger: office.head.at,
        });
    }
    Ok(())
}

/// What a desk's own key may say: it stops and reports.
fn by_desk(office: &Office, desk: DeskId, at: Instant, act: &Act) -> Result<(), Refusal> {
    match act {
        Act::Stop { scope, reason, .. } => stop(office, *scope, reason),
        Act::Claimed(leg) => claimable(office, desk, at, leg),
        Act::Receipt { leg, .. } => in_hand(office, desk, leg, &["claimed"]),
        Act::SendFailed { leg, .. } | Act::SendUnknown { leg, .. } => {
            in_hand(office, desk, leg, &["claimed"])
        }
        Act::SendResolved { leg, .. } => in_hand(office, desk, leg, &["unknown", "undecided"]),
        Act::TakenDown {
            release, channel, ..
        } => {
            let ordered = newest_leg(office, *release, *channel)?.takedown.is_some();
            if ordered {
                Ok(())
            } else {
                Err(Refusal::NotOrdered)
            }
        }
        Act::Revoked { channel, .. } => {
            let channel = office.channels.get(channel).ok_or(Refusal::NoSuchChannel)?;
            if channel.revocation.is_some() {
                Ok(())
            } else {
                Err(Refusal::NotOrdered)
            }
        }
        Act::Beacon { seq, head } => {
            if *seq == office.head.seq && *head == office.head.link {
                Ok(())
            } else {
                Err(Refusal::BeaconOffChain)
            }
        }
        _ => Err(Refusal::PersonNeeded),
    }
}

/// What the key on paper may say: it counts as one member for restart and membership.
fn by_recovery_key(
    office: &Office,
    recovery: MemberId,
    at: Instant,
    act: &Act,
) -> Result<(), Refusal> {
    let change = match act {
        Act::Proposed { change } => change,
        Act::Seconded { proposal } => {
            let proposal = open_proposal(office, *proposal, recovery, at)?;
            proposer_counts(office, proposal, at)?;
            &proposal.change
        }
        _ => return Err(Refusal::NotForRecoveryKey),
    };
    match change {
        Change::Restart { .. }
        | Change::MemberEnrolled { .. }
        | Change::MemberReinstated { .. }
        | Change::KeyAdded { .. } => change_holds(office, at, change),
        _ => Err(Refusal::NotForRecoveryKey),
    }
}

fn by_member(office: &Office, member: &Member, at: Instant, act: &Act) -> Result<(), Refusal> {
    match act {
        Act::OfficeFounded(_) => Err(Refusal::FoundingOnlyOnce),
        Act::Proposed { change } => {
            may_change(member, change)?;
            not_about(member, change)?;
            change_holds(office, at, change)
        }
        Act::Seconded { proposal } => {
            let proposal = open_proposal(office, *proposal, member.id, at)?;
            may_change(member, &proposal.change)?;
            not_about(member, &proposal.change)?;
            proposer_counts(office, proposal, at)?;
            change_holds(office, at, &proposal.change)
        }
        Act::ProposalDropped { proposal } => office
            .proposals
            .get(proposal)
            .map(|_| ())
            .ok_or(Refusal::NoSuchProposal),
        Act::MemberSuspended {
            member: target,
            reason,
        } => {
            note("reason", reason)?;
            let target = office.members.get(target).ok_or(Refusal::NoSuchMember)?;
            if target.is_suspended(at) {
                Err(Refusal::AlreadySuspended)
            } else {
                Ok(())
            }
        }
        Act::SuspensionConfirmed { member: target } => {
            confirm_suspension(office, member.id, *target, at)
        }
        Act::KeyRemoved {
            member: target,
            desk,
        } => {
            if *target != member.id {
                needs(member, Role::Manager)?;
            }
            let target = office.members.get(target).ok_or(Refusal::NoSuchMember)?;
            let keys = target.desks.get(desk).ok_or(Refusal::NoSuchDesk)?;
            if keys.removed {
                Err(Refusal::KeyRemoved { desk: *desk })
            } else {
                Ok(())
            }
        }
        Act::RevisionSubmitted(submission) => submit(office, member, at, submission),
        Act::Approved(approval) => approve(office, member, at, approval),
        Act::Rejected {
            release,
            revision,
            note: text,
        } => {
            note("note", text)?;
            standing(newest(office, *release, *revision)?)
        }
        Act::Withdrawn { release, revision } => standing(newest(office, *release, *revision)?),
        Act::TakedownOrdered {
            release,
            channel,
            reason,
        } => {
            note("reason", reason)?;
            let leg = newest_leg(office, *release, *channel)?;
            match (&leg.state, &leg.takedown) {
                (Progress::Ready | Progress::Failed { .. }, _) => Err(Refusal::NotLive),
                (_, Some(takedown)) if takedown.gone == Some(true) => Err(Refusal::NotLive),
                _ => Ok(()),
            }
        }
        Act::Stop { scope, reason, .. } => stop(office, *scope, reason),
        Act::RevocationOrdered { channel, reason } => {
            note("reason", reason)?;
            let found = office.channels.get(channel).ok_or(Refusal::NoSuchChannel)?;
            if found.is_open() {
                Ok(())
            } else {
                Err(Refusal::ChannelClosed { channel: *channel })
            }
        }
        Act::Claimed(_)
        | Act::Receipt { .. }
        | Act::SendFailed { .. }
        | Act::SendUnknown { .. }
        | Act::SendResolved { .. }
        | Act::TakenDown { .. }
        | Act::Revoked { .. }
        | Act::Beacon { .. } => Err(Refusal::DeskNeeded),
    }
}

fn needs(member: &Member, role: Role) -> Result<(), Refusal> {
    if member.may(role) {
        Ok(())
    } else {
        Err(Refusal::RoleNeeded { role })
    }
}

fn text(field: &str, text: &str, most: u32, may_be_empty: bool) -> Result<(), Refusal> {
    let length = text.chars().count();
    let blank = text.trim().is_empty();
    if (blank && !may_be_empty) || length > most as usize {
        return Err(Refusal::BadText {
            field: field.to_owned(),
            most,
        });
    }
    Ok(())
}

fn note(field: &str, words: &str) -> Result<(), Refusal> {
    text(field, words, MOST_NOTE, true)
}

fn name(words: &str) -> Result<(), Refusal> {
    text("name", words, MOST_NAME, false)
}

fn stop(office: &Office, scope: Scope, reason: &str) -> Result<(), Refusal> {
    note("reason", reason)?;
    match scope {
        Scope::Everything => Ok(()),
        Scope::Channel { channel } => office
            .channels
            .get(&channel)
            .map(|_| ())
            .ok_or(Refusal::NoSuchChannel),
    }
}

// Two-member changes.

fn may_change(member: &Member, change: &Change) -> Result<(), Refusal> {
    match change {
        Change::Restart { .. } | Change::UnknownDecided { .. } => Ok(()),
        _ => needs(member, Role::Manager),
    }
}

/// Nobody signs for their own reinstatement.
fn not_about(member: &Member, change: &Change) -> Result<(), Refusal> {
    match change {
        Change::MemberReinstated { member: target } if *target == member.id => {
            Err(Refusal::MemberSuspended { member: member.id })
        }
        _ => Ok(()),
    }
}

fn open_proposal(
    office: &Office,
    proposal: Link,
    second: MemberId,
    at: Instant,
) -> Result<&Proposal, Refusal> {
    let proposal = office
        .proposals
        .get(&proposal)
        .ok_or(Refusal::NoSuchProposal)?;
    if at >= proposal.lapses() {
        return Err(Refusal::ProposalLapsed {
            at: proposal.lapses(),
        });
    }
    if proposal.by == second {
        return Err(Refusal::SameMember);
    }
    Ok(proposal)
}

/// The first signature of a change must still count when the second is given.
fn proposer_counts(office: &Office, proposal: &Proposal, at: Instant) -> Result<(), Refusal> {
    if office.recovery() == Some(proposal.by) {
        return Ok(());
    }
    let proposer = office
        .members
        .get(&proposal.by)
        .ok_or(Refusal::NoSuchMember)?;
    if proposer.is_suspended(at) {
        return Err(Refusal::MemberSuspended {
            member: proposal.by,
        });
    }
    if !office.key_in_use(proposer, proposal.desk) {
        return Err(Refusal::KeyRemoved {
            desk: proposal.desk,
        });
    }
    may_change(proposer, &proposal.change)
}

fn confirm_suspension(
    office: &Office,
    second: MemberId,
    target: MemberId,
    at: Instant,
) -> Result<(), Refusal> {
    let member = office.members.get(&target).ok_or(Refusal::NoSuchMember)?;
    match &member.standing {
        Standing::Suspended {
            lapses: Some(_),
            member: first,
            ..
        } if member.is_suspended(at) => {
            if *first == second {
                Err(Refusal::SameMember)
            } else {
                Ok(())
            }
        }
        Standing::Suspended { lapses: None, .. } => Err(Refusal::AlreadySuspended),
        _ => Err(Refusal::NotSuspended),
    }
}

/// Whether the change itself holds together with the office as it is.
#[allow(
    clippy::too_many_lines,
    reason = "one arm a change, and every change here"
)]
fn change_holds(office: &Office, at: Instant, change: &Change) -> Result<(), Refusal> {
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

// Revisions.

/// The newest revision of a release, which must be this one.
pub(crate) fn newest(
    office: &Office,
    release: ReleaseId,
    revision: Digest,
) -> Result<&Revision, Refusal> {
    let release = office.seek(release)?.ok_or(Refusal::NoSuchRevision)?;
    release.revision(revision).ok_or(Refusal::NoSuchRevision)?;
    release
        .newest()
        .filter(|newest| newest.digest == revision)
        .ok_or(Refusal::NotTheNewest)
}

/// Neither rejected nor withdrawn.
pub(crate) fn standing(revision: &Revision) -> Result<(), Refusal> {
    if let Some(rejection) = &revision.rejection {
        return Err(Refusal::Rejected { by: rejection.by });
    }
    if revision.withdrawn.is_some() {
        return Err(Refusal::Withdrawn);
    }
    Ok(())
}

fn submit(office: &Office, member: &Member, at: Instant, act: &Submission) -> Result<(), Refusal> {
    needs(member, Role::Author)?;
    text("title", &act.title, 300, false)?;
    note("note", &act.note)?;
    if act.flags.len() > MOST_FLAGS || act.editors.len() > MOST_EDITORS {
        return Err(Refusal::BadText {
            field: "flags".to_owned(),
            most: 200,
        });
    }
    if act.editors.contains(&member.id) || !act.editors.is_sorted() {
        return Err(Refusal::ContentDiffers {
            what: "the list of editors".to_owned(),
        });
    }
    if !act
        .editors
        .iter()
        .all(|editor| office.members.contains_key(editor))
    {
        return Err(Refusal::NoSuchMember);
    }
    if act.policy_epoch != office.policy_epoch() {
        return Err(Refusal::PolicyEpochDiffers {
            now: office.policy_epoch(),
        });
    }
    let desk = office
        .desks
        .get(&act.publisher)
        .ok_or(Refusal::NoSuchDesk)?;
    if desk.removed {
        return Err(Refusal::KeyRemoved {
            desk: act.publisher,
        });
    }
    let most = i64::from(MOST_WINDOW_DAYS) * 86_400_000;
    let window = act.window;
    if window.execute_before <= window.not_before
        || window.execute_before <= at
        || window.execute_before.millis() - at.millis() > most
    {
        return Err(Refusal::WindowUnsound {
            most_days: MOST_WINDOW_DAYS,
        });
    }
    channels_sound(office, &act.channels)?;
    match office.seek(act.release)? {
        None => {
            if act.replaces.is_some() {
                return Err(Refusal::NoSuchRevision);
            }
            // Numbers are given in order, so the next one is never taken.
            if act.number != office.next_number {
                return Err(Refusal::ReleaseReused);
            }
        }
        Some(release) => {
            if release.number != act.number {
                return Err(Refusal::ReleaseReused);
            }
            if act.replaces != release.newest().map(|newest| newest.digest) {
                return Err(Refusal::NotTheNewest);
            }
            settled(release)?;
        }
    }
    if office.was_submitted(act.revision)? {
        Err(Refusal::RevisionReused)
    } else {
        Ok(())
    }
}

/// While a post of an earlier revision is on its way or unknown, another one could put two out.
fn settled(release: &crate::office::Release) -> Result<(), Refusal> {
    let mut legs = release.revisions.iter().flat_map(|revision| &revision.legs);
    let open = |leg: &&crate::office::LegState| {
        matches!(
            leg.state,
            Progress::Claimed { .. } | Progress::Unknown { .. }
        )
    };
    match legs.find(open) {
        Some(leg) => Err(Refusal::LegState {
            state: leg.state.name().to_owned(),
        }),
        None => Ok(()),
    }
}

fn channels_sound(office: &Office, channels: &[ChannelId]) -> Result<(), Refusal> {
    let distinct: BTreeSet<_> = channels.iter().collect();
    if channels.is_empty() || distinct.len() != channels.len() {
        return Err(Refusal::ChannelsUnsound);
    }
    let mut orders = Vec::new();
    for id in channels {
        let channel = office.channels.get(id).ok_or(Refusal::NoSuchChannel)?;
        if !channel.is_open() {
            return Err(Refusal::ChannelClosed { channel: *id });
        }
        orders.push(channel.kind.order());
    }
    if orders.is_sorted() {
        Ok(())
    } else {
        Err(Refusal::ChannelsUnsound)
    }
}

fn approve(office: &Office, member: &Member, at: Instant, act: &Approval) -> Result<(), Refusal> {
    let revision = newest(office, act.release, act.revision)?;
    standing(revision)?;
    if revision.submitter == member.id {
        return Err(Refusal::OwnRelease);
    }
    if revision.editors.contains(&member.id) {
        return Err(Refusal::EditorIsApprover);
    }
    needs(member, Role::Approver)?;
    let last_stop = revision
        .legs
        .iter()
        .filter_map(|leg| office.last_stop(leg.channel))
        .max();
    let counts = |seq: u64| last_stop.is_none_or(|stop| seq > stop);
    if revision
        .approvals
        .iter()
        .any(|each| each.member == member.id && counts(each.seq))
    {
        return Err(Refusal::AlreadyApproved);
    }
    if act.policy_epoch != office.policy_epoch() {
        return Err(Refusal::PolicyEpochDiffers {
            now: office.policy_epoch(),
        });
    }
    if act.publisher != revision.publisher {
        return Err(Refusal::PublisherDiffers);
    }
    if act.window != revision.window {
        return Err(Refusal::WindowDiffers);
    }
    if at >= revision.window.execute_before {
        return Err(Refusal::Expired {
            execute_before: revision.window.execute_before,
        });
    }
    if act.flags != revision.flags {
        let flags = u32::try_from(revision.flags.len()).unwrap_or(u32::MAX);
        return Err(Refusal::FlagsNotAcknowledged { flags });
    }
    // While everything it would go to is halted, nobody signs for publishing.
    if revision
        .legs
        .iter()
        .all(|leg| office.is_stopped(leg.channel))
    {
        return Err(Refusal::Stopped);
    }
    Ok(())
}

// Legs.

fn leg_state<'a>(office: &'a Office, leg: &Leg) -> Result<&'a Progress, Refusal> {
    let state = office
        .seek(leg.release)?
        .and_then(|release| release.revision(leg.revision)?.leg(leg.channel))
        .ok_or(Refusal::NoSuchRevision)?;
    if state.attempts == leg.attempt {
        Ok(&state.state)
    } else {
        Err(Refusal::NotClaimed)
    }
}

/// The leg of a release on a channel that was claimed last, in whichever revision.
pub(crate) fn newest_leg(
    office: &Office,
    release: ReleaseId,
    channel: ChannelId,
) -> Result<&crate::office::LegState, Refusal> {
    let release = office.seek(release)?.ok_or(Refusal::NoSuchRevision)?;
    release
        .revisions
        .iter()
        .rev()
        .filter_map(|revision| revision.leg(channel))
        .find(|leg| leg.attempts > 0)
        .ok_or(Refusal::NotLive)
}

pub(crate) fn claimable(
    office: &Office,
    desk: DeskId,
    at: Instant,
    leg: &Leg,
) -> Result<(), Refusal> {
    let revision = newest(office, leg.release, leg.revision)?;
    let state = revision.leg(leg.channel).ok_or(Refusal::NoSuchChannel)?;
    match &state.state {
        Progress::Ready | Progress::Failed { again: true, .. } => {}
        other => {
            return Err(Refusal::LegState {
                state: other.name().to_owned(),
            });
        }
    }
    if leg.attempt != state.attempts + 1 {
        return Err(Refusal::NotClaimed);
    }
    not_taken_down(state)?;
    replaceable(office, leg)?;
    gate::opens(office, revision, leg.channel, at, desk)
}

/// A takedown that was ordered before the post went out keeps it from going out.
pub(crate) fn not_taken_down(leg: &crate::office::LegState) -> Result<(), Refusal> {
    if leg.takedown.is_some() {
        Err(Refusal::LegState {
            state: "taken_down".to_owned(),
        })
    } else {
        Ok(())
    }
}

/// Where a channel cannot change a post in place, what an earlier revision left there comes down first.
fn replaceable(office: &Office, leg: &Leg) -> Result<(), Refusal> {
    let in_place = office
        .channels
        .get(&leg.channel)
        .is_some_and(|c| c.kind.updates_in_place());
    let release = office.seek(leg.release)?.ok_or(Refusal::NoSuchRevision)?;
    let earlier = release
        .revisions
        .iter()
        .filter(|revision| revision.digest != leg.revision);
    let live = earlier
        .filter_map(|revision| revision.leg(leg.channel))
        .any(|leg| {
            let gone = leg
                .takedown
                .as_ref()
                .is_some_and(|takedown| takedown.gone == Some(true));
            matches!(leg.state, Progress::Receipted { .. }) && !gone
        });
    if live && !in_place {
        Err(Refusal::EarlierRevisionLive)
    } else {
        Ok(())
    }
}

fn in_hand(office: &Office, desk: DeskId, leg: &Leg, states: &[&str]) -> Result<(), Refusal> {
    let revision = office
        .seek(leg.release)?
        .and_then(|release| release.revision(leg.revision))
        .ok_or(Refusal::NoSuchRevision)?;
    if revision.publisher != desk {
        return Err(Refusal::NotThePublisher {
            publisher: revision.publisher,
        });
    }
    let state = leg_state(office, leg)?.name();
    if states.contains(&state) {
        Ok(())
    } else {
        Err(Refusal::LegState {
            state: state.to_owned(),
        })
    }
}
