//! What an entry can say. Frozen once shipped: a new meaning is a new kind, never a changed field.

use crate::channel::{ChannelKind, Credential, ProofStep, RevocationState};
use crate::digest::{Digest, Link};
use crate::ids::{ChannelId, DeskId, MemberId, OfficeId, ReleaseId};
use crate::key::{PublicKey, SealingKey, Signature, pae};
use crate::member::Role;
use crate::policy::Policy;
use crate::release::Window;
use serde::{Deserialize, Serialize};

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// The office begins. Only ever the first entry.
    OfficeFounded(Box<Founding>),
    /// A member asks for a change that takes two; it takes effect when another seconds it.
    Proposed {
        /// What is to change.
        change: Box<Change>,
    },
    /// A second member agrees, and the change takes effect.
    Seconded {
        /// The entry that proposed it.
        proposal: Link,
    },
    /// The proposer takes a proposal back, or anyone who could second it turns it down.
    ProposalDropped {
        /// The entry that proposed it.
        proposal: Link,
    },
    /// One member cuts another off, at once, for 72 hours.
    MemberSuspended {
        /// Who is cut off.
        member: MemberId,
        /// Why.
        reason: String,
    },
    /// A second member makes a suspension last.
    SuspensionConfirmed {
        /// Who is cut off.
        member: MemberId,
    },
    /// A member's key at a desk is taken out of use: by the member, or by another who may manage.
    KeyRemoved {
        /// Whose key.
        member: MemberId,
        /// At which desk.
        desk: DeskId,
    },
    /// A revision is put forward; its submitter is its first signature.
    RevisionSubmitted(Box<Submission>),
    /// A member signs a revision.
    Approved(Box<Approval>),
    /// A member turns a revision down, which voids it.
    Rejected {
        /// The release.
        release: ReleaseId,
        /// The revision.
        revision: Digest,
        /// What should change.
        note: String,
    },
    /// A revision is taken back.
    Withdrawn {
        /// The release.
        release: ReleaseId,
        /// The revision.
        revision: Digest,
    },
    /// The publisher takes one channel's leg of a revision in hand. Only this makes a permit possible.
    Claimed(Leg),
    /// A channel accepted the post.
    Receipt {
        /// Which leg.
        leg: Leg,
        /// What the channel calls the posts, first part first.
        remotes: Vec<Remote>,
        /// The digest of the bytes that were sent.
        sent: Digest,
    },
    /// A channel refused the post for good, or it was cancelled before the first byte.
    SendFailed {
        /// Which leg.
        leg: Leg,
        /// A stable code.
        code: String,
        /// The provider's words, or ours.
        detail: String,
        /// Whether another try of the same bytes may help.
        again: bool,
    },
    /// Nobody knows whether the post went out.
    SendUnknown {
        /// Which leg.
        leg: Leg,
        /// What happened.
        detail: String,
    },
    /// The channel was read, and now it is known.
    SendResolved {
        /// Which leg.
        leg: Leg,
        /// What was found.
        outcome: Resolution,
    },
    /// A member orders a live post taken down.
    TakedownOrdered {
        /// The release.
        release: ReleaseId,
        /// The channel.
        channel: ChannelId,
        /// Why.
        reason: String,
    },
    /// The post was taken down and looked for.
    TakenDown {
        /// The release.
        release: ReleaseId,
        /// The channel.
        channel: ChannelId,
        /// Whether it was shown to be gone.
        gone: bool,
        /// How that is known.
        proof: Vec<ProofStep>,
    },
    /// All publishing, or one channel, is halted.
    Stop {
        /// What is halted.
        scope: Scope,
        /// Who pulled it, when the desk's own key signs for them or nobody is signed in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pulled_by: Option<MemberId>,
        /// Why; may be empty.
        reason: String,
    },
    /// A member orders a credential killed.
    RevocationOrdered {
        /// The channel.
        channel: ChannelId,
        /// Why.
        reason: String,
    },
    /// What became of a revocation.
    Revoked {
        /// The channel.
        channel: ChannelId,
        /// How far it got.
        state: RevocationState,
        /// How that is known.
        proof: Vec<ProofStep>,
    },
    /// A desk vouches for the head it has seen.
    Beacon {
        /// The number of that entry.
        seq: u64,
        /// Its link.
        head: Link,
    },
}

