//! What the window's tests share: the real program, opened on a virtual display and driven through `WebDriver` as a
//! person would, by the roles and names that a screen reader reads out.
//!
//! Nothing here is skipped where something is missing: it fails, and says how to get it.

pub mod axe;
pub mod desk;
pub mod find;
pub mod picture;
pub mod trouble;
pub mod window;

pub use trouble::{Outcome, Trouble};
pub use window::{Look, Window};
