//! Logging in, and the credential that a Bluesky channel keeps sealed.

use crate::connector::{ConnectFault, Connected};
use crate::http::{self, Answer, CallFault, Http, Load, Patience, is_loopback};
use crate::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use url::Url;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Where accounts log in unless their owners say otherwise.
const USUAL: &str = "https://bsky.social";
const APP_PASSWORD: &str = "com.atproto.appPass";
const APP_PASSWORD_PRIVILEGED: &str = "com.atproto.appPassPrivileged";
pub(super) const CREATE: &str = "/xrpc/com.atproto.server.createSession";
pub(super) const LIST: &str = "/xrpc/com.atproto.server.listAppPasswords";

/// What is sealed: the app password, whose it is, and the name it is revoked by.
#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub(super) struct AppPassword {
    v: u8,
    pub(super) did: String,
    pub(super) name: String,
    pub(super) password: String,
}

impl AppPassword {
    /// Reads what [`connect`] made; `None` for anything else.
    pub(super) fn open(secret: &Secret) -> Option<Self> {
        let read: Self = serde_json::from_str(secret.expose()).ok()?;
        (read.v == 1).then_some(read)
    }

    fn seal(did: &str, name: &str, password: &str) -> Secret {
        #[derive(Serialize)]
        struct Written<'a> {
            v: u8,
            did: &'a str,
            name: &'a str,
            password: &'a str,
        }
        let written = Written {
            v: 1,
            did,
            name,
            password,
        };
        // Four texts always have a JSON form.
        Secret::new(serde_json::to_string(&written).unwrap_or_default())
    }
}

/// A session. Its tokens live as long as this value, and the server is asked to forget them after.
pub(super) struct Session {
    pub(super) did: String,
    pub(super) handle: String,
    pub(super) access: Secret,
    pub(super) refresh: Secret,
    /// When the access token ends by itself.
    pub(super) expires: Option<Instant>,
    pub(super) active: bool,
    pub(super) status: String,
    scope: String,
    home: Option<String>,
}

impl Session {
    /// Closes it. Bluesky goes on honouring the access token until it expires; the tokens are forgotten here,
    /// and a slow server does not hold anybody up.
    pub(super) async fn close(&self, http: &Http) {
        let path = "/xrpc/com.atproto.server.deleteSession";
        let call = http.send(path, Load::Empty, Some(&self.refresh));
        match tokio::time::timeout(Duration::from_secs(3), call).await {
            Ok(Ok(answer)) if answer.is_success() => {}
            Ok(Ok(answer)) => tracing::debug!(status = answer.status, "the session was not closed"),
            Ok(Err(_)) | Err(_) => tracing::debug!("the session was not closed: no answer"),
        }
    }
}

/// Why no session was opened.
#[derive(Debug, thiserror::Error)]
pub(super) enum LoginFault {
    #[error("{}", .0.words())]
    Refused(Answer),
    #[error(transparent)]
    NoAnswer(#[from] CallFault),
}

pub(super) async fn log_in(
    http: &Http,
    identifier: &str,
    password: &str,
) -> Result<Session, LoginFault> {
    #[derive(Serialize)]
    struct Login<'a> {
        identifier: &'a str,
        password: &'a str,
    }
    let body = serde_json::to_vec(&Login {
        identifier,
        password,
    })
    .unwrap_or_default();
    let mut answer = http
        .send(CREATE, Load::Bytes(body, "application/json"), None)
        .await?;
    if !answer.is_success() {
        return Err(LoginFault::Refused(answer));
    }
    let take = |body: &mut Value, key: &str| match body.get_mut(key).map(Value::take) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let home = home(&answer.body["didDoc"]);
    let body = &mut answer.body;
    let access = Secret::new(take(body, "accessJwt"));
    let refresh = Secret::new(take(body, "refreshJwt"));
    let did = take(body, "did");
    if did.is_empty() || access.expose().is_empty() || refresh.expose().is_empty() {
        return Err(http
            .unclear("its answer to the log-in has no session in it")
            .into());
    }
    let claims = claims(&access);
    let expires = claims["exp"].as_i64();
    Ok(Session {
        did,
        handle: take(body, "handle"),
        expires: expires.map(|seconds| Instant::from_millis(seconds.saturating_mul(1000))),
        scope: claims["scope"].as_str().unwrap_or_default().to_owned(),
        active: body["active"] != Value::Bool(false),
        status: take(body, "status"),
        home,
        access,
        refresh,
    })
}

/// The account's own server, from its identity document.
fn home(document: &Value) -> Option<String> {
    let services = document.get("service")?.as_array()?;
    let pds = services.iter().find(|each| {
        each["id"]
            .as_str()
            .is_some_and(|id| id.ends_with("#atproto_pds"))
    })?;
    pds["serviceEndpoint"].as_str().map(str::to_owned)
}

