//! SHA-256 values, each kind a type of its own, always written as 64 lowercase hex digits.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The text is not the lowercase hex of the right length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not {0} lowercase hex digits")]
pub struct NotHex(pub usize);

/// Reads exactly `N` bytes of lowercase hex.
///
/// # Errors
/// Another length, an uppercase digit, or anything that is not hex.
pub fn hex_bytes<const N: usize>(text: &str) -> Result<[u8; N], NotHex> {
    let mut bytes = [0; N];
    let lowercase = text.bytes().all(|byte| !byte.is_ascii_uppercase());
    if !lowercase || hex::decode_to_slice(text, &mut bytes).is_err() {
        return Err(NotHex(2 * N));
    }
    Ok(bytes)
}

macro_rules! hex_type {
    ($($(#[$doc:meta])* $name:ident($len:literal)),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "wire", derive(ts_rs::TS), ts(type = "string"))]
        pub struct $name(pub(crate) [u8; $len]);

        impl $name {
            /// Takes the raw bytes.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The raw bytes.
            pub const fn bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Reads lowercase hex.
            ///
            /// # Errors
            /// Another length, an uppercase digit, or anything that is not hex.
            pub fn parse(text: &str) -> Result<Self, $crate::digest::NotHex> {
                $crate::digest::hex_bytes(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut text = [0; 2 * $len];
                hex::encode_to_slice(self.0, &mut text).map_err(|_| fmt::Error)?;
                f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(D::Error::custom)
            }
        }
    )+};
}
pub(crate) use hex_type;

hex_type! {
    /// The SHA-256 of content that lies beside the ledger: a revision, a picture, a sealed credential.
    Digest(32),
    /// The hash that chains an entry to the one before it.
    Link(32),
}

impl Digest {
    /// The SHA-256 of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}
