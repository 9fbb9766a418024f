//! What a desk appends itself counts only as it stands in the ledger.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::time::Duration;
use tests::on_disk::{OnDisk, page};

/// A database that keeps another signature than it was given.
const SWAP: &str = "CREATE TRIGGER swap AFTER INSERT ON entry \
     BEGIN UPDATE entry SET signature = zeroblob(64) WHERE seq = NEW.seq; END";
const KEEP: &str = "CREATE TRIGGER swap AFTER INSERT ON entry \
     BEGIN UPDATE entry SET signature = NEW.signature WHERE seq = NEW.seq; END";

#[tokio::test]
async fn a_claim_that_does_not_stand_as_it_was_signed_sends_nothing() {
    for (trigger, sound) in [(SWAP, false), (KEEP, true)] {
        let office = OnDisk::practice().await;
        let site = office.site().await;
        let words = "Ostrey Bridge is closed both ways.";
        let submitted = office.approved(site, page("bridge", words)).await;
        let mut database = office.database("office.db").await;
        for statement in ["DROP TRIGGER entry_is_never_changed", trigger] {
            sqlx::query(statement).execute(&mut database).await.unwrap();
        }
        let published = office.desk.publish(Duration::ZERO).await;
        assert_eq!(published.is_ok(), sound, "{published:?}");
        assert_eq!(office.pages_with(site, words) > 0, sound);
        let phase = if sound { "receipted" } else { "cancelled" };
        assert_eq!(office.journal(submitted).await, [phase]);
        assert_eq!(office.desk.office().await.is_ok(), sound);
    }
}
