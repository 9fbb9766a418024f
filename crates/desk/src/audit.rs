//! The whole ledger: verified from the first byte, and written out for an auditor.

use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use domain::digest::{Digest, Link};
use domain::entry::{link, signed_bytes};
use domain::ids::OfficeId;
use domain::refusal::Refusal;
use domain::summary;
use serde::Serialize;
use std::path::PathBuf;

/// What a full audit found.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// The office.
    pub office: OfficeId,
    /// How many entries, all of them verified.
    pub entries: u64,
    /// The newest link.
    pub head: Link,
    /// The digest of the state they make; another implementation reaches the same.
    pub state: Digest,
    /// Entries that are genuine but broke a rule, and changed nothing.
    pub voids: Vec<Voided>,
}

/// A void entry.
#[derive(Debug, Clone, Serialize)]
pub struct Voided {
    /// Its number.
    pub seq: u64,
    /// The rule it broke.
    pub refusal: Refusal,
}

/// What a desk's replica and lists were made from again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// How many entries, all of them verified.
    pub entries: u64,
    /// The newest link.
    pub head: Link,
}

#[derive(Serialize)]
struct Opening {
    countersign_export: u8,
    office: OfficeId,
    entries: u64,
    head: Link,
}

#[derive(Serialize)]
struct Line {
    seq: u64,
    body: String,
    sig: String,
    link: Link,
}

impl Desk {
    /// Reads and verifies the whole ledger again.
    ///
    /// # Errors
    /// [`Fault::LedgerBroken`] with the first entry that does not fit.
    pub async fn audit(&self) -> Result<Audit, Fault> {
        let office = self.ledger.audit(self.sources()).await?;
        Ok(Audit {
            office: office.id(),
            entries: office.head().seq + 1,
            head: office.head().link,
            state: summary::state_digest(&office),
            voids: office
                .voids()
                .iter()
                .map(|void| Voided {
                    seq: void.seq,
                    refusal: void.refusal.clone(),
                })
                .collect(),
        })
    }

    /// Throws away everything this desk keeps of the office beside the ledger, and makes it again from the ledger, verified
    /// from the first entry.
    ///
    /// # Errors
    /// As [`Desk::audit`].
    pub async fn rebuild(&self) -> Result<Rebuilt, Fault> {
        let office = self.ledger.rebuild(self.sources()).await?;
        Ok(Rebuilt {
            entries: office.head().seq + 1,
            head: office.head().link,
        })
    }

    /// The ledger as JSON lines: a head, then one entry a line with the exact bytes of its body.
    ///
    /// # Errors
    /// As [`Desk::audit`]: a broken ledger is not exported as if it were sound.
    pub async fn export(&self) -> Result<String, Problem> {
        let audit = self.audit().await?;
        let opening = Opening {
            countersign_export: 1,
            office: audit.office,
            entries: audit.entries,
            head: audit.head,
        };
        let mut lines = vec![written(&opening)?];
        let mut after = None;
        loop {
            let page = self.store.read_after(after, 1000).await?;
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
        lines.push(String::new());
        Ok(lines.join("\n"))
    }
}

impl Desk {
    /// Writes the export into the office's folder, and gives its path.
    ///
    /// # Errors
    /// As [`Desk::export`], or the folder.
    pub async fn export_to_folder(&self) -> Result<PathBuf, Problem> {
        let text = self.export().await?;
        let folder = self.dir().join("exports");
        let stamp = self.now().to_string().replace([':', '.'], "-");
        let path = folder.join(format!("ledger-{stamp}.jsonl"));
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|why| Fault::Folder {
                path: path.clone(),
                why,
            })?;
        Ok(path)
    }
}

fn written<T: Serialize>(line: &T) -> Result<String, Fault> {
    serde_json::to_string(line).map_err(Fault::DraftUnreadable)
}
