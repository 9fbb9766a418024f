//! What a variant becomes on Bluesky: the very records, their names and their hashes.
//!
//! Everything here follows from the signed content and the account alone, pictures included, because a blob's
//! name is the SHA-256 that was signed. So the bytes of a retry are those of the first try, a reading of the
//! channel can be compared by one hash, and anyone who holds the content can audit what is live.
//!
//! This module sends nothing and knows no server.

use crate::digest::Digest;
use crate::facet::{self, Feature};
use crate::ids::{ChannelId, ReleaseId};
use crate::instant::Instant;
use crate::release::{Content, Image, Part, Post, Quote, Variant};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// The collection that posts are records of.
pub const COLLECTION: &str = "app.bsky.feed.post";

/// One post as it is stored in the account's repository.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its name within the collection: a TID of ours, so that one release can never make two posts.
    pub rkey: String,
    /// Its address: `at://did/collection/rkey`.
    pub uri: String,
    /// The hash of its bytes (a CID: version 1, DAG-CBOR, SHA-256). A server that stored anything else
    /// reports another.
    pub cid: String,
    /// The record in JSON.
    pub value: Value,
}

impl Record {
    /// Where people see it, for an account that is listed at `bsky.app`.
    pub fn public_url(&self, did: &str) -> String {
        format!("https://bsky.app/profile/{did}/post/{}", self.rkey)
    }
}

/// The records of a release on a channel, first part first. `None` when it has no Bluesky variant there.
///
/// `did` is the account's lasting id: it is part of the addresses that replies point to.
pub fn records(did: &str, content: &Content, channel: ChannelId) -> Option<Vec<Record>> {
    let Variant::Bluesky(post) = content.variant(channel)? else {
        return None;
    };
    let mut records: Vec<Record> = Vec::with_capacity(post.parts.len());
    for (at, part) in post.parts.iter().enumerate() {
        let reply = records.first().zip(records.last());
        let value = record(content, post, at, part, reply);
        let rkey = rkey(content.created_at, content.release, channel, at);
        records.push(Record {
            uri: format!("at://{did}/{COLLECTION}/{rkey}"),
            cid: cid_of_record(&value),
            rkey,
            value,
        });
    }
    Some(records)
}

