//! What the stories share: servers, offices and people to act in them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test may fail"
)]

pub mod big;
#[cfg(unix)]
pub mod canary;
#[cfg(unix)]
pub mod command_line;
#[cfg(unix)]
pub mod line;
pub mod office;
#[cfg(unix)]
pub mod on_disk;
#[cfg(unix)]
pub mod pds;
pub mod proxy;
pub mod room;
