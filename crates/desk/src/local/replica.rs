//! What this desk keeps of the office: its sealed state at a verified head, and what was put away. None of it is
//! believed before it is proved.

use super::{Done, Local};
use crate::store::StoreFault;
use crate::vault::SealedCheckpoint;
use domain::archive::{Need, PutAway};
use domain::digest::Link;
use domain::tree::{Key, Nodes, ways};
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{QueryBuilder, Transaction};
use std::collections::HashMap;

/// How many rows go into one statement.
const AT_ONCE: usize = 400;

const NODES: &str =
    "SELECT path, body FROM archive_node WHERE path IN (SELECT value FROM json_each($1))";
const ROWS: &str =
    "SELECT key, body FROM archive_row WHERE key IN (SELECT unhex(value) FROM json_each($1))";

/// A checkpoint's row: number, link, nonce, sealed state.
type Row = (i64, Vec<u8>, Vec<u8>, Vec<u8>);

/// What was found for some needs: nodes, and rows by key. Nothing of it is proved yet.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) nodes: Nodes,
    rows: HashMap<Vec<u8>, Vec<u8>>,
}

impl Found {
    pub(crate) fn row(&self, need: Need) -> Option<&[u8]> {
        self.rows
            .get(need.key().bytes().as_slice())
            .map(Vec::as_slice)
    }
}

fn list<T: serde::Serialize>(values: &[T]) -> Done<String> {
    serde_json::to_string(values).map_err(|_| StoreFault::Unreadable("archive"))
}

async fn nodes(connection: &mut SqliteConnection, keys: &[Key]) -> Done<Nodes> {
    let paths: Vec<String> = ways(keys).into_iter().collect();
    let found: Vec<(String, Vec<u8>)> = sqlx::query_as(NODES)
        .bind(list(&paths)?)
        .fetch_all(connection)
        .await?;
    Ok(found.into_iter().collect())
}

/// A checkpoint being written: nobody else writes to this desk's database meanwhile.
#[derive(Debug)]
pub(crate) struct Keeping(Transaction<'static, Sqlite>);

impl Keeping {
    pub(crate) async fn nodes(&mut self, keys: &[Key]) -> Done<Nodes> {
        nodes(&mut self.0, keys).await
    }

    /// Before a tree is begun anew.
    pub(crate) async fn empty(&mut self) -> Done<()> {
        for table in ["DELETE FROM archive_node", "DELETE FROM archive_row"] {
            sqlx::query(table).execute(&mut *self.0).await?;
        }
        Ok(())
    }

    pub(crate) async fn keep(mut self, away: &PutAway, checkpoint: &SealedCheckpoint) -> Done<()> {
        for part in away.rows.chunks(AT_ONCE) {
            let mut insert =
                QueryBuilder::<Sqlite>::new("INSERT OR REPLACE INTO archive_row (key, body) ");
            insert.push_values(part, |mut row, (key, body)| {
                row.push_bind(key.bytes().as_slice()).push_bind(body);
            });
            insert.build().execute(&mut *self.0).await?;
        }
        let changed: Vec<_> = away.nodes.iter().collect();
        for part in changed.chunks(AT_ONCE) {
            let mut insert =
                QueryBuilder::<Sqlite>::new("INSERT OR REPLACE INTO archive_node (path, body) ");
            insert.push_values(part, |mut row, (path, body)| {
                row.push_bind(*path).push_bind(*body);
            });
            insert.build().execute(&mut *self.0).await?;
        }
        sqlx::query(
            "INSERT OR REPLACE INTO checkpoint (only, seq, link, nonce, sealed) \
             VALUES (1, $1, $2, $3, $4)",
        )
        .bind(i64::try_from(checkpoint.seq).unwrap_or(i64::MAX))
        .bind(checkpoint.link.bytes().as_slice())
        .bind(checkpoint.nonce.as_slice())
        .bind(&checkpoint.sealed)
        .execute(&mut *self.0)
        .await?;
        self.0.commit().await?;
        Ok(())
    }
}

impl Local {
    /// The checkpoint as it lies there; one of the wrong shape is none.
    pub(crate) async fn checkpoint(&self) -> Done<Option<SealedCheckpoint>> {
        let row: Option<Row> =
            sqlx::query_as("SELECT seq, link, nonce, sealed FROM checkpoint WHERE only = 1")
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.and_then(|(seq, link, nonce, sealed)| {
            Some(SealedCheckpoint {
                seq: u64::try_from(seq).ok()?,
                link: Link::from_bytes(link.try_into().ok()?),
                nonce: nonce.try_into().ok()?,
                sealed,
            })
        }))
    }

    pub(crate) async fn forget_checkpoint(&self) -> Done<()> {
        sqlx::query("DELETE FROM checkpoint")
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub(crate) async fn begin_keeping(&self) -> Done<Keeping> {
        Ok(Keeping(self.pool.begin_with("BEGIN IMMEDIATE").await?))
    }

    /// What lies there for some needs, in two readings however many they are.
    pub(crate) async fn put_away(&self, needs: &[Need]) -> Done<Found> {
        let keys: Vec<Key> = needs.iter().map(Need::key).collect();
        let names: Vec<String> = keys
            .iter()
            .map(|key| const_hex::encode(key.bytes()))
            .collect();
        // Both from one moment: another process of this desk may be putting more away.
        let mut reading = self.pool.begin().await?;
        let nodes = nodes(&mut reading, &keys).await?;
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(ROWS)
            .bind(list(&names)?)
            .fetch_all(&mut *reading)
            .await?;
        reading.rollback().await?;
        let rows = rows.into_iter().collect();
        Ok(Found { nodes, rows })
    }
}
