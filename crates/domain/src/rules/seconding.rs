//! A change takes two members: who may propose it, who may second it, and whether the first still counts.

use super::needs;
use crate::act::Change;
use crate::digest::Link;
use crate::ids::MemberId;
use crate::instant::Instant;
use crate::member::{Member, Role, Standing};
use crate::office::{Office, Proposal};
use crate::refusal::Refusal;

pub(super) fn may_change(member: &Member, change: &Change) -> Result<(), Refusal> {
    match change {
        Change::Restart { .. } | Change::UnknownDecided { .. } => Ok(()),
        _ => needs(member, Role::Manager),
    }
}

/// Nobody signs for their own reinstatement.
pub(super) fn not_about(member: &Member, change: &Change) -> Result<(), Refusal> {
    match change {
        Change::MemberReinstated { member: target } if *target == member.id => {
            Err(Refusal::MemberSuspended { member: member.id })
        }
        _ => Ok(()),
    }
}

pub(super) fn open_proposal(
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
pub(super) fn proposer_counts(
    office: &Office,
    proposal: &Proposal,
    at: Instant,
) -> Result<(), Refusal> {
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

pub(super) fn confirm_suspension(
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
