//! A real Bluesky server for one test: its own ports, its own folder, gone when the test is.

use crate::line::Line;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// A running server with its directory.
#[derive(Debug)]
pub struct Pds {
    child: Child,
    address: String,
    http: reqwest::Client,
    // Removed after the server is gone.
    _folder: TempDir,
}

/// An account on the server.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its handle.
    pub handle: String,
    /// Its lasting id.
    pub did: String,
    /// Its main password, which Countersign never takes.
    pub password: String,
    access: String,
}

/// Where `package.json` and the servers written for the tests lie.
fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pds")
}

/// Where `node_modules` lies.
fn home() -> PathBuf {
    let home = std::env::var_os("COUNTERSIGN_PDS_DIR").map_or_else(scripts, PathBuf::from);
    assert!(
        home.join("node_modules/@atproto/pds").is_dir(),
        "The Bluesky server for the tests is not installed in {}. Run `cargo xtask test`, or `npm ci` in tests/pds.",
        home.display()
    );
    home
}

/// A port that nobody listens on, below those that a system gives to whoever calls out: one of these may be taken by any
/// connection before the server, which needs a second to load, listens on it.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Each test is a process of its own: they begin far apart.
    let own = u16::try_from(std::process::id() % 1200).unwrap() * 10;
    (0..12_000)
        .map(|_| 20_000 + (own + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("one of 12,000 ports is free")
}

impl Pds {
    /// Starts one and waits until it answers.
    pub async fn start() -> Self {
        Self::start_with("0", None).await
    }

    /// Starts one behind a line: its public address is the line's.
    pub async fn start_behind(line: &Line) -> Self {
        Self::start_with("0", Some(line)).await
    }

    /// Starts one that counts calls as the real service does, and refuses the hasty.
    pub async fn start_with_rate_limits() -> Self {
        Self::start_with("1", None).await
    }

    async fn start_with(rate_limits: &str, line: Option<&Line>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (port, plc) = (line.map_or_else(free_port, Line::port_behind), free_port());
        let public = line.map_or(port, Line::port);
        let mut child = Command::new("node")
            .arg(scripts().join("server.mjs"))
            .env("NODE_HOME", home())
            .env("LOG_ENABLED", "false")
            .env("PDS_PORT", port.to_string())
            .env("PDS_PUBLIC_PORT", public.to_string())
            .env("PLC_PORT", plc.to_string())
            .env("PDS_DIR", folder.path())
            .env("PDS_RATE_LIMITS", rate_limits)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .process_group(0)
            .spawn()
            .expect("node runs; install Node 20 or newer");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = tokio::task::spawn_blocking(move || {
            lines.any(|line| line.is_ok_and(|line| line == "ready"))
        });
        let ready = tokio::time::timeout(Duration::from_mins(1), ready).await;
        let pds = Self {
            child,
            // The server's own name is localhost, and it compares.
            address: format!("http://localhost:{port}"),
            http: reqwest::Client::builder()
                .no_proxy()
                .tcp_nodelay(true)
                .build()
                .unwrap(),
            _folder: folder,
        };
        assert!(
            matches!(ready, Ok(Ok(true))),
            "the Bluesky server did not start within a minute"
        );
        let health = pds
            .http
            .get(format!("{}/xrpc/_health", pds.address))
            .send()
            .await
            .unwrap();
        assert!(health.status().is_success());
        pds
    }

    /// Its base address, `http://localhost:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.rsplit(':').next().unwrap().parse().unwrap()
    }

    /// Makes an account; `name` becomes `name.test`.
    pub async fn account(&self, name: &str) -> Account {
        let password = format!("main-password-of-{name}");
        let handle = format!("{name}.test");
        let made = self
            .call(
                "com.atproto.server.createAccount",
                None,
                &json!({"handle": handle, "email": format!("{name}@example.test"), "password": password}),
            )
            .await
            .unwrap();
        Account {
            did: made["did"].as_str().unwrap().to_owned(),
            access: made["accessJwt"].as_str().unwrap().to_owned(),
            handle,
            password,
        }
    }

    /// Makes an app password of that name.
    pub async fn app_password(&self, account: &Account, name: &str) -> String {
        let made = self
            .call(
                "com.atproto.server.createAppPassword",
                Some(&account.access),
                &json!({"name": name}),
            )
            .await
            .unwrap();
        made["password"].as_str().unwrap().to_owned()
    }

    /// Revokes an app password, as its owner would in the provider's settings.
    pub async fn revoke(&self, account: &Account, name: &str) {
        let method = "com.atproto.server.revokeAppPassword";
        let body = json!({"name": name});
        self.call(method, Some(&account.access), &body)
            .await
            .unwrap();
    }

    /// Posts around Countersign, as an intruder or a colleague would. Gives the record's address.
    pub async fn post(&self, account: &Account, text: &str) -> String {
        self.post_with(account, text, "").await
    }

    /// The same with a field that no reader shows.
    pub async fn post_with(&self, account: &Account, text: &str, ballast: &str) -> String {
        let record = json!({
            "$type": "app.bsky.feed.post",
            "text": text,
            "createdAt": crate::office::now(),
            "ballast": ballast,
        });
        let body = json!({
            "repo": account.did,
            "collection": "app.bsky.feed.post",
            "record": record,
        });
        let made = self
            .call(
                "com.atproto.repo.createRecord",
                Some(&account.access),
                &body,
            )
            .await
            .unwrap();
        made["uri"].as_str().unwrap().to_owned()
    }

    /// Calls any procedure.
    ///
    /// # Errors
    /// The status and body of a refusal.
    pub async fn call(
        &self,
        method: &str,
        bearer: Option<&str>,
        body: &Value,
    ) -> Result<Value, (u16, Value)> {
        let request = self
            .http
            .post(format!("{}/xrpc/{method}", self.address))
            .json(body);
        let request = match bearer {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let response = request.send().await.unwrap();
        let (status, body) = (
            response.status(),
            response.json().await.unwrap_or(Value::Null),
        );
        if status.is_success() {
            Ok(body)
        } else {
            Err((status.as_u16(), body))
        }
    }

    /// Every post of the account as the server has it, newest first.
    pub async fn records(&self, account: &Account) -> Vec<Value> {
        let url = format!(
            "{}/xrpc/com.atproto.repo.listRecords?repo={}&collection=app.bsky.feed.post",
            self.address, account.did
        );
        let response = self.http.get(url).send().await.unwrap();
        let mut body: Value = response.json().await.unwrap();
        body["records"]
            .as_array_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }
}

impl Drop for Pds {
    fn drop(&mut self) {
        // The whole group, by its own id; the server ends by itself too when its standard input closes.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.child.wait();
    }
}

/// Holds records to the official schema, detector and encoder of `@atproto/api`. Gives its answer, `ok N`.
pub fn validated(records: &[Value]) -> String {
    let mut child = Command::new("node")
        .arg(scripts().join("validate.mjs"))
        .env("NODE_HOME", home())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = json!({"records": records}).to_string();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
