//! What a desk keeps beside the ledger is made again with one call, and never from a ledger that was changed.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn run(office: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_countersign"))
        .arg("--json")
        .arg("--office")
        .arg(office)
        .args(words)
        .output()
        .unwrap()
}

#[test]
fn the_replica_is_made_again_from_the_ledger_with_one_call() {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("office");
    assert!(run(&office, &["office", "practice"]).status.success());
    assert!(
        run(&office, &["stop", "--reason", "A drill"])
            .status
            .success()
    );
    let done = run(&office, &["ledger", "rebuild"]);
    let answer: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(
        (done.status.code(), &answer["entries"]),
        (Some(0), &Value::from(2))
    );

    let change = "import sqlite3,sys\ndb=sqlite3.connect(sys.argv[1])\n\
        db.execute('DROP TRIGGER entry_is_never_changed')\n\
        db.execute(\"UPDATE entry SET signature=zeroblob(64) WHERE seq=1\")\ndb.commit()";
    let changed = Command::new("python3")
        .args(["-c", change])
        .arg(office.join("office.db"))
        .status()
        .unwrap();
    assert!(
        changed.success(),
        "python3 changes the database: install python3"
    );
    let broken = run(&office, &["ledger", "rebuild"]);
    assert_eq!(broken.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&broken.stderr).contains("entry 1"));
}
