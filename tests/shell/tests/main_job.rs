//! The main job, through the real window: two people put a post out, and one takes it down or stops everything.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use shell_tests::desk::{ANA, JO};
use shell_tests::{Look, Outcome, Window};

/// A newsroom in the practice office, signed by both.
async fn connect_newsroom(window: &Window) -> Outcome<()> {
    window.go("Channels").await?;
    window.click("button", "Connect a channel…").await?;
    // In a practice office there is nothing else to choose.
    window.fill("Name", "Newsroom").await?;
    window.fill("Title", "Harrowmere news").await?;
    window
        .fill("Public address", "https://news.example/")
        .await?;
    window.click("button", "Sign as the first of two…").await?;
    window.sign(ANA, "Sign").await?;
    window.change_to(JO).await?;
    window.go("Channels").await?;
    window.click("button", "Second…").await?;
    window.sign(JO, "Sign").await?;
    window.says("Connected").await
}

async fn write_and_submit(window: &Window) -> Outcome<()> {
    window.go("Compose").await?;
    window.click("button", "New post").await?;
    window
        .fill("Title", "Ostrey Bridge closed both ways")
        .await?;
    window.click("button", "Start writing").await?;
    window
        .fill("Headline", "Ostrey Bridge closed both ways")
        .await?;
    window
        .fill("Text", "The bridge is closed since 12:50. Use Tarn Ferry.")
        .await?;
    window.fill("Address of the page", "ostrey-bridge").await?;
    window.says("Saved").await?;
    window.picture("compose").await?;
    window.is_accessible("compose").await?;
    window
        .click("button", "Sign and send for approval…")
        .await?;
    window.to_signing().await?;
    window.picture("sign-submit").await?;
    window.sign(JO, "Sign").await
}

#[tokio::test]
async fn two_people_put_a_page_out_and_one_takes_it_down() -> Outcome<()> {
    let office = tempfile::tempdir().unwrap();
    let window = Window::open_looking(office.path(), Look::Light).await?;
    window.resize(1280, 800).await?;
    window.picture("first-run").await?;
    window.is_accessible("first run").await?;
    window.practise(ANA).await?;
    connect_newsroom(&window).await?;
    window.picture("channels").await?;
    window.is_accessible("channels").await?;
    write_and_submit(&window).await?;

    // The writer is never the one who approves.
    window.go("Approvals").await?;
    window.says("You wrote this").await?;
    window.change_to(ANA).await?;
    window.go("Approvals").await?;
    window.picture("approvals").await?;
    window.is_accessible("approvals").await?;
    window.click("button", "Approve and sign…").await?;
    window.to_signing().await?;
    window.picture("sign-approve").await?;
    window.is_accessible("the signing window").await?;
    window.sign(ANA, "Sign and publish now").await?;

    window.go("Live").await?;
    window.says("As approved").await?;
    window.picture("live").await?;
    window.is_accessible("live").await?;
    window.click("button", "Open the post").await?;
    let opened = window.opened().await?;
    assert!(opened.starts_with("http://127.0.0.1:"), "{opened}");
    assert!(opened.trim_end().contains("ostrey-bridge"), "{opened}");

    window.go("Ledger").await?;
    window.says("nothing changed").await?;
    window.picture("ledger").await?;
    window.is_accessible("ledger").await?;
    window.go("People & devices").await?;
    window.picture("people").await?;
    window.is_accessible("people").await?;

    window.go("Live").await?;
    window.click("button", "Take down…").await?;
    window.click("button", "Take it down…").await?;
    window.sign(ANA, "Sign and take down").await?;
    window.says("Taken down").await?;
    window.picture("taken-down").await?;
    window.close().await
}
