//! The maker of big offices: what it makes is an office like any other, as long as asked.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use tests::big::{Big, Size};

#[tokio::test]
async fn a_big_office_verifies_from_the_first_entry_to_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let big = Big::found(folder.path(), Size::Entries(1500)).await;
    let desk = big.open().await;
    let audit = desk.audit().await.unwrap();
    assert_eq!((audit.entries, big.entries), (1500, 1500));
    // The few that are void are approvals of one's own words, and nothing else.
    assert!(!audit.voids.is_empty());
    assert!(
        audit
            .voids
            .iter()
            .all(|void| void.refusal.code() == "own_release")
    );
    assert!(big.posts > 300, "{}", big.posts);
}

#[tokio::test]
async fn a_big_office_has_as_many_posts_as_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let big = Big::found(folder.path(), Size::Posts(100)).await;
    assert!((100..103).contains(&big.posts), "{}", big.posts);
    let desk = big.open().await;
    assert_eq!(desk.office().await.unwrap().head().seq + 1, big.entries);
}
