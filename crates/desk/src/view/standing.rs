//! How a revision stands: who signed, and where each of its channels is.

use super::people::fingerprint;
use super::shell::MemberRef;
use super::{channel_name, desk_name, member_ref};
use crate::desk::Desk;
use domain::act::{Change, Leg, Remote};
use domain::channel::{ChannelKind, ProofStep};
use domain::digest::Link;
use domain::gate;
use domain::ids::{ChannelId, DeskId, MemberId};
use domain::instant::Instant;
use domain::office::{LegState, Office, Progress, Release, Revision};
use domain::refusal::Refusal;
use serde::Serialize;
use std::collections::BTreeSet;

/// A signature on a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct SignatureView {
    /// Who.
    pub member: MemberRef,
    /// When.
    pub at: Instant,
    /// At which desk.
    pub desk_name: String,
    /// The fingerprint of the member's key at that desk, which the signature was checked against.
    pub fingerprint: String,
    /// Whether it counts now; a stop, a revocation, another account or a suspension since makes it not count.
    pub counts: bool,
}

/// A rejection of a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct RejectionView {
    /// Who.
    pub by: MemberRef,
    /// When.
    pub at: Instant,
    /// What should change.
    pub note: String,
}

/// Where one channel of a revision stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct LegView {
    /// The channel.
    pub channel: ChannelId,
    /// Its name.
    pub channel_name: String,
    /// What sort it is.
    pub channel_kind: ChannelKind,
    /// `waiting`, `held`, `due`, `going_out`, `as_approved`, `failed`, `unknown`, `undecided`, `taken_down`,
    /// `taking_down`, `not_proved_gone` or `cancelled`.
    pub state: String,
    /// Whether an earlier revision is live there, which this one changes where it stands.
    pub changes_live: bool,
    /// What holds it, when the gate would not let it out.
    pub held_by: Option<Refusal>,
    /// The provider's words, when it did not go out or is not known.
    pub detail: String,
    /// What the channel calls the posts.
    pub remotes: Vec<Remote>,
    /// When it went out.
    pub at: Option<Instant>,
    /// How a takedown is known.
    pub proof: Vec<ProofStep>,
    /// What somebody proposed as the answer to what is not known; a second person's signature settles it.
    pub answers: Vec<AnswerView>,
}

/// A proposed answer to whether a post went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct AnswerView {
    /// The entry.
    pub proposal: Link,
    /// Who proposed it.
    pub by: MemberRef,
    /// When.
    pub at: Instant,
    /// Whether it is taken to have gone out.
    pub sent: bool,
}

/// Which revision of its release it is: 1, 2, …
pub(super) fn revision_number(release: &Release, revision: &Revision) -> u32 {
    let at = release
        .revisions
        .iter()
        .position(|each| each.digest == revision.digest);
    u32::try_from(at.unwrap_or(0) + 1).unwrap_or(u32::MAX)
}

/// The signatures on a revision, the submitter's first.
pub(super) fn signatures(office: &Office, revision: &Revision, now: Instant) -> Vec<SignatureView> {
    // As the gate asks it.
    let now = now.max(office.head().at);
    let active = |member: MemberId| {
        office
            .members()
            .get(&member)
            .is_some_and(|member| !member.is_suspended(now))
    };
    let view = |member: MemberId, desk: DeskId, at: Instant, counts: bool| SignatureView {
        member: member_ref(office, member),
        at,
        desk_name: desk_name(office, desk),
        fingerprint: office
            .members()
            .get(&member)
            .and_then(|member| member.desks.get(&desk))
            .map_or_else(String::new, |keys| fingerprint(keys.key.bytes())),
        counts,
    };
    let mut signatures = vec![view(
        revision.submitter,
        revision.submitted_at_desk,
        revision.at,
        active(revision.submitter),
    )];
    let mut seen = BTreeSet::new();
    for signed in revision.approvals.iter().rev() {
        if seen.insert(signed.member) {
            let counts = active(signed.member) && office.stands(revision, signed);
            let signature = view(signed.member, signed.desk, signed.at, counts);
            signatures.insert(1, signature);
        }
    }
    signatures
}

