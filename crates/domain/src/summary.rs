//! The office's state as one JSON text and its digest, so that two implementations can be compared.
//!
//! Fields stand in alphabetical order, maps are sorted by key, and nothing is left out that decides whether
//! a post may go out.

use crate::digest::Digest;
use crate::member::Standing;
use crate::office::{LegState, Office, Progress, Revision};
use serde::Serialize;
use std::collections::BTreeMap;

/// A JSON value whose maps are sorted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Plain {
    Flag(bool),
    Number(u64),
    Text(String),
    List(Vec<Plain>),
    Map(BTreeMap<String, Plain>),
}

fn text(value: impl std::fmt::Display) -> Plain {
    Plain::Text(value.to_string())
}

fn list(values: impl IntoIterator<Item = Plain>) -> Plain {
    Plain::List(values.into_iter().collect())
}

fn map<const N: usize>(fields: [(&str, Plain); N]) -> Plain {
    Plain::Map(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// A map of those fields that there are.
fn some<const N: usize>(fields: [(&str, Option<Plain>); N]) -> Plain {
    keyed(
        fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?))),
    )
}

fn keyed(entries: impl IntoIterator<Item = (String, Plain)>) -> Plain {
    Plain::Map(entries.into_iter().collect())
}

/// The state as sorted JSON without white space.
pub fn state_json(office: &Office) -> Vec<u8> {
    serde_json::to_vec(&state(office)).unwrap_or_default()
}

/// The SHA-256 of [`state_json`].
pub fn state_digest(office: &Office) -> Digest {
    Digest::of(&state_json(office))
}

fn state(office: &Office) -> Plain {
    let mut whole = at_hand(office);
    // A part never passes for the whole: what was put away is recalled before it is summed up.
    if let Plain::Map(fields) = &mut whole
        && (office.releases_put_away() > 0 || office.voids_put_away() > 0)
    {
        fields.insert("put_away".to_owned(), Plain::Flag(true));
    }
    whole
}

fn at_hand(office: &Office) -> Plain {
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
            keyed(office.releases.values().map(|release| {
                (
                    release.id.to_string(),
                    map([
                        ("number", Plain::Number(u64::from(release.number))),
                        (
                            "revisions",
                            list(release.revisions.iter().map(revision_state)),
                        ),
                    ]),
                )
            })),
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

fn member_state(member: &crate::member::Member) -> Plain {
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

fn revision_state(revision: &Revision) -> Plain {
    let rejected = revision
        .rejection
        .as_ref()
        .map_or(String::new(), |no| no.by.to_string());
    map([
        (
            "approvals",
            list(revision.approvals.iter().map(|signed| {
                text(format!(
                    "{} at {} in {}",
                    signed.member, signed.desk, signed.seq
                ))
            })),
        ),
        ("digest", text(revision.digest)),
        ("legs", list(revision.legs.iter().map(leg_state))),
        ("rejected", text(rejected)),
        ("submitter", text(revision.submitter)),
        ("withdrawn", Plain::Flag(revision.withdrawn.is_some())),
    ])
}

fn leg_state(leg: &LegState) -> Plain {
    let gone = match leg.takedown.as_ref().map(|takedown| takedown.gone) {
        None => "no",
        Some(None) => "ordered",
        Some(Some(false)) => "not proved",
        Some(Some(true)) => "gone",
    };
    let remotes = match &leg.state {
        Progress::Receipted { remotes, .. } => {
            remotes.iter().map(|remote| text(&remote.id)).collect()
        }
        _ => Vec::new(),
    };
    map([
        ("attempts", Plain::Number(u64::from(leg.attempts))),
        ("channel", text(leg.channel)),
        ("remotes", Plain::List(remotes)),
        ("state", text(leg.state.name())),
        ("takedown", text(gone)),
    ])
}
