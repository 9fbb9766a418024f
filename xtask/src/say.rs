//! What a person reads: headings, one-sentence failures with their remedy, and the one question that is asked.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

/// Why a command stopped: one plain sentence, what to do about it, and where the noisy output lies.
#[derive(Debug)]
pub(crate) struct Failure {
    sentence: String,
    remedy: String,
    log: Option<PathBuf>,
}

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            remedy: remedy.into(),
            log: None,
        }
    }

    pub(crate) fn with_log(mut self, log: impl Into<PathBuf>) -> Self {
        self.log = Some(log.into());
        self
    }

    pub(crate) fn print(&self, verb: &str) {
        eprintln!("\ncargo xtask {verb}: {}\n{}", self.sentence, self.remedy);
        if let Some(log) = &self.log {
            eprintln!("The whole output: {}", log.display());
        }
    }
}

/// A file or folder this command could not read or write.
pub(crate) fn disk(path: &std::path::Path, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("{} could not be read or written: {error}.", path.display()),
        "Check that the disk has room and that the folder is yours, then run the command again.",
    )
}

pub(crate) fn heading(what: &str) {
    println!("==> {what}");
}

/// A duration as a person says it, in whole seconds.
pub(crate) fn duration(seconds: u64) -> String {
    if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

/// True when nobody has to be asked: `--yes`, or a build server.
pub(crate) fn goes_ahead(yes: bool) -> bool {
    yes || std::env::var_os("CI").is_some_and(|value| value == "true" || value == "1")
}

/// Ask a person at the terminal. With nobody there, go ahead: there is nobody to wait for.
pub(crate) fn agreed(question: &str, yes: bool) -> bool {
    let input = std::io::stdin();
    if goes_ahead(yes) || !input.is_terminal() {
        return true;
    }
    print!("{question} [Y/n] ");
    let _ = std::io::stdout().flush();
    let mut answer = String::new();
    if input.lock().read_line(&mut answer).is_err() {
        return false;
    }
    matches!(
        answer.trim().to_lowercase().as_str(),
        "" | "y" | "yes" | "j" | "ja" | "o" | "oui"
    )
}
