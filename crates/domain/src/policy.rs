//! How many people a post needs, and how fresh a desk's view must be.

use crate::ids::ChannelId;
use crate::member::Role;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::collections::BTreeSet;

/// How many different members must have signed a revision, its submitter included: 2 to 9.
///
/// Fewer than two cannot be said: that is the point of Countersign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS), ts(type = "number"))]
#[serde(transparent)]
pub struct Signatures(u8);

/// The number of signatures is out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} signatures: at least 2 and at most 9 are possible; two is the least")]
pub struct SignaturesOutOfRange(pub u8);

impl Signatures {
    /// The least there is.
    pub const TWO: Self = Self(2);

    /// Takes a number from 2 to 9.
    ///
    /// # Errors
    /// [`SignaturesOutOfRange`].
    pub const fn new(count: u8) -> Result<Self, SignaturesOutOfRange> {
        if count >= 2 && count <= 9 {
            Ok(Self(count))
        } else {
            Err(SignaturesOutOfRange(count))
        }
    }

    /// The number.
    pub const fn count(self) -> u8 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Signatures {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(u8::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// What one channel asks beyond the office's rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ChannelRule {
    /// The channel.
    pub channel: ChannelId,
    /// Signatures for it; the greater of this and the office's counts.
    pub signatures: Signatures,
    /// One of the approvers must hold this role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "wire", ts(optional))]
    pub role: Option<Role>,
}

/// The office's rules. Each change makes a new epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Signatures every revision needs.
    pub signatures: Signatures,
    /// Channels that ask for more.
    pub channels: Vec<ChannelRule>,
    /// How old, in seconds, the newest signature of another desk over the ledger may be when a post
    /// goes out. Without another desk there is nothing that could be withheld, and it does not apply.
    pub freshness_s: u32,
}

/// The least and the most freshness a policy may ask for: one minute, one day.
pub const FRESHNESS_S: std::ops::RangeInclusive<u32> = 60..=86_400;

impl Policy {
    /// The rules an office starts with: two signatures, fifteen minutes.
    pub const fn founding() -> Self {
        Self {
            signatures: Signatures::TWO,
            channels: Vec::new(),
            freshness_s: 900,
        }
    }

    /// What is asked for one channel.
    pub fn for_channel(&self, channel: ChannelId) -> Demand {
        let rule = self.channels.iter().find(|rule| rule.channel == channel);
        let signatures = rule.map_or(self.signatures, |rule| rule.signatures.max(self.signatures));
        let roles = rule.and_then(|rule| rule.role).into_iter().collect();
        Demand {
            signatures,
            roles,
            freshness_s: self.freshness_s,
        }
    }

    /// Whether a channel stands in it twice or the freshness is out of range.
    pub fn is_sound(&self) -> bool {
        let distinct: BTreeSet<_> = self.channels.iter().map(|rule| rule.channel).collect();
        distinct.len() == self.channels.len() && FRESHNESS_S.contains(&self.freshness_s)
    }
}

/// What a channel asks of a revision, under one policy or under the stricter of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// Different members, the submitter included.
    pub signatures: Signatures,
    /// Roles that must each be held by one of the approvers.
    pub roles: Vec<Role>,
    /// Seconds.
    pub freshness_s: u32,
}

impl Demand {
    /// The demand that satisfies both.
    #[must_use]
    pub fn stricter(mut self, other: Self) -> Self {
        self.signatures = self.signatures.max(other.signatures);
        self.freshness_s = self.freshness_s.min(other.freshness_s);
        for role in other.roles {
            if !self.roles.contains(&role) {
                self.roles.push(role);
            }
        }
        self
    }
}
