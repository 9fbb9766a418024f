//! Every exit code that `--help` documents, and one JSON document from every verb.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use serde_json::json;
use tests::command_line::CommandLine;

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");
const BODY: &str = "Ostrey Bridge is closed both ways.";

#[test]
fn each_documented_exit_code_is_given() {
    let help = CommandLine::new(PROGRAM).run(None, &["--help"]);
    let help = String::from_utf8(help.stdout).unwrap();
    let office = CommandLine::practice(PROGRAM);
    let mut seen = Vec::new();
    let mut gives = |code: i32, said: tests::command_line::Said| {
        assert_eq!(said.code, Some(code), "{}", said.words);
        assert!(help.contains(&format!("{code} ")), "{code} is documented");
        seen.push(code);
    };
    gives(0, office.says(None, &["office", "status"]));
    gives(1, office.says(None, &["draft", "show", "none"]));
    gives(2, office.says(None, &["draft", "edit", "none"]));
    gives(3, office.says(Some("Ana"), &["approve", "7"]));
    let right = std::fs::read_to_string(office.passphrase("Ana")).unwrap();
    office.has_passphrase("Ana", "not this one");
    gives(4, office.says(Some("Ana"), &["restart"]));
    office.has_passphrase("Ana", &right);
    let lock = desk::local::only_courier(&office.dir()).unwrap();
    gives(6, office.says(None, &["publish"]));
    drop(lock);
    office.submitted("ostrey", BODY);
    office.ok(Some("Jo"), &["approve", "1"]);
    std::fs::create_dir_all(office.dir()).unwrap();
    std::fs::write(office.dir().join("newsroom"), "not a folder").unwrap();
    gives(7, office.says(None, &["publish", "--wait", "0"]));
    std::fs::remove_file(office.dir().join("newsroom")).unwrap();
    office.ok(None, &["publish"]);
    office.edits("office.db", &["DELETE FROM entry WHERE seq = 2"]);
    gives(5, office.says(None, &["ledger", "verify"]));
    seen.sort_unstable();
    assert_eq!(seen, [0, 1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn a_refused_post_that_rests_is_not_called_done() {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("ostrey", BODY);
    office.ok(Some("Jo"), &["approve", "1"]);
    std::fs::write(office.dir().join("newsroom"), "not a folder").unwrap();
    for _ in 0..2 {
        let said = office.says(None, &["publish", "--wait", "0"]);
        assert_eq!(said.code, Some(7));
        assert!(said.answer["legs"][0]["why"].is_string(), "{}", said.answer);
    }
    assert_eq!(office.ok(None, &["ledger", "verify"])["voids"], json!([]));
}

#[test]
fn every_verb_answers_with_one_document() {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("ostrey", BODY);
    for words in [
        ["office", "status"].as_slice(),
        &["member", "list"],
        &["proposal", "list"],
        &["channel", "list"],
        &["channel", "check", "Newsroom"],
        &["draft", "list"],
        &["draft", "show", "ostrey"],
        &["review", "1"],
        &["live"],
        &["ledger", "log"],
        &["ledger", "verify"],
        &["ledger", "export"],
        &["publish"],
    ] {
        assert!(!office.ok(None, words).is_null(), "{words:?}");
    }
    for (who, words) in [
        ("Ana", ["draft", "new", "other"].as_slice()),
        ("Ana", &["draft", "edit", "other", "--note", "for Jo"]),
        ("Ana", &["withdraw", "1"]),
        ("Ana", &["draft", "revise", "1"]),
        ("Ana", &["office", "rules", "--freshness", "600"]),
        (
            "Ana",
            &[
                "member", "roles", "Jo", "--role", "approver", "--role", "manager",
            ],
        ),
        ("Ana", &["channel", "remove", "Newsroom"]),
        ("Ana", &["member", "suspend", "Jo"]),
        ("Ana", &["member", "reinstate", "Jo"]),
        ("Ana", &["stop"]),
        ("Ana", &["restart"]),
        ("Ana", &["channel", "revoke", "Newsroom"]),
    ] {
        assert!(!office.ok(Some(who), words).is_null(), "{words:?}");
    }
    // What is refused is one document as well, and so is the doctor's, well or not.
    for words in [
        ["approve", "1"].as_slice(),
        &["reject", "9"],
        &["takedown", "1", "--channel", "Newsroom"],
        &["decide", "1", "--channel", "Newsroom", "--sent", "true"],
        &["member", "confirm-suspension", "Jo"],
        &["proposal", "second", "00"],
        &["proposal", "drop", "00"],
    ] {
        let said = office.says(Some("Ana"), words);
        assert_eq!(said.code, Some(3), "{words:?}: {}", said.words);
        assert!(said.answer["code"].is_string(), "{words:?}");
    }
    assert!(office.says(None, &["doctor"]).answer["findings"].is_array());
}
