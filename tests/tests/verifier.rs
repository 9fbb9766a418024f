//! The verifier in Python reaches the verdict and the state of the Rust, on every ledger there is.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "../../crates/domain/tests/support/mod.rs"]
mod support;

use domain::entry::{Body, Entry};
use domain::ids::OfficeId;
use domain::key::{PublicKey, Signature};
use rand_core::TryRng as _;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::vector::Vector;
use support::verdict::{Verdict, VoidEntry, export, verdict};
use support::wander::Walk;
use support::{Chance, OFFICE, World, key, signed};

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

fn vectors() -> Vec<Vector> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/domain/tests/data/vectors");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let read = files
        .iter()
        .map(|file| Vector::read(&std::fs::read_to_string(file).unwrap()));
    read.collect()
}

#[test]
fn every_vector_comes_to_its_verdict() {
    let vectors = vectors();
    let (pinned, free): (Vec<_>, Vec<_>) = vectors.iter().partition(|each| each.pin().is_some());
    assert!(pinned.len() >= 4 && free.len() >= 60);
    let exports: String = free
        .iter()
        .map(|each| export(each.office, &each.entries()))
        .collect();
    let (answers, code) = run(&[], &exports);
    assert_eq!((answers.len(), code), (free.len(), 1));
    for (vector, answer) in free.iter().zip(&answers) {
        assert_eq!(read(answer), vector.verdict, "{}", vector.name);
    }
    for vector in pinned {
        let (seq, link) = vector.pin().unwrap();
        let pin = format!("{seq}:{link}");
        let (answers, code) = run(&["--pin", &pin], &export(vector.office, &vector.entries()));
        assert_eq!(read(&answers[0]), vector.verdict, "{}", vector.name);
        assert_eq!(
            code,
            i32::from(vector.name.starts_with("bad_")),
            "{}",
            vector.name
        );
    }
}

#[test]
fn without_any_library_it_comes_to_the_same_verdicts() {
    let vectors: Vec<_> = vectors()
        .into_iter()
        .filter(|each| each.pin().is_none())
        .filter(|each| each.name.contains("signature") || each.name.contains("founding"))
        .collect();
    assert!(vectors.len() > 8);
    let exports: String = vectors
        .iter()
        .map(|each| export(each.office, &each.entries()))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.jsonl");
    std::fs::write(&file, exports).unwrap();
    // Isolated and without the folders of packages: there is no `cryptography` to import.
    let output = Command::new("python3")
        .args(["-I", "-S"])
        .arg(verifier())
        .arg("--json")
        .arg(&file)
        .output()
        .unwrap();
    let answers = String::from_utf8(output.stdout).unwrap();
    assert_eq!(answers.lines().count(), vectors.len());
    for (vector, line) in vectors.iter().zip(answers.lines()) {
        let answer = serde_json::from_str(line).unwrap();
        assert_eq!(read(&answer), vector.verdict, "{}", vector.name);
    }
}

#[test]
fn random_offices_come_to_the_same_state() {
    let ledgers: Vec<_> = (0..40)
        .map(|seed| {
            let world = Walk::new(seed).steps(100);
            (format!("walk {seed}"), OFFICE, world.entries)
        })
        .collect();
    let mut codes = BTreeSet::new();
    for verdict in agreed(&ledgers) {
        let Verdict::Ok { voids, .. } = verdict else {
            unreachable!("a walk signs with keys of the office")
        };
        codes.extend(voids.into_iter().map(|void| void.code));
    }
    // The walks are worth something only if they meet the rules in many ways.
    assert!(codes.len() > 40, "{codes:?}");
}

/// Chance for a test: always the same, another for every seed.
struct Draw(Chance);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        let Ok(drawn) = self.0.try_next_u32();
        drawn as usize % most
    }
}

