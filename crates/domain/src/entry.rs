//! An entry's bytes: the body as it is signed, the signature, and the link to the one before.
//!
//! Bodies are stored and verified as the exact bytes that were signed; nothing is written anew to verify it.

mod reading;

use crate::act::Act;
use crate::digest::Link;
use crate::ids::{DeskId, MemberId, OfficeId};
use crate::instant::Instant;
use crate::key::{Signature, pae, write_pae};
use crate::strict::{self, NotStrict};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

/// The type that binds a signature to the meaning "ledger entry, version 1".
pub const ENTRY_TYPE: &str = "application/vnd.countersign.entry.v1+json";
/// The most bytes of a body.
pub const MOST_BODY_BYTES: usize = 64 * 1024;

/// Who signs: a person at a desk, or a desk by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged, try_from = "Signer")]
pub enum By {
    /// A member, with their key at that desk.
    Member(ByMember),
    /// The desk's own key. It can stop and report; it can never approve or start.
    Desk(ByDesk),
}

/// A member at a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByMember {
    /// Who.
    pub member: MemberId,
    /// Where.
    pub device: DeskId,
}

/// A desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByDesk {
    /// Which.
    pub desk: DeskId,
}

/// The fields of [`By`] as they are read. An untagged enum would be read twice for every entry of a desk.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signer {
    member: Option<MemberId>,
    device: Option<DeskId>,
    desk: Option<DeskId>,
}

impl TryFrom<Signer> for By {
    type Error = &'static str;

    fn try_from(signer: Signer) -> Result<Self, Self::Error> {
        match (signer.member, signer.device, signer.desk) {
            (Some(member), Some(device), None) => Ok(Self::member(member, device)),
            (None, None, Some(desk)) => Ok(Self::desk(desk)),
            _ => Err("the signer is a member with a device, or a desk"),
        }
    }
}

impl By {
    /// A member at a desk.
    pub const fn member(member: MemberId, device: DeskId) -> Self {
        Self::Member(ByMember { member, device })
    }

    /// A desk by itself.
    pub const fn desk(desk: DeskId) -> Self {
        Self::Desk(ByDesk { desk })
    }
}

/// What a body says once it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The office.
    pub office: OfficeId,
    /// Counts from 0.
    pub seq: u64,
    /// The link of the entry before.
    pub prev: Link,
    /// When it was signed, by the signer's clock.
    pub at: Instant,
    /// Who signed.
    pub by: By,
    /// Whether a reader that does not know the kind must stop publishing.
    pub crit: bool,
    /// What it says.
    pub act: Said,
}

/// An act this version knows, or the name of one it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Known.
    Known(Act),
    /// Of a kind that a newer version wrote.
    Unknown {
        /// Its name.
        kind: String,
        /// Its exact bytes.
        raw: String,
    },
}

/// A body with its signature, not verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The exact bytes of the body.
    pub body: Vec<u8>,
    /// The signature over them.
    pub signature: Signature,
}

impl Entry {
    /// Its link.
    pub fn link(&self) -> Link {
        link(&signed_bytes(&self.body), &self.signature)
    }
}

#[derive(Serialize)]
struct Written<'a, A: Serialize> {
    v: u8,
    office: OfficeId,
    seq: u64,
    prev: Link,
    at: Instant,
    by: By,
    crit: bool,
    act: &'a A,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read<'a> {
    v: u8,
    office: OfficeId,
    seq: u64,
    prev: Link,
    at: Instant,
    by: By,
    crit: bool,
    #[serde(borrow)]
    act: &'a RawValue,
}

/// The same, with an act of a kind that this version knows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadKnown {
    v: u8,
    office: OfficeId,
    seq: u64,
    prev: Link,
    at: Instant,
    by: By,
    crit: bool,
    #[serde(deserialize_with = "reading::deserialize")]
    act: Act,
}

impl From<ReadKnown> for Body {
    fn from(read: ReadKnown) -> Self {
        Self {
            office: read.office,
            seq: read.seq,
            prev: read.prev,
            at: read.at,
            by: read.by,
            crit: read.crit,
            act: Said::Known(read.act),
        }
    }
}

