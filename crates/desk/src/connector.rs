//! Connectors: the only code that talks to channels.
//!
//! A closed set, so an enum: every sort of channel is known when Countersign is built, and a new one has to
//! answer every question here before it compiles. A connector never decides whether something may go out. It
//! takes a [`Permit`], which only the gate makes, and says honestly what became of it.

pub mod bluesky;
pub mod proof;
pub mod site;

use crate::http::BadAddress;
use crate::secret::Secret;
use domain::act::Remote;
use domain::channel::{Channel, ChannelKind, ProofStep, RevocationState};
use domain::digest::Digest;
use domain::gate::Permit;
use domain::ids::ChannelId;
use domain::instant::Instant;
use domain::release::{Content, MOST_CONTENT_BYTES};
use domain::strict;
use domain::submission;
use serde::Serialize;
use std::path::PathBuf;

/// Places on this machine that connectors need.
#[derive(Debug, Clone)]
pub struct Places {
    /// The folder a newsroom site is written to.
    pub newsroom: PathBuf,
}

/// A channel's connector.
#[derive(Debug, Clone)]
pub enum Connector {
    /// A Bluesky account.
    Bluesky(bluesky::Bluesky),
    /// A newsroom of static pages.
    Site(site::Site),
}

/// A post elsewhere, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// Its lasting address.
    pub uri: String,
    /// The hash of the version that was read.
    pub cid: String,
    /// What it says.
    pub text: String,
}

/// A channel that answered to its credential.
#[derive(Debug)]
pub struct Connected {
    /// The account as the provider calls it, such as its handle.
    pub account: String,
    /// Where posts go: what the ledger records as the channel's address.
    pub address: String,
    /// What the channel keeps sealed; it holds everything that a later send or revocation needs.
    pub credential: Secret,
    /// What the credential may do, in sentences for the two who connect it.
    pub rights: Vec<String>,
    /// When a session that is opened now would end at the latest.
    pub access_expires_at: Option<Instant>,
    /// Whether the credential can put itself out of use.
    pub can_self_revoke: bool,
    /// Whether the credential can make more credentials: then all of them go in a revocation.
    pub can_mint_more: bool,
    /// Other credentials of the same account, by name: they can post around Countersign.
    pub others: Vec<String>,
}

/// A channel could not be connected. Nothing was changed at the provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectFault {
    /// The address cannot be used.
    #[error(transparent)]
    Address(#[from] BadAddress),
    /// The channel's entry in the ledger does not name an account.
    #[error("the channel “{0}” names no account. Connect it again")]
    NoAccount(String),
    /// The provider said no.
    #[error(
        "{host} refused the account or the app password ({words}). Check both, or make a new app password there"
    )]
    Refused {
        /// Where.
        host: String,
        /// The provider's words.
        words: String,
    },
    /// The account itself is out of use.
    #[error(
        "the account {account} is not active at its provider ({status}). Put it in order there first"
    )]
    Inactive {
        /// Which.
        account: String,
        /// What the provider says.
        status: String,
    },
    /// The account's own password was given.
    #[error(
        "that is the account's own password, which could also change or delete the account. Make an app password in Bluesky's settings (Privacy and security, App passwords) and use that"
    )]
    MainPassword,
    /// The name under which it is to be revoked is not on the account's list.
    #[error(
        "the account has no app password named “{name}”. Its app passwords are: {known}. Without the right name Countersign could not revoke it"
    )]
    UnknownName {
        /// What was given.
        name: String,
        /// What the account has.
        known: String,
    },
    /// The provider could not be reached or gave no clear answer.
    #[error("{0}. Nothing was connected; try again")]
    NoAnswer(String),
    /// The kind has no account to connect.
    #[error("a newsroom site has no account; it needs a public address")]
    NothingToConnect,
}

/// What a channel accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What the channel calls the posts, first part first.
    pub remotes: Vec<Remote>,
    /// The digest of what was sent, for the receipt.
    pub sent: Digest,
}

