//! The journal of publishing (blueprint §6): each step is on the disk before the next begins.

use super::{Done, Local, decoded, encoded};
use crate::store::StoreFault;
use domain::act::{Leg, Remote};
use domain::digest::Digest;
use domain::instant::Instant;
use domain::office::Head;

/// How far a leg has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It is being claimed; nothing was sent.
    Claimed,
    /// Everything is ready; nothing was sent.
    Prepared,
    /// The first byte may leave from here on.
    Intent,
    /// The channel accepted it.
    Confirmed,
    /// The receipt is in the ledger.
    Receipted,
    /// The channel refused it.
    Failed,
    /// Nobody knows.
    Unknown,
    /// It was let go before the intent.
    Cancelled,
}

impl Phase {
    const ALL: [Self; 8] = [
        Self::Claimed,
        Self::Prepared,
        Self::Intent,
        Self::Confirmed,
        Self::Receipted,
        Self::Failed,
        Self::Unknown,
        Self::Cancelled,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Prepared => "prepared",
            Self::Intent => "intent",
            Self::Confirmed => "confirmed",
            Self::Receipted => "receipted",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Cancelled => "cancelled",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.name() == name)
    }

    /// Whether the journal may go from here to there.
    const fn leads_to(self, next: Self) -> bool {
        matches!(
            (self, next),
            (
                Self::Claimed,
                Self::Prepared | Self::Intent | Self::Cancelled | Self::Failed | Self::Unknown
            ) | (
                Self::Prepared,
                Self::Intent | Self::Cancelled | Self::Failed | Self::Unknown
            ) | (
                Self::Intent,
                Self::Confirmed | Self::Failed | Self::Unknown | Self::Cancelled
            ) | (Self::Confirmed, Self::Receipted)
        )
    }
}

/// What the journal has of one leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// How far it came.
    pub phase: Phase,
    /// What the channel called the posts.
    pub remotes: Vec<Remote>,
    /// The digest of what was to be sent.
    pub sent: Option<Digest>,
    /// When it came there.
    pub changed_at: Instant,
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

fn of_leg<'q>(query: Query<'q>, leg: &Leg) -> Query<'q> {
    query
        .bind(leg.release.to_string())
        .bind(leg.revision.bytes().to_vec())
        .bind(leg.channel.to_string())
        .bind(i64::from(leg.attempt))
}

impl Local {
    pub(crate) async fn journal(&self, leg: &Leg) -> Done<Option<JournalEntry>> {
        const READ: &str = "SELECT phase, remotes, sent, changed_at FROM journal \
             WHERE release = $1 AND revision = $2 AND channel = $3 AND attempt = $4";
        let row: Option<(String, String, Option<Vec<u8>>, String)> = sqlx::query_as(READ)
            .bind(leg.release.to_string())
            .bind(leg.revision.bytes().to_vec())
            .bind(leg.channel.to_string())
            .bind(i64::from(leg.attempt))
            .fetch_optional(&self.pool)
            .await?;
        let Some((phase, remotes, sent, changed_at)) = row else {
            return Ok(None);
        };
        let unreadable = StoreFault::Unreadable("journal");
        let phase = Phase::named(&phase).ok_or(unreadable)?;
        let sent = sent
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .map(Digest::from_bytes);
        Ok(Some(JournalEntry {
            phase,
            remotes: decoded(remotes.as_bytes(), "journal")?,
            sent,
            changed_at: Instant::parse(&changed_at)
                .map_err(|_| StoreFault::Unreadable("journal"))?,
        }))
    }

    /// Before the claim is appended to the ledger.
    pub(crate) async fn journal_claim(
        &self,
        leg: &Leg,
        send_before: Instant,
        now: Instant,
    ) -> Done<()> {
        const CLAIM: &str = "INSERT INTO journal \
             (release, revision, channel, attempt, phase, send_before, remotes, detail, changed_at) \
             VALUES ($1, $2, $3, $4, 'claimed', $5, '[]', '', $6) \
             ON CONFLICT (release, revision, channel, attempt) DO UPDATE \
             SET phase = 'claimed', changed_at = excluded.changed_at \
             WHERE journal.phase IN ('claimed', 'cancelled')";
        let done = of_leg(sqlx::query(CLAIM), leg)
            .bind(send_before.to_string())
            .bind(now.to_string())
            .execute(&self.pool)
            .await?;
        if done.rows_affected() == 1 {
            Ok(())
        } else {
            Err(StoreFault::JournalOutOfOrder)
        }
    }

    /// One step on.
    pub(crate) async fn journal_to(
        &self,
        leg: &Leg,
        next: Phase,
        detail: &str,
        now: Instant,
    ) -> Done<()> {
        const STEP: &str = "UPDATE journal SET phase = $5, detail = $6, changed_at = $7 \
             WHERE release = $1 AND revision = $2 AND channel = $3 AND attempt = $4 AND phase = $8";
        let from = self.standing(leg, next).await?;
        let done = of_leg(sqlx::query(STEP), leg)
            .bind(next.name())
            .bind(detail)
            .bind(now.to_string())
            .bind(from.name())
            .execute(&self.pool)
            .await?;
        if done.rows_affected() == 1 {
            Ok(())
        } else {
            Err(StoreFault::JournalOutOfOrder)
        }
    }

