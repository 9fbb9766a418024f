//! What the product needs from this machine: system packages, Node, and on Windows and macOS the web view and its tools.

use crate::job::Log;
use crate::say::{self, Failure};
use std::process::{Command, Stdio};

/// What a command is about to do, and so what it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Build and open the window on the display that is there.
    Run,
    /// Build and open the window on a virtual display.
    RunVirtual,
    /// Run the tests, those with the real window and the real keyring among them.
    Test,
}

/// Debian's and Ubuntu's names.
const BUILD: &[&str] = &["libwebkit2gtk-4.1-dev", "build-essential", "pkg-config"];
const VIRTUAL: &[&str] = &["xvfb", "dbus", "gnome-keyring"];
const TEST: &[&str] = &[
    "webkit2gtk-driver",
    "chromium",
    "python3",
    "python3-cryptography",
    "libsecret-tools",
    "libglib2.0-bin",
];

/// The oldest Node that builds the page.
const NODE: (u32, u32) = (20, 19);

/// Check what is there and install what is missing.
pub(crate) fn prepare(purpose: Purpose, yes: bool, log: &Log) -> Result<(), Failure> {
    say::heading("Checking this machine");
    check_node()?;
    if cfg!(target_os = "linux") {
        packages(purpose, yes, log)
    } else if cfg!(target_os = "macos") {
        check_mac()
    } else if cfg!(windows) {
        check_windows()
    } else {
        Err(Failure::new(
            "Countersign's window is not built for this system.",
            "Use Linux, macOS or Windows; the command line (`cargo build -p countersign`) may work.",
        ))
    }
}

fn packages(purpose: Purpose, yes: bool, log: &Log) -> Result<(), Failure> {
    if !answers("dpkg-query", &["--version"]) {
        return check_other_linux(purpose);
    }
    let mut wanted = BUILD.to_vec();
    if purpose != Purpose::Run {
        wanted.extend(VIRTUAL);
    }
    if purpose == Purpose::Test {
        wanted.extend(TEST);
    }
    let missing: Vec<&str> = wanted
        .into_iter()
        .filter(|name| !is_installed(name))
        .collect();
    if missing.is_empty() {
        println!("  Nothing is missing.");
        return Ok(());
    }
    let by_hand = format!(
        "apt-get install --no-install-recommends {}",
        missing.join(" ")
    );
    println!("  Missing system packages: {}", missing.join(", "));
    if !say::agreed("  Install them now with apt-get?", yes) {
        return Err(Failure::new(
            "The system packages above are missing and were not installed.",
            format!("Install them yourself, as root: {by_hand}"),
        ));
    }
    let is_root = is_root();
    if !is_root && !answers("sudo", &["--version"]) {
        return Err(Failure::new(
            "System packages are missing, and installing them needs root or sudo.",
            format!("Ask whoever keeps this machine to run: {by_hand}"),
        ));
    }
    if !is_root {
        // Here, where the password prompt reaches the terminal, and not inside a step whose output is a log.
        let mut ask = Command::new("sudo");
        if say::goes_ahead(yes) {
            ask.arg("-n");
        }
        if !ask.arg("-v").status().is_ok_and(|status| status.success()) {
            return Err(Failure::new(
                "sudo did not allow this user to install system packages.",
                format!("Ask whoever keeps this machine to run: {by_hand}"),
            ));
        }
    }
    log.must(
        "Fetching the list of system packages (apt-get update)",
        apt(is_root).arg("update"),
        "Check the connection and /etc/apt/sources.list, then run the command again.",
    )?;
    log.must(
        &format!("Installing {} system packages", missing.len()),
        apt(is_root)
            .args(["install", "-y", "--no-install-recommends"])
            .args(&missing),
        &format!("Try it by hand to see why, as root: {by_hand}"),
    )?;
    Ok(())
}

/// `apt-get` that waits for its lock, asks nothing, and starts no service of what it installs.
fn apt(is_root: bool) -> Command {
    let mut command = Command::new(if is_root { "env" } else { "sudo" });
    if !is_root {
        command.args(["-n", "env"]);
    }
    command.args([
        "RUNLEVEL=1",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-o",
        "DPkg::Lock::Timeout=600",
    ]);
    command
}

