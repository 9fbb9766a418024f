//! The practice office: two members whose passphrases everyone may know, in one folder, reaching nobody.

use crate::clock::Clock;
use crate::fault::Problem;
use crate::founding::{self, Founded, Wish};
use crate::secret::Passphrase;
use domain::refusal::Refusal;
use std::path::Path;

/// Its members and their passphrases. They protect nothing, and are shown wherever one is asked for.
pub const MEMBERS: [(&str, &str); 2] = [
    ("Ana Practice", "practice makes a calm office"),
    ("Jo Practice", "practice makes a second pair of eyes"),
];

/// Founds a practice office in a folder.
///
/// # Errors
/// As [`founding::found`].
pub async fn found(dir: &Path, clock: Clock) -> Result<Founded, Problem> {
    let member = |(name, words): (&str, &str)| {
        Passphrase::chosen(words.to_owned())
            .map(|passphrase| (name.to_owned(), passphrase))
            .map_err(|weak| Refusal::FoundingUnsound {
                what: weak.to_string(),
            })
    };
    let wish = Wish {
        name: "Practice office".to_owned(),
        zone: "Europe/London".to_owned(),
        desk: "Practice desk".to_owned(),
        founders: [member(MEMBERS[0])?, member(MEMBERS[1])?],
        practice: true,
    };
    founding::found(dir, clock, &wish).await
}
