//! Who is in the office, and their keys: always the same ones.

use domain::act::{DeskKeys, NewKey};
use domain::digest::{Digest, Link};
use domain::entry::{By, Entry, link, signed_bytes};
use domain::ids::{ChannelId, DeskId, MemberId, OfficeId, ReleaseId};
use domain::instant::Instant;
use domain::key::{PublicKey, SealingKey, Signature};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use uuid::Uuid;

const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0c05_0000_0000_4000_8000_0000_0000_0000 | number)
}

pub const OFFICE: OfficeId = OfficeId::new(id(0x000f_f1ce));
pub const OTHER_OFFICE: OfficeId = OfficeId::new(id(0x000f_f1cf));
pub const ANA: MemberId = MemberId::new(id(0xa));
pub const BEN: MemberId = MemberId::new(id(0xb));
pub const CAT: MemberId = MemberId::new(id(0xc));
pub const DAN: MemberId = MemberId::new(id(0xd));
pub const EVE: MemberId = MemberId::new(id(0xe));
pub const RECOVERY: MemberId = MemberId::new(id(0x9a9e9));
pub const D1: DeskId = DeskId::new(id(0xd1));
pub const D2: DeskId = DeskId::new(id(0xd2));
pub const D3: DeskId = DeskId::new(id(0xd3));
pub const SITE: ChannelId = ChannelId::new(id(0x517e));
pub const SITE2: ChannelId = ChannelId::new(id(0x517f));
pub const SKY: ChannelId = ChannelId::new(id(0xb5c7));

/// The key on paper signs as member and as device.
pub const PAPER: By = By::member(RECOVERY, DeskId::new(id(0x9a9e9)));

/// A member at desk 1.
pub const fn at1(member: MemberId) -> By {
    By::member(member, D1)
}

/// A member at desk 2.
pub const fn at2(member: MemberId) -> By {
    By::member(member, D2)
}

pub const fn release(number: u32) -> ReleaseId {
    ReleaseId::new(id(0x4e1_0000_0000 + number as u128))
}

/// The first instant of every story.
pub fn start() -> Instant {
    Instant::parse("2026-06-12T13:26:04.000Z").unwrap()
}

/// The key that belongs to a signer, for ever the same.
pub fn key(by: By) -> SigningKey {
    SigningKey::from(*Digest::of(format!("countersign test key of {by:?}").as_bytes()).bytes())
}

pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey::from_bytes(VerificationKeyBytes::from(key).into())
}

pub fn sealing(by: By) -> SealingKey {
    SealingKey::from_bytes(*Digest::of(format!("sealing {by:?}").as_bytes()).bytes())
}

pub fn sign(key: &SigningKey, message: &[u8]) -> Signature {
    Signature::from_bytes(key.sign(message).to_bytes())
}

/// Any body, signed by any key: also what no honest desk would write.
pub fn signed(key: &SigningKey, body: impl Into<Vec<u8>>) -> Entry {
    let body = body.into();
    let signature = sign(key, &signed_bytes(&body));
    Entry { body, signature }
}

pub fn link_of(entry: &Entry) -> Link {
    link(&signed_bytes(&entry.body), &entry.signature)
}

pub fn new_key(member: MemberId, desk: DeskId) -> NewKey {
    let by = By::member(member, desk);
    let mut new = NewKey {
        member,
        desk,
        key: public(&key(by)),
        sealing: sealing(by),
        proof: Signature::from_bytes([0; 64]),
    };
    new.proof = sign(&key(by), &new.statement(OFFICE));
    new
}

pub fn desk_keys(desk: DeskId) -> DeskKeys {
    DeskKeys {
        desk,
        name: format!("Desk {}", &desk.to_string()[35..]),
        key: public(&key(By::desk(desk))),
        sealing: sealing(By::desk(desk)),
    }
}
