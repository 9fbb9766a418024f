//! The courier: takes approved revisions through the gate to their channels, at most once each.
//!
//! Every step is in the desk's own journal before the next begins, and what the journal says after a crash
//! decides what happens then: before the intent nothing was sent; after it, only the channel itself knows.

use crate::connector::{Connector, Found, SendFault};
use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use crate::local::Phase;
use domain::act::{Act, Leg, Remote, Resolution};
use domain::channel::ChannelKind;
use domain::digest::Digest;
use domain::gate;
use domain::office::{Office, Progress};
use domain::refusal::Refusal;
use domain::release::Content;
use fail::fail_point;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What became of one leg in this round.
#[derive(Debug, Clone, Serialize)]
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
    // Nothing is sent on a ledger whose beginning was changed since this desk saw it.
    desk.sound().await?;
    let mut reports = recover(desk).await?;
    let office = desk.office().await?;
    for leg in due(&office, desk) {
        if !rests(desk, &leg).await? {
            reports.push(send(desk, leg).await?);
        }
    }
    let office = desk.office().await?;
    for leg in unknown(&office, desk) {
        reports.push(read_back(desk, leg).await?);
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

/// Whether a leg that was refused before is to be left alone for now.
async fn rests(desk: &Desk, leg: &Leg) -> Result<bool, Fault> {
    if leg.attempt == 1 {
        return Ok(false);
    }
    let before = Leg {
        attempt: leg.attempt - 1,
        ..*leg
    };
    let Some(last) = desk.local().journal(&before).await? else {
        return Ok(false);
    };
    // Nothing had been sent then, so nothing is hammered by trying at once.
    if last.phase == Phase::Cancelled {
        return Ok(false);
    }
    let tries = usize::try_from(leg.attempt - 1).unwrap_or(usize::MAX);
    let Some(rest) = REST_S.get(tries) else {
        return Ok(true);
    };
    Ok(desk.now() < last.changed_at.plus_millis(rest * 1000))
}

/// Legs of this desk of which nobody knows whether they went out.
fn unknown(office: &Office, desk: &Desk) -> Vec<Leg> {
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
async fn recover(desk: &Desk) -> Result<Vec<LegReport>, Problem> {
    let office = desk.office().await?;
    let mut reports = Vec::new();
    for leg in own_legs(&office, desk, |state| {
        matches!(state, Progress::Claimed { .. })
    }) {
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
        reports.push(report(desk, leg, None).await?);
    }
    Ok(reports)
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

/// One leg, from the claim to the receipt.
async fn send(desk: &Desk, leg: Leg) -> Result<LegReport, Problem> {
    let office = desk.office().await?;
    let send_before = office
        .revision(leg.release, leg.revision)
        .map_or_else(|| desk.now(), |revision| revision.window.execute_before);
    desk.local()
        .journal_claim(&leg, send_before, desk.now())
        .await?;
    fail_point!("before_claim");
    if let Err(problem) = desk.say_as_desk(Act::Claimed(leg)).await {
        desk.local()
            .journal_to(&leg, Phase::Cancelled, "not claimed", desk.now())
            .await?;
        return match problem {
            Problem::Refused(refusal) => report(desk, leg, Some(refusal.to_string())).await,
            failed @ Problem::Failed(_) => Err(failed),
        };
    }
    fail_point!("after_claim");
    match carry(desk, leg).await {
        Ok((remotes, sent)) => {
            fail_point!("after_send");
            desk.local()
                .journal_confirm(&leg, &remotes, desk.now())
                .await?;
            fail_point!("before_receipt");
            desk.say_as_desk(Act::Receipt { leg, remotes, sent })
                .await?;
            fail_point!("after_receipt");
            desk.local()
                .journal_to(&leg, Phase::Receipted, "", desk.now())
                .await?;
            desk.forget_grant(&leg).await?;
            report(desk, leg, None).await
        }
        Err(Undone::Before { code, detail }) => {
            desk.local()
                .journal_to(&leg, Phase::Cancelled, &detail, desk.now())
                .await?;
            desk.say_as_desk(Act::SendFailed {
                leg,
                code,
                detail,
                again: true,
            })
            .await?;
            report(desk, leg, None).await
        }
        Err(Undone::Refused {
            code,
            detail,
            again,
        }) => {
            desk.local()
                .journal_to(&leg, Phase::Failed, &detail, desk.now())
                .await?;
            desk.say_as_desk(Act::SendFailed {
                leg,
                code,
                detail,
                again,
            })
            .await?;
            report(desk, leg, None).await
        }
        Err(Undone::Unknown { detail }) => {
            desk.local()
                .journal_to(&leg, Phase::Unknown, &detail, desk.now())
                .await?;
            fail_point!("before_unknown");
            desk.say_as_desk(Act::SendUnknown { leg, detail }).await?;
            read_back(desk, leg).await
        }
    }
}

/// Why a claimed leg did not come to a receipt.
enum Undone {
    /// Nothing was sent: the gate closed, or something was missing.
    Before { code: String, detail: String },
    /// The channel refused, and nothing was created.
    Refused {
        code: String,
        detail: String,
        again: bool,
    },
    /// Nobody knows.
    Unknown { detail: String },
}

impl From<Refusal> for Undone {
    fn from(refusal: Refusal) -> Self {
        Self::Before {
            code: refusal.code(),
            detail: refusal.to_string(),
        }
    }
}

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Self {
        Self::Before {
            code: "fault".to_owned(),
            detail: fault.to_string(),
        }
    }
}

async fn carry(desk: &Desk, leg: Leg) -> Result<(Vec<Remote>, Digest), Undone> {
    let office = desk.office().await.map_err(Undone::from)?;
    let (content, pictures) = signed_bytes(desk, &leg).await?;
    let permit = gate::permit(&office, &leg, desk.id(), desk.now(), &content, &pictures)?;
    let channel = office
        .channels()
        .get(&leg.channel)
        .ok_or(Refusal::NoSuchChannel)?;
    let connector = desk.connector(channel).map_err(Undone::from)?;
    let credential = match channel.kind {
        ChannelKind::Site => None,
        ChannelKind::Bluesky => Some(
            desk.credential_for(&leg, channel)
                .await
                .map_err(Undone::from)?,
        ),
    };
    let sent = permit.sent();
    let head = office.head().seq;
    desk.local()
        .journal_to(&leg, Phase::Prepared, "", desk.now())
        .await
        .map_err(|fault| Undone::from(Fault::from(fault)))?;
    fail_point!("before_intent");
    let on_intent = async || intend(desk, &leg, head, sent).await;
    match connector
        .publish(permit, credential.as_ref(), on_intent)
        .await
    {
        Ok(published) => Ok((published.remotes, sent)),
        Err(SendFault::NotStarted(why)) => Err(Undone::Before {
            code: "cancelled".to_owned(),
            detail: why,
        }),
        Err(SendFault::Refused { code, words, again }) => Err(Undone::Refused {
            code,
            detail: words,
            again,
        }),
        Err(SendFault::RetryAfter { words, .. }) => Err(Undone::Refused {
            code: "rate_limited".to_owned(),
            detail: words,
            again: true,
        }),
        Err(SendFault::Ambiguous(what)) => Err(Undone::Unknown { detail: what }),
    }
}

/// The last look before the first byte: a stop that reached the ledger since the permit was given still
/// counts, and the intent is on the disk when this returns.
async fn intend(desk: &Desk, leg: &Leg, head: u64, sent: Digest) -> Result<(), String> {
    let office = desk.office().await.map_err(|fault| fault.to_string())?;
    if office.head().seq != head {
        gate::still_open(&office, leg, desk.id(), desk.now()).map_err(|no| no.to_string())?;
    }
    desk.local()
        .journal_intend(leg, sent, office.head().seq, desk.now())
        .await
        .map_err(|fault| fault.to_string())?;
    fail_point!("after_intent");
    Ok(())
}

async fn signed_bytes(
    desk: &Desk,
    leg: &Leg,
) -> Result<(Vec<u8>, BTreeMap<Digest, Arc<[u8]>>), Undone> {
    let bytes = desk.content_bytes(leg.revision).await?;
    let content = Content::open(&bytes, leg.revision).map_err(|fault| Refusal::ContentDiffers {
        what: fault.to_string(),
    })?;
    let mut pictures = BTreeMap::new();
    if let Some(variant) = content.variant(leg.channel) {
        for image in variant.images() {
            let bytes = desk.content_bytes(image.digest).await?;
            pictures.insert(image.digest, Arc::from(bytes));
        }
    }
    Ok((bytes, pictures))
}

/// Reads the channel for a leg of which nobody knows, and records what is found.
async fn read_back(desk: &Desk, leg: Leg) -> Result<LegReport, Problem> {
    fail_point!("before_read_back");
    let outcome = match look_for(desk, &leg).await? {
        Found::There(remotes) => Resolution::Found { remotes },
        Found::Absent => Resolution::Absent,
        // Later readings may tell; two members may decide at any time.
        Found::CannotTell(why) => return report(desk, leg, Some(why)).await,
    };
    desk.say_as_desk(Act::SendResolved { leg, outcome }).await?;
    report(desk, leg, None).await
}

async fn look_for(desk: &Desk, leg: &Leg) -> Result<Found, Problem> {
    let office = desk.office().await?;
    let Some(channel) = office.channels().get(&leg.channel) else {
        return Err(Refusal::NoSuchChannel.into());
    };
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
