//! Submitting, approving, rejecting and withdrawing a revision.

use super::{MOST_WINDOW_DAYS, needs, note, text};
use crate::act::{Approval, Submission};
use crate::digest::Digest;
use crate::ids::{ChannelId, ReleaseId};
use crate::instant::Instant;
use crate::member::{Member, Role};
use crate::office::{LegState, Office, Progress, Release, Revision};
use crate::refusal::Refusal;
use crate::release::Window;
use std::collections::BTreeSet;

const MOST_FLAGS: usize = 200;
const MOST_EDITORS: usize = 64;

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

pub(super) fn submit(
    office: &Office,
    member: &Member,
    at: Instant,
    act: &Submission,
) -> Result<(), Refusal> {
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
    let window = act.window;
    if window.execute_before <= window.not_before
        || window.execute_before <= at
        || ends_too_far_ahead(window, at)
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
            let mut channels = act.channels.iter();
            channels.try_for_each(|channel| replaceable(office, release, *channel))?;
        }
    }
    if office.was_submitted(act.revision)? {
        Err(Refusal::RevisionReused)
    } else {
        Ok(())
    }
}

/// While a post of an earlier revision is on its way or unknown, another one could put two out.
fn settled(release: &Release) -> Result<(), Refusal> {
    let mut legs = release.revisions.iter().flat_map(|revision| &revision.legs);
    let open = |leg: &&LegState| {
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

/// Where a channel cannot change a post in place, what an earlier revision left there comes down first. Asked here, it
/// holds for good: only the newest revision is ever claimed, and [`settled`] leaves none of the earlier ones open.
pub(crate) fn replaceable(
    office: &Office,
    release: &Release,
    channel: ChannelId,
) -> Result<(), Refusal> {
    let known = office.channels.get(&channel);
    let in_place = known.is_some_and(|known| known.kind.updates_in_place());
    if release.is_live(channel) && !in_place {
        Err(Refusal::EarlierRevisionLive { channel })
    } else {
        Ok(())
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

fn ends_too_far_ahead(window: Window, at: Instant) -> bool {
    let most = i64::from(MOST_WINDOW_DAYS) * 86_400_000;
    window.execute_before.millis() - at.millis() > most
}

pub(super) fn approve(
    office: &Office,
    member: &Member,
    at: Instant,
    act: &Approval,
) -> Result<(), Refusal> {
    let revision = newest(office, act.release, act.revision)?;
    standing(revision)?;
    if revision.submitter == member.id {
        return Err(Refusal::OwnRelease);
    }
    if revision.editors.contains(&member.id) {
        return Err(Refusal::EditorIsApprover);
    }
    needs(member, Role::Approver)?;
    let mut own = revision
        .approvals
        .iter()
        .filter(|each| each.member == member.id);
    if own.any(|each| office.stands(revision, each)) {
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
    // Submitted before two people set the chain's time back, its window can lie years ahead.
    if ends_too_far_ahead(revision.window, at) {
        return Err(Refusal::WindowUnsound {
            most_days: MOST_WINDOW_DAYS,
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
