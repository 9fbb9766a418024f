//! Deleting posts, and showing that they are gone.

use super::Bluesky;
use super::reading::Reading;
use crate::connector::Taken;
use crate::connector::proof::Proof;
use crate::http::Load;
use crate::secret::Secret;
use domain::act::Remote;
use domain::bluesky::{COLLECTION, records};
use domain::instant::Instant;
use domain::release::Content;
use serde_json::json;

impl Bluesky {
    pub(crate) async fn take_down(
        &self,
        remotes: &[Remote],
        credential: Option<&Secret>,
        content: Option<&Content>,
        now: Instant,
    ) -> Taken {
        let mut proof = Proof::from(now);
        let rkeys = self.rkeys(remotes, content);
        if rkeys.is_empty() {
            let why = "nothing is known that could be taken down on this account";
            return Taken {
                gone: false,
                proof: proof.given_up(why),
            };
        }
        match self.log_in(credential).await {
            Err(fault) => {
                let call = "POST /xrpc/com.atproto.server.createSession";
                proof.note("log in to delete", call, fault.to_string(), false);
            }
            Ok(session) => {
                let path = "/xrpc/com.atproto.repo.deleteRecord";
                for rkey in rkeys.iter().rev() {
                    let body = json!({"repo": self.did, "collection": COLLECTION, "rkey": rkey});
                    let answer = self
                        .http
                        .send(path, Load::Json(&body), Some(&session.access))
                        .await;
                    let call = format!("POST {path} {rkey}");
                    proof.call("delete the post", &call, &answer, false);
                }
                session.close(&self.http).await;
            }
        }
        // Without a log-in the reading still tells: somebody may have deleted it by hand.
        let mut gone = true;
        for rkey in rkeys.iter().rev() {
            let (reading, answer) = self.look(rkey, None).await;
            let absent = matches!(reading, Reading::Absent);
            let call = format!("GET /xrpc/com.atproto.repo.getRecord {rkey}");
            proof.call("read the post without logging in", &call, &answer, absent);
            gone &= absent;
        }
        Taken {
            gone,
            proof: proof.steps(),
        }
    }

    /// The names to delete, first part first: only ever posts of this account.
    fn rkeys(&self, remotes: &[Remote], content: Option<&Content>) -> Vec<String> {
        let prefix = format!("at://{}/{COLLECTION}/", self.did);
        let mut rkeys: Vec<String> = remotes
            .iter()
            .filter_map(|remote| remote.id.strip_prefix(&prefix))
            .map(str::to_owned)
            .collect();
        if remotes.is_empty() {
            let signed = content.and_then(|content| records(&self.did, content, self.channel));
            rkeys.extend(signed.into_iter().flatten().map(|record| record.rkey));
        }
        rkeys
    }
}
