//! Countersign's ground floor: the ledger, the rules and the gate, as functions from values to values.
//!
//! Data goes one way. Bytes become [`chain::Verified`] entries and an [`office::Office`] in [`chain::Replay`]; a
//! member's wish becomes an act in [`decide::decide`], by the same [`rules`] that replaying applies; a claimed leg
//! becomes a [`gate::Permit`] in [`gate::permit`], and nothing leaves without one.
//!
//! This crate never reads, writes, sends, waits, asks for the time or draws a random number. Time, ids and
//! chance come in as arguments.

pub mod act;
mod apply;
pub mod archive;
pub mod authorship;
pub mod barrier;
pub mod bluesky;
pub mod chain;
pub mod channel;
pub mod checkpoint;
pub mod counting;
pub mod decide;
pub mod digest;
pub mod entry;
pub mod facet;
pub mod gate;
pub mod ids;
pub mod instant;
pub mod key;
pub mod member;
pub mod news;
pub mod office;
pub mod policy;
pub mod refusal;
pub mod release;
mod rules;
pub mod strict;
pub mod submission;
pub mod summary;
pub mod text;
pub mod tree;
pub mod worddiff;
