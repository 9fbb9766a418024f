//! The office's shared store: the ledger's entries and the content beside it.
//!
//! It is trusted with nothing: entries are verified by whoever reads them, and content is hashed again.

mod page;
mod sql;
pub(crate) mod sqlite;

pub use page::Page;

use domain::digest::{Digest, Link};
use domain::entry::Entry;
use domain::ids::OfficeId;
use domain::key::Signature;
use sqlx::Row as _;
use sqlx::sqlite::SqlitePool;
use std::path::Path;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/office/sqlite");

/// The most bytes of one content.
pub const MOST_CONTENT_BYTES: usize = 50 * 1024 * 1024;

/// What is wrong with a database of the office.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// Another entry took the place.
    #[error("another desk wrote to the ledger first. Try again")]
    HeadMoved,
    /// Stored content has other bytes than its digest says.
    #[error("the stored content {0} is not what was signed: somebody changed it. It cannot go out")]
    ContentSwapped(Digest),
    /// Larger than any content may be.
    #[error("this is larger than 50 MB and cannot be kept")]
    TooLarge,
    /// An entry whose signature is not 64 bytes long.
    #[error("the signature of entry {0} is cut off or too long: somebody changed it")]
    EntryCut(i64),
    /// No room.
    #[error("the disk is full. Nothing was changed and nothing is lost; make room and try again")]
    DiskFull,
    /// Not writable.
    #[error(
        "the office's folder cannot be written. Nothing was changed; make it writable, or choose another"
    )]
    ReadOnly,
    /// Not a sound database.
    #[error(
        "a database of the office is damaged. Nothing is published from it; restore the folder from a copy"
    )]
    Corrupt,
    /// Written by a newer version.
    #[error("the office was opened by a newer Countersign. Update this one; nothing was changed")]
    Newer,
    /// A database, but not one of ours.
    #[error("the file is a database, but not one of Countersign's")]
    NotOurs,
    /// Held by another process for too long.
    #[error("another program holds the office's database. Close it and try again")]
    Held,
    /// The database would not keep what it confirms.
    #[error(
        "the database would not keep what it confirms after a power cut; nothing is done with it"
    )]
    NotDurable,
    /// Another process publishes already.
    #[error("another Countersign is publishing from this office. Wait for it, or close it")]
    Busy,
    /// A step of publishing out of order.
    #[error("the journal of publishing does not have this leg where it should be")]
    JournalOutOfOrder,
    /// A draft was saved in between.
    #[error("this draft was saved elsewhere in the meantime")]
    DraftMoved,
    /// What is stored cannot be read.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// Anything else the driver says.
    #[error("the office's database failed: {0}")]
    Driver(sqlx::Error),
}

/// `SQLITE_IOERR_SHMSIZE`: the file beside the database that its readers share cannot grow.
const NO_ROOM_FOR_INDEX: i32 = 4874;

/// `SQLite`'s primary result codes (<https://www.sqlite.org/rescode.html>).
impl From<sqlx::Error> for StoreFault {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .and_then(|code| code.parse::<i32>().ok());
        if code == Some(NO_ROOM_FOR_INDEX) {
            return Self::DiskFull;
        }
        match code.map(|code| code & 0xff) {
            Some(5 | 6) => Self::Held,
            Some(8 | 14) => Self::ReadOnly,
            Some(11 | 26) => Self::Corrupt,
            Some(13) => Self::DiskFull,
            _ => Self::Driver(error),
        }
    }
}

/// A row of the ledger as it is stored, whatever it is. It is evidence, and nothing is followed from it.
#[derive(Debug)]
pub struct Row {
    /// Its number, as text.
    pub seq: String,
    /// The link it is stored after.
    pub prev: Vec<u8>,
    /// The link it is stored under.
    pub link: Vec<u8>,
    /// Its body.
    pub body: Vec<u8>,
    /// Its signature.
    pub signature: Vec<u8>,
}

