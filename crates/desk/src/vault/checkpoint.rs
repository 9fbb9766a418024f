//! The key under which this desk keeps what it has made of the ledger: without the keyring nobody can write a
//! checkpoint that this desk goes on from.

use super::sealing::{decrypt, encrypt, expand};
use super::{Key, Vault, VaultFault};
use crate::chance::Chance;
use domain::digest::Link;
use zeroize::Zeroizing;

const CHECKPOINT: &[u8] = b"countersign/checkpoint/v1";

/// Seals and opens checkpoints of one desk of one office.
pub(crate) struct CheckpointKey {
    key: Key,
    about: Vec<u8>,
}

impl std::fmt::Debug for CheckpointKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CheckpointKey(…)")
    }
}

/// A checkpoint as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SealedCheckpoint {
    /// The number of the newest entry in it.
    pub(crate) seq: u64,
    /// That entry's link.
    pub(crate) link: Link,
    /// Drawn for it.
    pub(crate) nonce: [u8; 24],
    /// The state.
    pub(crate) sealed: Vec<u8>,
}

impl CheckpointKey {
    fn bound(&self, seq: u64, link: Link) -> Vec<u8> {
        [&self.about, seq.to_be_bytes().as_slice(), link.bytes()].concat()
    }

    pub(crate) fn seal(
        &self,
        seq: u64,
        link: Link,
        state: &[u8],
    ) -> Result<SealedCheckpoint, VaultFault> {
        let nonce = Chance.bytes();
        let sealed = encrypt(&self.key, &nonce, &self.bound(seq, link), state)?;
        Ok(SealedCheckpoint {
            seq,
            link,
            nonce,
            sealed,
        })
    }

    /// The state, if this desk sealed it for that entry.
    pub(crate) fn open(&self, kept: &SealedCheckpoint) -> Option<Zeroizing<Vec<u8>>> {
        let about = self.bound(kept.seq, kept.link);
        decrypt(&self.key, &kept.nonce, &about, &kept.sealed)
    }
}

impl Vault {
    /// The key for checkpoints, derived from the desk's wrapping key.
    ///
    /// # Errors
    /// The keyring's. Where there are twins, one of them planted, nothing is believed of either.
    pub(crate) async fn checkpoint_key(&self) -> Result<CheckpointKey, VaultFault> {
        let found = self.wrapping_keys("wrap").await?;
        let [wrapping] = found.as_slice() else {
            return Err(VaultFault::DoesNotOpen);
        };
        let about = [self.office, self.desk].map(|id| *id.as_bytes()).concat();
        Ok(CheckpointKey {
            key: expand([&**wrapping, &about], CHECKPOINT),
            about,
        })
    }
}
