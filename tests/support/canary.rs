//! Secrets that a test can recognise wherever they turn up, in whatever coat.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::path::Path;

/// One secret and its name.
#[derive(Debug, Clone)]
pub struct Canary {
    name: String,
    coats: Vec<(String, Vec<u8>)>,
}

impl Canary {
    /// A secret of at least eight bytes.
    pub fn new(name: &str, secret: &str) -> Self {
        assert!(secret.len() >= 8, "{name} is too short to be recognised");
        let bytes = secret.as_bytes();
        let mut coats = vec![
            ("raw".to_owned(), bytes.to_vec()),
            ("hex".to_owned(), const_hex::encode(bytes).into_bytes()),
            (
                "HEX".to_owned(),
                const_hex::encode_upper(bytes).into_bytes(),
            ),
            ("UTF-16LE".to_owned(), utf16(secret, u16::to_le_bytes)),
            ("UTF-16BE".to_owned(), utf16(secret, u16::to_be_bytes)),
        ];
        for shift in 0..3 {
            let shifted = [&[0; 2][..shift], bytes].concat();
            // Letters that also depend on what stands before or after are left out.
            let inner = (shift * 8).div_ceil(6)..(shifted.len() * 8) / 6;
            let standard = STANDARD_NO_PAD.encode(&shifted);
            let url = URL_SAFE_NO_PAD.encode(&shifted);
            for (coat, text) in [("base64", standard), ("base64url", url)] {
                let inner = text.as_bytes()[inner.clone()].to_vec();
                coats.push((format!("{coat}+{shift}"), inner));
            }
        }
        Self {
            name: name.to_owned(),
            coats,
        }
    }

    /// The secret in each of its coats, as it would stand in a file.
    pub fn coats(&self) -> impl Iterator<Item = &[u8]> {
        self.coats.iter().map(|(_, bytes)| bytes.as_slice())
    }

    fn sightings(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        let seen = self.coats.iter().filter(|(_, coat)| holds(bytes, coat));
        seen.map(|(coat, _)| format!("{} as {coat} in {place}", self.name))
            .collect()
    }
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    let first = part[0];
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == first)
        .any(|(at, _)| bytes[at..].starts_with(part))
}

/// Every place in some bytes where a canary is.
pub fn in_bytes(canaries: &[Canary], place: &str, bytes: &[u8]) -> Vec<String> {
    let seen = canaries
        .iter()
        .flat_map(|each| each.sightings(place, bytes));
    seen.collect()
}

/// Every file below a folder in which a canary is, and how many files were read.
pub fn in_folder(canaries: &[Canary], folder: &Path) -> (Vec<String>, usize) {
    let (mut seen, mut files) = (Vec::new(), 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let (below, count) = in_folder(canaries, &path);
            seen.extend(below);
            files += count;
        } else if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            seen.extend(in_bytes(canaries, &path.display().to_string(), &bytes));
            files += 1;
        }
    }
    (seen, files)
}
