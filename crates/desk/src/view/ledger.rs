//! The ledger as a table a person can read.

use super::member_ref;
use super::shell::MemberRef;
use crate::desk::Desk;
use crate::fault::Problem;
use domain::archive::Need;
use domain::digest::Link;
use domain::entry::{Body, By, Said, link, signed_bytes};
use domain::instant::Instant;
use serde::Serialize;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct EntryView {
    /// Its number.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub seq: u64,
    /// When it was signed.
    pub at: Instant,
    /// Who signed; `None` when the desk's own key did.
    pub member: Option<MemberRef>,
    /// At which desk.
    pub desk_name: String,
    /// The kind of act, by its stable name.
    pub what: String,
    /// The exact body.
    pub body: String,
    /// Its link.
    pub link: Link,
    /// The rule it broke, when it changed nothing.
    pub void: Option<domain::refusal::Refusal>,
}

/// A page of the ledger, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct LedgerPage {
    /// Entries.
    pub entries: Vec<EntryView>,
    /// How many there are in all.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub total: u64,
    /// The newest link, as it can be read out at shift change.
    pub head: Link,
    /// When this desk verified them.
    pub verified_at: Instant,
}

/// Rows of one page.
const PAGE: u64 = 50;

pub(super) async fn page(desk: &Desk, before: Option<u64>) -> Result<LedgerPage, Problem> {
    let office = desk.office().await?;
    let head = office.head();
    let end = before.unwrap_or(head.seq + 1).min(head.seq + 1);
    let start = end.saturating_sub(PAGE);
    let most = u32::try_from(end - start).unwrap_or(u32::MAX);
    let voids = [start, end.saturating_sub(1)].map(Need::voids_at);
    let office = desk.ledger.with(desk.sources(), &voids).await?;
    let entries = desk.store.read_after(start.checked_sub(1), most).await?;
    let mut views = Vec::new();
    for entry in entries {
        let body = Body::decode(&entry.body)?;
        let (member, at_desk) = match body.by {
            By::Member(by) => (Some(member_ref(&office, by.member)), by.device),
            By::Desk(by) => (None, by.desk),
        };
        let void = office.voids().iter().find(|void| void.seq == body.seq);
        views.push(EntryView {
            seq: body.seq,
            at: body.at,
            member,
            desk_name: office
                .desks()
                .get(&at_desk)
                .map_or_else(String::new, |known| known.name.clone()),
            what: kind(&body.act),
            link: link(&signed_bytes(&entry.body), &entry.signature),
            body: String::from_utf8_lossy(&entry.body).into_owned(),
            void: void.map(|void| void.refusal.clone()),
        });
    }
    views.reverse();
    Ok(LedgerPage {
        entries: views,
        total: head.seq + 1,
        head: head.link,
        verified_at: desk.now(),
    })
}

fn kind(said: &Said) -> String {
    match said {
        Said::Unknown { kind, .. } => kind.clone(),
        Said::Known(act) => serde_json::to_value(act)
            .ok()
            .and_then(|value| {
                value
                    .get("kind")
                    .and_then(|kind| kind.as_str().map(str::to_owned))
            })
            .unwrap_or_default(),
    }
}
