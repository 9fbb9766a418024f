//! The replica: a desk that goes on from what it kept is as right as one that starts from the first entry, and nothing that is
//! done to what it kept makes it less so.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::desk::Desk;
use desk::fault::{Fault, Problem};
use desk::view::{LiveRow, Query, View};
use domain::act::Scope;
use domain::chain::Broken;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;
use tests::big::{Big, COMMON, RARE, SECOND, Size};

/// Enough for several checkpoints, several pages, and one rare word.
const ENTRIES: u64 = 800;

struct Office {
    big: Big,
    _folder: tempfile::TempDir,
}

impl Office {
    /// Opened once, so that there is a checkpoint.
    async fn kept() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let big = Big::found(folder.path(), Size::Entries(ENTRIES)).await;
        big.open().await.office().await.unwrap();
        Self {
            big,
            _folder: folder,
        }
    }

    async fn change(&self, file: &str, statements: &[&str]) {
        let options = SqliteConnectOptions::new().filename(self.big.folder.join(file));
        let one = SqlitePoolOptions::new().max_connections(1);
        let pool = one.connect_with(options).await.unwrap();
        for statement in statements {
            let done = sqlx::query(sqlx::AssertSqlSafe(*statement))
                .execute(&pool)
                .await;
            done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
        pool.close().await;
    }

    /// As a person with a database tool would: the trigger is in the way, and goes.
    async fn change_entry(&self, change: &str) {
        let statements = ["DROP TRIGGER entry_is_never_changed", change];
        self.change("office.db", &statements).await;
    }
}

async fn live(desk: &Desk, words: &str, after: Option<String>) -> (Vec<LiveRow>, Option<String>) {
    let words = words.to_owned();
    match desk
        .look(&Query::Live { words, after }, None)
        .await
        .unwrap()
    {
        View::Live { rows, next } => (rows, next),
        other => panic!("{other:?}"),
    }
}

async fn all(desk: &Desk, words: &str) -> Vec<LiveRow> {
    let (mut rows, mut next) = live(desk, words, None).await;
    while next.is_some() {
        let (more, after) = live(desk, words, next).await;
        rows.extend(more);
        next = after;
    }
    rows
}

/// Everything a person sees of the office, the time apart.
async fn seen(desk: &Desk, big: &Big) -> (Vec<(String, String)>, View, String) {
    let posts = all(desk, "").await;
    let posts = posts
        .into_iter()
        .map(|row| (format!("{}-{}", row.number, row.leg.channel), row.leg.state))
        .collect();
    let approvals = desk.look(&Query::Approvals, Some(big.founders[1])).await;
    let View::Ledger(page) = desk
        .look(&Query::Ledger { before: Some(60) }, None)
        .await
        .unwrap()
    else {
        panic!("no page")
    };
    let voids: Vec<_> = page
        .entries
        .iter()
        .filter_map(|entry| entry.void.as_ref().map(|void| (entry.seq, void.code())))
        .collect();
    (posts, approvals.unwrap(), format!("{voids:?}"))
}

#[tokio::test]
async fn a_desk_that_goes_on_from_its_checkpoint_shows_what_a_full_replay_shows() {
    let office = Office::kept().await;
    let on = office.big.open().await;
    let went_on = seen(&on, &office.big).await;
    let light = on.office().await.unwrap();
    assert!(
        light.releases_put_away() > 80,
        "{}",
        light.releases_put_away()
    );
    assert!(went_on.2.contains("own_release"), "{}", went_on.2);
    assert_eq!(went_on.0.len(), office.big.posts as usize);
    let again = office.big.open().await;
    again.rebuild().await.unwrap();
    assert_eq!(seen(&again, &office.big).await, went_on);
    on.sound().await.unwrap();
    let audit = on.audit().await.unwrap();
    assert_eq!(audit.head, light.head().link);
}

