//! What makes the approvals given before it count no more: an emergency. Nothing that one held springs back by
//! itself; each revision is signed for again (decision 4).

use crate::ids::{ChannelId, MemberId};
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
    /// The channel was connected to another account after it.
    Move {
        /// When.
        at: Instant,
    },
    /// Its approver, or the submitter of what was approved, was suspended after it, lapsed or not.
    Suspension {
        /// Who.
        member: MemberId,
    },
}

impl Barrier {
    /// The answer while signatures are missing for it.
    pub const fn refusal(self, channel: ChannelId) -> Refusal {
        match self {
            Self::Stop => Refusal::SignedBeforeStop,
            Self::Revocation { at } => Refusal::SignedBeforeRevocation { channel, at },
            Self::Move { at } => Refusal::SignedForAnotherAccount { channel, at },
            Self::Suspension { member } => Refusal::SignedBeforeSuspension { member },
        }
    }
}

impl Office {
    /// What came after an approval of a revision and makes it not count on a channel; `None` where nothing did.
    pub fn voided(
        &self,
        revision: &Revision,
        signed: &Signed,
        channel: ChannelId,
    ) -> Option<Barrier> {
        let after = |seq: Option<u64>| seq.is_some_and(|seq| signed.seq < seq);
        if after(self.last_stop(channel)) {
            return Some(Barrier::Stop);
        }
        let connected = self.channels.get(&channel);
        let again = connected.and_then(|found| found.again);
        if let Some(again) = again.filter(|again| after(Some(again.seq))) {
            return Some(Barrier::Revocation {
                at: again.revoked_at,
            });
        }
        let moved = connected.and_then(|found| found.moved);
        if let Some(moved) = moved.filter(|moved| after(Some(moved.seq))) {
            return Some(Barrier::Move { at: moved.at });
        }
        let suspended =
            |member: &MemberId| after(self.members.get(member)?.suspended_in).then_some(*member);
        let member = [signed.member, revision.submitter]
            .iter()
            .find_map(suspended)?;
        Some(Barrier::Suspension { member })
    }

    /// Whether nothing has come after an approval on any of the channels its revision goes to.
    pub fn stands(&self, revision: &Revision, signed: &Signed) -> bool {
        let mut legs = revision.legs.iter();
        legs.all(|leg| self.voided(revision, signed, leg.channel).is_none())
    }
}
