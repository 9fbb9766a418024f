//! Ledgers that somebody tampered with, and ledgers that a member wrote in bad faith.

use crate::support::vector::Vector;
use crate::support::verdict::Verdict;
use crate::support::{Chance, OFFICE, key, signed};
use crate::{agreed, vectors};
use domain::entry::{Body, Entry};
use domain::key::Signature;
use rand_core::TryRng as _;
use std::collections::BTreeMap;

/// Chance for a test: always the same, another for every seed.
struct Draw(Chance);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        let Ok(drawn) = self.0.try_next_u32();
        drawn as usize % most
    }
}

/// Changes a ledger as somebody with write access to the database could.
fn tampered(draw: &mut Draw, entries: &mut Vec<Entry>) {
    let at = draw.below(entries.len());
    match draw.below(7) {
        0 | 1 => {
            let byte = draw.below(entries[at].body.len());
            entries[at].body[byte] ^= 1 << draw.below(8);
        }
        2 => {
            let mut bytes = *entries[at].signature.bytes();
            bytes[draw.below(64)] ^= 1 << draw.below(8);
            entries[at].signature = Signature::from_bytes(bytes);
        }
        3 => drop(entries.remove(at)),
        4 => entries.insert(at, entries[at].clone()),
        5 => {
            let other = draw.below(entries.len());
            entries.swap(at, other);
        }
        _ => entries.truncate(at),
    }
}

/// Changes the newest body and signs it as its rightful signer would: what reaches the reading and the rules.
fn resigned(draw: &mut Draw, entries: &mut [Entry], others: &[Vec<u8>]) {
    let newest = entries.last_mut().unwrap();
    let Ok(by) = Body::decode(&newest.body).map(|body| body.by) else {
        return;
    };
    for _ in 0..=draw.below(3) {
        let length = newest.body.len();
        let (from, to) = (draw.below(length), draw.below(length));
        let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 40));
        match draw.below(8) {
            0 => newest.body[from] ^= 1 << draw.below(8),
            1 => drop(newest.body.drain(from..to)),
            2 => {
                let piece = newest.body[from..to].to_vec();
                newest.body.splice(to..to, piece);
            }
            3 => {
                let other = &others[draw.below(others.len())];
                let start = draw.below(other.len());
                let piece = &other[start..other.len().min(start + 24)];
                newest.body.splice(from..to, piece.iter().copied());
            }
            4 => newest.body[from] = b"0123456789\"{}[],:\\ eE.-ntf"[draw.below(26)],
            5..=7 => {
                // A digit for a digit and a letter for a letter: mostly still a sound body.
                let kinds: [&[u8]; 2] = [b"0123456789", b"abcdef"];
                let old = newest.body[from];
                if let Some(kind) = kinds.into_iter().find(|kind| kind.contains(&old)) {
                    newest.body[from] = kind[draw.below(kind.len())];
                }
            }
            _ => {}
        }
        if newest.body.is_empty() {
            newest.body.push(b'{');
        }
    }
    *newest = signed(&key(by), newest.body.clone());
}

#[test]
fn thousands_of_mutants_come_to_the_same_verdict() {
    let sound: Vec<Vec<Entry>> = vectors()
        .iter()
        .filter(|vector| vector.name.starts_with("ok_") && vector.entries.len() <= 10)
        .map(Vector::entries)
        .filter(|entries| entries.iter().all(|entry| entry.body.len() < 4000))
        .collect();
    assert!(sound.len() > 40);
    let others: Vec<Vec<u8>> = sound
        .iter()
        .filter_map(|entries| entries.last().map(|entry| entry.body.clone()))
        .collect();
    let mut draw = Draw(Chance::seeded(215));
    let ledgers: Vec<_> = (0..2000)
        .map(|number| {
            let mut entries = sound[draw.below(sound.len())].clone();
            if number % 3 == 0 {
                tampered(&mut draw, &mut entries);
            } else {
                let keep = 1 + draw.below(entries.len());
                entries.truncate(keep);
                resigned(&mut draw, &mut entries, &others);
            }
            (format!("mutant {number}"), OFFICE, entries)
        })
        .collect();
    let mut ends = BTreeMap::<String, usize>::new();
    for verdict in agreed(&ledgers) {
        let end = match verdict {
            Verdict::Broken { kind, .. } => kind,
            Verdict::Ok { voids, .. } if voids.is_empty() => "sound".to_owned(),
            Verdict::Ok { .. } => "void".to_owned(),
        };
        *ends.entry(end).or_default() += 1;
    }
    assert!(ends.contains_key("void"), "{ends:?}");
    for end in [
        "sound",
        "unreadable",
        "gap",
        "link_differs",
        "stranger",
        "bad_signature",
    ] {
        assert!(
            ends.get(end).is_some_and(|count| *count >= 20),
            "{end}: {ends:?}"
        );
    }
}
