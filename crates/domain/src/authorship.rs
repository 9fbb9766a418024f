//! Who wrote the characters of a field that are still there.
//!
//! Nobody whose words stand in a release may approve it. So a draft keeps, beside each field, the author
//! of every run of characters, and carries it through every edit.
//!
//! An edit says only what the text was and what it became; what was kept is found by comparing. Words are
//! compared, not letters, else a stray "e" would keep an author for ever:
//!
//! * A word that stayed keeps its author.
//! * A word that was corrected, with most of its letters left in order, keeps the authors of those letters.
//! * A mark (a full stop, a quote) goes with the words beside it: where they went and their author had
//!   written the mark as well, it counts as written anew. A mark that somebody else put there stays theirs.
//! * What cannot be told apart is left with the earlier author: a rewrite that happens to use the same
//!   "the" keeps them. Emptying the field first drops everyone.
//!
//! Limit: words cut out and put back elsewhere count as written by the one who moved them.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation as _;
use uuid::Uuid;

use crate::text::is_punctuation;

/// Neighbouring characters by one author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// How many characters (Unicode scalar values). Never 0.
    pub len: u32,
    /// How many of them are not white space.
    pub ink: u32,
    /// The member who wrote them.
    pub by: Uuid,
}

/// The authors of one text, run by run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Authorship {
    runs: Vec<Run>,
    /// Authors that cannot be ruled out, because the record once did not fit its text.
    unplaced: BTreeSet<Uuid>,
}

/// An authorship as it is kept, before it is believed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    runs: Vec<Run>,
    unplaced: BTreeSet<Uuid>,
}

/// Why a kept authorship cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "The record of who wrote this text is damaged, so nobody can be ruled out as its author. Start a \
     new draft and write the text there."
)]
pub struct DamagedAuthorship;

impl Authorship {
    /// `text` written by one member.
    pub fn written(text: &str, by: Uuid) -> Self {
        let mut authorship = Self::default();
        for c in text.chars() {
            authorship.push(c, by);
        }
        authorship
    }

    /// The runs in order. No two neighbours are of one author.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// How many characters it accounts for.
    pub fn len(&self) -> u64 {
        self.runs.iter().map(|run| u64::from(run.len)).sum()
    }

    /// Whether it accounts for none.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The members of whom at least one character other than white space is left, or may be.
    pub fn survivors(&self) -> BTreeSet<Uuid> {
        let unplaced = self.unplaced.iter().copied();
        unplaced.chain(self.placed()).collect()
    }

    fn placed(&self) -> impl Iterator<Item = Uuid> {
        self.runs.iter().filter(|run| run.ink > 0).map(|run| run.by)
    }

    /// The authorship after `by` made `new` of `old`.
    ///
    /// Where this is not the authorship of `old`, nobody can be ruled out: all earlier authors survive
    /// until the field is emptied, and every character counts as `by`'s.
    #[must_use]
    pub fn edited(&self, old: &str, new: &str, by: Uuid) -> Self {
        let Some(authors) = self.authors_of(old) else {
            let mut unplaced = self.survivors();
            if new.is_empty() {
                unplaced.clear();
            }
            return Self {
                unplaced,
                ..Self::written(new, by)
            };
        };
        let (before, after) = (Words::of(old), Words::of(new));
        let ops = capture_diff_slices(Algorithm::Myers, &before.texts, &after.texts);
        let kept = kept(&before, &ops);
        let mut edited = Self::default();
        if !new.is_empty() {
            edited.unplaced.clone_from(&self.unplaced);
        }
        for op in ops {
            let (from, to) = (op.old_range(), op.new_range());
            match op {
                DiffOp::Equal { .. } => {
                    for (index, word) in from.clone().zip(after.slice(to)) {
                        let anew = before.is_mark(index)
                            && before.goes_with_its_words(index, &kept, &authors);
                        let theirs = authors.get(before.chars(index)).unwrap_or_default();
                        for (c, author) in word.chars().zip(theirs) {
                            edited.push(c, if anew { by } else { *author });
                        }
                    }
                }
                _ => edited.push_replaced(&before, from, &after, to, &authors, by),
            }
        }
        edited
    }

    /// Adds words that took the place of others, which may be corrections of them.
    fn push_replaced(
        &mut self,
        before: &Words<'_>,
        from: Range<usize>,
        after: &Words<'_>,
        to: Range<usize>,
        authors: &[Uuid],
        by: Uuid,
    ) {
        if from.len() == to.len() {
            for (index, word) in from.zip(after.slice(to)) {
                let theirs = authors.get(before.chars(index)).unwrap_or_default();
                let old = before.texts.get(index).copied().unwrap_or_default();
                self.push_corrected(old, word, theirs, by, (3, 5));
            }
        } else {
            // Words run together or split: the letters must nearly all be there.
            let old = before.slice(from.clone()).concat();
            let theirs = authors.get(before.chars_of(from)).unwrap_or_default();
            self.push_corrected(&old, &after.slice(to).concat(), theirs, by, (4, 5));
        }
    }