/// The bytes are not the body of an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBody {
    /// Not strict JSON of the right shape.
    #[error("the body is not in the one strict form: {0}")]
    NotStrict(#[from] NotStrict),
    /// A version this Countersign does not know.
    #[error("the body is of version {0}; this Countersign knows version 1")]
    Version(u8),
    /// An act without a kind.
    #[error("the act has no kind")]
    NoKind,
}

impl Body {
    /// The exact bytes to sign and store.
    ///
    /// # Errors
    /// [`BadBody`] when a limit is passed.
    pub fn encode(&self) -> Result<Vec<u8>, BadBody> {
        let bytes = match &self.act {
            Said::Known(act) => strict::encode(&self.written(act), MOST_BODY_BYTES)?,
            Said::Unknown { raw, .. } => {
                strict::encode(&self.written(&unread(raw)?), MOST_BODY_BYTES)?
            }
        };
        strict::limits(&bytes)?;
        Ok(bytes)
    }

    /// Whether these bytes are what [`Body::encode`] would write.
    fn is_encoded_as(&self, bytes: &[u8]) -> Result<bool, BadBody> {
        let same = match &self.act {
            Said::Known(act) => strict::is_encoding_of(bytes, &self.written(act)),
            Said::Unknown { raw, .. } => {
                strict::is_encoding_of(bytes, &self.written(&unread(raw)?))
            }
        };
        if same {
            strict::limits(bytes)?;
        }
        Ok(same)
    }

    fn written<'a, A: Serialize>(&self, act: &'a A) -> Written<'a, A> {
        Written {
            v: 1,
            office: self.office,
            seq: self.seq,
            prev: self.prev,
            at: self.at,
            by: self.by,
            crit: self.crit,
            act,
        }
    }

    /// Reads a body; the bytes must be the one encoding of what they say.
    ///
    /// # Errors
    /// [`BadBody`].
    pub fn decode(bytes: &[u8]) -> Result<Self, BadBody> {
        if bytes.len() > MOST_BODY_BYTES {
            return Err(NotStrict::TooLong(bytes.len(), MOST_BODY_BYTES).into());
        }
        // As a whole, so that no string in it has to be looked at once more.
        let text = std::str::from_utf8(bytes).map_err(|bad| NotStrict::Shape(bad.to_string()))?;
        // Nearly every body is one of a known kind in the one encoding, and is read at once. What is not is looked at
        // piece by piece, to say what is wrong with it.
        if let Ok(read) = serde_json::from_str::<ReadKnown>(text)
            && read.v == 1
        {
            let body = Self::from(read);
            if body.is_encoded_as(bytes)? {
                return Ok(body);
            }
        }
        let read: Read<'_> =
            serde_json::from_str(text).map_err(|error| NotStrict::Shape(error.to_string()))?;
        if read.v != 1 {
            return Err(BadBody::Version(read.v));
        }
        let raw = read.act.get();
        let kind = kind_of(raw).ok_or(BadBody::NoKind)?;
        let act = if KINDS.contains(&kind) {
            Said::Known(reading::act(raw).map_err(|error| NotStrict::Shape(error.to_string()))?)
        } else {
            plain(raw)?;
            Said::Unknown {
                kind: kind.to_owned(),
                raw: raw.to_owned(),
            }
        };
        let body = Self {
            office: read.office,
            seq: read.seq,
            prev: read.prev,
            at: read.at,
            by: read.by,
            crit: read.crit,
            act,
        };
        if body.is_encoded_as(bytes)? {
            Ok(body)
        } else {
            Err(NotStrict::OtherEncoding.into())
        }
    }
}

fn unread(raw: &str) -> Result<&RawValue, NotStrict> {
    serde_json::from_str(raw).map_err(|error| NotStrict::Shape(error.to_string()))
}

/// The kind of an act, which in the one encoding always stands first.
fn kind_of(raw: &str) -> Option<&str> {
    let kind = raw.strip_prefix("{\"kind\":\"")?;
    let end = kind.find('"')?;
    let kind = kind.get(..end)?;
    let plain = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    plain.then_some(kind)
}

