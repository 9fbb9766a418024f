//! An office in a folder, with two members at one desk, and the command line beside it as a process of its own.

use crate::line::Line;
use crate::pds::{Account, Pds};
use desk::clock::Clock;
use desk::desk::Desk;
use desk::draft::{Draft, DraftText, DraftVariant, Timing};
use desk::fault::Problem;
use desk::founding::{self, Wish};
use desk::intent::{Done, Intent, Typed};
use desk::secret::{Passphrase, Secret};
use desk::view::{Query, QueueRow, View};
use domain::channel::ChannelKind;
use domain::digest::Digest;
use domain::ids::{ChannelId, MemberId, ReleaseId};
use domain::office::Progress;
use domain::release::{Page, Part, Post, Variant};
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use std::path::{Path, PathBuf};

/// Ana's passphrase.
pub const ANA: &str = "ana harbour lantern meadow";
/// Jo's passphrase.
pub const JO: &str = "jo thicket orchard ribbon";

/// The two founders and their desk.
#[derive(Debug)]
pub struct OnDisk {
    /// The desk, in this process.
    pub desk: Desk,
    /// Writes.
    pub ana: MemberId,
    /// Approves.
    pub jo: MemberId,
    folder: tempfile::TempDir,
}

/// One submitted revision.
#[derive(Debug, Clone, Copy)]
pub struct Submitted {
    /// The release.
    pub release: ReleaseId,
    /// Its newest revision.
    pub revision: Digest,
}

/// A page with an address and a text of its own.
pub fn page(slug: &str, body: &str) -> Variant {
    Variant::Site(Page {
        slug: slug.to_owned(),
        headline: format!("Notice {slug}"),
        body: body.to_owned(),
        ..Page::default()
    })
}

/// A post.
pub fn post(text: &str) -> Variant {
    Variant::Bluesky(Post {
        parts: vec![Part {
            text: text.to_owned(),
            ..Part::default()
        }],
        quote: None,
    })
}

fn typed(words: &str) -> Passphrase {
    Passphrase::typed(words.to_owned())
}

impl OnDisk {
    /// A practice office: its keys lie in its folder.
    pub async fn practice() -> Self {
        Self::found(true, Clock::System).await
    }

    /// A practice office whose clock the test moves.
    pub async fn practice_at(clock: Clock) -> Self {
        Self::found(true, clock).await
    }

    /// An office as it is used, with its keys in the session's keyring.
    pub async fn real() -> Self {
        Self::found(false, Clock::System).await
    }

    async fn found(practice: bool, clock: Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let chosen = |words: &str| Passphrase::chosen(words.to_owned()).unwrap();
        let wish = Wish {
            name: "Harrowmere".to_owned(),
            zone: "Europe/London".to_owned(),
            desk: "Desk 1".to_owned(),
            founders: [
                ("Ana Teixeira".to_owned(), chosen(ANA)),
                ("Jo Okafor".to_owned(), chosen(JO)),
            ],
            practice,
        };
        let dir = folder.path().join("office");
        let founded = founding::found(&dir, clock, &wish).await.expect(
            "an office is founded; run the tests by `cargo xtask test`, which brings a keyring",
        );
        let [ana, jo] = founded.founders;
        Self {
            desk: founded.desk,
            ana,
            jo,
            folder,
        }
    }

    /// The office's folder.
    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    /// A folder beside the office, for what a test writes.
    pub fn beside(&self) -> &Path {
        self.folder.path()
    }

    /// Signs as Ana or as Jo.
    ///
    /// # Errors
    /// What the desk says.
    pub async fn sign(&self, member: MemberId, intent: &Intent) -> Result<Done, Problem> {
        let words = if member == self.ana { ANA } else { JO };
        self.desk
            .sign(member, &typed(words), intent, Typed::default())
            .await
    }

    async fn connected(&self, intent: Intent, credential: Option<Secret>) -> ChannelId {
        let typed_in = Typed {
            credential,
            ..Typed::default()
        };
        let done = self
            .desk
            .sign(self.ana, &typed(ANA), &intent, typed_in)
            .await
            .unwrap();
        let Done::Proposed {
            proposal, about, ..
        } = done
        else {
            panic!("{done:?}")
        };
        self.sign(self.jo, &Intent::Second { proposal })
            .await
            .unwrap();
        ChannelId::new(about.unwrap())
    }

    /// Connects a newsroom.
    pub async fn site(&self) -> ChannelId {
        let connect = Intent::Connect {
            channel: None,
            channel_kind: ChannelKind::Site,
            name: "Newsroom".to_owned(),
            account: "Harrowmere newsroom".to_owned(),
            address: "https://news.harrowmere.example/".to_owned(),
            credential_name: String::new(),
        };
        self.connected(connect, None).await
    }

    /// Connects an account of a server behind a line.
    pub async fn bluesky(&self, line: &Line, pds: &Pds, account: &Account) -> ChannelId {
        self.bluesky_as(None, "Countersign", line, pds, account)
            .await
    }

