//! Members, their roles, and their keys at desks.

use crate::digest::Link;
use crate::ids::{DeskId, MemberId};
use crate::instant::Instant;
use crate::key::{PublicKey, SealingKey};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a member may do beyond what everyone may. Stopping, taking down, revoking and rejecting need no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Writes and submits.
    Author,
    /// Approves, and signs a restart.
    Approver,
    /// Proposes and seconds changes to people, rules and channels.
    Manager,
}

impl Role {
    /// All of them, in the order the window shows.
    pub const ALL: [Self; 3] = [Self::Author, Self::Approver, Self::Manager];
}

/// Whether a member's signature counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It counts.
    Active,
    /// One member suspended them: from now, until `lapses` unless a second member confirms it.
    Suspended {
        /// The suspending entry.
        by: Link,
        /// Who did.
        member: MemberId,
        /// When it ends by itself; `None` once a second member has confirmed it.
        lapses: Option<Instant>,
    },
}

/// How long a suspension by one member holds before a second must have confirmed it.
pub const SUSPENSION_LAPSES_AFTER_HOURS: u32 = 72;

/// A member's keys at one desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberKeys {
    /// Signs.
    pub key: PublicKey,
    /// Credentials are sealed to it.
    pub sealing: SealingKey,
    /// Taken out of use: signatures after that do not count.
    pub removed: bool,
}

/// A person of the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// Their name as colleagues say it.
    pub name: String,
    /// What they may do.
    pub roles: BTreeSet<Role>,
    /// Whether their signature counts.
    pub standing: Standing,
    /// The entry that suspended them last, whether that is over or not.
    pub suspended_in: Option<u64>,
    /// The newest date on an entry of theirs that counted.
    pub dated: Instant,
    /// Their keys, one set a desk.
    pub desks: BTreeMap<DeskId, MemberKeys>,
    /// When they were enrolled.
    pub enrolled_at: Instant,
}

impl Member {
    /// Whether they are suspended at that time.
    pub fn is_suspended(&self, at: Instant) -> bool {
        match &self.standing {
            Standing::Active => false,
            Standing::Suspended { lapses: None, .. } => true,
            Standing::Suspended {
                lapses: Some(lapses),
                ..
            } => at < *lapses,
        }
    }

    /// Whether they hold a role.
    pub fn may(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// A desk's own key, and whether it is in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// Its id.
    pub id: DeskId,
    /// Its name, such as `Desk 1`.
    pub name: String,
    /// Signs receipts, claims, beacons and stops; can never approve, start or open a credential.
    pub key: PublicKey,
    /// Sending grants are sealed to it.
    pub sealing: SealingKey,
    /// Taken out of use.
    pub removed: bool,
}
