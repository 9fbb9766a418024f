//! The vault: keys at rest, and the few moments in which they are open.
//!
//! ```text
//! passphrase --Argon2id--> P;  U = HKDF(P ‖ K_device from the keyring);  member's secrets = XChaCha20-Poly1305(U)
//! credential = XChaCha20-Poly1305(HKDF(D ‖ K_credential from the keyring)),  D sealed by HPKE to each holder
//! ```
//! Neither the database, the keyring nor a passphrase alone opens anything.

mod checkpoint;
mod credential;
mod held;
pub mod keyring;
mod member_key;
mod sealing;
mod tries;

pub(crate) use checkpoint::{CheckpointKey, SealedCheckpoint};
pub use credential::{SealedCredential, SendingGrant};
pub use member_key::{DeskSigner, MemberKey, OpenKey, Public, SealedKey, recovered, recovery_key};
pub use tries::Tries;

use crate::chance::Chance;
use held::Held;
use keyring::{Keyring, KeyringFault};
use std::sync::Arc;
use uuid::Uuid;
use zeroize::Zeroizing;

type Key = Zeroizing<[u8; 32]>;

/// What is wrong with a key, a passphrase or the keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultFault {
    /// The keyring.
    #[error(transparent)]
    Keyring(#[from] KeyringFault),
    /// The passphrase does not open the key.
    #[error("that passphrase is not right")]
    WrongPassphrase,
    /// The stored key asks for weaker or far costlier derivation than this Countersign allows.
    #[error("the stored key was changed: its derivation is weaker or costlier than allowed")]
    UnsoundDerivation,
    /// A sealed credential or grant does not open: another holder's, another channel's, or changed.
    #[error(
        "the sealed credential does not open with this key: it was changed, or is another's. Connect the channel again"
    )]
    DoesNotOpen,
    /// A grant is for another revision, or its time is over.
    #[error("the permission to use the credential is for another revision, or its time is over")]
    GrantOver,
}

impl VaultFault {
    /// Whether the passphrase was wrong, and not something else.
    pub const fn is_wrong_passphrase(self) -> bool {
        matches!(self, Self::WrongPassphrase)
    }
}

/// The vault of one desk of one office.
#[derive(Debug)]
pub struct Vault {
    keyring: Keyring,
    held: Arc<Held>,
    office: Uuid,
    desk: Uuid,
    service: String,
}

impl Vault {
    /// For a desk of an office. Nothing is read yet.
    pub fn new(keyring: Keyring, office: Uuid, desk: Uuid) -> Self {
        Self {
            keyring,
            held: Arc::default(),
            office,
            desk,
            service: format!("countersign-{office}"),
        }
    }

    /// Whether the keyring can be used now.
    ///
    /// # Errors
    /// The keyring's state, with the remedy.
    pub async fn probe(&self) -> Result<(), VaultFault> {
        Ok(self.keyring.probe().await?)
    }

    /// Makes the desk's own keys and its wrapping key, in the keyring alone.
    ///
    /// # Errors
    /// The keyring's.
    pub async fn found_desk(&self) -> Result<Public, VaultFault> {
        let wrapping = Chance.secret::<32>();
        self.keyring
            .put(&self.service, &self.item("wrap"), &**wrapping)
            .await?;
        let seeds = Chance.secret::<64>();
        self.keyring
            .put(&self.service, &self.item("desk"), &**seeds)
            .await?;
        OpenKey::from_seeds(&seeds).public()
    }

    /// Takes the desk's keys out of the keyring again: it was never part of an office.
    ///
    /// # Errors
    /// The keyring's.
    pub async fn forget_desk(&self) -> Result<(), VaultFault> {
        for what in ["wrap", "desk"] {
            self.held.forget(&self.item(what));
            self.keyring.delete(&self.service, &self.item(what)).await?;
        }
        Ok(())
    }

    /// Fetches what sending will need, before it does: the desk's own key, and those of these channels' credentials.
    pub(crate) async fn make_ready(&self, credentials: &[(Uuid, u32)]) {
        let items = credentials
            .iter()
            .map(|(channel, epoch)| credential::credential_item(*channel, *epoch));
        for item in items.chain([self.item("desk")]) {
            self.held.hold(&self.keyring, &self.service, item).await;
        }
    }

    async fn fetched(&self, item: &str) -> Result<Vec<keyring::Bytes>, KeyringFault> {
        self.held.get(&self.keyring, &self.service, item).await
    }

    /// The desk's own key: the one whose public half the office knows. Another program may have planted a twin, and
    /// what that signed would break the ledger.
    ///
    /// # Errors
    /// [`KeyringFault::NotFound`] when none of those that are there is it; the keyring's.
    pub async fn desk_signer(&self, known: &[u8; 32]) -> Result<DeskSigner, VaultFault> {
        let keys = self.desk_keys().await?;
        keys.into_iter()
            .find(|key| key.verification_key() == *known)
            .ok_or(VaultFault::Keyring(KeyringFault::NotFound))
    }

    /// Everything in the keyring that could be the desk's own key.
    async fn desk_keys(&self) -> Result<Vec<DeskSigner>, VaultFault> {
        let found = self.fetched(&self.item("desk")).await?;
        let seeds = found
            .iter()
            .filter_map(|bytes| <&[u8; 64]>::try_from(bytes.as_slice()).ok());
        Ok(seeds.map(OpenKey::from_seeds).collect())
    }

    async fn wrapping_keys(&self, what: &str) -> Result<Vec<Key>, VaultFault> {
        let found = self.fetched(&self.item(what)).await?;
        let keys = found
            .iter()
            .filter_map(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        Ok(keys.map(Zeroizing::new).collect())
    }

    fn item(&self, what: &str) -> String {
        format!("{what}-{}", self.desk)
    }
}

#[cfg(test)]
mod tests;
