//! Releases: put forward, read, signed, sent, stopped, taken down.

use super::{Answer, Hand};
use crate::{names, words};
use desk::fault::Problem;
use desk::intent::{Intent, Typed};
use desk::view::{Query, View};
use domain::act::Scope;
use domain::digest::Digest;
use domain::ids::ReleaseId;
use domain::refusal::Refusal;
use serde_json::json;
use std::time::Duration;

impl Hand<'_> {
    pub(super) async fn submit(&self, draft: &str) -> Result<Answer, Problem> {
        let draft = names::draft(self.desk, draft).await?;
        self.sign(&Intent::Submit { draft }, Typed::default()).await
    }

    pub(super) async fn review(&self, name: &str) -> Result<Answer, Problem> {
        let release = names::release(self.desk, name).await?;
        self.look(&Query::Review { release }).await
    }

    /// Shows exactly what is to be signed, then signs it.
    pub(super) async fn approve(&self, name: &str, all: bool) -> Result<Answer, Problem> {
        let (release, revision) = self.newest(name).await?;
        let viewer = self.who().await?;
        let query = Query::Review { release };
        let View::Review(review) = self.desk.look(&query, Some(viewer)).await? else {
            return Err(Refusal::NoSuchRevision.into());
        };
        if review.revision != revision {
            return Err(Refusal::NotTheNewest.into());
        }
        let office = self.desk.office().await?;
        eprintln!("{}", words::review(&review, Some(&office)));
        let acknowledged = if all { review.flags } else { Vec::new() };
        let intent = Intent::Approve {
            release,
            revision,
            acknowledged,
        };
        self.sign(&intent, Typed::default()).await
    }

    pub(super) async fn reject(&self, name: &str, note: &str) -> Result<Answer, Problem> {
        let (release, revision) = self.newest(name).await?;
        let intent = Intent::Reject {
            release,
            revision,
            note: note.to_owned(),
        };
        self.sign(&intent, Typed::default()).await
    }

    pub(super) async fn withdraw(&self, name: &str) -> Result<Answer, Problem> {
        let (release, revision) = self.newest(name).await?;
        self.sign(&Intent::Withdraw { release, revision }, Typed::default())
            .await
    }

    pub(super) async fn publish(&self, wait: u64) -> Result<Answer, Problem> {
        let reports = self.desk.publish(Duration::from_secs(wait)).await?;
        let all_out = reports.iter().all(|report| report.state == "receipted");
        let releases: Vec<ReleaseId> = reports.iter().map(|report| report.leg.release).collect();
        let office = self.desk.office_with(&releases).await?;
        Ok(Answer {
            lines: Some(words::legs(&reports, &office)),
            value: json!({ "legs": reports }),
            code: if all_out { 0 } else { 7 },
            aside: None,
        })
    }

    pub(super) async fn stop(
        &self,
        channel: Option<&str>,
        reason: &str,
    ) -> Result<Answer, Problem> {
        let scope = match channel {
            None => Scope::Everything,
            Some(name) => Scope::Channel {
                channel: names::channel(self.desk, name).await?,
            },
        };
        // A name nobody has must not keep STOP from being pulled.
        let by = match &self.asked.member {
            Some(name) => names::member(self.desk, name).await.ok(),
            None => None,
        };
        let seq = self.desk.stop(scope, by, reason).await?;
        Ok(Answer {
            lines: Some(format!(
                "STOP is on (entry {seq}). Starting again takes two members: countersign restart, by each."
            )),
            ..json!({ "kind": "stopped", "seq": seq }).into()
        })
    }

    pub(super) async fn take_down(
        &self,
        release: &str,
        channel: &str,
        reason: &str,
    ) -> Result<Answer, Problem> {
        let intent = Intent::TakeDown {
            release: names::release(self.desk, release).await?,
            channel: names::channel(self.desk, channel).await?,
            reason: reason.to_owned(),
        };
        self.sign(&intent, Typed::default()).await
    }

    pub(super) async fn decide(
        &self,
        release: &str,
        channel: &str,
        sent: bool,
    ) -> Result<Answer, Problem> {
        let intent = Intent::DecideUnknown {
            release: names::release(self.desk, release).await?,
            channel: names::channel(self.desk, channel).await?,
            sent,
        };
        self.sign(&intent, Typed::default()).await
    }

    async fn newest(&self, name: &str) -> Result<(ReleaseId, Digest), Problem> {
        let release = names::release(self.desk, name).await?;
        let office = self.desk.office_with(&[release]).await?;
        let newest = office.release(release).and_then(|release| release.newest());
        let revision = newest.ok_or(Refusal::NoSuchRevision)?.digest;
        Ok((release, revision))
    }
}