/// The name of one part's record: the signed time, with a place and a clock number drawn from the hash of
/// release and channel. Every try gives the same name, and the parts of a thread follow each other.
pub fn rkey(created_at: Instant, release: ReleaseId, channel: ChannelId, part: usize) -> String {
    let mut hash = Sha256::new();
    hash.update(b"countersign/bluesky-rkey/v1\0");
    hash.update(release.uuid().as_bytes());
    hash.update(channel.uuid().as_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let clock = u16::from_be_bytes([hash[0], hash[1]]);
    // Two bytes place the thread within its millisecond, with room for its parts.
    let within = u64::from(u16::from_be_bytes([hash[2], hash[3]])) % 900;
    let micros = u64::try_from(created_at.millis()).unwrap_or_default() * 1000;
    let part = u64::try_from(part).unwrap_or_default();
    facet::tid(micros + within + part, clock)
}

fn record(
    content: &Content,
    post: &Post,
    at: usize,
    part: &Part,
    reply: Option<(&Record, &Record)>,
) -> Value {
    let mut record = Map::new();
    record.insert("$type".to_owned(), json!(COLLECTION));
    record.insert("text".to_owned(), json!(part.text));
    // A millisecond a part, as Bluesky's own composer does, so that readers sort a thread as it was written.
    let step = i64::try_from(at).unwrap_or_default();
    let created_at = content.created_at.plus_millis(step);
    record.insert("createdAt".to_owned(), json!(created_at));
    record.insert("langs".to_owned(), json!([content.language]));
    let facets = facets(part);
    if !facets.is_empty() {
        record.insert("facets".to_owned(), Value::Array(facets));
    }
    if let Some((root, parent)) = reply {
        let reply = json!({
            "root": {"uri": root.uri, "cid": root.cid},
            "parent": {"uri": parent.uri, "cid": parent.cid},
        });
        record.insert("reply".to_owned(), reply);
    }
    let quote = post.quote.as_ref().filter(|_| at == 0);
    if let Some(embed) = embed(part, quote) {
        record.insert("embed".to_owned(), embed);
    }
    Value::Object(record)
}

/// Links, resolved mentions and tags, by byte offset.
fn facets(part: &Part) -> Vec<Value> {
    let mentions: Vec<(String, String)> = part
        .mentions
        .iter()
        .map(|mention| (mention.handle.clone(), mention.did.clone()))
        .collect();
    facet::facets(&part.text, &mentions)
        .into_iter()
        .map(|facet| {
            let feature = match facet.feature {
                Feature::Link { uri } => {
                    json!({"$type": "app.bsky.richtext.facet#link", "uri": uri})
                }
                Feature::Mention { did } => {
                    json!({"$type": "app.bsky.richtext.facet#mention", "did": did})
                }
                Feature::Tag { tag } => {
                    json!({"$type": "app.bsky.richtext.facet#tag", "tag": tag})
                }
            };
            json!({
                "index": {"byteStart": facet.byte_start, "byteEnd": facet.byte_end},
                "features": [feature],
            })
        })
        .collect()
}

fn embed(part: &Part, quote: Option<&Quote>) -> Option<Value> {
    let media = if let Some(card) = &part.card {
        let mut external = json!({
            "uri": card.url,
            "title": card.title,
            "description": card.description,
        });
        if let Some(thumb) = &card.thumb {
            external["thumb"] = blob(thumb);
        }
        Some(json!({"$type": "app.bsky.embed.external", "external": external}))
    } else if part.images.is_empty() {
        None
    } else {
        let images: Vec<Value> = part.images.iter().map(picture).collect();
        Some(json!({"$type": "app.bsky.embed.images", "images": images}))
    };
    let quoted = quote.map(|quote| {
        json!({
            "$type": "app.bsky.embed.record",
            "record": {"uri": quote.uri, "cid": quote.cid},
        })
    });
    match (media, quoted) {
        (Some(media), Some(quoted)) => Some(json!({
            "$type": "app.bsky.embed.recordWithMedia",
            "record": quoted,
            "media": media,
        })),
        (media, quoted) => media.or(quoted),
    }
}

fn picture(image: &Image) -> Value {
    json!({
        "alt": image.alt,
        "image": blob(image),
        "aspectRatio": {"width": image.width, "height": image.height},
    })
}

fn blob(image: &Image) -> Value {
    json!({
        "$type": "blob",
        "ref": {"$link": cid_of_blob(image.digest)},
        "mimeType": image.mime,
        "size": image.bytes,
    })
}

/// The name that every AT Protocol server gives to these bytes as a blob.
pub fn cid_of_blob(digest: Digest) -> String {
    cid(RAW, digest.bytes())
}

/// The name that every AT Protocol server gives to this record: the hash of its DAG-CBOR form.
pub fn cid_of_record(record: &Value) -> String {
    let mut bytes = Vec::new();
    encode(record, &mut bytes);
    cid(DAG_CBOR, &Sha256::digest(&bytes).into())
}

const RAW: u8 = 0x55;
const DAG_CBOR: u8 = 0x71;

/// CID version 1 with SHA-256, in multibase base32 (<https://github.com/multiformats/cid>).
fn cid(codec: u8, hash: &[u8; 32]) -> String {
    let mut bytes = vec![0x01, codec, 0x12, 0x20];
    bytes.extend_from_slice(hash);
    let mut text = String::from("b");
    for chunk in bytes.chunks(5) {
        let mut group = [0; 8];
        group[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(group);
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            let digit = usize::try_from(bits >> (35 - 5 * place) & 31).unwrap_or_default();
            text.push(char::from(b"abcdefghijklmnopqrstuvwxyz234567"[digit]));
        }
    }
    text
}

/// Reads our own CIDs and others' back to bytes; `None` for other forms.
fn cid_bytes(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(36);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for digit in text.strip_prefix('b')?.bytes() {
        let value = match digit {
            b'a'..=b'z' => digit - b'a',
            b'2'..=b'7' => digit - b'2' + 26,
            _ => return None,
        };
        bits = (bits << 5 | u32::from(value)) & 0xfff;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// DAG-CBOR (<https://ipld.io/specs/codecs/dag-cbor/spec/>) of what our records hold: texts, whole numbers,
/// lists, maps by length and then bytes of the key, and `{"$link": cid}` as a link.
fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(0xf6),
        Value::Bool(true) => out.push(0xf5),
        Value::Bool(false) => out.push(0xf4),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => head(0, number, out),
            (None, Some(number)) => head(1, !number.cast_unsigned(), out),
            // The AT Protocol has no fractions.
            (None, None) => out.push(0xf6),
        },
        Value::String(text) => {
            head(3, length(text.len()), out);
            out.extend_from_slice(text.as_bytes());
        }
        Value::Array(items) => {
            head(4, length(items.len()), out);
            for item in items {
                encode(item, out);
            }
        }
        Value::Object(map) => {
            if let Some(link) = link(map) {
                head(6, 42, out);
                head(2, length(link.len() + 1), out);
                out.push(0);
                out.extend_from_slice(&link);
                return;
            }
            head(5, length(map.len()), out);
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by_key(|(key, _)| (key.len(), key.as_bytes()));
            for (key, value) in entries {
                head(3, length(key.len()), out);
                out.extend_from_slice(key.as_bytes());
                encode(value, out);
            }
        }
    }
}