/// Who rejected a revision, if somebody did.
pub(super) fn rejection(office: &Office, revision: &Revision) -> Option<RejectionView> {
    revision.rejection.as_ref().map(|rejection| RejectionView {
        by: member_ref(office, rejection.by),
        at: rejection.at,
        note: rejection.note.clone(),
    })
}

/// Where one channel of a revision stands. The release must be at hand.
pub(super) fn leg_view(
    office: &Office,
    desk: &Desk,
    release: &Release,
    revision: &Revision,
    leg: &LegState,
) -> LegView {
    let next = Leg {
        release: release.id,
        revision: revision.digest,
        channel: leg.channel,
        attempt: leg.attempts + 1,
    };
    let held_by = gate::would_open(office, &next, desk.id(), desk.now()).err();
    let gone = leg.takedown.as_ref().map(|takedown| takedown.gone);
    let state = match (&leg.state, gone) {
        (Progress::Receipted { .. }, Some(None)) => "taking_down",
        (Progress::Receipted { .. }, Some(Some(false))) => "not_proved_gone",
        (_, Some(Some(true))) => "taken_down",
        (Progress::Receipted { .. }, None) => "as_approved",
        (Progress::Claimed { .. }, _) => "going_out",
        (
            Progress::Unknown {
                undecided: false, ..
            },
            _,
        ) => "unknown",
        (
            Progress::Unknown {
                undecided: true, ..
            },
            _,
        ) => "undecided",
        (Progress::Failed { .. }, _) => "failed",
        (Progress::Ready, _) => match &held_by {
            None => "due",
            Some(Refusal::Stopped | Refusal::SignedBeforeStop) => "held",
            Some(Refusal::Expired { .. } | Refusal::Withdrawn | Refusal::Rejected { .. }) => {
                "cancelled"
            }
            Some(_) => "waiting",
        },
    };
    let (remotes, at) = match &leg.state {
        Progress::Receipted { remotes, at, .. } => (remotes.clone(), Some(*at)),
        _ => (Vec::new(), None),
    };
    let detail = match &leg.state {
        Progress::Failed { detail, .. } | Progress::Unknown { detail, .. } => detail.clone(),
        _ => String::new(),
    };
    let shows_hold = matches!(leg.state, Progress::Ready | Progress::Failed { .. });
    LegView {
        channel: leg.channel,
        channel_name: channel_name(office, leg.channel),
        channel_kind: office
            .channels()
            .get(&leg.channel)
            .map_or(ChannelKind::Site, |channel| channel.kind),
        state: state.to_owned(),
        changes_live: !matches!(leg.state, Progress::Receipted { .. })
            && release.is_live(leg.channel),
        held_by: held_by.filter(|_| shows_hold),
        detail,
        remotes,
        at,
        proof: leg
            .takedown
            .as_ref()
            .map_or_else(Vec::new, |takedown| takedown.proof.clone()),
        answers: answers(office, desk, release, revision, leg),
    }
}

/// Open proposals that say what became of a leg, at its newest attempt.
fn answers(
    office: &Office,
    desk: &Desk,
    release: &Release,
    revision: &Revision,
    leg: &LegState,
) -> Vec<AnswerView> {
    let about = Leg {
        release: release.id,
        revision: revision.digest,
        channel: leg.channel,
        attempt: leg.attempts,
    };
    let now = desk.now();
    let open = office
        .proposals()
        .values()
        .filter(|open| now < open.lapses());
    open.filter_map(|open| match &open.change {
        Change::UnknownDecided { leg, sent } if *leg == about => Some(AnswerView {
            proposal: open.link,
            by: member_ref(office, open.by),
            at: open.at,
            sent: *sent,
        }),
        _ => None,
    })
    .collect()
}
