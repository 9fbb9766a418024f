//! Reading an account: our own records by their names, and everything that is live. It takes no log-in.

use super::Bluesky;
use crate::connector::{Found, Recent, Seen};
use crate::http::{Answer, CallFault};
use domain::act::Remote;
use domain::bluesky::{COLLECTION, Record};
use domain::instant::Instant;
use serde_json::Value;

/// What a reading of one record says.
pub(super) enum Reading {
    Same,
    Other,
    Absent,
    Unclear(String),
}

impl Bluesky {
    /// Reads our own names and compares hashes.
    pub(super) async fn find(&self, records: &[Record]) -> Found {
        let (mut there, mut absent, mut other) = (0, 0, 0);
        for record in records {
            match self.look(&record.rkey, Some(&record.cid)).await {
                (Reading::Same, _) => there += 1,
                (Reading::Absent, _) => absent += 1,
                (Reading::Other, _) => other += 1,
                (Reading::Unclear(why), _) => return Found::CannotTell(why),
            }
        }
        if there == records.len() {
            Found::There(self.remotes(records))
        } else if absent == records.len() {
            Found::Absent
        } else {
            Found::CannotTell(format!(
                "of {} posts {there} are there as signed, {other} have other words, and {absent} are missing",
                records.len()
            ))
        }
    }

    pub(super) async fn look(
        &self,
        rkey: &str,
        cid: Option<&str>,
    ) -> (Reading, Result<Answer, CallFault>) {
        let query = [
            ("repo", self.did.as_str()),
            ("collection", COLLECTION),
            ("rkey", rkey),
        ];
        let answer = self
            .http
            .read("/xrpc/com.atproto.repo.getRecord", &query, None)
            .await;
        let reading = match &answer {
            Ok(answer) if answer.is_success() => match answer.text("cid") {
                Some(found) if Some(found) == cid => Reading::Same,
                Some(_) => Reading::Other,
                None => {
                    Reading::Unclear("the server answered without saying what it has".to_owned())
                }
            },
            Ok(answer) if answer.status == 400 && answer.code() == "RecordNotFound" => {
                Reading::Absent
            }
            Ok(answer) => Reading::Unclear(format!("the server answered {}", answer.words())),
            Err(fault) => Reading::Unclear(fault.to_string()),
        };
        (reading, answer)
    }

    pub(crate) async fn list_recent(
        &self,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Recent, String> {
        let mut limit = limit.clamp(1, 100);
        let answer = loop {
            let asked = limit.to_string();
            let mut query = vec![
                ("repo", self.did.as_str()),
                ("collection", COLLECTION),
                ("limit", asked.as_str()),
            ];
            query.extend(cursor.map(|cursor| ("cursor", cursor)));
            let path = "/xrpc/com.atproto.repo.listRecords";
            match self.http.read(path, &query, None).await {
                // Whoever can post can post records so large that a full page of them is never read, and hide
                // behind them. So fewer are asked for, down to one.
                Err(CallFault::TooLarge { .. }) if limit > 1 => limit = (limit / 4).max(1),
                Err(fault) => return Err(fault.to_string()),
                Ok(answer) => break answer,
            }
        };
        let found = answer.body.get("records").and_then(Value::as_array);
        let Some(found) = found.filter(|_| answer.is_success()) else {
            return Err(format!(
                "the list of posts could not be read: {}",
                answer.words()
            ));
        };
        Ok(Recent {
            seen: found.iter().map(|record| self.seen(record)).collect(),
            cursor: answer.text("cursor").map(str::to_owned),
        })
    }

    /// A record as anyone may have written it: nothing in it is taken to be well formed.
    fn seen(&self, record: &Value) -> Seen {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (id, value) = (text(&record["uri"]), &record["value"]);
        let rkey = id.rsplit('/').next().unwrap_or_default();
        let at = value["createdAt"]
            .as_str()
            .and_then(|at| at.parse::<jiff::Timestamp>().ok())
            .map(|at| Instant::from_millis(at.as_millisecond()));
        let media = [
            &value["embed"]["images"],
            &value["embed"]["media"]["images"],
        ];
        Seen {
            remote: Remote {
                url: format!("https://bsky.app/profile/{}/post/{rkey}", self.did),
                version: text(&record["cid"]),
                id: id.clone(),
            },
            text: text(&value["text"]),
            at,
            reply: value.get("reply").is_some(),
            pictures: media
                .iter()
                .filter_map(|list| list.as_array())
                .map(Vec::len)
                .sum(),
        }
    }
}
