//! What the compiler refuses to do with a permit: make one, copy one, keep one, write one down.

use domain::chain::Verified;
use domain::gate::{Outgoing, Permit};
use domain::office::Office;
use serde::de::DeserializeOwned;
use static_assertions::{assert_impl_all, assert_not_impl_any};

// None of these can even be said: the assertions are the compiler's.
assert_not_impl_any!(Permit: Clone, Copy, Default, serde::Serialize, DeserializeOwned);
assert_not_impl_any!(Office: Default, serde::Serialize, DeserializeOwned);
assert_not_impl_any!(Verified: Copy, Default, serde::Serialize, DeserializeOwned);
// The honest twin: an act has all of what a permit must not have.
assert_impl_all!(domain::act::Act: Clone, serde::Serialize, DeserializeOwned);
assert_impl_all!(domain::act::Leg: Clone, Copy);

/// What a connector may do with a permit: look which leg it is for, and spend it, once.
fn spent(permit: Permit) -> Outgoing {
    let _ = (permit.leg(), permit.sent());
    permit.spend()
}

#[test]
fn a_permit_cannot_be_made_opened_changed_or_spent_twice_nor_an_office_made_by_hand() {
    let _: fn(Permit) -> Outgoing = spent;
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/refused/permit_*.rs");
    cases.compile_fail("tests/refused/verified_*.rs");
    cases.compile_fail("tests/refused/office_*.rs");
    cases.compile_fail("tests/refused/owed_*.rs");
}
