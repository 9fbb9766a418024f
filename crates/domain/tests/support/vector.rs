//! A vector as it lies in a file.

use super::verdict::{Verdict, verdict};
use domain::digest::Link;
use domain::entry::Entry;
use domain::ids::OfficeId;
use domain::key::Signature;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub name: String,
    pub about: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<String>,
    pub office: OfficeId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
    pub verdict: Verdict,
    pub entries: Vec<Line>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    pub seq: u64,
    pub link: Link,
}

/// An entry: its body as text, or as hex where the bytes are no text.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_hex: Option<String>,
    pub sig: Signature,
}

impl Vector {
    pub fn new(
        name: &str,
        about: &str,
        twin: Option<&str>,
        (office, pin): (OfficeId, Option<(u64, Link)>),
        entries: &[Entry],
    ) -> Self {
        let lines = entries.iter().map(|entry| {
            let body = String::from_utf8(entry.body.clone()).ok();
            Line {
                body_hex: body.is_none().then(|| const_hex::encode(&entry.body)),
                body,
                sig: entry.signature,
            }
        });
        Self {
            name: name.to_owned(),
            about: about.to_owned(),
            twin: twin.map(str::to_owned),
            office,
            pin: pin.map(|(seq, link)| Pin { seq, link }),
            verdict: verdict(office, entries, pin),
            entries: lines.collect(),
        }
    }

    pub fn written(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap();
        text.push('\n');
        text
    }

    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap()
    }

    pub fn pin(&self) -> Option<(u64, Link)> {
        self.pin.map(|pin| (pin.seq, pin.link))
    }

    pub fn entries(&self) -> Vec<Entry> {
        let bytes = |line: &Line| match (&line.body, &line.body_hex) {
            (Some(body), None) => body.clone().into_bytes(),
            (None, Some(digits)) => const_hex::decode(digits).unwrap(),
            _ => unreachable!("a body is text or hex"),
        };
        self.entries
            .iter()
            .map(|line| Entry {
                body: bytes(line),
                signature: line.sig,
            })
            .collect()
    }
}