    /// Adds `new`, with the authors of the letters of `old` that stayed, if at least `share` of both did.
    fn push_corrected(
        &mut self,
        old: &str,
        new: &str,
        theirs: &[Uuid],
        by: Uuid,
        share: (usize, usize),
    ) {
        let (before, after): (Vec<char>, Vec<char>) =
            (old.chars().collect(), new.chars().collect());
        let mut authors = vec![by; after.len()];
        let mut stayed = 0;
        for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
            if let DiffOp::Equal { .. } = op {
                stayed += op.new_range().len();
                let source = theirs.get(op.old_range()).unwrap_or_default();
                for (author, known) in authors.iter_mut().skip(op.new_range().start).zip(source) {
                    *author = *known;
                }
            }
        }
        let corrected = 2 * stayed * share.1 >= (before.len() + after.len()) * share.0;
        for (c, author) in after.into_iter().zip(authors) {
            self.push(c, if corrected { author } else { by });
        }
    }

    fn push(&mut self, c: char, by: Uuid) {
        let ink = u32::from(!c.is_whitespace());
        match self.runs.last_mut() {
            Some(run) if run.by == by && run.len < u32::MAX => {
                run.len += 1;
                run.ink += ink;
            }
            _ => self.runs.push(Run { len: 1, ink, by }),
        }
    }

    /// The author of every character of `text`, where this is its authorship.
    fn authors_of(&self, text: &str) -> Option<Vec<Uuid>> {
        let mut authors = Vec::with_capacity(text.len());
        let mut chars = text.chars();
        for run in &self.runs {
            let mut ink = 0;
            for _ in 0..run.len {
                ink += u32::from(!chars.next()?.is_whitespace());
                authors.push(run.by);
            }
            if ink != run.ink {
                return None;
            }
        }
        chars.next().is_none().then_some(authors)
    }
}

impl TryFrom<Stored> for Authorship {
    type Error = DamagedAuthorship;

    fn try_from(Stored { runs, unplaced }: Stored) -> Result<Self, DamagedAuthorship> {
        let sound = runs.iter().all(|run| run.len > 0 && run.ink <= run.len);
        let apart = runs.windows(2).all(|pair| match pair {
            [a, b] => a.by != b.by,
            _ => true,
        });
        if sound && apart {
            Ok(Self { runs, unplaced })
        } else {
            Err(DamagedAuthorship)
        }
    }
}

impl From<Authorship> for Stored {
    fn from(Authorship { runs, unplaced }: Authorship) -> Self {
        Self { runs, unplaced }
    }
}

/// A text in words and what stands between them.
struct Words<'a> {
    texts: Vec<&'a str>,
    /// Where each starts, in characters; and where the last ends.
    starts: Vec<usize>,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let texts: Vec<&str> = text.split_word_bounds().collect();
        let mut starts = vec![0];
        let mut end = 0;
        for word in &texts {
            end += word.chars().count();
            starts.push(end);
        }
        Self { texts, starts }
    }

    fn slice(&self, range: Range<usize>) -> &[&'a str] {
        self.texts.get(range).unwrap_or_default()
    }

    fn chars(&self, index: usize) -> Range<usize> {
        self.chars_of(index..index + 1)
    }

    fn chars_of(&self, range: Range<usize>) -> Range<usize> {
        let at = |index| self.starts.get(index).copied().unwrap_or_default();
        at(range.start)..at(range.end)
    }

    fn is_mark(&self, index: usize) -> bool {
        self.texts
            .get(index)
            .is_some_and(|word| word.chars().all(is_punctuation))
    }

    fn is_word(&self, index: usize) -> bool {
        self.texts.get(index).is_some_and(|word| {
            word.chars()
                .any(|c| !c.is_whitespace() && !is_punctuation(c))
        })
    }

    /// Whether the words beside a mark went, and its author wrote one of them.
    fn goes_with_its_words(&self, mark: usize, kept: &[bool], authors: &[Uuid]) -> bool {
        let left = (0..mark).rev().find(|index| self.is_word(*index));
        let right = (mark + 1..self.texts.len()).find(|index| self.is_word(*index));
        let by = |index: usize| authors.get(self.chars(index)).unwrap_or_default();
        let mut beside = left.into_iter().chain(right).peekable();
        beside.peek().is_some()
            && beside.clone().all(|word| kept.get(word) == Some(&false))
            && by(mark)
                .iter()
                .all(|author| beside.clone().any(|word| by(word).contains(author)))
    }
}

/// Which of the old words stayed.
fn kept(before: &Words<'_>, ops: &[DiffOp]) -> Vec<bool> {
    let mut kept = vec![false; before.texts.len()];
    for op in ops {
        if let DiffOp::Equal { old_index, len, .. } = op {
            kept.iter_mut()
                .skip(*old_index)
                .take(*len)
                .for_each(|word| *word = true);
        }
    }
    kept
}

#[cfg(test)]
#[path = "authorship/tests.rs"]
mod tests;
