//! Every screen, in both themes, narrow and wide: drawn for a person to look at, and held to the rules of accessibility.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use shell_tests::desk::{ANA, JO};
use shell_tests::{Look, Outcome, Window};

const SCREENS: &[(&str, &str)] = &[
    ("Compose", "compose"),
    ("Approvals", "approvals"),
    ("Live", "live"),
    ("Incident", "incident"),
    ("Channels", "channels"),
    ("People & devices", "people"),
    ("Ledger", "ledger"),
];

async fn walk(window: &Window, theme: &str) -> Outcome<()> {
    for (width, height) in [(1024, 700), (1600, 1000)] {
        window.resize(width, height).await?;
        for (screen, name) in SCREENS {
            window.go(screen).await?;
            window.seen(&format!("{theme}-{width}-{name}")).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_screen_is_accessible_in_both_themes_narrow_and_wide() -> Outcome<()> {
    let office = tempfile::tempdir().unwrap();
    let window = Window::open_looking(office.path(), Look::Light).await?;
    window.resize(1280, 800).await?;
    window.practise(ANA).await?;
    window.connect_newsroom(ANA, JO).await?;
    window
        .write_page("Ostrey Bridge closed both ways", "ostrey-bridge")
        .await?;
    window.submit(JO).await?;
    window.change_to(ANA).await?;
    window.approve(ANA, "Sign and publish now").await?;
    window
        .write_page("Flood sirens tested on Friday", "sirens")
        .await?;
    window.submit(ANA).await?;
    window.write_page("Lost dog found at Tarn", "dog").await?;
    window.change_to(JO).await?;
    walk(&window, "light").await?;
    window.close().await?;

    let window = Window::open_looking(office.path(), Look::Dark).await?;
    window.resize(1024, 700).await?;
    window.find("button", "Unlock").await?;
    window.seen("dark-1024-locked").await?;
    window.sit_down(JO).await?;
    walk(&window, "dark").await?;
    window.close().await
}
