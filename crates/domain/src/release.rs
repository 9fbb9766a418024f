//! What is to be published: the exact content of a revision, and its digest.
//!
//! A revision's content is stored beside the ledger, under the SHA-256 of its bytes. What two people
//! sign is that digest; what a connector is given is decoded from those very bytes.

use crate::channel::ChannelKind;
use crate::digest::Digest;
use crate::ids::{ChannelId, DeskId, OfficeId, ReleaseId};
use crate::instant::Instant;
use crate::strict::{self, NotStrict};
use serde::{Deserialize, Serialize};

/// The most bytes that the content of one revision may have, without its pictures.
pub const MOST_CONTENT_BYTES: usize = 512 * 1024;

/// When a revision may go out. Both ends are signed by every approver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Not before this instant.
    pub not_before: Instant,
    /// Not from this instant on: late is dead.
    pub execute_before: Instant,
}

/// Everything that one revision says, on every channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The version of this form: 1.
    pub v: u8,
    /// The office it belongs to.
    pub office: OfficeId,
    /// The release.
    pub release: ReleaseId,
    /// The number people say aloud: 2041 for CS-2041.
    pub number: u32,
    /// The office's own title; it is not sent.
    pub title: String,
    /// The time the posts carry, fixed at submission so that every try sends the same bytes.
    pub created_at: Instant,
    /// BCP 47 language of the text, such as `en`.
    pub language: String,
    /// The one desk that may send it.
    pub publisher: DeskId,
    /// When it may go out.
    pub window: Window,
    /// One variant a channel, in the order of sending.
    pub variants: Vec<ChannelVariant>,
}

/// What goes to one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelVariant {
    /// The channel.
    pub channel: ChannelId,
    /// What it gets.
    pub variant: Variant,
}

/// What goes out, by sort of channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Variant {
    /// A post or a thread on Bluesky.
    Bluesky(Post),
    /// A page of the newsroom site.
    Site(Page),
}

/// A post on a social channel; more than one part makes a thread.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// The parts, first to last; at least one.
    pub parts: Vec<Part>,
    /// The post that the first part quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "wire", ts(optional))]
    pub quote: Option<Quote>,
}

/// One part of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The text, exactly as it is sent.
    pub text: String,
    /// Up to four pictures.
    pub images: Vec<Image>,
    /// A link card; excludes pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "wire", ts(optional))]
    pub card: Option<Card>,
    /// The accounts that `@handle` in the text was resolved to, before submission.
    pub mentions: Vec<Mention>,
}

/// A picture: its bytes lie beside the ledger under the digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// The SHA-256 of the bytes that are sent, stripped of metadata before.
    pub digest: Digest,
    /// `image/jpeg` or `image/png`.
    pub mime: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Length of the bytes.
    pub bytes: u32,
    /// What the picture shows, for people who cannot see it. Required.
    pub alt: String,
}

/// A link card that we supply, so that it cannot change under the approver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Where it leads.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "wire", ts(optional))]
    pub thumb: Option<Image>,
}

/// A handle in the text and the account it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Mention {
    /// Without the `@`.
    pub handle: String,
    /// The account's lasting id.
    pub did: String,
}

/// A post elsewhere that is quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// `at://…`.
    pub uri: String,
    /// The hash of the very version that is quoted.
    pub cid: String,
}

/// A release page of the newsroom site.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The last part of its address: lowercase letters, digits and single hyphens.
    pub slug: String,
    /// The headline.
    pub headline: String,
    /// The line under the headline; may be empty.
    pub standfirst: String,
    /// The text, paragraphs parted by an empty line.
    pub body: String,
    /// Notes to editors; may be empty.
    pub notes: String,
    /// Pictures.
    pub images: Vec<Image>,
}

impl Variant {
    /// The sort of channel it is for.
    pub const fn kind(&self) -> ChannelKind {
        match self {
            Self::Bluesky(_) => ChannelKind::Bluesky,
            Self::Site(_) => ChannelKind::Site,
        }
    }

