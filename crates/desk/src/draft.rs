//! Drafts: mutable text at this desk, until it is submitted as a revision.
//!
//! A draft remembers, letter by letter, whose edits survive in it, because nobody whose words go out may be
//! the one who approves them.

use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use domain::authorship::Authorship;
use domain::channel::{Channel, ChannelKind};
use domain::digest::Digest;
use domain::ids::{ChannelId, DraftId, MemberId, ReleaseId};
use domain::instant::Instant;
use domain::office::Office;
use domain::release::{
    ChannelVariant, Content, Image, MOST_CONTENT_BYTES, Page, Part, Post, Variant, Window,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How long after its time, or after submission, a revision may still go out.
pub const OPEN_FOR_HOURS: u32 = 24;

/// When a release is to go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Timing {
    /// As soon as enough people have signed.
    WhenApproved,
    /// Not before this instant.
    At {
        /// When.
        at: Instant,
    },
}

/// Text in work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Its id at this desk.
    pub id: DraftId,
    /// The release it revises, once it has been submitted.
    pub release: Option<ReleaseId>,
    /// The revision it was submitted as, while nothing was written since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted: Option<Digest>,
    /// The office's title; it is not sent.
    pub title: String,
    /// BCP 47.
    pub language: String,
    /// One variant a channel.
    pub variants: Vec<ChannelVariant>,
    /// When it is to go out.
    pub timing: Timing,
    /// A note to the approver.
    pub note: String,
    /// Who wrote what, by channel and field. A field that came from a revision of several writers has one
    /// layer for each: the ledger names them, not their letters, so every letter counts as each of theirs.
    pub authorship: BTreeMap<String, Vec<Authorship>>,
    /// Counts the times it was saved.
    pub version: u64,
    /// When it was saved.
    pub saved_at: Instant,
    /// Who saved it.
    pub saved_by: MemberId,
}

/// What a save may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DraftText {
    /// The office's title.
    pub title: String,
    /// BCP 47.
    pub language: String,
    /// One variant a channel.
    pub variants: Vec<DraftVariant>,
    /// When it is to go out.
    pub timing: Timing,
    /// A note to the approver.
    pub note: String,
}

/// A channel's variant in a save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DraftVariant {
    /// The channel.
    pub channel: ChannelId,
    /// What it gets.
    pub variant: Variant,
}

impl Draft {
    /// Everyone whose edit survives, one member apart.
    pub fn editors(&self, but: MemberId) -> Vec<MemberId> {
        let all: BTreeSet<MemberId> = self
            .authorship
            .values()
            .flatten()
            .flat_map(Authorship::survivors)
            .map(MemberId::new)
            .filter(|member| *member != but)
            .collect();
        all.into_iter().collect()
    }

    /// Takes new text, remembering whose edit each letter is.
    fn edit(&mut self, mut text: DraftText, by: MemberId) {
        text.title = domain::text::normalise(&text.title);
        text.note = domain::text::normalise(&text.note);
        for each in &mut text.variants {
            each.variant = each.variant.clone().normalised();
            forget_unnamed(&mut each.variant);
        }
        let mut old: BTreeMap<String, String> = BTreeMap::new();
        for each in &self.variants {
            for (field, words) in each.variant.texts() {
                old.insert(format!("{} {field}", each.channel), words.to_owned());
            }
        }
        let mut authorship = BTreeMap::new();
        for each in &text.variants {
            for (field, words) in each.variant.texts() {
                let name = format!("{} {field}", each.channel);
                let was = old.get(&name).map_or("", String::as_str);
                let layers = match self.authorship.get(&name) {
                    Some(layers) => layers
                        .iter()
                        .map(|layer| layer.edited(was, words, by.uuid()))
                        .collect(),
                    None => vec![Authorship::default().edited(was, words, by.uuid())],
                };
                authorship.insert(name, layers);
            }
        }
        self.submitted = None;
        self.authorship = authorship;
        self.title = text.title;
        self.language = text.language;
        self.timing = text.timing;
        self.note = text.note;
        self.variants = text
            .variants
            .into_iter()
            .map(|each| ChannelVariant {
                channel: each.channel,
                variant: each.variant,
            })
            .collect();
    }