/// The first entry of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Founding {
    /// The office's name.
    pub name: String,
    /// Its IANA time zone, such as `Europe/London`.
    pub zone: String,
    /// A practice office: no channel that needs a credential can be connected.
    pub practice: bool,
    /// Exactly two people.
    pub founders: Vec<Founder>,
    /// The desk they sit at.
    pub desk: DeskKeys,
    /// The key on paper. It counts as one member for restart and membership, never for approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Recovery>,
    /// The first rules.
    pub policy: Policy,
}

/// A founding member. Both sign the founding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Founder {
    /// Their id.
    pub member: MemberId,
    /// Their name.
    pub name: String,
    /// Their signing key at the founding desk.
    pub key: PublicKey,
    /// Their sealing key there.
    pub sealing: SealingKey,
    /// The key's signature over [`Founding::statement`].
    pub proof: Signature,
}

/// The key on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// The id it signs under, as member and as device.
    pub member: MemberId,
    /// Its public half.
    pub key: PublicKey,
}

/// The public halves of a desk's own keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskKeys {
    /// Its id.
    pub desk: DeskId,
    /// Its name.
    pub name: String,
    /// Its signing key.
    pub key: PublicKey,
    /// Its sealing key.
    pub sealing: SealingKey,
}

/// The type under which both founders sign the founding.
pub const FOUNDING_TYPE: &str = "application/vnd.countersign.founding.v1+json";
/// The type under which a new key signs that it is to be enrolled.
pub const KEY_TYPE: &str = "application/vnd.countersign.key.v1+json";

impl Founding {
    /// The bytes both founders sign: the whole founding with every proof left at zero, bound to the office.
    pub fn statement(&self, office: OfficeId) -> Vec<u8> {
        #[derive(Serialize)]
        struct Statement<'a> {
            office: OfficeId,
            founding: &'a Founding,
        }
        let mut bare = self.clone();
        for founder in &mut bare.founders {
            founder.proof = Signature::from_bytes([0; 64]);
        }
        let body = serde_json::to_vec(&Statement {
            office,
            founding: &bare,
        })
        .unwrap_or_default();
        pae(FOUNDING_TYPE, &body)
    }
}

/// A member's key at a desk, put forward with the key's own signature, so that nobody can enrol a key
/// they do not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// Whose it is.
    pub member: MemberId,
    /// Where it lies.
    pub desk: DeskId,
    /// Its signing half.
    pub key: PublicKey,
    /// Its sealing half.
    pub sealing: SealingKey,
    /// The key's signature over [`NewKey::statement`].
    pub proof: Signature,
}

impl NewKey {
    /// The bytes the new key signs.
    pub fn statement(&self, office: OfficeId) -> Vec<u8> {
        #[derive(Serialize)]
        struct Statement {
            office: OfficeId,
            member: MemberId,
            desk: DeskId,
            key: PublicKey,
            sealing: SealingKey,
        }
        let statement = Statement {
            office,
            member: self.member,
            desk: self.desk,
            key: self.key,
            sealing: self.sealing,
        };
        pae(
            KEY_TYPE,
            &serde_json::to_vec(&statement).unwrap_or_default(),
        )
    }
}

