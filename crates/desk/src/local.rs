//! This desk's own database: sealed keys, the pinned head, its replica of the office, drafts, and the journal of
//! publishing. Never shared.

mod journal;
mod lists;
mod replica;

pub use journal::{JournalEntry, Phase};
pub(crate) use lists::{ListChange, Listed};

use crate::store::{StoreFault, sqlite};
use crate::vault::Tries;
use domain::digest::Digest;
use domain::ids::{ChannelId, DeskId, DraftId, MemberId, OfficeId};
use domain::instant::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqlitePool;
use std::fs::File;
use std::path::Path;
use uuid::Uuid;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/desk");

/// A mark in the table of sealed things, from the first write to the end of a founding.
const FOUNDING: &str = "founding";

type Done<T> = Result<T, StoreFault>;

/// Which desk of which office this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The office.
    pub office: OfficeId,
    /// The desk.
    pub desk: DeskId,
}

/// This desk's own database.
#[derive(Debug, Clone)]
pub struct Local {
    pool: SqlitePool,
}

/// The right to publish from an office's folder; one process at a time has it.
#[derive(Debug)]
pub struct CourierLock(#[expect(dead_code, reason = "the lock ends when the file is closed")] File);

/// Takes the right to publish.
///
/// # Errors
/// [`StoreFault::Busy`] when another process has it.
pub fn only_courier(dir: &Path) -> Done<CourierLock> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir.join("publishing.lock"))
        .map_err(|_| StoreFault::ReadOnly)?;
    file.try_lock().map_err(|_| StoreFault::Busy)?;
    Ok(CourierLock(file))
}

fn encoded<T: Serialize>(value: &T, what: &'static str) -> Done<Vec<u8>> {
    serde_json::to_vec(value).map_err(|_| StoreFault::Unreadable(what))
}

fn decoded<T: DeserializeOwned>(bytes: &[u8], what: &'static str) -> Done<T> {
    serde_json::from_slice(bytes).map_err(|_| StoreFault::Unreadable(what))
}

