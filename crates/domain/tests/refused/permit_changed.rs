//! Another leg cannot be put into a permit.
use domain::gate::Permit;

fn changed(permit: &mut Permit, leg: domain::act::Leg) {
    permit.leg = leg;
}

fn main() {
    let _ = changed;
}
