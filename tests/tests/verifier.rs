//! The verifier in Python reaches the verdict and the state of the Rust, on every ledger there is.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "../../crates/domain/tests/support/mod.rs"]
mod support;

use domain::entry::Entry;
use domain::ids::OfficeId;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::OFFICE;
use support::verdict::{Verdict, VoidEntry, export, verdict};
use support::wander::Walk;

fn verifier() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../verifier/verify.py")
}

/// Runs the verifier on one file; gives its answers and its exit code.
fn run(options: &[&str], export: &str) -> (Vec<Value>, i32) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.jsonl");
    std::fs::write(&file, export).unwrap();
    let output = Command::new("python3")
        .arg(verifier())
        .arg("--json")
        .args(options)
        .arg(&file)
        .output()
        .unwrap();
    let (answers, errors) = (output.stdout, String::from_utf8_lossy(&output.stderr));
    assert!(!errors.contains("Traceback"), "{errors}");
    let answers = String::from_utf8(answers).unwrap();
    let answers = answers
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    (answers.collect(), output.status.code().unwrap())
}

/// What the verifier said, in the words of the Rust.
fn read(answer: &Value) -> Verdict {
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    if answer["verdict"] == "ok" {
        let voids = answer["voids"].as_array().unwrap().iter();
        Verdict::Ok {
            state_digest: text("state"),
            voids: voids
                .map(|void| serde_json::from_value::<VoidEntry>(void.clone()).unwrap())
                .collect(),
        }
    } else {
        Verdict::Broken {
            kind: text("kind"),
            seq: answer["seq"].as_u64().unwrap(),
        }
    }
}

/// Both judge every one of these ledgers, and must agree. Gives the verdicts.
fn agreed(ledgers: &[(String, OfficeId, Vec<Entry>)]) -> Vec<Verdict> {
    let exports: String = ledgers
        .iter()
        .map(|(_, office, entries)| export(*office, entries))
        .collect();
    let (answers, code) = run(&[], &exports);
    assert_eq!(answers.len(), ledgers.len());
    let mut verdicts = Vec::new();
    for ((name, office, entries), answer) in ledgers.iter().zip(&answers) {
        let ours = verdict(*office, entries, None);
        assert_eq!(read(answer), ours, "{name}");
        verdicts.push(ours);
    }
    let broken = verdicts
        .iter()
        .any(|each| matches!(each, Verdict::Broken { .. }));
    assert_eq!(code, i32::from(broken));
    verdicts
}

#[test]
fn random_offices_come_to_the_same_state() {
    let ledgers: Vec<_> = (0..120)
        .map(|seed| {
            let world = Walk::new(seed).steps(100);
            (format!("walk {seed}"), OFFICE, world.entries)
        })
        .collect();
    let verdicts = agreed(&ledgers);
    // The walks are worth something only if they meet the rules in many ways.
    let mut codes = std::collections::BTreeMap::<String, usize>::new();
    for verdict in verdicts {
        let Verdict::Ok { voids, .. } = verdict else {
            unreachable!("a walk signs with keys of the office")
        };
        for void in voids {
            *codes.entry(void.code).or_default() += 1;
        }
    }
    eprintln!("{codes:#?}");
    assert!(codes.len() > 40, "{codes:?}");
}
