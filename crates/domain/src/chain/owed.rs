//! Signatures that are owed, and verifying them together.

use super::Broken;
use crate::key::{PublicKey, Signature};
use ed25519_zebra::batch;
use rand_core::CryptoRng;
use std::ops::Range;
use std::sync::Arc;

/// Signatures that are still owed: an office replayed from entries counts only once they are verified.
#[derive(Debug, Default)]
pub struct Owed(pub(super) Vec<OwedSignature>);

#[derive(Debug)]
pub(super) struct OwedSignature {
    pub(super) seq: u64,
    pub(super) key: PublicKey,
    pub(super) message: Message,
    pub(super) signature: Signature,
}

/// What was signed: a piece of the page that it was opened with.
#[derive(Debug, Clone, Default)]
pub(super) struct Message {
    pub(super) page: Arc<Vec<u8>>,
    pub(super) at: Range<usize>,
}

impl Message {
    pub(super) fn bytes(&self) -> &[u8] {
        self.page.get(self.at.clone()).unwrap_or_default()
    }
}

/// A batch pays from this many signatures on.
const BATCH_FROM: usize = 8;

impl Owed {
    /// Verifies all of them. Batches coalesce by key, by the same rule as single verification (ZIP 215).
    ///
    /// # Errors
    /// [`Broken::BadSignature`] with the first entry whose signature does not fit.
    pub fn settle(self, rng: &mut impl CryptoRng) -> Result<(), Broken> {
        if self.0.len() >= BATCH_FROM {
            let mut verifier = batch::Verifier::new();
            for owed in &self.0 {
                verifier.queue((
                    ed25519_zebra::VerificationKeyBytes::from(*owed.key.bytes()),
                    ed25519_zebra::Signature::from(*owed.signature.bytes()),
                    owed.message.bytes(),
                ));
            }
            if verifier.verify(rng).is_ok() {
                return Ok(());
            }
        }
        for owed in self.0 {
            owed.key
                .verify(owed.message.bytes(), &owed.signature)
                .map_err(|_| Broken::BadSignature { seq: owed.seq })?;
        }
        Ok(())
    }
}
