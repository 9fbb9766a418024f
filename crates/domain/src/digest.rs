//! SHA-256 values, each kind a type of its own, always written as 64 lowercase hex digits.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
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
    // Over the whole text at once, without an early way out: an audit reads hundreds of digits an entry.
    let uppercase = text
        .bytes()
        .fold(false, |found, byte| found | byte.is_ascii_uppercase());
    // The length is asked for here, because the decoder would take a leading `0x` off.
    if text.len() != 2 * N || uppercase || const_hex::decode_to_slice(text, &mut bytes).is_err() {
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

            fn digits(&self) -> const_hex::Buffer<$len> {
                let mut digits = const_hex::Buffer::new();
                digits.format(&self.0);
                digits
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.digits().as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.digits().as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        write!(f, "{} lowercase hex digits", 2 * $len)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        $name::parse(text).map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Visitor)
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
