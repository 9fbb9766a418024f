//! Channels: the places that posts go to, and what the ledger knows of each.

use crate::digest::{Digest, Link};
use crate::ids::ChannelId;
use crate::instant::Instant;
use serde::{Deserialize, Serialize};

/// What sort of place a channel is. One connector belongs to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// A Bluesky account.
    Bluesky,
    /// A newsroom of static pages that the office hosts where it likes.
    Site,
}

impl ChannelKind {
    /// Whether posting needs a credential. A site is a folder and needs none.
    pub const fn needs_credential(self) -> bool {
        match self {
            Self::Bluesky => true,
            Self::Site => false,
        }
    }

    /// Whether a new revision changes the live post where it stands, at the same address.
    pub const fn updates_in_place(self) -> bool {
        match self {
            Self::Bluesky => false,
            Self::Site => true,
        }
    }

    /// The place in a fan-out: what can be taken back most easily goes first (blueprint §6).
    pub const fn order(self) -> u8 {
        match self {
            Self::Site => 0,
            Self::Bluesky => 1,
        }
    }
}

/// Who can use a channel's credential (blueprint §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Custody {
    /// The desk that holds it, once one of its members has typed a passphrase.
    Plain,
}

/// The sealed credential a channel posts with. The bytes lie beside the ledger under `sealed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// Counts the times it was sealed anew, from 1.
    pub epoch: u32,
    /// Who can use it.
    pub custody: Custody,
    /// The digest of the sealed bytes.
    pub sealed: Digest,
}

/// How far a credential has been put out of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RevocationState {
    /// The provider was asked; nothing shows yet that the credential is dead.
    AskedNotProved,
    /// Nobody can log in or renew with it, but a session that was open may live on until then.
    DeadExceptAccess {
        /// When the last session ends at the latest.
        until: Instant,
    },
    /// A call with the old credential was refused.
    Dead,
    /// The channel has no credential at a provider (a folder); it is out of use at this office.
    NothingToRevoke,
}

/// One step of a proof: what was asked of whom, and what came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ProofStep {
    /// What was tried, in a few words.
    pub what: String,
    /// The call, without any secret, such as `POST /xrpc/com.atproto.server.createSession`.
    pub call: String,
    /// The answer, such as `401 AuthenticationRequired`.
    pub answer: String,
    /// When it came.
    pub at: Instant,
    /// Whether it shows what was to be shown.
    pub proves: bool,
}

/// A revocation that one member ordered, and what is known of its effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// When it was ordered first.
    pub at: Instant,
    /// The latest state that a desk recorded; `None` until one did.
    pub state: Option<RevocationState>,
    /// The steps of the latest proof.
    pub steps: Vec<ProofStep>,
}

impl Revocation {
    /// Whether a desk has recorded that the credential is dead. Until then any member can ask again.
    pub const fn is_proved(&self) -> bool {
        !matches!(self.state, None | Some(RevocationState::AskedNotProved))
    }
}

/// A channel was connected again after a revocation. What was approved before is signed for again: its approver signed
/// for a post under a credential that somebody then had killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Again {
    /// The entry that connected it.
    pub seq: u64,
    /// When it had been revoked.
    pub revoked_at: Instant,
}

/// A channel that was there already was connected to another account, or at another address. What was approved before is
/// signed for again: its approver signed for a post somewhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// The entry that connected it.
    pub seq: u64,
    /// When that was.
    pub at: Instant,
}

/// A connected channel, as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// What sort it is.
    pub kind: ChannelKind,
    /// The office's own name for it.
    pub name: String,
    /// The account at the provider (a handle or DID), or the site's title.
    pub account: String,
    /// Where it is reached: the provider's base address, or the site's public address.
    pub address: String,
    /// The credential, where the kind needs one.
    pub credential: Option<Credential>,
    /// The entry that connected it.
    pub connected: Link,
    /// When that was.
    pub connected_at: Instant,
    /// Set by a revocation: nothing is sent with that credential again.
    pub revocation: Option<Revocation>,
    /// The last time that it was connected after a revocation.
    pub again: Option<Again>,
    /// The last time that it was connected to another account, or at another address.
    pub moved: Option<Moved>,
    /// Set once two members removed it.
    pub removed: bool,
}

impl Channel {
    /// Whether a connection to that account, at that address, leads where this one does. Both as they were signed, letter for
    /// letter: only the connector knows what in an address says whose account it is.
    pub fn leads_to(&self, account: &str, address: &str) -> bool {
        self.account == account && self.address == address
    }

    /// Whether what was submitted in an entry may have gone to another account at the provider than the one it leads to now.
    /// Then nothing that is read there says what became of it. A site is one folder, wherever its readers find it.
    pub fn led_elsewhere(&self, seq: u64) -> bool {
        self.kind.needs_credential() && self.moved.is_some_and(|moved| seq < moved.seq)
    }

    /// Whether posts may go to it at all.
    pub const fn is_open(&self) -> bool {
        !self.removed && self.revocation.is_none()
    }
}
