//! The vault: keys at rest, and the few moments in which they are open.
//!
//! ```text
//! passphrase --Argon2id--> P;  U = HKDF(P ‖ K_device from the keyring);  member's secrets = XChaCha20-Poly1305(U)
//! credential = XChaCha20-Poly1305(HKDF(D ‖ K_credential from the keyring)),  D sealed by HPKE to each holder
//! ```
//! Neither the database, the keyring nor a passphrase alone opens anything.

mod checkpoint;
pub mod keyring;
mod tries;

pub(crate) use checkpoint::{CheckpointKey, SealedCheckpoint};
pub use tries::Tries;

use crate::chance::Chance;
use crate::secret::{Passphrase, Secret};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_zebra::SigningKey;
use hkdf::Hkdf;
use hpke::{Deserializable, Kem as _, OpModeR, OpModeS, Serializable};
use keyring::{Keyring, KeyringFault};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

type Kem = hpke::kem::X25519HkdfSha256;
type Kdf = hpke::kdf::HkdfSha256;
type Cipher = hpke::aead::ChaCha20Poly1305;
type Key = Zeroizing<[u8; 32]>;

/// Argon2id: 64 MiB, three passes, one lane. The floor as well: weaker stored parameters are refused.
const KDF_FLOOR: KdfCost = KdfCost {
    memory_kib: 64 * 1024,
    passes: 3,
};
/// 1 GiB: more is an attack on this machine's memory.
const KDF_CEILING_KIB: u32 = 1024 * 1024;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct KdfCost {
    memory_kib: u32,
    passes: u32,
}

/// The public halves of a pair of keys.
#[derive(Debug, Clone, Copy)]
pub struct Public {
    /// Signs.
    pub ed25519: [u8; 32],
    /// Is sealed to.
    pub x25519: [u8; 32],
}

/// A member's secrets, sealed under passphrase and keyring.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SealedKey {
    member: Uuid,
    cost: KdfCost,
    salt: [u8; 16],
    nonce: [u8; 24],
    sealed: Vec<u8>,
}

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
    revision: [u8; 32],
    until_millis: i64,
    seal: Vec<u8>,
}

impl SealedCredential {
    /// The digest the ledger names: of the sealed bytes, whoever holds them.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.sealed).into()
    }
}

/// A pair of open keys: it signs, and opens what was sealed to it. Wiped when it is dropped.
pub struct OpenKey {
    signing: SigningKey,
    sealing: Key,
}

/// A member's open key.
pub type MemberKey = OpenKey;
/// The desk's own key.
pub type DeskSigner = OpenKey;

impl std::fmt::Debug for OpenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenKey(…)")
    }
}

impl OpenKey {
    fn from_seeds(seeds: &[u8; 64]) -> Self {
        let (mut signing, mut sealing) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
        signing.copy_from_slice(&seeds[..32]);
        sealing.copy_from_slice(&seeds[32..]);
        Self {
            signing: SigningKey::from(*signing),
            sealing,
        }
    }

    /// Signs.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.signing.sign(bytes).into()
    }

    fn public(&self) -> Result<Public, VaultFault> {
        let secret = self.sealing_secret()?;
        let mut x25519 = [0; 32];
        x25519.copy_from_slice(&Kem::sk_to_pk(&secret).to_bytes());
        Ok(Public {
            ed25519: ed25519_zebra::VerificationKeyBytes::from(&self.signing).into(),
            x25519,
        })
    }

    fn sealing_secret(&self) -> Result<<Kem as hpke::Kem>::PrivateKey, VaultFault> {
        <Kem as hpke::Kem>::PrivateKey::from_bytes(&*self.sealing)
            .map_err(|_| VaultFault::DoesNotOpen)
    }
}

fn seal_to(
    public: &[u8; 32],
    info: &[u8],
    aad: &[u8],
    secret: &[u8],
) -> Result<Vec<u8>, VaultFault> {
    let public =
        <Kem as hpke::Kem>::PublicKey::from_bytes(public).map_err(|_| VaultFault::DoesNotOpen)?;
    let (encapped, sealed) = hpke::single_shot_seal_with_rng::<Cipher, Kdf, Kem>(
        &OpModeS::Base,
        &public,
        info,
        secret,
        aad,
        &mut Chance,
    )
    .map_err(|_| VaultFault::DoesNotOpen)?;
    let mut seal = encapped.to_bytes().to_vec();
    seal.extend_from_slice(&sealed);
    Ok(seal)
}

