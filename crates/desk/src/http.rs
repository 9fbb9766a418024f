//! HTTP towards channels: one sort of client, with every limit set.
//!
//! A client talks to one base address. It follows no redirect, keeps no cookie, trusts no answer larger than
//! its cap, and waits for nothing without end. What goes wrong is sorted by the one question that matters to
//! a publisher: can anything have reached the other side?

use crate::secret::Secret;
use domain::instant::Instant;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::Value;
use std::time::Duration;
use url::{Host, Url};

/// The most bytes of an answer that are read.
pub const MOST_ANSWER_BYTES: usize = 1024 * 1024;
const USER_AGENT: &str = "Countersign/0.1";

/// How long a client waits.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the connection, its encryption included.
    pub connect: Duration,
    /// For the whole of one call, the last byte of its answer included.
    pub call: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(8),
            call: Duration::from_secs(25),
        }
    }
}

/// The address of a channel cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It is no address.
    #[error("“{0}” is not a web address. Write it as https://example.org")]
    NotAnAddress(String),
    /// It is not encrypted.
    #[error(
        "{0} is not encrypted, so the credential could be read on the way. Use an https address"
    )]
    NotEncrypted(String),
    /// It has a name and password in it.
    #[error("the address of {0} has a name or password in it. Take it out")]
    WithPassword(String),
}

/// Whether the address leads to this very machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Reads a base address: https, or http to this very machine.
///
/// # Errors
/// [`BadAddress`].
pub fn base_address(text: &str) -> Result<Url, BadAddress> {
    let url = Url::parse(text.trim()).map_err(|_| BadAddress::NotAnAddress(text.to_owned()))?;
    let host = url
        .host_str()
        .ok_or_else(|| BadAddress::NotAnAddress(text.to_owned()))?
        .to_owned();
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadAddress::WithPassword(host));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(BadAddress::NotEncrypted(host)),
        _ => Err(BadAddress::NotAnAddress(text.to_owned())),
    }
}

/// What went wrong on the way. No message holds a secret, a header or a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    /// Nothing was sent: no such name, no connection, or no trusted certificate.
    #[error("{host} could not be reached: {why}. Nothing was sent")]
    NotReached {
        /// Where.
        host: String,
        /// Why.
        why: String,
    },
    /// Something may have arrived: the answer was late, cut off or unreadable.
    #[error("{host} gave no clear answer: {why}")]
    NoClearAnswer {
        /// Where.
        host: String,
        /// Why.
        why: String,
    },
    /// Something may have arrived: the answer was larger than any that is read.
    #[error("{host} gave no clear answer: it is larger than one mebibyte")]
    TooLarge {
        /// Where.
        host: String,
    },
}

impl CallFault {
    /// Whether it is certain that no byte of the request arrived.
    pub const fn nothing_sent(&self) -> bool {
        matches!(self, Self::NotReached { .. })
    }
}

/// An answer whose body is whole and is JSON (or empty).
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body; `Null` where there is none.
    pub body: Value,
    /// When the provider says that a further try makes sense.
    pub retry_at: Option<Instant>,
}

impl Answer {
    /// Whether the status is 200 to 299.
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// The provider's code and words, such as `401 AuthenticationRequired: Invalid identifier or password`.
    pub fn words(&self) -> String {
        let text = |key| self.body.get(key).and_then(Value::as_str);
        let mut words = self.status.to_string();
        if let Some(error) = text("error") {
            words.push(' ');
            words.extend(error.chars().take(80));
        }
        if let Some(message) = text("message").filter(|message| !message.is_empty()) {
            words.push_str(": ");
            words.extend(message.chars().filter(|c| !c.is_control()).take(300));
        }
        words
    }

    /// The provider's error code.
    pub fn code(&self) -> &str {
        self.body
            .get("error")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A text of the body.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.body.get(key)?.as_str()
    }
}