    /// Connects an account of a server behind a line with a new app password: as a new channel, or one again.
    pub async fn bluesky_as(
        &self,
        channel: Option<ChannelId>,
        app_password: &str,
        line: &Line,
        pds: &Pds,
        account: &Account,
    ) -> ChannelId {
        let password = pds.app_password(account, app_password).await;
        let connect = Intent::Connect {
            channel,
            channel_kind: ChannelKind::Bluesky,
            name: "Bluesky".to_owned(),
            account: account.handle.clone(),
            address: line.address(),
            credential_name: app_password.to_owned(),
        };
        self.connected(connect, Some(Secret::new(password))).await
    }

    /// Ana writes and submits.
    ///
    /// # Errors
    /// What the desk says to the submission.
    pub async fn submit(&self, channel: ChannelId, variant: Variant) -> Result<Submitted, Problem> {
        let draft = self
            .desk
            .new_draft(self.ana, "Notice", &[channel])
            .await
            .unwrap();
        self.put_forward(draft, channel, variant).await
    }

    /// Ana opens the release again as a draft, and submits it with other words.
    ///
    /// # Errors
    /// What the desk says to the submission.
    pub async fn revise(
        &self,
        submitted: Submitted,
        channel: ChannelId,
        variant: Variant,
    ) -> Result<Submitted, Problem> {
        let draft = self.desk.revise(self.ana, submitted.release).await.unwrap();
        self.put_forward(draft, channel, variant).await
    }

    /// Ana saves the words in a draft, and submits it.
    async fn put_forward(
        &self,
        draft: Draft,
        channel: ChannelId,
        variant: Variant,
    ) -> Result<Submitted, Problem> {
        let text = DraftText {
            title: "Notice".to_owned(),
            language: "en".to_owned(),
            variants: vec![DraftVariant { channel, variant }],
            timing: Timing::WhenApproved,
            note: String::new(),
        };
        let draft = self
            .desk
            .save_draft(draft.id, draft.version, self.ana, text)
            .await
            .unwrap();
        let done = self
            .sign(self.ana, &Intent::Submit { draft: draft.id })
            .await?;
        let Done::Submitted {
            release, revision, ..
        } = done
        else {
            panic!("{done:?}")
        };
        Ok(Submitted { release, revision })
    }

    /// Jo approves.
    ///
    /// # Errors
    /// What the desk says.
    pub async fn approve(&self, submitted: Submitted) -> Result<Done, Problem> {
        let approve = Intent::Approve {
            release: submitted.release,
            revision: submitted.revision,
            acknowledged: Vec::new(),
        };
        self.sign(self.jo, &approve).await
    }

    /// Ana submits and Jo approves.
    pub async fn approved(&self, channel: ChannelId, variant: Variant) -> Submitted {
        let submitted = self.submit(channel, variant).await.unwrap();
        self.approve(submitted).await.unwrap();
        submitted
    }

    /// A submitted revision as Jo finds it among those that wait for her.
    pub async fn queued(&self, submitted: Submitted) -> QueueRow {
        let view = self.desk.look(&Query::Approvals, Some(self.jo)).await;
        let View::Approvals {
            for_you, others, ..
        } = view.unwrap()
        else {
            unreachable!("another view was asked for")
        };
        let mut rows = for_you.into_iter().chain(others);
        rows.find(|row| row.release == submitted.release).unwrap()
    }

    /// Where a leg stands in the ledger.
    pub async fn standing(&self, submitted: Submitted, channel: ChannelId) -> Progress {
        let office = self.desk.office().await.unwrap();
        let revision = office
            .revision(submitted.release, submitted.revision)
            .unwrap();
        revision.leg(channel).unwrap().state.clone()
    }

    /// Opens a database of the office as its administrator would.
    pub async fn database(&self, name: &str) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.dir().join(name));
        SqliteConnection::connect_with(&options).await.unwrap()
    }

    /// The phases the journal has of a revision, by attempt.
    pub async fn journal(&self, submitted: Submitted) -> Vec<String> {
        let mut database = self.database("desk.db").await;
        sqlx::query_scalar("SELECT phase FROM journal WHERE revision = $1 ORDER BY attempt")
            .bind(submitted.revision.bytes().to_vec())
            .fetch_all(&mut database)
            .await
            .unwrap()
    }

    /// How many grants lie at the desk.
    pub async fn grants(&self) -> i64 {
        let mut database = self.database("desk.db").await;
        sqlx::query_scalar("SELECT count(*) FROM sending_grant")
            .fetch_one(&mut database)
            .await
            .unwrap()
    }

    /// How many release pages of the newsroom hold the words.
    pub fn pages_with(&self, channel: ChannelId, words: &str) -> usize {
        pages_with(&self.desk.newsroom(channel), words)
    }
}

pub(crate) fn pages_with(folder: &Path, words: &str) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    let one = |path: PathBuf| {
        if path.is_dir() {
            pages_with(&path, words)
        } else {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let release = path.ends_with("index.html") && text.contains("<article");
            usize::from(release && text.contains(words))
        }
    };
    entries.map(|entry| one(entry.unwrap().path())).sum()
}
