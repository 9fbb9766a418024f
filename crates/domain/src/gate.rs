//! The gate: whether a revision may go to a channel, and the only maker of a [`Permit`].

use crate::act::Leg;
use crate::barrier::Barrier;
use crate::digest::Digest;
use crate::ids::{ChannelId, DeskId};
use crate::instant::Instant;
use crate::member::Role;
use crate::office::{Office, Progress, Revision};
use crate::refusal::Refusal;
use crate::release::{Content, Variant};
use crate::rules::{self, CLOCK_SLACK_MILLIS};
use crate::submission;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The rules of going out, on the office as it is at `at`: stop, rejection, window, publisher,
/// signatures that still count under the stricter of all rules since, and a fresh view.
pub(crate) fn opens(
    office: &Office,
    revision: &Revision,
    channel: ChannelId,
    at: Instant,
    desk: DeskId,
) -> Result<(), Refusal> {
    if let Some(kind) = office.too_old() {
        return Err(Refusal::TooOld {
            kind: kind.to_owned(),
        });
    }
    if office.is_stopped(channel) {
        return Err(Refusal::Stopped);
    }
    let place = office
        .channels()
        .get(&channel)
        .ok_or(Refusal::NoSuchChannel)?;
    if !place.is_open() {
        return Err(Refusal::ChannelClosed { channel });
    }
    rules::standing(revision)?;
    if revision.publisher != desk {
        return Err(Refusal::NotThePublisher {
            publisher: revision.publisher,
        });
    }
    if office.desks().get(&desk).is_none_or(|desk| desk.removed) {
        return Err(Refusal::KeyRemoved { desk });
    }
    if at < revision.window.not_before {
        return Err(Refusal::NotYet {
            not_before: revision.window.not_before,
        });
    }
    if at >= revision.window.execute_before {
        return Err(Refusal::Expired {
            execute_before: revision.window.execute_before,
        });
    }
    signatures(office, revision, channel, at)?;
    fresh(office, revision, channel, at, desk)
}

/// Whether a leg that nobody has in hand could be claimed now. Screens ask this to say what holds it.
///
/// # Errors
/// The [`Refusal`] of the first rule that is not met.
pub fn would_open(office: &Office, leg: &Leg, desk: DeskId, now: Instant) -> Result<(), Refusal> {
    rules::claimable(office, desk, now.max(office.head().at), leg)
}

/// Whether a claimed leg may still go: asked once more when the ledger has moved since the permit.
///
/// # Errors
/// The [`Refusal`] of the first rule that is no longer met.
pub fn still_open(office: &Office, leg: &Leg, desk: DeskId, now: Instant) -> Result<(), Refusal> {
    let revision = rules::newest(office, leg.release, leg.revision)?;
    let state = revision.leg(leg.channel).ok_or(Refusal::NoSuchChannel)?;
    if !matches!(state.state, Progress::Claimed { .. }) || state.attempts != leg.attempt {
        return Err(Refusal::NotClaimed);
    }
    rules::not_taken_down(state)?;
    opens(
        office,
        revision,
        leg.channel,
        now.max(office.head().at),
        desk,
    )
}