    /// The last step before the first byte: what is sent, and the head it was checked against, which is pinned by it.
    pub(crate) async fn journal_intend(
        &self,
        leg: &Leg,
        sent: Digest,
        head: Head,
        now: Instant,
    ) -> Done<()> {
        const INTEND: &str = "UPDATE journal SET phase = 'intent', sent = $5, head = $6, link = $7, changed_at = $8 \
             WHERE release = $1 AND revision = $2 AND channel = $3 AND attempt = $4 AND phase IN ('claimed', 'prepared')";
        let done = of_leg(sqlx::query(INTEND), leg)
            .bind(sent.bytes().to_vec())
            .bind(i64::try_from(head.seq).unwrap_or(i64::MAX))
            .bind(head.link.bytes().to_vec())
            .bind(now.to_string())
            .execute(&self.pool)
            .await?;
        if done.rows_affected() == 1 {
            Ok(())
        } else {
            Err(StoreFault::JournalOutOfOrder)
        }
    }

    /// The channel accepted it.
    pub(crate) async fn journal_confirm(
        &self,
        leg: &Leg,
        remotes: &[Remote],
        now: Instant,
    ) -> Done<()> {
        const CONFIRM: &str = "UPDATE journal SET phase = 'confirmed', remotes = $5, changed_at = $6 \
             WHERE release = $1 AND revision = $2 AND channel = $3 AND attempt = $4 AND phase = 'intent'";
        let remotes = encoded(&remotes, "journal")?;
        let done = of_leg(sqlx::query(CONFIRM), leg)
            .bind(String::from_utf8(remotes).map_err(|_| StoreFault::Unreadable("journal"))?)
            .bind(now.to_string())
            .execute(&self.pool)
            .await?;
        if done.rows_affected() == 1 {
            Ok(())
        } else {
            Err(StoreFault::JournalOutOfOrder)
        }
    }

    /// Legs that the journal has not seen the end of, and how far each came.
    pub(crate) async fn journal_open(&self) -> Done<Vec<(Leg, Phase)>> {
        const OPEN: &str = "SELECT release, revision, channel, attempt, phase FROM journal \
             WHERE phase NOT IN ('receipted', 'failed', 'cancelled')";
        let unreadable = || StoreFault::Unreadable("journal");
        let rows: Vec<(String, Vec<u8>, String, i64, String)> =
            sqlx::query_as(OPEN).fetch_all(&self.pool).await?;
        rows.into_iter()
            .map(|(release, revision, channel, attempt, phase)| {
                let revision: [u8; 32] = revision.try_into().map_err(|_| unreadable())?;
                let leg = Leg {
                    release: release.parse().map_err(|_| unreadable())?,
                    revision: Digest::from_bytes(revision),
                    channel: channel.parse().map_err(|_| unreadable())?,
                    attempt: u32::try_from(attempt).map_err(|_| unreadable())?,
                };
                Ok((leg, Phase::named(&phase).ok_or_else(unreadable)?))
            })
            .collect()
    }

    /// Brings an open leg to where the ledger says it ended. Nothing is sent by the journal after that.
    pub(crate) async fn journal_close(&self, leg: &Leg, phase: Phase, now: Instant) -> Done<()> {
        const CLOSE: &str = "UPDATE journal SET phase = $5, changed_at = $6 \
             WHERE release = $1 AND revision = $2 AND channel = $3 AND attempt = $4 \
             AND phase NOT IN ('receipted', 'failed', 'cancelled', $5)";
        of_leg(sqlx::query(CLOSE), leg)
            .bind(phase.name())
            .bind(now.to_string())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn standing(&self, leg: &Leg, next: Phase) -> Done<Phase> {
        let entry = self
            .journal(leg)
            .await?
            .ok_or(StoreFault::JournalOutOfOrder)?;
        if entry.phase.leads_to(next) {
            Ok(entry.phase)
        } else {
            Err(StoreFault::JournalOutOfOrder)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::super::Identity;
    use super::*;
    use domain::digest::Link;
    use domain::ids::{ChannelId, DeskId, OfficeId, ReleaseId};
    use uuid::Uuid;

    const NOW: Instant = Instant::from_millis(1_781_270_764_000);

    fn head(seq: u64) -> Head {
        let link = Link::from_bytes([u8::try_from(seq).unwrap(); 32]);
        Head {
            seq,
            link,
            at: NOW,
            dated: seq,
        }
    }

    #[tokio::test]
    async fn an_intent_pins_the_head_it_was_checked_against_and_a_claim_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let identity = Identity {
            office: OfficeId::new(Uuid::from_u128(1)),
            desk: DeskId::new(Uuid::from_u128(2)),
        };
        let file = folder.path().join("desk.db");
        let local = Local::create(&file, &identity, NOW).await.unwrap();
        let pinned = async || {
            local
                .pinned_head()
                .await
                .unwrap()
                .map(|(seq, link)| (seq, *link.bytes()))
        };
        assert_eq!(pinned().await, None);
        local.take_up(head(7), None, &[]).await.unwrap();
        let leg = Leg {
            release: ReleaseId::new(Uuid::from_u128(3)),
            revision: Digest::of(b"content"),
            channel: ChannelId::new(Uuid::from_u128(4)),
            attempt: 1,
        };
        local.journal_claim(&leg, NOW, NOW).await.unwrap();
        assert_eq!(pinned().await, Some((7, [7; 32])));
        let sent = Digest::of(b"sent");
        local
            .journal_intend(&leg, sent, head(9), NOW)
            .await
            .unwrap();
        assert_eq!(pinned().await, Some((9, [9; 32])));
        // What is pinned later counts over what an intent has seen.
        local.take_up(head(12), Some(7), &[]).await.unwrap();
        assert_eq!(pinned().await, Some((12, [12; 32])));
    }
}
