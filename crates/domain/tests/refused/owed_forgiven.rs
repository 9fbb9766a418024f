//! A replay gives its office only with every signature it still owes settled.
use domain::chain::Replay;
use domain::office::Office;

fn peeked(replay: Replay) -> Option<Office> {
    replay.office
}

fn main() {
    let _ = peeked;
}
