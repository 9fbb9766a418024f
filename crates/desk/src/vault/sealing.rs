//! The ciphers: what is sealed to a key, and what is encrypted under a derived one.

use super::{Key, OpenKey, VaultFault};
use crate::chance::Chance;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use sha2::Sha256;
use zeroize::Zeroizing;

pub(super) type Kem = hpke::kem::X25519HkdfSha256;
type Kdf = hpke::kdf::HkdfSha256;
type Cipher = hpke::aead::ChaCha20Poly1305;

pub(super) fn seal_to(
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

pub(super) fn open_seal(
    key: &OpenKey,
    info: &[u8],
    aad: &[u8],
    seal: &[u8],
) -> Result<Key, VaultFault> {
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

pub(super) fn expand(parts: [&[u8]; 2], info: &[u8]) -> Key {
    let joined = Zeroizing::new(parts.concat());
    let mut out = Zeroizing::new([0; 32]);
    // 32 bytes are far below HKDF's limit, the only way this can fail.
    let _filled = Hkdf::<Sha256>::new(None, &joined).expand(info, &mut *out);
    out
}

pub(super) fn encrypt(
    key: &Key,
    nonce: &[u8; 24],
    aad: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, VaultFault> {
    XChaCha20Poly1305::new((&**key).into())
        .encrypt(&XNonce::from(*nonce), Payload { msg: plain, aad })
        .map_err(|_| VaultFault::DoesNotOpen)
}

pub(super) fn decrypt(
    key: &Key,
    nonce: &[u8; 24],
    aad: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    XChaCha20Poly1305::new((&**key).into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad })
        .ok()
        .map(Zeroizing::new)
}
