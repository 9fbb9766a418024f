//! The office's state as one JSON text and its digest, so that two implementations can be compared.
//!
//! Fields stand in alphabetical order, maps are sorted by key, and nothing is left out that decides whether
//! a post may go out.

mod releases;

use crate::digest::Digest;
use crate::member::Standing;
use crate::office::Office;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io::BufWriter;

/// A JSON value whose maps are sorted.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Plain<'a> {
    Flag(bool),
    Number(u64),
    Text(String),
    List(Vec<Plain<'a>>),
    Map(BTreeMap<String, Plain<'a>>),
    Releases(releases::States<'a>),
}

fn text<'a>(value: impl std::fmt::Display) -> Plain<'a> {
    Plain::Text(value.to_string())
}

fn list<'a>(values: impl IntoIterator<Item = Plain<'a>>) -> Plain<'a> {
    Plain::List(values.into_iter().collect())
}

fn map<'a, const N: usize>(fields: [(&str, Plain<'a>); N]) -> Plain<'a> {
    Plain::Map(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// A map of those fields that there are.
fn some<'a, const N: usize>(fields: [(&str, Option<Plain<'a>>); N]) -> Plain<'a> {
    keyed(
        fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?))),
    )
}

fn keyed<'a>(entries: impl IntoIterator<Item = (String, Plain<'a>)>) -> Plain<'a> {
    Plain::Map(entries.into_iter().collect())
}

/// The state as sorted JSON without white space.
pub fn state_json(office: &Office) -> Vec<u8> {
    serde_json::to_vec(&state(office)).unwrap_or_default()
}

/// The SHA-256 of [`state_json`].
pub fn state_digest(office: &Office) -> Digest {
    // The text of a long history is never all in memory.
    let mut hashed = BufWriter::with_capacity(1 << 14, Hashed(Sha256::new()));
    let written = serde_json::to_writer(&mut hashed, &state(office));
    match hashed.into_inner() {
        Ok(Hashed(hash)) if written.is_ok() => Digest::from_bytes(hash.finalize().into()),
        // Hashing never fails, and the state has a JSON form.
        _ => Digest::of(&[]),
    }
}

struct Hashed(Sha256);

impl std::io::Write for Hashed {
    fn write(&mut self, written: &[u8]) -> std::io::Result<usize> {
        self.0.update(written);
        Ok(written.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn state(office: &Office) -> Plain<'_> {
    let mut whole = at_hand(office);
    // A part never passes for the whole: what was put away is recalled before it is summed up.
    if let Plain::Map(fields) = &mut whole
        && (office.releases_put_away() > 0 || office.voids_put_away() > 0)
    {
        fields.insert("put_away".to_owned(), Plain::Flag(true));
    }
    whole
}

fn at_hand(office: &Office) -> Plain<'_> {
    map([
        (
            "beacons",
            keyed(
                office
                    .beacons
                    .iter()
                    .map(|(desk, at)| (desk.to_string(), text(at))),
            ),
        ),
        (
            "channels",
            keyed(office.channels.values().map(|channel| {
                let epoch = channel
                    .credential
                    .as_ref()
                    .map_or(0, |c| u64::from(c.epoch));
                let revoked = match &channel.revocation {
                    None => "no",
                    Some(revocation) if revocation.is_proved() => "answered",
                    Some(revocation) if revocation.state.is_some() => "not proved",
                    Some(_) => "ordered",
                };
                let fields = [
                    ("account", Some(text(&channel.account))),
                    ("again", channel.again.map(|again| Plain::Number(again.seq))),
                    ("epoch", Some(Plain::Number(epoch))),
                    ("moved", channel.moved.map(|moved| Plain::Number(moved.seq))),
                    ("removed", Some(Plain::Flag(channel.removed))),
                    ("revoked", Some(text(revoked))),
                ];
                (channel.id.to_string(), some(fields))
            })),
        ),
        (
            "desks",
            keyed(office.desks.values().map(|desk| {
                (
                    desk.id.to_string(),
                    map([
                        ("key", text(desk.key)),
                        ("removed", Plain::Flag(desk.removed)),
                    ]),
                )
            })),
        ),
        ("head", text(office.head.link)),
        (
            "members",
            keyed(
                office
                    .members
                    .values()
                    .map(|member| (member.id.to_string(), member_state(member))),
            ),
        ),
        ("name", text(&office.name)),
        ("office", text(office.id)),
        ("policy", Plain::Number(u64::from(office.policy_epoch()))),
        ("practice", Plain::Flag(office.practice)),
        ("proposals", list(office.proposals.keys().map(text))),
        (
            "releases",
            Plain::Releases(releases::States(&office.releases)),
        ),
        ("seq", Plain::Number(office.head.seq)),
        ("stops", list(office.stops_on().map(|stop| text(stop.link)))),
        ("too_old", text(office.too_old().unwrap_or(""))),
        (
            "voids",
            list(office.voids.iter().map(|void| {
                map([
                    ("code", text(void.refusal.code())),
                    ("seq", Plain::Number(void.seq)),
                ])
            })),
        ),
    ])
}

fn member_state(member: &crate::member::Member) -> Plain<'_> {
    let standing = match &member.standing {
        Standing::Active => "active".to_owned(),
        Standing::Suspended { lapses: None, .. } => "suspended".to_owned(),
        Standing::Suspended {
            lapses: Some(at), ..
        } => format!("suspended until {at}"),
    };
    let roles = member
        .roles
        .iter()
        .map(|role| text(format!("{role:?}").to_lowercase()));
    some([
        (
            "keys",
            Some(keyed(member.desks.iter().map(|(desk, keys)| {
                let standing = if keys.removed { "removed" } else { "in use" };
                (desk.to_string(), text(format!("{} {standing}", keys.key)))
            }))),
        ),
        ("roles", Some(list(roles))),
        ("standing", Some(text(standing))),
        ("suspended_in", member.suspended_in.map(Plain::Number)),
    ])
}
