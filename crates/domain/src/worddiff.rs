//! What changed between two texts, word by word, for the one who signs the second.
//!
//! Words are Unicode's, so that a changed ending shows as a changed word in any language. Nothing is
//! smoothed over: what stands the same is the same bytes.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation as _;

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// In both texts.
    Same,
    /// In the new text only.
    Added,
    /// In the old text only.
    Removed,
}

/// A piece of one text or of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// The words with the spaces and marks between them. Never empty.
    pub text: String,
}

/// The way from `old` to `new`.
///
/// `Same` and `Added` pieces together are `new`, `Same` and `Removed` ones `old`, byte for byte. Where
/// words were replaced, the removed ones stand first. No two neighbours are of one kind.
pub fn words(old: &str, new: &str) -> Vec<Change> {
    let old: Vec<&str> = old.split_word_bounds().collect();
    let new: Vec<&str> = new.split_word_bounds().collect();
    let mut changes = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (before, after) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            push(&mut changes, ChangeKind::Same, new.get(after));
        } else {
            push(&mut changes, ChangeKind::Removed, old.get(before));
            push(&mut changes, ChangeKind::Added, new.get(after));
        }
    }
    changes
}

fn push(changes: &mut Vec<Change>, kind: ChangeKind, words: Option<&[&str]>) {
    let text = words.unwrap_or_default().concat();
    match changes.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.kind == kind => last.text.push_str(&text),
        _ => changes.push(Change { kind, text }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;
    use proptest::prelude::*;

    fn shown(old: &str, new: &str) -> String {
        words(old, new)
            .into_iter()
            .map(|change| match change.kind {
                ChangeKind::Same => change.text,
                ChangeKind::Added => format!("[+{}]", change.text),
                ChangeKind::Removed => format!("[-{}]", change.text),
            })
            .collect()
    }

    #[test]
    fn a_changed_word_shows_as_one_word_out_and_one_in() {
        assert_eq!(
            shown("The road is closed.", "The road is open."),
            "The road is [-closed][+open]."
        );
        assert_eq!(shown("Call 101", "Call 999"), "Call [-101][+999]");
        assert_eq!(
            shown("Дорога закрыта", "Дорога открыта"),
            "Дорога [-закрыта][+открыта]"
        );
    }

    #[test]
    fn a_not_that_went_in_shows() {
        assert_eq!(
            shown("Do drink the water", "Do not drink the water"),
            "Do [+not ]drink the water"
        );
    }

    #[test]
    fn one_letter_of_another_script_shows() {
        assert_eq!(shown("police", "p\u{43e}lice"), "[-police][+p\u{43e}lice]");
    }

    #[test]
    fn the_same_text_has_one_piece_and_nothing_has_none() {
        assert_eq!(shown("Same 👩‍🚒", "Same 👩‍🚒"), "Same 👩‍🚒");
        assert_eq!(words("a", "a").len(), 1);
        assert_eq!(words("", ""), []);
        assert_eq!(shown("", "New"), "[+New]");
        assert_eq!(shown("Old", ""), "[-Old]");
    }

    fn text() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            proptest::sample::select(vec![
                "a",
                "b",
                "the",
                " ",
                " ",
                "\n",
                ".",
                "é",
                "👩‍🚒",
                "警察"
            ])
            .prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(word, 0..30).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn the_pieces_make_both_texts(old in text(), new in text()) {
            let changes = words(&old, &new);
            let join = |out: ChangeKind| -> String {
                changes.iter().filter(|c| c.kind != out).map(|c| c.text.as_str()).collect()
            };
            prop_assert_eq!(join(ChangeKind::Removed), new);
            prop_assert_eq!(join(ChangeKind::Added), old);
            prop_assert!(changes.windows(2).all(|pair| pair[0].kind != pair[1].kind));
            prop_assert!(changes.iter().all(|c| !c.text.is_empty()));
        }
    }
}
