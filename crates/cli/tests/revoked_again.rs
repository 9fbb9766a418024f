//! A revocation that nothing proves is not called done, and is asked for again until it is.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use tests::command_line::CommandLine;
use tests::line::{Break, Line};
use tests::pds::Pds;

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_that_nothing_proves_ends_with_a_code_of_its_own_and_is_asked_for_again() {
    let line = Line::open().await;
    let pds = Pds::start_behind(&line).await;
    let account = pds.account("newsdesk").await;
    let office = CommandLine::real(PROGRAM);
    let password = pds.app_password(&account, "Countersign").await;
    std::fs::write(office.beside("app"), password).unwrap();
    office.by_two(&office.connect_bluesky(&account.handle, &line.address()));

    line.arm("com.atproto.server.createSession", Break::BeforeRead);
    let revoke = ["channel", "revoke", "Bluesky"];
    let first = office.says(Some("Ana"), &revoke);
    assert_eq!(first.code, Some(7), "{}", first.words);
    assert_eq!(first.answer["state"]["kind"], "asked_not_proved");
    let told = office.ok(None, &["channel", "list"])["channels"][0]["state"].clone();
    assert_eq!(told["state"]["kind"], "asked_not_proved");

    // Another member asks again, the server answers, and that is the end of it.
    let again = office.ok(Some("Jo"), &revoke);
    let known = again["state"]["kind"].as_str().unwrap();
    assert!(["dead", "dead_except_access"].contains(&known), "{again}");
    office.fails(Some("Ana"), &revoke, 3, "already");
}
