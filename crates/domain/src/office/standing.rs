//! How releases stand: their revisions, who signed or turned down what, and how far each came on each channel.

use crate::act::{Approval, Flag, Remote};
use crate::channel::ProofStep;
use crate::digest::Digest;
use crate::ids::{ChannelId, DeskId, MemberId, ReleaseId};
use crate::instant::Instant;
use crate::release::Window;
use serde::{Deserialize, Serialize};

/// A release and all its revisions, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Its id.
    pub id: ReleaseId,
    /// Its number.
    pub number: u32,
    /// Its revisions.
    pub revisions: Vec<Revision>,
}

impl Release {
    /// The newest revision.
    pub fn newest(&self) -> Option<&Revision> {
        self.revisions.last()
    }

    /// A revision by its digest.
    pub fn revision(&self, digest: Digest) -> Option<&Revision> {
        self.revisions
            .iter()
            .find(|revision| revision.digest == digest)
    }

    /// Whether any revision is out on a channel and not shown to be gone.
    pub fn is_live(&self, channel: ChannelId) -> bool {
        let legs = self.revisions.iter().filter_map(|each| each.leg(channel));
        legs.into_iter()
            .any(|leg| matches!(leg.state, Progress::Receipted { .. }) && !leg.is_gone())
    }

    /// What is live on a channel, or may be: the newest revision there that is in hand, sent or unknown. A newer
    /// one that failed, or was shown to be absent, has taken nothing away from it.
    pub fn live_leg(&self, channel: ChannelId) -> Option<(&Revision, &LegState)> {
        self.revisions
            .iter()
            .rev()
            .filter_map(|revision| Some((revision, revision.leg(channel)?)))
            .find(|(_, leg)| leg.state.may_be_live())
    }
}

/// A submitted state of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// The digest of its content.
    pub digest: Digest,
    /// The entry that submitted it.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// The office's title for it.
    pub title: String,
    /// Who submitted it: its first signature.
    pub submitter: MemberId,
    /// At which desk.
    pub submitted_at_desk: DeskId,
    /// Whose edits survive in it, the submitter apart.
    pub editors: Vec<MemberId>,
    /// The one desk that may send it.
    pub publisher: DeskId,
    /// The rules it was submitted under.
    pub policy_epoch: u32,
    /// When it may go out.
    pub window: Window,
    /// What an approver must acknowledge.
    pub flags: Vec<Flag>,
    /// The submitter's note.
    pub note: String,
    /// Approvals, in order.
    pub approvals: Vec<Signed>,
    /// A rejection.
    pub rejection: Option<Rejection>,
    /// Withdrawn, or replaced by a newer revision.
    pub withdrawn: Option<u64>,
    /// One leg a channel, in the order of sending.
    pub legs: Vec<LegState>,
}

/// An approval on the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// Who.
    pub member: MemberId,
    /// With the key at which desk.
    pub desk: DeskId,
    /// The entry.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// What was signed.
    pub approval: Approval,
}

/// A rejection on the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// Who.
    pub by: MemberId,
    /// When.
    pub at: Instant,
    /// What should change.
    pub note: String,
}

/// One channel of a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegState {
    /// The channel.
    pub channel: ChannelId,
    /// How many times it was claimed.
    pub attempts: u32,
    /// Where it stands.
    pub state: Progress,
    /// A takedown of what is live.
    pub takedown: Option<Takedown>,
}

impl LegState {
    /// Whether what it left on the channel was shown to be gone.
    pub fn is_gone(&self) -> bool {
        self.takedown
            .as_ref()
            .is_some_and(|takedown| takedown.gone == Some(true))
    }
}

/// Where a leg stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// Nothing was tried, or a try is known to have left nothing.
    Ready,
    /// A desk has it in hand.
    Claimed {
        /// The claiming entry.
        seq: u64,
    },
    /// It is out.
    Receipted {
        /// What the channel calls the posts.
        remotes: Vec<Remote>,
        /// When the receipt was written.
        at: Instant,
        /// The digest of what was sent.
        sent: Digest,
    },
    /// It did not go out.
    Failed {
        /// A stable code.
        code: String,
        /// The provider's words.
        detail: String,
        /// Whether the same bytes may be tried again.
        again: bool,
    },
    /// Nobody knows yet.
    Unknown {
        /// What happened.
        detail: String,
        /// The channel was read and cannot tell.
        undecided: bool,
    },
}

impl Progress {
    /// Whether something of it may be on the channel, now or in a moment.
    pub const fn may_be_live(&self) -> bool {
        matches!(
            self,
            Self::Claimed { .. } | Self::Receipted { .. } | Self::Unknown { .. }
        )
    }

    /// The stable name of the state.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Claimed { .. } => "claimed",
            Self::Receipted { .. } => "receipted",
            Self::Failed { .. } => "failed",
            Self::Unknown {
                undecided: false, ..
            } => "unknown",
            Self::Unknown {
                undecided: true, ..
            } => "undecided",
        }
    }
}

/// A takedown of a live post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Takedown {
    /// Who ordered it.
    pub by: MemberId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
    /// `Some(true)` once it was shown to be gone.
    pub gone: Option<bool>,
    /// How that is known.
    pub proof: Vec<ProofStep>,
}

impl Revision {
    /// Its leg on a channel.
    pub fn leg(&self, channel: ChannelId) -> Option<&LegState> {
        self.legs.iter().find(|leg| leg.channel == channel)
    }
}
