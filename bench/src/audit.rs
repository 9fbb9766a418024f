//! A full audit of a long ledger from disk, against verifying as many signatures one by one.

use crate::floors::Verifications;
use crate::samples::{Samples, note};
use desk::chance::ManyChances;
use desk::clock::Clock;
use desk::desk::Desk;
use std::path::Path;
use std::time::Instant;

/// The bytes that are signed for an entry of a big office, on average.
const SIGNED_BYTES: usize = 700;

/// Audits in turns with verifying; the cores are those that the process was given.
pub async fn run(name: &str, folder: &Path, pairs: usize) {
    let desk = Desk::open(folder, Clock::System).await.unwrap();
    let verifications = Verifications::new(10_000, SIGNED_BYTES);
    let mut samples = Samples::default();
    let mut bounds = Vec::new();
    let mut entries = desk.audit().await.unwrap().entries;
    verifications.each();
    for _ in 0..pairs {
        let floor = verifications.each();
        let began = Instant::now();
        entries = desk.audit().await.unwrap().entries;
        let each = began.elapsed() / u32::try_from(entries).unwrap();
        samples.push(each, floor);
        let together = verifications.together(&mut ManyChances::default());
        bounds.push(floor.as_secs_f64() / together.as_secs_f64());
    }
    samples.print(name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    bounds.sort_by(f64::total_cmp);
    let bound = bounds[bounds.len() / 2];
    let words = format!(
        "{entries} entries, {cores} cores; the signatures alone, in one batch on one core: {bound:.2} × as fast"
    );
    note(name, &words);
}