fn signatures(
    office: &Office,
    revision: &Revision,
    channel: ChannelId,
    at: Instant,
) -> Result<(), Refusal> {
    let submitter = office
        .members()
        .get(&revision.submitter)
        .ok_or(Refusal::NoSuchMember)?;
    let in_use = office.key_in_use(submitter, revision.submitted_at_desk);
    if submitter.is_suspended(at) || !in_use || !submitter.may(Role::Author) {
        return Err(Refusal::SubmitterSuspended {
            member: revision.submitter,
        });
    }
    let demand = office
        .demand(channel, revision.policy_epoch)
        .ok_or(Refusal::PolicyUnsound)?;
    let mut voided = None;
    let mut signers = BTreeSet::from([revision.submitter]);
    for signed in &revision.approvals {
        let Some(member) = office.members().get(&signed.member) else {
            continue;
        };
        let in_use = office.key_in_use(member, signed.desk);
        let own = signed.member == revision.submitter || revision.editors.contains(&signed.member);
        if own || !in_use || member.is_suspended(at) || !member.may(Role::Approver) {
            continue;
        }
        match office.voided(revision, signed, channel) {
            None => {
                signers.insert(signed.member);
            }
            Some(barrier) => voided = Some(voided.map_or(barrier, |first| barrier.min(first))),
        }
    }
    let (have, need) = (signers.len(), usize::from(demand.signatures.count()));
    if have < need {
        return Err(match voided {
            Some(barrier) => Barrier::refusal(barrier, channel),
            None => Refusal::SignaturesMissing {
                have: count(have),
                need: count(need),
            },
        });
    }
    for role in demand.roles {
        let holds = |id| {
            office
                .members()
                .get(id)
                .is_some_and(|member| member.may(role))
        };
        if !signers
            .iter()
            .filter(|id| **id != revision.submitter)
            .any(holds)
        {
            return Err(Refusal::ApproverRoleMissing { role });
        }
    }
    Ok(())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A database could hide the newest entries from this desk, a stop among them. Another desk's recent
/// signature over the chain bounds for how long. An office of one desk has nobody to hide anything from.
fn fresh(
    office: &Office,
    revision: &Revision,
    channel: ChannelId,
    at: Instant,
    desk: DeskId,
) -> Result<(), Refusal> {
    let others = office
        .desks()
        .values()
        .any(|other| other.id != desk && !other.removed);
    if !others {
        return Ok(());
    }
    let demand = office
        .demand(channel, revision.policy_epoch)
        .ok_or(Refusal::PolicyUnsound)?;
    let approvals = revision
        .approvals
        .iter()
        .filter(|each| each.desk != desk)
        .map(|each| each.at);
    let beacons = office
        .beacons
        .iter()
        .filter(|(other, _)| **other != desk)
        .map(|(_, at)| *at);
    // What is dated later than now was signed before two people set the chain's time back: it would stay fresh for ever.
    let newest = approvals.chain(beacons).filter(|dated| *dated <= at).max();
    let oldest = at.plus_millis(-i64::from(demand.freshness_s) * 1000);
    if newest.is_some_and(|newest| newest >= oldest) {
        Ok(())
    } else {
        Err(Refusal::StaleView {
            freshness_s: demand.freshness_s,
        })
    }
}

/// The right to send one leg once, with the very bytes to send.
///
/// It cannot be made outside this module, copied, or kept: [`Permit::spend`] consumes it.
#[derive(Debug)]
#[must_use = "a permit that is not spent was asked for in vain"]
pub struct Permit {
    leg: Leg,
    content: Content,
    at: usize,
    pictures: BTreeMap<Digest, Arc<[u8]>>,
}

/// What a spent permit leaves in the connector's hands.
#[derive(Debug)]
pub struct Outgoing {
    /// Which leg.
    pub leg: Leg,
    /// The signed content.
    pub content: Content,
    /// The variant for this channel.
    pub variant: Variant,
    /// The bytes of its pictures, by digest.
    pub pictures: BTreeMap<Digest, Arc<[u8]>>,
    /// The digest of the variant's bytes: what the receipt says was sent.
    pub sent: Digest,
}

impl Permit {
    /// Which leg it is for.
    pub const fn leg(&self) -> &Leg {
        &self.leg
    }

    /// The digest that the receipt will name.
    pub fn sent(&self) -> Digest {
        sent_digest(&self.content.variants[self.at].variant)
    }

    /// Hands over what is to be sent. The permit is gone with it.
    pub fn spend(self) -> Outgoing {
        let variant = self.content.variants[self.at].variant.clone();
        let sent = sent_digest(&variant);
        Outgoing {
            leg: self.leg,
            content: self.content,
            variant,
            pictures: self.pictures,
            sent,
        }
    }
}

/// The digest a receipt names for a variant.
pub fn sent_digest(variant: &Variant) -> Digest {
    Digest::of(&serde_json::to_vec(variant).unwrap_or_default())
}

/// Opens the gate for one claimed leg, or says why not.
///
/// Everything is asked again, after the claim: a stop, a suspension or a change of rules that came in
/// between closes it. The content is read from the given bytes, which must have the signed digest, and
/// its text is inspected once more.
///
/// `now` is this desk's clock; a clock behind the ledger is taken to be the ledger's newest time, and a
/// ledger more than five minutes ahead closes the gate.
///
/// # Errors
/// The [`Refusal`] of the first rule that is not met.
pub fn permit(
    office: &Office,
    leg: &Leg,
    desk: DeskId,
    now: Instant,
    content: &[u8],
    pictures: &BTreeMap<Digest, Arc<[u8]>>,
) -> Result<Permit, Refusal> {
    let head = office.head();
    if now.plus_millis(CLOCK_SLACK_MILLIS) < head.at {
        return Err(Refusal::ClockAhead {
            ledger: head.at,
            entry: head.dated,
        });
    }
    still_open(office, leg, desk, now)?;
    let revision = rules::newest(office, leg.release, leg.revision)?;
    let content =
        Content::open(content, leg.revision).map_err(|fault| Refusal::ContentDiffers {
            what: fault.to_string(),
        })?;
    submission::agrees(office, revision, &content)?;
    let at = content
        .variants
        .iter()
        .position(|each| each.channel == leg.channel)
        .ok_or(Refusal::NoSuchChannel)?;
    let mut carried = BTreeMap::new();
    for image in content.variants[at].variant.images() {
        let bytes = pictures
            .get(&image.digest)
            .filter(|bytes| Digest::of(bytes) == image.digest)
            .ok_or_else(|| Refusal::ContentDiffers {
                what: "a picture".to_owned(),
            })?;
        carried.insert(image.digest, Arc::clone(bytes));
    }
    Ok(Permit {
        leg: *leg,
        content,
        at,
        pictures: carried,
    })
}
