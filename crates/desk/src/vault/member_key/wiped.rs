//! What a signature leaves in memory: nothing of the passphrase, nor of the key.
//!
//! The stack of the thread that signed is left out: the compiler copies to it as it likes, and the next calls write over it.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::*;
use crate::vault::keyring::Keyring;
use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;

const MASK: u8 = 0x5a;

/// What is looked for, under a mask, so that it does not find itself.
struct Masked(Vec<u8>);

impl Masked {
    fn of(secret: &[u8]) -> Self {
        Self(secret.iter().map(|byte| byte ^ MASK).collect())
    }

    /// How many places of this process's memory hold it, in every part that can be written but this thread's stack.
    fn places(&self) -> usize {
        let memory = File::open("/proc/self/mem").unwrap();
        let mut buffer = vec![0_u8; 1 << 16];
        let own = buffer.as_ptr_range();
        let own = [own.start, own.end].map(|end| end.addr() as u64);
        let here = std::ptr::from_ref(&memory).addr() as u64;
        let mut found = 0;
        for part in writable().into_iter().filter(|part| !part.contains(&here)) {
            // What is read lands in the buffer: that one is left out.
            let (before, after) = (part.end.min(own[0]), part.start.max(own[1]));
            for (mut at, end) in [(part.start, before), (after, part.end)] {
                while at < end {
                    let most = usize::try_from(end - at).unwrap().min(buffer.len());
                    let Ok(read @ 1..) = memory.read_at(&mut buffer[..most], at) else {
                        break;
                    };
                    found += self.within(&buffer[..read]);
                    buffer.fill(0);
                    // One that begins at the end of this piece is whole in the next.
                    let whole = at + read as u64 == end;
                    at += (if whole { read } else { read + 1 - self.0.len() }) as u64;
                }
            }
        }
        found
    }

    fn within(&self, bytes: &[u8]) -> usize {
        let first = self.0[0] ^ MASK;
        memchr::memchr_iter(first, bytes)
            .filter(|at| {
                let here = bytes[*at..].iter().map(|byte| byte ^ MASK);
                here.take(self.0.len()).eq(self.0.iter().copied())
            })
            .count()
    }
}

/// The parts of this process's memory that can be written.
fn writable() -> Vec<Range<u64>> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let parts = maps.lines().filter_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (from, to) = range.split_once('-')?;
        let address = |text| u64::from_str_radix(text, 16).unwrap();
        rest.starts_with("rw").then(|| address(from)..address(to))
    });
    parts.collect()
}

#[tokio::test]
async fn nothing_of_a_passphrase_or_a_key_is_left_when_both_were_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::new(
        Keyring::folder(folder.path()),
        Uuid::from_u128(1),
        Uuid::from_u128(2),
    );
    vault.found_desk().await.unwrap();
    let typed = const_hex::encode(**Chance.secret::<16>());
    let words = Masked::of(typed.as_bytes());
    let passphrase = Passphrase::chosen(typed).unwrap();
    let (_, sealed) = vault.enrol(Uuid::from_u128(3), &passphrase).await.unwrap();
    // On the heap, as whatever waits for the next answer holds it.
    let key = Box::new(vault.unseal(&sealed, &passphrase).await.unwrap());
    let signing = Masked::of(key.halves.signing.as_ref());
    let sealing = Masked::of(&key.halves.sealing);
    assert_ne!(key.sign(b"something"), [0; 64]);
    // While they are there, the search finds them.
    for (what, held) in [
        ("words", &words),
        ("signing", &signing),
        ("sealing", &sealing),
    ] {
        assert!(held.places() > 0, "{what}");
    }
    drop(key);
    drop(passphrase);
    for (what, held) in [
        ("words", &words),
        ("signing", &signing),
        ("sealing", &sealing),
    ] {
        assert_eq!(held.places(), 0, "{what}");
    }
}
