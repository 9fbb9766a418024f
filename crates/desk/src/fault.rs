//! What can break, as opposed to what the rules refuse.

use crate::connector::ConnectFault;
use crate::media::MediaFault;
use crate::store::StoreFault;
use crate::vault::VaultFault;
use domain::chain::Broken;
use domain::entry::BadBody;
use domain::refusal::Refusal;

/// The world broke. Each says what happened and what to do, and carries no secret.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The keyring, a passphrase, or a sealed key.
    #[error(transparent)]
    Vault(#[from] VaultFault),
    /// A channel.
    #[error(transparent)]
    Channel(#[from] ConnectFault),
    /// A picture.
    #[error(transparent)]
    Media(#[from] MediaFault),
    /// The ledger does not hold together. Nothing is published until it does.
    #[error(
        "{0}. Nothing after it can be trusted at this desk, and nothing is published. Export the ledger and compare it with another copy"
    )]
    LedgerBroken(#[from] Broken),
    /// What this desk keeps of the office is not what it vouched for; it is made again from the ledger.
    #[error(
        "what this desk keeps of the office was changed and could not be made again. Run `countersign ledger rebuild`"
    )]
    ReplicaUnproved,
    /// An act passed a limit of the ledger.
    #[error("what was to be signed is too large for one entry of the ledger: {0}")]
    TooLarge(#[from] BadBody),
    /// Other desks wrote faster than this one could sign.
    #[error("other desks kept writing to the ledger; nothing was signed. Try again")]
    Contended,
    /// There is no office in that folder.
    #[error("there is no office in {0}. Found one there, or name the folder of the office")]
    NoOffice(std::path::PathBuf),
    /// There is one already.
    #[error("there is an office in {0} already. Choose an empty folder")]
    OfficeExists(std::path::PathBuf),
    /// The process died while the office was being founded.
    #[error(
        "founding the office in {0} was interrupted before it was complete. Found it again there: nothing had been done in it"
    )]
    FoundingInterrupted(std::path::PathBuf),
    /// The folder cannot be made or written.
    #[error("the folder {path} cannot be used: {why}. Choose another, or make it writable")]
    Folder {
        /// Which.
        path: std::path::PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// The draft is not there.
    #[error("there is no such draft at this desk")]
    NoSuchDraft,
    /// Someone saved it in between.
    #[error(
        "this draft was saved elsewhere in the meantime. Open it again, and make your change once more"
    )]
    DraftMoved,
    /// More text than a release can have.
    #[error(
        "this text has {bytes} bytes; a release has at most {} in all. The draft is as it was; paste a part of it",
        domain::release::MOST_CONTENT_BYTES
    )]
    DraftTooLarge {
        /// How many.
        bytes: usize,
    },
    /// The stored draft cannot be read.
    #[error("the draft cannot be read: {0}")]
    DraftUnreadable(serde_json::Error),
    /// Signed content is missing: erased, or held back by the database.
    #[error(
        "the signed text is not in the store: it was erased, or is being held back. Nothing of it can go out"
    )]
    ContentMissing,
    /// This desk has no key for that member.
    #[error("this member has no key at this desk")]
    NoKeyHere,
    /// What was typed is not the office's recovery key.
    #[error(
        "that is not this office's recovery key. It is eight groups of eight letters and digits, on the paper that was printed when the office was founded"
    )]
    NotTheRecoveryKey,
    /// No credential for the channel at this desk.
    #[error("this desk holds no credential for the channel. Connect it again")]
    NoCredential,
    /// The first of the wrong passphrases in a row make the desk wait.
    #[error("that passphrase is not right. {left} tries left before this desk waits")]
    WrongPassphrase {
        /// Tries until a wait.
        left: u32,
    },
    /// Too many wrong passphrases.
    #[error("too many wrong passphrases. This desk waits until {until}")]
    Waiting {
        /// When the next try is possible.
        until: domain::instant::Instant,
    },
}

/// Why something was not done: the rules said no, or the world broke.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The rules said no.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The world broke.
    #[error(transparent)]
    Failed(#[from] Fault),
}

macro_rules! through_fault {
    ($($source:ty),+ $(,)?) => {$(
        impl From<$source> for Problem {
            fn from(source: $source) -> Self {
                Self::Failed(Fault::from(source))
            }
        }
    )+};
}

through_fault!(
    StoreFault,
    VaultFault,
    ConnectFault,
    MediaFault,
    Broken,
    BadBody
);
