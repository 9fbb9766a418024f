//! What makes the approvals given before it count no more: an emergency. Nothing that one held springs back by
//! itself; each revision is signed for again (decision 4).

use crate::ids::ChannelId;
use crate::instant::Instant;
use crate::office::{Office, Revision, Signed};
use crate::refusal::Refusal;

/// Why an approval no longer counts on a channel. In the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Barrier {
    /// A stop halted the channel after it, lifted or not.
    Stop,
    /// The channel was revoked, and connected again after it.
    Revocation {
        /// When it was revoked.
        at: Instant,
    },
}

impl Barrier {
    /// The answer while signatures are missing for it.
    pub const fn refusal(self, channel: ChannelId) -> Refusal {
        match self {
            Self::Stop => Refusal::SignedBeforeStop,
            Self::Revocation { at } => Refusal::SignedBeforeRevocation { channel, at },
        }
    }
}

impl Office {
    /// What came after an approval of a revision and makes it not count on a channel; `None` where nothing did.
    pub fn voided(&self, signed: &Signed, channel: ChannelId) -> Option<Barrier> {
        if self
            .last_stop(channel)
            .is_some_and(|stop| signed.seq < stop)
        {
            return Some(Barrier::Stop);
        }
        let again = self.channels.get(&channel)?.again?;
        (signed.seq < again.seq).then_some(Barrier::Revocation {
            at: again.revoked_at,
        })
    }

    /// Whether nothing has come after an approval on any of the channels its revision goes to.
    pub fn stands(&self, revision: &Revision, signed: &Signed) -> bool {
        let mut legs = revision.legs.iter();
        legs.all(|leg| self.voided(signed, leg.channel).is_none())
    }
}