fn open_seal(key: &OpenKey, info: &[u8], aad: &[u8], seal: &[u8]) -> Result<Key, VaultFault> {
    let fault = VaultFault::DoesNotOpen;
    let (encapped, sealed) = seal.split_at_checked(32).ok_or(fault)?;
    let encapped = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapped).map_err(|_| fault)?;
    let opened = Zeroizing::new(
        hpke::single_shot_open::<Cipher, Kdf, Kem>(
            &OpModeR::Base,
            &key.sealing_secret()?,
            &encapped,
            info,
            sealed,
            aad,
        )
        .map_err(|_| fault)?,
    );
    let mut data_key = Zeroizing::new([0; 32]);
    if opened.len() != 32 {
        return Err(fault);
    }
    data_key.copy_from_slice(&opened);
    Ok(data_key)
}

fn expand(parts: [&[u8]; 2], info: &[u8]) -> Key {
    let joined = Zeroizing::new(parts.concat());
    let mut out = Zeroizing::new([0; 32]);
    // 32 bytes are far below HKDF's limit, the only way this can fail.
    let _filled = Hkdf::<Sha256>::new(None, &joined).expand(info, &mut *out);
    out
}

fn encrypt(key: &Key, nonce: &[u8; 24], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultFault> {
    XChaCha20Poly1305::new((&**key).into())
        .encrypt(&XNonce::from(*nonce), Payload { msg: plain, aad })
        .map_err(|_| VaultFault::DoesNotOpen)
}

fn decrypt(key: &Key, nonce: &[u8; 24], aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    XChaCha20Poly1305::new((&**key).into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad })
        .ok()
        .map(Zeroizing::new)
}

const UNLOCK: &[u8] = b"countersign/unlock/v1";
const CREDENTIAL: &[u8] = b"countersign/credential/v1";
const HOLDER: &[u8] = b"countersign/holder/v1";
const GRANT: &[u8] = b"countersign/grant/v1";

/// The vault of one desk of one office.
#[derive(Debug)]
pub struct Vault {
    keyring: Keyring,
    office: Uuid,
    desk: Uuid,
    service: String,
}