/// Why a send did not end in a receipt (reference/security.md §4.1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendFault {
    /// The courier said no at the last moment, before the first byte of the post.
    #[error("nothing was sent: {0}")]
    NotStarted(String),
    /// Definite: nothing was created.
    #[error("{words}")]
    Refused {
        /// A stable code: the provider's, or ours.
        code: String,
        /// The provider's own words, or what stood in the way here.
        words: String,
        /// Whether the same bytes may be tried again.
        again: bool,
    },
    /// Definite, and the provider says when to come back.
    #[error("{words}")]
    RetryAfter {
        /// When a further try makes sense.
        at: Instant,
        /// The provider's own words.
        words: String,
    },
    /// Something may have been created. Only reading the channel can tell.
    #[error("{0}. It is not known whether the post is out")]
    Ambiguous(String),
}

/// What reading a channel for a release found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It is there, exactly as signed.
    There(Vec<Remote>),
    /// It is not there, and that is decisive.
    Absent,
    /// No reading could tell, or something else stands in its place.
    CannotTell(String),
}

/// What became of a takedown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Whether every part was shown to be gone.
    pub gone: bool,
    /// How that is known.
    pub proof: Vec<ProofStep>,
}

/// A post that is live on a channel, whoever made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What the channel calls it; `version` changes when the post is edited.
    pub remote: Remote,
    /// Its text.
    pub text: String,
    /// When it was made, as the post itself says. Whoever posts can write any time here.
    pub at: Option<Instant>,
    /// Whether it answers another post.
    pub reply: bool,
    /// How many pictures it has.
    pub pictures: usize,
}

/// Posts that are live, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// The posts.
    pub seen: Vec<Seen>,
    /// Where to go on; `None` at the end.
    pub cursor: Option<String>,
}

/// What a channel says about its credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "words", rename_all = "snake_case")]
pub enum CredentialState {
    /// It works.
    Working,
    /// The provider refuses it, in its own words.
    Refused(String),
    /// Nothing could be learnt: the provider did not answer clearly.
    CannotTell(String),
}

/// What a channel takes, for the compose screen and the connect screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Characters as readers count them (grapheme clusters), a post; `None` for no limit.
    pub characters: Option<u32>,
    /// Bytes a post; `None` for no limit.
    pub bytes: Option<u32>,
    /// Posts in one thread.
    pub parts: usize,
    /// Pictures a post.
    pub pictures: usize,
    /// Bytes a picture; `None` for no limit.
    pub picture_bytes: Option<u32>,
    /// Whether what is out can be taken down.
    pub takes_down: bool,
}

impl Connector {
    /// The connector of a channel that the ledger knows.
    ///
    /// # Errors
    /// [`ConnectFault`] when its address cannot be used.
    pub fn for_channel(channel: &Channel, places: &Places) -> Result<Self, ConnectFault> {
        match channel.kind {
            ChannelKind::Bluesky => Ok(Self::Bluesky(bluesky::Bluesky::for_channel(channel)?)),
            ChannelKind::Site => Ok(Self::Site(site::Site::for_channel(channel, places)?)),
        }
    }

    /// Logs in, finds where the account really lives, and checks what the credential may do and how it can be
    /// revoked. Nothing is posted.
    ///
    /// `account` is a handle, an e-mail address or a DID; `address` is where to log in, empty for the provider's
    /// usual one; `credential_name` is the name by which the credential is revoked at the provider, and may be
    /// empty where the account has only one.
    ///
    /// # Errors
    /// [`ConnectFault`].
    pub async fn connect(
        kind: ChannelKind,
        account: &str,
        address: &str,
        credential_name: &str,
        secret: Secret,
    ) -> Result<Connected, ConnectFault> {
        match kind {
            ChannelKind::Bluesky => {
                bluesky::connect(account, address, credential_name, &secret).await
            }
            ChannelKind::Site => Err(ConnectFault::NothingToConnect),
        }
    }

    /// Sends what the permit carries. Media go first and can go again; then `on_intent` is awaited, and only when
    /// it agrees does the first byte of the post itself leave. A thread is whole or absent.
    ///
    /// # Errors
    /// [`SendFault`], which says whether anything can have been created.
    pub async fn publish(
        &self,
        permit: Permit,
        credential: Option<&Secret>,
        on_intent: impl AsyncFnOnce() -> Result<(), String>,
    ) -> Result<Published, SendFault> {
        let out = permit.spend();
        match self {
            Self::Bluesky(bluesky) => bluesky.publish(out, credential, on_intent).await,
            Self::Site(site) => site.publish(out, on_intent).await,
        }
    }