    /// The content this draft would be submitted as.
    pub(crate) fn content(&self, office: &Office, desk: &Desk, release: ReleaseId) -> Content {
        let now = desk.now();
        let number = office
            .release(release)
            .map_or(office.next_number(), |known| known.number);
        let window = match self.timing {
            Timing::WhenApproved => Window {
                not_before: now,
                execute_before: now.plus_hours(OPEN_FOR_HOURS),
            },
            Timing::At { at } => Window {
                not_before: at,
                execute_before: at.plus_hours(OPEN_FOR_HOURS),
            },
        };
        let mut variants = self.variants.clone();
        variants.sort_by_key(|each| {
            office
                .channels()
                .get(&each.channel)
                .map_or(u8::MAX, |channel| channel.kind.order())
        });
        Content {
            v: 1,
            office: office.id(),
            release,
            number,
            title: self.title.clone(),
            created_at: now,
            language: self.language.clone(),
            publisher: desk.id(),
            window,
            variants,
        }
    }
}

/// An account that the text does not name any more is no mention of it: the approver would read it as one.
fn forget_unnamed(variant: &mut Variant) {
    if let Variant::Bluesky(post) = variant {
        for part in &mut post.parts {
            let text = &part.text;
            part.mentions.retain(|mention| {
                domain::facet::handles(text)
                    .any(|(_, handle)| handle.eq_ignore_ascii_case(&mention.handle))
            });
        }
    }
}

/// The empty variant of a channel.
pub fn empty_variant(channel: &Channel) -> Variant {
    match channel.kind {
        ChannelKind::Bluesky => Variant::Bluesky(Post {
            parts: vec![Part::default()],
            quote: None,
        }),
        ChannelKind::Site => Variant::Site(Page::default()),
    }
}

impl Desk {
    /// Starts a draft for some channels; all open ones when none is named.
    ///
    /// # Errors
    /// The database, or a channel that is not there.
    pub async fn new_draft(
        &self,
        by: MemberId,
        title: &str,
        channels: &[ChannelId],
    ) -> Result<Draft, Problem> {
        let office = self.office().await?;
        let mut variants = Vec::new();
        for channel in office
            .channels()
            .values()
            .filter(|channel| channel.is_open())
        {
            if channels.is_empty() || channels.contains(&channel.id) {
                variants.push(ChannelVariant {
                    channel: channel.id,
                    variant: empty_variant(channel),
                });
            }
        }
        if variants.len() < channels.len() {
            return Err(domain::refusal::Refusal::NoSuchChannel.into());
        }
        let draft = Draft {
            id: DraftId::new(self.fresh_id()),
            release: None,
            submitted: None,
            title: title.to_owned(),
            language: "en".to_owned(),
            variants,
            timing: Timing::WhenApproved,
            note: String::new(),
            authorship: BTreeMap::new(),
            version: 1,
            saved_at: self.now(),
            saved_by: by,
        };
        self.write_draft(&draft, None).await?;
        Ok(draft)
    }

    /// Saves a draft over the version that was open.
    ///
    /// # Errors
    /// [`Fault::DraftMoved`] when someone saved it in between; nothing is overwritten.
    pub async fn save_draft(
        &self,
        id: DraftId,
        version: u64,
        by: MemberId,
        text: DraftText,
    ) -> Result<Draft, Problem> {
        let mut draft = self.draft(id).await?;
        if draft.version != version {
            return Err(Fault::DraftMoved.into());
        }
        let bytes: usize = text
            .variants
            .iter()
            .flat_map(|each| each.variant.texts())
            .map(|(_, words)| words.len())
            .sum();
        // Before anything is compared letter by letter: a paste of megabytes is a slip, and could not be submitted.
        if bytes > MOST_CONTENT_BYTES {
            return Err(Fault::DraftTooLarge { bytes }.into());
        }
        draft.edit(text, by);
        draft.version = version + 1;
        draft.saved_at = self.now();
        draft.saved_by = by;
        self.write_draft(&draft, Some(version)).await?;
        Ok(draft)
    }

