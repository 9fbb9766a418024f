//! The ledger: read, verified, written out.

use super::{Answer, Hand, folder_fault};
use crate::asked::LedgerVerb;
use crate::{names, reading, words};
use desk::fault::Problem;
use desk::view::{EntryView, Query, View};
use domain::ids::MemberId;
use domain::refusal::Refusal;
use serde_json::json;
use std::path::Path;

/// The exit code of a ledger that does not hold together.
const BROKEN: u8 = 5;

/// Which entries are shown.
struct Filter<'a> {
    kinds: &'a [String],
    by: Option<MemberId>,
    about: Option<String>,
}

impl Filter<'_> {
    fn takes(&self, entry: &EntryView) -> bool {
        let by = entry.member.as_ref().map(|member| member.id);
        (self.kinds.is_empty() || self.kinds.contains(&entry.what))
            && (self.by.is_none() || self.by == by)
            && self.about.as_ref().is_none_or(|id| entry.body.contains(id))
    }
}

impl Hand<'_> {
    pub(super) async fn ledger(&self, verb: &LedgerVerb) -> Result<Answer, Problem> {
        match verb {
            LedgerVerb::Rebuild => Ok(json!(self.desk.rebuild().await?).into()),
            LedgerVerb::Log {
                before,
                kinds,
                by,
                about,
                most,
            } => {
                let filter = Filter {
                    kinds,
                    by: match by {
                        Some(name) => Some(names::member(self.desk, name).await?),
                        None => None,
                    },
                    about: match about {
                        Some(name) => Some(self.id_of(name).await?),
                        None => None,
                    },
                };
                self.log(*before, *most, &filter).await
            }
            LedgerVerb::Verify => {
                let audit = self.desk.audit().await?;
                let (entries, voids) = (audit.entries, audit.voids.len());
                let lines = format!(
                    "The ledger holds together: {entries} entries, all verified; {voids} of them void.\nHead:  {}\nState: {}",
                    audit.head, audit.state
                );
                Ok(Answer {
                    lines: Some(lines),
                    ..json!(audit).into()
                })
            }
            LedgerVerb::Export { to } => self.export(to.as_deref()).await,
        }
    }

    /// A broken ledger is written out too, as evidence: with the exit code of one, and a sentence.
    async fn export(&self, to: Option<&Path>) -> Result<Answer, Problem> {
        let export = self.desk.export().await?;
        let value = match to {
            None => json!(export.text),
            Some(file) => {
                std::fs::write(file, &export.text).map_err(|why| folder_fault(file, why))?;
                json!({ "written": file, "bytes": export.text.len(), "broken": export.breach })
            }
        };
        Ok(Answer {
            code: export.breach.as_ref().map_or(0, |_| BROKEN),
            aside: export.breach.map(|breach| words::exported_broken(&breach)),
            ..value.into()
        })
    }

    async fn log(
        &self,
        mut before: Option<u64>,
        most: usize,
        filter: &Filter<'_>,
    ) -> Result<Answer, Problem> {
        let mut found = Vec::new();
        let (mut total, mut head) = (0, None);
        while found.len() < most {
            let query = Query::Ledger { before };
            let View::Ledger(page) = self.desk.look(&query, None).await? else {
                break;
            };
            (total, head) = (page.total, Some(page.head));
            let last = page.entries.last().map(|entry| entry.seq);
            found.extend(
                page.entries
                    .into_iter()
                    .filter(|entry| filter.takes(entry))
                    .take(most - found.len()),
            );
            match last {
                Some(seq) if seq > 0 => before = Some(seq),
                _ => break,
            }
        }
        Ok(Answer {
            lines: Some(reading::entries(&found)),
            ..json!({ "entries": found, "total": total, "head": head }).into()
        })
    }

    /// The id of a release, a channel or a member.
    async fn id_of(&self, name: &str) -> Result<String, Problem> {
        if let Ok(release) = names::release(self.desk, name).await {
            return Ok(release.to_string());
        }
        if let Ok(channel) = names::channel(self.desk, name).await {
            return Ok(channel.to_string());
        }
        let member = names::member(self.desk, name).await;
        member
            .map(|member| member.to_string())
            .map_err(|_| Refusal::NoSuchRevision.into())
    }
}
