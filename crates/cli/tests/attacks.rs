//! The attacks of an insider, of one desk's malware and of a hostile database administrator, on the built program:
//! each fails with a message of its own, and its honest twin works.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::clock::Clock;
use desk::desk::Desk;
use desk::vault::{recovered, recovery_key};
use domain::act::Act;
use domain::decide::prepare;
use domain::entry::{self, By};
use domain::ids::MemberId;
use domain::key::Signature;
use serde_json::{Value, json};
use std::process::Command;
use tests::command_line::CommandLine;

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");
const BODY: &str = "Ostrey Bridge is closed both ways.";

fn approved() -> CommandLine {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("ostrey", BODY);
    office.ok(Some("Jo"), &["approve", "1"]);
    office
}

/// The honest twin of everything done to the database: the same office, untouched, publishes.
fn publishes(office: &CommandLine) {
    let out = office.ok(None, &["publish"]);
    assert_eq!(out["legs"][0]["state"], "receipted");
    assert_eq!(office.pages_with(BODY), 1);
}

fn holds_nothing_back_silently(office: &CommandLine, sentence: &str) {
    office.fails(None, &["ledger", "verify"], 5, sentence);
    office.fails(None, &["publish"], 5, sentence);
    written_out_as_evidence(office, sentence);
    let doctor = office.says(None, &["doctor"]);
    assert_eq!(doctor.code, Some(1));
    let told = doctor.answer.to_string().to_lowercase();
    assert!(told.contains(&sentence.to_lowercase()), "{}", doctor.answer);
    assert_eq!(office.pages_with(BODY), 0);
}

/// What the verifier says of an export, and how it ends.
fn verified(office: &CommandLine, file: &str) -> (Value, Option<i32>) {
    let output = Command::new("python3")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../verifier/verify.py"
        ))
        .arg("--json")
        .arg(office.beside(file))
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    let answer = serde_json::from_slice(&output.stdout);
    (
        answer.unwrap_or_else(|_| panic!("{words}")),
        output.status.code(),
    )
}

/// A broken ledger is exported as what it is, and the verifier finds what the desk found.
fn written_out_as_evidence(office: &CommandLine, sentence: &str) {
    let to = office.beside("evidence").display().to_string();
    let said = office.says(None, &["ledger", "export", "--to", &to]);
    assert_eq!(said.code, Some(5), "{}", said.words);
    for words in [sentence, "not a sound ledger"] {
        let told = said.words.to_lowercase();
        assert!(told.contains(&words.to_lowercase()), "{told}");
    }
    let text = std::fs::read_to_string(&to).unwrap();
    let mut lines = text.lines();
    let opening: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!(opening["head"], Value::Null);
    assert_eq!(opening["entries"], lines.count());
    let (answer, code) = verified(office, "evidence");
    assert_eq!(code, Some(1));
    let broken = &opening["broken"];
    assert_eq!(answer["verdict"], "broken");
    assert_eq!(
        [&answer["kind"], &answer["seq"]],
        [&broken["kind"], &broken["seq"]]
    );
    // On the terminal it is the same, with the same end.
    let shown = office.says(None, &["ledger", "export"]);
    assert_eq!((shown.code, shown.answer), (Some(5), json!(text)));
}

#[test]
fn a_sound_ledger_is_written_out_as_one() {
    let office = approved();
    let to = office.beside("export").display().to_string();
    let said = office.says(None, &["ledger", "export", "--to", &to]);
    assert_eq!((said.code, said.words.as_str()), (Some(0), ""));
    assert_eq!(said.answer["broken"], Value::Null);
    let (answer, code) = verified(&office, "export");
    assert_eq!((&answer["verdict"], code), (&json!("ok"), Some(0)));
}

