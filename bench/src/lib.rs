//! What `cargo xtask bench` runs. A figure never stands alone: its floor, what nothing can be faster than, is taken in the
//! same run and in turns with it, so that a busy machine slows both.
//!
//! The small is measured by criterion (`bench-gate`, `bench-lists`), the large by the program `bench`.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a measurement that cannot be made ends with the reason"
)]

pub mod audit;
pub mod channel;
pub mod floors;
pub mod offices;
pub mod opening;
pub mod samples;
pub mod wire;