impl Local {
    /// Makes the file of a new desk.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn create(path: &Path, identity: &Identity, now: Instant) -> Done<Self> {
        let pool = sqlite::open(path, &MIGRATIONS, true).await?;
        sqlx::query("INSERT INTO identity (only, office, desk, created_at) VALUES (1, $1, $2, $3)")
            .bind(identity.office.to_string())
            .bind(identity.desk.to_string())
            .bind(now.to_string())
            .execute(&pool)
            .await?;
        let local = Self { pool };
        local
            .keep_sealed(FOUNDING, identity.office.uuid(), &true)
            .await?;
        Ok(local)
    }

    /// Whether the office is still being founded.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub(crate) async fn is_founding(&self) -> Done<bool> {
        let open: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM sealed WHERE kind = $1) + (SELECT count(*) = 0 FROM identity)",
        )
        .bind(FOUNDING)
        .fetch_one(&self.pool)
        .await?;
        Ok(open > 0)
    }

    pub(crate) async fn founding_ends(&self) -> Done<()> {
        sqlx::query("DELETE FROM sealed WHERE kind = $1")
            .bind(FOUNDING)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Opens a desk's file.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn open(path: &Path) -> Done<Self> {
        Ok(Self {
            pool: sqlite::open(path, &MIGRATIONS, false).await?,
        })
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    /// Which desk this is.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub async fn identity(&self) -> Done<Option<Identity>> {
        let row: Option<(String, String)> =
            sqlx::query_as("SELECT office, desk FROM identity WHERE only = 1")
                .fetch_optional(&self.pool)
                .await?;
        let Some((office, desk)) = row else {
            return Ok(None);
        };
        let unreadable = |_| StoreFault::Unreadable("identity");
        Ok(Some(Identity {
            office: office.parse().map_err(unreadable)?,
            desk: desk.parse().map_err(unreadable)?,
        }))
    }

    pub(crate) async fn sealed<T: DeserializeOwned>(
        &self,
        kind: &str,
        id: Uuid,
    ) -> Done<Option<T>> {
        let body: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT body FROM sealed WHERE kind = $1 AND id = $2")
                .bind(kind)
                .bind(id.to_string())
                .fetch_optional(&self.pool)
                .await?;
        body.map(|body| decoded(&body, "key")).transpose()
    }

    pub(crate) async fn keep_sealed<T: Serialize>(
        &self,
        kind: &str,
        id: Uuid,
        sealed: &T,
    ) -> Done<()> {
        sqlx::query(
            "INSERT INTO sealed (kind, id, body) VALUES ($1, $2, $3) \
             ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
        )
        .bind(kind)
        .bind(id.to_string())
        .bind(encoded(sealed, "key")?)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    pub(crate) async fn tries(&self, member: MemberId) -> Done<Tries> {
        Ok(self
            .sealed("tries", member.uuid())
            .await?
            .unwrap_or_default())
    }

    pub(crate) async fn keep_tries(&self, member: MemberId, tries: &Tries) -> Done<()> {
        self.keep_sealed("tries", member.uuid(), tries).await
    }

    pub(crate) async fn keep_grant<T: Serialize>(
        &self,
        revision: Digest,
        channel: ChannelId,
        grant: &T,
        until: Instant,
    ) -> Done<()> {
        sqlx::query(
            "INSERT INTO sending_grant (revision, channel, until, body) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (revision, channel) DO UPDATE SET until = excluded.until, body = excluded.body",
        )
        .bind(revision.bytes().as_slice())
        .bind(channel.to_string())
        .bind(until.to_string())
        .bind(encoded(grant, "grant")?)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    pub(crate) async fn grant<T: DeserializeOwned>(
        &self,
        revision: Digest,
        channel: ChannelId,
    ) -> Done<Option<T>> {
        let body: Option<Vec<u8>> = sqlx::query_scalar(
            "SELECT body FROM sending_grant WHERE revision = $1 AND channel = $2",
        )
        .bind(revision.bytes().as_slice())
        .bind(channel.to_string())
        .fetch_optional(&self.pool)
        .await?;
        body.map(|body| decoded(&body, "grant")).transpose()
    }

    /// What every grant is for.
    pub(crate) async fn grants(&self) -> Done<Vec<(Digest, ChannelId)>> {
        let rows: Vec<(Vec<u8>, String)> =
            sqlx::query_as("SELECT revision, channel FROM sending_grant")
                .fetch_all(&self.pool)
                .await?;
        let unreadable = || StoreFault::Unreadable("grant");
        rows.into_iter()
            .map(|(revision, channel)| {
                let revision: [u8; 32] = revision.try_into().map_err(|_| unreadable())?;
                let channel = channel.parse().map_err(|_| unreadable())?;
                Ok((Digest::from_bytes(revision), channel))
            })
            .collect()
    }

    pub(crate) async fn forget_grant(&self, revision: Digest, channel: ChannelId) -> Done<()> {
        sqlx::query("DELETE FROM sending_grant WHERE revision = $1 AND channel = $2")
            .bind(revision.bytes().as_slice())
            .bind(channel.to_string())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub(crate) async fn draft(&self, id: DraftId) -> Done<Option<Vec<u8>>> {
        Ok(sqlx::query_scalar("SELECT body FROM draft WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&self.pool)
            .await?)
    }

    pub(crate) async fn drafts(&self) -> Done<Vec<Vec<u8>>> {
        Ok(
            sqlx::query_scalar("SELECT body FROM draft ORDER BY saved_at DESC, id LIMIT 500")
                .fetch_all(&self.pool)
                .await?,
        )
    }

    pub(crate) async fn discard_draft(&self, id: DraftId) -> Done<bool> {
        let gone = sqlx::query("DELETE FROM draft WHERE id = $1")
            .bind(id.to_string())
            .execute(&self.pool)
            .await?;
        Ok(gone.rows_affected() > 0)
    }

    /// Saves a draft over a version, or a new one.
    pub(crate) async fn save_draft(
        &self,
        id: DraftId,
        over: Option<u64>,
        version: u64,
        body: &[u8],
        at: Instant,
    ) -> Done<()> {
        let number = |version: u64| i64::try_from(version).unwrap_or(i64::MAX);
        let query = match over {
            None => sqlx::query(
                "INSERT INTO draft (id, version, saved_at, body) VALUES ($1, $2, $3, $4)",
            ),
            Some(_) => sqlx::query(
                "UPDATE draft SET version = $2, saved_at = $3, body = $4 WHERE id = $1 AND version = $5",
            ),
        };
        let query = query
            .bind(id.to_string())
            .bind(number(version))
            .bind(at.to_string())
            .bind(body);
        let query = match over {
            None => query,
            Some(over) => query.bind(number(over)),
        };
        let done = query.execute(&self.pool).await?;
        if done.rows_affected() == 1 {
            Ok(())
        } else {
            Err(StoreFault::DraftMoved)
        }
    }
}
