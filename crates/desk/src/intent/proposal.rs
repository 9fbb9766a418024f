//! What takes two members: the second signature, and acts whose first signature proposes them.

use super::{Done, Signer};
use crate::crash::{Point, reach};
use crate::fault::Problem;
use domain::act::{Act, Change, Leg};
use domain::digest::Link;
use domain::ids::{ChannelId, ReleaseId};
use domain::office::{Office, Progress};
use domain::refusal::Refusal;

impl Signer<'_> {
    pub(super) async fn second(&self, proposal: Link) -> Result<Done, Problem> {
        let said = self.say(Act::Seconded { proposal }).await?;
        reach(Point::SecondSaid)?;
        self.hand_on(&said.office).await?;
        Ok(Done::Signed { seq: said.seq })
    }

    pub(super) async fn restart(&self) -> Result<Done, Problem> {
        let office = self.desk.office().await?;
        let mut stops: Vec<Link> = office.stops_on().map(|stop| stop.link).collect();
        stops.sort_unstable();
        let now = self.desk.now();
        // Somebody has signed for lifting exactly these stops: then this is the second signature.
        let waiting = office.proposals().values().find(|open| {
            matches!(&open.change, Change::Restart { stops: named } if *named == stops)
                && now < open.lapses()
        });
        match waiting {
            Some(open) => self.second(open.link).await,
            None => self.propose(Change::Restart { stops }, None).await,
        }
    }

    pub(super) async fn decide_unknown(
        &self,
        release: ReleaseId,
        channel: ChannelId,
        sent: bool,
    ) -> Result<Done, Problem> {
        let office = self.desk.office().await?;
        let leg = unknown_leg(&office, release, channel).ok_or(Refusal::NoSuchRevision)?;
        let change = Change::UnknownDecided { leg, sent };
        let waiting = office
            .proposals()
            .values()
            .find(|open| open.change == change);
        match waiting {
            Some(open) => self.second(open.link).await,
            None => self.propose(change, None).await,
        }
    }
}

fn unknown_leg(office: &Office, release: ReleaseId, channel: ChannelId) -> Option<Leg> {
    office
        .release(release)?
        .revisions
        .iter()
        .rev()
        .find_map(|revision| {
            let leg = revision.leg(channel)?;
            matches!(leg.state, Progress::Unknown { .. }).then_some(Leg {
                release,
                revision: revision.digest,
                channel,
                attempt: leg.attempts,
            })
        })
}
