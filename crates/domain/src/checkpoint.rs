//! The office's state as bytes, so that a desk can go on from a head it has verified.
//!
//! The bytes prove nothing. Whoever opens them must know, by a key that only this desk holds, that this desk wrote them, and
//! must see that the ledger has the same entry at the same place. Bytes that are not exactly what this version writes are
//! refused, and the ledger is then replayed from its first entry.

use crate::office::Office;
use crate::strict::{self, NotStrict};
use serde::{Deserialize, Serialize};

/// The version of the state's shape. It is raised with every change of [`Office`] or of what an entry does to it, so
/// that no version goes on from what another one made of the ledger.
const VERSION: u32 = 1;
/// The most bytes of a checkpoint.
const MOST_BYTES: usize = 256 * 1024 * 1024;

#[derive(Serialize)]
struct Written<'a> {
    v: u32,
    office: &'a Office,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    v: u32,
    office: Office,
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

/// Reads an office's state that this desk is known to have written.
///
/// # Errors
/// [`BadCheckpoint`].
pub fn decode(bytes: &[u8]) -> Result<Office, BadCheckpoint> {
    let read: Read = strict::decode(bytes, MOST_BYTES)?;
    if read.v == VERSION {
        Ok(read.office)
    } else {
        Err(BadCheckpoint::Version(read.v))
    }
}
