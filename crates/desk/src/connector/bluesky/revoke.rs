//! Killing an app password, and proving it.
//!
//! Measured on the reference server: after `revokeAppPassword` nobody can log in or renew, but an access token
//! that was given out before goes on working until it expires, up to two hours. So that is what is said.

use super::Bluesky;
use super::session::{self, AppPassword, CREATE, LIST, LoginFault, Session};
use crate::connector::proof::Proof;
use crate::http::{Answer, CallFault, Load};
use crate::secret::Secret;
use domain::channel::{ProofStep, RevocationState};
use domain::instant::Instant;

/// How long an access token lives at the most, where the server did not say.
const ACCESS_MILLIS: i64 = 2 * 3_600_000;

impl Bluesky {
    /// The app password revokes itself, by its name; then everything it could still do is tried.
    pub(crate) async fn revoke(
        &self,
        credential: Option<&Secret>,
        now: Instant,
    ) -> (RevocationState, Vec<ProofStep>) {
        let mut proof = Proof::from(now);
        let Some(password) = credential.and_then(AppPassword::open) else {
            let why =
                "no usable credential for this channel is here; revoke it in Bluesky's settings";
            return (RevocationState::AskedNotProved, proof.given_up(why));
        };
        let opened = session::log_in(&self.http, &password.did, &password.password).await;
        let session = match opened {
            Ok(session) => {
                let expires = session
                    .expires
                    .map_or_else(String::new, |at| format!(", ends by {at}"));
                let answer = format!("200, a session{expires}");
                proof.note("log in with the app password", &post(CREATE), answer, false);
                session
            }
            Err(fault) => {
                let dead = refuses(&fault);
                proof.note(
                    "log in with the app password",
                    &post(CREATE),
                    fault.to_string(),
                    dead,
                );
                // Somebody was faster. A session opened just before may still live.
                let state = if dead {
                    let until = proof.now().plus_millis(ACCESS_MILLIS);
                    RevocationState::DeadExceptAccess { until }
                } else {
                    RevocationState::AskedNotProved
                };
                return (state, proof.steps());
            }
        };
        self.ask(&session, &password, &mut proof).await;
        let login = self.tries_login(&password, &mut proof).await;
        let renewal = self.tries_renewal(&session, &mut proof).await;
        let reads = self.tries_reading(&session, &mut proof).await;
        let until = session
            .expires
            .unwrap_or_else(|| proof.now().plus_millis(ACCESS_MILLIS));
        let state = match (login && renewal, reads) {
            (true, Some(false)) => RevocationState::Dead,
            (true, _) => RevocationState::DeadExceptAccess { until },
            (false, _) => RevocationState::AskedNotProved,
        };
        (state, proof.steps())
    }

    async fn ask(&self, session: &Session, password: &AppPassword, proof: &mut Proof) {
        let path = "/xrpc/com.atproto.server.revokeAppPassword";
        let body = serde_json::json!({"name": password.name});
        let answer = self
            .http
            .send(path, Load::Json(&body), Some(&session.access))
            .await;
        let what = format!("revoke the app password “{}”", password.name);
        proof.call(&what, &post(path), &answer, false);
        let answer = self.http.read(LIST, &[], Some(&session.access)).await;
        let names = answer.as_ref().ok().and_then(session::names);
        let gone = names.is_some_and(|names| !names.contains(&password.name));
        proof.call(
            "look for it in the account's list",
            &format!("GET {LIST}"),
            &answer,
            gone,
        );
    }

    /// Whether the app password is refused at the door.
    async fn tries_login(&self, password: &AppPassword, proof: &mut Proof) -> bool {
        let what = "log in with the old app password";
        match session::log_in(&self.http, &password.did, &password.password).await {
            Err(fault) => {
                let dead = refuses(&fault);
                proof.note(what, &post(CREATE), fault.to_string(), dead);
                dead
            }
            Ok(session) => {
                proof.note(
                    what,
                    &post(CREATE),
                    "200, it still logs in".to_owned(),
                    false,
                );
                session.close(&self.http).await;
                false
            }
        }
    }

    /// Whether the session can no longer be renewed.
    async fn tries_renewal(&self, session: &Session, proof: &mut Proof) -> bool {
        let path = "/xrpc/com.atproto.server.refreshSession";
        let answer = self
            .http
            .send(path, Load::Empty, Some(&session.refresh))
            .await;
        let dead = is_refused(&answer);
        note(proof, "renew the old session", &post(path), &answer, dead);
        dead
    }

    /// Whether the old session still reads: `None` when that could not be learnt.
    async fn tries_reading(&self, session: &Session, proof: &mut Proof) -> Option<bool> {
        let path = "/xrpc/com.atproto.server.getSession";
        let answer = self.http.read(path, &[], Some(&session.access)).await;
        let reads = match &answer {
            Ok(answer) if answer.is_success() => Some(true),
            _ if is_refused(&answer) => Some(false),
            _ => None,
        };
        let what = "use the old session's access token";
        note(
            proof,
            what,
            &format!("GET {path}"),
            &answer,
            reads == Some(false),
        );
        reads
    }

    /// Tries the revoked app password again. Its sessions are dead at `until`, because the server gave their
    /// tokens that expiry and lets none be renewed.
    pub(crate) async fn prove_dead(
        &self,
        credential: Option<&Secret>,
        until: Instant,
        now: Instant,
    ) -> (RevocationState, Vec<ProofStep>) {
        let mut proof = Proof::from(now);
        let Some(password) = credential.and_then(AppPassword::open) else {
            let why = "the old credential is no longer here to be tried";
            return (RevocationState::AskedNotProved, proof.given_up(why));
        };
        let refused = self.tries_login(&password, &mut proof).await;
        let over = proof.now() >= until;
        let state = match (refused, over) {
            (true, true) => {
                let answer = format!("it ended at {until} at the latest");
                proof.note(
                    "wait for the old session's access token to end",
                    "",
                    answer,
                    true,
                );
                RevocationState::Dead
            }
            (true, false) => RevocationState::DeadExceptAccess { until },
            (false, _) => RevocationState::AskedNotProved,
        };
        (state, proof.steps())
    }
}

fn post(path: &str) -> String {
    format!("POST {path}")
}

/// A success that holds tokens or personal data is noted by its status alone.
fn note(
    proof: &mut Proof,
    what: &str,
    call: &str,
    answer: &Result<Answer, CallFault>,
    proves: bool,
) {
    match answer {
        Ok(answer) if answer.is_success() => {
            proof.note(
                what,
                call,
                format!("{}, it still works", answer.status),
                proves,
            );
        }
        _ => proof.call(what, call, answer, proves),
    }
}

/// Whether the log-in was refused for the credential itself, and not for haste or a fault.
fn refuses(fault: &LoginFault) -> bool {
    matches!(fault, LoginFault::Refused(answer) if answer.status == 401)
}

/// Whether a token was refused for itself.
fn is_refused(answer: &Result<Answer, CallFault>) -> bool {
    const CODES: [&str; 4] = [
        "ExpiredToken",
        "InvalidToken",
        "AuthenticationRequired",
        "AuthMissing",
    ];
    matches!(answer, Ok(answer)
        if answer.status == 401 || (answer.status == 400 && CODES.contains(&answer.code())))
}
