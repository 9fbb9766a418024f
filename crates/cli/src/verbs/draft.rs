//! Text in work.

use super::{Answer, Hand, folder_fault};
use crate::asked::{DraftVerb, Edit};
use crate::names;
use desk::clock;
use desk::draft::{Draft, DraftText, DraftVariant, Timing};
use desk::fault::Problem;
use desk::view::Query;
use domain::refusal::Refusal;
use domain::release::{Card, Image, Part, Quote, Variant};
use serde_json::json;
use std::path::Path;

/// Pictures and text that an edit brings from files.
#[derive(Default)]
struct Brought {
    images: Vec<Image>,
    thumb: Option<Image>,
    text: Option<String>,
}

impl Hand<'_> {
    pub(super) async fn draft(&self, verb: &DraftVerb) -> Result<Answer, Problem> {
        match verb {
            DraftVerb::List => self.look(&Query::Drafts).await,
            DraftVerb::Show { draft } => {
                let draft = names::draft(self.desk, draft).await?;
                self.look(&Query::Draft { draft }).await
            }
            DraftVerb::New { title, channels } => {
                let by = self.who().await?;
                let mut ids = Vec::new();
                for name in channels {
                    ids.push(names::channel(self.desk, name).await?);
                }
                let draft = self.desk.new_draft(by, title, &ids).await?;
                Ok(json!({ "draft": draft.id, "title": draft.title }).into())
            }
            DraftVerb::Revise { release } => {
                let by = self.who().await?;
                let release = names::release(self.desk, release).await?;
                let draft = self.desk.revise(by, release).await?;
                Ok(json!({ "draft": draft.id, "title": draft.title }).into())
            }
            DraftVerb::Edit(edit) => self.edit(edit).await,
        }
    }

    async fn edit(&self, edit: &Edit) -> Result<Answer, Problem> {
        let by = self.who().await?;
        let id = names::draft(self.desk, &edit.draft).await?;
        let draft = self.desk.draft(id).await?;
        let version = draft.version;
        let mut text = DraftText {
            timing: self.timing(edit, &draft).await?,
            title: edit.title.clone().unwrap_or(draft.title),
            language: edit.language.clone().unwrap_or(draft.language),
            note: edit.note.clone().unwrap_or(draft.note),
            variants: Vec::new(),
        };
        let channel = match &edit.channel {
            Some(name) => Some(names::channel(self.desk, name).await?),
            None => None,
        };
        let mut brought = Some(self.bring(edit).await?);
        for each in draft.variants {
            let mine = Some(each.channel) == channel;
            let variant = match brought.take_if(|_| mine) {
                Some(brought) => changed(each.variant, edit, brought)?,
                None => each.variant,
            };
            text.variants.push(DraftVariant {
                channel: each.channel,
                variant,
            });
        }
        if channel.is_some() && brought.is_some() {
            return Err(Refusal::NoSuchChannel.into());
        }
        let saved = self.desk.save_draft(id, version, by, text).await?;
        Ok(json!({ "draft": saved.id, "version": saved.version }).into())
    }

    async fn timing(&self, edit: &Edit, draft: &Draft) -> Result<Timing, Problem> {
        match edit.at.as_deref() {
            None => Ok(draft.timing),
            Some("approved") => Ok(Timing::WhenApproved),
            Some(reading) => {
                let office = self.desk.office().await?;
                clock::read_in_zone(reading, office.zone())
                    .map(|at| Timing::At { at })
                    .ok_or_else(|| {
                        let field = format!("the time {reading}, in {}", office.zone());
                        Refusal::BadText { field, most: 16 }.into()
                    })
            }
        }
    }

    async fn bring(&self, edit: &Edit) -> Result<Brought, Problem> {
        let mut brought = Brought::default();
        for (at, file) in edit.image.iter().enumerate() {
            let alt = edit.alt.get(at).map_or("", String::as_str);
            brought.images.push(self.picture(file, alt).await?);
        }
        if let Some(file) = &edit.post.card_image {
            brought.thumb = Some(self.picture(file, "").await?);
        }
        if let Some(file) = &edit.page.text_file {
            let text = std::fs::read_to_string(file).map_err(|why| folder_fault(file, why))?;
            brought.text = Some(text.trim_end_matches('\n').to_owned());
        }
        Ok(brought)
    }

    async fn picture(&self, file: &Path, alt: &str) -> Result<Image, Problem> {
        let bytes = std::fs::read(file).map_err(|why| folder_fault(file, why))?;
        Ok(self.desk.bring_picture(&bytes, alt).await?)
    }
}

/// A variant with what was named changed, and the rest as it was.
fn changed(variant: Variant, edit: &Edit, brought: Brought) -> Result<Variant, Refusal> {
    match variant {
        Variant::Bluesky(mut post) => {
            let mut texts = edit.post.text.clone();
            texts.extend(brought.text);
            if !texts.is_empty() {
                post.parts.resize_with(texts.len(), Part::default);
                for (part, text) in post.parts.iter_mut().zip(texts) {
                    part.text = text;
                }
            }
            let part = post
                .parts
                .get_mut(usize::from(edit.post.part) - 1)
                .ok_or_else(|| Refusal::BadText {
                    field: format!("part {} of the thread", edit.post.part),
                    most: 300,
                })?;
            if !brought.images.is_empty() {
                part.images = brought.images;
            }
            if let Some(url) = &edit.post.card {
                part.card = (!url.is_empty()).then(|| Card {
                    url: url.clone(),
                    title: edit.post.card_title.clone().unwrap_or_default(),
                    description: edit.post.card_description.clone().unwrap_or_default(),
                    thumb: brought.thumb,
                });
            }
            if let Some(uri) = edit.post.quote.first() {
                post.quote = (!uri.is_empty()).then(|| Quote {
                    uri: uri.clone(),
                    cid: edit.post.quote.get(1).cloned().unwrap_or_default(),
                });
            }
            Ok(Variant::Bluesky(post))
        }
        Variant::Site(mut page) => {
            let body = edit.page.body.clone().or(brought.text);
            for (field, words) in [
                (&mut page.headline, &edit.page.headline),
                (&mut page.standfirst, &edit.page.standfirst),
                (&mut page.body, &body),
                (&mut page.notes, &edit.page.notes),
                (&mut page.slug, &edit.page.slug),
            ] {
                if let Some(words) = words {
                    field.clone_from(words);
                }
            }
            if !brought.images.is_empty() {
                page.images = brought.images;
            }
            Ok(Variant::Site(page))
        }
    }
}
