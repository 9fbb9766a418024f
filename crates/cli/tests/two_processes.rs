//! Two processes on one office at the same time.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use serde_json::{Value, json};
use std::process::{Child, Output, Stdio};
use tests::command_line::CommandLine;

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");
const BODY: &str = "Ostrey Bridge is closed both ways.";

fn start(office: &CommandLine, member: Option<&str>, words: &[&str]) -> Child {
    let mut command = office.command(member, words);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn both(
    office: &CommandLine,
    one: (Option<&str>, &[&str]),
    two: (Option<&str>, &[&str]),
) -> [Output; 2] {
    let (first, second) = (start(office, one.0, one.1), start(office, two.0, two.1));
    [first, second].map(|child| child.wait_with_output().unwrap())
}

fn answer(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn two_that_publish_at_once_make_one_post_and_one_of_them_waits_its_turn() {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("ostrey", BODY);
    office.ok(Some("Jo"), &["approve", "1"]);
    let outputs = both(&office, (None, &["publish"]), (None, &["publish"]));
    let codes = outputs
        .each_ref()
        .map(|output| output.status.code().unwrap());
    assert!(
        codes.iter().all(|code| [0, 6].contains(code)) && codes.contains(&0),
        "{codes:?}"
    );
    assert_eq!(office.pages_with(BODY), 1);
    let claims = office.ok(None, &["ledger", "log", "--kind", "claimed"]);
    assert_eq!(claims["entries"].as_array().unwrap().len(), 1);
}

#[test]
fn while_one_holds_the_right_to_publish_the_other_is_told() {
    let office = CommandLine::practice(PROGRAM);
    let held = desk::local::only_courier(&office.dir()).unwrap();
    office.fails(None, &["publish"], 6, "Another Countersign is publishing");
    drop(held);
    office.ok(None, &["publish"]);
}

#[test]
fn two_approvers_at_once_both_stand_in_one_chain() {
    let office = CommandLine::practice(PROGRAM);
    office.by_two(&office.enrol_sam());
    office.by_two(&["office", "rules", "--signatures", "3"]);
    office.submitted("ostrey", BODY);
    let approve: &[&str] = &["approve", "1"];
    let outputs = both(&office, (Some("Jo"), approve), (Some("Sam"), approve));
    for output in &outputs {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
    }
    let [one, two] = outputs
        .each_ref()
        .map(|output| answer(output)["seq"].as_u64().unwrap());
    assert_eq!(one.abs_diff(two), 1, "one after the other");
    assert_eq!(office.ok(None, &["ledger", "verify"])["voids"], json!([]));
    assert_eq!(
        office.ok(None, &["publish"])["legs"][0]["state"],
        "receipted"
    );
}

#[test]
fn one_member_twice_at_once_counts_once() {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("ostrey", BODY);
    let approve: &[&str] = &["approve", "1"];
    let outputs = both(&office, (Some("Jo"), approve), (Some("Jo"), approve));
    let mut codes = outputs.map(|output| output.status.code().unwrap());
    codes.sort_unstable();
    assert_eq!(codes, [0, 3]);
}

#[test]
fn a_stop_that_came_before_the_intent_means_nothing_is_sent() {
    let office = CommandLine::practice(PROGRAM);
    for round in 0..6 {
        let title = format!("round-{round}");
        let body = format!("{BODY} Round {round}.");
        office.submitted(&title, &body);
        let number = (round + 1).to_string();
        office.ok(Some("Jo"), &["approve", &number]);
        let [published, stopped] = both(
            &office,
            (None, &["publish", "--wait", "0"]),
            (None, &["stop"]),
        );
        assert_eq!(stopped.status.code(), Some(0), "STOP is never refused");
        assert!(
            matches!(published.status.code(), Some(0 | 7)),
            "{published:?}"
        );
        let log = office.ok(
            None,
            &[
                "ledger", "log", "--kind", "stop", "--kind", "receipt", "--most", "2",
            ],
        );
        let kinds: Vec<&str> = log["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["what"].as_str().unwrap())
            .collect();
        let out = office.pages_with(&body);
        assert!(out <= 1);
        let receipt = office.ok(
            None,
            &["ledger", "log", "--kind", "receipt", "--about", &number],
        );
        assert_eq!(
            receipt["entries"].as_array().unwrap().len(),
            out,
            "what is out has a receipt, and what has one is out: {kinds:?}"
        );
        // Nothing springs back: what the stop kept in stays in after the restart.
        office.ok(Some("Ana"), &["restart"]);
        office.ok(Some("Jo"), &["restart"]);
        office.ok(None, &["publish", "--wait", "0"]);
        assert_eq!(office.pages_with(&body), out);
    }
}

#[test]
fn a_draft_that_two_save_at_once_keeps_both_saves_apart() {
    let office = CommandLine::practice(PROGRAM);
    office.ok(Some("Ana"), &["draft", "new", "shared"]);
    let edit = ["draft", "edit", "shared", "--channel", "Newsroom"];
    for round in 0..5 {
        let (headline, body) = (format!("Headline {round}"), format!("Body {round}"));
        let one = [edit.as_slice(), &["--headline", &headline]].concat();
        let two = [edit.as_slice(), &["--body", &body]].concat();
        let outputs = both(&office, (Some("Ana"), &one), (Some("Jo"), &two));
        let shown = office.ok(None, &["draft", "show", "shared"]).to_string();
        for (output, words) in outputs.iter().zip([&headline, &body]) {
            match output.status.code() {
                Some(0) => assert!(shown.contains(words.as_str()), "{words} was lost"),
                Some(1) => {
                    let said = String::from_utf8_lossy(&output.stderr).into_owned();
                    assert!(said.contains("saved elsewhere in the meantime"), "{said}");
                    assert!(!shown.contains(words.as_str()));
                }
                other => panic!("{other:?}"),
            }
        }
    }
}
