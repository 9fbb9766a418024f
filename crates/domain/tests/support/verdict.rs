//! What a ledger comes to: held together, with which state and which void entries, or broken where.

use super::Chance;
use domain::chain::{Broken, Replay};
use domain::digest::Link;
use domain::entry::Entry;
use domain::ids::OfficeId;
use domain::summary::state_digest;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoidEntry {
    pub seq: u64,
    pub code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    Ok {
        state_digest: String,
        voids: Vec<VoidEntry>,
    },
    Broken {
        kind: String,
        seq: u64,
    },
}

/// Replays from nothing and says what came of it.
pub fn verdict(office: OfficeId, entries: &[Entry], pin: Option<(u64, Link)>) -> Verdict {
    let mut replay = Replay::new(office);
    if let Some((seq, link)) = pin {
        replay = replay.pinned(seq, link);
    }
    let followed = entries.iter().try_for_each(|entry| replay.follow(entry));
    // An entry that was changed also breaks the one after it: the one that was changed is named.
    let settled = replay.take_owed().settle(&mut Chance::default());
    let ended = settled.and(followed);
    match ended.and_then(|()| replay.finish(&mut Chance::default())) {
        Ok((office, _)) => Verdict::Ok {
            state_digest: state_digest(&office).to_string(),
            voids: office
                .voids()
                .iter()
                .map(|void| VoidEntry {
                    seq: void.seq,
                    code: void.refusal.code(),
                })
                .collect(),
        },
        Err(broken) => {
            let (kind, seq) = named(&broken);
            Verdict::Broken {
                kind: kind.to_owned(),
                seq,
            }
        }
    }
}

/// The stable name of a break, and the entry it is at.
pub const fn named(broken: &Broken) -> (&'static str, u64) {
    match broken {
        Broken::Empty => ("empty", 0),
        Broken::Unreadable { seq, .. } => ("unreadable", *seq),
        Broken::OtherOffice { seq } => ("other_office", *seq),
        Broken::Gap { expected, .. } => ("gap", *expected),
        Broken::LinkDiffers { seq } => ("link_differs", *seq),
        Broken::Stranger { seq } => ("stranger", *seq),
        Broken::BadSignature { seq } => ("bad_signature", *seq),
        Broken::NotFounded { .. } => ("not_founded", 0),
        Broken::NotRecalled { seq, .. } => ("not_recalled", *seq),
        Broken::Withheld { seq, .. } => ("withheld", *seq),
        Broken::Rewritten { pinned } => ("rewritten", *pinned),
    }
}

/// The entries as `countersign ledger export` writes them; a body that is no text, as hex.
pub fn export(office: OfficeId, entries: &[Entry]) -> String {
    let links: Vec<Link> = entries.iter().map(super::link_of).collect();
    let head = links.last().copied().unwrap_or(Link::from_bytes([0; 32]));
    let count = entries.len();
    let mut lines = vec![
        serde_json::json!({ "countersign_export": 1, "office": office, "entries": count, "head": head })
            .to_string(),
    ];
    for (seq, (entry, link)) in entries.iter().zip(links).enumerate() {
        let sig = entry.signature;
        let line = match std::str::from_utf8(&entry.body) {
            Ok(body) => serde_json::json!({ "seq": seq, "body": body, "sig": sig, "link": link }),
            Err(_) => {
                let body: String = entry
                    .body
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect();
                serde_json::json!({ "seq": seq, "body_hex": body, "sig": sig, "link": link })
            }
        };
        lines.push(line.to_string());
    }
    lines.push(String::new());
    lines.join("\n")
}
