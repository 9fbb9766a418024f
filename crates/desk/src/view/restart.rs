//! The release of the last stop: who signed it, and when. The office knows which entry lifted a stop; who signed is read
//! from that entry, whose signature is checked again, and from the proposal that it names by its link.

use super::member_ref;
use super::shell::MemberRef;
use crate::desk::Desk;
use crate::fault::Fault;
use domain::act::Act;
use domain::entry::{Body, By, Entry, Said, link, signed_bytes};
use domain::ids::MemberId;
use domain::instant::Instant;
use domain::office::Office;
use serde::Serialize;

/// How long a release is told of.
const SHOWN_FOR_MILLIS: i64 = 24 * 3_600_000;
/// How far back from the release its proposal is looked for.
const PROPOSED_WITHIN: u64 = 256;

/// The release of a stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct RestartView {
    /// The entry that lifted it.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// When the stop had been pulled.
    pub stopped_at: Instant,
    /// Who proposed it and who seconded it, as far as their entries can be read here.
    pub by: Vec<MemberRef>,
}

pub(super) async fn restarted(desk: &Desk, office: &Office) -> Result<Option<RestartView>, Fault> {
    let lifted = office
        .stops()
        .iter()
        .filter_map(|stop| Some((stop.lifted?, stop)));
    let Some((seq, stop)) = lifted.max_by_key(|(seq, _)| *seq) else {
        return Ok(None);
    };
    if office.stops_on().next().is_some() {
        return Ok(None);
    }
    let start = seq.saturating_sub(PROPOSED_WITHIN).max(stop.seq);
    let most = u32::try_from(seq - start).unwrap_or(u32::MAX);
    let entries = desk.store.read_after(Some(start), most).await?;
    let second = entries
        .last()
        .and_then(|entry| seconded(office, entry, seq));
    Ok(second
        .filter(|second| desk.now().millis() - second.at.millis() <= SHOWN_FOR_MILLIS)
        .map(|second| {
            let first = entries
                .iter()
                .find(|entry| link(&signed_bytes(&entry.body), &entry.signature) == second.proposal)
                .and_then(|entry| Body::decode(&entry.body).ok())
                .and_then(|body| member_of(&body.by));
            let by = first.into_iter().chain([second.member]);
            RestartView {
                seq,
                at: second.at,
                stopped_at: stop.at,
                by: by.map(|member| member_ref(office, member)).collect(),
            }
        }))
}

struct Seconded {
    member: MemberId,
    at: Instant,
    proposal: domain::digest::Link,
}

/// The entry of that number, if it is what a member signed to second something.
fn seconded(office: &Office, entry: &Entry, seq: u64) -> Option<Seconded> {
    let body = Body::decode(&entry.body).ok()?;
    let By::Member(by) = body.by else { return None };
    let key = office.member_key(by.member, by.device)?;
    let genuine = key.verify(&signed_bytes(&entry.body), &entry.signature);
    let Said::Known(Act::Seconded { proposal }) = body.act else {
        return None;
    };
    (genuine.is_ok() && body.seq == seq && body.office == office.id()).then_some(Seconded {
        member: by.member,
        at: body.at,
        proposal,
    })
}

const fn member_of(by: &By) -> Option<MemberId> {
    match by {
        By::Member(by) => Some(by.member),
        By::Desk(_) => None,
    }
}
