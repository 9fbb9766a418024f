//! The content leaves a permit by spending it, not by looking inside.
use domain::gate::Permit;

fn looked(permit: &Permit) -> &domain::release::Content {
    &permit.content
}

fn main() {
    let _ = looked;
}