impl Vault {
    /// For a desk of an office. Nothing is read yet.
    pub fn new(keyring: Keyring, office: Uuid, desk: Uuid) -> Self {
        Self {
            keyring,
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
        let wrapping = Zeroizing::new(Chance.bytes::<32>());
        self.keyring
            .put(&self.service, &self.item("wrap"), &*wrapping)
            .await?;
        let seeds = Zeroizing::new(Chance.bytes::<64>());
        self.keyring
            .put(&self.service, &self.item("desk"), &*seeds)
            .await?;
        OpenKey::from_seeds(&seeds).public()
    }

    /// The desk's own key.
    ///
    /// # Errors
    /// The keyring's.
    pub async fn desk_signer(&self) -> Result<DeskSigner, VaultFault> {
        let found = self.keyring.get(&self.service, &self.item("desk")).await?;
        // A twin that another program planted has another length, or signs what nobody accepts.
        let seeds = found
            .iter()
            .find_map(|bytes| <&[u8; 64]>::try_from(bytes.as_slice()).ok());
        seeds
            .map(OpenKey::from_seeds)
            .ok_or(VaultFault::Keyring(KeyringFault::NotFound))
    }

    /// Makes a member's keys and seals them under their passphrase.
    ///
    /// # Errors
    /// The keyring's.
    pub async fn enrol(
        &self,
        member: Uuid,
        passphrase: &Passphrase,
    ) -> Result<(Public, SealedKey), VaultFault> {
        let wrapping = self.wrapping_keys("wrap").await?;
        let wrapping = wrapping.first().ok_or(KeyringFault::NotFound)?;
        let seeds = Zeroizing::new(Chance.bytes::<64>());
        let (salt, nonce) = (Chance.bytes(), Chance.bytes());
        let mut key = SealedKey {
            member,
            cost: KDF_FLOOR,
            salt,
            nonce,
            sealed: Vec::new(),
        };
        let derived = derive(passphrase.bytes(), &salt, key.cost).await?;
        let unlock = expand([&*derived, &**wrapping], UNLOCK);
        key.sealed = encrypt(&unlock, &nonce, &self.bound(&key), &*seeds)?;
        Ok((OpenKey::from_seeds(&seeds).public()?, key))
    }

    /// Opens a member's keys.
    ///
    /// # Errors
    /// [`VaultFault::WrongPassphrase`], the keyring's, or that the stored key was changed.
    pub async fn unseal(
        &self,
        key: &SealedKey,
        passphrase: &Passphrase,
    ) -> Result<MemberKey, VaultFault> {
        let cost = key.cost;
        let sound = cost.memory_kib >= KDF_FLOOR.memory_kib
            && cost.memory_kib <= KDF_CEILING_KIB
            && (KDF_FLOOR.passes..=16).contains(&cost.passes);
        if !sound {
            return Err(VaultFault::UnsoundDerivation);
        }
        let wrapping = self.wrapping_keys("wrap").await?;
        let derived = derive(passphrase.bytes(), &key.salt, cost).await?;
        for candidate in &wrapping {
            let unlock = expand([&*derived, &**candidate], UNLOCK);
            if let Some(seeds) = decrypt(&unlock, &key.nonce, &self.bound(key), &key.sealed)
                && let Ok(seeds) = <&[u8; 64]>::try_from(seeds.as_slice())
            {
                return Ok(OpenKey::from_seeds(seeds));
            }
        }
        Err(VaultFault::WrongPassphrase)
    }

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
        let data_key = Zeroizing::new(Chance.bytes::<32>());
        let wrapping = Zeroizing::new(Chance.bytes::<32>());
        self.keyring
            .put(&self.service, &credential_item(channel, epoch), &*wrapping)
            .await?;
        let nonce = Chance.bytes();
        let key = expand([&*data_key, &*wrapping], CREDENTIAL);
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
            let seal = seal_to(public, HOLDER, &self.held(&credential, *member), &*data_key)?;
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
    pub async fn grant(
        &self,
        credential: &SealedCredential,
        key: &MemberKey,
        revision: [u8; 32],
        until_millis: i64,
    ) -> Result<SendingGrant, VaultFault> {
        let data_key = self.data_key(credential, key)?;
        let desk = self.desk_signer().await?.public()?;
        let aad = self.granted(credential, &revision, until_millis);
        let seal = seal_to(&desk.x25519, GRANT, &aad, &*data_key)?;
        Ok(SendingGrant {
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
        let desk = self.desk_signer().await?;
        let aad = self.granted(credential, &revision, grant.until_millis);
        let data_key = open_seal(&desk, GRANT, &aad, &grant.seal)?;
        self.decrypt_credential(credential, &data_key).await
    }

    /// Deletes the wrapping key: the credential cannot be opened again, from whatever copy.
    ///
    /// # Errors
    /// The keyring's.
    pub async fn forget_credential(&self, channel: Uuid, epoch: u32) -> Result<(), VaultFault> {
        Ok(self
            .keyring
            .delete(&self.service, &credential_item(channel, epoch))
            .await?)
    }

    async fn decrypt_credential(
        &self,
        credential: &SealedCredential,
        data_key: &Key,
    ) -> Result<Secret, VaultFault> {
        let item = credential_item(credential.channel, credential.epoch);
        let aad = self.about(credential.channel, credential.epoch);
        for bytes in self.keyring.get(&self.service, &item).await? {
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
        let opened = credential.holders.iter().find_map(|holder| {
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

    async fn wrapping_keys(&self, what: &str) -> Result<Vec<Key>, VaultFault> {
        let found = self.keyring.get(&self.service, &self.item(what)).await?;
        let keys = found
            .iter()
            .filter_map(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        Ok(keys.map(Zeroizing::new).collect())
    }

    fn item(&self, what: &str) -> String {
        format!("{what}-{}", self.desk)
    }

    /// What a member's sealed key is bound to: nobody can lower its cost or move it elsewhere.
    fn bound(&self, key: &SealedKey) -> Vec<u8> {
        let mut aad = [self.office, self.desk, key.member]
            .map(|id| *id.as_bytes())
            .concat();
        aad.extend_from_slice(&key.cost.memory_kib.to_be_bytes());
        aad.extend_from_slice(&key.cost.passes.to_be_bytes());
        aad.extend_from_slice(&key.salt);
        aad
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

fn credential_item(channel: Uuid, epoch: u32) -> String {
    format!("cred-{channel}-e{epoch}")
}

async fn derive(passphrase: &[u8], salt: &[u8; 16], cost: KdfCost) -> Result<Key, VaultFault> {
    let (passphrase, salt) = (Zeroizing::new(passphrase.to_vec()), *salt);
    let work = tokio::task::spawn_blocking(move || {
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32))
            .map_err(|_| VaultFault::UnsoundDerivation)?;
        let mut out = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(&passphrase, &salt, &mut *out)
            .map_err(|_| VaultFault::UnsoundDerivation)?;
        Ok(out)
    });
    work.await.map_err(|_| VaultFault::UnsoundDerivation)?
}

/// A recovery key: the secret to print, in groups of eight digits, and its public half.
///
/// # Errors
/// None in practice; the key is fresh.
pub fn recovery_key() -> Result<(Secret, [u8; 32]), VaultFault> {
    let seed = Zeroizing::new(Chance.bytes::<32>());
    let signing = SigningKey::from(*seed);
    let public = ed25519_zebra::VerificationKeyBytes::from(&signing).into();
    let digits = Zeroizing::new(hex::encode(*seed));
    let groups: Vec<&str> = (0..8)
        .filter_map(|at| digits.get(at * 8..at * 8 + 8))
        .collect();
    Ok((Secret::new(groups.join(" ")), public))
}

#[cfg(test)]
mod tests;
