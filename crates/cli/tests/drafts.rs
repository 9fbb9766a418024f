//! Drafts from the command line: threads, pictures, cards, quotes, a time, and revisions, on a real Bluesky server.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use serde_json::Value;
use tests::command_line::CommandLine;
use tests::pds::Pds;

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_with_pictures_a_card_and_a_quote_is_what_was_drafted() {
    let pds = Pds::start().await;
    let account = pds.account("newsdesk").await;
    let quoted = pds.post(&account, "The notice of this morning").await;
    let cid = pds.records(&account).await[0]["cid"]
        .as_str()
        .unwrap()
        .to_owned();
    let office = CommandLine::real(PROGRAM);
    std::fs::write(
        office.beside("app"),
        pds.app_password(&account, "Countersign").await,
    )
    .unwrap();
    office.by_two(&office.connect_bluesky(&account.handle, pds.address()));
    let picture = office.beside("picture.png");
    image::RgbImage::from_pixel(64, 48, image::Rgb([180, 40, 90]))
        .save(&picture)
        .unwrap();
    let picture = picture.display().to_string();

    office.ok(Some("Ana"), &["draft", "new", "thread"]);
    let edit = ["draft", "edit", "thread", "--channel", "Bluesky"];
    let edits = |more: &[&str]| office.ok(Some("Ana"), &[edit.as_slice(), more].concat());
    edits(&[
        "--text",
        "The bridge is closed.",
        "--text",
        "Buses run by Stone Lane.",
    ]);
    edits(&["--image", &picture, "--alt", "The closed bridge"]);
    edits(&[
        "--part",
        "2",
        "--card",
        "https://example.org/ostrey",
        "--card-title",
        "Ostrey Bridge",
        "--card-description",
        "All notices",
        "--card-image",
        &picture,
    ]);
    edits(&["--quote", &quoted, &cid]);
    office.fails(
        Some("Ana"),
        &[edit.as_slice(), &["--part", "3", "--image", &picture]].concat(),
        3,
        "part 3 of the thread",
    );
    let submitted = office.ok(Some("Ana"), &["submit", "thread"]);
    assert_eq!(submitted["number"], 1);
    office.ok(Some("Jo"), &["approve", "1", "--acknowledge-all"]);
    office.ok(None, &["publish"]);

    let records = pds.records(&account).await;
    let of = |text: &str| -> Value {
        let found = records.iter().find(|each| each["value"]["text"] == text);
        found.unwrap()["value"].clone()
    };
    let (first, second) = (of("The bridge is closed."), of("Buses run by Stone Lane."));
    let told = first["embed"].to_string();
    assert!(
        told.contains("The closed bridge") && told.contains(&cid),
        "{told}"
    );
    assert_eq!(
        second["embed"]["external"]["uri"],
        "https://example.org/ostrey"
    );
    assert_eq!(second["embed"]["external"]["title"], "Ostrey Bridge");
    assert!(second["embed"]["external"]["thumb"].is_object());
    assert!(second["reply"]["parent"].is_object());
}

#[test]
fn a_time_is_read_as_the_offices_clock_shows_it() {
    let office = CommandLine::practice(PROGRAM);
    office.ok(Some("Ana"), &["draft", "new", "ostrey"]);
    let edit = |at: &'static str| ["draft", "edit", "ostrey", "--at", at];
    office.ok(Some("Ana"), &edit("2026-12-01T09:00"));
    let shown = office.ok(None, &["draft", "show", "ostrey"]);
    assert_eq!(shown["timing"]["at"], "2026-12-01T09:00:00.000Z");
    for wrong in ["tomorrow", "2027-03-28T01:30"] {
        office.fails(Some("Ana"), &edit(wrong), 3, "in Europe/London");
    }
    let shown = office.ok(None, &["draft", "show", "ostrey"]);
    assert_eq!(
        shown["timing"]["at"], "2026-12-01T09:00:00.000Z",
        "the draft is as it was"
    );
    office.ok(Some("Ana"), &edit("approved"));
    let shown = office.ok(None, &["draft", "show", "ostrey"]);
    assert_eq!(shown["timing"]["kind"], "when_approved");
}

#[test]
fn the_ledger_is_filtered_by_kind_by_signer_and_by_what_it_is_about() {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("one", "The first.");
    office.submitted("two", "The second.");
    office.ok(Some("Jo"), &["approve", "2"]);
    let count = |words: &[&str]| {
        let log = office.ok(None, &[&["ledger", "log"], words].concat());
        log["entries"].as_array().unwrap().len()
    };
    assert_eq!(count(&[]), 6);
    assert_eq!(count(&["--kind", "revision_submitted"]), 2);
    assert_eq!(count(&["--by", "Jo"]), 2);
    assert_eq!(count(&["--about", "CS-2"]), 2);
    assert_eq!(count(&["--about", "CS-2", "--by", "Jo"]), 1);
    assert_eq!(count(&["--about", "Newsroom", "--kind", "proposed"]), 1);
    assert_eq!(count(&["--most", "2"]), 2);
    assert_eq!(count(&["--before", "2"]), 2);
}
