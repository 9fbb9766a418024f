//! Who may say what, when: the one set of rules that both deciding and replaying go through.

mod changes;
mod legs;
mod revisions;
mod seconding;

pub(crate) use legs::{claimable, not_taken_down};
pub(crate) use revisions::{newest, replaceable, standing};

use crate::act::{Act, Change, Scope};
use crate::channel::Revocation;
use crate::entry::By;
use crate::ids::{DeskId, MemberId};
use crate::instant::Instant;
use crate::member::{Member, Role};
use crate::office::Office;
use crate::refusal::Refusal;
use changes::change_holds;
use legs::in_hand;
use revisions::{approve, submit};
use seconding::{confirm_suspension, may_change, not_about, open_proposal, proposer_counts};

/// How far an entry's time may lie before that of the entry before it, or ahead of a desk's clock.
pub(crate) const CLOCK_SLACK_MILLIS: i64 = 5 * 60 * 1000;
/// The latest that the chain's time can be, the first instant of 9999: what is reckoned from it (72 hours, 32 days) is still
/// a time, so that nothing lapses as soon as it is signed.
pub(crate) const LATEST: Instant = Instant::from_millis(253_370_764_800_000);
/// The longest window a revision may ask for.
pub(crate) const MOST_WINDOW_DAYS: u32 = 32;

const MOST_NAME: u32 = 120;
const MOST_NOTE: u32 = 2000;

/// Whether the rules let this signer say this now. Deciding asks it before signing, replaying after.
pub(crate) fn admit(office: &Office, by: &By, at: Instant, act: &Act) -> Result<(), Refusal> {
    in_time(office, at, act)?;
    // Nothing is judged by a time before what the chain has reached: nobody gains minutes by a slow clock.
    let at = now(office, at);
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
            if office.is_suspended(member) && !matches!(act, Act::Stop { .. }) {
                return Err(Refusal::MemberSuspended { member: by.member });
            }
            by_member(office, member, at, act)
        }
    }
}

/// The chain's time with an entry of that date.
pub(crate) fn now(office: &Office, date: Instant) -> Instant {
    date.min(LATEST).max(office.head.at)
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

/// An entry from well before the chain's time is void; but nobody can shut the way to a stop, or the way back, by
/// signing one entry in the far future. So what one member may always do is taken at any time, and so is what has
/// happened already, and what two sign to get out of it: a restart, and the removal of a desk that dates wrongly.
fn in_time(office: &Office, at: Instant, act: &Act) -> Result<(), Refusal> {
    let always = match act {
        Act::Stop { .. }
        | Act::Rejected { .. }
        | Act::Withdrawn { .. }
        | Act::TakedownOrdered { .. }
        | Act::RevocationOrdered { .. }
        | Act::MemberSuspended { .. }
        | Act::SuspensionConfirmed { .. }
        | Act::KeyRemoved { .. }
        | Act::Receipt { .. }
        | Act::SendFailed { .. }
        | Act::SendUnknown { .. }
        | Act::SendResolved { .. }
        | Act::TakenDown { .. }
        | Act::Revoked { .. } => true,
        Act::Proposed { change } => leads_out(change),
        Act::Seconded { proposal } => office
            .proposals
            .get(proposal)
            .is_some_and(|proposal| leads_out(&proposal.change)),
        _ => false,
    };
    if !always && at.plus_millis(CLOCK_SLACK_MILLIS) < office.head.at {
        return Err(Refusal::ClockBehind {
            ledger: office.head.at,
            entry: office.head.dated,
        });
    }
    Ok(())
}

const fn leads_out(change: &Change) -> bool {
    matches!(change, Change::Restart { .. } | Change::DeskRemoved { .. })
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
        } => legs::takedown_ordered(office, *release, *channel),
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
            legs::live(office, *release, *channel)
        }
        Act::Stop { scope, reason, .. } => stop(office, *scope, reason),
        Act::RevocationOrdered { channel, reason } => {
            note("reason", reason)?;
            let found = office.channels.get(channel).ok_or(Refusal::NoSuchChannel)?;
            if found.removed {
                return Err(Refusal::ChannelClosed { channel: *channel });
            }
            // Asked for is not dead: whoever sees that nothing was proved can ask again, as often as it takes.
            if found.revocation.as_ref().is_some_and(Revocation::is_proved) {
                return Err(Refusal::AlreadyRevoked { channel: *channel });
            }
            Ok(())
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
