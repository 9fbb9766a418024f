//! What an entry changes in the lists that a desk keeps to find things by. Never more than that: what is shown of a
//! found thing comes from the office.

use crate::act::{Act, Change, Leg};
use crate::ids::ReleaseId;
use crate::office::{Office, Progress};

/// A change of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// A release has its number.
    Release {
        /// The entry.
        seq: u64,
        /// The number.
        number: u32,
        /// The release.
        release: ReleaseId,
    },
    /// A post is on its way, or went out: it moves to the top of the list.
    Out {
        /// The entry.
        seq: u64,
        /// Which leg.
        leg: Leg,
    },
    /// A post turned out not to be there.
    Off {
        /// The entry.
        seq: u64,
        /// Which leg.
        leg: Leg,
    },
}

impl News {
    /// The entry.
    pub const fn seq(&self) -> u64 {
        match self {
            Self::Release { seq, .. } | Self::Out { seq, .. } | Self::Off { seq, .. } => *seq,
        }
    }
}

/// The leg whose progress an act would change, by the office before it.
pub(crate) fn leg_of(office: &Office, act: &Act) -> Option<Leg> {
    match act {
        Act::Claimed(leg)
        | Act::Receipt { leg, .. }
        | Act::SendFailed { leg, .. }
        | Act::SendUnknown { leg, .. }
        | Act::SendResolved { leg, .. } => Some(*leg),
        Act::Seconded { proposal } => match office.proposals.get(proposal).map(|open| &open.change)
        {
            Some(Change::UnknownDecided { leg, .. }) => Some(*leg),
            _ => None,
        },
        _ => None,
    }
}

/// The news of an admitted act, by the office after it.
pub(crate) fn of(office: &Office, act: &Act, leg: Option<Leg>) -> Option<News> {
    let seq = office.head.seq;
    if let Act::RevisionSubmitted(submission) = act {
        return submission.replaces.is_none().then_some(News::Release {
            seq,
            number: submission.number,
            release: submission.release,
        });
    }
    let leg = leg?;
    match &office.leg(&leg)?.state {
        Progress::Claimed { .. } | Progress::Receipted { .. } => Some(News::Out { seq, leg }),
        Progress::Ready | Progress::Failed { .. } => Some(News::Off { seq, leg }),
        Progress::Unknown { .. } => None,
    }
}