    /// Opens a draft that revises a release, with the newest revision's text. The writers of that text stay
    /// its writers.
    ///
    /// # Errors
    /// No such release, or its content is not in the store.
    pub async fn revise(&self, by: MemberId, release: ReleaseId) -> Result<Draft, Problem> {
        let office = self.office_with(&[release]).await?;
        let newest = office
            .release(release)
            .and_then(|release| release.newest())
            .ok_or(domain::refusal::Refusal::NoSuchRevision)?;
        let bytes = self.content_bytes(newest.digest).await?;
        let content = Content::open(&bytes, newest.digest).map_err(|fault| {
            domain::refusal::Refusal::ContentDiffers {
                what: fault.to_string(),
            }
        })?;
        let mut draft = Draft {
            id: DraftId::new(self.fresh_id()),
            release: Some(release),
            submitted: None,
            title: content.title,
            language: content.language,
            variants: Vec::new(),
            timing: Timing::WhenApproved,
            note: String::new(),
            authorship: BTreeMap::new(),
            version: 1,
            saved_at: self.now(),
            saved_by: by,
        };
        for each in &content.variants {
            for (field, words) in each.variant.texts() {
                let writers = newest.editors.iter().chain([&newest.submitter]);
                let layers = writers
                    .map(|writer| Authorship::default().edited("", words, writer.uuid()))
                    .collect();
                draft
                    .authorship
                    .insert(format!("{} {field}", each.channel), layers);
            }
        }
        draft.variants = content.variants;
        self.write_draft(&draft, None).await?;
        Ok(draft)
    }

    /// A draft at this desk.
    ///
    /// # Errors
    /// [`Fault::NoSuchDraft`].
    pub async fn draft(&self, id: DraftId) -> Result<Draft, Fault> {
        let bytes = self.local.draft(id).await?.ok_or(Fault::NoSuchDraft)?;
        serde_json::from_slice(&bytes).map_err(Fault::DraftUnreadable)
    }

    /// Every draft at this desk, the one saved last first.
    ///
    /// # Errors
    /// The database.
    pub async fn drafts(&self) -> Result<Vec<Draft>, Fault> {
        let mut drafts = Vec::new();
        for bytes in self.local.drafts().await? {
            drafts.push(serde_json::from_slice(&bytes).map_err(Fault::DraftUnreadable)?);
        }
        Ok(drafts)
    }

    /// Admits a picture: stripped of metadata, re-encoded, and kept by its digest.
    ///
    /// # Errors
    /// What is wrong with the file, in a sentence.
    pub async fn bring_picture(&self, bytes: &[u8], alt: &str) -> Result<Image, Fault> {
        let limits = crate::media::Limits::social();
        let admitted = crate::media::admit(bytes, &limits)?;
        let digest = self.store.keep(&admitted.bytes).await?;
        Ok(Image {
            digest,
            mime: admitted.mime.to_owned(),
            width: admitted.width,
            height: admitted.height,
            bytes: u32::try_from(admitted.bytes.len()).unwrap_or(u32::MAX),
            alt: alt.to_owned(),
        })
    }

    /// Throws a draft away. What was submitted from it stands in the ledger.
    ///
    /// # Errors
    /// [`Fault::NoSuchDraft`], or the database.
    pub async fn discard_draft(&self, id: DraftId) -> Result<(), Fault> {
        if self.local.discard_draft(id).await? {
            Ok(())
        } else {
            Err(Fault::NoSuchDraft)
        }
    }

    pub(crate) async fn write_draft(&self, draft: &Draft, over: Option<u64>) -> Result<(), Fault> {
        let bytes = serde_json::to_vec(draft).map_err(Fault::DraftUnreadable)?;
        self.local
            .save_draft(draft.id, over, draft.version, &bytes, draft.saved_at)
            .await?;
        Ok(())
    }

    /// Keeps the content of a revision before it is signed for.
    pub(crate) async fn keep_content(&self, content: &Content) -> Result<Digest, Problem> {
        let bytes = content
            .encode()
            .map_err(|not| domain::refusal::Refusal::ContentDiffers {
                what: not.to_string(),
            })?;
        Ok(self.store.keep(&bytes).await.map_err(Fault::from)?)
    }
}
