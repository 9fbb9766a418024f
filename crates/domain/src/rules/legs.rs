//! One channel of a revision: claiming it, reporting on it, taking down what it left.

use super::revisions::newest;
use crate::act::Leg;
use crate::gate;
use crate::ids::{ChannelId, DeskId, ReleaseId};
use crate::instant::Instant;
use crate::office::{LegState, Office, Progress};
use crate::refusal::Refusal;

pub(super) fn leg_state<'a>(office: &'a Office, leg: &Leg) -> Result<&'a Progress, Refusal> {
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

/// Whether a takedown can be ordered: something of the release is live on the channel, or may be.
pub(super) fn live(office: &Office, release: ReleaseId, channel: ChannelId) -> Result<(), Refusal> {
    let release = office.seek(release)?.ok_or(Refusal::NoSuchRevision)?;
    let (_, leg) = release.live_leg(channel).ok_or(Refusal::NotLive)?;
    if leg.is_gone() {
        Err(Refusal::NotLive)
    } else {
        Ok(())
    }
}

/// Whether a takedown of the release on the channel was ordered.
pub(super) fn takedown_ordered(
    office: &Office,
    release: ReleaseId,
    channel: ChannelId,
) -> Result<(), Refusal> {
    let release = office.seek(release)?.ok_or(Refusal::NoSuchRevision)?;
    let mut legs = release
        .revisions
        .iter()
        .filter_map(|each| each.leg(channel));
    if legs.any(|leg| leg.takedown.is_some()) {
        Ok(())
    } else {
        Err(Refusal::NotOrdered)
    }
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
    gate::opens(office, revision, leg.channel, at, desk)
}

/// A takedown that was ordered before the post went out keeps it from going out.
pub(crate) fn not_taken_down(leg: &LegState) -> Result<(), Refusal> {
    if leg.takedown.is_some() {
        Err(Refusal::LegState {
            state: "taken_down".to_owned(),
        })
    } else {
        Ok(())
    }
}

pub(super) fn in_hand(
    office: &Office,
    desk: DeskId,
    leg: &Leg,
    states: &[&str],
) -> Result<(), Refusal> {
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
