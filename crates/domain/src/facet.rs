//! What is clickable in a Bluesky post, and the name of the post's record.
//!
//! Bluesky makes nothing clickable by itself: a record says byte by byte what is a link, a hashtag or a
//! mention (lexicon `app.bsky.richtext.facet`). Links are the very ones that [`text::links`] showed to
//! those who signed. The record's name is fixed when the post is approved, so that a second try
//! cannot make a second post.
//!
//! [`text::links`]: crate::text::links

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation as _;
use url::Url;

use crate::text::{is_invisible, is_punctuation, links};

/// Most grapheme clusters and bytes of a hashtag (lexicon `app.bsky.richtext.facet#tag`).
const TAG_CLUSTERS: usize = 64;
const TAG_BYTES: usize = 640;

/// A place in a text and what it does there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facet {
    /// First byte, in UTF-8.
    pub byte_start: u32,
    /// Byte after the last, in UTF-8.
    pub byte_end: u32,
    /// What it does.
    pub feature: Feature,
}

/// What a place in a text does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Feature {
    /// Opens an address.
    Link {
        /// The address, with `https://` where the text left it out.
        uri: String,
    },
    /// Names an account.
    Mention {
        /// The account's permanent identifier.
        did: String,
    },
    /// Finds posts with the same tag.
    Tag {
        /// The tag without its `#`.
        tag: String,
    },
}

/// The facets of `text`, in order, none overlapping.
///
/// `mentions` are handles, without `@`, and the identifiers that they were resolved to. A handle that is
/// not among them stays plain text: nobody checked who it is. Where a tag runs into a link, the link wins.
pub fn facets(text: &str, mentions: &[(String, String)]) -> Vec<Facet> {
    let mut found: Vec<Facet> = links(text)
        .into_iter()
        .filter(|link| {
            Url::parse(&link.url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
        })
        .map(|link| Facet {
            byte_start: link.start,
            byte_end: link.end,
            feature: Feature::Link { uri: link.url },
        })
        .collect();
    let linked = found.clone();
    let free = |facet: &Facet| {
        let next = linked.partition_point(|link| link.byte_end <= facet.byte_start);
        linked
            .get(next)
            .is_none_or(|link| link.byte_start >= facet.byte_end)
    };
    found.extend(mentioned(text, mentions).filter(free));
    found.extend(tags(text).filter(free));
    found.sort_by_key(|facet| facet.byte_start);
    found
}

fn facet(start: usize, end: usize, feature: Feature) -> Facet {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Facet {
        byte_start: byte(start),
        byte_end: byte(end),
        feature,
    }
}

/// The places in a text that could name an account: `@` and what may be a handle, a name with a dot in it. Each with
/// its first byte and the handle without the `@`.
pub fn handles(text: &str) -> impl Iterator<Item = (usize, &str)> {
    named(text).filter(|(_, handle)| {
        handle.rsplit_once('.').is_some_and(|(name, last)| {
            !name.is_empty() && last.starts_with(|c: char| c.is_ascii_alphabetic())
        })
    })
}

fn named(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    text.match_indices('@').filter_map(move |(at, _)| {
        let before = text.get(..at)?.chars().next_back();
        if before.is_some_and(|c| !c.is_whitespace() && c != '(') {
            return None;
        }
        let rest = text.get(at + 1..)?;
        let run = rest.get(..rest.find(|c| !inner(c)).unwrap_or(rest.len()))?;
        Some((at, run.trim_end_matches(['.', '-'])))
    })
}

fn mentioned(text: &str, mentions: &[(String, String)]) -> impl Iterator<Item = Facet> {
    named(text).filter_map(move |(at, handle)| {
        let (_, did) = mentions
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(handle))?;
        let feature = Feature::Mention { did: did.clone() };
        Some(facet(at, at + 1 + handle.len(), feature))
    })
}

fn tags(text: &str) -> impl Iterator<Item = Facet> {
    let mut at = 0;
    text.split_inclusive(char::is_whitespace)
        .filter_map(move |token| {
            let start = at;
            at += token.len();
            let hash = token.chars().next().filter(|c| matches!(c, '#' | '＃'))?;
            let rest = token.get(hash.len_utf8()..)?;
            // A selector after the hash makes a keycap of it; any other hidden character ends the tag.
            let ends = |c: char| {
                c.is_whitespace() || (is_invisible(c) && !matches!(c, '\u{fe0f}' | '\u{200d}'))
            };
            let run = rest.get(..rest.find(ends).unwrap_or(rest.len()))?;
            let tag = run.trim_end_matches(is_punctuation);
            let says = tag
                .chars()
                .any(|c| !c.is_ascii_digit() && !is_punctuation(c));
            let fits = tag.len() <= TAG_BYTES && tag.graphemes(true).count() <= TAG_CLUSTERS;
            if !says || !fits || tag.starts_with(['\u{fe0f}', '\u{20e3}', '#', '＃']) {
                return None;
            }
            let end = start + hash.len_utf8() + tag.len();
            Some(facet(
                start,
                end,
                Feature::Tag {
                    tag: tag.to_owned(),
                },
            ))
        })
}

/// The digits of a record name, in the order of their bytes.
const DIGITS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";

/// The greatest time a record name can hold, in microseconds: the year 2255.
pub const LAST_MICROS: u64 = (1 << 53) - 1;

/// The name of a record made `unix_micros` microseconds after 1970 UTC, by the clock `clock_id`.
///
/// 13 characters that sort as the times do (AT Protocol, "Timestamp Identifiers"). Of `clock_id` the low
/// ten bits count. A later time than [`LAST_MICROS`] stands as that.
pub fn tid(unix_micros: u64, clock_id: u16) -> String {
    let bits = (unix_micros.min(LAST_MICROS) << 10) | u64::from(clock_id & 0x3ff);
    (0..13_u32)
        .rev()
        .filter_map(|place| DIGITS.get(usize::try_from(bits >> (place * 5) & 31).ok()?))
        .map(|digit| char::from(*digit))
        .collect()
}

