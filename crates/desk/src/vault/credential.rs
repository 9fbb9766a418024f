//! A channel's credential, sealed to its holders, and what an approval leaves for sending with it.

use super::sealing::{decrypt, encrypt, expand, open_seal, seal_to};
use super::{Key, MemberKey, Vault, VaultFault};
use crate::chance::Chance;
use crate::secret::Secret;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A channel's credential, sealed to the members of one desk.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SealedCredential {
    channel: Uuid,
    epoch: u32,
    nonce: [u8; 24],
    sealed: Vec<u8>,
    holders: Vec<Holder>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Holder {
    member: Uuid,
    seal: Vec<u8>,
}

/// What an approval leaves for sending one revision on one channel while nobody is there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendingGrant {
    /// Of the credential it opens; 0 where an earlier version left it and did not say.
    #[serde(default)]
    pub(crate) epoch: u32,
    revision: [u8; 32],
    pub(super) until_millis: i64,
    seal: Vec<u8>,
}

impl SealedCredential {
    /// Whether it is sealed to a member.
    pub fn is_held_by(&self, member: Uuid) -> bool {
        self.holders.iter().any(|holder| holder.member == member)
    }

    /// The digest the ledger names: of the sealed bytes, whoever holds them.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.sealed).into()
    }
}

const CREDENTIAL: &[u8] = b"countersign/credential/v1";
const HOLDER: &[u8] = b"countersign/holder/v1";
const GRANT: &[u8] = b"countersign/grant/v1";

impl Vault {
    /// Seals a credential to the members of this desk.
    ///
    /// # Errors
    /// The keyring's.
    pub async fn seal_credential(
        &self,
        channel: Uuid,
        epoch: u32,
        secret: &Secret,
        holders: &[(Uuid, [u8; 32])],
    ) -> Result<SealedCredential, VaultFault> {
        let data_key = Chance.secret::<32>();
        let wrapping = Chance.secret::<32>();
        self.keyring
            .put(&self.service, &credential_item(channel, epoch), &**wrapping)
            .await?;
        let nonce = Chance.bytes();
        let key = expand([&**data_key, &**wrapping], CREDENTIAL);
        let aad = self.about(channel, epoch);
        let sealed = encrypt(&key, &nonce, &aad, secret.expose().as_bytes())?;
        let mut credential = SealedCredential {
            channel,
            epoch,
            nonce,
            sealed,
            holders: Vec::new(),
        };
        for (member, public) in holders {
            let seal = seal_to(
                public,
                HOLDER,
                &self.held(&credential, *member),
                &**data_key,
            )?;
            credential.holders.push(Holder {
                member: *member,
                seal,
            });
        }
        Ok(credential)
    }

    /// Opens a credential for a holder.
    ///
    /// # Errors
    /// [`VaultFault::DoesNotOpen`], or the keyring's.
    pub async fn open_credential(
        &self,
        credential: &SealedCredential,
        key: &MemberKey,
    ) -> Result<Secret, VaultFault> {
        let data_key = self.data_key(credential, key)?;
        self.decrypt_credential(credential, &data_key).await
    }

    /// Lets one more member of this desk open it.
    ///
    /// # Errors
    /// [`VaultFault::DoesNotOpen`].
    pub fn add_holder(
        &self,
        credential: &SealedCredential,
        key: &MemberKey,
        (member, public): (Uuid, [u8; 32]),
    ) -> Result<SealedCredential, VaultFault> {
        let data_key = self.data_key(credential, key)?;
        let seal = seal_to(&public, HOLDER, &self.held(credential, member), &*data_key)?;
        let mut shared = credential.clone();
        shared.holders.retain(|holder| holder.member != member);
        shared.holders.push(Holder { member, seal });
        Ok(shared)
    }

