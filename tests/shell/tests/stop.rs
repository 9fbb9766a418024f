//! STOP, through the real window: one person pulls it in the middle of a word, two people release it.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use shell_tests::desk::{ANA, JO};
use shell_tests::{Outcome, Window};

/// Control, Shift and the full stop, as the keyboard sends them.
const STOP: &str = "\u{e009}\u{e008}.\u{e000}";

#[tokio::test]
async fn stop_is_pulled_while_typing_and_two_people_release_it() -> Outcome<()> {
    let office = tempfile::tempdir().unwrap();
    let window = Window::open(office.path()).await?;
    window.resize(1280, 800).await?;
    window.practise(ANA).await?;
    window.connect_newsroom(ANA, JO).await?;
    window
        .write_page("Ostrey Bridge closed both ways", "ostrey-bridge")
        .await?;
    window.submit(JO).await?;

    // Ana has the signing window open, and pulls STOP in the main one, while she types.
    window.change_to(ANA).await?;
    window.go("Approvals").await?;
    window.says("Every version read").await?;
    window.click("button", "Approve and sign…").await?;
    window.to_signing().await?;
    window.says("It goes out now").await?;
    window.to_main().await?;
    window.go("Compose").await?;
    window.click("button", "New post").await?;
    window.fill("Title", "Half a wor").await?;
    window.type_keys(STOP).await?;
    window.says("STOP is on. Nothing can be published").await?;

    // The signature that waited is dropped, and the window with it.
    window.signing_closed().await?;
    window.find("heading", "STOP of all publishing").await?;
    window.says("1 post held").await?;
    window.seen("incident").await?;
    window.go("Live").await?;
    window.says("Nothing has gone out yet").await?;

    // A locked desk says it too.
    window.type_keys("\u{e009}l\u{e000}").await?;
    window.find("button", "Unlock").await?;
    window.says("STOP is on. Nothing can be published").await?;
    window.seen("locked").await?;
    window.click("button", "Unlock").await?;
    window.unlock(ANA).await?;

    window.click("button", "Incident").await?;
    window.click("button", "Sign release, 1st of 2…").await?;
    window.sign(ANA, "Sign release, 1st of 2").await?;
    window.says("You signed first").await?;
    window.says("STOP is on. Nothing can be published").await?;
    window.change_to(JO).await?;
    window.click("button", "Incident").await?;
    window.click("button", "Sign release, 2nd of 2…").await?;
    window.sign(JO, "Sign and release STOP").await?;
    window.says("signed the release").await?;

    // Nothing springs back: the signature that was dropped is given again, and then it goes out.
    window.go("Live").await?;
    window.says("Nothing has gone out yet").await?;
    window.change_to(ANA).await?;
    window.approve(ANA, "Sign and publish now").await?;
    window.go("Live").await?;
    window.says("As approved").await?;
    window.close().await
}
