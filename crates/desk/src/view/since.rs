//! What became of a revision since an earlier one: which versions are word for word the same, which are new or gone,
//! and which pictures and texts were taken out. The words themselves are compared field by field in the drafts' view.

use super::channel_name;
use domain::channel::ChannelKind;
use domain::digest::Digest;
use domain::ids::ChannelId;
use domain::office::Office;
use domain::release::{Content, Variant};
use serde::Serialize;
use std::collections::BTreeSet;

/// How a channel's variant differs from the one it is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Since {
    /// The channel gets exactly the same: texts, pictures, card, quote, mentions and address.
    Unchanged,
    /// The channel was not part of it.
    New,
    /// It differs.
    Changed {
        /// Texts that are gone with the place they stood in, such as a third part.
        texts_removed: Vec<TextRemoved>,
        /// Pictures that stand in it now and did not before.
        pictures_added: Vec<Digest>,
        /// Pictures that stood in it and do not now.
        pictures_removed: Vec<Digest>,
        /// The last part of the page's address, where it was another.
        slug_was: Option<String>,
    },
}

/// A text that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct TextRemoved {
    /// The name of its field.
    pub field: String,
    /// What it said.
    pub text: String,
}

/// A version that is gone whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct VersionRemoved {
    /// The channel.
    pub channel: ChannelId,
    /// Its name.
    pub channel_name: String,
    /// What sort it is.
    pub channel_kind: ChannelKind,
}

/// How a variant differs from what the same channel got before, if it got anything.
/// Another language is sent along, so it is a change too.
pub(super) fn since(now: &Variant, before: Option<&Variant>, same_language: bool) -> Since {
    let Some(before) = before else {
        return Since::New;
    };
    if same_language && now == before {
        return Since::Unchanged;
    }
    let fields: BTreeSet<String> = now.texts().into_iter().map(|(field, _)| field).collect();
    let texts_removed = before
        .texts()
        .into_iter()
        .filter(|(field, words)| !words.is_empty() && !fields.contains(field))
        .map(|(field, words)| TextRemoved {
            field,
            text: words.to_owned(),
        });
    let only_in = |one: &Variant, other: &Variant| -> Vec<Digest> {
        let known: BTreeSet<Digest> = other.images().iter().map(|image| image.digest).collect();
        let images = one.images().into_iter().map(|image| image.digest);
        images.filter(|digest| !known.contains(digest)).collect()
    };
    let slug_was = match (now, before) {
        (Variant::Site(now), Variant::Site(before)) if now.slug != before.slug => {
            Some(before.slug.clone())
        }
        _ => None,
    };
    Since::Changed {
        texts_removed: texts_removed.collect(),
        pictures_added: only_in(now, before),
        pictures_removed: only_in(before, now),
        slug_was,
    }
}

/// The versions of an earlier content that a later one does not have.
pub(super) fn versions_removed(
    office: &Office,
    now: &Content,
    before: Option<&Content>,
) -> Vec<VersionRemoved> {
    let gone = before
        .into_iter()
        .flat_map(|before| &before.variants)
        .filter(|each| now.variant(each.channel).is_none());
    gone.map(|each| VersionRemoved {
        channel: each.channel,
        channel_name: channel_name(office, each.channel),
        channel_kind: each.variant.kind(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::{Since, since};
    use domain::digest::Digest;
    use domain::release::{Image, Page, Part, Post, Variant};

    fn picture(seed: &[u8]) -> Image {
        Image {
            digest: Digest::of(seed),
            mime: "image/png".to_owned(),
            width: 1,
            height: 1,
            bytes: 1,
            alt: "A closed bridge".to_owned(),
        }
    }

    fn page(slug: &str, images: Vec<Image>) -> Variant {
        Variant::Site(Page {
            slug: slug.to_owned(),
            headline: "Bridge closed".to_owned(),
            images,
            ..Page::default()
        })
    }

    fn thread(parts: &[&str]) -> Variant {
        let parts = parts.iter().map(|text| Part {
            text: (*text).to_owned(),
            ..Part::default()
        });
        Variant::Bluesky(Post {
            parts: parts.collect(),
            quote: None,
        })
    }

    #[test]
    fn a_page_with_the_same_words_and_picture_is_unchanged() {
        let one = page("bridge", vec![picture(b"one")]);
        assert_eq!(since(&one, Some(&one.clone()), true), Since::Unchanged);
        assert_eq!(since(&one, None, true), Since::New);
        let tagged = since(&one, Some(&one.clone()), false);
        assert!(matches!(tagged, Since::Changed { .. }), "{tagged:?}");
    }

    #[test]
    fn another_picture_under_the_same_description_is_a_change() {
        let now = page("bridge", vec![picture(b"two")]);
        let before = page("bridge", vec![picture(b"one")]);
        let Since::Changed {
            pictures_added,
            pictures_removed,
            texts_removed,
            slug_was,
        } = since(&now, Some(&before), true)
        else {
            unreachable!("it differs");
        };
        assert_eq!(pictures_added, [Digest::of(b"two")]);
        assert_eq!(pictures_removed, [Digest::of(b"one")]);
        assert!(texts_removed.is_empty() && slug_was.is_none());
    }

    #[test]
    fn a_part_that_is_gone_and_an_address_that_moved_are_named() {
        let now = thread(&["one"]);
        let Since::Changed { texts_removed, .. } =
            since(&now, Some(&thread(&["one", "two"])), true)
        else {
            unreachable!("it differs");
        };
        assert_eq!(texts_removed[0].field, "part 2");
        assert_eq!(texts_removed[0].text, "two");
        let moved = since(
            &page("new", Vec::new()),
            Some(&page("old", Vec::new())),
            true,
        );
        assert!(matches!(moved, Since::Changed { slug_was: Some(was), .. } if was == "old"));
    }
}
