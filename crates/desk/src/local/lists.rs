//! Lists to find posts and releases by: newest first, by words, by number. They are never trusted for what is shown,
//! and made again from the ledger at any time.

use super::{Done, Local};
use crate::store::StoreFault;
use domain::act::Leg;
use domain::digest::{Digest, Link};
use domain::ids::{ChannelId, ReleaseId};
use domain::office::Head;
use sqlx::sqlite::SqliteConnection;

/// A change of the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ListChange {
    /// A release has its number.
    Number { number: u32, release: ReleaseId },
    /// A post stands at this entry from now on.
    Place {
        seq: u64,
        leg: Leg,
        title: String,
        words: String,
    },
    /// A post is not there.
    Remove { leg: Leg },
}

/// A post as the list finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Where it stands; names the place to go on from.
    pub(crate) seq: u64,
    /// The release.
    pub(crate) release: ReleaseId,
    /// The revision.
    pub(crate) revision: Digest,
    /// The channel.
    pub(crate) channel: ChannelId,
}

const PAGE: &str = "SELECT seq, release, revision, channel FROM post \
     WHERE seq < $1 ORDER BY seq DESC LIMIT $2";
const FOUND: &str = "SELECT seq, release, revision, channel FROM \
     (SELECT rowid AS at FROM post_words WHERE post_words MATCH $3 AND rowid < $1 \
      ORDER BY rowid DESC LIMIT $2) JOIN post ON post.seq = at ORDER BY seq DESC";

fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

async fn remove(connection: &mut SqliteConnection, leg: &Leg) -> Done<()> {
    let stood: Option<i64> = sqlx::query_scalar(
        "DELETE FROM post WHERE release = $1 AND revision = $2 AND channel = $3 RETURNING seq",
    )
    .bind(leg.release.to_string())
    .bind(leg.revision.bytes().as_slice())
    .bind(leg.channel.to_string())
    .fetch_optional(&mut *connection)
    .await?;
    if let Some(seq) = stood {
        sqlx::query("DELETE FROM post_words WHERE rowid = $1")
            .bind(seq)
            .execute(connection)
            .await?;
    }
    Ok(())
}

async fn change(connection: &mut SqliteConnection, change: &ListChange) -> Done<()> {
    match change {
        ListChange::Number { number, release } => {
            sqlx::query("INSERT OR REPLACE INTO numbered (number, release) VALUES ($1, $2)")
                .bind(i64::from(*number))
                .bind(release.to_string())
                .execute(connection)
                .await?;
        }
        ListChange::Remove { leg } => remove(connection, leg).await?,
        ListChange::Place {
            seq,
            leg,
            title,
            words,
        } => {
            remove(connection, leg).await?;
            sqlx::query(
                "INSERT INTO post (seq, release, revision, channel) VALUES ($1, $2, $3, $4)",
            )
            .bind(number(*seq))
            .bind(leg.release.to_string())
            .bind(leg.revision.bytes().as_slice())
            .bind(leg.channel.to_string())
            .execute(&mut *connection)
            .await?;
            sqlx::query("INSERT INTO post_words (rowid, title, words) VALUES ($1, $2, $3)")
                .bind(number(*seq))
                .bind(title)
                .bind(words)
                .execute(connection)
                .await?;
        }
    }
    Ok(())
}

impl Local {
    /// Up to which entry the lists go; `None` when they are empty.
    pub(crate) async fn listed(&self) -> Done<Option<u64>> {
        let seq: Option<i64> = sqlx::query_scalar("SELECT seq FROM listed WHERE only = 1")
            .fetch_optional(&self.pool)
            .await?;
        Ok(seq.and_then(|seq| u64::try_from(seq).ok()))
    }

