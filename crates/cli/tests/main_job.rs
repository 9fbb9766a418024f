//! The main job through the built command line, on a practice office.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use serde_json::json;
use tests::command_line::{CommandLine, Word};

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");
const BODY: &str = "Ostrey Bridge is closed both ways after a lorry hit the barrier.";

fn submitted() -> CommandLine {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("ostrey", BODY);
    office
}

/// The rules say no, with that code.
fn refused(office: &CommandLine, member: &str, words: &[impl Word], code: &str) {
    let said = office.says(Some(member), words);
    assert_eq!(said.code, Some(3), "{words:?}: {}", said.words);
    assert_eq!(said.answer["code"], code, "{words:?}: {}", said.words);
}

#[test]
fn two_people_put_a_release_out_and_one_takes_it_down() {
    let office = submitted();
    refused(&office, "Ana", &["approve", "CS-1"], "own_release");
    assert_eq!(office.ok(None, &["publish"])["legs"], json!([]));
    office.ok(Some("Jo"), &["approve", "CS-1"]);
    let sent = office.ok(None, &["publish"]);
    assert_eq!(sent["legs"][0]["state"], "receipted");
    assert_eq!(office.pages_with(BODY), 1);
    assert_eq!(office.ok(None, &["publish"])["legs"], json!([]));
    let down = office.ok(Some("Jo"), &["takedown", "1", "--channel", "Newsroom"]);
    assert_eq!(down["gone"], true);
    assert_eq!(office.pages_with(BODY), 0);
    assert_eq!(office.ok(None, &["ledger", "verify"])["voids"], json!([]));
}

#[test]
fn a_stop_needs_nobody_and_a_restart_two() {
    let office = submitted();
    office.ok(None, &["stop"]);
    refused(&office, "Jo", &["approve", "1"], "stopped");
    office.ok(Some("Ana"), &["restart"]);
    refused(&office, "Ana", &["restart"], "same_member");
    office.ok(Some("Jo"), &["restart"]);
    office.ok(Some("Jo"), &["approve", "1"]);
    let sent = office.ok(None, &["publish"]);
    assert_eq!(sent["legs"][0]["state"], "receipted");
}

#[test]
fn an_entry_changed_by_hand_is_named_and_nothing_is_published() {
    let office = submitted();
    office.ok(Some("Jo"), &["approve", "1"]);
    office.ok(None, &["ledger", "verify"]);
    let change = "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'Newsroom', 'Newsr00m') AS BLOB) \
                  WHERE seq = 1";
    office.edits("office.db", &[change]);
    office.fails(None, &["ledger", "verify"], 5, "entry 1");
    office.fails(None, &["publish"], 5, "entry 1");
    assert_eq!(office.pages_with(BODY), 0);
}

#[test]
fn a_wrong_passphrase_is_counted() {
    let office = CommandLine::practice(PROGRAM);
    office.has_passphrase("Ana", "not this one");
    office.fails(Some("Ana"), &["restart"], 4, "4 tries left");
}

#[test]
fn without_a_keyring_an_office_says_so_and_leaves_nothing_behind() {
    let mut office = CommandLine::new(PROGRAM);
    office.founders();
    let nowhere = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    office.env = vec![(nowhere.0.to_owned(), nowhere.1.to_owned())];
    office.fails(None, &office.found(), 1, "keyring");
    assert_eq!(std::fs::read_dir(office.dir()).unwrap().count(), 0);
}
