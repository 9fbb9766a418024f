//! What is missing on this machine, and the remedy.

use super::Answer;
use crate::asked::Asked;
use desk::clock::Clock;
use desk::desk::{DESK_DB, Desk, OFFICE_DB};
use desk::fault::Fault;
use desk::vault::keyring::Keyring;
use serde::Serialize;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// Less room than this and a release with pictures may not fit.
const LEAST_ROOM_MIB: u64 = 200;

#[derive(Serialize)]
struct Finding {
    what: &'static str,
    well: bool,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

impl Finding {
    fn well(what: &'static str, found: impl Into<String>) -> Self {
        Self {
            what,
            well: true,
            found: found.into(),
            remedy: None,
        }
    }

    fn ill(what: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what,
            well: false,
            found: found.into(),
            remedy: Some(remedy.into()),
        }
    }
}

pub(super) async fn doctor(asked: &Asked) -> Answer {
    let mut findings = vec![keyring().await];
    findings.extend(room(&asked.office));
    findings.push(writable(&asked.office));
    findings.extend(office(&asked.office).await);
    findings.extend(window_libraries());
    let well = findings.iter().all(|finding| finding.well);
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| {
            let mark = if finding.well { "well   " } else { "MISSING" };
            let remedy = finding
                .remedy
                .as_ref()
                .map_or_else(String::new, |remedy| format!("\n          {remedy}"));
            format!("{mark}  {}: {}{remedy}", finding.what, finding.found)
        })
        .collect();
    Answer {
        value: json!({ "well": well, "findings": findings }),
        lines: Some(lines.join("\n")),
        code: u8::from(!well),
        aside: None,
    }
}

async fn keyring() -> Finding {
    match Keyring::system().probe().await {
        Ok(()) => Finding::well("keyring", "it answers"),
        Err(fault) => Finding::ill("keyring", "it cannot be used", fault.to_string()),
    }
}

#[cfg(unix)]
fn room(folder: &Path) -> Option<Finding> {
    let there = folder.ancestors().find(|place| place.exists())?;
    let room = rustix::fs::statvfs(there).ok()?;
    let mib = room.f_bavail.saturating_mul(room.f_frsize) / (1024 * 1024);
    let found = format!("{mib} MiB free");
    Some(if mib >= LEAST_ROOM_MIB {
        Finding::well("disk", found)
    } else {
        Finding::ill("disk", found, "Make room: pictures and the ledger need it.")
    })
}

#[cfg(not(unix))]
fn room(_: &Path) -> Option<Finding> {
    None
}

/// Writes a file beside the databases and takes it away again.
fn writable(folder: &Path) -> Finding {
    const WHAT: &str = "folder";
    if !folder.exists() {
        return Finding::well(WHAT, format!("{} is not there yet", folder.display()));
    }
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    let wrote = std::fs::write(&probe, b"x");
    let _gone = std::fs::remove_file(&probe);
    match wrote {
        Ok(()) => Finding::well(WHAT, "it can be written"),
        Err(why) => Finding::ill(
            WHAT,
            format!("{} cannot be written: {why}", folder.display()),
            "Make it writable for your account, or choose another.",
        ),
    }
}

async fn office(folder: &Path) -> Vec<Finding> {
    if !folder.join(OFFICE_DB).exists() && !folder.join(DESK_DB).exists() {
        let found = format!("there is none in {}", folder.display());
        return vec![Finding::well("office", found)];
    }
    let audited = match Desk::open(folder, Clock::System).await {
        Ok(desk) => {
            let audited = desk.audit().await;
            let office = desk.office().await;
            let now = desk.now();
            desk.close().await;
            audited.map(|audit| (audit, office, now))
        }
        Err(fault) => Err(fault),
    };
    match audited {
        Ok((audit, office, now)) => {
            let found = format!("{} entries, all verified", audit.entries);
            let mut findings = vec![Finding::well("office", found)];
            if let Ok(office) = office {
                findings.push(clock(office.head().at.millis(), now.millis()));
            }
            findings
        }
        Err(Fault::LedgerBroken(broken)) => vec![Finding::ill(
            "office",
            broken.to_string(),
            "Nothing is published from it. Compare an export with another copy, and restore the folder from a sound one.",
        )],
        Err(fault) => vec![Finding::ill(
            "office",
            "it cannot be opened",
            fault.to_string(),
        )],
    }
}

/// The gate closes when the ledger is more than five minutes ahead of the clock.
fn clock(ledger: i64, now: i64) -> Finding {
    let ahead = Duration::from_millis(u64::try_from(ledger - now).unwrap_or(0));
    if ahead.as_secs() < 300 {
        Finding::well("clock", "it is not behind the ledger")
    } else {
        let found = format!("the ledger is {} minutes ahead of it", ahead.as_secs() / 60);
        let remedy = "Set this machine's clock, or switch its automatic time on. Nothing is published until then.";
        Finding::ill("clock", found, remedy)
    }
}

/// What the window links. The command line does without.
#[cfg(target_os = "linux")]
fn window_libraries() -> Option<Finding> {
    const WEBKIT: &str = "libwebkit2gtk-4.1.so.0";
    let listed = std::process::Command::new("/sbin/ldconfig")
        .arg("-p")
        .output()
        .ok()?;
    let known = String::from_utf8_lossy(&listed.stdout);
    Some(if known.contains(WEBKIT) {
        Finding::well("window", "WebKitGTK 4.1 is there")
    } else {
        let remedy = "The command line works without. For the window: apt install libwebkit2gtk-4.1-0, or your system's WebKitGTK 4.1.";
        Finding::ill("window", "WebKitGTK 4.1 is not there", remedy)
    })
}

#[cfg(not(target_os = "linux"))]
fn window_libraries() -> Option<Finding> {
    None
}
