//! Keys: a member's, sealed under their passphrase and the keyring, the desk's own, and the one to print.

use super::sealing::{Kem, decrypt, encrypt, expand};
use super::{Key, Vault, VaultFault};
use crate::chance::Chance;
use crate::secret::{Passphrase, Secret};
use crate::vault::keyring::KeyringFault;
use argon2::{Algorithm, Argon2, Params, Version};
use ed25519_zebra::SigningKey;
use hpke::{Deserializable, Kem as _, Serializable};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Argon2id: 64 MiB, three passes, one lane. The floor as well: weaker stored parameters are refused.
const KDF_FLOOR: KdfCost = KdfCost {
    memory_kib: 64 * 1024,
    passes: 3,
};
/// 1 GiB: more is an attack on this machine's memory.
const KDF_CEILING_KIB: u32 = 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KdfCost {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
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
    pub(super) member: Uuid,
    pub(super) cost: KdfCost,
    pub(super) salt: [u8; 16],
    pub(super) nonce: [u8; 24],
    pub(super) sealed: Vec<u8>,
}

/// A pair of open keys: it signs, and opens what was sealed to it. Wiped when it is dropped.
pub struct OpenKey {
    /// In one place: a value that is moved leaves its bytes where it was.
    halves: Box<Halves>,
    /// Whose it is, where that is known: what is sealed to them is tried first.
    pub(super) member: Option<Uuid>,
}

/// [`SigningKey`] can be copied, so it does not wipe itself.
#[derive(Zeroize, ZeroizeOnDrop)]
struct Halves {
    signing: SigningKey,
    sealing: [u8; 32],
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
    pub(super) fn from_seeds(seeds: &[u8; 64]) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        seed.copy_from_slice(&seeds[..32]);
        let signing = Zeroizing::new(SigningKey::from(*seed));
        let mut halves = Box::new(Halves {
            signing: *signing,
            sealing: [0; 32],
        });
        halves.sealing.copy_from_slice(&seeds[32..]);
        Self {
            halves,
            member: None,
        }
    }

    /// The public half that verifies its signatures.
    pub fn verification_key(&self) -> [u8; 32] {
        ed25519_zebra::VerificationKeyBytes::from(&self.halves.signing).into()
    }

    /// Signs.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.halves.signing.sign(bytes).into()
    }

    pub(super) fn public(&self) -> Result<Public, VaultFault> {
        let secret = self.sealing_secret()?;
        let mut x25519 = [0; 32];
        x25519.copy_from_slice(&Kem::sk_to_pk(&secret).to_bytes());
        Ok(Public {
            ed25519: self.verification_key(),
            x25519,
        })
    }

    pub(super) fn sealing_secret(&self) -> Result<<Kem as hpke::Kem>::PrivateKey, VaultFault> {
        <Kem as hpke::Kem>::PrivateKey::from_bytes(&self.halves.sealing)
            .map_err(|_| VaultFault::DoesNotOpen)
    }
}

const UNLOCK: &[u8] = b"countersign/unlock/v1";

impl Vault {
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
        let seeds = Chance.secret::<64>();
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
        key.sealed = encrypt(&unlock, &nonce, &self.bound(&key), &**seeds)?;
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
                let mut opened = OpenKey::from_seeds(seeds);
                opened.member = Some(key.member);
                return Ok(opened);
            }
        }
        Err(VaultFault::WrongPassphrase)
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
    let seed = Chance.secret::<32>();
    let signing = Zeroizing::new(SigningKey::from(**seed));
    let public = ed25519_zebra::VerificationKeyBytes::from(&*signing).into();
    let digits = Zeroizing::new(const_hex::encode(**seed));
    let groups: Vec<&str> = (0..8)
        .filter_map(|at| digits.get(at * 8..at * 8 + 8))
        .collect();
    Ok((Secret::new(groups.join(" ")), public))
}

/// The recovery key as it was printed, however it was spaced; `None` for anything else. Nothing can be sealed to it.
pub fn recovered(written: &Secret) -> Option<MemberKey> {
    let digits: Zeroizing<String> = Zeroizing::new(
        written
            .expose()
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .collect(),
    );
    let mut seeds = Zeroizing::new([0; 64]);
    const_hex::decode_to_slice(digits.as_bytes(), &mut seeds[..32]).ok()?;
    seeds[32..].copy_from_slice(&**Chance.secret::<32>());
    Some(OpenKey::from_seeds(&seeds))
}

#[cfg(all(test, target_os = "linux"))]
mod wiped;
