//! First floor.
