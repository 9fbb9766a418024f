//! The real Secret Service, which is locked, killed, filled with other things, and comes back.
//!
//! Each test has a bus and a GNOME Keyring of its own, so that nobody else's is touched.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

const SERVICE: &str = "countersign-05700000-0000-4000-8000-0000000000aa";
const ITEM: &str = "desk-05700000-0000-4000-8000-0000000000dd";
const NO_SERVICE: &str = "no keyring that answers";

/// A bus and a keyring.
struct Session {
    folder: tempfile::TempDir,
    bus: Option<Child>,
    keyring: Option<Child>,
}

/// One process with an open vault.
struct Desk {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Session {
    /// Nothing runs yet.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["data", "run"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self {
            folder,
            bus: None,
            keyring: None,
        }
    }

    fn running() -> Self {
        let mut session = Self::new();
        session.start_bus();
        session.start_keyring();
        session
    }

    fn address(&self) -> String {
        format!("unix:path={}", self.folder.path().join("bus").display())
    }

    fn command(&self, program: impl Into<PathBuf>) -> Command {
        let mut command = Command::new(program.into());
        command
            .env("DBUS_SESSION_BUS_ADDRESS", self.address())
            .env("XDG_DATA_HOME", self.folder.path().join("data"))
            .env("XDG_RUNTIME_DIR", self.folder.path().join("run"))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("GNOME_KEYRING_CONTROL");
        command
    }

    fn start_bus(&mut self) {
        let mut bus = self
            .command("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1"])
            .arg(format!("--address={}", self.address()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon runs; install dbus");
        let mut ready = String::new();
        BufReader::new(bus.stdout.take().unwrap())
            .read_line(&mut ready)
            .unwrap();
        assert!(ready.starts_with("unix:"), "{ready}");
        self.bus = Some(bus);
    }

    /// Starts the keyring and unlocks it, and waits until it has its name on the bus.
    fn start_keyring(&mut self) {
        let mut keyring = self
            .command("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon runs; install gnome-keyring");
        keyring.stdin.take().unwrap().write_all(b"words\n").unwrap();
        self.keyring = Some(keyring);
        let waited = self.gdbus(&[
            "wait",
            "--session",
            "--timeout",
            "30",
            "org.freedesktop.secrets",
        ]);
        assert!(waited, "the keyring came to the bus");
    }

    fn gdbus(&self, words: &[&str]) -> bool {
        let mut command = self.command("gdbus");
        command.args(words).stdout(Stdio::null());
        command
            .status()
            .expect("gdbus runs; install libglib2.0-bin")
            .success()
    }

    fn lock(&self) {
        let locked = self.gdbus(&[
            "call",
            "--session",
            "--dest",
            "org.freedesktop.secrets",
            "--object-path",
            "/org/freedesktop/secrets",
            "--method",
            "org.freedesktop.Secret.Service.Lock",
            "['/org/freedesktop/secrets/collection/login']",
        ]);
        assert!(locked, "the keyring took the lock");
    }

    fn kill_keyring(&mut self) {
        let mut keyring = self.keyring.take().unwrap();
        keyring.kill().unwrap();
        keyring.wait().unwrap();
    }

    /// Puts an item there as another program of the same person would.
    fn plant(&self, label: &str, more: &[&str], secret: &str) {
        let mut child = self
            .command("secret-tool")
            .args([
                "store", "--label", label, "service", SERVICE, "username", ITEM,
            ])
            .args(more)
            .stdin(Stdio::piped())
            .spawn()
            .expect("secret-tool runs; install libsecret-tools");
        child
            .stdin
            .take()
            .unwrap()
            .write_all(secret.as_bytes())
            .unwrap();
        assert!(child.wait().unwrap().success());
    }

    /// How many items have the name of the desk's own key.
    fn items(&self) -> usize {
        let found = self
            .command("secret-tool")
            .args(["search", "--all", "service", SERVICE, "username", ITEM])
            .output()
            .unwrap();
        let told = [found.stdout, found.stderr].concat();
        String::from_utf8_lossy(&told)
            .lines()
            .filter(|line| line.starts_with("secret = "))
            .count()
    }

    fn desk(&self) -> Desk {
        let mut child = self
            .command(env!("CARGO_BIN_EXE_keyring-session"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Desk {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for mut child in [self.keyring.take(), self.bus.take()].into_iter().flatten() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Desk {
    fn says(&mut self, words: &str) -> String {
        writeln!(self.input, "{words}").unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        answer.trim().to_owned()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_key_is_stored_read_and_deleted() {
    let session = Session::running();
    let mut desk = session.desk();
    assert!(
        desk.says("sign")
            .contains("this desk's key is not in the keyring")
    );
    assert_eq!(desk.says("make"), "done");
    assert_eq!(session.items(), 1);
    assert_eq!(desk.says("sign"), "done");
    assert_eq!(desk.says("forget"), "done");
    assert_eq!(session.items(), 0);
    assert!(
        desk.says("sign")
            .contains("this desk's key is not in the keyring")
    );
}

#[test]
fn a_twin_that_another_program_planted_is_told_apart() {
    let session = Session::running();
    let mut desk = session.desk();
    assert_eq!(desk.says("make"), "done");
    let twin =
        "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQ";
    session.plant("a twin", &["made-by", "someone else"], twin);
    session.plant("garbage", &["made-by", "nobody"], "not a key at all");
    assert_eq!(session.items(), 3);
    assert_eq!(desk.says("sign"), "done");
    assert_eq!(desk.says("forget"), "done");
    assert_eq!(session.items(), 0, "twins go too");
}

#[test]
fn an_item_that_was_replaced_by_garbage_signs_nothing() {
    let session = Session::running();
    let mut desk = session.desk();
    assert_eq!(desk.says("make"), "done");
    let deleted = session
        .command("secret-tool")
        .args(["clear", "service", SERVICE, "username", ITEM])
        .status()
        .unwrap();
    assert!(deleted.success());
    session.plant("garbage", &[], "not a key at all");
    assert!(
        desk.says("sign")
            .contains("this desk's key is not in the keyring")
    );
    assert_eq!(desk.says("make"), "done");
    assert_eq!(desk.says("sign"), "done");
}

#[test]
fn a_keyring_that_is_locked_in_mid_session_is_told_and_comes_back() {
    let mut session = Session::running();
    let mut desk = session.desk();
    assert_eq!(desk.says("make"), "done");
    session.lock();
    let told = desk.says("sign");
    let clear = [
        "the keyring is locked",
        "did not answer within five seconds",
    ];
    assert!(clear.iter().any(|words| told.contains(words)), "{told}");
    session.kill_keyring();
    session.start_keyring();
    assert_eq!(desk.says("sign"), "done", "nothing was lost");
}

#[test]
fn a_keyring_that_dies_is_told_and_found_again() {
    let mut session = Session::running();
    let mut desk = session.desk();
    assert_eq!(desk.says("make"), "done");
    session.kill_keyring();
    // The bus would start it again by itself, and it would come up locked.
    let told = desk.says("sign");
    let clear = [
        NO_SERVICE,
        "the keyring is locked",
        "did not answer within five seconds",
    ];
    assert!(clear.iter().any(|words| told.contains(words)), "{told}");
    if let Some(mut bus) = session.bus.take() {
        bus.kill().unwrap();
        bus.wait().unwrap();
    }
    assert!(desk.says("sign").contains(NO_SERVICE));
    let _ = std::fs::remove_file(session.folder.path().join("bus"));
    session.start_bus();
    session.start_keyring();
    assert_eq!(desk.says("sign"), "done", "nothing was lost");
}

#[test]
fn a_desk_that_began_without_a_bus_finds_it_later() {
    let mut session = Session::new();
    let mut desk = session.desk();
    assert!(desk.says("probe").contains(NO_SERVICE));
    assert!(desk.says("make").contains(NO_SERVICE));
    session.start_bus();
    session.start_keyring();
    assert_eq!(desk.says("probe"), "done");
    assert_eq!(desk.says("make"), "done");
    assert_eq!(desk.says("sign"), "done");
}
