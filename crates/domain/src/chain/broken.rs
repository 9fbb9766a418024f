//! Why a ledger does not hold together.

use crate::archive::Need;
use crate::entry::BadBody;
use crate::refusal::Refusal;

/// The ledger does not hold together from this entry on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// There is no first entry.
    #[error("the ledger is empty")]
    Empty,
    /// The bytes are no entry.
    #[error("entry {seq} cannot be read: {why}")]
    Unreadable {
        /// Which.
        seq: u64,
        /// Why.
        why: BadBody,
    },
    /// The entry belongs to another office.
    #[error("entry {seq} belongs to another office")]
    OtherOffice {
        /// Which.
        seq: u64,
    },
    /// The number is not the next one: an entry is missing, doubled or out of order.
    #[error("entry {expected} is missing: the next entry says it is number {found}")]
    Gap {
        /// The number that was due.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// The entry does not fit the one before it.
    #[error("entry {seq} does not fit the one before it")]
    LinkDiffers {
        /// Which.
        seq: u64,
    },
    /// The signer is nobody of the office.
    #[error("entry {seq} is signed by a stranger")]
    Stranger {
        /// Which.
        seq: u64,
    },
    /// The signature does not fit the bytes.
    #[error("the signature of entry {seq} does not fit its bytes")]
    BadSignature {
        /// Which.
        seq: u64,
    },
    /// The first entry founds no office.
    #[error("the first entry does not found an office: {refusal}")]
    NotFounded {
        /// Why.
        refusal: Refusal,
    },
    /// The entry speaks of something that was put away. It is [brought back](Replay::bring_back) and the entry
    /// followed again; nothing is known yet of whether it holds.
    #[error("entry {seq} is about something in the archive that was not brought back")]
    NotRecalled {
        /// Which.
        seq: u64,
        /// What it speaks of.
        need: Need,
    },
    /// The ledger ends before a head that this desk has seen: entries are being withheld.
    #[error("the ledger ends at entry {seq}, but this desk has seen entry {pinned}")]
    Withheld {
        /// Its last number.
        seq: u64,
        /// The number that was seen.
        pinned: u64,
    },
    /// The entry at the pinned number is another one than was seen.
    #[error("entry {pinned} is not the one this desk has seen: the ledger was rewritten")]
    Rewritten {
        /// Its number.
        pinned: u64,
    },
}

impl Broken {
    /// The stable name of the break (the ledger's format, §4).
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Unreadable { .. } => "unreadable",
            Self::OtherOffice { .. } => "other_office",
            Self::Gap { .. } => "gap",
            Self::LinkDiffers { .. } => "link_differs",
            Self::Stranger { .. } => "stranger",
            Self::BadSignature { .. } => "bad_signature",
            Self::NotFounded { .. } => "not_founded",
            Self::NotRecalled { .. } => "not_recalled",
            Self::Withheld { .. } => "withheld",
            Self::Rewritten { .. } => "rewritten",
        }
    }

    /// The number of the first entry that does not fit.
    pub const fn seq(&self) -> u64 {
        match self {
            Self::Empty | Self::NotFounded { .. } => 0,
            Self::Unreadable { seq, .. }
            | Self::OtherOffice { seq }
            | Self::Gap { expected: seq, .. }
            | Self::LinkDiffers { seq }
            | Self::Stranger { seq }
            | Self::BadSignature { seq }
            | Self::NotRecalled { seq, .. }
            | Self::Withheld { seq, .. }
            | Self::Rewritten { pinned: seq } => *seq,
        }
    }
}
