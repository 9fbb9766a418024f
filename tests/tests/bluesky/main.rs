//! The Bluesky connector against a real server (PDS) and its directory.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod away;
mod carried;
mod connecting;
mod once;
mod seen;
mod stage;
