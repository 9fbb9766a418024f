//! The window's page: its packages and its build. Cargo needs the built page before it compiles the window.

use crate::job::{Log, root};
use crate::say::{self, Failure};
use std::path::{Path, PathBuf};
use std::process::Command;

const NPM_REMEDY: &str = "Check the connection to the npm registry, then run the command again.";

/// `npm`, in `folder`, without its adverts and its audit call.
pub(crate) fn npm(folder: &Path) -> Command {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("npm_config_fund", "false")
        .env("npm_config_audit", "false")
        .env("npm_config_update_notifier", "false");
    command
}

/// Where the page's sources are.
pub(crate) fn folder() -> PathBuf {
    root().join("ui")
}

/// Install the page's packages if the lock has changed, and build the page.
pub(crate) fn build(log: &Log) -> Result<(), Failure> {
    let ui = folder();
    install(log, "Installing the window's packages (npm ci)", &ui)?;
    log.must(
        "Building the window's page (npm run build)",
        npm(&ui).args(["run", "build"]),
        "Read the lines above: the page's sources in ui/ do not build.",
    )?;
    Ok(())
}

/// The folder above `include/node` of the Node that runs, where its headers came with it. A package that compiles
/// against them would fetch them from elsewhere, which a build server may not reach.
fn headers_of_node() -> Option<PathBuf> {
    let output = Command::new("node")
        .args(["--print", "process.execPath"])
        .output()
        .ok()?;
    let program = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    headers_beside(&program).map(Path::to_path_buf)
}

fn headers_beside(node: &Path) -> Option<&Path> {
    let prefix = node.parent()?.parent()?;
    let header = prefix.join("include/node/node_version.h");
    header.exists().then_some(prefix)
}

/// `npm ci` in `folder`, unless what is installed is newer than the lock.
pub(crate) fn install(log: &Log, what: &str, folder: &Path) -> Result<(), Failure> {
    if !folder.join("package-lock.json").exists() {
        return Err(Failure::new(
            format!("{} has no package-lock.json.", folder.display()),
            "Get the whole checkout again: `git status` shows what is missing.",
        ));
    }
    if is_current(folder) {
        return Ok(());
    }
    let mut command = npm(folder);
    command.arg("ci");
    if let Some(prefix) = headers_of_node() {
        command.env("npm_config_nodedir", prefix);
    }
    log.must(what, &mut command, NPM_REMEDY)?;
    Ok(())
}

/// npm writes its own copy of the lock last, so a broken installation counts as none.
fn is_current(folder: &Path) -> bool {
    let changed = |path: &Path| {
        std::fs::metadata(path)
            .and_then(|meta| meta.modified())
            .ok()
    };
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    let wanted = changed(&folder.join("package-lock.json"));
    matches!((installed, wanted), (Some(installed), Some(wanted)) if installed >= wanted)
}

/// The real servers from npm that the stories run against. On a build server they live in the cache beside the
/// checkout, so that a fresh clone does not install them again.
pub(crate) fn servers(log: &Log) -> Result<(), Failure> {
    let here = root().join("tests/pds");
    if !here.join("package.json").exists() {
        return Ok(());
    }
    let what = "Installing the servers the stories run against (npm ci)";
    let Some(cache) = std::env::var_os("COUNTERSIGN_CI_CACHE") else {
        return install(log, what, &here);
    };
    let there = PathBuf::from(cache).join("pds");
    std::fs::create_dir_all(&there).map_err(|error| say::disk(&there, &error))?;
    for file in ["package.json", "package-lock.json"] {
        let (from, to) = (here.join(file), there.join(file));
        let wanted = std::fs::read(&from).map_err(|error| say::disk(&from, &error))?;
        if std::fs::read(&to).ok().as_ref() != Some(&wanted) {
            std::fs::write(&to, wanted).map_err(|error| say::disk(&to, &error))?;
        }
    }
    install(log, what, &there)?;
    link(&there.join("node_modules"), &here.join("node_modules"))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<(), Failure> {
    if to.exists() {
        return Ok(());
    }
    // A link that leads nowhere is there, but does not exist.
    let _ = std::fs::remove_file(to);
    std::os::unix::fs::symlink(from, to).map_err(|error| say::disk(to, &error))
}

#[cfg(not(unix))]
fn link(_: &Path, to: &Path) -> Result<(), Failure> {
    Err(Failure::new(
        format!("{} cannot be a link on this system.", to.display()),
        "Unset COUNTERSIGN_CI_CACHE and run the command again.",
    ))
}

#[cfg(test)]
mod tests {
    use super::headers_beside;

    #[test]
    fn headers_count_only_beside_the_node_they_came_with() -> std::io::Result<()> {
        let prefix = tempfile::tempdir()?;
        let node = prefix.path().join("bin/node");
        assert_eq!(headers_beside(&node), None);
        let headers = prefix.path().join("include/node");
        std::fs::create_dir_all(&headers)?;
        std::fs::write(headers.join("node_version.h"), "")?;
        assert_eq!(headers_beside(&node), Some(prefix.path()));
        Ok(())
    }
}
