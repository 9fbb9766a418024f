//! The main job, through the real window: two people put a post out, and one takes it down.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use serde_json::json;
use shell_tests::desk::{ANA, JO, Person};
use shell_tests::{Outcome, Window};

/// How many entries the ledger has.
async fn entries(window: &Window) -> Outcome<u64> {
    let shell = json!({ "query": { "kind": "shell" } });
    let shown = window.ask("look", shell).await?.unwrap();
    Ok(shown["view"]["ledger"]["entries"].as_u64().unwrap())
}

#[tokio::test]
async fn two_people_put_a_page_out_and_one_takes_it_down() -> Outcome<()> {
    let office = tempfile::tempdir().unwrap();
    let window = Window::open(office.path()).await?;
    window.resize(1280, 800).await?;
    window.seen("first-run").await?;
    window.practise(ANA).await?;
    window.go("Incident").await?;
    window.says("No incident").await?;
    window.seen("no-incident").await?;
    window.connect_newsroom(ANA, JO).await?;
    window.seen("channels").await?;
    window
        .write_page("Ostrey Bridge closed both ways", "ostrey-bridge")
        .await?;
    window.seen("compose").await?;
    window
        .click("button", "Sign and send for approval…")
        .await?;
    window.to_signing().await?;
    window.says("You are the first of two").await?;
    window.seen("sign-submit").await?;
    window.sign(JO, "Sign and send for approval").await?;

    // The writer is never the one who approves, and nothing on the page says otherwise.
    window.go("Approvals").await?;
    window.click("tab", "Others").await?;
    window.says("You wrote this").await?;
    let offered = window.look_for("button", "Approve and sign…").await?;
    assert!(offered.is_none(), "the writer is offered to approve");

    window.change_to(ANA).await?;
    window.go("Approvals").await?;
    window.says("Every version read").await?;
    window.seen("approvals").await?;
    window.click("button", "Approve and sign…").await?;
    window.to_signing().await?;
    window.says("It goes out now").await?;
    window.seen("sign-approve").await?;
    window.sign(ANA, "Sign and publish now").await?;

    window.go("Live").await?;
    window.says("As approved").await?;
    window.seen("live").await?;
    window.click("button", "Open the post").await?;
    let opened = window.opened().await?;
    assert!(opened.trim_end().contains("ostrey-bridge"), "{opened}");

    window.go("Ledger").await?;
    window.says("nothing changed").await?;
    window.seen("ledger").await?;
    window.go("People & devices").await?;
    window.says("Ana Practice").await?;
    window.seen("people").await?;

    window.go("Live").await?;
    window.click("button", "Take down from Newsroom…").await?;
    window.find("dialog", "Take this down").await?;
    window.seen("take-down").await?;
    window.fill("Reason", "The bridge is open again").await?;
    window.click("button", "Take it down…").await?;
    window.sign(ANA, "Sign and take down").await?;
    window.says("Taken down").await?;
    window.seen("taken-down").await?;
    window.close().await
}

#[tokio::test]
async fn a_wrong_passphrase_signs_nothing_and_says_how_many_tries_are_left() -> Outcome<()> {
    let office = tempfile::tempdir().unwrap();
    let window = Window::open(office.path()).await?;
    window.resize(1280, 800).await?;
    window.practise(ANA).await?;
    window.go("Channels").await?;
    window.click("button", "Connect a channel…").await?;
    window.fill("Name", "Newsroom").await?;
    window.fill("Title", "Harrowmere news").await?;
    window
        .fill("Public address", "https://news.example/")
        .await?;
    window.click("button", "Sign as the first of two…").await?;
    window.to_signing().await?;
    let Person { passphrase, .. } = JO;
    window.fill("Your passphrase, Ana", passphrase).await?;
    window.click("button", "Sign as the first of two").await?;
    window
        .says("That passphrase is not right. 4 tries left")
        .await?;
    window.seen("wrong-passphrase").await?;
    window.to_main().await?;
    let before = entries(&window).await?;
    assert_eq!(before, 1, "only the founding is in the ledger");

    // Her own opens her key.
    window.sign(ANA, "Sign as the first of two").await?;
    assert_eq!(entries(&window).await?, before + 1);
    window.close().await
}
