//! Taking a live post down.

use super::{Done, Signer};
use crate::fault::Problem;
use domain::act::{Act, Leg, Remote};
use domain::ids::{ChannelId, ReleaseId};
use domain::office::{Office, Progress};
use domain::refusal::Refusal;

impl Signer<'_> {
    pub(super) async fn take_down(
        &self,
        release: ReleaseId,
        channel: ChannelId,
        reason: &str,
    ) -> Result<Done, Problem> {
        let said = self
            .say(Act::TakedownOrdered {
                release,
                channel,
                reason: reason.to_owned(),
            })
            .await?;
        let place = said
            .office
            .channels()
            .get(&channel)
            .ok_or(Refusal::NoSuchChannel)?;
        let (leg, seq, remotes) =
            live_leg(&said.office, release, channel).ok_or(Refusal::NotLive)?;
        let credential = self.open_credential(place).await?;
        // What was meant for another account is not looked for at this one: that it is not here would prove nothing.
        let content = if place.led_elsewhere(seq) {
            None
        } else {
            self.desk.content_bytes(leg.revision).await.ok()
        };
        let connector = self.desk.connector(place)?;
        let result = connector
            .take_down(
                &remotes,
                credential.as_ref(),
                content.as_deref(),
                self.desk.now(),
            )
            .await;
        let act = Act::TakenDown {
            release,
            channel,
            gone: result.gone,
            proof: result.proof,
        };
        self.desk.say_as_desk(act).await?;
        Ok(Done::TakenDown { gone: result.gone })
    }
}

/// The live leg, the entry that submitted it, and what its channel calls it.
fn live_leg(
    office: &Office,
    release: ReleaseId,
    channel: ChannelId,
) -> Option<(Leg, u64, Vec<Remote>)> {
    let (revision, found) = office.release(release)?.live_leg(channel)?;
    let leg = Leg {
        release,
        revision: revision.digest,
        channel,
        attempt: found.attempts,
    };
    let remotes = match &found.state {
        Progress::Receipted { remotes, .. } => remotes.clone(),
        _ => Vec::new(),
    };
    Some((leg, revision.seq, remotes))
}
