//! Single characters that have no business in a press text, or only in the right company.

use icu_properties::props::{
    BidiControl, CanonicalCombiningClass, DefaultIgnorableCodePoint, GeneralCategory,
    GeneralCategoryGroup, JoiningType,
};
use icu_properties::script::ScriptWithExtensions;
use icu_properties::{CodePointMapData, CodePointSetData};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};
use unicode_segmentation::UnicodeSegmentation as _;

use super::emoji::{self, Note};
use super::names::{code_point, name};
use super::{Field, Finding, FindingKind};

/// More marks than this on one letter spill over the neighbouring lines (UTS #39 §5.4).
const MOST_MARKS: usize = 4;

const ZWNJ: char = '\u{200c}';
const ZWJ: char = '\u{200d}';

/// Adds what is wrong with single characters and their order.
pub(super) fn inspect(text: &str, field: Field, found: &mut Vec<Finding>) {
    let before = found.len();
    let normal = is_nfc(text);
    // No emoji, joiner context or combining mark reaches over the edge of a grapheme cluster.
    for (start, cluster) in text.grapheme_indices(true) {
        if cluster.len() == 1 && !matches!(cluster.as_bytes(), [..=0x1f | 0x7f]) {
            continue;
        }
        if !normal && !is_nfc(cluster) {
            let composed: String = cluster.nfc().collect();
            let at = start..start + cluster.len();
            found.push(Finding::new(
                at,
                FindingKind::NotNormalised,
                cluster,
                &composed,
            ));
        }
        self::cluster(text, start, cluster, field, found);
    }
    let named = |f: &Finding| f.kind == FindingKind::NotNormalised;
    if !normal && !found.iter().skip(before).any(named) {
        // Marks that only reorder or compose across two clusters: the place is the whole text.
        found.push(Finding::new(
            0..text.len(),
            FindingKind::NotNormalised,
            "",
            "",
        ));
    }
}

/// Adds the findings of one grapheme cluster.
fn cluster(text: &str, start: usize, cluster: &str, field: Field, found: &mut Vec<Finding>) {
    let chars: Vec<char> = cluster.chars().collect();
    let (mut at, mut index, mut marks) = (start, 0, 0_usize);
    while let Some(rest) = chars.get(index..).filter(|rest| !rest.is_empty()) {
        if let Some(sequence) = emoji::sequence(rest) {
            let len = rest
                .iter()
                .take(sequence.len)
                .map(|c| c.len_utf8())
                .sum::<usize>();
            let range = at..at + len;
            let written = text.get(range.clone()).unwrap_or_default();
            match sequence.note {
                Note::Plain => {}
                Note::TextStyle => {
                    found.push(Finding::new(range, FindingKind::TextStyle, written, ""));
                }
                Note::RareFlag(code) => {
                    found.push(Finding::new(range, FindingKind::RareFlag, written, &code));
                }
            }
            index += sequence.len;
            at += len;
            continue;
        }
        let Some(&c) = rest.first() else { break };
        let end = at + c.len_utf8();
        if let Some(kind) = kind(text, at, c, field) {
            let detail = name(c).unwrap_or_default();
            found.push(Finding::new(at..end, kind, &code_point(c), detail));
        }
        if is_mark(c) {
            marks += 1;
        }
        index += 1;
        at = end;
    }
    if marks > MOST_MARKS {
        let range = start..start + cluster.len();
        found.push(Finding::new(range, FindingKind::StackedMarks, cluster, ""));
    }
}

