//! The grammar of emoji sequences (UTS #51 §1.4, ED-13 to ED-16): where invisible characters belong.
//!
//! Narrower than the standard in one place: of the tag sequences only the subdivision flags pass,
//! because tags can carry any hidden ASCII text.

use icu_properties::CodePointSetData;
use icu_properties::props::{Emoji, EmojiModifier, EmojiModifierBase, RegionalIndicator};

const ZWJ: char = '\u{200d}';
const EMOJI_STYLE: char = '\u{fe0f}';
const TEXT_STYLE: char = '\u{fe0e}';
const KEYCAP: char = '\u{20e3}';
const BLACK_FLAG: char = '\u{1f3f4}';
const CANCEL_TAG: char = '\u{e007f}';

/// A valid sequence at the start of some characters.
pub(super) struct Sequence {
    /// How many characters it takes.
    pub(super) len: usize,
    /// What an approver should still know of it.
    pub(super) note: Note,
}

/// What is odd about a valid sequence.
pub(super) enum Note {
    /// Nothing.
    Plain,
    /// It ends in the text-style selector.
    TextStyle,
    /// A subdivision flag beside England, Scotland and Wales, with its code.
    RareFlag(String),
}

/// The longest valid emoji sequence that `chars` starts with.
pub(super) fn sequence(chars: &[char]) -> Option<Sequence> {
    let first = *chars.first()?;
    let plain = |len| {
        Some(Sequence {
            len,
            note: Note::Plain,
        })
    };
    if matches!(first, '0'..='9' | '#' | '*') {
        return match chars {
            [_, EMOJI_STYLE, KEYCAP, ..] => plain(3),
            [_, KEYCAP, ..] => plain(2),
            _ => None,
        };
    }
    let regional = CodePointSetData::new::<RegionalIndicator>();
    if let [a, b, ..] = chars
        && regional.contains(*a)
        && regional.contains(*b)
    {
        return plain(2);
    }
    if let Some(flag) = subdivision_flag(chars) {
        return Some(flag);
    }
    let mut len = element(chars)?;
    while chars.get(len) == Some(&ZWJ) {
        let Some(next) = element(chars.get(len + 1..).unwrap_or_default()) else {
            break;
        };
        len += 1 + next;
    }
    // The selector stands for a whole single emoji, never for a joined one.
    if len == 1 && chars.get(1) == Some(&TEXT_STYLE) {
        return Some(Sequence {
            len: 2,
            note: Note::TextStyle,
        });
    }
    plain(len)
}

/// One emoji with its style selector or skin tone: how many characters.
fn element(chars: &[char]) -> Option<usize> {
    let first = *chars.first()?;
    if first.is_ascii() || !CodePointSetData::new::<Emoji>().contains(first) {
        return None;
    }
    Some(match chars.get(1) {
        Some(&EMOJI_STYLE) => 2,
        Some(&tone)
            if CodePointSetData::new::<EmojiModifier>().contains(tone)
                && CodePointSetData::new::<EmojiModifierBase>().contains(first) =>
        {
            2
        }
        _ => 1,
    })
}

/// A black flag, two letters of a region, one to four of a subdivision in tags, and the end tag.
fn subdivision_flag(chars: &[char]) -> Option<Sequence> {
    let (&BLACK_FLAG, rest) = chars.split_first()? else {
        return None;
    };
    let end = rest.iter().take(7).position(|c| *c == CANCEL_TAG)?;
    let code: String = rest
        .get(..end)?
        .iter()
        .map(|c| tag(*c))
        .collect::<Option<_>>()?;
    let region = code.get(..2)?;
    if end < 3 || !region.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let note = match code.as_str() {
        "gbeng" | "gbsct" | "gbwls" => Note::Plain,
        _ => Note::RareFlag(code),
    };
    Some(Sequence { len: end + 2, note })
}

/// The letter or digit that a tag character stands for.
fn tag(c: char) -> Option<char> {
    let letter = char::from_u32(u32::from(c).checked_sub(0xe0000)?)?;
    (letter.is_ascii_lowercase() || letter.is_ascii_digit()).then_some(letter)
}
