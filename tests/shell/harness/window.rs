//! One window of the real program, from its start to its end.

use crate::trouble::{Outcome, Trouble};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, WindowHandle};

/// How long anything on the screen may take before the test gives up. Generous: build servers are slow and busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// How often the screen is asked again.
pub(crate) const PAUSE: Duration = Duration::from_millis(50);

/// What the window looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The light theme.
    Light,
    /// The dark theme.
    Dark,
}

/// The program, running, with its driver.
#[derive(Debug)]
pub struct Window {
    pub(crate) driver: WebDriver,
    main: WindowHandle,
    // Killed as it is dropped, and before its folder goes.
    _server: Server,
    profile: TempDir,
}

impl Window {
    /// Start the program on the office in `office` and wait until its main window has drawn its page.
    pub async fn open(office: &Path) -> Outcome<Self> {
        Self::open_looking(office, Look::Light).await
    }

    /// The same, in one of the two themes.
    pub async fn open_looking(office: &Path, look: Look) -> Outcome<Self> {
        let program = program()?;
        let profile = tempfile::tempdir().map_err(|why| Trouble::File {
            path: std::env::temp_dir(),
            why,
        })?;
        let server = Server::start(profile.path(), look)?;
        let mut wishes = Capabilities::new();
        wishes.set("browserName", "wry")?;
        wishes.set(
            "webkitgtk:browserOptions",
            json!({ "binary": program, "args": ["--office", office] }),
        )?;
        let driver = server.connect(wishes).await?;
        let main = driver.window().await?;
        let window = Self {
            driver,
            main,
            _server: server,
            profile,
        };
        window
            .until("the main window's page", async || {
                let ready = window
                    .script("return document.readyState === 'complete'", vec![])
                    .await?;
                Ok(ready == Value::Bool(true))
            })
            .await?;
        Ok(window)
    }

    /// End the program as closing its window would.
    pub async fn close(self) -> Outcome<()> {
        Ok(self.driver.clone().quit().await?)
    }

    /// Where the web view and the program keep what is theirs, to be searched for what must not be there.
    pub fn profile(&self) -> &Path {
        self.profile.path()
    }

    /// What was handed to this person's browser, as soon as there is anything.
    pub async fn opened(&self) -> Outcome<String> {
        let path = self.profile.path().join("opened");
        let mut opened = String::new();
        self.until("something to be opened in the browser", async || {
            opened = std::fs::read_to_string(&path).unwrap_or_default();
            Ok(opened.ends_with('\n'))
        })
        .await?;
        Ok(opened)
    }

    /// Give the window this size, in pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome<()> {
        self.driver.set_window_rect(0, 0, width, height).await?;
        Ok(())
    }

    /// Go on in the signing window, which opens when something is to be signed.
    pub async fn to_signing(&self) -> Outcome<()> {
        let main = self.main.clone();
        let mut found = None;
        self.until("the signing window", async || {
            let windows = self.driver.windows().await?;
            found = windows.into_iter().find(|window| *window != main);
            Ok(found.is_some())
        })
        .await?;
        if let Some(signing) = found {
            self.driver.switch_to_window(signing).await?;
        }
        Ok(())
    }

    /// Go on in the main window.
    pub async fn to_main(&self) -> Outcome<()> {
        self.driver.switch_to_window(self.main.clone()).await?;
        Ok(())
    }

    /// Wait until the signing window is closed, and go on in the main one.
    pub async fn signing_closed(&self) -> Outcome<()> {
        self.until("the signing window to close", async || {
            Ok(self.driver.windows().await?.len() == 1)
        })
        .await?;
        self.to_main().await
    }

    /// Run a script in the page and return what it returns.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Outcome<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Ask a door from the page, past everything the page itself would check, and return what it says.
    ///
    /// # Errors
    ///
    /// Only for the driver: a refusal is the inner error.
    pub async fn ask(&self, door: &str, payload: Value) -> Outcome<Result<Value, Value>> {
        let script = "const [door, payload, done] = arguments; \
             window.__TAURI_INTERNALS__.invoke(door, payload).then( \
             value => done({ value: value === undefined ? null : value }), \
             error => done({ error: error instanceof Error ? error.message : error }))";
        let answer = self
            .driver
            .execute_async(script, vec![json!(door), payload])
            .await?;
        let answer = answer.json();
        Ok(match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer.get("value").cloned().unwrap_or(Value::Null)),
        })
    }

    /// Ask again and again until `done` says so.
    pub async fn until(
        &self,
        what: &str,
        mut done: impl AsyncFnMut() -> Outcome<bool>,
    ) -> Outcome<()> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if done().await? {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(Trouble::TooSlow {
            what: what.to_owned(),
            seconds: PATIENCE.as_secs(),
        })
    }
}

