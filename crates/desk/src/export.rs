//! The ledger written out for an auditor, as JSON lines (the ledger's format, §7).
//!
//! A sound ledger is written as it was verified. A broken one is evidence: every row is written as it is stored, under an
//! opening that says so, where and why. No reader takes the one for the other.

use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use crate::store::{Row, StoreFault};
use domain::digest::Link;
use domain::entry::{link, signed_bytes};
use domain::ids::OfficeId;
use serde::Serialize;
use std::path::PathBuf;

/// How many rows are read at once.
const PAGE: u32 = 1000;

/// A ledger written out.
#[derive(Debug, Clone)]
pub struct Export {
    /// The lines.
    pub text: String,
    /// Where and why it does not hold together, if it does not.
    pub breach: Option<Breach>,
}

/// An export that was written into the office's folder.
#[derive(Debug, Clone)]
pub struct Exported {
    /// Where.
    pub path: PathBuf,
    /// Where and why the ledger does not hold together, if it does not.
    pub breach: Option<Breach>,
}

/// Where and why a ledger does not hold together, as far as this desk can tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Breach {
    /// The stable name of what is wrong.
    kind: String,
    /// The newest head this desk had seen, as `number:link`: without it nobody sees that the end is missing. Empty where it
    /// had seen none.
    pin: String,
    /// The sentence.
    pub says: String,
    /// The number of the first entry that does not fit.
    pub seq: u64,
}

/// The first line of a sound ledger.
#[derive(Serialize)]
struct Whole {
    countersign_export: u8,
    office: OfficeId,
    entries: u64,
    head: Link,
}

/// The first line of a broken one. It names no head: there is none that anybody verified.
#[derive(Serialize)]
struct AsStored<'a> {
    countersign_export: u8,
    office: OfficeId,
    entries: usize,
    broken: &'a Breach,
}

#[derive(Serialize)]
struct Line {
    seq: u64,
    body: String,
    sig: String,
    link: Link,
}

/// A row as it is stored. Where a number is none, its text.
#[derive(Serialize)]
struct RawLine {
    seq: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_hex: Option<String>,
    sig: String,
    link: String,
    prev: String,
}

impl Desk {
    /// The ledger as JSON lines: an opening, then one entry a line with the exact bytes of its body.
    ///
    /// # Errors
    /// The database, or this desk's own. A ledger that does not hold together is no error: it is written as it is stored.
    pub async fn export(&self) -> Result<Export, Problem> {
        match self.audit().await {
            Ok(audit) => {
                let opening = Whole {
                    countersign_export: 1,
                    office: audit.office,
                    entries: audit.entries,
                    head: audit.head,
                };
                let text = self.as_verified(&opening).await?;
                Ok(Export { text, breach: None })
            }
            Err(Fault::LedgerBroken(broken)) => {
                let (kind, says) = (broken.kind().to_owned(), broken.to_string());
                self.as_stored(kind, says, broken.seq()).await
            }
            Err(Fault::Store(cut @ StoreFault::EntryCut(seq))) => {
                let seq = u64::try_from(seq).unwrap_or_default();
                self.as_stored("unreadable".to_owned(), cut.to_string(), seq)
                    .await
            }
            Err(fault) => Err(fault.into()),
        }
    }

    /// Writes the export into the office's folder.
    ///
    /// # Errors
    /// As [`Desk::export`], or the folder.
    pub async fn export_to_folder(&self) -> Result<Exported, Problem> {
        let Export { text, breach } = self.export().await?;
        let folder = self.dir().join("exports");
        let stamp = self.now().to_string().replace([':', '.'], "-");
        let what = if breach.is_some() {
            "broken-ledger"
        } else {
            "ledger"
        };
        let path = folder.join(format!("{what}-{stamp}.jsonl"));
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|why| Fault::Folder {
                path: path.clone(),
                why,
            })?;
        Ok(Exported { path, breach })
    }

    async fn as_verified(&self, opening: &Whole) -> Result<String, Problem> {
        let mut lines = vec![written(opening)?];
        let mut after = None;
        loop {
            let page = self.store.read_after(after, PAGE).await?;
            if page.is_empty() {
                break;
            }
            for entry in page {
                let seq = after.map_or(0, |seq: u64| seq + 1);
                after = Some(seq);
                lines.push(written(&Line {
                    seq,
                    link: link(&signed_bytes(&entry.body), &entry.signature),
                    sig: entry.signature.to_string(),
                    body: String::from_utf8_lossy(&entry.body).into_owned(),
                })?);
            }
        }
        Ok(closed(lines))
    }

    async fn as_stored(&self, kind: String, says: String, seq: u64) -> Result<Export, Problem> {
        let pinned = self.local().pinned_head().await?;
        let pin = pinned.map_or_else(String::new, |(seq, link)| format!("{seq}:{link}"));
        let rows = self.store.rows().await?;
        let breach = Breach {
            kind,
            pin,
            says,
            seq,
        };
        let opening = AsStored {
            countersign_export: 1,
            office: self.office_id(),
            entries: rows.len(),
            broken: &breach,
        };
        let mut lines = vec![written(&opening)?];
        for row in rows {
            lines.push(written(&RawLine::from(row))?);
        }
        Ok(Export {
            text: closed(lines),
            breach: Some(breach),
        })
    }
}

impl From<Row> for RawLine {
    fn from(row: Row) -> Self {
        let (body, body_hex) = match String::from_utf8(row.body) {
            Ok(text) => (Some(text), None),
            Err(no_text) => (None, Some(const_hex::encode(no_text.into_bytes()))),
        };
        Self {
            seq: row
                .seq
                .parse::<i64>()
                .map_or_else(|_| row.seq.into(), Into::into),
            body,
            body_hex,
            sig: const_hex::encode(row.signature),
            link: const_hex::encode(row.link),
            prev: const_hex::encode(row.prev),
        }
    }
}

fn written<T: Serialize>(line: &T) -> Result<String, Fault> {
    serde_json::to_string(line).map_err(Fault::DraftUnreadable)
}

fn closed(mut lines: Vec<String>) -> String {
    lines.push(String::new());
    lines.join("\n")
}
