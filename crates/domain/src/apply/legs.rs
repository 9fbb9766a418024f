//! What sending, resolving, takedown and revocation do to the office.

use super::Signing;
use crate::act::{Act, Leg, Resolution};
use crate::channel::Revocation;
use crate::ids::{ChannelId, ReleaseId};
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
                // Every try counts: an earlier revision can still be live under a newer one that failed, and
                // what failed must not be tried again.
                for leg in tried(office, *release, *channel) {
                    if !leg.is_gone() {
                        leg.takedown = Some(takedown.clone());
                    }
                }
            }
            Act::TakenDown {
                release,
                channel,
                gone: shown,
                proof,
            } => {
                for leg in tried(office, *release, *channel) {
                    if let Some(takedown) = leg.takedown.as_mut().filter(|t| t.gone != Some(true)) {
                        takedown.gone = Some(*shown);
                        takedown.proof.clone_from(proof);
                    }
                }
            }
            Act::RevocationOrdered { channel, .. } => {
                if let Some(channel) = office.channels.get_mut(channel) {
                    let first = channel.revocation.as_ref().map(|earlier| earlier.at);
                    channel.revocation = Some(Revocation {
                        at: first.unwrap_or(self.at),
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

/// The legs of a release on a channel that were ever claimed.
fn tried(
    office: &mut Office,
    release: ReleaseId,
    channel: ChannelId,
) -> impl Iterator<Item = &mut LegState> {
    let revisions = office
        .releases
        .get_mut(&release)
        .into_iter()
        .flat_map(|release| &mut release.revisions);
    revisions
        .flat_map(|revision| &mut revision.legs)
        .filter(move |leg| leg.channel == channel && leg.attempts > 0)
}
