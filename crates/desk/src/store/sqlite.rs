//! `SQLite` files: opened so that a commit is on the disk, and a planted file does no harm.

use super::StoreFault;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::Path;
use std::time::Duration;

/// Opens a file, makes its tables, and checks that it is sound and durable.
pub(crate) async fn open(
    path: &Path,
    migrator: &Migrator,
    create: bool,
) -> Result<SqlitePool, StoreFault> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(create)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        // A page of the ledger goes from the driver's thread to ours at once, not by fifties.
        .row_buffer_size(4096)
        // The file may come from someone else: nothing in its schema is run, and cells are checked.
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("mmap_size", "0");
    let pool = SqlitePoolOptions::new()
        .max_connections(4)
        // A connection to a file is part of this process: asking it beforehand whether it is alive takes as long as what it is
        // asked for.
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    migrator.run(&pool).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::VersionMissing(_) => StoreFault::Newer,
        sqlx::migrate::MigrateError::Execute(error) => error.into(),
        _ => StoreFault::NotOurs,
    })?;
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous")
        .fetch_one(&pool)
        .await?;
    if synchronous != 2 {
        return Err(StoreFault::NotDurable);
    }
    Ok(pool)
}
