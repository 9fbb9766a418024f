//! The office's state as bytes, so that a desk can go on from a head it has verified.
//!
//! The bytes prove nothing. Whoever opens them must know, by a key that only this desk holds, that this desk wrote them, and
//! must see that the ledger has the same entry at the same place. Bytes that are not exactly what this version writes are
//! refused, and the ledger is then replayed from its first entry.

use crate::archive::{Archive, Need};
use crate::channel::Channel;
use crate::digest::{Digest, Link};
use crate::ids::{ChannelId, DeskId, MemberId, OfficeId, ReleaseId};
use crate::instant::Instant;
use crate::key::PublicKey;
use crate::member::{Desk, Member};
use crate::office::{Head, Office, Proposal, Release, Stop, Void};
use crate::policy::Policy;
use crate::strict::{self, NotStrict};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the state's shape. It is raised with every change of [`Office`] or of what an entry does to it, so
/// that no version goes on from what another one made of the ledger.
const VERSION: u32 = 3;
/// The most bytes of a checkpoint.
const MOST_BYTES: usize = 256 * 1024 * 1024;

#[derive(Serialize)]
struct Written<'a> {
    v: u32,
    #[serde(serialize_with = "Kept::serialize")]
    office: &'a Office,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    v: u32,
    #[serde(with = "Kept")]
    office: Office,
}

/// The shape of an [`Office`] in a checkpoint, field by field: it lets this module alone read and write one.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Office", deny_unknown_fields)]
struct Kept {
    id: OfficeId,
    name: String,
    zone: String,
    practice: bool,
    founded_at: Instant,
    head: Head,
    members: BTreeMap<MemberId, Member>,
    recovery: Option<(MemberId, PublicKey)>,
    desks: BTreeMap<DeskId, Desk>,
    policies: Vec<Policy>,
    channels: BTreeMap<ChannelId, Channel>,
    releases: BTreeMap<ReleaseId, Release>,
    submitted: BTreeSet<Digest>,
    archive: Archive,
    #[serde(skip)]
    absent: BTreeSet<Need>,
    next_number: u32,
    proposals: BTreeMap<Link, Proposal>,
    stops: Vec<Stop>,
    beacons: BTreeMap<DeskId, Instant>,
    too_old: Option<String>,
    voids: Vec<Void>,
}

/// Why bytes are no checkpoint of this version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCheckpoint {
    /// Not exactly what this version writes.
    #[error("it is not in the one form: {0}")]
    NotStrict(#[from] NotStrict),
    /// Another version wrote it.
    #[error("it is of version {0}")]
    Version(u32),
}

/// Writes an office's state.
///
/// # Errors
/// [`NotStrict`] when it is too large.
pub fn encode(office: &Office) -> Result<Vec<u8>, NotStrict> {
    strict::encode(&Written { v: VERSION, office }, MOST_BYTES)
}

/// Reads an office's state. The bytes prove nothing: the caller knows that this desk wrote them.
///
/// # Errors
/// [`BadCheckpoint`].
pub fn unverified_decode(bytes: &[u8]) -> Result<Office, BadCheckpoint> {
    let read: Read = strict::decode(bytes, MOST_BYTES)?;
    if read.v == VERSION {
        Ok(read.office)
    } else {
        Err(BadCheckpoint::Version(read.v))
    }
}