/// An act of unknown kind must still be free of white space and of doubled fields, so that every reader
/// sees the same in it.
fn plain(raw: &str) -> Result<(), NotStrict> {
    let value: Unread =
        serde_json::from_str(raw).map_err(|error| NotStrict::Shape(error.to_string()))?;
    if strict::encode(&value, MOST_BODY_BYTES)? != raw.as_bytes() {
        return Err(NotStrict::OtherEncoding);
    }
    Ok(())
}

/// JSON of unknown meaning: keeps the order of fields, refuses doubled ones, fractions and `null`.
enum Unread {
    Flag(bool),
    Number(u64),
    Text(String),
    List(Vec<Unread>),
    Fields(Vec<(String, Unread)>),
}

impl Serialize for Unread {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
            Self::Fields(fields) => serializer.collect_map(fields.iter().map(|(k, v)| (k, v))),
        }
    }
}

impl<'de> Deserialize<'de> for Unread {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Unread;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a flag, a whole number, a text, a list or fields")
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Unread, E> {
                Ok(Unread::Flag(flag))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Unread, E> {
                Ok(Unread::Number(number))
            }

            fn visit_str<E>(self, text: &str) -> Result<Unread, E> {
                Ok(Unread::Text(text.to_owned()))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> Result<Unread, A::Error> {
                let mut list = Vec::new();
                while let Some(each) = seq.next_element()? {
                    list.push(each);
                }
                Ok(Unread::List(list))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Unread, A::Error> {
                let mut fields: Vec<(String, Unread)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Unread>()? {
                    if fields.iter().any(|(known, _)| *known == name) {
                        return Err(serde::de::Error::custom(format!("doubled field {name}")));
                    }
                    fields.push((name, value));
                }
                Ok(Unread::Fields(fields))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// The kinds this version knows.
pub const KINDS: [&str; 22] = [
    "office_founded",
    "proposed",
    "seconded",
    "proposal_dropped",
    "member_suspended",
    "suspension_confirmed",
    "key_removed",
    "revision_submitted",
    "approved",
    "rejected",
    "withdrawn",
    "claimed",
    "receipt",
    "send_failed",
    "send_unknown",
    "send_resolved",
    "takedown_ordered",
    "taken_down",
    "stop",
    "revocation_ordered",
    "revoked",
    "beacon",
];

/// The link that the first entry of an office names as the one before it.
pub fn genesis(office: OfficeId) -> Link {
    let mut hash = Sha256::new();
    hash.update(b"countersign/genesis/v1\0");
    hash.update(office.uuid().as_bytes());
    Link::from_bytes(hash.finalize().into())
}

/// The link that a body names as the one before it, read from its place in the one encoding without reading the rest.
pub fn linked_to(body: &[u8]) -> Option<Link> {
    let office = body.strip_prefix(b"{\"v\":1,\"office\":\"")?.get(36..)?;
    let number = office.strip_prefix(b"\",\"seq\":")?;
    let digits = number.iter().take_while(|byte| byte.is_ascii_digit());
    let link = number
        .get(digits.count()..)?
        .strip_prefix(b",\"prev\":\"")?;
    Link::parse(std::str::from_utf8(link.get(..64)?).ok()?).ok()
}

/// The link of an entry: binds the signed bytes and the signature.
pub fn link(pae: &[u8], signature: &Signature) -> Link {
    let mut hash = Sha256::new();
    hash.update(b"countersign/link/v1\0");
    hash.update((pae.len() as u64).to_be_bytes());
    hash.update(pae);
    hash.update(signature.bytes());
    Link::from_bytes(hash.finalize().into())
}

/// The bytes a signer signs for a body.
pub fn signed_bytes(body: &[u8]) -> Vec<u8> {
    pae(ENTRY_TYPE, body)
}

/// Writes the same at the end of others.
pub(crate) fn write_signed_bytes(body: &[u8], out: &mut Vec<u8>) {
    write_pae(ENTRY_TYPE, body, out);
}
