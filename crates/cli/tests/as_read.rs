//! What a person reads at the terminal, as reviewed snapshots.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::process::Command;
use tests::command_line::CommandLine;

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");

/// What differs from run to run gets one name.
fn steady(check: impl FnOnce()) {
    let filters = [
        (
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            "[id]",
        ),
        (r"[0-9a-f]{64}", "[digest]"),
        (r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "[time]"),
        (
            r"news\.harrowmere\.example/[0-9]{4}/[0-9]{2}",
            "news.harrowmere.example/[month]",
        ),
        (r"/tmp/[^ ]*", "[folder]"),
    ];
    insta::with_settings!({ filters => filters.to_vec() }, { check() });
}

/// Help, in a window of eighty columns.
fn help(words: &[&str]) -> String {
    let output = Command::new(PROGRAM)
        .args(words)
        .arg("--help")
        .env("COLUMNS", "80")
        .env_remove("COUNTERSIGN_OFFICE")
        .env_remove("COUNTERSIGN_LOG")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What a verb says to a person: both streams, as a terminal shows them.
fn read(office: &CommandLine, member: Option<&str>, words: &[&str]) -> String {
    let mut command = Command::new(PROGRAM);
    command.arg("--office").arg(office.dir()).args(words);
    if let Some(member) = member {
        command
            .args(["--as", member])
            .arg("--passphrase-file")
            .arg(office.passphrase(member));
    }
    let output = command.output().unwrap();
    let told = [output.stderr, output.stdout].concat();
    format!(
        "$ countersign {}\n{}[exit code {}]",
        words.join(" "),
        String::from_utf8(told).unwrap(),
        output.status.code().unwrap()
    )
}

#[test]
fn help_is_what_was_reviewed() {
    steady(|| {
        insta::assert_snapshot!("help", help(&[]));
        insta::assert_snapshot!("help_draft_edit", help(&["draft", "edit"]));
        insta::assert_snapshot!("help_office_found", help(&["office", "found"]));
        insta::assert_snapshot!("help_channel", help(&["channel"]));
        insta::assert_snapshot!("help_ledger_log", help(&["ledger", "log"]));
    });
}

#[test]
fn a_day_in_the_office_reads_as_was_reviewed() {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("ostrey", "Ostrey Bridge is closed both ways.");
    let day = [
        read(&office, Some("Jo"), &["office", "status"]),
        read(&office, None, &["review", "CS-1"]),
        read(&office, Some("Ana"), &["approve", "CS-1"]),
        read(&office, Some("Jo"), &["approve", "CS-1"]),
        read(&office, None, &["publish"]),
        read(&office, None, &["publish"]),
        read(&office, None, &["live"]),
        read(&office, Some("Ana"), &["stop", "--reason", "drill"]),
        read(&office, None, &["office", "status"]),
        read(
            &office,
            Some("Jo"),
            &["takedown", "1", "--channel", "Newsroom"],
        ),
        read(&office, Some("Ana"), &["restart"]),
        read(&office, Some("Ana"), &["restart"]),
        read(&office, Some("Ana"), &["channel", "revoke", "Newsroom"]),
        read(&office, None, &["channel", "list"]),
        read(&office, None, &["ledger", "log", "--most", "3"]),
        read(&office, None, &["ledger", "verify"]),
    ];
    steady(|| insta::assert_snapshot!("day", day.join("\n\n")));
}
