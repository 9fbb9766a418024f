//! `cargo xtask run`: from a fresh checkout to the open window.

use crate::front;
use crate::job::{self, Log};
use crate::machine::{self, Purpose};
use crate::say::{self, Failure};
use crate::session::Session;
use std::process::Command;

pub(crate) fn run(words: &[String]) -> Result<(), Failure> {
    let split = words
        .iter()
        .position(|word| word == "--")
        .unwrap_or(words.len());
    let (options, arguments) = (&words[..split], words.get(split + 1..).unwrap_or_default());
    let (mut yes, mut release, mut virtual_display) = (false, false, false);
    for option in options {
        match option.as_str() {
            "--yes" | "-y" => yes = true,
            "--release" => release = true,
            "--virtual" => virtual_display = true,
            other => {
                return Err(Failure::new(
                    format!("`{other}` is not an option of `cargo xtask run`."),
                    "Run `cargo xtask help` for those there are.",
                ));
            }
        }
    }
    if virtual_display && !cfg!(target_os = "linux") {
        return Err(Failure::new(
            "A virtual display is for Linux; this system has one already.",
            "Run `cargo xtask run`.",
        ));
    }
    // Said before anything is built: nobody wants to wait five minutes to hear it.
    if !virtual_display && !has_display() {
        return Err(Failure::new(
            "There is no display to open the window on (DISPLAY and WAYLAND_DISPLAY are both unset).",
            "Run it in a terminal of a desktop session, or log in with `ssh -X`, or try it without being seen: \
             cargo xtask run --virtual",
        ));
    }
    let log = Log::new("run")?;
    let purpose = if virtual_display {
        Purpose::RunVirtual
    } else {
        Purpose::Run
    };
    machine::prepare(purpose, yes, &log)?;
    say::heading("Building");
    front::build(&log)?;
    let mut build = job::cargo();
    build.args(["build", "--package", "countersign-window"]);
    if release {
        build.arg("--release");
    }
    log.must(
        "Building the window (the first time takes about five minutes)",
        &mut build,
        "Read the lines above: the window does not compile.",
    )?;
    let program = job::target()
        .join(if release { "release" } else { "debug" })
        .join(format!(
            "countersign-window{}",
            std::env::consts::EXE_SUFFIX
        ));
    let mut window = Command::new(program);
    window.args(arguments);
    open(window, virtual_display, &log)
}

fn open(window: Command, virtual_display: bool, log: &Log) -> Result<(), Failure> {
    say::heading("Opening the window. It is yours until you close it; Ctrl-C here ends it too.");
    let (mut window, _session) = if virtual_display {
        let folder = job::workshop().join("virtual");
        println!("  Its office and its keyring are in {}", folder.display());
        println!(
            "  To see it: import -window root window.png (ImageMagick), with the DISPLAY said below"
        );
        let session = Session::lasting(&folder)?;
        let cookie = session.cookie();
        println!("  and XAUTHORITY={}", cookie.display());
        (session.command(true, &window)?, Some(session))
    } else {
        (window, None)
    };
    // What the desktop's libraries mutter is noise; it is in the log if it is needed.
    let status = window.stderr(log.handle()?).status().map_err(|error| {
        Failure::new(
            format!("The window could not be started: {error}."),
            "Run the command again; if it says the same, remove the target folder first.",
        )
    })?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(
        format!("The window ended unexpectedly ({status})."),
        "Run it again; the log below holds what it said last.",
    )
    .with_log(log.path()))
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