/// The office's store. `PostgreSQL` will be its second form.
#[derive(Debug, Clone)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Makes the file of a new office.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn create(path: &Path, _office: OfficeId) -> Result<Self, StoreFault> {
        Ok(Self {
            pool: sqlite::open(path, &MIGRATIONS, true).await?,
        })
    }

    /// Opens the file of an office.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn open(path: &Path) -> Result<Self, StoreFault> {
        Ok(Self {
            pool: sqlite::open(path, &MIGRATIONS, false).await?,
        })
    }

    /// Appends an entry after a known head, in one statement.
    ///
    /// # Errors
    /// [`StoreFault::HeadMoved`] when another entry is there.
    pub async fn append(
        &self,
        after: Option<(u64, Link)>,
        entry: &Entry,
        seq: u64,
        link: Link,
    ) -> Result<(), StoreFault> {
        let prev = after.map_or([0; 32], |(_, link)| *link.bytes());
        let done = sqlx::query(sql::APPEND)
            .bind(number(seq))
            .bind(prev.as_slice())
            .bind(link.bytes().as_slice())
            .bind(&entry.body)
            .bind(entry.signature.bytes().as_slice())
            .execute(&self.pool)
            .await;
        match done {
            Ok(done) if done.rows_affected() == 1 => Ok(()),
            Ok(_) => Err(StoreFault::HeadMoved),
            Err(error)
                if error
                    .as_database_error()
                    .is_some_and(sqlx::error::DatabaseError::is_unique_violation) =>
            {
                Err(StoreFault::HeadMoved)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Entries after a number, in order; from the first when there is none.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn read_after(&self, seq: Option<u64>, most: u32) -> Result<Vec<Entry>, StoreFault> {
        let after = seq.map_or(-1, number);
        let rows = sqlx::query(sql::READ_AFTER)
            .bind(after)
            .bind(i64::from(most))
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                let seq = row.try_get(0)?;
                // No bytes at all are as good as too few.
                let signature: &[u8] = row.try_get(2).unwrap_or_default();
                let signature = signature
                    .try_into()
                    .map_err(|_| StoreFault::EntryCut(seq))?;
                Ok(Entry {
                    body: row.try_get(1)?,
                    signature: Signature::from_bytes(signature),
                })
            })
            .collect()
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    /// Whether it was closed, as it is when the program ends.
    pub(crate) fn is_closed(&self) -> bool {
        self.pool.is_closed()
    }

    /// The same as one piece: for reading a long ledger from end to end.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn read_page(&self, seq: Option<u64>, most: u32) -> Result<Page, StoreFault> {
        let (count, lines, signatures): (i64, Option<Vec<u8>>, Option<Vec<u8>>) =
            sqlx::query_as(sql::READ_PAGE)
                .bind(seq.map_or(-1, number))
                .bind(i64::from(most))
                .fetch_one(&self.pool)
                .await?;
        let count = usize::try_from(count).unwrap_or(0);
        let (lines, signatures) = (lines.unwrap_or_default(), signatures.unwrap_or_default());
        match Page::of_lines(count, lines, &signatures) {
            Some(page) => Ok(page),
            None => Ok(Page::of_entries(&self.read_after(seq, most).await?)),
        }
    }

    /// Every row of the ledger, in order.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn rows(&self) -> Result<Vec<Row>, StoreFault> {
        let rows = sqlx::query(sql::EVERY_ROW).fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| {
                Ok(Row {
                    seq: row.try_get(0)?,
                    prev: row.try_get(1)?,
                    link: row.try_get(2)?,
                    body: row.try_get(3)?,
                    signature: row.try_get(4)?,
                })
            })
            .collect()
    }

    /// The link that is stored for an entry. It is compared with what a desk has seen, never believed.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn link_at(&self, seq: u64) -> Result<Option<Link>, StoreFault> {
        let found: Option<Vec<u8>> = sqlx::query_scalar(sql::LINK_AT)
            .bind(number(seq))
            .fetch_optional(&self.pool)
            .await?;
        Ok(found
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .map(Link::from_bytes))
    }

    /// Keeps content under its digest.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn keep(&self, bytes: &[u8]) -> Result<Digest, StoreFault> {
        if bytes.len() > MOST_CONTENT_BYTES {
            return Err(StoreFault::TooLarge);
        }
        let digest = Digest::of(bytes);
        sqlx::query(sql::KEEP)
            .bind(digest.bytes().as_slice())
            .bind(bytes)
            .execute(&self.pool)
            .await?;
        Ok(digest)
    }

    /// Content by its digest, hashed again.
    ///
    /// # Errors
    /// [`StoreFault::ContentSwapped`] when the bytes are others.
    pub async fn content(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreFault> {
        let found: Option<Vec<u8>> = sqlx::query_scalar(sql::CONTENT)
            .bind(digest.bytes().as_slice())
            .fetch_optional(&self.pool)
            .await?;
        match found {
            Some(bytes) if Digest::of(&bytes) != digest => Err(StoreFault::ContentSwapped(digest)),
            found => Ok(found),
        }
    }
}

/// Numbers of the ledger are below 2^53.
fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