/// What a call carries.
#[derive(Debug)]
pub enum Load<'a> {
    /// Nothing.
    Empty,
    /// A JSON document.
    Json(&'a Value),
    /// Bytes of a media type.
    Bytes(Vec<u8>, &'a str),
}

/// A client for one base address.
#[derive(Debug, Clone)]
pub struct Http {
    base: Url,
    host: String,
    client: reqwest::Client,
}

impl Http {
    /// A client for that address.
    ///
    /// # Errors
    /// [`BadAddress`]; a machine without certificates is told as a call that was not reached.
    pub fn new(base: &Url, patience: Patience) -> Result<Self, BadAddress> {
        let mut base = base_address(base.as_str())?;
        base.set_fragment(None);
        base.set_query(None);
        let host = base.host_str().unwrap_or_default().to_owned();
        let mut builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(patience.connect)
            .timeout(patience.call)
            .tcp_nodelay(true)
            .pool_idle_timeout(Duration::from_secs(20))
            .referer(false);
        if is_loopback(&base) {
            builder = builder.no_proxy();
        } else {
            builder = builder.https_only(true);
        }
        let client = builder
            .build()
            .map_err(|_| BadAddress::NotAnAddress(host.clone()))?;
        Ok(Self { base, host, client })
    }

    /// The base address.
    pub const fn base(&self) -> &Url {
        &self.base
    }

    /// Reads `path`, such as `/xrpc/com.atproto.repo.getRecord`.
    ///
    /// # Errors
    /// [`CallFault`].
    pub async fn read(
        &self,
        path: &str,
        query: &[(&str, &str)],
        bearer: Option<&Secret>,
    ) -> Result<Answer, CallFault> {
        let mut url = self.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.finish(self.client.get(url), bearer).await
    }

    /// Posts to `path`.
    ///
    /// # Errors
    /// [`CallFault`].
    pub async fn send(
        &self,
        path: &str,
        load: Load<'_>,
        bearer: Option<&Secret>,
    ) -> Result<Answer, CallFault> {
        let request = self.client.post(self.url(path));
        let request = match load {
            Load::Empty => request,
            Load::Json(value) => request.json(value),
            Load::Bytes(bytes, mime) => request.header(CONTENT_TYPE, mime).body(bytes),
        };
        self.finish(request, bearer).await
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        url
    }

    async fn finish(
        &self,
        mut request: reqwest::RequestBuilder,
        bearer: Option<&Secret>,
    ) -> Result<Answer, CallFault> {
        if let Some(secret) = bearer {
            let text = zeroize::Zeroizing::new(format!("Bearer {}", secret.expose()));
            let mut value = HeaderValue::from_str(&text)
                .map_err(|_| self.not_reached("the token has characters no header can carry"))?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let response = request.send().await.map_err(|error| self.fault(&error))?;
        self.answer(response).await
    }

    async fn answer(&self, mut response: reqwest::Response) -> Result<Answer, CallFault> {
        let status = response.status().as_u16();
        if response.status().is_redirection() {
            return Err(self.unclear(&format!(
                "it answered {status} and wanted to send the call elsewhere, which is never followed"
            )));
        }
        let retry_at = retry_at(response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.fault(&error))? {
            if body.len() + chunk.len() > MOST_ANSWER_BYTES {
                let host = self.host.clone();
                return Err(CallFault::TooLarge { host });
            }
            body.extend_from_slice(&chunk);
        }
        let body = if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&body).map_err(|_| {
                self.unclear(&format!(
                    "it answered {status}, but not in the form of its interface"
                ))
            })?
        };
        Ok(Answer {
            status,
            body,
            retry_at,
        })
    }

    fn fault(&self, error: &reqwest::Error) -> CallFault {
        // A connection that was never made carried nothing; reqwest says so for names, sockets and TLS alike.
        if error.is_connect() || error.is_builder() {
            let why = if error.is_timeout() {
                "it did not answer in time".to_owned()
            } else {
                root_cause(error)
            };
            return self.not_reached(&why);
        }
        let why = if error.is_timeout() {
            "it took too long".to_owned()
        } else {
            format!("the connection broke off ({})", root_cause(error))
        };
        self.unclear(&why)
    }

    fn not_reached(&self, why: &str) -> CallFault {
        CallFault::NotReached {
            host: self.host.clone(),
            why: why.to_owned(),
        }
    }

    /// An answer that leaves open what happened.
    pub fn unclear(&self, why: &str) -> CallFault {
        CallFault::NoClearAnswer {
            host: self.host.clone(),
            why: why.to_owned(),
        }
    }
}

/// The innermost error: the outer ones repeat the address.
fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string().chars().take(200).collect()
}

/// `RateLimit-Reset` in seconds since 1970, or `Retry-After` in seconds by the provider's own clock.
fn retry_at(headers: &HeaderMap) -> Option<Instant> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let seconds = |name: &str| text(name)?.trim().parse::<i64>().ok();
    if let Some(after) = seconds("retry-after") {
        let date = jiff::fmt::rfc2822::parse(text("date")?).ok()?;
        let millis = date.timestamp().as_millisecond();
        return Some(Instant::from_millis(millis).plus_millis(after.saturating_mul(1000)));
    }
    let spent = seconds("ratelimit-remaining").is_none_or(|left| left <= 0);
    let reset = seconds("ratelimit-reset").filter(|_| spent)?;
    Some(Instant::from_millis(reset.saturating_mul(1000)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;

    #[test]
    fn only_encrypted_addresses_or_this_machine() {
        for good in [
            "https://bsky.social",
            "http://localhost:2583",
            "http://127.0.0.1:1/",
            "http://[::1]/",
            "http://0x7f.1/",
        ] {
            assert!(base_address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://bsky.social",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "ftp://localhost/",
            "https://name:word@bsky.social",
            "https://name@bsky.social",
            "bsky.social",
            "file:///etc/passwd",
            "",
        ] {
            assert!(base_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_providers_clock_says_when_to_try_again() {
        let mut headers = HeaderMap::new();
        let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
        set("retry-after", "30");
        set("date", "Fri, 12 Jun 2026 13:26:04 GMT");
        let at = retry_at(&headers).unwrap();
        assert_eq!(at.to_string(), "2026-06-12T13:26:34.000Z");
        headers.remove("retry-after");
        headers.insert("ratelimit-reset", HeaderValue::from_static("1781270794"));
        assert_eq!(
            retry_at(&headers).unwrap().to_string(),
            "2026-06-12T13:26:34.000Z"
        );
        headers.insert("ratelimit-remaining", HeaderValue::from_static("12"));
        assert_eq!(retry_at(&headers), None);
    }
}
