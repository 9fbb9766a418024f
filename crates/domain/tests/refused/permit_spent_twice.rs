//! Spending a permit consumes it.
use domain::gate::Permit;

fn twice(permit: Permit) {
    let _ = permit.spend();
    let _ = permit.spend();
}

fn main() {
    let _ = twice;
}
