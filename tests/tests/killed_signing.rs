//! Killed while an office is founded, a channel connected, a release signed, a member enrolled: it leaves nothing,
//! or is taken up again clearly.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::crash::Point;
use serde_json::{Value, json};
use std::os::unix::process::ExitStatusExt as _;
use tests::command_line::{CommandLine, Word, killable};
use tests::pds::Pds;

const ABORTED: i32 = 6;
const BODY: &str = "Ostrey Bridge is closed both ways.";

/// Runs it and kills it at a point.
fn killed(office: &CommandLine, member: Option<&str>, words: &[impl Word], point: Point) {
    let output = office
        .command(member, words)
        .env("FAILPOINTS", format!("{}=panic", point.name()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.signal(), Some(ABORTED), "{point:?}: {said}");
}

fn entries(office: &CommandLine) -> u64 {
    office.ok(None, &["ledger", "verify"])["entries"]
        .as_u64()
        .unwrap()
}

#[test]
fn a_founding_that_was_killed_is_done_again_in_the_same_folder() {
    let office = CommandLine::new(killable());
    office.founders();
    let found = office.found();
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    for point in [
        Point::FoundKeyring,
        Point::FoundOfficeDb,
        Point::FoundDeskDb,
        Point::FoundKeys,
        Point::FoundEntry,
    ] {
        killed(&office, None, &found, point);
        let said = office.says(None, &["office", "status"]);
        assert_eq!(said.code, Some(1), "{point:?}");
        let clear = ["no office in", "was interrupted"];
        assert!(
            clear.iter().any(|words| said.words.contains(words)),
            "{point:?}: {}",
            said.words
        );
    }
    office.ok(None, &found);
    assert_eq!(entries(&office), 1);
    let recovery = std::fs::read_to_string(office.beside("recovery")).unwrap();
    assert_eq!(recovery.split(' ').count(), 8);
    office.fails(None, &found, 1, "is an office in");
    assert_eq!(entries(&office), 1, "a complete office is never made again");
}

#[test]
fn an_office_that_lost_its_desk_is_not_taken_for_a_half_made_one() {
    let office = CommandLine::practice(killable());
    std::fs::remove_file(office.dir().join("desk.db")).unwrap();
    let before = bodies(&office.dir().join("office.db"));
    office.fails(None, &["office", "practice"], 1, "is an office in");
    assert_eq!(bodies(&office.dir().join("office.db")), before);
}

/// The bodies that stand in the ledger. The file's bytes would change with the database's own housekeeping.
fn bodies(database: &std::path::Path) -> Vec<Vec<u8>> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let address = format!("sqlite://{}", database.display());
        let pool = sqlx::SqlitePool::connect(&address).await.unwrap();
        let bodies: Vec<Vec<u8>> = sqlx::query_scalar("SELECT body FROM entry ORDER BY seq")
            .fetch_all(&pool)
            .await
            .unwrap();
        pool.close().await;
        assert!(!bodies.is_empty());
        bodies
    })
}

#[test]
fn a_submission_that_was_killed_makes_one_release() {
    let office = CommandLine::practice(killable());
    office.drafted("ostrey", BODY);
    let before = entries(&office);
    killed(
        &office,
        Some("Ana"),
        &["submit", "ostrey"],
        Point::SubmitKept,
    );
    assert_eq!(entries(&office), before);
    killed(
        &office,
        Some("Ana"),
        &["submit", "ostrey"],
        Point::SubmitSaid,
    );
    assert_eq!(entries(&office), before + 1);
    let again = office.ok(Some("Ana"), &["submit", "ostrey"]);
    assert_eq!(
        again["number"], 1,
        "a second release could go out beside it"
    );
    office.ok(Some("Jo"), &["approve", "1"]);
    office.ok(None, &["publish"]);
    assert_eq!(office.pages_with(BODY), 1);
}

