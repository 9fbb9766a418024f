//! Countersign on the command line.
fn main() {}