fn link(map: &Map<String, Value>) -> Option<Vec<u8>> {
    let target = map.get("$link").filter(|_| map.len() == 1)?;
    cid_bytes(target.as_str()?)
}

fn length(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// The first bytes of an item, in the shortest form.
fn head(major: u8, number: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    let bytes = number.to_be_bytes();
    match number {
        0..24 => out.push(major | bytes[7]),
        24..0x100 => out.extend_from_slice(&[major | 0x18, bytes[7]]),
        0x100..0x1_0000 => {
            out.push(major | 0x19);
            out.extend_from_slice(&bytes[6..]);
        }
        0x1_0000..0x1_0000_0000 => {
            out.push(major | 0x1a);
            out.extend_from_slice(&bytes[4..]);
        }
        _ => {
            out.push(major | 0x1b);
            out.extend_from_slice(&bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;
    use uuid::Uuid;

    /// Hashes as `@atproto/common` and `@atproto/lexicon` make them.
    #[test]
    fn hashes_are_those_of_the_reference_implementation() {
        let record = json!({
            "$type": "app.bsky.feed.post",
            "text": "Tarn fire: 👩‍🚒 at https://met.police.uk/é #Tarn",
            "createdAt": "2026-06-12T13:26:04.000Z",
            "langs": ["en"],
            "embed": {"$type": "app.bsky.embed.images", "images": [{
                "alt": "A map",
                "image": {
                    "$type": "blob",
                    "ref": {"$link": "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"},
                    "mimeType": "image/png",
                    "size": 70000,
                },
                "aspectRatio": {"width": 1200, "height": 630},
            }]},
        });
        assert_eq!(
            cid_of_record(&record),
            "bafyreiemxp4m25ajay3ghnimhwavmypizv3u6wieri76sp652ptmd4lyqy"
        );
        let numbers = json!({
            "a": [0, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295_u64, 4_294_967_296_u64,
                9_007_199_254_740_991_u64, -1, -24, -25, -300],
            "bb": true, "c": null, "aa": "", "d": false,
        });
        assert_eq!(
            cid_of_record(&numbers),
            "bafyreihtx5db7q2pimleejyxozccbvpewfwon4h25n2j4wuh25kqychm5e"
        );
        assert_eq!(
            cid_of_blob(Digest::of(b"hello")),
            "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"
        );
    }

    #[test]
    fn a_name_follows_from_release_channel_part_and_signed_time_alone() {
        let at = Instant::parse("2026-06-12T13:26:04.000Z").unwrap();
        let (release, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let name = |release, channel, part| {
            rkey(at, ReleaseId::new(release), ChannelId::new(channel), part)
        };
        assert_eq!(name(release, other, 0), name(release, other, 0));
        assert_ne!(name(release, other, 0), name(other, release, 0));
        assert_ne!(name(release, other, 0), name(release, release, 0));
        assert!(name(release, other, 0) < name(release, other, 1));
        let (micros, _) = facet::parse_tid(&name(release, other, 24)).unwrap();
        assert_eq!(i64::try_from(micros / 1000).unwrap(), at.millis());
    }

    proptest::proptest! {
        #[test]
        fn a_cid_reads_back(hash: [u8; 32]) {
            let mut bytes = vec![0x01, RAW, 0x12, 0x20];
            bytes.extend_from_slice(&hash);
            proptest::prop_assert_eq!(cid_bytes(&cid(RAW, &hash)), Some(bytes));
        }
    }
}
