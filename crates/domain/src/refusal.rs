//! Every "no" of the rules, each with a stable code and its facts.
//!
//! A refusal is an answer, not an error: it is shown calmly, says which rule, and what would help. The
//! sentences for people stand in the window and on the command line, keyed by the code.

use crate::archive::Need;
use crate::ids::{ChannelId, DeskId, MemberId};
use crate::instant::Instant;
use crate::member::Role;
use serde::{Deserialize, Serialize};

/// Why the rules say no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    // Who signs.
    /// Nobody of the office has that id.
    #[error("no such member")]
    NoSuchMember,
    /// No desk of the office has that id.
    #[error("no such desk")]
    NoSuchDesk,
    /// The member is suspended.
    #[error("the member is suspended")]
    MemberSuspended {
        /// Who.
        member: MemberId,
    },
    /// The key that signed was taken out of use.
    #[error("the key was taken out of use")]
    KeyRemoved {
        /// Where it lay.
        desk: DeskId,
    },
    /// The role is missing.
    #[error("this takes the role {role:?}")]
    RoleNeeded {
        /// Which.
        role: Role,
    },
    /// A person must sign this; the desk's own key cannot.
    #[error("a desk's own key cannot sign this; it takes a person")]
    PersonNeeded,
    /// A desk must sign this; a person's key does not.
    #[error("only a desk's own key records this")]
    DeskNeeded,
    /// The recovery key cannot do this.
    #[error("the recovery key counts for restart and membership alone")]
    NotForRecoveryKey,
    /// The entry's time lies well before the ledger's.
    #[error(
        "the clock is behind the ledger: entry {entry} is dated {ledger}. If the clock is wrong, set it. If that date is \
         wrong: STOP, suspend who signed it, and two people restart"
    )]
    ClockBehind {
        /// The ledger's time.
        ledger: Instant,
        /// The number of the entry that set it.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        entry: u64,
    },
    /// The ledger's time lies well ahead of this desk's clock.
    #[error(
        "the ledger is ahead of this desk's clock: entry {entry} is dated {ledger}. If the clock is wrong, set it. If that \
         date is wrong: STOP, suspend who signed it, and two people restart"
    )]
    ClockAhead {
        /// The ledger's time.
        ledger: Instant,
        /// The number of the entry that set it.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        entry: u64,
    },

    // The office.
    /// An entry of unknown kind that must not be ignored: this version is too old.
    #[error("the ledger holds an entry this version does not know; publishing waits for an update")]
    TooOld {
        /// The kind.
        kind: String,
    },
    /// What it speaks of was put away, and the program did not bring it back before it asked. Nothing is decided
    /// on what is not at hand.
    #[error(
        "what this is about is in the archive and was not brought back. Open it again, then try again"
    )]
    NotRecalled {
        /// What was not brought back.
        need: Need,
    },
    /// The office is founded already, or not yet.
    #[error("an office is founded once, by its first entry")]
    FoundingOnlyOnce,
    /// Founders, keys or rules of the founding do not hold together.
    #[error("the founding does not hold together: {what}")]
    FoundingUnsound {
        /// What is wrong.
        what: String,
    },
    /// A name, note or reason is empty or too long.
    #[error("{field} is empty or longer than {most} characters")]
    BadText {
        /// Which field.
        field: String,
        /// The most characters.
        most: u32,
    },

    // Two-member changes.
    /// There is no open proposal of that name.
    #[error("there is no such open proposal")]
    NoSuchProposal,
    /// It was proposed too long ago.
    #[error("the proposal has lapsed")]
    ProposalLapsed {
        /// When it did.
        at: Instant,
    },
    /// The one who proposed it cannot second it.
    #[error("the same member proposed it; a different member seconds it")]
    SameMember,
    /// The member is there already.
    #[error("the member is enrolled already")]
    MemberExists,
    /// A key is unfit, in use elsewhere, or its own signature does not fit.
    #[error("the key cannot be enrolled: {what}")]
    BadKey {
        /// Why.
        what: String,
    },
    /// Fewer than two people could approve after this.
    #[error("fewer than two members could sign after this; two is the least")]
    TooFewSigners,
    /// The policy is out of range.
    #[error("the rules are out of range")]
    PolicyUnsound,
    /// The member is not suspended.
    #[error("the member is not suspended")]
    NotSuspended,
    /// One cannot confirm one's own suspension of another, nor suspend twice.
    #[error("the suspension stands already")]
    AlreadySuspended,
    /// There is no such channel.
    #[error("no such channel")]
    NoSuchChannel,
    /// The channel is of another sort than before.
    #[error("the channel is of another sort")]
    ChannelKindDiffers,
    /// The credential is missing, or there is one where none belongs.
    #[error("the channel's credential does not fit its sort")]
    CredentialMismatch,
    /// A practice office connects nothing that reaches the public.
    #[error("a practice office connects no channel that needs a credential")]
    PracticeOnly,
    /// None of the named stops is on, or one of them never was.
    #[error("no such stop is on")]
    NoSuchStop,

    // Revisions.
    /// No such release or revision.
    #[error("no such revision")]
    NoSuchRevision,
    /// The release has another newest revision, or another is named as replaced.
    #[error("there is a newer revision")]
    NotTheNewest,
    /// The number is taken or the id used again.
    #[error("the release's number or id is taken")]
    ReleaseReused,
    /// A revision with that digest was submitted before.
    #[error("these very bytes were submitted before")]
    RevisionReused,
    /// No channel, a doubled one, or one out of order.
    #[error("the channels of the revision are missing, doubled or out of order")]
    ChannelsUnsound,
    /// A channel is revoked or removed.
    #[error("the channel is closed")]
    ChannelClosed {
        /// Which.
        channel: ChannelId,
    },
    /// The window is empty or longer than 32 days.
    #[error("the window is empty, over, or longer than {most_days} days")]
    WindowUnsound {
        /// The most days.
        most_days: u32,
    },
    /// The rules have changed since.
    #[error("the rules have changed; look again and sign under the rules of today")]
    PolicyEpochDiffers {
        /// Today's.
        now: u32,
    },
    /// The submitter cannot approve.
    #[error("you submitted this; someone else approves")]
    OwnRelease,
    /// An edit of theirs is in the bytes.
    #[error("an edit of yours is in this text; someone else approves")]
    EditorIsApprover,
    /// They have approved it already, at this desk or another.
    #[error("you have approved this already; a second desk does not count twice")]
    AlreadyApproved,
    /// Another publisher than submitted.
    #[error("another desk is named as publisher")]
    PublisherDiffers,
    /// Another window than submitted.
    #[error("another window than was submitted")]
    WindowDiffers,
    /// The flags acknowledged are not the revision's flags.
    #[error("not every flag was acknowledged")]
    FlagsNotAcknowledged {
        /// How many the revision has.
        flags: u32,
    },
    /// It was rejected.
    #[error("the revision was rejected")]
    Rejected {
        /// By whom.
        by: MemberId,
    },
    /// It was withdrawn or replaced.
    #[error("the revision was withdrawn or replaced")]
    Withdrawn,
    /// Text in it would deceive the eye, a limit is passed, or alt text is missing.
    #[error("the text cannot go out: {what} in {field}")]
    TextRefused {
        /// In which field.
        field: String,
        /// What it is, by its stable name.
        what: String,
        /// The word or character.
        found: String,
    },
    /// Content and submission do not say the same.
    #[error("the content is not what was signed: {what}")]
    ContentDiffers {
        /// What differs.
        what: String,
    },

    // Sending.
    /// A stop is on.
    #[error("STOP is on")]
    Stopped,
    /// A stop came after these signatures; each must be signed again.
    #[error("STOP was pulled after this was signed; it is signed again to go out")]
    SignedBeforeStop,
    /// The channel was revoked and connected again after these signatures; an approver signs again.
    #[error("the channel was revoked at {at}, after this was approved; an approver signs again")]
    SignedBeforeRevocation {
        /// Which channel.
        channel: ChannelId,
        /// When it was revoked.
        at: Instant,
    },
    /// The channel was connected to another account after these signatures; an approver signs again.
    #[error(
        "the channel leads to another account since {at}, after this was approved; an approver signs again"
    )]
    SignedForAnotherAccount {
        /// Which channel.
        channel: ChannelId,
        /// Since when.
        at: Instant,
    },
    /// An approver, or the submitter, was suspended after these signatures; an approver signs again.
    #[error("somebody who signed this was suspended afterwards; an approver signs again")]
    SignedBeforeSuspension {
        /// Who was suspended.
        member: MemberId,
    },
    /// Signatures are missing.
    #[error("{have} of {need} signatures")]
    SignaturesMissing {
        /// That count.
        have: u32,
        /// That are needed.
        need: u32,
    },
    /// No approver holds the role the channel asks for.
    #[error("an approver with the role {role:?} is missing")]
    ApproverRoleMissing {
        /// Which.
        role: Role,
    },
    /// The submitter was suspended since, their key taken out of use, or their right to submit taken back.
    #[error("the submitter's signature no longer counts")]
    SubmitterSuspended {
        /// Who.
        member: MemberId,
    },
    /// Too early.
    #[error("not before {not_before}")]
    NotYet {
        /// When.
        not_before: Instant,
    },
    /// Too late.
    #[error("its time has passed; late is dead")]
    Expired {
        /// When it did.
        execute_before: Instant,
    },
    /// Another desk is the publisher.
    #[error("another desk is the publisher")]
    NotThePublisher {
        /// Which.
        publisher: DeskId,
    },
    /// No other desk has vouched for the ledger lately.
    #[error("no other desk has vouched for this view of the ledger within {freshness_s} seconds")]
    StaleView {
        /// The most seconds.
        freshness_s: u32,
    },
    /// The channel's leg is in another state.
    #[error("the channel's leg is {state}")]
    LegState {
        /// Which.
        state: String,
    },
    /// An earlier revision is live on a channel that cannot change a post in place.
    #[error("an earlier revision is live there; take it down first, or leave the channel out")]
    EarlierRevisionLive {
        /// On which.
        channel: ChannelId,
    },
    /// The leg must be claimed first.
    #[error("the leg is not claimed by this desk at this attempt")]
    NotClaimed,
    /// It is proved that the channel's credential is dead.
    #[error("the channel is already revoked")]
    AlreadyRevoked {
        /// Which.
        channel: ChannelId,
    },
    /// Nobody ordered that.
    #[error("nothing ordered this")]
    NotOrdered,
    /// It is not live.
    #[error("nothing of this is live on the channel")]
    NotLive,
    /// A beacon over a head that is not in this ledger's past.
    #[error("the beacon names another head")]
    BeaconOffChain,
}

impl Refusal {
    /// The stable name of the refusal.
    pub fn code(&self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|value| {
                value
                    .get("code")
                    .and_then(|code| code.as_str().map(str::to_owned))
            })
            .unwrap_or_default()
    }
}
