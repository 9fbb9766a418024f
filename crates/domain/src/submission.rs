//! Whether content may be put forward, and whether it is what was put forward.
//!
//! The same inspection runs when a revision is submitted, when it is approved, and in the gate, so that
//! text which deceives the eye cannot pass by any one desk's neglect.

use crate::act::Flag;
use crate::channel::ChannelKind;
use crate::counting::{self, Rule};
use crate::ids::ChannelId;
use crate::office::{Office, Revision};
use crate::refusal::Refusal;
use crate::release::{Content, Image, Page, Post, Variant};
use crate::text::{self, Context, Field, FindingKind};

/// The most pictures of one post or page.
pub const MOST_IMAGES: usize = 4;
/// The most pictures of a newsroom page.
pub const MOST_PAGE_IMAGES: usize = 20;
/// The most bytes of a picture on Bluesky (`app.bsky.embed.images`, 2026).
pub const MOST_IMAGE_BYTES: u32 = 2_000_000;
/// The most characters of alt text.
pub const MOST_ALT: usize = 1000;
/// The most parts of a thread.
pub const MOST_PARTS: usize = 25;

/// The domains that are the office's own: where its sites and accounts are.
pub fn own_domains(office: &Office) -> Vec<String> {
    let mut domains: Vec<String> = office
        .channels()
        .values()
        .filter(|channel| !channel.removed)
        .filter_map(|channel| match channel.kind {
            ChannelKind::Site => url::Url::parse(&channel.address)
                .ok()
                .and_then(|url| url.host_str().map(str::to_owned)),
            ChannelKind::Bluesky => Some(channel.account.trim_start_matches('@').to_owned()),
        })
        .map(|domain| domain.to_lowercase())
        .filter(|domain| domain.contains('.'))
        .collect();
    domains.sort_unstable();
    domains.dedup();
    domains
}

/// Inspects content: limits, descriptions of pictures, and characters. Gives the flags that an approver
/// must acknowledge.
///
/// # Errors
/// [`Refusal::TextRefused`] with the field and what is wrong; [`Refusal::ContentDiffers`] when a variant
/// is for another sort of channel.
pub fn inspected(office: &Office, content: &Content) -> Result<Vec<Flag>, Refusal> {
    if content.office != office.id() {
        return Err(differs("it belongs to another office"));
    }
    let own = own_domains(office);
    let mut flags = Vec::new();
    for each in &content.variants {
        let channel = office
            .channels()
            .get(&each.channel)
            .ok_or(Refusal::NoSuchChannel)?;
        if channel.kind != each.variant.kind() {
            return Err(differs("a variant is for another sort of channel"));
        }
        within_limits(&each.variant)?;
        flags.extend(flagged(&own, each.channel, &each.variant)?);
    }
    Ok(flags)
}

fn differs(what: &str) -> Refusal {
    Refusal::ContentDiffers {
        what: what.to_owned(),
    }
}

fn refused(field: &str, what: &str, found: &str) -> Refusal {
    Refusal::TextRefused {
        field: field.to_owned(),
        what: what.to_owned(),
        found: found.chars().take(80).collect(),
    }
}

/// The stable name of a finding.
pub fn kind_name(kind: FindingKind) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// What sort of field a text stands in, by the name that [`Variant::texts`] gives it.
pub fn sort_of(field: &str) -> Field {
    if field.ends_with("address") {
        Field::Link
    } else if field.contains("picture") {
        Field::AltText
    } else if field == "headline" || field == "standfirst" || field.ends_with("title") {
        Field::Headline
    } else if field.starts_with("part") {
        Field::Post
    } else {
        Field::Body
    }
}

fn flagged(own: &[String], channel: ChannelId, variant: &Variant) -> Result<Vec<Flag>, Refusal> {
    let mut flags = Vec::new();
    for (field, words) in variant.texts() {
        let inspection = text::inspect(
            words,
            &Context {
                own_domains: own,
                field: sort_of(&field),
            },
        );
        if let Some(finding) = inspection.refused.first() {
            return Err(refused(&field, &kind_name(finding.kind), &finding.found));
        }
        flags.extend(inspection.flagged.into_iter().map(|finding| Flag {
            channel,
            field: field.clone(),
            start: finding.start,
            end: finding.end,
            what: kind_name(finding.kind),
            found: finding.found,
        }));
    }
    Ok(flags)
}

/// The limits of the channel a variant is for: the compose screen, the gate and the connector ask here.
///
/// # Errors
/// [`Refusal::TextRefused`].
pub fn within_limits(variant: &Variant) -> Result<(), Refusal> {
    match variant {
        Variant::Bluesky(post) => post_limits(post),
        Variant::Site(page) => page_limits(page),
    }
}

