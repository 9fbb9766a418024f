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

/// A founder of a real office. Her passphrase stands nowhere but here, so that it is known where it turns up.
pub const ANA_TEIXEIRA: Person = Person {
    name: "Ana Teixeira",
    passphrase: "gannet thimble overcast quarry",
};
/// The other one.
pub const JO_OKAFOR: Person = Person {
    name: "Jo Okafor",
    passphrase: "walnut ferrule daybreak osprey",
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
        self.sit_down(person).await
    }

    /// Sit down at a desk that is locked.
    pub async fn sit_down(&self, person: Person) -> Outcome<()> {
        self.click("button", "Unlock").await?;
        self.unlock(person).await
    }

    /// Found an office as it is used, up to where its recovery sheet is to be printed.
    pub async fn found_office(&self, first: Person, second: Person) -> Outcome<()> {
        self.click("button", "Found an office").await?;
        self.fill("Office", "Harrowmere").await?;
        self.fill("This desk", "Desk 1").await?;
        self.fill("First member, full name", first.name).await?;
        self.fill("Second member, full name", second.name).await?;
        self.click("button", "Found the office…").await?;
        self.to_signing().await?;
        for (nth, person) in [("First", first), ("Second", second)] {
            let heading = format!("{nth} member: {}", person.name);
            self.find("heading", &heading).await?;
            self.fill("Passphrase", person.passphrase).await?;
            self.fill("Same passphrase again", person.passphrase)
                .await?;
            self.click("button", &format!("Add {}", person.name))
                .await?;
        }
        self.find("heading", "Print the recovery sheet")
            .await
            .map(|_| ())
    }

    /// A picture of what is on the screen, which is held to the rules of accessibility.
    pub async fn seen(&self, screen: &str) -> Outcome<()> {
        self.picture(screen).await?;
        self.is_accessible(screen).await
    }

    /// In the signing window: say who sits down, with their passphrase.
    pub async fn unlock(&self, person: Person) -> Outcome<()> {
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

    /// A newsroom, proposed by one who already sits here and agreed to by another, who then does.
    pub async fn connect_newsroom(&self, first: Person, second: Person) -> Outcome<()> {
        self.go("Channels").await?;
        self.click("button", "Connect a channel…").await?;
        // In a practice office there is nothing else to choose.
        self.fill("Name", "Newsroom").await?;
        self.fill("Title", "Harrowmere news").await?;
        self.fill("Public address", "https://news.example/").await?;
        self.click("button", "Sign as the first of two…").await?;
        self.sign(first, "Sign as the first of two").await?;
        self.second(second).await?;
        self.says("Connected").await
    }

    /// Somebody else sits down and agrees to the channel that is proposed.
    pub async fn second(&self, person: Person) -> Outcome<()> {
        self.change_to(person).await?;
        self.go("Channels").await?;
        self.click("button", "Second…").await?;
        self.sign(person, "Sign and connect").await
    }

    /// A page of the newsroom, written up to where it can be signed.
    pub async fn write_page(&self, title: &str, slug: &str) -> Outcome<()> {
        self.go("Compose").await?;
        self.click("button", "New post").await?;
        self.fill("Title", title).await?;
        self.click("button", "Start writing").await?;
        self.fill("Headline", title).await?;
        let text = "The bridge is closed since 12:50. Use Tarn Ferry.";
        self.fill("Text", text).await?;
        self.fill("Address of the page", slug).await?;
        self.says("Saved").await
    }

    /// Sign what is open in Compose and send it for approval.
    pub async fn submit(&self, person: Person) -> Outcome<()> {
        self.click("button", "Sign and send for approval…").await?;
        self.sign(person, "Sign and send for approval").await
    }

    /// Approve what stands first in the queue.
    pub async fn approve(&self, person: Person, button: &str) -> Outcome<()> {
        self.go("Approvals").await?;
        // Only what has been on the screen to its end can be approved.
        self.says("Every version read").await?;
        self.click("button", "Approve and sign…").await?;
        self.sign(person, button).await
    }
}
