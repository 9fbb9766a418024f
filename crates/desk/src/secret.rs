//! What must never be shown, logged, stored or sent: one type for it.

use secrecy::{ExposeSecret as _, SecretString};
use std::fmt;

/// A credential. It prints as nothing, has no serialised form, and is wiped when it is dropped.
pub struct Secret(SecretString);

impl Secret {
    /// Takes a secret.
    pub fn new(text: String) -> Self {
        Self(text.into())
    }

    /// Shows it, to a connector or a cipher.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A member's passphrase. It opens a key for one signature and is wiped when it is dropped.
pub struct Passphrase(SecretString);

/// Why a passphrase cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the passphrase is too short: use four words or more, or at least {LEAST_CHARACTERS} characters"
)]
pub struct TooWeak;

/// The least characters of a passphrase that is not made of four words.
pub const LEAST_CHARACTERS: usize = 14;

impl Passphrase {
    /// What was typed to open a key.
    pub fn typed(text: String) -> Self {
        Self(text.into())
    }

    /// What was chosen for a new key: four words, or fourteen characters.
    ///
    /// # Errors
    /// [`TooWeak`].
    pub fn chosen(text: String) -> Result<Self, TooWeak> {
        let words = text
            .split_whitespace()
            .filter(|word| word.chars().count() >= 3)
            .count();
        if words >= 4 || text.trim().chars().count() >= LEAST_CHARACTERS {
            Ok(Self(text.into()))
        } else {
            Err(TooWeak)
        }
    }

    /// Whether two people chose the same one. Both are at hand here, so there is nothing to time.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}
