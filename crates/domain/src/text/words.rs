//! Words whose letters are not the ones they seem to be (UTS #39).

use std::ops::Range;

use icu_properties::CodePointSetData;
use icu_properties::props::{Alphabetic, Emoji, GeneralCategory, GeneralCategoryGroup};
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::mixed_script::AugmentedScriptSet;
use unicode_security::{MixedScript as _, skeleton};
use unicode_segmentation::UnicodeSegmentation as _;

use super::characters::category;
use super::names::code_point;
use super::{Finding, FindingKind};

/// What may be wrong with one word.
enum Doubt {
    Mixed(String),
    Whole(String),
    Lookalike(String),
}

/// Adds the doubtful words and handles outside `hosts`, which are judged as hosts.
pub(super) fn inspect(text: &str, hosts: &[Range<usize>], found: &mut Vec<Finding>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if !line.is_ascii() {
            inspect_line(line, at, hosts, found);
        }
        at += line.len();
    }
}

fn inspect_line(line: &str, at: usize, hosts: &[Range<usize>], found: &mut Vec<Finding>) {
    let handles = handles(line);
    for range in &handles {
        let handle = line.get(range.clone()).unwrap_or_default();
        let odd = handle.split(['.', '_', '-', '@']).filter_map(doubt).next();
        if let Some(Doubt::Mixed(_) | Doubt::Whole(_) | Doubt::Lookalike(_)) = odd {
            let place = at + range.start..at + range.end;
            let points = points(handle.chars().filter(|c| !c.is_ascii()));
            found.push(Finding::new(
                place,
                FindingKind::LookalikeHandle,
                handle,
                &points,
            ));
        }
    }
    let words: Vec<(usize, &str)> = line.unicode_word_indices().collect();
    for (start, word) in &words {
        let (start, end) = (*start, *start + word.len());
        let place = at + start..at + end;
        let judged = hosts
            .iter()
            .any(|host| host.start < place.end && place.start < host.end)
            || handles
                .iter()
                .any(|handle| handle.start < end && start < handle.end);
        if judged {
            continue;
        }
        let (kind, detail) = match doubt(word) {
            Some(Doubt::Mixed(points)) => (FindingKind::MixedScript, points),
            Some(Doubt::Lookalike(ascii)) => (FindingKind::LookalikeWord, ascii),
            Some(Doubt::Whole(ascii)) if !in_company(word, &words) => {
                (FindingKind::WholeScript, ascii)
            }
            _ => continue,
        };
        found.push(Finding::new(place, kind, word, &detail));
    }
}

/// The @handles of a line, without what makes them mailboxes.
fn handles(line: &str) -> Vec<Range<usize>> {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    line.match_indices('@')
        .filter(|(at, _)| !line.get(..*at).unwrap_or_default().ends_with(inner))
        .filter_map(|(at, _)| {
            let rest = line.get(at + 1..)?;
            let len = rest.find(|c| !inner(c)).unwrap_or(rest.len());
            (len > 0).then_some(at..at + 1 + len)
        })
        .collect()
}

fn doubt(word: &str) -> Option<Doubt> {
    if word.is_ascii() {
        return None;
    }
    if !word.is_single_script() {
        return Some(Doubt::Mixed(odd_ones(word)));
    }
    let ascii = reads_as_ascii(word)?;
    Some(if is_other_script(word) {
        Doubt::Whole(ascii)
    } else {
        Doubt::Lookalike(ascii)
    })
}

/// A script of its own that is not Latin.
fn is_other_script(word: &str) -> bool {
    let scripts = AugmentedScriptSet::for_str(word);
    !scripts.is_all() && !scripts.base.contains_script(latin())
}

fn latin() -> unicode_script::Script {
    unicode_script::Script::Latin
}

/// How a word reads to someone who takes its look-alike letters for plain ones.
///
/// For a word of another script every letter must pass for a plain one, for a Latin word one.
pub(super) fn reads_as_ascii(word: &str) -> Option<String> {
    let other = is_other_script(word);
    let mut changed = false;
    let mut reads = String::with_capacity(word.len());
    for c in word.chars() {
        match plain_letter(c) {
            Some(plain) => {
                changed = true;
                reads.push_str(&plain);
            }
            None if other && !c.is_ascii() && is_letter(c) => return None,
            None => reads.push(c),
        }
    }
    changed.then_some(reads)
}

/// The ASCII letters or digits that `c` passes for, where `c` is not one and not on a Western keyboard.
fn plain_letter(c: char) -> Option<String> {
    let keyboard = matches!(c, '\0'..='\u{ff}' | '\u{152}' | '\u{153}');
    if keyboard || CodePointSetData::new::<Emoji>().contains(c) {
        return None;
    }
    let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric());
    let compatible: String = [c].into_iter().nfkc().collect();
    if category(c) == GeneralCategory::DecimalNumber {
        return Some(compatible).filter(|s| plain(s));
    }
    if !is_letter(c) {
        return None;
    }
    Some(compatible).filter(|s| plain(s)).or_else(|| {
        Some(skeleton(c.encode_utf8(&mut [0; 4])).collect()).filter(|s: &String| plain(s))
    })
}

fn is_letter(c: char) -> bool {
    CodePointSetData::new::<Alphabetic>().contains(c)
        && !GeneralCategoryGroup::Number.contains(category(c))
}

/// Whether the line is evidently written in the word's script: more words that only that script can
/// spell than Latin ones.
fn in_company(word: &str, words: &[(usize, &str)]) -> bool {
    let scripts = AugmentedScriptSet::for_str(word);
    let (mut own, mut other) = (0_usize, 0_usize);
    for (_, neighbour) in words {
        if neighbour.bytes().any(|b| b.is_ascii_alphabetic()) {
            other += 1;
        } else if reads_as_ascii(neighbour).is_none() {
            let mut both = AugmentedScriptSet::for_str(neighbour);
            let all = both.is_all();
            both.intersect_with(scripts);
            own += usize::from(!all && !both.is_empty());
        }
    }
    own > other
}

/// The letters that do not belong to the script of most letters of the word.
fn odd_ones(word: &str) -> String {
    let letters = || {
        word.chars()
            .filter(|c| !AugmentedScriptSet::for_char(*c).is_all())
    };
    let shares = |a: char, b: char| {
        let mut both = AugmentedScriptSet::for_char(a);
        both.intersect_with(AugmentedScriptSet::for_char(b));
        !both.is_empty()
    };
    // Ties go to the script of the first letter: it is the one a reader starts in.
    let mut best: Option<(usize, char)> = None;
    for c in letters() {
        let count = letters().filter(|other| shares(c, *other)).count();
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, c));
        }
    }
    points(letters().filter(|c| best.is_some_and(|(_, main)| !shares(main, *c))))
}

/// Code points in order, each once, with spaces between.
fn points(chars: impl Iterator<Item = char>) -> String {
    let mut seen = Vec::new();
    for c in chars {
        let point = code_point(c);
        if !seen.contains(&point) {
            seen.push(point);
        }
    }
    seen.join(" ")
}
