//! The courier: takes approved revisions through the gate to their channels, at most once each.
//!
//! Every step is in the desk's own journal before the next begins, and what the journal says after a crash
//! decides what happens then: before the intent nothing was sent; after it, only the channel itself knows.

mod recovery;

use crate::connector::SendFault;
use crate::crash::{Point, reach};
use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use crate::local::Phase;
use crate::vault::{SealedCredential, SendingGrant};
use domain::act::{Act, Leg, Remote};
use domain::channel::{Channel, ChannelKind};
use domain::digest::Digest;
use domain::gate;
use domain::office::{Office, Progress};
use domain::refusal::Refusal;
use domain::release::Content;
use recovery::{read_back, recover, settle, unknown};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

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

/// One leg, from the claim to the receipt.
async fn send(desk: &Desk, office: &Office, leg: Leg) -> Result<LegReport, Problem> {
    reach(Point::BeforeJournal)?;
    let send_before = office
        .revision(leg.release, leg.revision)
        .map_or_else(|| desk.now(), |revision| revision.window.execute_before);
    desk.local()
        .journal_claim(&leg, send_before, desk.now())
        .await?;
    reach(Point::BeforeClaim)?;
    // What the gate will ask for is fetched while the claim is written.
    let claim = desk.say_in_passing(Act::Claimed(leg));
    let (claimed, fetched) = tokio::join!(claim, fetch(desk, office, &leg));
    let office = match claimed {
        Ok(said) => said.office,
        Err(problem) => {
            desk.local()
                .journal_to(&leg, Phase::Cancelled, "not claimed", desk.now())
                .await?;
            return match problem {
                Problem::Refused(refusal) => report(desk, leg, Some(refusal.to_string())).await,
                failed @ Problem::Failed(_) => Err(failed),
            };
        }
    };
    reach(Point::AfterClaim)?;
    match carry(desk, leg, &office, fetched).await {
        Ok((remotes, sent)) => {
            reach(Point::AfterSend)?;
            desk.local()
                .journal_confirm(&leg, &remotes, desk.now())
                .await?;
            reach(Point::BeforeReceipt)?;
            desk.say_in_passing(Act::Receipt { leg, remotes, sent })
                .await?;
            reach(Point::AfterReceipt)?;
            desk.local()
                .journal_to(&leg, Phase::Receipted, "", desk.now())
                .await?;
            reach(Point::BeforeForget)?;
            desk.forget_grant(&leg).await?;
            reach(Point::AfterForget)?;
            report(desk, leg, None).await
        }
        Err(Undone::Before { code, detail }) => {
            reach(Point::BeforeCancel)?;
            desk.local()
                .journal_to(&leg, Phase::Cancelled, &detail, desk.now())
                .await?;
            reach(Point::AfterCancel)?;
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
            reach(Point::BeforeRefused)?;
            desk.local()
                .journal_to(&leg, Phase::Failed, &detail, desk.now())
                .await?;
            reach(Point::AfterRefused)?;
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
            reach(Point::BeforeUnknown)?;
            desk.local()
                .journal_to(&leg, Phase::Unknown, &detail, desk.now())
                .await?;
            reach(Point::AfterUnknown)?;
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

impl From<crate::store::StoreFault> for Undone {
    fn from(fault: crate::store::StoreFault) -> Self {
        Fault::from(fault).into()
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

/// What a send needs, as it lies in the databases.
struct Fetched {
    content: Vec<u8>,
    pictures: BTreeMap<Digest, Arc<[u8]>>,
    /// The channel it is for, as it stood then.
    channel: Channel,
    /// For a channel with a credential: what opens it.
    right: Option<(SealedCredential, SendingGrant)>,
}

async fn fetch(desk: &Desk, office: &Office, leg: &Leg) -> Result<Fetched, Undone> {
    let channel = office.channels().get(&leg.channel);
    let channel = channel.ok_or(Refusal::NoSuchChannel)?;
    let right = async {
        match channel.kind {
            ChannelKind::Site => Ok(None),
            ChannelKind::Bluesky => desk.sending_right(leg, channel).await.map(Some),
        }
    };
    let (bytes, right) = tokio::join!(signed_bytes(desk, leg), right);
    let (content, pictures) = bytes?;
    Ok(Fetched {
        content,
        pictures,
        channel: channel.clone(),
        right: right.map_err(Undone::from)?,
    })
}

async fn carry(
    desk: &Desk,
    leg: Leg,
    office: &Office,
    fetched: Result<Fetched, Undone>,
) -> Result<(Vec<Remote>, Digest), Undone> {
    let channel = office
        .channels()
        .get(&leg.channel)
        .ok_or(Refusal::NoSuchChannel)?;
    let fetched = match fetched? {
        fetched if fetched.channel == *channel => fetched,
        // It was connected anew before the claim stood.
        _ => fetch(desk, office, &leg).await?,
    };
    let Fetched {
        content, pictures, ..
    } = &fetched;
    let permit = gate::permit(office, &leg, desk.id(), desk.now(), content, pictures)?;
    reach(Point::AfterGate)?;
    let connector = desk.connector(channel).map_err(Undone::from)?;
    let credential = match &fetched.right {
        None => None,
        Some(right) => Some(
            desk.credential_for(&leg, right)
                .await
                .map_err(Undone::from)?,
        ),
    };
    reach(Point::CredentialOpen)?;
    let sent = permit.sent();
    let head = office.head().seq;
    // Where no media go first there is nothing to prepare: the next step is the intent, and one commit is saved.
    if !fetched.pictures.is_empty() {
        desk.local()
            .journal_to(&leg, Phase::Prepared, "", desk.now())
            .await?;
    }
    reach(Point::Prepared)?;
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
    let said = |fault: crate::store::StoreFault| fault.to_string();
    reach(Point::MediaThere).map_err(said)?;
    let office = desk.glance().await.map_err(|fault| fault.to_string())?;
    if office.head().seq != head {
        gate::still_open(&office, leg, desk.id(), desk.now()).map_err(|no| no.to_string())?;
    }
    reach(Point::BeforeIntent).map_err(said)?;
    desk.local()
        .journal_intend(leg, sent, office.head(), desk.now())
        .await
        .map_err(said)?;
    reach(Point::AfterIntent).map_err(said)
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
