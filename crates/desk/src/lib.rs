//! Countersign's first floor: every effect, from the ledger on disk to the post on a channel.
//!
//! [`desk::Desk`] is what the window and the command line call. It reads and verifies ([`ledger`]), opens keys for one
//! signature ([`vault`]), keeps drafts ([`draft`]), carries out what a member signs ([`intent`]), and sends what the
//! gate lets out ([`courier`]). It holds no rule about who may do what: it asks `domain`.

pub mod audit;
pub mod chance;
pub mod check;
pub mod clock;
pub mod connector;
pub mod courier;
pub mod crash;
pub mod desk;
pub mod draft;
pub mod export;
pub mod fault;
pub mod founding;
pub mod http;
pub mod intent;
pub mod ledger;
mod live;
pub mod local;
pub mod media;
pub mod practice;
pub mod publishing;
mod readiness;
pub mod seat;
pub mod secret;
pub mod store;
pub mod vault;
pub mod view;
