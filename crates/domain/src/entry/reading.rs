//! Reading an act by its kind.
//!
//! Serde reads a tagged enum by keeping all of it aside until the tag has been found. The kind of an act always
//! stands first, so the rest is read at once, under that kind: an audit reads every act there is.

use crate::act::{Act, Approval, Change, Founding, Leg, Remote, Resolution, Scope, Submission};
use crate::channel::{ProofStep, RevocationState};
use crate::digest::{Digest, Link};
use crate::ids::{ChannelId, DeskId, MemberId, ReleaseId};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer as _, MapAccess, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};
use std::fmt;

/// Reads an act of a known kind from its exact bytes.
pub(super) fn act(raw: &str) -> Result<Act, serde_json::Error> {
    #[derive(Deserialize)]
    struct Read(#[serde(deserialize_with = "deserialize")] Act);
    serde_json::from_str(raw).map(|Read(act)| act)
}

/// Reads an act of a known kind where it stands.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Act, D::Error> {
    struct Fields;
    impl<'de> Visitor<'de> for Fields {
        type Value = Act;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an act")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Act, A::Error> {
            match fields.next_entry()? {
                Some(("kind", kind)) => ByKind::deserialize(Kind { kind, fields }),
                _ => Err(A::Error::custom("the act does not begin with its kind")),
            }
        }
    }
    deserializer.deserialize_map(Fields)
}

/// A kind, and the fields that follow it: what serde calls an enum's variant.
struct Kind<'de, A> {
    kind: &'de str,
    fields: A,
}

impl<'de, A: MapAccess<'de>> Deserializer<'de> for Kind<'de, A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for Kind<'de, A> {
    type Error = A::Error;
    type Variant = VariantFields<A>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, VariantFields<A>), A::Error> {
        let kind: StrDeserializer<'_, A::Error> = self.kind.into_deserializer();
        Ok((seed.deserialize(kind)?, VariantFields(self.fields)))
    }
}

struct VariantFields<A>(A);

impl<'de, A: MapAccess<'de>> serde::de::VariantAccess<'de> for VariantFields<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        Err(A::Error::custom("an act has fields"))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        seed.deserialize(MapAccessDeserializer::new(self.0))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, A::Error> {
        Err(A::Error::custom("an act has named fields"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_map(self.0)
    }
}

/// [`Act`], read under its kind. Each kind stands here with the very fields it has there, or this does not compile;
/// a kind that is left out cannot be read, and the test below finds it.
#[derive(Deserialize)]
#[serde(remote = "Act", rename_all = "snake_case", deny_unknown_fields)]
enum ByKind {
    OfficeFounded(Box<Founding>),
    Proposed {
        change: Box<Change>,
    },
    Seconded {
        proposal: Link,
    },
    ProposalDropped {
        proposal: Link,
    },
    MemberSuspended {
        member: MemberId,
        reason: String,
    },
    SuspensionConfirmed {
        member: MemberId,
    },
    KeyRemoved {
        member: MemberId,
        desk: DeskId,
    },
    RevisionSubmitted(Box<Submission>),
    Approved(Box<Approval>),
    Rejected {
        release: ReleaseId,
        revision: Digest,
        note: String,
    },
    Withdrawn {
        release: ReleaseId,
        revision: Digest,
    },
    Claimed(Leg),
    Receipt {
        leg: Leg,
        remotes: Vec<Remote>,
        sent: Digest,
    },
    SendFailed {
        leg: Leg,
        code: String,
        detail: String,
        again: bool,
    },
    SendUnknown {
        leg: Leg,
        detail: String,
    },
    SendResolved {
        leg: Leg,
        outcome: Resolution,
    },
    TakedownOrdered {
        release: ReleaseId,
        channel: ChannelId,
        reason: String,
    },
    TakenDown {
        release: ReleaseId,
        channel: ChannelId,
        gone: bool,
        proof: Vec<ProofStep>,
    },
    Stop {
        scope: Scope,
        #[serde(default)]
        pulled_by: Option<MemberId>,
        reason: String,
    },
    RevocationOrdered {
        channel: ChannelId,
        reason: String,
    },
    Revoked {
        channel: ChannelId,
        state: RevocationState,
        proof: Vec<ProofStep>,
    },
    Beacon {
        seq: u64,
        head: Link,
    },
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;
    use crate::entry::KINDS;

    #[test]
    fn every_kind_can_be_read_and_no_other() {
        // A kind that is known misses its fields; one that is not is not known.
        for kind in KINDS {
            let error = act(&format!("{{\"kind\":\"{kind}\"}}")).unwrap_err();
            assert!(
                !error.to_string().contains("unknown variant"),
                "{kind}: {error}"
            );
        }
        let error = act("{\"kind\":\"founded\"}").unwrap_err();
        assert!(error.to_string().contains("unknown variant"), "{error}");
    }

    #[test]
    fn fields_are_read_and_others_refused() {
        let seconded = |fields: &str| act(&format!("{{\"kind\":\"seconded\"{fields}}}"));
        let link = "ab".repeat(32);
        let read = seconded(&format!(",\"proposal\":\"{link}\"")).unwrap();
        let proposal = Link::parse(&link).unwrap();
        assert_eq!(read, Act::Seconded { proposal });
        for fields in [
            String::new(),
            format!(",\"proposal\":\"{link}\",\"note\":\"\""),
            format!(",\"proposal\":\"{link}\",\"proposal\":\"{link}\""),
            format!(",\"proposal\":\"{link}\"}},\"stop\":{{"),
        ] {
            assert!(seconded(&fields).is_err(), "{fields}");
        }
    }
}
