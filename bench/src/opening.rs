//! Opening an office until its state is known, long history against short.

use crate::samples::Samples;
use desk::clock::Clock;
use desk::desk::Desk;
use std::path::Path;
use std::time::{Duration, Instant};

async fn open(folder: &Path) -> Duration {
    let began = Instant::now();
    let desk = Desk::open(folder, Clock::System).await.unwrap();
    desk.office().await.unwrap();
    began.elapsed()
}

/// Opens both in turns. The first opening of each is not counted: it may have work to do that is done once.
pub async fn run(name: &str, long: &Path, short: &Path, pairs: usize) {
    let mut samples = Samples::default();
    open(long).await;
    open(short).await;
    for _ in 0..pairs {
        let floor = open(short).await;
        samples.push(open(long).await, floor);
    }
    samples.print(name);
}