    /// Opens the connection that sending needs, by asking something that anyone may ask.
    pub(crate) async fn reach(&self) {
        match self {
            Self::Bluesky(bluesky) => bluesky.reach().await,
            Self::Site(_) => {}
        }
    }

    /// Reads the channel for what was signed. It needs no credential and no permit.
    pub async fn reconcile(&self, content: &Content, channel: ChannelId) -> Found {
        match self {
            Self::Bluesky(bluesky) => bluesky.reconcile(content, channel).await,
            Self::Site(site) => site.reconcile(content, channel).await,
        }
    }

    /// Deletes posts, last part first, and reads each to show that it is gone. Where no remotes are known
    /// (a send of unknown outcome), they follow from the signed content, given as its stored bytes.
    pub async fn take_down(
        &self,
        remotes: &[Remote],
        credential: Option<&Secret>,
        content: Option<&[u8]>,
        now: Instant,
    ) -> Taken {
        let content: Option<Content> =
            content.and_then(|bytes| strict::decode(bytes, MOST_CONTENT_BYTES).ok());
        let content = content.as_ref();
        match self {
            Self::Bluesky(bluesky) => bluesky.take_down(remotes, credential, content, now).await,
            Self::Site(site) => site.take_down(remotes, content, now).await,
        }
    }

    /// What is live, newest first, whoever posted it. It needs no credential.
    ///
    /// # Errors
    /// A sentence, when the channel could not be read.
    pub async fn list_recent(&self, limit: usize, cursor: Option<&str>) -> Result<Recent, String> {
        match self {
            Self::Bluesky(bluesky) => bluesky.list_recent(limit, cursor).await,
            Self::Site(site) => site.list_recent(limit, cursor).await,
        }
    }

    /// The lasting id of the account that has a handle now; `None` when nobody has it, or the channel knows no accounts.
    ///
    /// # Errors
    /// A sentence, when the channel could not be asked.
    pub async fn account_of(&self, handle: &str) -> Result<Option<String>, String> {
        match self {
            Self::Bluesky(bluesky) => bluesky.account_of(handle).await,
            Self::Site(_) => Ok(None),
        }
    }

    /// The post at an address, in the version that stands there now; `None` when there is none.
    ///
    /// # Errors
    /// A sentence, when the channel could not be asked.
    pub async fn post_at(&self, address: &str) -> Result<Option<Quoted>, String> {
        match self {
            Self::Bluesky(bluesky) => bluesky.post_at(address).await,
            Self::Site(_) => Ok(None),
        }
    }

    /// Whether the credential works. A log-in at the provider, so not more often than every few minutes.
    pub async fn check(&self, credential: Option<&Secret>) -> CredentialState {
        match self {
            Self::Bluesky(bluesky) => bluesky.check(credential).await,
            Self::Site(site) => site.check().await,
        }
    }

    /// Kills the credential at the provider and tries to use it, step by step.
    pub async fn revoke(
        &self,
        credential: Option<&Secret>,
        now: Instant,
    ) -> (RevocationState, Vec<ProofStep>) {
        match self {
            Self::Bluesky(bluesky) => bluesky.revoke(credential, now).await,
            Self::Site(_) => (RevocationState::NothingToRevoke, Vec::new()),
        }
    }

    /// Tries a revoked credential once more: `Dead` once it is refused and no session that it opened can be
    /// alive, which is at `until`.
    pub async fn prove_dead(
        &self,
        credential: Option<&Secret>,
        until: Instant,
        now: Instant,
    ) -> (RevocationState, Vec<ProofStep>) {
        match self {
            Self::Bluesky(bluesky) => bluesky.prove_dead(credential, until, now).await,
            Self::Site(_) => (RevocationState::NothingToRevoke, Vec::new()),
        }
    }

    /// What a sort of channel takes.
    pub const fn limits(kind: ChannelKind) -> Limits {
        match kind {
            ChannelKind::Bluesky => Limits {
                characters: Some(300),
                bytes: Some(3000),
                parts: submission::MOST_PARTS,
                pictures: submission::MOST_IMAGES,
                picture_bytes: Some(submission::MOST_IMAGE_BYTES),
                takes_down: true,
            },
            ChannelKind::Site => Limits {
                characters: None,
                bytes: None,
                parts: 1,
                pictures: submission::MOST_PAGE_IMAGES,
                picture_bytes: None,
                takes_down: true,
            },
        }
    }
}
