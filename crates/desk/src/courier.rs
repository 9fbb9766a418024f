//! The courier: takes approved revisions through the gate to their channels, at most once each.
//!
//! Every step is in the desk's own journal before the next begins, and what the journal says after a crash
//! decides what happens then: before the intent nothing was sent; after it, only the channel itself knows.

mod fetched;
mod recovery;
mod sending;
mod undone;

use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use crate::local::Phase;
use domain::act::{Leg, Remote};
use domain::gate;
use domain::office::{Office, Progress};
use recovery::{read_back, recover, settle, unknown};
use sending::send;
use serde::Serialize;

/// What became of one leg in this round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LegReport {
    /// Which leg.
    pub leg: Leg,
    /// Where it stands now.
    pub state: String,
    /// Why it did not go out, in the rules' or the provider's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What the channel calls the posts.
    pub remotes: Vec<Remote>,
}

/// One round over everything this desk is the publisher of: first what an earlier round left open, then
/// what is due. The caller holds the lock that keeps other processes out.
///
/// # Errors
/// Only what concerns the whole desk; what goes wrong on one channel is in its report and hides nothing.
pub async fn round(desk: &Desk) -> Result<Vec<LegReport>, Problem> {
    let reports = send_all(desk).await;
    // Also after a round that failed: what is over is wiped, and what was seen is pinned.
    let settled = settle(desk).await;
    let reports = reports?;
    settled?;
    Ok(reports)
}

async fn send_all(desk: &Desk) -> Result<Vec<LegReport>, Problem> {
    // Nothing is sent on a ledger whose beginning was changed since this desk saw it.
    let mut office = desk.sound().await?;
    let mut reports = recover(desk, &office).await?;
    // Before anything is sent: what turns out not to be there can go in this same round.
    if !reports.is_empty() {
        settle(desk).await?;
        office = desk.glance().await?;
    }
    for leg in unknown(&office, desk) {
        reports.push(read_back(desk, leg).await?);
        office = desk.glance().await?;
    }
    let due = due(&office, desk);
    // How long a leg rests after a try is in the journal; for a first try nothing has to be looked up before it leaves.
    if due.iter().any(|leg| leg.attempt > 1) {
        settle(desk).await?;
    }
    for leg in due {
        match rest(desk, &leg).await? {
            Rest::Over => {
                reports.push(send(desk, &office, leg).await?);
                office = desk.glance().await?;
            }
            resting => {
                let mut told = report(desk, leg, None).await?;
                if resting == Rest::Until {
                    RESTING.clone_into(&mut told.state);
                }
                reports.push(told);
            }
        }
    }
    Ok(reports)
}

/// Legs that the gate would let out now, in the order of sending.
fn due(office: &Office, desk: &Desk) -> Vec<Leg> {
    let now = desk.now();
    let mut legs = Vec::new();
    for release in office.releases().values() {
        let Some(revision) = release.newest() else {
            continue;
        };
        for state in &revision.legs {
            let leg = Leg {
                release: release.id,
                revision: revision.digest,
                channel: state.channel,
                attempt: state.attempts + 1,
            };
            if gate::would_open(office, &leg, desk.id(), now).is_ok() {
                legs.push((revision.window.not_before, release.number, leg));
            }
        }
    }
    legs.sort_by_key(|(due, number, _)| (*due, *number));
    legs.into_iter().map(|(_, _, leg)| leg).collect()
}

/// How long a leg rests after each refused try, in seconds. After the last, a person looks first.
const REST_S: [i64; 5] = [0, 5, 30, 120, 600];

/// The state of a leg that was refused and is tried again by itself.
pub const RESTING: &str = "resting";

/// Whether a leg that was refused before is to be left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// It may go now.
    Over,
    /// For some seconds.
    Until,
    /// Until a person has looked: it was refused too often.
    ForGood,
}

async fn rest(desk: &Desk, leg: &Leg) -> Result<Rest, Fault> {
    if leg.attempt == 1 {
        return Ok(Rest::Over);
    }
    let before = Leg {
        attempt: leg.attempt - 1,
        ..*leg
    };
    let Some(last) = desk.local().journal(&before).await? else {
        return Ok(Rest::Over);
    };
    let tries = usize::try_from(leg.attempt - 1).unwrap_or(usize::MAX);
    let Some(rest) = REST_S.get(tries) else {
        return Ok(Rest::ForGood);
    };
    // Nothing had been sent when it was cancelled, so nothing is hammered by trying at once.
    if last.phase == Phase::Cancelled || desk.now() >= last.changed_at.plus_millis(rest * 1000) {
        Ok(Rest::Over)
    } else {
        Ok(Rest::Until)
    }
}

async fn report(desk: &Desk, leg: Leg, why: Option<String>) -> Result<LegReport, Problem> {
    let office = desk.office_with(&[leg.release]).await?;
    let state = office.leg(&leg).map(|found| &found.state);
    let remotes = match state {
        Some(Progress::Receipted { remotes, .. }) => remotes.clone(),
        _ => Vec::new(),
    };
    let why = why.or_else(|| match state {
        Some(Progress::Failed { detail, .. } | Progress::Unknown { detail, .. }) => {
            Some(detail.clone())
        }
        _ => None,
    });
    let state = state.map_or("gone", Progress::name).to_owned();
    Ok(LegReport {
        leg,
        state,
        why,
        remotes,
    })
}
