//! What a window may ask for, and what it is told. Plain values: a page is never handed a secret.

use super::FaultView;
use crate::draft::DraftText;
use crate::fault::{Fault, Problem};
use crate::intent::{Done, Intent};
use crate::view::{KeyringView, View};
use domain::act::Scope;
use domain::digest::{Digest, Link};
use domain::ids::{ChannelId, DraftId, MemberId, ReleaseId};
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::release::{Image, Quote};
use serde::{Deserialize, Serialize};

/// What the main window may ask to be done. `sign`, `unlock` and `found` want something typed in the signing window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// Something that takes the signature of whoever sits there.
    Sign {
        /// What.
        intent: Intent,
        /// The slot that a credential was put into, for a connection that needs one.
        slot: Option<String>,
    },
    /// STOP, with the desk's own key: at once, also while the desk is locked.
    Stop {
        /// What to halt.
        scope: Scope,
        /// Why; may be empty.
        reason: String,
    },
    /// Somebody wants to sit down.
    Unlock {
        /// Who, if they have said so already.
        member: Option<MemberId>,
    },
    /// Whoever sits there leaves.
    Lock,
    /// Somebody moved a hand: the desk does not lock yet.
    Here,
    /// Found an office: the founders type their passphrases next.
    Found {
        /// Its name.
        name: String,
        /// Its IANA time zone.
        zone: String,
        /// The name of this desk.
        desk: String,
        /// Both founders' names.
        founders: [String; 2],
    },
    /// Open the practice office, and make it where there is none.
    Practise,
    /// Leave the practice office.
    LeavePractice,
    /// Try again to open the office.
    OpenOffice,
    /// Start a draft.
    NewDraft {
        /// The office's title.
        title: String,
        /// For which channels; all open ones when none is named.
        channels: Vec<ChannelId>,
    },
    /// Open a draft that revises a release.
    Revise {
        /// Which.
        release: ReleaseId,
    },
    /// Save a draft over the version that was open.
    SaveDraft {
        /// Which.
        draft: DraftId,
        /// The version that was open.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        version: u64,
        /// Its text.
        text: DraftText,
    },
    /// Throw a draft away.
    DiscardDraft {
        /// Which.
        draft: DraftId,
    },
    /// Find out what a draft names on a channel. What is found is put into the draft by its next save.
    Resolve {
        /// The channel.
        channel: ChannelId,
        /// What.
        named: Named,
    },
    /// Write the ledger out for an auditor.
    ExportLedger,
    /// Read and verify the whole ledger again.
    VerifyLedger,
}

/// Something on a channel that a draft names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Named {
    /// An account, by its handle without the `@`.
    Account {
        /// The handle.
        handle: String,
    },
    /// A post, by an address that people copy or by its lasting one.
    Post {
        /// The address.
        address: String,
    },
}

/// What a channel says of something that is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Meant {
    /// An account.
    Account {
        /// Its lasting id.
        did: String,
    },
    /// A post, in the version that stands there now.
    Post {
        /// Its lasting address and its version.
        quote: Quote,
        /// What it says.
        text: String,
    },
    /// The channel has no such thing.
    Nothing,
    /// It could not be asked.
    NotAsked {
        /// The sentence.
        detail: String,
    },
}

/// A link that a person wants opened in their browser: named by what it is, never by its address, so that a page
/// cannot send anyone elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Opening {
    /// A post that is or was live.
    Post {
        /// The release.
        release: ReleaseId,
        /// The channel.
        channel: ChannelId,
    },
    /// A newsroom as it stands in its folder, on this machine alone.
    Newsroom {
        /// The channel.
        channel: ChannelId,
    },
    /// The provider's own page for app passwords.
    AppPasswords {
        /// The channel.
        channel: ChannelId,
    },
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// It is done.
    Done,
    /// It was signed and done.
    Signed {
        /// What came of it.
        done: Done,
    },
    /// A draft was started or saved.
    Drafted {
        /// Which.
        draft: DraftId,
        /// To be named with the next save.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        version: u64,
    },
    /// The channel was asked.
    Resolved {
        /// What it says.
        meant: Meant,
    },
    /// The ledger was written out.
    Exported {
        /// Where.
        path: String,
        /// What is wrong with it, where it does not hold together: then every row was written as it is stored.
        broken: Option<String>,
    },
    /// The whole ledger was verified.
    Verified {
        /// How many entries.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        entries: u64,
        /// The newest link.
        head: Link,
        /// The digest of the state they make.
        state: Digest,
        /// When.
        at: Instant,
    },
    /// The signing window is open; the next `changed` says what came of it.
    SignatureWanted,
    /// The rules said no.
    Refused {
        /// Why.
        refusal: Refusal,
    },
    /// Something broke.
    Failed {
        /// What.
        fault: FaultView,
    },
}

/// The answer to a question for a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Looked {
    /// The view.
    Seen {
        /// It.
        view: Box<View>,
        /// When the desk locks by itself, unless somebody moves a hand; `None` while it is locked or an incident is on.
        locks_at: Option<Instant>,
    },
    /// No office is open.
    NoOffice {
        /// What the first screen needs.
        start: StartView,
    },
    /// The rules said no.
    Refused {
        /// Why.
        refusal: Refusal,
    },
    /// Something broke.
    Failed {
        /// What.
        fault: FaultView,
    },
}

/// What the first-run screen needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct StartView {
    /// Where the office would be kept.
    pub folder: String,
    /// This machine's IANA zone.
    pub zone: String,
    /// A name for this desk.
    pub desk_name: String,
    /// The keyring.
    pub keyring: KeyringView,
    /// Why an office that is there could not be opened.
    pub fault: Option<FaultView>,
}

/// What became of a picture that was brought to a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Brought {
    /// It is admitted: stripped of metadata, encoded anew, and kept by its digest.
    Image {
        /// It, without a description yet.
        image: Image,
    },
    /// The rules said no.
    Refused {
        /// Why.
        refusal: Refusal,
    },
    /// Something broke.
    Failed {
        /// What.
        fault: FaultView,
    },
}

/// Look again: something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct Changed {
    /// What was just signed at this desk, for one line to the member.
    pub done: Option<Done>,
}

impl From<Problem> for Outcome {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Refused(refusal) => Self::Refused { refusal },
            Problem::Failed(fault) => Self::Failed {
                fault: FaultView::from(&fault),
            },
        }
    }
}

impl From<Problem> for Looked {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Refused(refusal) => Self::Refused { refusal },
            Problem::Failed(fault) => Self::Failed {
                fault: FaultView::from(&fault),
            },
        }
    }
}

impl From<Fault> for Brought {
    fn from(fault: Fault) -> Self {
        Self::Failed {
            fault: FaultView::from(&fault),
        }
    }
}
