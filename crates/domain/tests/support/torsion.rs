//! Ed25519 off the beaten track: points of small order, and signatures that ZIP 215 accepts and others refuse.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use domain::key::Signature;
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use sha2::{Digest as _, Sha512};

fn wide(parts: &[&[u8]]) -> [u8; 64] {
    let mut hash = Sha512::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// The secret scalar of a key (RFC 8032 §5.1.5).
fn secret(key: &SigningKey) -> Scalar {
    let hash = wide(&[key.as_ref()]);
    let mut half = [0; 32];
    half.copy_from_slice(&hash[..32]);
    Scalar::from_bytes_mod_order(clamp_integer(half))
}

/// A signature whose R carries the torsion point of that number, 0 to 7: it fits once both sides are
/// multiplied by eight, as ZIP 215 says.
pub fn signature(key: &SigningKey, message: &[u8], torsion: usize) -> Signature {
    let a: [u8; 32] = VerificationKeyBytes::from(key).into();
    let nonce = Scalar::from_bytes_mod_order_wide(&wide(&[b"nonce", &a, message]));
    let point = ED25519_BASEPOINT_POINT * nonce + EIGHT_TORSION[torsion];
    let r = point.compress().to_bytes();
    let k = Scalar::from_bytes_mod_order_wide(&wide(&[&r, &a, message]));
    let s = nonce + k * secret(key);
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&r);
    bytes[32..].copy_from_slice(&s.to_bytes());
    Signature::from_bytes(bytes)
}

/// Adds the order of the group to a scalar in little-endian bytes: the same number for a reader that reduces.
pub fn add_the_order(scalar: &mut [u8]) {
    let less_one = (-Scalar::ONE).to_bytes();
    let mut carry = 1;
    for (byte, more) in scalar.iter_mut().zip(less_one) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
}

/// Every encoding of the eight points of small order that ZIP 215 reads: eight canonical and six that are not.
pub fn encodings() -> Vec<[u8; 32]> {
    let mut all = Vec::new();
    for point in EIGHT_TORSION {
        let canonical = point.compress().to_bytes();
        let mut with_prime = canonical;
        with_prime[31] &= 0x7f;
        // The prime is 2^255 - 19: only a y below 19 has room for it.
        let small = with_prime[1..].iter().all(|byte| *byte == 0) && with_prime[0] < 19;
        let mut candidates = vec![canonical];
        if small {
            let mut more = [0xff; 32];
            more[0] = 0xed + with_prime[0];
            more[31] = 0x7f;
            candidates.push(more);
        }
        for candidate in candidates {
            for sign in [0, 0x80] {
                let mut encoding = candidate;
                encoding[31] = (encoding[31] & 0x7f) | sign;
                let read = CompressedEdwardsY(encoding).decompress();
                if read.is_some_and(|point: EdwardsPoint| point.is_small_order())
                    && !all.contains(&encoding)
                {
                    all.push(encoding);
                }
            }
        }
    }
    all
}

/// A key of mixed order: the point of an honest one with a torsion point added.
pub fn mixed(key: &SigningKey, torsion: usize) -> [u8; 32] {
    let honest: [u8; 32] = VerificationKeyBytes::from(key).into();
    let point = CompressedEdwardsY(honest).decompress().unwrap();
    (point + EIGHT_TORSION[torsion]).compress().to_bytes()
}
