//! The key on paper: it counts as one member for what the rules allow, and for nothing else.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use tests::command_line::CommandLine;

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");

fn with_paper<'a>(paper: &'a str, words: &[&'a str]) -> Vec<&'a str> {
    [words, &["--recovery-key-file", paper]].concat()
}

#[test]
fn the_recovery_key_restarts_and_enrols_with_one_member_and_approves_nothing() {
    let office = CommandLine::real(PROGRAM);
    office.site("Newsroom");
    let paper = office.beside("recovery").display().to_string();
    let on_paper: &str = &paper;

    office.ok(None, &["stop"]);
    office.ok(None, &with_paper(on_paper, &["restart"]));
    office.fails(
        None,
        &with_paper(on_paper, &["restart"]),
        3,
        "the second has to be another member's",
    );
    office.ok(Some("Ana"), &["restart"]);
    let status = office.ok(None, &["office", "status"]);
    assert_eq!(status["stops"], serde_json::json!([]));

    let enrol = office.enrol_sam();
    let proposed = office.ok(Some("Jo"), &enrol);
    let second = ["proposal", "second", proposed["proposal"].as_str().unwrap()];
    office.ok(None, &with_paper(on_paper, &second));

    office.submitted("ostrey", "Ostrey Bridge is closed.");
    let sentence = "The recovery key counts as one member for a restart and for membership alone.";
    office.fails(
        None,
        &with_paper(on_paper, &["approve", "1"]),
        3,
        "Say who signs: --as NAME.",
    );
    office.fails(None, &with_paper(on_paper, &["reject", "1"]), 3, sentence);
    office.fails(None, &with_paper(on_paper, &["withdraw", "1"]), 3, sentence);
    office.fails(
        None,
        &with_paper(on_paper, &["office", "rules", "--freshness", "600"]),
        3,
        sentence,
    );
    office.fails(
        None,
        &with_paper(on_paper, &["member", "suspend", "Jo"]),
        3,
        sentence,
    );
    office.ok(Some("Sam"), &["approve", "1"]);
    office.ok(None, &["publish"]);
}

#[test]
fn something_else_on_paper_is_told_and_signs_nothing() {
    let office = CommandLine::real(PROGRAM);
    let paper = office.beside("recovery").display().to_string();
    let right = std::fs::read_to_string(&paper).unwrap();
    office.ok(None, &["stop"]);
    let restart = ["restart", "--recovery-key-file", &paper];
    let swapped = right.replacen(|digit: char| digit.is_ascii_digit(), "f", 1);
    for wrong in [
        swapped.as_str(),
        "eight words that were never printed",
        "",
        &right[..40],
    ] {
        std::fs::write(&paper, wrong).unwrap();
        office.fails(None, &restart, 1, "is not this office's recovery key");
    }
    // However it was typed in from the paper.
    std::fs::write(&paper, right.replace(' ', "-").to_uppercase()).unwrap();
    office.ok(None, &restart);
}
