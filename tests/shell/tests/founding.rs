//! Founding a real office through the window: two passphrases, one recovery sheet, and no trace of any of them.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use shell_tests::desk::{ANA_TEIXEIRA, JO_OKAFOR};
use shell_tests::{Outcome, Window};
use std::path::{Path, PathBuf};
use tests::canary::{Canary, in_folder};

/// Where the session's keyring keeps its file.
fn keyrings() -> PathBuf {
    Path::new(&std::env::var_os("XDG_DATA_HOME").unwrap()).join("keyrings")
}

#[tokio::test]
async fn two_people_found_an_office_and_their_passphrases_are_nowhere() -> Outcome<()> {
    let office = tempfile::tempdir().unwrap();
    let window = Window::open(office.path()).await?;
    window.resize(1280, 800).await?;
    window.found_office(ANA_TEIXEIRA, JO_OKAFOR).await?;

    window.find("heading", "Print the recovery sheet").await?;
    window.seen("recovery-sheet").await?;
    window.click("button", "Open the sheet to print…").await?;
    let sheet = PathBuf::from(window.opened().await?.trim_end());
    assert!(sheet.is_file(), "{} is there", sheet.display());
    window
        .click("button", "It is printed and locked away. Delete the file.")
        .await?;
    window.signing_closed().await?;
    assert!(!sheet.exists(), "{} is still there", sheet.display());

    window.sit_down(ANA_TEIXEIRA).await?;
    window.change_to(JO_OKAFOR).await?;
    window.find("heading", "Compose").await?;

    let secrets =
        [ANA_TEIXEIRA, JO_OKAFOR].map(|person| Canary::new(person.name, person.passphrase));
    let places = [office.path(), window.profile(), &keyrings()];
    for place in places {
        let (seen, files) = in_folder(&secrets, place);
        assert!(files > 0, "{} holds nothing to search", place.display());
        assert_eq!(seen, Vec::<String>::new());
    }
    // What is no secret is found by the same search in what the program wrote, and a secret where one is put.
    let known = [Canary::new("a member's name", ANA_TEIXEIRA.name)];
    assert!(!in_folder(&known, office.path()).0.is_empty());
    let planted = window.profile().join("planted");
    std::fs::write(&planted, JO_OKAFOR.passphrase).unwrap();
    assert_eq!(in_folder(&secrets, window.profile()).0.len(), 1);
    window.close().await
}