/// Changes a ledger as somebody with write access to the database could.
fn tampered(draw: &mut Draw, entries: &mut Vec<Entry>) {
    let at = draw.below(entries.len());
    match draw.below(7) {
        0 | 1 => {
            let byte = draw.below(entries[at].body.len());
            entries[at].body[byte] ^= 1 << draw.below(8);
        }
        2 => {
            let mut bytes = *entries[at].signature.bytes();
            bytes[draw.below(64)] ^= 1 << draw.below(8);
            entries[at].signature = Signature::from_bytes(bytes);
        }
        3 => drop(entries.remove(at)),
        4 => entries.insert(at, entries[at].clone()),
        5 => {
            let other = draw.below(entries.len());
            entries.swap(at, other);
        }
        _ => entries.truncate(at),
    }
}

/// Changes the newest body and signs it as its rightful signer would: what reaches the reading and the rules.
fn resigned(draw: &mut Draw, entries: &mut [Entry], others: &[Vec<u8>]) {
    let newest = entries.last_mut().unwrap();
    let Ok(by) = Body::decode(&newest.body).map(|body| body.by) else {
        return;
    };
    for _ in 0..=draw.below(3) {
        let length = newest.body.len();
        let (from, to) = (draw.below(length), draw.below(length));
        let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 40));
        match draw.below(8) {
            0 => newest.body[from] ^= 1 << draw.below(8),
            1 => drop(newest.body.drain(from..to)),
            2 => {
                let piece = newest.body[from..to].to_vec();
                newest.body.splice(to..to, piece);
            }
            3 => {
                let other = &others[draw.below(others.len())];
                let start = draw.below(other.len());
                let piece = &other[start..other.len().min(start + 24)];
                newest.body.splice(from..to, piece.iter().copied());
            }
            4 => newest.body[from] = b"0123456789\"{}[],:\\ eE.-ntf"[draw.below(26)],
            5..=7 => {
                // A digit for a digit and a letter for a letter: mostly still a sound body.
                let kinds: [&[u8]; 2] = [b"0123456789", b"abcdef"];
                let old = newest.body[from];
                if let Some(kind) = kinds.into_iter().find(|kind| kind.contains(&old)) {
                    newest.body[from] = kind[draw.below(kind.len())];
                }
            }
            _ => {}
        }
        if newest.body.is_empty() {
            newest.body.push(b'{');
        }
    }
    *newest = signed(&key(by), newest.body.clone());
}

#[test]
fn thousands_of_mutants_come_to_the_same_verdict() {
    let sound: Vec<Vec<Entry>> = vectors()
        .iter()
        .filter(|vector| vector.name.starts_with("ok_") && vector.entries.len() <= 10)
        .map(Vector::entries)
        .filter(|entries| entries.iter().all(|entry| entry.body.len() < 4000))
        .collect();
    assert!(sound.len() > 40);
    let others: Vec<Vec<u8>> = sound
        .iter()
        .filter_map(|entries| entries.last().map(|entry| entry.body.clone()))
        .collect();
    let mut draw = Draw(Chance::seeded(215));
    let ledgers: Vec<_> = (0..2000)
        .map(|number| {
            let mut entries = sound[draw.below(sound.len())].clone();
            if number % 3 == 0 {
                tampered(&mut draw, &mut entries);
            } else {
                let keep = 1 + draw.below(entries.len());
                entries.truncate(keep);
                resigned(&mut draw, &mut entries, &others);
            }
            (format!("mutant {number}"), OFFICE, entries)
        })
        .collect();
    let mut ends = BTreeMap::<String, usize>::new();
    for verdict in agreed(&ledgers) {
        let end = match verdict {
            Verdict::Broken { kind, .. } => kind,
            Verdict::Ok { voids, .. } if voids.is_empty() => "sound".to_owned(),
            Verdict::Ok { .. } => "void".to_owned(),
        };
        *ends.entry(end).or_default() += 1;
    }
    for end in [
        "sound",
        "void",
        "unreadable",
        "gap",
        "link_differs",
        "stranger",
        "bad_signature",
    ] {
        assert!(
            ends.get(end).is_some_and(|count| *count >= 20),
            "{end}: {ends:?}"
        );
    }
}

