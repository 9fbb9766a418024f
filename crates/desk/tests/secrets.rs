//! What cannot be done with a secret or a passphrase: copy it, show it, compare it, write it down.

use desk::secret::{Passphrase, Secret};
use static_assertions::{assert_impl_all, assert_not_impl_any};
use std::fmt::Display;

// None of these can even be said: the assertions are the compiler's.
assert_not_impl_any!(Secret: Clone, Copy, Default, Display, PartialEq, serde::Serialize);
assert_not_impl_any!(Passphrase: Clone, Copy, Default, Display, PartialEq, serde::Serialize);
assert_not_impl_any!(Secret: serde::Deserialize<'static>, AsRef<str>, std::ops::Deref, Into<String>);
assert_not_impl_any!(Passphrase: serde::Deserialize<'static>, AsRef<str>, std::ops::Deref, Into<String>);
// The honest twin: a plain text has all of them.
assert_impl_all!(String: Clone, Default, Display, PartialEq, serde::Serialize, AsRef<str>, std::ops::Deref);

#[test]
fn a_secret_prints_as_nothing() {
    let secret = Secret::new("canary-of-a-credential".to_owned());
    let passphrase = Passphrase::typed("canary of a passphrase".to_owned());
    assert_eq!(
        format!("{secret:?} {passphrase:?}"),
        "Secret(…) Passphrase(…)"
    );
    assert_eq!(secret.expose(), "canary-of-a-credential");
}
