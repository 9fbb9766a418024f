//! A room with one window: who sits at it, and what they ask and sign.

use desk::clock::Clock;
use desk::draft::{DraftText, DraftVariant, Timing};
use desk::intent::{Done, Intent};
use desk::practice;
use desk::seat::{Ask, Looked, Outcome, Places, Seat};
use desk::secret::Passphrase;
use desk::view::{Query, View};
use domain::channel::ChannelKind;
use domain::digest::Digest;
use domain::ids::{ChannelId, DraftId, MemberId, ReleaseId};
use domain::instant::Instant;
use domain::release::{Page, Variant};

/// The first member of a practice office.
pub const ANA: usize = 0;
/// The second.
pub const JO: usize = 1;

/// A seat at a window, with a clock that is set by hand.
#[derive(Debug)]
pub struct Room {
    /// The seat.
    pub seat: Seat,
    /// Its clock.
    pub clock: Clock,
    /// Where its offices are kept.
    pub folder: tempfile::TempDir,
}

/// A member's passphrase.
pub fn typed(member: usize) -> Passphrase {
    Passphrase::typed(practice::MEMBERS[member].1.to_owned())
}

/// A page of that body for one channel.
pub fn page(channel: ChannelId, body: &str) -> DraftText {
    DraftText {
        title: "Road closed".into(),
        language: "en".into(),
        variants: vec![DraftVariant {
            channel,
            variant: Variant::Site(Page {
                slug: "road-closed".into(),
                headline: "Road closed".into(),
                body: body.into(),
                ..Page::default()
            }),
        }],
        timing: Timing::WhenApproved,
        note: String::new(),
    }
}

impl Room {
    /// No office yet.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::by_hand(Instant::from_millis(1_781_269_541_000));
        let places = Places {
            office: folder.path().join("office"),
            practice: folder.path().join("practice"),
        };
        Self {
            seat: Seat::new(places, clock.clone()),
            clock,
            folder,
        }
    }

    /// A practice office in which nobody sits yet.
    pub async fn practice() -> Self {
        let room = Self::empty();
        assert_eq!(room.seat.act(Ask::Practise).await, Outcome::Done);
        room
    }

    /// A member's id.
    pub async fn member(&self, which: usize) -> MemberId {
        let members = self.seat.desk().unwrap().members_here().await.unwrap();
        let name = practice::MEMBERS[which].0;
        members.iter().find(|(_, known)| known == name).unwrap().0
    }

    /// A member sits down.
    pub async fn sit(&self, which: usize) {
        let member = self.member(which).await;
        let ask = Ask::Unlock {
            member: Some(member),
        };
        assert_eq!(self.seat.act(ask).await, Outcome::SignatureWanted);
        assert_eq!(self.seat.unlock(member, &typed(which)).await, Outcome::Done);
    }

    /// Whoever sits there asks for something that takes a signature.
    pub async fn want(&self, intent: Intent) {
        let ask = Ask::Sign { intent, slot: None };
        assert_eq!(self.seat.act(ask).await, Outcome::SignatureWanted);
    }

    /// A member sits down and signs.
    pub async fn sign(&self, which: usize, intent: Intent) -> Done {
        self.sit(which).await;
        self.want(intent).await;
        match self.seat.sign(&typed(which)).await {
            Outcome::Signed { done } => done,
            other => panic!("not signed: {other:?}"),
        }
    }

    /// Both connect a newsroom.
    pub async fn with_site(&self) -> ChannelId {
        let done = self
            .sign(
                ANA,
                Intent::Connect {
                    channel: None,
                    channel_kind: ChannelKind::Site,
                    name: "Newsroom".into(),
                    account: "Harrowmere news".into(),
                    address: "https://news.example/".into(),
                    credential_name: String::new(),
                },
            )
            .await;
        let Done::Proposed {
            proposal, about, ..
        } = done
        else {
            panic!("a connection is proposed");
        };
        self.sign(JO, Intent::Second { proposal }).await;
        ChannelId::new(about.unwrap())
    }

    /// Whoever sits there writes a page.
    pub async fn drafted(&self, channel: ChannelId) -> DraftId {
        let ask = Ask::NewDraft {
            title: "Road closed".into(),
            channels: vec![channel],
        };
        let Outcome::Drafted { draft, version } = self.seat.act(ask).await else {
            panic!("no draft");
        };
        let text = page(channel, "Since 12:50.");
        let save = Ask::SaveDraft {
            draft,
            version,
            text,
        };
        assert!(matches!(self.seat.act(save).await, Outcome::Drafted { .. }));
        draft
    }

    /// The first member puts a page forward.
    pub async fn submitted(&self, channel: ChannelId) -> (ReleaseId, Digest) {
        self.sit(ANA).await;
        let draft = self.drafted(channel).await;
        self.submit(ANA, draft).await
    }

    /// A member puts a draft forward.
    pub async fn submit(&self, which: usize, draft: DraftId) -> (ReleaseId, Digest) {
        match self.sign(which, Intent::Submit { draft }).await {
            Done::Submitted {
                release, revision, ..
            } => (release, revision),
            other => panic!("not submitted: {other:?}"),
        }
    }

    /// What the window is shown.
    pub async fn view(&self, query: Query) -> View {
        match self.seat.look(&query).await {
            Looked::Seen { view, .. } => *view,
            other => panic!("not seen: {other:?}"),
        }
    }
}
