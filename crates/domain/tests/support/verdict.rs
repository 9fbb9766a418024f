//! What a ledger comes to: held together, with which state and which void entries, or broken where.

use super::Chance;
use domain::chain::Replay;
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
        Err(broken) => Verdict::Broken {
            kind: broken.kind().to_owned(),
            seq: broken.seq(),
        },
    }
}

/// The entries as `countersign ledger export` writes them; a body that is no text, as hex.
pub fn export(office: OfficeId, entries: &[Entry]) -> String {
    let head = entries
        .last()
        .map_or_else(|| Link::from_bytes([0; 32]), super::link_of);
    let count = entries.len();
    let opening = serde_json::json!({
        "countersign_export": 1, "office": office, "entries": count, "head": head,
    });
    let mut written = vec![opening.to_string()];
    for (seq, entry) in entries.iter().enumerate() {
        let (sig, link) = (entry.signature, super::link_of(entry));
        let mut object = serde_json::json!({ "seq": seq, "sig": sig, "link": link });
        if let Ok(body) = std::str::from_utf8(&entry.body) {
            object["body"] = body.into();
        } else {
            object["body_hex"] = const_hex::encode(&entry.body).into();
        }
        written.push(object.to_string());
    }
    written.push(String::new());
    written.join("\n")
}