fn is_installed(package: &str) -> bool {
    let output = Command::new("dpkg-query")
        .args(["-W", "-f", "${db:Status-Status} ", package])
        .stderr(Stdio::null())
        .output();
    output.is_ok_and(|output| {
        String::from_utf8_lossy(&output.stdout)
            .split_whitespace()
            .any(|status| status == "installed")
    })
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Other Linux systems: name what is missing, install nothing.
fn check_other_linux(purpose: Purpose) -> Result<(), Failure> {
    let mut missing = Vec::new();
    if !answers("pkg-config", &["--exists", "webkit2gtk-4.1"]) {
        missing.push("WebKitGTK 4.1 with its headers (Fedora: webkit2gtk4.1-devel, Arch: webkit2gtk-4.1), pkg-config");
    }
    if !answers("cc", &["--version"]) {
        missing.push("a C compiler");
    }
    if purpose != Purpose::Run {
        for (program, name) in [
            (
                "Xvfb",
                "Xvfb (Fedora: xorg-x11-server-Xvfb, Arch: xorg-server-xvfb)",
            ),
            ("dbus-run-session", "dbus"),
            ("gnome-keyring-daemon", "gnome-keyring"),
        ] {
            if !is_on_path(program) {
                missing.push(name);
            }
        }
    }
    if purpose == Purpose::Test {
        if !is_on_path("WebKitWebDriver") {
            missing.push("WebKitWebDriver (it comes with WebKitGTK)");
        }
        if !is_on_path("chromium") {
            missing.push("Chromium, for the tests of the window's page");
        }
        if !is_on_path("gdbus") {
            missing.push("gdbus (Fedora, Arch: glib2)");
        }
        if !is_on_path("secret-tool") {
            missing.push("secret-tool (Fedora, Arch: libsecret)");
        }
        if !answers("python3", &["-c", "import cryptography"]) {
            missing.push("Python 3 with the cryptography package");
        }
    }
    require(
        &missing,
        "Install it with this system's package manager, then run the command again.",
    )
}

fn check_mac() -> Result<(), Failure> {
    let mut missing = Vec::new();
    if !answers("xcode-select", &["-p"]) {
        missing.push("Apple's command line tools (run `xcode-select --install`)");
    }
    require(&missing, "Install it, then run the command again.")
}

fn check_windows() -> Result<(), Failure> {
    const CLIENT: &str = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    let keys = [
        format!(r"HKLM\SOFTWARE\WOW6432Node\{CLIENT}"),
        format!(r"HKLM\SOFTWARE\{CLIENT}"),
        format!(r"HKCU\Software\{CLIENT}"),
    ];
    let mut missing = Vec::new();
    if !keys
        .iter()
        .any(|key| answers("reg", &["query", key, "/v", "pv"]))
    {
        missing.push("Microsoft's WebView2 runtime (https://developer.microsoft.com/microsoft-edge/webview2/)");
    }
    require(&missing, "Install it, then run the command again.")
}

fn check_node() -> Result<(), Failure> {
    const REMEDY: &str =
        "Install the current Node (https://nodejs.org/en/download); npm comes with it.";
    let output = Command::new("node").arg("--version").output();
    let version = output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default();
    let Some(found) = parse_version(&version) else {
        return Err(Failure::new("Node is not installed.", REMEDY));
    };
    if found < NODE {
        return Err(Failure::new(
            format!(
                "Node {}.{} or newer is needed; this is {version}.",
                NODE.0, NODE.1
            ),
            REMEDY,
        ));
    }
    if !answers(
        if cfg!(windows) { "npm.cmd" } else { "npm" },
        &["--version"],
    ) {
        return Err(Failure::new("npm is not installed.", REMEDY));
    }
    Ok(())
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn require(missing: &[&str], remedy: &str) -> Result<(), Failure> {
    if missing.is_empty() {
        println!("  Nothing is missing.");
        return Ok(());
    }
    Err(Failure::new(
        format!("This machine lacks {}.", missing.join("; ")),
        remedy,
    ))
}

/// The program starts and says that all is well.
pub(crate) fn answers(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn is_on_path(program: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else {
        return false;
    };
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::{NODE, parse_version};

    #[test]
    fn the_node_that_debian_12_ships_is_too_old() {
        assert!(parse_version("v18.19.0").is_some_and(|found| found < NODE));
        assert!(parse_version("v20.19.0").is_some_and(|found| found >= NODE));
        assert!(parse_version("v22.3.1").is_some_and(|found| found >= NODE));
        assert_eq!(parse_version("not a version"), None);
    }
}
