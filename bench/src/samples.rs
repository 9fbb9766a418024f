//! Samples of a figure and of its floor, taken in turns, as `cargo xtask bench` reads them.

use std::fmt::Write as _;
use std::time::Duration;

/// Pairs of samples: what the product took, and what nothing can be faster than, taken one right after the other.
#[derive(Debug, Default)]
pub struct Samples {
    pairs: Vec<(f64, f64)>,
}

impl Samples {
    /// Adds a pair.
    pub fn push(&mut self, figure: Duration, floor: Duration) {
        self.pairs
            .push((figure.as_secs_f64() * 1e6, floor.as_secs_f64() * 1e6));
    }

    /// Prints them on one line: the name, then the pairs in microseconds.
    pub fn print(&self, name: &str) {
        let mut line = format!("samples\t{name}");
        for (figure, floor) in &self.pairs {
            // Writing to a text never fails.
            let _written = write!(line, "\t{figure:.3}/{floor:.3}");
        }
        println!("{line}");
    }
}

/// Prints something else that the table says beside a figure.
pub fn note(name: &str, words: &str) {
    println!("note\t{name}\t{words}");
}