#[test]
fn rows_changed_by_hand_are_named_one_by_one() {
    let office = approved();
    let last = office.ok(None, &["ledger", "verify"])["entries"]
        .as_u64()
        .unwrap()
        - 1;
    let after = last + 1;
    for (statement, sentence) in [
        (
            "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'Newsroom', 'Newsr00m') AS BLOB) WHERE seq = 1".to_owned(),
            "entry 1".to_owned(),
        ),
        (
            "UPDATE entry SET signature = (SELECT signature FROM entry WHERE seq = 1) WHERE seq = 2".to_owned(),
            "the signature of entry 2 does not fit".to_owned(),
        ),
        (
            "UPDATE entry SET body = substr(body, 1, length(body) - 1) WHERE seq = 2".to_owned(),
            "Entry 2 cannot be read".to_owned(),
        ),
        (
            "UPDATE entry SET signature = substr(signature, 1, 63) WHERE seq = 2".to_owned(),
            "The signature of entry 2 is cut off".to_owned(),
        ),
        (
            "UPDATE entry SET signature = 7 WHERE seq = 2".to_owned(),
            "The signature of entry 2 is cut off".to_owned(),
        ),
        (
            "UPDATE entry SET body = x'ff00fe' WHERE seq = 2".to_owned(),
            "Entry 2 cannot be read".to_owned(),
        ),
        (
            "DELETE FROM entry WHERE seq = 2".to_owned(),
            "Entry 2 is missing".to_owned(),
        ),
        (
            format!("DELETE FROM entry WHERE seq = {last}"),
            format!("The ledger ends at entry {}, but this desk has seen entry {last}", last - 1),
        ),
        ("DELETE FROM entry".to_owned(), "The ledger is empty".to_owned()),
        (
            format!(
                "INSERT INTO entry SELECT {after}, prev, zeroblob(32), body, signature FROM entry WHERE seq = {last}"
            ),
            format!("Entry {after} is missing"),
        ),
        (
            "UPDATE entry SET seq = CASE seq WHEN 1 THEN 200 WHEN 2 THEN 1 ELSE seq END WHERE seq IN (1, 2)".to_owned(),
            "Entry 1".to_owned(),
        ),
    ] {
        let spoilt = office.copy();
        spoilt.edits("office.db", &[&statement]);
        let said = spoilt.says(None, &["ledger", "verify"]);
        assert!(
            said.words.to_lowercase().contains(&sentence.to_lowercase()),
            "{statement}: {}",
            said.words
        );
        assert_eq!(said.code, Some(5), "{statement}: {}", said.words);
        holds_nothing_back_silently(&spoilt, said.words.split('.').next().unwrap());
    }
    publishes(&office);
}

#[test]
fn content_swapped_under_its_digest_is_not_read_signed_or_sent() {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("ostrey", BODY);
    let swap =
        "UPDATE content SET bytes = CAST(replace(CAST(bytes AS TEXT), 'closed', 'opened') AS BLOB)";
    let sentence = "is not what was signed: somebody changed it";
    let before = office.copy();
    before.edits("office.db", &[swap]);
    before.fails(Some("Jo"), &["review", "1"], 5, sentence);
    before.fails(Some("Jo"), &["approve", "1"], 5, sentence);

    office.ok(Some("Jo"), &["approve", "1"]);
    let after = office.copy();
    after.edits("office.db", &[swap]);
    let said = after.says(None, &["publish", "--wait", "0"]);
    assert_eq!(said.code, Some(7), "{}", said.words);
    let why = said.answer["legs"][0]["why"].as_str().unwrap().to_owned();
    assert!(why.contains(sentence), "{why}");
    after.edits("office.db", &["DELETE FROM content"]);
    let said = after.says(None, &["publish", "--wait", "0"]);
    let why = said.answer["legs"][0]["why"].as_str().unwrap().to_owned();
    assert!(why.contains("erased, or is being held back"), "{why}");
    assert_eq!(after.pages_with("Ostrey"), 0);
    publishes(&office);
}

#[test]
fn an_entry_that_a_stranger_signed_breaks_the_ledger_at_its_number() {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("ostrey", BODY);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (stranger, _) = recovery_key().unwrap();
    let stranger = recovered(&stranger).unwrap();
    let unknown = MemberId::new("018f0000-0000-7000-8000-000000000001".parse().unwrap());
    for (as_jo, sentence) in [
        (true, "the signature of entry"),
        (false, "is signed by a stranger"),
    ] {
        let spoilt = office.copy();
        let statement = runtime.block_on(async {
            let desk = Desk::open(&spoilt.dir(), Clock::System).await.unwrap();
            let state = desk.office().await.unwrap();
            let jo = state.members().values().find(|who| who.name.starts_with("Jo"));
            let member = if as_jo { jo.unwrap().id } else { unknown };
            let act = Act::MemberSuspended {
                member: state.members().values().next().unwrap().id,
                reason: String::new(),
            };
            let prepared = prepare(&state, By::member(member, desk.id()), desk.now(), act).unwrap();
            let (message, seq) = (prepared.to_sign(), prepared.seq);
            let signature = Signature::from_bytes(stranger.sign(&message));
            let link = entry::link(&message, &signature);
            let entry = prepared.signed(signature);
            format!(
                "INSERT INTO entry VALUES ({seq}, x'{}', x'{link}', CAST('{}' AS BLOB), x'{signature}')",
                state.head().link,
                String::from_utf8(entry.body).unwrap(),
            )
        });
        spoilt.edits("office.db", &[&statement]);
        holds_nothing_back_silently(&spoilt, sentence.trim_start_matches("the "));
    }
    office.ok(Some("Jo"), &["approve", "1"]);
    publishes(&office);
}

