//! What the window is shown: plain facts, with what is allowed and why not. Never a secret.
//!
//! A view is made from the verified office, the desk's own database and nothing else. It decides nothing: where
//! it says whether something may be done, it has asked the rules.

mod approvals;
mod channels;
mod drafts;
mod ledger;
mod live;
pub(crate) use live::first_words;
mod people;
mod restart;
mod review;
mod shell;
mod since;
mod standing;

pub use approvals::QueueRow;
pub use channels::{ChannelState, ChannelView};
pub use drafts::{DraftRow, DraftView, FieldView, MentionView, VariantView};
pub use ledger::{EntryView, LedgerPage};
pub use live::LiveRow;
pub use people::{DeskView, MemberState, MemberView, PeopleView, ProposalView, Subject};
pub use restart::RestartView;
pub use review::{ComparedWith, ReviewView};
pub use shell::{KeyringView, LedgerState, MemberRef, OfficeView, ShellView, StopView};
pub use since::{Since, TextRemoved, VersionRemoved};
pub use standing::{AnswerView, LegView, RejectionView, SignatureView};

use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use domain::digest::Digest;
use domain::ids::{ChannelId, DeskId, DraftId, MemberId, ReleaseId};
use serde::{Deserialize, Serialize};

/// What the window asks to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Query {
    /// The frame of every screen.
    Shell,
    /// Drafts at this desk.
    Drafts,
    /// One draft, with its counts and findings.
    Draft {
        /// Which.
        draft: DraftId,
    },
    /// Revisions in work: for me, for others, returned.
    Approvals,
    /// One revision, as the approver reads it.
    Review {
        /// The release; its newest revision is shown.
        release: ReleaseId,
    },
    /// What is live, newest first.
    Live {
        /// Words to look for; empty for all.
        words: String,
        /// The key of the last row of the page before; `None` for the first page.
        after: Option<String>,
    },
    /// The whole of one post that went out, or was to.
    Post {
        /// The release.
        release: ReleaseId,
        /// Which of its revisions.
        revision: Digest,
        /// The channel.
        channel: ChannelId,
    },
    /// Every channel.
    Channels,
    /// Members, desks, rules, open proposals.
    People,
    /// Entries of the ledger, newest first.
    Ledger {
        /// Entries before this number; `None` for the newest.
        #[cfg_attr(feature = "wire", ts(type = "number | null"))]
        before: Option<u64>,
    },
    /// A picture's bytes, base64.
    Picture {
        /// Which.
        digest: Digest,
    },
}

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum View {
    /// The frame.
    Shell(Box<ShellView>),
    /// Drafts.
    Drafts {
        /// The one saved last first.
        drafts: Vec<DraftRow>,
    },
    /// One draft.
    Draft(Box<DraftView>),
    /// Revisions in work.
    Approvals {
        /// Awaiting this member.
        for_you: Vec<QueueRow>,
        /// Awaiting others, or going out.
        others: Vec<QueueRow>,
        /// Rejected, for their writers.
        returned: Vec<QueueRow>,
    },
    /// One revision.
    Review(Box<ReviewView>),
    /// What is live.
    Live {
        /// A page.
        rows: Vec<LiveRow>,
        /// The key to ask for the next page with; `None` at the end.
        next: Option<String>,
    },
    /// One post, whole.
    Post(Box<VariantView>),
    /// Every channel.
    Channels {
        /// In the order of sending.
        channels: Vec<ChannelView>,
    },
    /// People and rules.
    People(Box<PeopleView>),
    /// Entries.
    Ledger(Box<LedgerPage>),
    /// A picture.
    Picture {
        /// `image/jpeg` or `image/png`.
        mime: String,
        /// Its bytes.
        base64: String,
    },
}

/// Why something cannot be done now, for a button that would do it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum May {
    /// It can.
    Yes,
    /// The rules say no.
    No {
        /// Why.
        refusal: domain::refusal::Refusal,
    },
}

impl From<Result<(), domain::refusal::Refusal>> for May {
    fn from(answer: Result<(), domain::refusal::Refusal>) -> Self {
        match answer {
            Ok(()) => Self::Yes,
            Err(refusal) => Self::No { refusal },
        }
    }
}

impl Desk {
    /// Answers what the window asks, for the member who sits there.
    ///
    /// # Errors
    /// The ledger, the database, or something that is not there.
    pub async fn look(&self, query: &Query, viewer: Option<MemberId>) -> Result<View, Problem> {
        Ok(match query {
            Query::Shell => View::Shell(Box::new(shell::shell(self, viewer).await?)),
            Query::Drafts => View::Drafts {
                drafts: drafts::drafts(self).await?,
            },
            Query::Draft { draft } => {
                View::Draft(Box::new(drafts::draft(self, *draft, viewer).await?))
            }
            Query::Approvals => approvals::approvals(self, viewer).await?,
            Query::Review { release } => {
                View::Review(Box::new(review::review(self, *release, viewer).await?))
            }
            Query::Live { words, after } => live::live(self, words, after.as_deref()).await?,
            Query::Post {
                release,
                revision,
                channel,
            } => View::Post(Box::new(
                live::post(self, *release, *revision, *channel).await?,
            )),
            Query::Channels => View::Channels {
                channels: channels::channels(self).await?,
            },
            Query::People => View::People(Box::new(people::people(self, viewer).await?)),
            Query::Ledger { before } => View::Ledger(Box::new(ledger::page(self, *before).await?)),
            Query::Picture { digest } => picture(self, *digest).await?,
        })
    }
}

async fn picture(desk: &Desk, digest: Digest) -> Result<View, Fault> {
    use base64::Engine as _;
    let bytes = desk.content_bytes(digest).await?;
    let mime = if bytes.starts_with(b"\x89PNG") {
        "image/png"
    } else {
        "image/jpeg"
    };
    let base64 = base64::engine::general_purpose::STANDARD.encode(&bytes);
    Ok(View::Picture {
        mime: mime.to_owned(),
        base64,
    })
}

/// What a channel is called on screen, also when it is gone.
fn channel_name(office: &domain::office::Office, channel: ChannelId) -> String {
    office
        .channels()
        .get(&channel)
        .map_or_else(|| channel.to_string(), |known| known.name.clone())
}

/// What a desk is called on screen; nothing for one that nobody knows.
fn desk_name(office: &domain::office::Office, desk: DeskId) -> String {
    office
        .desks()
        .get(&desk)
        .map_or_else(String::new, |known| known.name.clone())
}

/// What a member is called on screen.
pub(crate) fn member_ref(office: &domain::office::Office, member: MemberId) -> MemberRef {
    let name = office.members().get(&member).map_or_else(
        || {
            if office.recovery() == Some(member) {
                "Recovery key".to_owned()
            } else {
                member.to_string()
            }
        },
        |known| known.name.clone(),
    );
    MemberRef {
        id: member,
        initials: initials(&name),
        name,
    }
}

/// The first letters of the first and the last word of a name.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}