/// What a token says of itself. It is read for its expiry, and proves nothing.
fn claims(token: &Secret) -> Value {
    let payload = token.expose().split('.').nth(1).unwrap_or_default();
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(payload).unwrap_or_default());
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// Connects an account by app password.
///
/// # Errors
/// [`ConnectFault`].
pub async fn connect(
    account: &str,
    address: &str,
    credential_name: &str,
    secret: &Secret,
) -> Result<Connected, ConnectFault> {
    let account = account.trim().trim_start_matches('@');
    let address = Some(address.trim()).filter(|text| !text.is_empty());
    let entry = http::base_address(address.unwrap_or(USUAL))?;
    let password = secret.expose().trim();
    let http = Http::new(&entry, Patience::default())?;
    let first = open(&http, account, password).await?;
    let home = match &first.home {
        // Only somebody who logs in on this machine can be sent on to this machine.
        Some(home) => http::base_address(home)
            .ok()
            .filter(|home| is_loopback(&entry) || !is_loopback(home))
            .unwrap_or_else(|| entry.clone()),
        None => entry.clone(),
    };
    let there = Http::new(&home, Patience::default())?;
    let session = if home.origin() == entry.origin() {
        first
    } else {
        first.close(&http).await;
        let second = open(&there, &first.did, password).await?;
        if second.did != first.did {
            second.close(&there).await;
            return Err(ConnectFault::NoAnswer(format!(
                "{home} and {entry} disagree about whose account this is"
            )));
        }
        second
    };
    let named = named(&there, &session, credential_name.trim()).await;
    session.close(&there).await;
    let (name, others) = named?;
    Ok(Connected {
        account: session.handle.clone(),
        address: address_of(&home, &session.did),
        credential: AppPassword::seal(&session.did, &name, password),
        rights: rights(&session.scope),
        access_expires_at: session.expires,
        can_self_revoke: true,
        // Bluesky refuses `createAppPassword` to a session of an app password (`Bad token scope`).
        can_mint_more: false,
        others,
    })
}

async fn open(http: &Http, account: &str, password: &str) -> Result<Session, ConnectFault> {
    let host = http.base().host_str().unwrap_or_default().to_owned();
    let session = log_in(http, account, password)
        .await
        .map_err(|fault| match fault {
            LoginFault::Refused(answer) if answer.status < 429 => ConnectFault::Refused {
                host,
                words: answer.words(),
            },
            LoginFault::Refused(answer) => {
                ConnectFault::NoAnswer(format!("{host} answered {}", answer.words()))
            }
            LoginFault::NoAnswer(fault) => ConnectFault::NoAnswer(fault.to_string()),
        })?;
    let fault = if !session.active {
        let (account, status) = (session.handle.clone(), session.status.clone());
        ConnectFault::Inactive { account, status }
    } else if ![APP_PASSWORD, APP_PASSWORD_PRIVILEGED].contains(&session.scope.as_str()) {
        ConnectFault::MainPassword
    } else {
        return Ok(session);
    };
    session.close(http).await;
    Err(fault)
}

/// The names of the account's app passwords.
pub(super) fn names(answer: &Answer) -> Option<Vec<String>> {
    let list = answer.body.get("passwords")?.as_array()?;
    let names = list.iter().filter_map(|each| each["name"].as_str());
    Some(names.map(str::to_owned).collect())
}

/// The name to revoke by, checked against the account's list, and the names of the others.
async fn named(
    http: &Http,
    session: &Session,
    wished: &str,
) -> Result<(String, Vec<String>), ConnectFault> {
    let answer = http
        .read(LIST, &[], Some(&session.access))
        .await
        .map_err(|fault| ConnectFault::NoAnswer(fault.to_string()))?;
    let known = names(&answer)
        .filter(|_| answer.is_success())
        .ok_or_else(|| {
            ConnectFault::NoAnswer(format!(
                "the list of app passwords could not be read ({})",
                answer.words()
            ))
        })?;
    let name = match (wished, known.as_slice()) {
        ("", [only]) => only.clone(),
        (wished, _) if known.iter().any(|name| name == wished) => wished.to_owned(),
        _ => {
            return Err(ConnectFault::UnknownName {
                name: wished.to_owned(),
                known: known
                    .iter()
                    .map(|name| format!("“{name}”"))
                    .collect::<Vec<_>>()
                    .join(", "),
            });
        }
    };
    let others = known.into_iter().filter(|other| *other != name).collect();
    Ok((name, others))
}

/// The server as the base, the account as the fragment, which no request carries.
fn address_of(home: &Url, did: &str) -> String {
    let mut address = home.clone();
    address.set_path("/");
    address.set_query(None);
    address.set_fragment(Some(did));
    address.to_string()
}

fn rights(scope: &str) -> Vec<String> {
    let mut rights = vec![
        "Post, delete, like, repost, follow, block and change the profile of this account"
            .to_owned(),
        "Read the account's settings; list and revoke its app passwords".to_owned(),
    ];
    if scope == APP_PASSWORD_PRIVILEGED {
        rights.push(
            "Read and send direct messages. Countersign does not need this: make an app password without it"
                .to_owned(),
        );
    }
    rights.push(
        "It cannot change the account's password, e-mail or handle, and cannot make app passwords"
            .to_owned(),
    );
    rights
}
