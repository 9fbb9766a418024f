//! What is behind a reference cannot be spent and kept.
use domain::gate::{Outgoing, Permit};

struct Kept {
    permit: Permit,
}

fn spent(kept: &Kept) -> Outgoing {
    kept.permit.spend()
}

fn main() {
    let _ = spent;
}