/// What is wrong with `c` at byte `at`, where it is not part of an emoji.
fn kind(text: &str, at: usize, c: char, field: Field) -> Option<FindingKind> {
    use GeneralCategory as G;
    if c == '\n' {
        let one_line = matches!(field, Field::Headline | Field::Link);
        return one_line.then_some(FindingKind::ControlCharacter);
    }
    if CodePointSetData::new::<BidiControl>().contains(c) {
        return Some(FindingKind::BidiControl);
    }
    if is_noncharacter(c) {
        return Some(FindingKind::Noncharacter);
    }
    match category(c) {
        G::Control => return Some(FindingKind::ControlCharacter),
        G::LineSeparator | G::ParagraphSeparator => return Some(FindingKind::LineSeparator),
        G::PrivateUse => return Some(FindingKind::PrivateUse),
        G::Unassigned => return Some(FindingKind::Unassigned),
        G::SpaceSeparator if c != ' ' => return Some(FindingKind::UnusualSpace),
        _ => {}
    }
    match c {
        '\u{ad}' => Some(FindingKind::SoftHyphen),
        '\u{fffc}' | '\u{fffd}' => Some(FindingKind::LostText),
        ZWNJ | ZWJ if joins_letters(text, at, c) => Some(FindingKind::Joiner),
        _ if is_invisible(c) => Some(FindingKind::Invisible),
        _ => None,
    }
}

/// Shows nothing: what Unicode says may be ignored, and what it forgot to say it of.
pub(crate) fn is_invisible(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
        || matches!(
            c,
            // Blank Braille, Khitan filler, a musical note without a head.
            '\u{2800}' | '\u{16fe4}' | '\u{1d159}'
            // Ruby text without a ruby; layout of hieroglyphs.
            | '\u{fff9}'..='\u{fffb}' | '\u{13430}'..='\u{1343f}'
            // Ignorable by today's tables; listed so that a table change cannot let them in.
            | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
        )
}

/// Punctuation of any script.
pub(crate) fn is_punctuation(c: char) -> bool {
    GeneralCategoryGroup::Punctuation.contains(category(c))
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

fn is_mark(c: char) -> bool {
    use GeneralCategory as G;
    matches!(category(c), G::NonspacingMark | G::EnclosingMark) && !is_invisible(c)
}

pub(super) fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Whether a joiner at byte `at` stands where spelling calls for one (UAX #31 §2.3, A1, A2, B).
fn joins_letters(text: &str, at: usize, joiner: char) -> bool {
    let mut before = text.get(..at).unwrap_or_default().chars().rev();
    let after = text.get(at + joiner.len_utf8()..).unwrap_or_default();
    let class = CodePointMapData::<CanonicalCombiningClass>::new();
    let last = before
        .clone()
        .find(|c| !is_mark_of_letter(*c) || is_virama(class.get(*c)));
    if last.is_some_and(|c| is_virama(class.get(c))) {
        let letter = before.find(|c| !is_mark_of_letter(*c));
        // A1 and A2 ask for one script on both sides; a joiner between two scripts only hides.
        return letter.is_some_and(char::is_alphabetic)
            && after.chars().next().is_none_or(|next| {
                !next.is_alphabetic() || letter.is_some_and(|letter| same_script(letter, next))
            });
    }
    joiner == ZWNJ && breaks_a_ligature(text.get(..at).unwrap_or_default(), after)
}

/// A1: between a letter that joins to its left and one that joins to its right.
fn breaks_a_ligature(before: &str, after: &str) -> bool {
    let joining = CodePointMapData::<JoiningType>::new();
    let solid = |c: &char| joining.get(*c) != JoiningType::Transparent;
    let (Some(left), Some(right)) = (before.chars().rev().find(solid), after.chars().find(solid))
    else {
        return false;
    };
    matches!(
        joining.get(left),
        JoiningType::LeftJoining | JoiningType::DualJoining
    ) && matches!(
        joining.get(right),
        JoiningType::RightJoining | JoiningType::DualJoining
    ) && same_script(left, right)
}

fn is_virama(class: CanonicalCombiningClass) -> bool {
    class == CanonicalCombiningClass::Virama
}

fn is_mark_of_letter(c: char) -> bool {
    use GeneralCategory as G;
    matches!(category(c), G::NonspacingMark | G::SpacingMark) && !is_invisible(c)
}

fn same_script(a: char, b: char) -> bool {
    let scripts = ScriptWithExtensions::new();
    scripts.get_script_val(a) == scripts.get_script_val(b)
}