/// Time in microseconds and clock of a record name; `None` where it is not one.
pub fn parse_tid(name: &str) -> Option<(u64, u16)> {
    // 63 bits leave three for the first digit. The protocol admits more there; no clock gives them yet.
    if name.len() != 13 || !matches!(name.as_bytes(), [b'2'..=b'7' | b'a' | b'b', ..]) {
        return None;
    }
    let mut bits = 0_u64;
    for byte in name.bytes() {
        let digit = DIGITS.iter().position(|known| *known == byte)?;
        bits = bits << 5 | u64::try_from(digit).ok()?;
    }
    let clock = u16::try_from(bits & 0x3ff).ok()?;
    Some((bits >> 10, clock))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;
    use proptest::prelude::*;

    /// Each facet as `text → what it does`.
    fn shown(text: &str) -> Vec<String> {
        let known = [("Met.bsky.social".to_owned(), "did:plc:met".to_owned())];
        facets(text, &known)
            .into_iter()
            .map(|facet| {
                let place = &text[facet.byte_start as usize..facet.byte_end as usize];
                match facet.feature {
                    Feature::Link { uri } => format!("{place} → {uri}"),
                    Feature::Mention { did } => format!("{place} → {did}"),
                    Feature::Tag { tag } => format!("{place} → #{tag}"),
                }
            })
            .collect()
    }

    #[test]
    fn links_stand_at_byte_offsets_after_many_byte_text() {
        let text = "👩‍🚒 Чп: https://met.police.uk/é, bbc.co.uk/news.";
        assert_eq!(
            shown(text),
            [
                "https://met.police.uk/é → https://met.police.uk/%C3%A9",
                "bbc.co.uk/news → https://bbc.co.uk/news"
            ]
        );
        assert_eq!(facets(text, &[])[0].byte_start, 18);
    }

    #[test]
    fn only_resolved_handles_are_mentions() {
        assert_eq!(
            shown("@met.bsky.social, @other.bsky.social (@MET.bsky.social) a@met.bsky.social"),
            [
                "@met.bsky.social → did:plc:met",
                "@MET.bsky.social → did:plc:met"
            ]
        );
    }

    #[test]
    fn hashtags_are_words_after_a_space() {
        assert_eq!(
            shown("#Tarn_Fire! 🔥 #警察, ＃Ålesund no#tag #1 #2026Fire #️⃣ ## #!"),
            [
                "#Tarn_Fire → #Tarn_Fire",
                "#警察 → #警察",
                "＃Ålesund → #Ålesund",
                "#2026Fire → #2026Fire"
            ]
        );
        assert_eq!(shown("#bbc.co.uk"), ["#bbc.co.uk → #bbc.co.uk"]);
        assert_eq!(
            shown("#a(https://x.org)"),
            ["https://x.org → https://x.org"]
        );
        assert_eq!(shown(&format!("#{}", "a".repeat(65))), [""; 0]);
        assert_eq!(shown(&format!("#{}", "a".repeat(64))).len(), 1);
    }

    #[test]
    fn other_schemes_and_broken_links_are_not_clickable() {
        assert_eq!(
            shown("ftp://x.org javascript://a.com/ https:// https://[::1"),
            [""; 0]
        );
    }

    #[test]
    fn a_record_name_is_thirteen_characters_of_the_protocol() {
        assert_eq!(tid(0, 0), "2222222222222");
        assert_eq!(tid(LAST_MICROS, 1023), "bzzzzzzzzzzzz");
        assert_eq!(tid(u64::MAX, u16::MAX), "bzzzzzzzzzzzz");
        assert_eq!(tid(1, 0), "2222222222322");
        // The example name of the protocol's description, made in March 2023.
        let (micros, clock) = parse_tid("3jzfcijpj2z2a").unwrap();
        assert_eq!(tid(micros, clock), "3jzfcijpj2z2a");
        assert_eq!(micros / 1_000_000 / 86_400 / 365, 53);
    }

    #[test]
    fn what_is_not_a_record_name_is_refused() {
        for name in [
            "",
            "222222222222",
            "22222222222222",
            "c222222222222",
            "zzzzzzzzzzzzz",
            "222222222222A",
            "2222222222221",
            "222222-222222",
            "éééééé2",
            "3JZFCIJPJ2Z2A",
        ] {
            assert_eq!(parse_tid(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_record_name_holds_its_time_and_clock(micros in 0..=LAST_MICROS, clock in 0_u16..1024) {
            prop_assert_eq!(parse_tid(&tid(micros, clock)), Some((micros, clock)));
        }

        #[test]
        fn record_names_sort_as_their_times_do(
            a in (0..=LAST_MICROS, 0_u16..1024), b in (0..=LAST_MICROS, 0_u16..1024)
        ) {
            prop_assert_eq!(tid(a.0, a.1).cmp(&tid(b.0, b.1)), a.cmp(&b));
        }

        #[test]
        fn facets_are_in_order_apart_and_on_character_boundaries(
            text in "([#@ .]|é|👩‍🚒|https://x\\.org|bbc\\.co\\.uk|met\\.bsky\\.social|.){0,25}"
        ) {
            let known = [("met.bsky.social".to_owned(), "did:plc:met".to_owned())];
            let mut end = 0;
            for facet in facets(&text, &known) {
                prop_assert!(facet.byte_start >= end && facet.byte_end > facet.byte_start);
                prop_assert!(text.get(facet.byte_start as usize..facet.byte_end as usize).is_some());
                end = facet.byte_end;
            }
        }
    }
}