#[test]
fn an_export_that_says_other_things_than_its_entries_is_broken() {
    let entries = World::live().entries;
    let whole = export(OFFICE, &entries);
    let lines: Vec<&str> = whole.lines().collect();
    let last = entries.len() - 1;
    let answer = |export: &str| {
        let (answers, code) = run(&[], export);
        (read(&answers[0]), code)
    };
    let broken = |kind: &str, seq: usize| {
        let (kind, seq) = (kind.to_owned(), seq as u64);
        (Verdict::Broken { kind, seq }, 1)
    };
    assert_eq!(answer(&whole), (verdict(OFFICE, &entries, None), 0));
    // The newest line is missing.
    assert_eq!(
        answer(&lines[..=last].join("\n")),
        broken("withheld", last - 1)
    );
    // Another number, another link, another head, one entry too many.
    let wrong_seq = whole.replacen("\"seq\":3,", "\"seq\":4,", 1);
    assert_eq!(answer(&wrong_seq), broken("line_differs", 3));
    let head = support::link_of(&entries[last]).to_string();
    assert_eq!(
        answer(&whole.replace(&head, &"7".repeat(64))),
        broken("rewritten", last)
    );
    let more = whole.replacen(
        &format!("\"entries\":{}", last + 1),
        &format!("\"entries\":{last}"),
        1,
    );
    let earlier = support::link_of(&entries[last - 1]).to_string();
    let more = more.replacen(&head, &earlier, 1);
    assert_eq!(answer(&more), broken("line_differs", last));
}

#[test]
fn what_is_no_export_is_said_to_be_none() {
    let whole = export(OFFICE, &World::founded().entries);
    let (_, code) = run(&[], &whole);
    assert_eq!(code, 0);
    let headless: String = whole.lines().skip(1).collect();
    for other in [
        "",
        "not an export\n",
        "{}\n",
        "[]\n",
        "{\"countersign_export\":2}\n",
        &whole.replacen("\"sig\":\"", "\"sig\":\"00", 1),
        &whole.replacen("\"countersign_export\":1", "\"countersign_export\":2", 1),
        &headless,
    ] {
        let (answers, code) = run(&[], other);
        assert_eq!((answers.len(), code), (0, 2), "{other:.60}");
    }
}

/// Whether a key, a message and a signature fit: asked of the verifier's own arithmetic for many at once.
#[test]
fn signatures_are_judged_alike() {
    let mut asked = Vec::new();
    let encodings = support::torsion::encodings();
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
        let mut signature = *support::torsion::signature(&honest, b"message", torsion).bytes();
        let public_key = *support::public(&honest).bytes();
        asked.push((public_key, b"message".to_vec(), signature));
        asked.push((public_key, b"massage".to_vec(), signature));
        asked.push((
            support::torsion::mixed(&honest, torsion),
            b"message".to_vec(),
            signature,
        ));
        support::torsion::add_the_order(&mut signature[32..]);
        asked.push((public_key, b"message".to_vec(), signature));
    }
    let script = "import sys, json; sys.path.insert(0, sys.argv[1]); import verify\n\
        for line in sys.stdin:\n    key, message, signature = json.loads(line)\n    \
        print(int(verify.fits(key, bytes.fromhex(message), signature)), int(bool(verify.fit(key))))";
    let lines: String = asked
        .iter()
        .map(|(key, message, signature)| {
            let line = [
                hex::encode(key),
                hex::encode(message),
                hex::encode(signature),
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
        assert_eq!(answer, ours, "{public_key} {}", hex::encode(signature));
        fitting += usize::from(fits);
    }
    assert!(fitting >= 196 + 8, "{fitting}");
}