    /// Every picture it carries, thumbs of cards included.
    pub fn images(&self) -> Vec<&Image> {
        match self {
            Self::Bluesky(post) => post
                .parts
                .iter()
                .flat_map(|part| {
                    part.images
                        .iter()
                        .chain(part.card.iter().filter_map(|card| card.thumb.as_ref()))
                })
                .collect(),
            Self::Site(page) => page.images.iter().collect(),
        }
    }

    /// Every text a reader may see, with the name of its field, in reading order.
    pub fn texts(&self) -> Vec<(String, &str)> {
        let mut texts = Vec::new();
        match self {
            Self::Bluesky(post) => {
                for (at, part) in post.parts.iter().enumerate() {
                    texts.push((format!("part {}", at + 1), part.text.as_str()));
                    push_alts(&mut texts, &format!("part {} ", at + 1), &part.images);
                    if let Some(card) = &part.card {
                        texts.push((format!("part {} card address", at + 1), &card.url));
                        texts.push((format!("part {} card title", at + 1), &card.title));
                        texts.push((format!("part {} card text", at + 1), &card.description));
                    }
                }
            }
            Self::Site(page) => {
                texts.push(("headline".to_owned(), page.headline.as_str()));
                texts.push(("standfirst".to_owned(), &page.standfirst));
                texts.push(("body".to_owned(), &page.body));
                texts.push(("notes".to_owned(), &page.notes));
                push_alts(&mut texts, "", &page.images);
            }
        }
        texts
    }
}

impl Variant {
    /// The variant as a draft saves it: every text a reader may see in [the one form](crate::text::normalise).
    #[must_use]
    pub fn normalised(mut self) -> Self {
        let mend = |text: &mut String| *text = crate::text::normalise(text);
        match &mut self {
            Self::Bluesky(post) => {
                for part in &mut post.parts {
                    mend(&mut part.text);
                    part.images
                        .iter_mut()
                        .for_each(|image| mend(&mut image.alt));
                    if let Some(card) = &mut part.card {
                        mend(&mut card.url);
                        mend(&mut card.title);
                        mend(&mut card.description);
                    }
                }
            }
            Self::Site(page) => {
                mend(&mut page.headline);
                mend(&mut page.standfirst);
                mend(&mut page.body);
                mend(&mut page.notes);
                page.images
                    .iter_mut()
                    .for_each(|image| mend(&mut image.alt));
            }
        }
        self
    }
}

fn push_alts<'a>(texts: &mut Vec<(String, &'a str)>, prefix: &str, images: &'a [Image]) {
    for (at, image) in images.iter().enumerate() {
        texts.push((format!("{prefix}picture {}", at + 1), image.alt.as_str()));
    }
}

impl Content {
    /// The bytes that are stored and whose digest is signed.
    ///
    /// # Errors
    /// Never for content within [`MOST_CONTENT_BYTES`].
    pub fn encode(&self) -> Result<Vec<u8>, NotStrict> {
        strict::encode(self, MOST_CONTENT_BYTES)
    }

    /// Reads content that was asked for by its digest.
    ///
    /// # Errors
    /// [`ContentFault`]: other bytes than were signed, or bytes that are not content.
    pub fn open(bytes: &[u8], digest: Digest) -> Result<Self, ContentFault> {
        if Digest::of(bytes) != digest {
            return Err(ContentFault::OtherBytes);
        }
        let content: Self = strict::decode(bytes, MOST_CONTENT_BYTES)?;
        if content.v != 1 {
            return Err(ContentFault::Version(content.v));
        }
        Ok(content)
    }

    /// The variant for a channel.
    pub fn variant(&self, channel: ChannelId) -> Option<&Variant> {
        self.variants
            .iter()
            .find(|each| each.channel == channel)
            .map(|each| &each.variant)
    }
}

/// The content is not what was signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContentFault {
    /// The bytes have another digest.
    #[error("the stored content is not what was signed: its digest differs")]
    OtherBytes,
    /// The bytes are not content in the strict form.
    #[error("the stored content cannot be read: {0}")]
    NotStrict(#[from] NotStrict),
    /// A newer form.
    #[error("the content is of version {0}; this Countersign knows version 1")]
    Version(u8),
}
