//! The verifier's own arithmetic, on the points of small order and on honest signatures.

use crate::support::{self, key, torsion};
use crate::verifier;
use domain::key::{PublicKey, Signature};
use std::process::Command;

/// Whether a key, a message and a signature fit: asked of the verifier's own arithmetic for many at once.
#[test]
fn signatures_are_judged_alike() {
    let mut asked = Vec::new();
    let encodings = torsion::encodings();
    for public_key in &encodings {
        for r in &encodings {
            for s in 0..2 {
                let mut signature = [0; 64];
                signature[..32].copy_from_slice(r);
                signature[32] = s;
                asked.push((*public_key, b"Zcash".to_vec(), signature));
            }
        }
    }
    let honest = key(support::at1(support::ANA));
    for torsion in 0..8 {
        let mut signature = *torsion::signature(&honest, b"message", torsion).bytes();
        let public_key = *support::public(&honest).bytes();
        asked.push((public_key, b"message".to_vec(), signature));
        asked.push((public_key, b"massage".to_vec(), signature));
        asked.push((
            torsion::mixed(&honest, torsion),
            b"message".to_vec(),
            signature,
        ));
        torsion::add_the_order(&mut signature[32..]);
        asked.push((public_key, b"message".to_vec(), signature));
    }
    let script = "import sys, json; sys.path.insert(0, sys.argv[1]); import verify\n\
        for line in sys.stdin:\n    key, message, signature = json.loads(line)\n    \
        print(int(verify.fits(key, bytes.fromhex(message), signature)), int(bool(verify.fit(key))))";
    let lines: String = asked
        .iter()
        .map(|(key, message, signature)| {
            let line = [
                const_hex::encode(key),
                const_hex::encode(message),
                const_hex::encode(signature),
            ];
            serde_json::to_string(&line).unwrap() + "\n"
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let questions = folder.path().join("questions");
    std::fs::write(&questions, lines).unwrap();
    let output = Command::new("python3")
        .args(["-B", "-c", script])
        .arg(verifier().parent().unwrap())
        .stdin(std::fs::File::open(&questions).unwrap())
        .output()
        .unwrap();
    let answers = String::from_utf8(output.stdout).unwrap();
    assert_eq!(answers.lines().count(), asked.len());
    let mut fitting = 0;
    for ((bytes, message, signature), answer) in asked.iter().zip(answers.lines()) {
        let public_key = PublicKey::from_bytes(*bytes);
        let fits = public_key
            .verify(message, &Signature::from_bytes(*signature))
            .is_ok();
        let ours = format!("{} {}", u8::from(fits), u8::from(public_key.fit().is_ok()));
        assert_eq!(
            answer,
            ours,
            "{public_key} {}",
            const_hex::encode(signature)
        );
        fitting += usize::from(fits);
    }
    assert!(fitting >= 196 + 8, "{fitting}");
}
