//! One step that runs another program: its output goes to a log, its progress to the terminal.

use crate::say::{self, Failure};
use std::fs::{File, OpenOptions};
use std::io::{IsTerminal, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often a step says that it is still at work where no line can be rewritten.
const PATIENCE: Duration = Duration::from_secs(30);

/// The top folder of the checkout.
pub(crate) fn root() -> PathBuf {
    // Cargo gives the folder at run time; the one baked in at compile time is wrong once a checkout has moved.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map(Path::to_path_buf).unwrap_or(manifest)
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Where this command keeps its logs, its tools and its private sessions: never in the product's folders.
pub(crate) fn workshop() -> PathBuf {
    target().join("xtask")
}

/// `cargo`, as the one that started this command.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// The file that takes the noisy output of one command.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    path: PathBuf,
}

/// How a program ended and what it wrote.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) well: bool,
    pub(crate) output: String,
    pub(crate) seconds: u64,
}

impl Log {
    /// A fresh log for the command `name`; the one of the last run is replaced.
    pub(crate) fn new(name: &str) -> Result<Self, Failure> {
        let folder = workshop();
        std::fs::create_dir_all(&folder).map_err(|error| say::disk(&folder, &error))?;
        let path = folder.join(format!("{name}.log"));
        File::create(&path).map_err(|error| say::disk(&path, &error))?;
        Ok(Self { path })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A handle that writes at the log's end.
    pub(crate) fn handle(&self) -> Result<File, Failure> {
        OpenOptions::new()
            .append(true)
            .open(&self.path)
            .map_err(|error| say::disk(&self.path, &error))
    }

    /// Run to the end, whichever end that is.
    pub(crate) fn attempt(&self, what: &str, command: &mut Command) -> Result<Ended, Failure> {
        let mut log = self.handle()?;
        let _ = writeln!(log, "\n==> {what}\n$ {command:?}");
        let start = std::fs::metadata(&self.path).map_or(0, |meta| meta.len());
        let began = Instant::now();
        let mut progress = Progress::new(what, self.path.clone());
        let mut child = command
            .stdin(Stdio::null())
            .stdout(self.handle()?)
            .stderr(self.handle()?)
            .spawn()
            .map_err(|error| {
                let program = command.get_program().to_string_lossy().into_owned();
                Failure::new(
                    format!("`{program}` could not be started: {error}."),
                    format!("Check that `{program}` is installed and on the PATH, then run the command again."),
                )
            })?;
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) => progress.tick(began.elapsed()),
                Err(error) => {
                    return Err(Failure::new(
                        format!("{what}: the running program was lost: {error}."),
                        "Run the command again.",
                    ));
                }
            }
            std::thread::sleep(Duration::from_millis(100));
        };
        let seconds = began.elapsed().as_secs();
        progress.end(status.success(), seconds);
        Ok(Ended {
            well: status.success(),
            output: self.since(start),
            seconds,
        })
    }

    /// Run a step that everything after it needs.
    pub(crate) fn must(
        &self,
        what: &str,
        command: &mut Command,
        remedy: &str,
    ) -> Result<Ended, Failure> {
        let ended = self.attempt(what, command)?;
        if ended.well {
            return Ok(ended);
        }
        print_tail(&ended.output, 15);
        Err(self.failure(what, &ended.output, remedy))
    }

    fn failure(&self, what: &str, output: &str, remedy: &str) -> Failure {
        let (sentence, remedy) = match known_cause(output) {
            Some((cause, remedy)) => (format!("{what} failed: {cause}."), remedy),
            None => (format!("{what} failed."), remedy),
        };
        Failure::new(sentence, remedy).with_log(&self.path)
    }

    fn since(&self, start: u64) -> String {
        let mut bytes = Vec::new();
        if let Ok(mut file) = File::open(&self.path) {
            let _ = file.seek(SeekFrom::Start(start));
            let _ = file.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// The causes that have nothing to do with the step itself, told apart by what the tools print.
fn known_cause(output: &str) -> Option<(&'static str, &'static str)> {
    const CAUSES: &[(&[&str], &str, &str)] = &[
        (
            &["No space left on device", "ENOSPC"],
            "the disk is full",
            "Free some space (a first build takes about 5 GB), then run the command again.",
        ),
        (
            &[
                "Could not resolve host",
                "Temporary failure resolving",
                "EAI_AGAIN",
                "ENOTFOUND",
                "failed to download from",
                "spurious network error",
                "Could not connect to",
            ],
            "the network could not be reached",
            "Check the connection and any proxy settings, then run the command again.",
        ),
        (
            &["Could not get lock", "Unable to lock"],
            "another program is installing packages",
            "Wait until it is done, then run the command again.",
        ),
    ];
    CAUSES
        .iter()
        .find(|(signs, _, _)| signs.iter().any(|sign| output.contains(sign)))
        .map(|(_, cause, remedy)| (*cause, *remedy))
}

/// The last lines of an output, indented.
pub(crate) fn print_tail(output: &str, lines: usize) {
    let all: Vec<&str> = output
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    for line in &all[all.len().saturating_sub(lines)..] {
        eprintln!("    {line}");
    }
}

struct Progress {
    what: String,
    log: PathBuf,
    terminal: bool,
    said: Duration,
}

impl Progress {
    fn new(what: &str, log: PathBuf) -> Self {
        let terminal = std::io::stdout().is_terminal();
        if !terminal {
            println!("  {what} …");
        }
        Self {
            what: what.to_owned(),
            log,
            terminal,
            said: Duration::ZERO,
        }
    }

    fn tick(&mut self, elapsed: Duration) {
        let due = if self.terminal {
            Duration::from_millis(500)
        } else {
            PATIENCE
        };
        if elapsed.saturating_sub(self.said) < due {
            return;
        }
        self.said = elapsed;
        let line = format!("  {} … {}", self.what, say::duration(elapsed.as_secs()));
        if self.terminal {
            let width = 100_usize.saturating_sub(line.chars().count() + 3);
            let now: String = self.last_line().chars().take(width).collect();
            print!("\r\x1b[2K{line}   {now}");
            let _ = std::io::stdout().flush();
        } else {
            println!("{line}");
        }
    }

    fn end(&self, well: bool, seconds: u64) {
        let mark = if well { "done" } else { "FAILED" };
        let start = if self.terminal { "\r\x1b[2K" } else { "" };
        println!("{start}  {}: {mark}, {}", self.what, say::duration(seconds));
    }

    /// What the program said last, so that a person sees it move.
    fn last_line(&self) -> String {
        let Ok(mut file) = File::open(&self.log) else {
            return String::new();
        };
        let length = file.metadata().map_or(0, |meta| meta.len());
        let mut bytes = Vec::new();
        let _ = file.seek(SeekFrom::Start(length.saturating_sub(400)));
        let _ = file.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes)
            .lines()
            .rfind(|line| !line.trim().is_empty())
            .unwrap_or_default()
            .trim()
            .chars()
            .filter(|letter| !letter.is_control())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::known_cause;

    #[test]
    fn a_full_disk_is_named_and_an_ordinary_error_is_not() {
        let full = "error: failed to write\n  No space left on device (os error 28)";
        assert_eq!(
            known_cause(full).map(|(cause, _)| cause),
            Some("the disk is full")
        );
        assert_eq!(known_cause("error[E0308]: mismatched types"), None);
    }
}
