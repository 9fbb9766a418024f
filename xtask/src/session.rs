//! A desktop session of its own, for tests and for machines without one: private folders, a private D-Bus with an
//! unlocked keyring, and a virtual display. Nothing of it touches the person's own keyring or settings.

use crate::say::{self, Failure};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

/// The private folders of a session. HOME stays, for cargo and rustup live there.
#[derive(Debug)]
pub(crate) struct Session {
    folder: PathBuf,
    runtime: PathBuf,
    keeps: bool,
}

impl Session {
    /// A session that leaves nothing behind.
    pub(crate) fn passing() -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("countersign-{}", std::process::id()));
        private(&folder)?;
        Ok(Self {
            runtime: folder.join("run"),
            folder,
            keeps: false,
        })
    }

    /// A session whose keyring and offices are still there the next time.
    pub(crate) fn lasting(folder: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder).map_err(|error| say::disk(folder, &error))?;
        // Sockets live here, and a socket's whole path may have no more than 107 bytes.
        let runtime = std::env::temp_dir().join(format!("countersign-{}", std::process::id()));
        private(&runtime)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            runtime,
            keeps: true,
        })
    }

    /// The file whose owner may look at this session's display.
    pub(crate) fn cookie(&self) -> PathBuf {
        self.runtime.join("display.cookie")
    }

    /// `program` inside this session, with a display of its own if asked for. Where the system brings its own keyring
    /// and its own display, simply `program`.
    pub(crate) fn command(
        &self,
        with_display: bool,
        program: &Command,
    ) -> Result<Command, Failure> {
        let mut command = if cfg!(target_os = "linux") {
            let myself = std::env::current_exe()
                .map_err(|error| say::disk(Path::new("cargo xtask"), &error))?;
            let mut command = Command::new("dbus-run-session");
            command.arg("--").arg(myself).arg("inside");
            if with_display {
                command.arg("--display");
            }
            command.arg("--").arg(program.get_program());
            for (name, folder) in [
                ("XDG_DATA_HOME", "data"),
                ("XDG_CONFIG_HOME", "config"),
                ("XDG_CACHE_HOME", "cache"),
                ("XDG_STATE_HOME", "state"),
            ] {
                let folder = self.folder.join(folder);
                std::fs::create_dir_all(&folder).map_err(|error| say::disk(&folder, &error))?;
                command.env(name, folder);
            }
            if !self.runtime.exists() {
                private(&self.runtime)?;
            }
            command.env("XDG_RUNTIME_DIR", &self.runtime);
            command
        } else {
            Command::new(program.get_program())
        };
        command.args(program.get_args());
        if let Some(folder) = program.get_current_dir() {
            command.current_dir(folder);
        }
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Ok(command)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.runtime);
        if !self.keeps {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// A folder nobody else may enter; one that is already there is someone else's, and refused.
fn private(folder: &Path) -> Result<(), Failure> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| say::disk(folder, &error))
}

/// The inner half, run under `dbus-run-session`: unlock a keyring, open a display if asked, then run the program
/// and end with its exit code.
pub(crate) fn inside(words: &[String]) -> ExitCode {
    let Some(split) = words.iter().position(|word| word == "--") else {
        return ExitCode::from(2);
    };
    let (options, program) = (&words[..split], &words[split + 1..]);
    match enter(options.iter().any(|word| word == "--display"), program) {
        Ok(code) => code,
        Err(failure) => {
            failure.print("(private session)");
            ExitCode::FAILURE
        }
    }
}

fn enter(with_display: bool, program: &[String]) -> Result<ExitCode, Failure> {
    let Some((name, arguments)) = program.split_first() else {
        return Ok(ExitCode::from(2));
    };
    unlock_keyring()?;
    let mut command = Command::new(name);
    command.args(arguments);
    let display = if with_display {
        let display = Display::open()?;
        println!("The virtual display is {}", display.name);
        command
            .env("DISPLAY", &display.name)
            .env("XAUTHORITY", &display.authority)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY");
        Some(display)
    } else {
        None
    };
    let status = command.status().map_err(|error| {
        Failure::new(
            format!("`{name}` could not be started: {error}."),
            "Build it first, then run the command again.",
        )
    })?;
    drop(display);
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

/// An empty line is the passphrase of this throw-away keyring; an empty input would leave it locked.
fn unlock_keyring() -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(
            format!("The private keyring did not open: {error}."),
            "Check that gnome-keyring and dbus are installed, then run the command again.",
        )
    };
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| failed(&error))?;
    if let Some(mut input) = daemon.stdin.take() {
        input.write_all(b"\n").map_err(|error| failed(&error))?;
    }
    let status = daemon.wait().map_err(|error| failed(&error))?;
    if status.success() {
        Ok(())
    } else {
        Err(failed(&status))
    }
}

/// A virtual X display that only this session may use.
struct Display {
    server: Child,
    name: String,
    authority: PathBuf,
}

impl Display {
    fn open() -> Result<Self, Failure> {
        let failed = |error: &dyn std::fmt::Display| {
            Failure::new(
                format!("The virtual display did not open: {error}."),
                "Check that xvfb is installed, then run the command again.",
            )
        };
        let folder = std::env::var_os("XDG_RUNTIME_DIR").unwrap_or_else(|| OsString::from("/tmp"));
        let authority = PathBuf::from(folder).join("display.cookie");
        std::fs::write(&authority, cookie().map_err(|error| failed(&error))?)
            .map_err(|error| say::disk(&authority, &error))?;
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1920x1200x24",
                "-nolisten",
                "tcp",
                "-auth",
            ])
            .arg(&authority)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed(&error))?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output)
                .read_line(&mut number)
                .map_err(|error| failed(&error))?;
        }
        let number = number.trim();
        if number.is_empty() {
            let _ = server.kill();
            let _ = server.wait();
            return Err(failed(&"Xvfb ended at once"));
        }
        Ok(Self {
            server,
            name: format!(":{number}"),
            authority,
        })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// An X authority file with one fresh cookie for any display on any host (family 0xffff), as `xauth` would write it.
fn cookie() -> std::io::Result<Vec<u8>> {
    let mut secret = [0_u8; 16];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut secret)?;
    let mut file = vec![0xff, 0xff, 0, 0, 0, 0];
    for field in [b"MIT-MAGIC-COOKIE-1".as_slice(), &secret] {
        file.extend(u16::try_from(field.len()).unwrap_or(0).to_be_bytes());
        file.extend(field);
    }
    Ok(file)
}
