//! Bluesky, by app password, over the AT Protocol's own interface (`com.atproto.*`).
//!
//! What is sent was fixed when it was signed: [`domain::bluesky::records`] names every record and its hash.
//! So a second try cannot make a second post, and one hash says whether what is live is what was signed.
//!
//! A session is opened for one piece of work and closed after it; no token is kept between two.

mod reading;
mod resolve;
mod revoke;
mod session;
mod takedown;

pub use session::connect;

use crate::connector::{ConnectFault, CredentialState, Found, Published, SendFault};
use crate::http::{self, Answer, CallFault, Http, Load, Patience};
use crate::secret::Secret;
use domain::act::Remote;
use domain::bluesky::{COLLECTION, Record, records};
use domain::channel::Channel;
use domain::gate::Outgoing;
use domain::ids::ChannelId;
use domain::release::{Content, Image};
use serde_json::{Value, json};
use session::{AppPassword, LoginFault, Session};

/// A Bluesky account.
#[derive(Debug, Clone)]
pub struct Bluesky {
    channel: ChannelId,
    did: String,
    http: Http,
}

impl Bluesky {
    /// The connector of a channel. Its address holds the server as the base, and the account's DID as the
    /// fragment, as [`connect`] gave it: both are signed by two members.
    ///
    /// # Errors
    /// [`ConnectFault`].
    pub fn for_channel(channel: &Channel) -> Result<Self, ConnectFault> {
        Self::new(channel.id, &channel.address, Patience::default()).map_err(|fault| match fault {
            ConnectFault::NoAccount(_) => ConnectFault::NoAccount(channel.name.clone()),
            other => other,
        })
    }

    /// The connector for an address, with another patience than usual.
    ///
    /// # Errors
    /// [`ConnectFault`].
    pub fn new(
        channel: ChannelId,
        address: &str,
        patience: Patience,
    ) -> Result<Self, ConnectFault> {
        let base = http::base_address(address)?;
        let did = base
            .fragment()
            .filter(|did| did.starts_with("did:") && did.len() > 8)
            .ok_or_else(|| ConnectFault::NoAccount(address.to_owned()))?
            .to_owned();
        let http = Http::new(&base, patience)?;
        Ok(Self { channel, did, http })
    }

    pub(crate) async fn publish(
        &self,
        out: Outgoing,
        credential: Option<&Secret>,
        on_intent: impl AsyncFnOnce() -> Result<(), String>,
    ) -> Result<Published, SendFault> {
        let records = records(&self.did, &out.content, self.channel)
            .filter(|_| out.leg.channel == self.channel)
            .ok_or_else(|| refused("other_channel", "the permit is for another channel"))?;
        // A leg that was tried before may be out already, whatever the last answer said.
        if out.leg.attempt > 1 {
            match self.find(&records).await {
                Found::There(remotes) => {
                    let sent = out.sent;
                    return Ok(Published { remotes, sent });
                }
                Found::Absent => {}
                Found::CannotTell(why) => return Err(before(format!("{why}. Nothing was sent"))),
            }
        }
        let session = self.log_in(credential).await?;
        let result = self.send(&session, &records, &out, on_intent).await;
        session.close(&self.http).await;
        result
    }

    async fn send(
        &self,
        session: &Session,
        records: &[Record],
        out: &Outgoing,
        on_intent: impl AsyncFnOnce() -> Result<(), String>,
    ) -> Result<Published, SendFault> {
        for image in out.variant.images() {
            self.upload(session, image, out).await?;
        }
        on_intent().await.map_err(SendFault::NotStarted)?;
        let answer = self.put(session, records).await;
        let remotes = self.judge(answer, records).await?;
        Ok(Published {
            remotes,
            sent: out.sent,
        })
    }

    /// Uploads one picture. The server names it by its hash, so a repeated upload is the same blob, and a
    /// server that changed it is found out before anything is posted.
    async fn upload(
        &self,
        session: &Session,
        image: &Image,
        out: &Outgoing,
    ) -> Result<(), SendFault> {
        let bytes = out
            .pictures
            .get(&image.digest)
            .ok_or_else(|| refused("picture_missing", "a picture is not with the permit"))?;
        let load = Load::Bytes(bytes.to_vec(), &image.mime);
        let path = "/xrpc/com.atproto.repo.uploadBlob";
        let answer = self
            .http
            .send(path, load, Some(&session.access))
            .await
            .map_err(|fault| before(fault.to_string()))?;
        if !answer.is_success() {
            return Err(no(&answer));
        }
        let blob = &answer.body["blob"];
        let same = blob["ref"]["$link"] == json!(domain::bluesky::cid_of_blob(image.digest))
            && blob["mimeType"] == json!(image.mime)
            && blob["size"] == json!(image.bytes);
        if same {
            Ok(())
        } else {
            Err(refused(
                "picture_changed",
                "the server keeps another picture, or takes it for another type, than was signed. Nothing was posted",
            ))
        }
    }

    /// One record by its own name and only if there is none yet; a thread in one commit, whole or not at all.
    async fn put(&self, session: &Session, records: &[Record]) -> Result<Answer, CallFault> {
        let (path, body) = if let [record] = records {
            let body = json!({
                "repo": self.did,
                "collection": COLLECTION,
                "rkey": record.rkey,
                "record": record.value,
                "swapRecord": null,
            });
            ("/xrpc/com.atproto.repo.putRecord", body)
        } else {
            let writes: Vec<Value> = records
                .iter()
                .map(|record| {
                    json!({
                        "$type": "com.atproto.repo.applyWrites#create",
                        "collection": COLLECTION,
                        "rkey": record.rkey,
                        "value": record.value,
                    })
                })
                .collect();
            let body = json!({"repo": self.did, "writes": writes});
            ("/xrpc/com.atproto.repo.applyWrites", body)
        };
        self.http
            .send(path, Load::Json(&body), Some(&session.access))
            .await
    }