fn post_limits(post: &Post) -> Result<(), Refusal> {
    if post.parts.is_empty() || post.parts.len() > MOST_PARTS {
        return Err(refused("thread", "parts_missing_or_too_many", ""));
    }
    // An address without the version that is quoted would quote whatever stands there on the day.
    if let Some(quote) = &post.quote
        && (!quote.uri.starts_with("at://") || quote.cid.is_empty())
    {
        return Err(refused("quote", "quote_not_found", ""));
    }
    for (at, part) in post.parts.iter().enumerate() {
        let field = format!("part {}", at + 1);
        let count = counting::count(Rule::Bluesky, &part.text);
        if !count.fits() {
            let limit = count.limit.unwrap_or(count.bytes_limit);
            let found = format!("{} of {limit}", count.used);
            return Err(refused(&field, "over_limit", &found));
        }
        if part.text.trim().is_empty() && part.images.is_empty() {
            return Err(refused(&field, "empty", ""));
        }
        if part.images.len() > MOST_IMAGES {
            return Err(refused(&field, "too_many_pictures", ""));
        }
        let with_quote = at == 0 && post.quote.is_some();
        let embeds = usize::from(!part.images.is_empty()) + usize::from(part.card.is_some());
        if embeds > 1 || (with_quote && part.card.is_some()) {
            return Err(refused(&field, "pictures_and_card", ""));
        }
        let thumb = part.card.as_ref().and_then(|card| card.thumb.as_ref());
        for image in part.images.iter().chain(thumb) {
            image_limits(&field, image, part.images.contains(image))?;
            if image.bytes > MOST_IMAGE_BYTES {
                return Err(refused(&field, "picture_too_large", ""));
            }
        }
    }
    Ok(())
}

fn page_limits(page: &Page) -> Result<(), Refusal> {
    for (field, words) in [("headline", &page.headline), ("body", &page.body)] {
        if words.trim().is_empty() {
            return Err(refused(field, "empty", ""));
        }
    }
    let slug = page.slug.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
    let hyphens =
        page.slug.starts_with('-') || page.slug.ends_with('-') || page.slug.contains("--");
    if slug.is_empty() || slug.len() > 80 || !slug.iter().all(plain) || hyphens {
        return Err(refused("address", "slug_unsound", &page.slug));
    }
    if page.headline.chars().count() > 200 || page.headline.contains('\n') {
        return Err(refused("headline", "over_limit", ""));
    }
    if page.images.len() > MOST_PAGE_IMAGES {
        return Err(refused("pictures", "too_many_pictures", ""));
    }
    page.images
        .iter()
        .try_for_each(|image| image_limits("picture", image, true))
}

fn image_limits(field: &str, image: &Image, alt_needed: bool) -> Result<(), Refusal> {
    if alt_needed && image.alt.trim().is_empty() {
        return Err(refused(field, "picture_description_missing", ""));
    }
    if image.alt.chars().count() > MOST_ALT {
        return Err(refused(field, "picture_description_too_long", ""));
    }
    let known = ["image/jpeg", "image/png"].contains(&image.mime.as_str());
    if !known || image.width == 0 || image.height == 0 || image.bytes == 0 {
        return Err(refused(field, "picture_unsound", ""));
    }
    Ok(())
}

/// Whether content is what the chain says was submitted, and may still go out as it is.
///
/// # Errors
/// [`Refusal::ContentDiffers`], or what [`inspected`] refuses.
pub fn agrees(office: &Office, revision: &Revision, content: &Content) -> Result<(), Refusal> {
    let release = office
        .seek(content.release)?
        .ok_or(Refusal::NoSuchRevision)?;
    let channels = content.variants.iter().map(|each| each.channel);
    let facts = [
        ("the office", content.office == office.id()),
        ("the release", release.revision(revision.digest).is_some()),
        ("the number", content.number == release.number),
        ("the title", content.title == revision.title),
        ("the publisher", content.publisher == revision.publisher),
        ("the window", content.window == revision.window),
        (
            "the channels",
            channels.eq(revision.legs.iter().map(|leg| leg.channel)),
        ),
    ];
    if let Some((what, _)) = facts.iter().find(|(_, same)| !same) {
        return Err(differs(what));
    }
    let flags = inspected(office, content)?;
    // What counts as the office's own site can change after submission. Fewer warnings than were
    // acknowledged are harmless; one that nobody saw is not.
    if flags.iter().all(|flag| revision.flags.contains(flag)) {
        Ok(())
    } else {
        Err(Refusal::FlagsNotAcknowledged {
            flags: u32::try_from(flags.len()).unwrap_or(u32::MAX),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::within_limits;
    use crate::refusal::Refusal;
    use crate::release::{Part, Post, Quote, Variant};

    fn quoting(uri: &str, cid: &str) -> Variant {
        let part = Part {
            text: "As the council said:".to_owned(),
            ..Part::default()
        };
        Variant::Bluesky(Post {
            parts: vec![part],
            quote: Some(Quote {
                uri: uri.to_owned(),
                cid: cid.to_owned(),
            }),
        })
    }

    #[test]
    fn a_quote_without_the_version_that_was_looked_up_is_refused() {
        let found = quoting("at://did:plc:abc/app.bsky.feed.post/3kv7", "bafyreib2");
        assert_eq!(within_limits(&found), Ok(()));
        for quote in [
            quoting("", ""),
            quoting("at://did:plc:abc/app.bsky.feed.post/3kv7", ""),
            quoting("https://bsky.app/profile/a.example/post/3kv7", "bafyreib2"),
        ] {
            let refused = within_limits(&quote);
            assert!(
                matches!(&refused, Err(Refusal::TextRefused { what, .. }) if what == "quote_not_found"),
                "{refused:?}"
            );
        }
    }
}