/// A change that takes two members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// A new member.
    MemberEnrolled {
        /// Their name.
        name: String,
        /// What they may do.
        roles: Vec<Role>,
        /// Their first key.
        key: NewKey,
    },
    /// A member's key at one more desk.
    KeyAdded {
        /// The key.
        key: NewKey,
    },
    /// A desk joins.
    DeskAdded {
        /// Its keys.
        desk: DeskKeys,
    },
    /// A desk leaves.
    DeskRemoved {
        /// Which.
        desk: DeskId,
    },
    /// A member may do other things from now on.
    RolesChanged {
        /// Who.
        member: MemberId,
        /// What they may do.
        roles: Vec<Role>,
    },
    /// A suspended member's signature counts again.
    MemberReinstated {
        /// Who.
        member: MemberId,
    },
    /// New rules.
    PolicyChanged {
        /// All of them.
        policy: Policy,
    },
    /// A channel is connected, or connected again with a new credential.
    ChannelConnected {
        /// Its id.
        channel: ChannelId,
        /// What sort it is.
        channel_kind: ChannelKind,
        /// The office's name for it.
        name: String,
        /// The account at the provider, or the site's title.
        account: String,
        /// Where it is reached.
        address: String,
        /// The sealed credential, where the kind needs one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credential: Option<Credential>,
    },
    /// A channel is taken out.
    ChannelRemoved {
        /// Which.
        channel: ChannelId,
    },
    /// Publishing becomes possible again. Nothing is sent by this.
    Restart {
        /// The stops that are lifted; a later stop is not.
        stops: Vec<Link>,
    },
    /// Two members say what became of a post that no reading could settle.
    UnknownDecided {
        /// Which leg.
        leg: Leg,
        /// Whether it is taken to have gone out.
        sent: bool,
    },
}

/// One channel of one revision of one release, at one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leg {
    /// The release.
    pub release: ReleaseId,
    /// The revision.
    pub revision: Digest,
    /// The channel.
    pub channel: ChannelId,
    /// Counts the tries, from 1.
    pub attempt: u32,
}

/// A revision is put forward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The release; a new one when it has no revision yet.
    pub release: ReleaseId,
    /// The number people say.
    pub number: u32,
    /// The digest of the content.
    pub revision: Digest,
    /// The revision it takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Digest>,
    /// The office's title for it.
    pub title: String,
    /// Everyone whose edit survives in the bytes, the submitter apart; none of them can approve it.
    pub editors: Vec<MemberId>,
    /// The one desk that may send it.
    pub publisher: DeskId,
    /// The rules in force.
    pub policy_epoch: u32,
    /// When it may go out.
    pub window: Window,
    /// The channels, in the order of sending.
    pub channels: Vec<ChannelId>,
    /// What each approver must acknowledge.
    pub flags: Vec<Flag>,
    /// A note to the approver; may be empty.
    pub note: String,
}

/// A member signs a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The release.
    pub release: ReleaseId,
    /// The revision.
    pub revision: Digest,
    /// The one desk that may send it.
    pub publisher: DeskId,
    /// The rules the approver signed under.
    pub policy_epoch: u32,
    /// When it may go out, as the approver saw it.
    pub window: Window,
    /// Every flag of the revision, acknowledged.
    pub flags: Vec<Flag>,
}

/// A place in the text that could deceive the eye.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// On which channel.
    pub channel: ChannelId,
    /// In which field, such as `part 1`.
    pub field: String,
    /// From this byte.
    pub start: u32,
    /// To before this byte.
    pub end: u32,
    /// What it is, by its stable name.
    pub what: String,
    /// The word or character.
    pub found: String,
}

/// What a stop halts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Scope {
    /// Everything.
    Everything,
    /// One channel.
    Channel {
        /// Which.
        channel: ChannelId,
    },
}

/// What a channel calls a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Remote {
    /// The provider's id.
    pub id: String,
    /// The hash of the version, where the provider gives one; otherwise empty.
    pub version: String,
    /// Its public address; empty where there is none.
    pub url: String,
}

/// What a reading of the channel found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Resolution {
    /// The post is there.
    Found {
        /// What the channel calls it.
        remotes: Vec<Remote>,
    },
    /// It is not there, and the channel's answer is decisive.
    Absent,
    /// The channel cannot tell; two members decide.
    Undecided,
}
