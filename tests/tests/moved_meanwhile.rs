//! A channel is connected to another account while nobody knows what became of a post.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::crash::Point;
use serde_json::Value;
use std::os::unix::process::ExitStatusExt as _;
use tests::command_line::{CommandLine, killable};
use tests::pds::{Account, Pds};

const TEXT: &str = "Ostrey Bridge is closed both ways.";

/// An office that died after a post was sent and before anybody knew, and then gave its channel a fresh key.
struct Stage {
    office: CommandLine,
    pds: Pds,
    accounts: [Account; 2],
}

impl Stage {
    /// The fresh key is of that account, the first one being the one that was posted to.
    async fn with_a_key_of(account: usize) -> Self {
        let pds = Pds::start().await;
        let accounts = [
            pds.account("newsdesk").await,
            pds.account("otherdesk").await,
        ];
        let office = CommandLine::real(killable());
        let stage = Self {
            office,
            pds,
            accounts,
        };
        stage.connect(0, "Countersign").await;
        stage.post();
        let killed = stage
            .office
            .command(None, &["publish"])
            .env("FAILPOINTS", format!("{}=panic", Point::AfterSend.name()))
            .output()
            .unwrap();
        assert_eq!(killed.status.signal(), Some(6), "{killed:?}");
        assert_eq!(stage.posts().await, [1, 0]);
        stage.connect(account, "Second").await;
        stage
    }

    async fn connect(&self, account: usize, key: &str) {
        let account = &self.accounts[account];
        let password = self.pds.app_password(account, key).await;
        std::fs::write(self.office.beside("app"), password).unwrap();
        let mut words = self
            .office
            .connect_bluesky(&account.handle, self.pds.address());
        words.extend(["--credential-name", key].map(str::to_owned));
        self.office.by_two(&words);
    }

    fn post(&self) {
        let office = &self.office;
        office.ok(Some("Ana"), &["draft", "new", "ostrey"]);
        let edit = ["draft", "edit", "ostrey", "--channel", "Bluesky"];
        office.ok(Some("Ana"), &[edit.as_slice(), &["--text", TEXT]].concat());
        office.ok(Some("Ana"), &["submit", "ostrey"]);
        office.ok(Some("Jo"), &["approve", "1"]);
    }

    /// What publishing says of the post.
    fn told(&self, code: i32) -> Value {
        let said = self.office.says(None, &["publish", "--wait", "0"]);
        assert_eq!(said.code, Some(code), "{}", said.words);
        let legs = said.answer["legs"].as_array().unwrap();
        legs.last().unwrap().clone()
    }

    async fn posts(&self) -> [usize; 2] {
        let [first, second] = &self.accounts;
        [
            self.pds.records(first).await.len(),
            self.pds.records(second).await.len(),
        ]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_account_does_not_have_is_not_taken_to_be_unsent_or_gone() {
    let stage = Stage::with_a_key_of(1).await;
    let told = stage.told(7);
    assert_eq!(told["state"], "unknown");
    let why = told["why"].as_str().unwrap();
    assert!(why.contains("leads to another account now"), "{why}");
    assert_eq!(stage.told(7)["state"], "unknown", "nor the next time");

    let down = ["takedown", "1", "--channel", "Bluesky"];
    let down = stage.office.says(Some("Jo"), &down);
    assert_eq!(down.code, Some(7), "{}", down.words);
    assert_eq!(down.answer["gone"], false);
    assert_eq!(stage.posts().await, [1, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_same_account_has_is_found_with_a_fresh_key_and_taken_down() {
    let stage = Stage::with_a_key_of(0).await;
    assert_eq!(stage.told(0)["state"], "receipted");
    let down = ["takedown", "1", "--channel", "Bluesky"];
    assert_eq!(stage.office.ok(Some("Jo"), &down)["gone"], true);
    assert_eq!(stage.posts().await, [0, 0]);
}
