//! An office is what its ledger makes it; nothing else changes one.
use domain::office::Office;

fn changed(office: &mut Office) {
    office.stops.clear();
}

fn main() {
    let _ = changed;
}
