//! Names of things: every id is a type of its own, so that two of them cannot be mixed up.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "wire", derive(ts_rs::TS), ts(type = "string"))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes a UUID that the caller drew or read; this crate has no source of chance.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The id as a UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// One press office: its members, channels, policy and ledger.
    OfficeId,
    /// A person. Signatures are counted by member, never by desk or key.
    MemberId,
    /// One installation of the app on one machine.
    DeskId,
    /// One place that posts go to.
    ChannelId,
    /// One thing to be published, through all its revisions.
    ReleaseId,
    /// Mutable text in work on a desk. Drafts never enter the ledger.
    DraftId,
}
