//! What sending, resolving, takedown and revocation do to the office.

use super::Signing;
use crate::act::{Act, Leg, Resolution};
use crate::channel::Revocation;
use crate::office::{LegState, Office, Progress, Takedown};

impl Signing {
    pub(super) fn progress(office: &mut Office, leg: &Leg, state: Progress) {
        if let Some(found) = office.leg_mut(leg) {
            found.attempts = leg.attempt;
            found.state = state;
        }
    }

    pub(super) fn resolve(&self, office: &mut Office, leg: &Leg, outcome: &Resolution) {
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

    pub(super) fn apply_emergency(&self, office: &mut Office, act: &Act) {
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
