//! How long a text is by the rule of its channel.
//!
//! One counter for the editor, the gate and the connector: what the writer sees is what the channel
//! counts. A channel that counts in another way gets its own [`Rule`].

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation as _;

/// Most bytes of a newsroom text: room for some 5,000 words, within the ledger's 32 KiB for a string.
const SITE_BYTES: u32 = 32_768;

/// How a channel counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// At most 300 grapheme clusters and at most 3,000 bytes of UTF-8 (lexicon `app.bsky.feed.post`).
    Bluesky,
    /// A page of the office's own: counted in words, limited in bytes only.
    Site,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// What a reader takes for one character.
    Characters,
    /// Words of the language, by Unicode's rules.
    Words,
    /// Bytes of UTF-8.
    Bytes,
}

/// A text measured against its channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// What `used` and `limit` count. Bytes only when they are what runs out first.
    pub unit: Unit,
    /// How much the text takes.
    pub used: u32,
    /// How much the channel takes; absent where it sets no limit in this unit.
    pub limit: Option<u32>,
    /// Bytes of UTF-8 the text takes.
    pub bytes: u32,
    /// Bytes of UTF-8 the channel takes.
    pub bytes_limit: u32,
}

impl Count {
    /// Whether the channel takes the text.
    pub fn fits(&self) -> bool {
        self.bytes <= self.bytes_limit && self.limit.is_none_or(|limit| self.used <= limit)
    }
}

/// Measures `text` by the rule of a channel. An empty text counts as nothing and fits.
pub fn count(rule: Rule, text: &str) -> Count {
    let bytes = whole(text.len());
    match rule {
        Rule::Bluesky => {
            let (limit, bytes_limit) = (300, 3_000);
            let used = whole(text.graphemes(true).count());
            if bytes > bytes_limit && used <= limit {
                let (unit, limit) = (Unit::Bytes, Some(bytes_limit));
                return Count {
                    unit,
                    used: bytes,
                    limit,
                    bytes,
                    bytes_limit,
                };
            }
            Count {
                unit: Unit::Characters,
                used,
                limit: Some(limit),
                bytes,
                bytes_limit,
            }
        }
        Rule::Site => Count {
            unit: Unit::Words,
            used: whole(text.unicode_words().count()),
            limit: None,
            bytes,
            bytes_limit: SITE_BYTES,
        },
    }
}

fn whole(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_family_is_one_character_on_bluesky() {
        let count = count(Rule::Bluesky, "👨‍👩‍👧‍👦 e\u{301}");
        assert_eq!(
            (count.used, count.unit, count.limit),
            (3, Unit::Characters, Some(300))
        );
    }

    #[test]
    fn three_hundred_fit_on_bluesky_and_one_more_does_not() {
        assert!(count(Rule::Bluesky, &"é".repeat(300)).fits());
        let over = count(Rule::Bluesky, &"é".repeat(301));
        assert!(!over.fits());
        assert_eq!((over.used, over.unit), (301, Unit::Characters));
    }

    #[test]
    fn bytes_run_out_before_characters_with_families() {
        let family = "👨‍👩‍👧‍👦";
        assert_eq!(family.len(), 25);
        assert!(count(Rule::Bluesky, &family.repeat(120)).fits());
        let over = count(Rule::Bluesky, &family.repeat(121));
        assert!(!over.fits());
        assert_eq!(
            (over.unit, over.used, over.limit),
            (Unit::Bytes, 3_025, Some(3_000))
        );
    }

    #[test]
    fn a_site_counts_words_and_is_limited_in_bytes() {
        let short = count(Rule::Site, "Don’t call 999 – call 101.");
        assert_eq!(
            (short.used, short.unit, short.limit),
            (5, Unit::Words, None)
        );
        assert!(count(Rule::Site, &"a".repeat(32_768)).fits());
        assert!(!count(Rule::Site, &"a".repeat(32_769)).fits());
    }

    proptest! {
        #[test]
        fn adding_text_never_takes_less(a in ".{0,400}", b in ".{0,40}") {
            let (short, long) = (count(Rule::Bluesky, &a), count(Rule::Bluesky, &format!("{a}{b}")));
            prop_assert!(short.bytes <= long.bytes);
            prop_assert!(short.fits() || !long.fits());
        }
    }
}