    /// Sorts the answer to the post itself.
    async fn judge(
        &self,
        answer: Result<Answer, CallFault>,
        records: &[Record],
    ) -> Result<Vec<Remote>, SendFault> {
        let answer = match answer {
            Ok(answer) => answer,
            Err(fault) if fault.nothing_sent() => return Err(before(fault.to_string())),
            Err(fault) => return Err(SendFault::Ambiguous(fault.to_string())),
        };
        if answer.is_success() {
            let told: Vec<&Value> = match answer.body.get("results").and_then(Value::as_array) {
                Some(results) => results.iter().map(|result| &result["cid"]).collect(),
                None => vec![&answer.body["cid"]],
            };
            if told
                .iter()
                .map(|cid| cid.as_str())
                .eq(records.iter().map(|each| Some(each.cid.as_str())))
            {
                return Ok(self.remotes(records));
            }
            return Err(SendFault::Ambiguous(
                "the server accepted the post but reports another version than was signed"
                    .to_owned(),
            ));
        }
        match answer.status {
            429 => Err(no(&answer)),
            400 | 401 | 403 | 404 | 409 | 413 | 422 => {
                // Taken names are refused too. Then it may be our own post of an earlier try.
                match self.find(records).await {
                    Found::There(remotes) => Ok(remotes),
                    Found::CannotTell(_) if answer.code() == "InvalidSwap" => Err(refused(
                        "other_post_there",
                        "another post stands in this one's place on the account; nothing was changed",
                    )),
                    // The refusal was clear, whoever stands there.
                    Found::Absent | Found::CannotTell(_) => Err(no(&answer)),
                }
            }
            _ => Err(SendFault::Ambiguous(format!(
                "the server answered {}",
                answer.words()
            ))),
        }
    }

    fn remotes(&self, records: &[Record]) -> Vec<Remote> {
        records
            .iter()
            .map(|record| Remote {
                id: record.uri.clone(),
                version: record.cid.clone(),
                url: record.public_url(&self.did),
            })
            .collect()
    }

    /// Asks for the server's own description, so that a connection is there when something is sent.
    pub(crate) async fn reach(&self) {
        let path = "/xrpc/com.atproto.server.describeServer";
        if let Err(fault) = self.http.read(path, &[], None).await {
            tracing::debug!(%fault, "the channel was not reached beforehand");
        }
    }

    pub(crate) async fn reconcile(&self, content: &Content, channel: ChannelId) -> Found {
        match records(&self.did, content, channel) {
            Some(records) => self.find(&records).await,
            None => Found::CannotTell("the release has nothing for this channel".to_owned()),
        }
    }

    pub(crate) async fn check(&self, credential: Option<&Secret>) -> CredentialState {
        let Some(password) = credential.and_then(AppPassword::open) else {
            return CredentialState::Refused(
                "there is no credential for this channel here".to_owned(),
            );
        };
        match session::log_in(&self.http, &password.did, &password.password).await {
            Ok(session) => {
                session.close(&self.http).await;
                if session.active {
                    CredentialState::Working
                } else {
                    CredentialState::Refused(format!("the account is {}", session.status))
                }
            }
            Err(LoginFault::Refused(answer)) if answer.status == 401 => {
                CredentialState::Refused(answer.words())
            }
            Err(fault) => CredentialState::CannotTell(fault.to_string()),
        }
    }

    /// Opens a session for a piece of work. Whatever goes wrong here, nothing was posted.
    async fn log_in(&self, credential: Option<&Secret>) -> Result<Session, SendFault> {
        let password = credential.and_then(AppPassword::open).ok_or_else(|| {
            refused(
                "no_credential",
                "there is no usable credential for this channel",
            )
        })?;
        if password.did != self.did {
            return Err(refused(
                "other_account",
                "the credential belongs to another account",
            ));
        }
        let session = session::log_in(&self.http, &password.did, &password.password)
            .await
            .map_err(|fault| match fault {
                LoginFault::Refused(answer) => no(&answer),
                LoginFault::NoAnswer(fault) => before(fault.to_string()),
            })?;
        if session.did != self.did {
            session.close(&self.http).await;
            return Err(refused(
                "other_account",
                "the server logged in another account",
            ));
        }
        if !session.active {
            session.close(&self.http).await;
            let words = format!(
                "the account is not active at its provider ({})",
                session.status
            );
            return Err(refused("account_inactive", &words));
        }
        Ok(session)
    }
}

/// A refusal that another try of the same bytes will not change.
fn refused(code: &str, words: &str) -> SendFault {
    SendFault::Refused {
        code: code.to_owned(),
        words: words.to_owned(),
        again: false,
    }
}

/// Trouble before the first byte of the post: nothing was created, and it may go later.
fn before(words: String) -> SendFault {
    SendFault::Refused {
        code: "unreachable".to_owned(),
        words,
        again: true,
    }
}

/// A provider's clear no.
fn no(answer: &Answer) -> SendFault {
    let words = answer.words();
    match (answer.status, answer.retry_at) {
        (429 | 503, Some(at)) => SendFault::RetryAfter { at, words },
        (status, _) => SendFault::Refused {
            code: match answer.code() {
                "" => format!("http_{status}"),
                code => code
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .take(64)
                    .collect(),
            },
            words,
            again: status == 429 || status >= 500,
        },
    }
}
