//! What broke, as a page is told it: each [`Fault`] by a code that stays, and its sentence.

use crate::fault::Fault;
use domain::instant::Instant;
use serde::Serialize;

/// What broke, for a page: a stable code, and the sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[cfg_attr(feature = "wire", ts(rename = "Fault"))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FaultView {
    /// The database.
    Store {
        /// The sentence.
        detail: String,
    },
    /// The keyring, or a sealed key.
    Keyring {
        /// The sentence.
        detail: String,
    },
    /// A channel.
    Channel {
        /// The sentence.
        detail: String,
    },
    /// A picture.
    Media {
        /// The sentence.
        detail: String,
    },
    /// The ledger does not hold together.
    LedgerBroken {
        /// The sentence.
        detail: String,
    },
    /// Too large to be signed or kept.
    TooLarge {
        /// The sentence.
        detail: String,
    },
    /// Other desks wrote faster.
    Contended {
        /// The sentence.
        detail: String,
    },
    /// No office is there.
    NoOffice {
        /// The sentence.
        detail: String,
    },
    /// One is there already.
    OfficeExists {
        /// The sentence.
        detail: String,
    },
    /// A folder cannot be used.
    Folder {
        /// The sentence.
        detail: String,
    },
    /// No such draft.
    NoSuchDraft {
        /// The sentence.
        detail: String,
    },
    /// Somebody saved it in between.
    DraftMoved {
        /// The sentence.
        detail: String,
    },
    /// It cannot be read.
    DraftUnreadable {
        /// The sentence.
        detail: String,
    },
    /// Signed content is missing.
    ContentMissing {
        /// The sentence.
        detail: String,
    },
    /// No key of that member here.
    NoKeyHere {
        /// The sentence.
        detail: String,
    },
    /// No credential here.
    NoCredential {
        /// The sentence.
        detail: String,
    },
    /// A wrong passphrase.
    WrongPassphrase {
        /// Tries until a wait.
        left: u32,
    },
    /// Too many of them.
    Waiting {
        /// When the next try is possible.
        until: Instant,
    },
    /// A passphrase that cannot be chosen.
    PassphraseUnfit {
        /// The sentence.
        detail: String,
    },
    /// Nothing waits for a signature.
    NothingToSign {
        /// The sentence.
        detail: String,
    },
    /// Nothing can be opened there.
    NothingToOpen {
        /// The sentence.
        detail: String,
    },
    /// A door gave no answer. Only a page says this, to its own reader.
    Internal {
        /// What the web view said.
        detail: String,
    },
}

impl From<&Fault> for FaultView {
    fn from(fault: &Fault) -> Self {
        let detail = fault.to_string();
        match fault {
            Fault::Store(crate::store::StoreFault::DraftMoved) | Fault::DraftMoved => {
                Self::DraftMoved { detail }
            }
            Fault::Store(_) | Fault::ReplicaUnproved => Self::Store { detail },
            Fault::Vault(_) | Fault::NotTheRecoveryKey => Self::Keyring { detail },
            Fault::Channel(_) => Self::Channel { detail },
            Fault::Media(_) => Self::Media { detail },
            Fault::LedgerBroken(_) => Self::LedgerBroken { detail },
            Fault::TooLarge(_) | Fault::DraftTooLarge { .. } => Self::TooLarge { detail },
            Fault::Contended => Self::Contended { detail },
            Fault::NoOffice(_) | Fault::FoundingInterrupted(_) => Self::NoOffice { detail },
            Fault::OfficeExists(_) => Self::OfficeExists { detail },
            Fault::Folder { .. } => Self::Folder { detail },
            Fault::NoSuchDraft => Self::NoSuchDraft { detail },
            Fault::DraftUnreadable(_) => Self::DraftUnreadable { detail },
            Fault::ContentMissing => Self::ContentMissing { detail },
            Fault::NoKeyHere => Self::NoKeyHere { detail },
            Fault::NoCredential => Self::NoCredential { detail },
            Fault::WrongPassphrase { left } => Self::WrongPassphrase { left: *left },
            Fault::Waiting { until } => Self::Waiting { until: *until },
        }
    }
}
