//! What a crash or an unclear answer left: settled by the journal, by the ledger, or by reading the channel.

use super::fetched::signed_bytes;
use super::{LegReport, report};
use crate::connector::{Connector, Found};
use crate::crash::{Point, reach};
use crate::desk::Desk;
use crate::fault::Problem;
use crate::local::Phase;
use domain::act::{Act, Leg, Resolution};
use domain::digest::Digest;
use domain::ids::ChannelId;
use domain::office::{Office, Progress};
use domain::refusal::Refusal;
use domain::release::Content;

/// Legs of this desk of which nobody knows whether they went out.
pub(super) fn unknown(office: &Office, desk: &Desk) -> Vec<Leg> {
    own_legs(office, desk, |state| {
        matches!(
            state,
            Progress::Unknown {
                undecided: false,
                ..
            }
        )
    })
}

fn own_legs(office: &Office, desk: &Desk, wanted: impl Fn(&Progress) -> bool) -> Vec<Leg> {
    let mut legs = Vec::new();
    for release in office.releases().values() {
        for revision in release
            .revisions
            .iter()
            .filter(|each| each.publisher == desk.id())
        {
            for state in revision.legs.iter().filter(|leg| wanted(&leg.state)) {
                legs.push(Leg {
                    release: release.id,
                    revision: revision.digest,
                    channel: state.channel,
                    attempt: state.attempts,
                });
            }
        }
    }
    legs
}

/// Settles what a crash left: legs that stand as claimed though nobody is sending them.
pub(super) async fn recover(desk: &Desk, office: &Office) -> Result<Vec<LegReport>, Problem> {
    let mut reports = Vec::new();
    for leg in own_legs(office, desk, |state| {
        matches!(state, Progress::Claimed { .. })
    }) {
        reach(Point::BeforeRecover)?;
        let journal = desk.local().journal(&leg).await?;
        let act = match journal.as_ref().map(|entry| entry.phase) {
            Some(Phase::Claimed | Phase::Prepared | Phase::Cancelled) => Act::SendFailed {
                leg,
                code: "interrupted".to_owned(),
                detail: "Countersign ended before anything was sent".to_owned(),
                again: true,
            },
            Some(Phase::Confirmed | Phase::Receipted) => {
                let entry = journal.as_ref();
                Act::Receipt {
                    leg,
                    remotes: entry.map(|entry| entry.remotes.clone()).unwrap_or_default(),
                    sent: entry
                        .and_then(|entry| entry.sent)
                        .unwrap_or(Digest::from_bytes([0; 32])),
                }
            }
            // A journal without the leg was lost or set back: then it cannot vouch for anything.
            Some(Phase::Intent | Phase::Unknown | Phase::Failed) | None => Act::SendUnknown {
                leg,
                detail: "Countersign ended while it was sending".to_owned(),
            },
        };
        desk.say_as_desk(act).await?;
        reach(Point::AfterRecover)?;
        reports.push(report(desk, leg, None).await?);
    }
    Ok(reports)
}

/// The ledger decides what a leg became; a journal that a crash left behind is brought up to it, and what an
/// approval left for sending is wiped once nothing will be sent with it.
pub(super) async fn settle(desk: &Desk) -> Result<(), Problem> {
    let office = desk.office().await?;
    for (leg, phase) in desk.local().journal_open().await? {
        let Some(state) = office.leg(&leg) else {
            continue;
        };
        let ended = match phase {
            // Before the intent nothing was sent, whatever came after.
            Phase::Claimed | Phase::Prepared => Phase::Cancelled,
            _ => Phase::Failed,
        };
        let phase = match &state.state {
            _ if state.attempts != leg.attempt => ended,
            Progress::Receipted { .. } => Phase::Receipted,
            Progress::Failed { .. } | Progress::Ready => ended,
            Progress::Unknown { .. } => Phase::Unknown,
            Progress::Claimed { .. } => continue,
        };
        desk.local().journal_close(&leg, phase, desk.now()).await?;
    }
    for (revision, channel) in desk.local().grants().await? {
        if !still_needed(&office, desk, revision, channel) {
            desk.local().forget_grant(revision, channel).await?;
        }
    }
    Ok(())
}

/// Whether anything can still be sent of a revision on a channel.
fn still_needed(office: &Office, desk: &Desk, digest: Digest, channel: ChannelId) -> bool {
    office
        .releases()
        .values()
        .filter_map(|release| release.newest())
        .filter(|newest| newest.digest == digest && desk.now() < newest.window.execute_before)
        .filter(|newest| newest.rejection.is_none() && newest.withdrawn.is_none())
        .filter_map(|newest| newest.leg(channel))
        .any(|leg| !matches!(leg.state, Progress::Receipted { .. }))
}

/// Reads the channel for a leg of which nobody knows, and records what is found.
pub(super) async fn read_back(desk: &Desk, leg: Leg) -> Result<LegReport, Problem> {
    reach(Point::BeforeReadBack)?;
    let outcome = match look_for(desk, &leg).await? {
        Found::There(remotes) => Resolution::Found { remotes },
        Found::Absent => Resolution::Absent,
        // Later readings may tell; two members may decide at any time.
        Found::CannotTell(why) => return report(desk, leg, Some(why)).await,
    };
    reach(Point::AfterReadBack)?;
    desk.say_as_desk(Act::SendResolved { leg, outcome }).await?;
    reach(Point::ReadBackSaid)?;
    settle(desk).await?;
    report(desk, leg, None).await
}

async fn look_for(desk: &Desk, leg: &Leg) -> Result<Found, Problem> {
    let office = desk.office().await?;
    let Some(channel) = office.channels().get(&leg.channel) else {
        return Err(Refusal::NoSuchChannel.into());
    };
    let seq = office
        .revision(leg.release, leg.revision)
        .map_or(0, |revision| revision.seq);
    if channel.led_elsewhere(seq) {
        return Ok(Found::CannotTell(format!(
            "{} leads to another account now, so reading it tells nothing. Look at the earlier account, and two members decide",
            channel.name
        )));
    }
    let Ok((bytes, _)) = signed_bytes(desk, leg).await else {
        return Ok(Found::CannotTell(
            "the signed text is not in the store".to_owned(),
        ));
    };
    let content = Content::open(&bytes, leg.revision).map_err(|fault| Refusal::ContentDiffers {
        what: fault.to_string(),
    })?;
    let connector: Connector = desk.connector(channel)?;
    Ok(connector.reconcile(&content, leg.channel).await)
}
