//! The verifier in Python reaches the verdict and the state of the Rust, on every ledger there is.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "../../../crates/domain/tests/support/mod.rs"]
mod support;

mod mutants;
mod signatures;

use desk::clock::Clock;
use desk::founding::{self, Wish};
use desk::intent::{Done, Intent, Typed};
use desk::secret::Passphrase;
use domain::act::Scope;
use domain::channel::ChannelKind;
use domain::entry::Entry;
use domain::ids::OfficeId;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::vector::Vector;
use support::verdict::{Verdict, VoidEntry, export, verdict};
use support::wander::Walk;
use support::{OFFICE, World};

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

/// An export as a desk writes it that found its ledger broken, with that opening.
fn as_evidence(entries: &[Entry], opening: &Value) -> String {
    let whole = export(OFFICE, entries);
    let lines = whole.lines().skip(1);
    let stored = lines.map(|line| line.replacen('{', "{\"prev\":\"00\",", 1));
    let all: Vec<String> = std::iter::once(opening.to_string()).chain(stored).collect();
    all.join("\n")
}

#[test]
fn what_says_that_it_is_broken_is_never_taken_for_sound() {
    let entries = World::live().entries;
    let opening = |pin: &str| {
        let broken =
            json!({ "kind": "rewritten", "pin": pin, "says": "as seen elsewhere", "seq": 2 });
        let (office, entries) = (OFFICE, entries.len());
        json!({ "countersign_export": 1, "office": office, "entries": entries, "broken": broken })
    };
    let answer = |entries: &[Entry], opening: &Value| {
        let (answers, code) = run(&[], &as_evidence(entries, opening));
        assert_eq!(code, 1);
        read(&answers[0])
    };
    let broken = |kind: &str, seq: usize| {
        let (kind, seq) = (kind.to_owned(), seq as u64);
        Verdict::Broken { kind, seq }
    };
    // Nothing shows in what was written: then what was said stands, at the entry it names.
    assert_eq!(
        answer(&entries, &opening("")),
        broken("said_to_be_broken", 2)
    );
    // The head that the desk had seen shows what its entries do not.
    let last = entries.len() - 1;
    let pin = |seq: usize, link: &str| opening(&format!("{seq}:{link}"));
    let head = support::link_of(&entries[last]).to_string();
    assert_eq!(
        answer(&entries[..last], &pin(last, &head)),
        broken("withheld", last - 1)
    );
    assert_eq!(
        answer(&entries, &pin(3, &"7".repeat(64))),
        broken("rewritten", 3)
    );
    // A row under a link that is not its own, a signature that is cut off, and an end that is cut off afterwards.
    let text = as_evidence(&entries, &pin(last, &head));
    let told = |text: &str| read(&run(&[], text).0[0]);
    let own = format!("\"link\":\"{}\"", support::link_of(&entries[3]));
    let other = format!("\"link\":\"{}\"", "7".repeat(64));
    assert_eq!(
        told(&text.replacen(&own, &other, 1)),
        broken("line_differs", 3)
    );
    let signature = entries[2].signature.to_string();
    assert_eq!(
        told(&text.replacen(&signature, &signature[..126], 1)),
        broken("unreadable", 2)
    );
    let (cut, _) = text.rsplit_once('\n').unwrap();
    assert_eq!(told(cut), broken("withheld", last - 1));
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
        // A doubled field, two bodies, a link left out, bytes that are no hex: each could show a person one thing and
        // the verifier another.
        &whole.replacen("{\"body\":", "{\"seq\":0,\"seq\":0,\"body\":", 1),
        &whole.replacen("{\"body\":", "{\"body_hex\":\"00\",\"body\":", 1),
        &whole.replacen("\"link\":", "\"lynk\":", 1),
        &whole.replacen("{\"body\":", "{\"body_hex\":", 1),
        // What only a ledger that says it is broken may hold.
        &whole.replacen("{\"body\":", "{\"prev\":\"00\",\"body\":", 1),
        &whole.replacen("\"head\":", "\"broken\":{},\"head\":", 1),
    ] {
        let (answers, code) = run(&[], other);
        assert_eq!((answers.len(), code), (0, 2), "{other:.60}");
    }
}

#[tokio::test]
async fn what_a_desk_exports_is_sound_and_comes_to_the_state_of_its_audit() {
    let typed = |words: &str| Passphrase::typed(words.to_owned());
    let [first, second] = ["ana harbour lantern meadow", "jo thicket orchard ribbon"];
    let folder = tempfile::tempdir().unwrap();
    let person = |name: &str, words: &str| {
        (
            name.to_owned(),
            Passphrase::chosen(words.to_owned()).unwrap(),
        )
    };
    let wish = Wish {
        name: "Harrowmere \"practice\" \u{e9}".to_owned(),
        zone: "Europe/London".to_owned(),
        desk: "Desk 1".to_owned(),
        founders: [person("Ana Teixeira", first), person("Jo Okafor", second)],
        practice: true,
    };
    let founded = founding::found(folder.path(), Clock::System, &wish)
        .await
        .unwrap();
    let ([ana, jo], desk) = (founded.founders, founded.desk);
    let connect = Intent::Connect {
        channel: None,
        channel_kind: ChannelKind::Site,
        name: "Newsroom".to_owned(),
        account: "Harrowmere newsroom".to_owned(),
        address: "https://news.harrowmere.example/".to_owned(),
        credential_name: String::new(),
    };
    let done = desk
        .sign(ana, &typed(first), &connect, Typed::default())
        .await
        .unwrap();
    let Done::Proposed { proposal, .. } = done else {
        unreachable!("{done:?}")
    };
    let agree = Intent::Second { proposal };
    desk.sign(jo, &typed(second), &agree, Typed::default())
        .await
        .unwrap();
    desk.stop(Scope::Everything, Some(ana), "A drill.")
        .await
        .unwrap();
    let (audit, export) = (desk.audit().await.unwrap(), desk.export().await.unwrap());
    assert_eq!(export.breach, None);
    let (answers, code) = run(&[], &export.text);
    assert_eq!(code, 0);
    let answer = &answers[0];
    assert_eq!(answer["entries"], audit.entries);
    assert_eq!(answer["head"], audit.head.to_string());
    assert_eq!(answer["state"], audit.state.to_string());
    assert_eq!(answer["office"], audit.office.to_string());
    assert!(audit.entries >= 4 && audit.voids.is_empty());
}
