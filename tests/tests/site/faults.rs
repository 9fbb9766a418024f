//! Folders and disks that cannot take a page.

use crate::stage::{Stage, page, walk, yes};
use desk::connector::CredentialState;
use std::fs;
use tests::office::now;

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_cannot_be_written_is_a_clear_no() {
    let mut stage = Stage::set();
    let gone = stage.connector_in(stage.folder.path().join("not/connected/disk"));
    let (code, words, again) = stage.refused(&gone, page("a", "A", "A.")).await;
    assert_eq!((code.as_str(), again), ("folder_missing", true));
    assert!(words.ends_with("Nothing was published"), "{words}");
    assert!(matches!(
        gone.check(None).await,
        CredentialState::Refused(_)
    ));

    let file = stage.folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let (code, _, _) = stage
        .refused(&stage.connector_in(file), page("b", "B", "B."))
        .await;
    assert_eq!(code, "folder_missing");

    // A link in the place of a folder would lead the page elsewhere.
    let away = stage.folder.path().join("away");
    fs::create_dir_all(&away).unwrap();
    fs::create_dir_all(stage.root()).unwrap();
    let year = &now().to_string()[..4];
    std::os::unix::fs::symlink(&away, stage.root().join(year)).unwrap();
    let (code, _, _) = stage
        .refused(&stage.connector(), page("c", "C", "C."))
        .await;
    assert_eq!(code, "folder_is_link");
    assert_eq!(fs::read_dir(&away).unwrap().count(), 0);
    assert!(
        stage.files().iter().all(|file| file == year),
        "{:?}",
        stage.files()
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_a_clear_no_and_leaves_the_site_as_it_was() {
    // A file system of 256 KiB, where this test may make one.
    let disk = tempfile::tempdir().unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"])
        .arg(disk.path())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: mounting a small disk needs root");
        return;
    }
    let mut stage = Stage::set();
    let connector = stage.connector_in(disk.path().join("site"));
    let revision = stage.approved(page("fits", "Fits", "Fits."));
    let permit = stage.story.permitted(revision, stage.channel);
    connector.publish(permit, None, yes).await.unwrap();
    let mut before = Vec::new();
    walk(disk.path(), &mut before);
    let index = fs::read(disk.path().join("site/index.html")).unwrap();
    let picture = stage
        .story
        .picture(vec![3; 300_000], (9, 9), "image/png", "Large");
    let mut large = page("large", "Large", "Large.");
    large.images.push(picture);
    let refused = stage.refused(&connector, large).await;
    let mut after = Vec::new();
    walk(disk.path(), &mut after);
    let same = fs::read(disk.path().join("site/index.html")).unwrap() == index;
    let unmounted = std::process::Command::new("umount")
        .arg(disk.path())
        .status();
    assert!(unmounted.unwrap().success());
    assert_eq!((refused.0.as_str(), refused.2), ("disk_full", true));
    before.sort();
    after.sort();
    assert_eq!(after, before);
    assert!(same);
}
