//! What people do at the desk, in the words that the window uses.

use crate::trouble::Outcome;
use crate::window::Window;

/// The practice office's people, with the passphrases that it shows to everyone.
pub const ANA: Person = Person {
    name: "Ana Practice",
    passphrase: "practice makes a calm office",
};
/// The other one.
pub const JO: Person = Person {
    name: "Jo Practice",
    passphrase: "practice makes a second pair of eyes",
};

/// Somebody who can sign.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// Their name.
    pub name: &'static str,
    /// What opens their key.
    pub passphrase: &'static str,
}

impl Person {
    fn first_name(self) -> &'static str {
        self.name.split(' ').next().unwrap_or(self.name)
    }
}

impl Window {
    /// Open the practice office, with one click, and sit down in it.
    pub async fn practise(&self, person: Person) -> Outcome<()> {
        self.click("button", "Open a practice office").await?;
        self.unlock(person).await
    }

    /// Leave the seat to somebody else.
    pub async fn change_to(&self, person: Person) -> Outcome<()> {
        self.type_keys("\u{e009}l\u{e000}").await?;
        self.click("button", "Unlock").await?;
        self.unlock(person).await
    }

    /// In the signing window: say who sits down, with their passphrase.
    async fn unlock(&self, person: Person) -> Outcome<()> {
        self.to_signing().await?;
        self.choose("Member", person.name).await?;
        self.pass(person, "Unlock").await
    }

    /// In the signing window: type the passphrase and press the button that bears the outcome.
    pub async fn sign(&self, person: Person, button: &str) -> Outcome<()> {
        self.to_signing().await?;
        self.pass(person, button).await
    }

    async fn pass(&self, person: Person, button: &str) -> Outcome<()> {
        let field = format!("Your passphrase, {}", person.first_name());
        self.fill(&field, person.passphrase).await?;
        self.click("button", button).await?;
        self.signing_closed().await
    }

    /// Go to a screen by its place in the rail.
    pub async fn go(&self, screen: &str) -> Outcome<()> {
        self.click("button", screen).await?;
        self.find("heading", screen).await.map(|_| ())
    }
}
