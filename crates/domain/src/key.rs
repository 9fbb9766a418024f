//! Ed25519 keys and signatures under one verification rule, ZIP 215.
//!
//! The rule decides alike for one signature and for a batch, so the gate, the audit and the
//! verifier in Python accept exactly the same entries (<https://zips.z.cash/zip-0215>).

use crate::digest::hex_type;
use ed25519_zebra::{VerificationKey, VerificationKeyBytes};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::io::Write as _;

hex_type! {
    /// An Ed25519 public key as it is written in the ledger. It may be unfit: see [`PublicKey::fit`].
    PublicKey(32),
    /// An Ed25519 signature.
    Signature(64),
    /// An X25519 public key that credentials are sealed to.
    SealingKey(32),
}

/// The key cannot be anyone's: not a canonical point of prime order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the public key is not a canonical, prime-order Ed25519 key")]
pub struct UnfitKey;

/// The signature does not fit the key and the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit")]
pub struct BadSignature;

impl PublicKey {
    /// Checks that the key may be enrolled: canonical encoding, on the curve, of prime order.
    ///
    /// ZIP 215 would verify signatures under keys of small or mixed order too, and under such a key
    /// some signatures fit more than one message; so the check stands at the door, once.
    ///
    /// # Errors
    /// [`UnfitKey`].
    pub fn fit(&self) -> Result<(), UnfitKey> {
        let point = curve25519_dalek::edwards::CompressedEdwardsY(self.0);
        let decoded = point.decompress().ok_or(UnfitKey)?;
        let canonical = decoded.compress() == point;
        if canonical && decoded.is_torsion_free() && !decoded.is_small_order() {
            Ok(())
        } else {
            Err(UnfitKey)
        }
    }

    /// Verifies one signature by ZIP 215.
    ///
    /// # Errors
    /// [`BadSignature`], also when the key is no point.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        let key = VerificationKey::try_from(VerificationKeyBytes::from(self.0))
            .map_err(|_| BadSignature)?;
        key.verify(&ed25519_zebra::Signature::from(signature.0), message)
            .map_err(|_| BadSignature)
    }
}

/// Bytes to be signed, in the encoding that binds a type to them (DSSE v1, "pre-authentication
/// encoding", <https://github.com/secure-systems-lab/dsse/blob/master/protocol.md>).
pub fn pae(kind: &str, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(kind.len() + body.len() + 32);
    write_pae(kind, body, &mut out);
    out
}

/// The same, at the end of other bytes.
pub(crate) fn write_pae(kind: &str, body: &[u8], out: &mut Vec<u8>) {
    // Writing to memory never fails.
    let _written = write!(out, "DSSEv1 {} {kind} {} ", kind.len(), body.len());
    out.extend_from_slice(body);
}