#[test]
fn an_approval_that_was_killed_is_either_given_or_not() {
    let office = CommandLine::practice(killable());
    office.submitted("ostrey", BODY);
    killed(
        &office,
        Some("Jo"),
        &["approve", "1"],
        Point::ApproveGranted,
    );
    assert_eq!(office.ok(None, &["publish"])["legs"], json!([]));
    assert_eq!(office.pages_with(BODY), 0);
    killed(&office, Some("Jo"), &["approve", "1"], Point::ApproveSaid);
    office.fails(Some("Jo"), &["approve", "1"], 3, "approved this already");
    assert_eq!(
        office.ok(None, &["publish"])["legs"][0]["state"],
        "receipted"
    );
    assert_eq!(office.pages_with(BODY), 1);
}

struct Server {
    pds: Pds,
    account: tests::pds::Account,
    office: CommandLine,
}

impl Server {
    async fn start() -> Self {
        let pds = Pds::start().await;
        let account = pds.account("newsdesk").await;
        let office = CommandLine::real(killable());
        let password = pds.app_password(&account, "Countersign").await;
        std::fs::write(office.beside("app"), password).unwrap();
        Self {
            pds,
            account,
            office,
        }
    }

    fn connect(&self) -> Vec<String> {
        let (handle, address) = (&self.account.handle, self.pds.address());
        self.office.connect_bluesky(handle, address)
    }

    /// A post goes out, signed by Ana and Jo.
    fn posts(&self, text: &str) -> Value {
        let office = &self.office;
        office.ok(Some("Ana"), &["draft", "new", text]);
        let edit = [
            "draft",
            "edit",
            text,
            "--channel",
            "Bluesky",
            "--text",
            text,
        ];
        office.ok(Some("Ana"), &edit);
        let submitted = office.ok(Some("Ana"), &["submit", text]);
        let number = submitted["number"].to_string();
        office.ok(Some("Jo"), &["approve", &number]);
        office.ok(None, &["publish"]);
        submitted["number"].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_or_an_enrolment_that_was_killed_is_taken_up_again() {
    let stage = Server::start().await;
    let office = &stage.office;
    let connect = stage.connect();
    let before = entries(office);
    killed(office, Some("Ana"), &connect, Point::ConnectSealed);
    assert_eq!(entries(office), before);
    office.by_two(&connect);
    stage.posts("a first post");
    assert_eq!(stage.pds.records(&stage.account).await.len(), 1);

    let enrol = office.enrol_sam();
    let before = entries(office);
    killed(office, Some("Ana"), &enrol, Point::EnrolKept);
    assert_eq!(entries(office), before);
    let proposed = office.ok(Some("Ana"), &enrol);
    let proposal = proposed["proposal"].as_str().unwrap();
    let second = ["proposal", "second", proposal];
    killed(office, Some("Jo"), &second, Point::SecondSaid);
    // The next signature of anybody who holds a share gives Sam one.
    let number = stage.posts("a second post");
    assert_eq!(stage.pds.records(&stage.account).await.len(), 2);
    let down = ["takedown", &number.to_string(), "--channel", "Bluesky"];
    assert_eq!(office.ok(Some("Sam"), &down)["gone"], true);
    assert_eq!(stage.pds.records(&stage.account).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_member_alone_cannot_change_the_credential_that_is_sent_with() {
    let stage = Server::start().await;
    let office = &stage.office;
    let connect = stage.connect();
    office.by_two(&connect);
    let proposed = |name: &'static str| {
        let (stage, connect) = (&stage, &connect);
        async move {
            let password = stage.pds.app_password(&stage.account, name).await;
            std::fs::write(stage.office.beside("app"), password).unwrap();
            let mut words = connect.clone();
            words.extend(["--credential-name", name].map(str::to_owned));
            let proposed = stage.office.ok(Some("Ana"), &words);
            proposed["proposal"].as_str().unwrap().to_owned()
        }
    };
    let alone = proposed("Alone").await;
    // Whoever sent with it now would be turned away.
    stage.pds.revoke(&stage.account, "Alone").await;
    stage.posts("sent with the first");
    assert_eq!(stage.pds.records(&stage.account).await.len(), 1);
    office.ok(Some("Jo"), &["proposal", "drop", &alone]);

    let agreed = proposed("Agreed").await;
    office.ok(Some("Jo"), &["proposal", "second", &agreed]);
    stage.pds.revoke(&stage.account, "Countersign").await;
    stage.posts("sent with the one both agreed to");
    assert_eq!(stage.pds.records(&stage.account).await.len(), 2);
}
