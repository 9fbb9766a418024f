//! Words whose letters are not the ones they seem to be (UTS #39).

use std::ops::Range;

use icu_properties::CodePointSetData;
use icu_properties::props::{
    Alphabetic, BidiControl, Emoji, GeneralCategory, GeneralCategoryGroup,
};
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::mixed_script::AugmentedScriptSet;
use unicode_security::{MixedScript as _, skeleton};
use unicode_segmentation::UnicodeSegmentation as _;

use super::characters::{category, is_invisible};
use super::names::code_point;
use super::{Finding, FindingKind};

/// How many letters of a word decide which script it is in.
const MOST_WEIGHED: usize = 64;

/// How many code points a finding names.
const MOST_POINTS: usize = 8;

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
        let odd = handle.split(['.', '_', '-', '@']).find_map(doubt);
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
    let company = Company::of(line);
    for (start, word) in line.unicode_word_indices() {
        let end = start + word.len();
        let place = at + start..at + end;
        let judged = overlaps(hosts, &place) || overlaps(&handles, &(start..end));
        if judged {
            continue;
        }
        let (kind, detail) = match doubt(word) {
            Some(Doubt::Mixed(points)) => (FindingKind::MixedScript, points),
            Some(Doubt::Lookalike(ascii)) => (FindingKind::LookalikeWord, ascii),
            Some(Doubt::Whole(ascii)) if !company.suits(word) => (FindingKind::WholeScript, ascii),
            _ => continue,
        };
        found.push(Finding::new(place, kind, word, &detail));
    }
}

/// The @handles of a line, without what makes them mailboxes.
fn handles(line: &str) -> Vec<Range<usize>> {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    line.match_indices('@')
        .filter(|(at, _)| {
            let before = line.get(..*at).unwrap_or_default();
            !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '@'))
        })
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
    // Hidden characters have findings of their own, and often a script as well.
    let word: &str = &word.chars().filter(|c| !is_hidden(*c)).collect::<String>();
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

fn is_hidden(c: char) -> bool {
    is_invisible(c) || CodePointSetData::new::<BidiControl>().contains(c)
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

/// Which scripts a line is evidently written in.
struct Company {
    /// Words that have ASCII letters.
    latin: usize,
    /// Words that cannot be read as Latin, by what scripts they can be; few, as scripts on a line are.
    others: Vec<(AugmentedScriptSet, usize)>,
}

impl Company {
    fn of(line: &str) -> Self {
        let mut company = Self {
            latin: 0,
            others: Vec::new(),
        };
        for word in line.unicode_words() {
            if word.bytes().any(|b| b.is_ascii_alphabetic()) {
                company.latin += 1;
            } else if reads_as_ascii(word).is_none() {
                let scripts = AugmentedScriptSet::for_str(word);
                match company
                    .others
                    .iter_mut()
                    .find(|(known, _)| *known == scripts)
                {
                    _ if scripts.is_all() || scripts.is_empty() => {}
                    Some((_, count)) => *count += 1,
                    None => company.others.push((scripts, 1)),
                }
            }
        }
        company
    }

    /// Whether more words of the line can only be in the word's script than are Latin.
    fn suits(&self, word: &str) -> bool {
        let scripts = AugmentedScriptSet::for_str(word);
        let same = |(known, _): &&(AugmentedScriptSet, usize)| {
            let mut both = *known;
            both.intersect_with(scripts);
            !both.is_empty()
        };
        self.others
            .iter()
            .filter(same)
            .map(|(_, count)| count)
            .sum::<usize>()
            > self.latin
    }
}

/// Whether `place` touches one of `ranges`, which are in order and apart.
fn overlaps(ranges: &[Range<usize>], place: &Range<usize>) -> bool {
    let next = ranges.partition_point(|range| range.end <= place.start);
    ranges
        .get(next)
        .is_some_and(|range| range.start < place.end)
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
    for c in letters().take(MOST_WEIGHED) {
        let count = letters()
            .take(MOST_WEIGHED)
            .filter(|other| shares(c, *other))
            .count();
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, c));
        }
    }
    points(letters().filter(|c| best.is_some_and(|(_, main)| !shares(main, *c))))
}

/// The first code points in order, each once, with spaces between.
fn points(chars: impl Iterator<Item = char>) -> String {
    let mut seen = Vec::new();
    for c in chars {
        let point = code_point(c);
        if !seen.contains(&point) {
            seen.push(point);
        }
        if seen.len() == MOST_POINTS {
            break;
        }
    }
    seen.join(" ")
}
