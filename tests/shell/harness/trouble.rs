//! What can go wrong while driving a window, in sentences a developer can act on.

use std::path::PathBuf;

/// The result of a step.
pub type Outcome<T> = Result<T, Trouble>;

/// Why a step failed.
#[derive(thiserror::Error)]
pub enum Trouble {
    /// Something the tests need is not on this machine.
    #[error("{what} is missing. {remedy}")]
    Missing {
        /// What.
        what: String,
        /// How to get it.
        remedy: &'static str,
    },
    /// Nothing on the page answers to that role and name.
    #[error("no {role} called \"{name}\" came up within {seconds} s. A picture of the window: {picture}\nWhat it says:\n{page}", picture = .picture.display())]
    NotThere {
        /// The role, as a screen reader says it.
        role: String,
        /// The accessible name.
        name: String,
        /// How long was waited.
        seconds: u64,
        /// Where the screenshot is.
        picture: PathBuf,
        /// The visible text.
        page: String,
    },
    /// It is there, and does not let itself be used.
    #[error("{what} failed: {why}\nA picture of the window: {picture}", picture = .picture.display())]
    NotDone {
        /// The step.
        what: String,
        /// Where the screenshot is.
        picture: PathBuf,
        /// What the driver said.
        why: Box<thirtyfour::error::WebDriverError>,
    },
    /// Something did not happen in time.
    #[error("waited {seconds} s for {what}")]
    TooSlow {
        /// What was waited for.
        what: String,
        /// How long.
        seconds: u64,
    },
    /// A page breaks a rule of accessibility.
    #[error("{screen} has accessibility violations:\n{violations}")]
    Inaccessible {
        /// Which screen.
        screen: String,
        /// axe's findings, one a line.
        violations: String,
    },
    /// The driver, or the window behind it.
    #[error("driving the window failed: {0}")]
    Driver(#[from] thirtyfour::error::WebDriverError),
    /// A file.
    #[error("{path} could not be read or written: {why}", path = .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
}

// A test prints the `Debug` form of what it returns; the sentence is the better thing to read.
impl std::fmt::Debug for Trouble {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{self}")
    }
}