#[tokio::test]
async fn pages_hold_every_post_once_newest_first() {
    let office = Office::kept().await;
    let desk = office.big.open().await;
    let rows = all(&desk, "").await;
    let times: Vec<_> = rows.iter().map(|row| row.leg.at.unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
    let distinct: BTreeSet<_> = rows
        .iter()
        .map(|row| (row.release, row.revision_number, row.leg.channel))
        .collect();
    assert_eq!(distinct.len(), rows.len());
    assert!(rows.iter().all(|row| !row.text.is_empty()));
}

#[tokio::test]
async fn words_find_the_posts_that_have_all_of_them() {
    let office = Office::kept().await;
    let desk = office.big.open().await;
    let every = all(&desk, COMMON).await.len();
    assert_eq!(every, office.big.posts as usize);
    let some = all(&desk, &format!("{COMMON} {SECOND}")).await.len();
    assert!(some > every / 4 && some < every, "{some} of {every}");
    let rare = all(&desk, RARE).await;
    assert!(!rare.is_empty() && rare.iter().all(|row| row.number == 17));
    // The last word is a beginning; a word before it is not. Case and accents do not matter.
    assert_eq!(all(&desk, "LIGHTHÓU").await.len(), rare.len());
    assert_eq!(all(&desk, "lighthou police").await.len(), 0);
    let begun = all(&desk, "l").await.len();
    assert!(begun > rare.len() && begun <= every, "{begun} of {every}");
    for nothing in ["nosuchword", "—", "\"", "lighthouse nosuchword"] {
        assert_eq!(all(&desk, nothing).await.len(), 0, "{nothing}");
    }
}

#[tokio::test]
async fn erased_content_leaves_the_post_in_the_list() {
    let office = Office::kept().await;
    office.change("office.db", &["DELETE FROM content"]).await;
    let desk = office.big.open().await;
    let before = all(&desk, "").await.len();
    desk.rebuild().await.unwrap();
    let rows = all(&desk, "").await;
    assert_eq!(
        (rows.len(), before),
        (office.big.posts as usize, office.big.posts as usize)
    );
    assert!(
        rows.iter()
            .all(|row| row.text.is_empty() && !row.title.is_empty())
    );
    assert_eq!(all(&desk, COMMON).await.len(), 0);
}

#[tokio::test]
async fn an_entry_changed_before_the_checkpoint_is_found_named_and_stops_all_publishing() {
    let office = Office::kept().await;
    let desk = office.big.open().await;
    desk.sound().await.unwrap();
    desk.publish(Duration::ZERO).await.unwrap();
    drop(desk);
    office
        .change_entry(
            "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'police', 'polite') AS BLOB), \
             signature = zeroblob(64) WHERE seq = 40",
        )
        .await;
    // The window opens all the same: the state is this desk's own.
    let desk = office.big.open().await;
    desk.office().await.unwrap();
    let broken = desk.sound().await.unwrap_err();
    let named =
        |fault: &Fault| matches!(fault, Fault::LedgerBroken(Broken::BadSignature { seq: 40 }));
    assert!(named(&broken), "{broken}");
    let sent = desk.publish(Duration::ZERO).await;
    assert!(
        matches!(&sent, Err(Problem::Failed(fault)) if named(fault)),
        "{sent:?}"
    );
    let stays = desk.office().await.unwrap_err();
    assert!(named(&stays), "{stays}");
    let audit = office.big.open().await.audit().await.unwrap_err();
    assert!(named(&audit), "{audit}");
}

#[tokio::test]
async fn a_missing_beginning_and_a_missing_end_are_found() {
    let office = Office::kept().await;
    office
        .change(
            "office.db",
            &[
                "DROP TRIGGER entry_is_never_deleted",
                "DELETE FROM entry WHERE seq = 7",
            ],
        )
        .await;
    let desk = office.big.open().await;
    let broken = desk.sound().await.unwrap_err();
    let gap = Broken::Gap {
        expected: 7,
        found: 8,
    };
    assert!(
        matches!(&broken, Fault::LedgerBroken(found) if *found == gap),
        "{broken}"
    );

    let office = Office::kept().await;
    office
        .change(
            "office.db",
            &[
                "DROP TRIGGER entry_is_never_deleted",
                "DELETE FROM entry WHERE seq >= 700",
            ],
        )
        .await;
    let broken = office.big.open().await.office().await.unwrap_err();
    let withheld = Broken::Withheld {
        seq: 699,
        pinned: ENTRIES - 1,
    };
    assert!(
        matches!(&broken, Fault::LedgerBroken(found) if *found == withheld),
        "{broken}"
    );
    // A pin that was set back as well does not help: the checkpoint is this desk's own word.
    office.change("desk.db", &["DELETE FROM pinned"]).await;
    let broken = office.big.open().await.office().await.unwrap_err();
    assert!(
        matches!(&broken, Fault::LedgerBroken(found) if *found == withheld),
        "{broken}"
    );
}

#[tokio::test]
async fn whatever_is_done_to_what_the_desk_kept_the_office_is_the_same() {
    let office = Office::kept().await;
    let other = Office::kept().await;
    let right = seen(&office.big.open().await, &office.big).await;
    let theirs = other.big.folder.join("desk.db");
    let attach = format!("ATTACH '{}' AS other", theirs.display());
    for statements in [
        vec!["UPDATE checkpoint SET sealed = zeroblob(length(sealed))"],
        vec!["UPDATE checkpoint SET seq = seq - 1"],
        vec!["UPDATE checkpoint SET nonce = x'00'"],
        vec![
            "UPDATE archive_row SET body = CAST(replace(CAST(body AS TEXT), 'Receipted', 'Ready') AS BLOB)",
        ],
        vec!["UPDATE archive_node SET body = x'00'"],
        vec!["DELETE FROM archive_row"],
        vec!["DELETE FROM archive_node WHERE length(path) = 2"],
        vec!["DELETE FROM post", "DELETE FROM listed"],
        vec!["UPDATE listed SET seq = 3"],
        vec!["UPDATE post SET release = 'nonsense'"],
        vec!["DELETE FROM post_words_data WHERE id > 10"],
        vec![
            attach.as_str(),
            "INSERT OR REPLACE INTO checkpoint SELECT * FROM other.checkpoint",
        ],
    ] {
        office.change("desk.db", &statements).await;
        let desk = office.big.open().await;
        assert_eq!(
            all(&desk, COMMON).await.len(),
            right.0.len(),
            "{statements:?}"
        );
        assert_eq!(seen(&desk, &office.big).await, right, "{statements:?}");
        desk.sound().await.unwrap();
        // And it keeps itself anew.
        assert_eq!(seen(&office.big.open().await, &office.big).await, right);
    }
}

#[tokio::test]
async fn an_older_desk_file_put_back_goes_on_to_the_same_office() {
    let office = Office::kept().await;
    let folder: &Path = &office.big.folder;
    let kept = folder.join("kept.db");
    let statement = format!("VACUUM INTO '{}'", kept.display());
    office.change("desk.db", &[&statement]).await;
    let desk = office.big.open().await;
    for _ in 0..300 {
        desk.stop(Scope::Everything, None, "A drill.")
            .await
            .unwrap();
    }
    let right = seen(&desk, &office.big).await;
    drop(desk);
    for end in ["-wal", "-shm"] {
        let _absent = std::fs::remove_file(folder.join(format!("desk.db{end}")));
    }
    std::fs::rename(&kept, folder.join("desk.db")).unwrap();
    let desk = office.big.open().await;
    assert_eq!(desk.office().await.unwrap().head().seq, ENTRIES - 1 + 300);
    assert_eq!(seen(&desk, &office.big).await, right);
}

#[tokio::test]
async fn two_processes_of_one_desk_put_away_without_losing_each_others() {
    let office = Office::kept().await;
    let (one, two) = (office.big.open().await, office.big.open().await);
    let right = seen(&two, &office.big).await;
    for turn in 0..300_u32 {
        let desk = if turn < 280 { &one } else { &two };
        desk.stop(Scope::Everything, None, "A drill.")
            .await
            .unwrap();
    }
    let (first, second) = (seen(&one, &office.big).await, seen(&two, &office.big).await);
    assert_eq!(first, second);
    assert_eq!(first.0, right.0);
    let fresh = office.big.open().await;
    fresh.rebuild().await.unwrap();
    assert_eq!(seen(&fresh, &office.big).await, first);
    // The one that was overtaken by the rebuilding goes on, too.
    assert_eq!(seen(&one, &office.big).await, first);
}