impl Drop for Window {
    /// A test that fails drops its window without closing it. Left to itself the client would then ask for the session's
    /// end and wait two minutes for an answer; the driver and the program are killed anyway, so nobody has to ask.
    fn drop(&mut self) {
        let _already_closed = self.driver.clone().leak();
    }
}

/// Stands in for the program that opens pages and files in this person's browser, and writes down what it was given.
fn browser(profile: &Path) -> Outcome<()> {
    use std::os::unix::fs::PermissionsExt;
    let folder = profile.join("bin");
    let path = folder.join("xdg-open");
    let script = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n",
        profile.join("opened").display()
    );
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&path, script))
        .and_then(|()| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)))
        .map_err(|why| Trouble::File { path, why })
}

/// The program that `cargo xtask test` built, or the one that is there.
fn program() -> Outcome<PathBuf> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/debug/countersign-window");
    let program = std::env::var_os("COUNTERSIGN_WINDOW").map_or(built, PathBuf::from);
    if program.is_file() {
        return Ok(program);
    }
    Err(Trouble::Missing {
        what: format!("the window's program ({})", program.display()),
        remedy: "Run `cargo xtask test --only shell`, which builds it first.",
    })
}

/// `WebKitWebDriver`, with the program it starts: they end together.
#[derive(Debug)]
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(profile: &Path, look: Look) -> Outcome<Self> {
        for (variable, remedy) in [
            (
                "DISPLAY",
                "Run `cargo xtask test --only shell`, which opens a virtual display.",
            ),
            (
                "DBUS_SESSION_BUS_ADDRESS",
                "Run `cargo xtask test --only shell`, which starts a private session.",
            ),
        ] {
            if std::env::var_os(variable).is_none() {
                return Err(Trouble::Missing {
                    what: format!("{variable} in the environment"),
                    remedy,
                });
            }
        }
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|why| Trouble::File {
                path: "a free port".into(),
                why,
            })?
            .port();
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg("--host=127.0.0.1")
            .arg(format!("--port={port}"))
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("NO_AT_BRIDGE", "1")
            // Drawn without compositing, as the program would choose here, the driver's pictures never come.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "0")
            .env(
                "GTK_THEME",
                if look == Look::Dark {
                    "Adwaita:dark"
                } else {
                    "Adwaita"
                },
            )
            .stdin(Stdio::null())
            .process_group(0);
        for (name, folder) in [
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
        ] {
            command.env(name, profile.join(folder));
        }
        browser(profile)?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(profile.join("bin")).chain(std::env::split_paths(&path));
        if let Ok(path) = std::env::join_paths(path) {
            command.env("PATH", path);
        }
        let process = command.spawn().map_err(|_| Trouble::Missing {
            what: "WebKitWebDriver".into(),
            remedy: "Install it (Debian: `apt-get install webkit2gtk-driver`), or run `cargo xtask test`, which does.",
        })?;
        Ok(Self {
            process,
            address: format!("http://127.0.0.1:{port}"),
        })
    }

    /// The driver takes a moment to listen.
    async fn connect(&self, wishes: Capabilities) -> Outcome<WebDriver> {
        let began = Instant::now();
        loop {
            match WebDriver::new(&self.address, wishes.clone()).await {
                Ok(driver) => return Ok(driver),
                Err(error) if began.elapsed() > PATIENCE => return Err(error.into()),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The whole group: the program and the web view's own processes would outlive the driver.
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.process.wait();
    }
}