    /// Pins a verified head, and takes what led there into the lists, unless another process of this desk did since
    /// `listed` was read.
    pub(crate) async fn take_up(
        &self,
        head: Head,
        listed: Option<u64>,
        changes: &[ListChange],
    ) -> Done<()> {
        const PIN: &str = "INSERT INTO pinned (only, seq, link) VALUES (1, $1, $2) \
             ON CONFLICT (only) DO UPDATE SET seq = excluded.seq, link = excluded.link \
             WHERE excluded.seq > pinned.seq";
        const LIST: &str = "INSERT INTO listed (only, seq) VALUES (1, $1) \
             ON CONFLICT (only) DO UPDATE SET seq = excluded.seq WHERE listed.seq = $2 AND excluded.seq > listed.seq";
        let mut all = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(PIN)
            .bind(number(head.seq))
            .bind(head.link.bytes().as_slice())
            .execute(&mut *all)
            .await?;
        let moved = sqlx::query(LIST)
            .bind(number(head.seq))
            .bind(listed.map_or(-1, number))
            .execute(&mut *all)
            .await?;
        if moved.rows_affected() == 1 {
            for each in changes {
                change(&mut all, each).await?;
            }
        }
        all.commit().await?;
        Ok(())
    }

    /// Empties the lists, so that they are made again.
    pub(crate) async fn clear_lists(&self) -> Done<()> {
        let mut all = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        for statement in [
            "DELETE FROM listed",
            "DELETE FROM numbered",
            "DELETE FROM post",
            "INSERT INTO post_words (post_words) VALUES ('delete-all')",
        ] {
            sqlx::query(statement).execute(&mut *all).await?;
        }
        all.commit().await?;
        Ok(())
    }

    /// Posts before a place, newest first; those that match, when words are asked for.
    pub(crate) async fn posts(
        &self,
        words: Option<&str>,
        before: Option<u64>,
        most: usize,
    ) -> Done<Vec<Listed>> {
        let query = sqlx::query_as(if words.is_some() { FOUND } else { PAGE })
            .bind(before.map_or(i64::MAX, number))
            .bind(i64::try_from(most).unwrap_or(i64::MAX));
        let query = match words {
            Some(words) => query.bind(words),
            None => query,
        };
        let rows: Vec<(i64, String, Vec<u8>, String)> = query.fetch_all(&self.pool).await?;
        let unreadable = StoreFault::Unreadable("list of posts");
        let read = |(seq, release, revision, channel): (i64, String, Vec<u8>, String)| {
            Some(Listed {
                seq: u64::try_from(seq).ok()?,
                release: release.parse().ok()?,
                revision: Digest::from_bytes(revision.try_into().ok()?),
                channel: channel.parse().ok()?,
            })
        };
        let read: Option<Vec<Listed>> = rows.into_iter().map(read).collect();
        read.ok_or(unreadable)
    }

    /// The release of a number, by the list.
    pub(crate) async fn numbered(&self, number: u32) -> Done<Option<ReleaseId>> {
        let found: Option<String> =
            sqlx::query_scalar("SELECT release FROM numbered WHERE number = $1")
                .bind(i64::from(number))
                .fetch_optional(&self.pool)
                .await?;
        Ok(found.and_then(|release| release.parse().ok()))
    }

    /// The newest head this desk has verified: the one it pinned last, or one that an intent was written against.
    pub(crate) async fn pinned_head(&self) -> Done<Option<(u64, Link)>> {
        const NEWEST: &str = "SELECT * FROM (SELECT seq, link FROM pinned WHERE only = 1) UNION ALL SELECT * FROM \
             (SELECT head, link FROM journal WHERE link IS NOT NULL ORDER BY head DESC LIMIT 1) \
             ORDER BY 1 DESC LIMIT 1";
        let row: Option<(i64, Vec<u8>)> = sqlx::query_as(NEWEST).fetch_optional(&self.pool).await?;
        let Some((seq, link)) = row else {
            return Ok(None);
        };
        let link: [u8; 32] = link
            .try_into()
            .map_err(|_| StoreFault::Unreadable("head"))?;
        let seq = u64::try_from(seq).map_err(|_| StoreFault::Unreadable("head"))?;
        Ok(Some((seq, Link::from_bytes(link))))
    }
}
