//! Bluesky through the window, against a real server: connect, post a picture, take it down, revoke the key.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use serde_json::json;
use shell_tests::desk::{ANA_TEIXEIRA, JO_OKAFOR};
use shell_tests::{Outcome, Window};
use std::path::Path;
use tests::canary::{Canary, in_folder};
use tests::pds::Pds;

const ALT: &str = "The sign of the ferry at Tarn";

#[tokio::test]
async fn a_picture_goes_out_on_bluesky_comes_down_and_the_key_is_revoked() -> Outcome<()> {
    let server = Pds::start().await;
    let account = server.account("harrowmere").await;
    let password = server.app_password(&account, "Countersign").await;
    let login = json!({ "identifier": account.handle, "password": password });
    let method = "com.atproto.server.createSession";
    server.call(method, None, &login).await.unwrap();

    let office = tempfile::tempdir().unwrap();
    let window = Window::open(office.path()).await?;
    window.resize(1280, 800).await?;
    window.found_office(ANA_TEIXEIRA, JO_OKAFOR).await?;
    window
        .click("button", "It is printed and locked away. Delete the file.")
        .await?;
    window.signing_closed().await?;
    window.sit_down(ANA_TEIXEIRA).await?;

    window.go("Channels").await?;
    window.click("button", "Connect a channel…").await?;
    window.click("text", "Bluesky").await?;
    window.fill("Name", "Police on Bluesky").await?;
    window.fill("Handle", &account.handle).await?;
    window.fill("Server (optional)", server.address()).await?;
    window.fill("App password", &password).await?;
    window.seen("connect-bluesky").await?;
    window.click("button", "Sign as the first of two…").await?;
    window
        .sign(ANA_TEIXEIRA, "Sign as the first of two")
        .await?;
    window.second(JO_OKAFOR).await?;
    window.says("Connected").await?;

    window.go("Compose").await?;
    window.click("button", "New post").await?;
    window.fill("Title", "Ferry instead of the bridge").await?;
    window.click("button", "Start writing").await?;
    window
        .fill("Post", "Ostrey Bridge is closed. Take the ferry at Tarn.")
        .await?;
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src-tauri/icons/128x128.png");
    let picture = picture.canonicalize().unwrap();
    window.give_file("Add a picture", &picture).await?;
    window.fill("Picture 1 description", ALT).await?;
    window.says("Saved").await?;
    window.seen("compose-picture").await?;
    window.submit(JO_OKAFOR).await?;
    window.change_to(ANA_TEIXEIRA).await?;
    window.approve(ANA_TEIXEIRA, "Sign and publish now").await?;

    window.go("Live").await?;
    window.says("As approved").await?;
    window.seen("live-picture").await?;
    let records = server.records(&account).await;
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["value"]["embed"]["images"][0]["alt"], ALT);
    window.click("button", "Open the post").await?;
    let opened = window.opened().await?;
    assert!(opened.starts_with("https://bsky.app/profile/"), "{opened}");

    window
        .click("button", "Take down from Police on Bluesky…")
        .await?;
    window.click("button", "Take it down…").await?;
    window.sign(ANA_TEIXEIRA, "Sign and take down").await?;
    window.says("Taken down").await?;
    assert!(server.records(&account).await.is_empty());

    window.go("Channels").await?;
    window.click("button", "Revoke its key…").await?;
    window
        .click("button", "Revoke the Police on Bluesky key…")
        .await?;
    window.sign(ANA_TEIXEIRA, "Sign and revoke").await?;
    // Shown as it is: no new session, and the one that was open runs out.
    window.find("heading", "Old session ends by").await?;
    window.says("401 AuthenticationRequired").await?;
    window.seen("revoked").await?;
    let refused = server.call(method, None, &login).await.unwrap_err();
    assert_eq!(refused.0, 401);

    // The app password is in no file, neither the office's nor the web view's.
    let secret = [Canary::new("the app password", &password)];
    for place in [office.path(), window.profile()] {
        let (seen, files) = in_folder(&secret, place);
        assert!(files > 0, "{} holds nothing to search", place.display());
        assert_eq!(seen, Vec::<String>::new());
    }
    let known = [Canary::new("the description", ALT)];
    assert!(!in_folder(&known, office.path()).0.is_empty());
    window.close().await
}
