//! One leg on its way: claimed, through the gate, intended, sent, and what became of it.

use super::fetched::{Fetched, fetch};
use super::recovery::read_back;
use super::undone::Undone;
use super::{LegReport, report};
use crate::connector::SendFault;
use crate::crash::{Point, reach};
use crate::desk::Desk;
use crate::fault::Problem;
use crate::local::Phase;
use domain::act::{Act, Leg, Remote};
use domain::digest::Digest;
use domain::gate;
use domain::office::Office;
use domain::refusal::Refusal;

/// One leg, from the claim to the receipt.
pub(super) async fn send(desk: &Desk, office: &Office, leg: Leg) -> Result<LegReport, Problem> {
    let send_before = office
        .revision(leg.release, leg.revision)
        .map_or_else(|| desk.now(), |revision| revision.window.execute_before);
    let mut journaled = false;
    let journal = async || {
        reach(Point::BeforeJournal)?;
        desk.local()
            .journal_claim(&leg, send_before, desk.now())
            .await?;
        journaled = true;
        Ok(reach(Point::BeforeClaim)?)
    };
    // What the gate will ask for is fetched while the claim is written.
    let claim = desk.say_after(Act::Claimed(leg), journal);
    let (claimed, fetched) = tokio::join!(claim, fetch(desk, office, &leg));
    let office = match claimed {
        Ok(said) => said.office,
        Err(problem) => {
            if journaled {
                desk.local()
                    .journal_to(&leg, Phase::Cancelled, "not claimed", desk.now())
                    .await?;
            }
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
    let publish = connector.publish(permit, credential.as_ref(), on_intent);
    // What this desk said itself is read again while the channel is being asked, so that the last look finds little to do.
    // Whatever is wrong is found by the last look too.
    let (published, _looked) = tokio::join!(publish, desk.glance());
    match published {
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
