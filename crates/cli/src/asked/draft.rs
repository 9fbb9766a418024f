//! Verbs about text in work.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum DraftVerb {
    /// Start a draft for all open channels, or some.
    New {
        /// Its title; not sent.
        title: String,
        /// A channel; as often as needed.
        #[arg(long = "channel")]
        channels: Vec<String>,
    },
    /// Start a draft that revises a release, with its newest text.
    Revise {
        /// The release.
        release: String,
    },
    /// Change a draft: its text for one channel, its time, its title or note.
    Edit(Box<Edit>),
    /// All drafts.
    List,
    /// One draft, with counts and findings.
    Show {
        /// Its id or title.
        draft: String,
    },
}

/// What a draft is changed to; what is not named stays.
#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// Its id or title.
    pub(crate) draft: String,
    /// Another title; not sent.
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// A note to the approver.
    #[arg(long)]
    pub(crate) note: Option<String>,
    /// The language of the text, such as en or cy.
    #[arg(long)]
    pub(crate) language: Option<String>,
    /// When it is to go out, as the office's clock shows it: 2026-12-01T09:00; or "approved" for as soon as it is signed.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// The channel whose text changes.
    #[arg(long, required_unless_present_any = ["title", "note", "language", "at"])]
    pub(crate) channel: Option<String>,
    #[command(flatten)]
    pub(crate) post: PostEdit,
    #[command(flatten)]
    pub(crate) page: PageEdit,
    /// A picture for the page, or for the part; as often as needed. It takes the place of those before.
    #[arg(long, value_name = "FILE", requires = "channel")]
    pub(crate) image: Vec<PathBuf>,
    /// What each picture shows, in the same order.
    #[arg(long, value_name = "TEXT", requires = "image")]
    pub(crate) alt: Vec<String>,
}

/// What a post on a social channel is changed to.
#[derive(Debug, Args)]
pub(crate) struct PostEdit {
    /// The text of a post; once for each part of a thread.
    #[arg(long, requires = "channel")]
    pub(crate) text: Vec<String>,
    /// The part of a thread that pictures and card belong to.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=25))]
    pub(crate) part: u8,
    /// A link card: where it leads. Empty takes it away.
    #[arg(long, value_name = "URL", requires = "channel")]
    pub(crate) card: Option<String>,
    /// The card's title.
    #[arg(long, value_name = "TEXT", requires = "card")]
    pub(crate) card_title: Option<String>,
    /// The card's description.
    #[arg(long, value_name = "TEXT", requires = "card")]
    pub(crate) card_description: Option<String>,
    /// The card's picture.
    #[arg(long, value_name = "FILE", requires = "card")]
    pub(crate) card_image: Option<PathBuf>,
    /// A post to quote: its at:// address and the hash of the very version. An empty address takes it away.
    #[arg(long, num_args = 1..=2, value_names = ["URI", "CID"], requires = "channel")]
    pub(crate) quote: Vec<String>,
}

/// What a page is changed to.
#[derive(Debug, Args)]
pub(crate) struct PageEdit {
    /// A page's headline.
    #[arg(long, requires = "channel")]
    pub(crate) headline: Option<String>,
    /// A page's line under the headline.
    #[arg(long, requires = "channel")]
    pub(crate) standfirst: Option<String>,
    /// A page's text.
    #[arg(long, requires = "channel")]
    pub(crate) body: Option<String>,
    /// A file with the page's text, or the post's when the channel is a social one.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["body", "text"], requires = "channel")]
    pub(crate) text_file: Option<PathBuf>,
    /// A page's notes to editors.
    #[arg(long, requires = "channel")]
    pub(crate) notes: Option<String>,
    /// The last part of a page's address.
    #[arg(long, requires = "channel")]
    pub(crate) slug: Option<String>,
}