#[test]
fn nobody_approves_their_own_release_or_their_own_words_in_another_s() {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("ostrey", BODY);
    office.fails(
        Some("Ana"),
        &["approve", "1"],
        3,
        "You submitted this. Somebody else approves it.",
    );
    office.ok(Some("Ana"), &["draft", "new", "second"]);
    let edit = ["draft", "edit", "second", "--channel", "Newsroom"];
    let jo = ["--headline", "Second", "--slug", "second", "--body", BODY];
    office.ok(Some("Jo"), &[edit.as_slice(), &jo].concat());
    office.ok(Some("Ana"), &["submit", "second"]);
    office.fails(
        Some("Jo"),
        &["approve", "2"],
        3,
        "An edit of yours is in this text. Somebody else approves it.",
    );
    // The one who would be left has submitted it: nothing goes out.
    assert_eq!(office.ok(None, &["publish"])["legs"], json!([]));
    office.ok(Some("Jo"), &["approve", "1"]);
    office.fails(Some("Jo"), &["approve", "1"], 3, "approved this already");
    publishes(&office);
}

#[test]
fn an_edit_after_the_approval_is_a_new_revision_that_nobody_has_approved() {
    let office = approved();
    office.ok(Some("Ana"), &["draft", "revise", "1"]);
    let edit = [
        "draft",
        "edit",
        "ostrey",
        "--channel",
        "Newsroom",
        "--body",
        "Ostrey Bridge is open.",
    ];
    office.ok(Some("Ana"), &edit);
    office.ok(Some("Ana"), &["submit", "ostrey"]);
    assert_eq!(office.ok(None, &["publish"])["legs"], json!([]));
    assert_eq!(office.pages_with("Ostrey"), 0);
    office.ok(Some("Jo"), &["approve", "1"]);
    office.ok(None, &["publish"]);
    assert_eq!(office.pages_with("Ostrey Bridge is open."), 1);
    assert_eq!(office.pages_with(BODY), 0);
}

#[test]
fn a_rejected_revision_is_void_whoever_likes_it() {
    let office = CommandLine::practice(PROGRAM);
    office.submitted("ostrey", BODY);
    office.ok(Some("Jo"), &["reject", "1", "--note", "the time is wrong"]);
    office.fails(
        Some("Jo"),
        &["approve", "1"],
        3,
        "Jo Practice rejected this revision. Revise it and submit it again.",
    );
    assert_eq!(office.ok(None, &["publish"])["legs"], json!([]));
    office.submitted("second", BODY);
    office.ok(Some("Jo"), &["approve", "2"]);
    publishes(&office);
}

#[test]
fn a_member_suspended_between_approval_and_claim_does_not_count() {
    let office = approved();
    let twin = office.copy();
    office.ok(Some("Ana"), &["member", "suspend", "Jo"]);
    assert_eq!(office.ok(None, &["publish"])["legs"], json!([]));
    assert_eq!(office.pages_with(BODY), 0);
    office.submitted("second", BODY);
    office.fails(
        Some("Jo"),
        &["approve", "2"],
        3,
        "Jo Practice is suspended, so their signature does not count.",
    );
    office.ok(Some("Jo"), &["stop"]);
    publishes(&twin);
}

#[test]
fn rules_lowered_by_one_let_nothing_out_that_was_submitted_before() {
    let office = CommandLine::practice(PROGRAM);
    office.fails(
        Some("Ana"),
        &["office", "rules", "--signatures", "1"],
        3,
        "a release takes 2 to 9 signatures",
    );
    office.by_two(&office.enrol_sam());
    office.by_two(&["office", "rules", "--signatures", "3"]);
    office.submitted("ostrey", BODY);
    office.ok(Some("Jo"), &["approve", "1"]);
    let lower = ["office", "rules", "--signatures", "2"];
    let proposed = office.ok(Some("Ana"), &lower);
    let proposal = proposed["proposal"].as_str().unwrap();
    office.fails(
        Some("Ana"),
        &["proposal", "second", proposal],
        3,
        "the second has to be another member's",
    );
    assert_eq!(
        office.ok(None, &["publish"])["legs"],
        json!([]),
        "one proposes"
    );
    office.ok(Some("Jo"), &["proposal", "second", proposal]);
    assert_eq!(
        office.ok(None, &["publish"])["legs"],
        json!([]),
        "the stricter counts"
    );
    assert_eq!(office.pages_with(BODY), 0);
    office.submitted("second", BODY);
    office.ok(Some("Jo"), &["approve", "2"]);
    publishes(&office);
}