    /// Leaves the desk what it needs to send one revision before a time, sealed to the desk's own key.
    ///
    /// # Errors
    /// [`VaultFault::DoesNotOpen`], or the keyring's.
    pub fn grant(
        &self,
        credential: &SealedCredential,
        key: &MemberKey,
        revision: [u8; 32],
        until_millis: i64,
        desk: &[u8; 32],
    ) -> Result<SendingGrant, VaultFault> {
        let data_key = self.data_key(credential, key)?;
        let aad = self.granted(credential, &revision, until_millis);
        let seal = seal_to(desk, GRANT, &aad, &*data_key)?;
        Ok(SendingGrant {
            epoch: credential.epoch,
            revision,
            until_millis,
            seal,
        })
    }

    /// Opens a credential with a grant.
    ///
    /// # Errors
    /// [`VaultFault::GrantOver`] for another revision or too late; [`VaultFault::DoesNotOpen`]; the keyring's.
    pub async fn open_with_grant(
        &self,
        credential: &SealedCredential,
        grant: &SendingGrant,
        revision: [u8; 32],
        now_millis: i64,
    ) -> Result<Secret, VaultFault> {
        if grant.revision != revision || now_millis >= grant.until_millis {
            return Err(VaultFault::GrantOver);
        }
        let aad = self.granted(credential, &revision, grant.until_millis);
        let keys = self.desk_keys().await?;
        let data_key = keys
            .iter()
            .find_map(|desk| open_seal(desk, GRANT, &aad, &grant.seal).ok())
            .ok_or(VaultFault::DoesNotOpen)?;
        self.decrypt_credential(credential, &data_key).await
    }

    /// Deletes the wrapping key: the credential cannot be opened again, from whatever copy.
    ///
    /// # Errors
    /// The keyring's.
    pub async fn forget_credential(&self, channel: Uuid, epoch: u32) -> Result<(), VaultFault> {
        let item = credential_item(channel, epoch);
        self.held.forget(&item);
        Ok(self.keyring.delete(&self.service, &item).await?)
    }

    async fn decrypt_credential(
        &self,
        credential: &SealedCredential,
        data_key: &Key,
    ) -> Result<Secret, VaultFault> {
        let item = credential_item(credential.channel, credential.epoch);
        let aad = self.about(credential.channel, credential.epoch);
        for bytes in self.fetched(&item).await? {
            let key = expand([&**data_key, bytes.as_slice()], CREDENTIAL);
            if let Some(plain) = decrypt(&key, &credential.nonce, &aad, &credential.sealed) {
                let text =
                    String::from_utf8(plain.to_vec()).map_err(|_| VaultFault::DoesNotOpen)?;
                return Ok(Secret::new(text));
            }
        }
        Err(VaultFault::DoesNotOpen)
    }

    fn data_key(&self, credential: &SealedCredential, key: &MemberKey) -> Result<Key, VaultFault> {
        let own = |holder: &&Holder| Some(holder.member) == key.member;
        let holders = credential.holders.iter();
        let ordered = holders
            .clone()
            .filter(own)
            .chain(holders.filter(|holder| !own(holder)));
        let opened = ordered.into_iter().find_map(|holder| {
            open_seal(
                key,
                HOLDER,
                &self.held(credential, holder.member),
                &holder.seal,
            )
            .ok()
        });
        opened.ok_or(VaultFault::DoesNotOpen)
    }

    fn about(&self, channel: Uuid, epoch: u32) -> Vec<u8> {
        let mut aad = [self.office, channel].map(|id| *id.as_bytes()).concat();
        aad.extend_from_slice(&epoch.to_be_bytes());
        aad
    }

    fn held(&self, credential: &SealedCredential, member: Uuid) -> Vec<u8> {
        let mut aad = self.about(credential.channel, credential.epoch);
        aad.extend_from_slice(member.as_bytes());
        aad
    }

    fn granted(&self, credential: &SealedCredential, revision: &[u8; 32], until: i64) -> Vec<u8> {
        let mut aad = self.about(credential.channel, credential.epoch);
        aad.extend_from_slice(self.desk.as_bytes());
        aad.extend_from_slice(revision);
        aad.extend_from_slice(&until.to_be_bytes());
        aad
    }
}

pub(super) fn credential_item(channel: Uuid, epoch: u32) -> String {
    format!("cred-{channel}-e{epoch}")
}
