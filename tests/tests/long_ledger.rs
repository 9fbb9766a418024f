//! A long ledger, read by pages and verified in batches: whatever is wrong in it is named exactly.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use desk::desk::OFFICE_DB;
use desk::fault::Fault;
use domain::chain::Broken;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tests::big::{Big, Size};

/// More than one batch and several pages.
const ENTRIES: u64 = 8300;

struct Long {
    big: Big,
    pool: SqlitePool,
    _folder: tempfile::TempDir,
}

impl Long {
    async fn made() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let big = Big::found(folder.path(), Size::Entries(ENTRIES)).await;
        let file = SqliteConnectOptions::new().filename(folder.path().join(OFFICE_DB));
        let pool = SqlitePool::connect_with(file).await.unwrap();
        sqlx::query("DROP TRIGGER entry_is_never_changed")
            .execute(&pool)
            .await
            .unwrap();
        Self {
            big,
            pool,
            _folder: folder,
        }
    }

    /// Puts other bytes there, and gives those that were there.
    async fn swap(&self, column: &str, seq: u64, bytes: &[u8]) -> Vec<u8> {
        let seq = i64::try_from(seq).unwrap();
        let (read, write) = match column {
            "body" => (
                "SELECT body FROM entry WHERE seq = $1",
                "UPDATE entry SET body = $2 WHERE seq = $1",
            ),
            _ => (
                "SELECT signature FROM entry WHERE seq = $1",
                "UPDATE entry SET signature = $2 WHERE seq = $1",
            ),
        };
        let before: Vec<u8> = sqlx::query_scalar(read)
            .bind(seq)
            .fetch_one(&self.pool)
            .await
            .unwrap();
        sqlx::query(write)
            .bind(seq)
            .bind(bytes)
            .execute(&self.pool)
            .await
            .unwrap();
        before
    }

    async fn audited(&self) -> Result<u64, Broken> {
        match self.big.open().await.audit().await {
            Ok(audit) => Ok(audit.entries),
            Err(Fault::LedgerBroken(broken)) => Err(broken),
            Err(other) => unreachable!("{other}"),
        }
    }
}

#[tokio::test]
async fn the_changed_entry_is_named_wherever_pages_and_batches_end() {
    let long = Long::made().await;
    assert_eq!(long.audited().await, Ok(ENTRIES));
    // The last of a page, the last of the first batch, the first of the next, the last of all.
    for seq in [2047, 8191, 8192, ENTRIES - 1] {
        let signature = long.swap("signature", seq, &[7; 64]).await;
        assert_eq!(long.audited().await, Err(Broken::BadSignature { seq }));
        long.swap("signature", seq, &signature).await;
    }
    assert_eq!(long.audited().await, Ok(ENTRIES));
}

#[tokio::test]
async fn of_two_changed_entries_the_first_is_named() {
    let long = Long::made().await;
    // The second one is the last of all, so that no link after it differs.
    long.swap("signature", ENTRIES - 1, &[7; 64]).await;
    assert_eq!(
        long.audited().await,
        Err(Broken::BadSignature { seq: ENTRIES - 1 })
    );
    long.swap("signature", 40, &[7; 64]).await;
    assert_eq!(long.audited().await, Err(Broken::BadSignature { seq: 40 }));
}

#[tokio::test]
async fn a_body_that_breaks_the_lines_of_a_page_is_named() {
    let long = Long::made().await;
    for bytes in [
        b"{}\n{}".as_slice(),
        b"\n",
        b"",
        b"{\"v\":1}\0",
        &[0xff, 0xfe],
    ] {
        let body = long.swap("body", 4000, bytes).await;
        let broken = long.audited().await;
        assert!(
            matches!(broken, Err(Broken::Unreadable { seq: 4000, .. })),
            "{broken:?}"
        );
        long.swap("body", 4000, &body).await;
    }
    // A signature of another length is no signature; the page is read row by row, and says so.
    long.swap("signature", 4000, &[7; 63]).await;
    let audit = long.big.open().await.audit().await;
    assert!(matches!(audit, Err(Fault::Store(_))), "{audit:?}");
    long.swap("signature", 4000, &[7; 64]).await;
    assert_eq!(
        long.audited().await,
        Err(Broken::BadSignature { seq: 4000 })
    );
}
