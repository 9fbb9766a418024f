//! One rule for every signature, ZIP 215: alone and in a batch, on Wycheproof's vectors and on the points of small order.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use domain::key::{PublicKey, Signature};
use ed25519_zebra::{Signature as Bytes, VerificationKeyBytes, batch};
use support::{ANA, Chance, at1, key, public, sign, torsion};
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

/// What our rule says, after making sure that a batch of it and of honest signatures says the same.
fn fits(public_key: [u8; 32], message: &[u8], signature: [u8; 64]) -> bool {
    let alone = PublicKey::from_bytes(public_key)
        .verify(message, &Signature::from_bytes(signature))
        .is_ok();
    let honest = key(at1(ANA));
    let mut verifier = batch::Verifier::new();
    for number in 0..8_u8 {
        let bytes = sign(&honest, &[number]);
        let honest_key = VerificationKeyBytes::from(&honest);
        verifier.queue((honest_key, Bytes::from(*bytes.bytes()), &[number]));
    }
    let asked = VerificationKeyBytes::from(public_key);
    verifier.queue((asked, Bytes::from(signature), &message));
    let batched = verifier.verify(Chance::default()).is_ok();
    assert_eq!(alone, batched, "alone and in a batch");
    alone
}

#[test]
fn wycheproof_is_judged_as_it_says_but_for_one_known_exception() {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut otherwise = Vec::new();
    let mut judged = 0;
    for group in set.test_groups {
        let public_key: [u8; 32] = group.key.pk.to_vec().try_into().unwrap();
        for test in group.tests {
            let said = <[u8; 64]>::try_from(test.sig.to_vec())
                .is_ok_and(|signature| fits(public_key, &test.msg, signature));
            let expected = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => unreachable!("the set has none: {}", test.tc_id),
            };
            if said != expected {
                otherwise.push((test.tc_id, said));
            }
            judged += 1;
        }
    }
    assert!(judged >= 145, "{judged}");
    // Where ZIP 215 decides otherwise than the set, which follows RFC 8032. Number 151 is a signature whose R is
    // the neutral point (y = 1, x = 0) with the sign bit set: RFC 8032 says that it cannot be decoded, ZIP 215 that
    // it must be ("non-canonical encodings are accepted"). Nobody can make one for a message they have no key for.
    assert_eq!(otherwise, [(151, true)]);
}

#[test]
fn every_signature_of_small_order_fits_and_no_such_key_is_enrolled() {
    let encodings = torsion::encodings();
    assert_eq!(encodings.len(), 14);
    let mut matrix = 0;
    for public_key in &encodings {
        assert!(PublicKey::from_bytes(*public_key).fit().is_err());
        for r in &encodings {
            let mut signature = [0; 64];
            signature[..32].copy_from_slice(r);
            assert!(
                fits(*public_key, b"Zcash", signature),
                "{public_key:?} {r:?}"
            );
            // With an s that is not zero it is nobody's signature.
            signature[32] = 1;
            assert!(!fits(*public_key, b"Zcash", signature));
            matrix += 1;
        }
    }
    assert_eq!(matrix, 196);
    assert!(public(&key(at1(ANA))).fit().is_ok());
}

#[test]
fn no_key_of_mixed_order_is_enrolled() {
    let honest = key(at1(ANA));
    for torsion in 1..8 {
        let mixed = PublicKey::from_bytes(torsion::mixed(&honest, torsion));
        assert!(mixed.fit().is_err(), "{torsion}");
    }
    let plain = PublicKey::from_bytes(torsion::mixed(&honest, 0));
    assert!(plain.fit().is_ok());
}

#[test]
fn a_signature_with_a_torsion_point_fits_and_an_unreduced_one_does_not() {
    let honest = key(at1(ANA));
    let public_key = *public(&honest).bytes();
    for torsion in 0..8 {
        let signature = *torsion::signature(&honest, b"message", torsion).bytes();
        assert!(fits(public_key, b"message", signature), "{torsion}");
        assert!(!fits(public_key, b"massage", signature));
        let mut large = signature;
        torsion::add_the_order(&mut large[32..]);
        assert!(!fits(public_key, b"message", large), "{torsion}");
    }
}
