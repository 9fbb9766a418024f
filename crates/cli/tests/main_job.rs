//! The main job through the built command line, on a practice office.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

const BODY: &str = "Ostrey Bridge is closed both ways after a lorry hit the barrier.";

struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn practice() -> Self {
        let office = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let made = office.ok(None, &["office", "practice"]);
        for member in made["members"].as_array().unwrap() {
            let name = member["name"].as_str().unwrap().split(' ').next().unwrap();
            std::fs::write(office.key(name), member["passphrase"].as_str().unwrap()).unwrap();
        }
        let site = [
            "channel",
            "connect",
            "site",
            "--name",
            "Newsroom",
            "--account",
            "News",
        ];
        let address = ["--address", "https://news.harrowmere.example/"];
        let proposed = office.ok(Some("Ana"), &[site.as_slice(), &address].concat());
        let proposal = proposed["proposal"].as_str().unwrap();
        office.ok(Some("Jo"), &["proposal", "second", proposal]);
        office
    }

    fn key(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(format!("{name}.passphrase"))
    }

    fn run(&self, member: Option<&str>, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command
            .arg("--json")
            .arg("--office")
            .arg(self.folder.path().join("office"))
            .args(words);
        if let Some(member) = member {
            command
                .args(["--as", member])
                .arg("--passphrase-file")
                .arg(self.key(member));
        }
        command.output().unwrap()
    }

    fn ok(&self, member: Option<&str>, words: &[&str]) -> Value {
        let output = self.run(member, words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{words:?}: {said}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn refused(&self, member: Option<&str>, words: &[&str]) -> (i32, String) {
        let output = self.run(member, words);
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        (
            output.status.code().unwrap(),
            answer["code"].as_str().unwrap().to_owned(),
        )
    }

    fn submitted(&self) {
        self.ok(Some("Ana"), &["draft", "new", "Ostrey Bridge"]);
        let page = [
            "--headline",
            "Ostrey Bridge closed",
            "--body",
            BODY,
            "--slug",
            "ostrey",
        ];
        let edit = ["draft", "edit", "Ostrey Bridge", "--channel", "Newsroom"];
        self.ok(Some("Ana"), &[edit.as_slice(), &page].concat());
        self.ok(Some("Ana"), &["submit", "Ostrey Bridge"]);
    }

    fn holds(&self, words: &str) -> bool {
        holds(self.folder.path(), words)
    }
}

/// Whether a release page below a folder holds the words.
fn holds(folder: &Path, words: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, words);
        }
        let page = path.extension().is_some_and(|end| end == "html");
        page && std::fs::read_to_string(&path).is_ok_and(|text| text.contains(words))
    })
}

#[test]
fn two_people_put_a_release_out_and_one_takes_it_down() {
    let office = Office::practice();
    office.submitted();
    assert_eq!(
        office.refused(Some("Ana"), &["approve", "CS-1"]),
        (3, "own_release".to_owned())
    );
    assert_eq!(office.ok(None, &["publish"])["legs"], serde_json::json!([]));
    office.ok(Some("Jo"), &["approve", "CS-1"]);
    assert_eq!(
        office.ok(None, &["publish"])["legs"][0]["state"],
        "receipted"
    );
    assert!(office.holds(BODY));
    assert_eq!(office.ok(None, &["publish"])["legs"], serde_json::json!([]));
    let down = office.ok(Some("Jo"), &["takedown", "1", "--channel", "Newsroom"]);
    assert_eq!(down["gone"], true);
    assert!(!office.holds(BODY));
    assert_eq!(
        office.ok(None, &["ledger", "verify"])["voids"],
        serde_json::json!([])
    );
}

#[test]
fn a_stop_needs_nobody_and_a_restart_two() {
    let office = Office::practice();
    office.submitted();
    office.ok(None, &["stop"]);
    assert_eq!(
        office.refused(Some("Jo"), &["approve", "1"]),
        (3, "stopped".to_owned())
    );
    office.ok(Some("Ana"), &["restart"]);
    assert_eq!(
        office.refused(Some("Ana"), &["restart"]),
        (3, "same_member".to_owned())
    );
    office.ok(Some("Jo"), &["restart"]);
    office.ok(Some("Jo"), &["approve", "1"]);
    assert_eq!(
        office.ok(None, &["publish"])["legs"][0]["state"],
        "receipted"
    );
}

#[test]
fn an_entry_changed_by_hand_is_named_and_nothing_is_published() {
    let office = Office::practice();
    office.submitted();
    office.ok(Some("Jo"), &["approve", "1"]);
    assert!(office.run(None, &["ledger", "verify"]).status.success());
    let db = office.folder.path().join("office").join("office.db");
    let change = "import sqlite3,sys\ndb=sqlite3.connect(sys.argv[1])\n\
        db.execute('DROP TRIGGER entry_is_never_changed')\n\
        db.execute(\"UPDATE entry SET body=CAST(replace(CAST(body AS TEXT),'Newsroom','Newsr00m') AS BLOB) WHERE seq=1\")\n\
        db.commit()";
    let done = Command::new("python3")
        .args(["-c", change])
        .arg(db)
        .status()
        .unwrap();
    assert!(
        done.success(),
        "python3 changes the database: install python3"
    );
    for words in [["ledger", "verify"].as_slice(), &["publish"]] {
        let output = office.run(None, words);
        assert_eq!(output.status.code(), Some(5), "{words:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("entry 1"));
    }
    assert!(!office.holds(BODY));
}

#[test]
fn a_wrong_passphrase_is_counted() {
    let office = Office::practice();
    std::fs::write(office.key("Ana"), "not this one").unwrap();
    let output = office.run(Some("Ana"), &["restart"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("4 tries left"));
}

#[test]
fn without_a_keyring_an_office_says_so_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let words = folder.path().join("words");
    std::fs::write(&words, "four calm words here").unwrap();
    let office = folder.path().join("office");
    let output = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        .arg("--office")
        .arg(&office)
        .args([
            "office",
            "found",
            "--name",
            "Harrowmere",
            "--founder",
            "Ana",
            "--founder",
            "Jo",
        ])
        .args(["--founder-passphrase-file".as_ref(), words.as_os_str()])
        .args(["--founder-passphrase-file".as_ref(), words.as_os_str()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("keyring"), "{said}");
    assert_eq!(std::fs::read_dir(&office).unwrap().count(), 0);
}
