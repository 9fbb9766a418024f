//! Tables and properties of text safety: every trick is classified, no honest emoji is refused.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use domain::text::{
    Context, Field, Finding, FindingKind, Inspection, LONGEST, MOST_FINDINGS, inspect, links,
    normalise,
};
use icu_properties::CodePointSetData;
use icu_properties::props::{Emoji, EmojiModifierBase, EmojiPresentation};
use proptest::prelude::*;

const TRICKS: &str = include_str!("data/tricks.tsv");
const EMOJI: &str = include_str!("data/emoji.txt");

fn own() -> Vec<String> {
    ["met.police.uk", "example.org"].map(str::to_owned).to_vec()
}

fn look(text: &str, field: Field) -> Inspection {
    inspect(
        text,
        &Context {
            own_domains: &own(),
            field,
        },
    )
}

fn unescaped(written: &str) -> String {
    let mut text = String::new();
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('\\') {
            text.push('\\');
            rest = after;
        } else {
            let (hex, after) = rest.strip_prefix("u{").unwrap().split_once('}').unwrap();
            text.push(char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap());
            rest = after;
        }
    }
    text + rest
}

fn kinds(findings: &[Finding]) -> String {
    let mut names: Vec<String> = findings
        .iter()
        .map(|f| {
            serde_json::to_value(f.kind)
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    names.sort();
    if names.is_empty() {
        "-".to_owned()
    } else {
        names.join(",")
    }
}

#[test]
fn every_trick_is_classified_exactly() {
    let mut wrong = Vec::new();
    let mut rows = BTreeSet::new();
    for line in TRICKS.lines().filter(|line| !line.starts_with('#')) {
        let [field, refused, flagged, written]: [&str; 4] =
            line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let field = match field {
            "post" => Field::Post,
            "headline" => Field::Headline,
            "body" => Field::Body,
            "alt" => Field::AltText,
            "link" => Field::Link,
            other => panic!("no field {other}"),
        };
        let got = look(&unescaped(written), field);
        let (r, f) = (kinds(&got.refused), kinds(&got.flagged));
        if (r.as_str(), f.as_str()) != (refused, flagged) {
            wrong.push(format!("{line}\n    got {r}\t{f}"));
        }
        rows.insert(line);
    }
    assert!(
        wrong.is_empty(),
        "{} rows differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(rows.len() >= 400, "only {} different rows", rows.len());
}

#[test]
fn every_kind_of_finding_has_a_trick() {
    let named: BTreeSet<&str> = TRICKS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| {
            line.split('\t')
                .skip(1)
                .take(2)
                .flat_map(|kinds| kinds.split(','))
        })
        .collect();
    // 33 kinds: all but `too_many`, which no short row can hold; and the mark for none.
    assert_eq!(named.len() - 1, 32, "{named:?}");
}

#[test]
fn no_emoji_of_the_corpus_is_refused_or_flagged() {
    let mut count = 0;
    for line in EMOJI.lines().filter(|line| !line.starts_with('#')) {
        for emoji in line.split(' ') {
            for text in [
                emoji.to_owned(),
                format!("Tarn {emoji}."),
                format!("{emoji}{emoji}"),
            ] {
                assert_eq!(
                    look(&text, Field::Post),
                    Inspection::default(),
                    "{}",
                    text.escape_unicode()
                );
            }
            count += 1;
        }
    }
    assert!(count >= 150, "only {count} emoji");
}

#[test]
fn no_emoji_made_by_the_rules_is_refused_or_flagged() {
    let clean = |text: String| {
        assert_eq!(
            look(&text, Field::Post),
            Inspection::default(),
            "{}",
            text.escape_unicode()
        );
    };
    let bases = CodePointSetData::new::<EmojiModifierBase>();
    let coloured = CodePointSetData::new::<EmojiPresentation>();
    let (mut singles, mut toned) = (0, 0);
    for c in CodePointSetData::new::<Emoji>()
        .iter_ranges()
        .flatten()
        .filter_map(char::from_u32)
    {
        if c.is_ascii() {
            if !c.is_ascii_alphabetic() {
                clean(format!("{c}\u{fe0f}\u{20e3}"));
            }
            continue;
        }
        clean(format!("{c}\u{fe0f}"));
        if coloured.contains(c) {
            clean(c.to_string());
        }
        singles += 1;
        if bases.contains(c) {
            for tone in '\u{1f3fb}'..='\u{1f3ff}' {
                clean(format!("{c}{tone}"));
                clean(format!("{c}{tone}\u{200d}\u{2640}\u{fe0f}"));
                toned += 1;
            }
        }
    }
    for (a, b) in ('A'..='Z').flat_map(|a| ('A'..='Z').map(move |b| (a, b))) {
        let letter = |c: char| char::from_u32(0x1_f1e6 + u32::from(c) - u32::from('A')).unwrap();
        clean(format!("{}{}", letter(a), letter(b)));
    }
    assert!(
        singles > 1_300 && toned > 600,
        "{singles} emoji, {toned} with a tone"
    );
}

#[test]
fn a_finding_names_the_place_the_word_and_the_letter() {
    let found = look("Call the p\u{43e}lice\u{200b} now", Field::Post);
    let word = &found.flagged[0];
    assert_eq!(
        (word.start, word.end, word.found.as_str()),
        (9, 16, "p\u{43e}lice")
    );
    assert_eq!(word.detail, "U+043E");
    let hidden = &found.refused[0];
    assert_eq!((hidden.start, hidden.end), (16, 19));
    assert_eq!(
        (hidden.found.as_str(), hidden.detail.as_str()),
        ("U+200B", "ZERO WIDTH SPACE")
    );
}

#[test]
fn a_host_is_shown_as_it_is_looked_up() {
    let found = look(
        "https://met.p\u{43e}lice.uk/a and https://a.b.bbc.co.uk",
        Field::Post,
    );
    let of = |kind| {
        found
            .refused
            .iter()
            .chain(&found.flagged)
            .find(|f| f.kind == kind)
            .unwrap()
    };
    assert_eq!(
        of(FindingKind::MixedScriptHost).detail,
        "met.xn--plice-jye.uk"
    );
    assert_eq!(of(FindingKind::ImitatesOwnDomain).detail, "met.police.uk");
    let foreign: Vec<_> = found.flagged.iter().map(|f| f.detail.as_str()).collect();
    assert_eq!(foreign, ["xn--plice-jye.uk", "bbc.co.uk"]);
}

#[test]
fn a_finding_reads_back_and_unknown_fields_are_refused() {
    let found = look("p\u{43e}lice", Field::Post);
    let json = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Inspection>(&json).unwrap(), found);
    let more = json.replacen("\"found\"", "\"extra\":1,\"found\"", 1);
    assert!(serde_json::from_str::<Inspection>(&more).is_err());
}

#[test]
fn a_text_with_more_flags_than_a_person_can_judge_is_refused() {
    let found = look(&"a\u{a0}".repeat(201), Field::Body);
    assert_eq!(found.refused.len(), 1);
    assert_eq!(found.refused[0].kind, FindingKind::TooMany);
    assert_eq!(found.flagged.len(), 200);
    assert!(look(&"a\u{a0}".repeat(200), Field::Body).refused.is_empty());
}

#[test]
fn hostile_texts_of_the_greatest_length_are_judged_and_longer_ones_refused() {
    // Given what would take hours, were any rule quadratic.
    for piece in [
        "a.com,",
        "1://",
        "https://a.org/)",
        ")",
        "(",
        "@\u{430}",
        "\u{441}\u{43e}\u{440} ",
        "a\u{430}",
        "\u{200d}",
        "\u{301}",
        "\u{645}\u{200c}",
        "😀\u{200d}",
        "\u{1f3f4}\u{e0067}",
        "-.",
        "[",
        "a.",
    ] {
        let text = piece.repeat(LONGEST / piece.len());
        assert!(look(&text, Field::Body).refused.len() <= MOST_FINDINGS + 1);
    }
    let found = look(&"a".repeat(LONGEST + 1), Field::Body);
    assert_eq!(found.refused[0].kind, FindingKind::TooMany);
}

#[test]
fn saving_cures_form_and_line_ends_only() {
    assert_eq!(
        normalise("cafe\u{301}\r\nb\rc\u{200b}\t"),
        "caf\u{e9}\nb\nc\u{200b}\t"
    );
}

#[test]
fn links_are_found_where_channels_find_them() {
    let text = "é See (bbc.co.uk/a_(b)), https://x.org/?q=1. Mail a@b.uk or @c.bsky.social";
    let found: Vec<_> = links(text)
        .into_iter()
        .map(|l| (text[l.start as usize..l.end as usize].to_owned(), l.url))
        .collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        found,
        [
            pair("bbc.co.uk/a_(b)", "https://bbc.co.uk/a_(b)"),
            pair("https://x.org/?q=1", "https://x.org/?q=1"),
        ]
    );
}

/// Text rich in what the rules look for, as chance alone never makes it.
fn tricky() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        proptest::sample::select(vec![
            "https://",
            "http://",
            "://",
            "@",
            ".",
            "/",
            "\\",
            "met.police.uk",
            "evil.org",
            "p\u{43e}lice",
            "\u{200d}",
            "\u{200c}",
            "\u{fe0f}",
            "\u{20e3}",
            "1",
            "😀",
            "🏴",
            "\u{e0067}",
            "\u{e0062}",
            "\u{e007f}",
            "🇬",
            "e",
            "\u{301}",
            "\u{323}",
            "\u{94d}",
            "क",
            "\u{645}",
            " ",
            "\n",
            "\r",
            "[",
            "]",
            "%",
            ":",
            "\u{3002}",
            "\u{ad}",
            "\u{1112}",
            "\u{1161}",
            "utm_source=",
            "?",
            "&",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_place_is_on_character_boundaries(text in tricky()) {
        for field in [Field::Post, Field::Headline, Field::Link] {
            let found = look(&text, field);
            prop_assert!(found.refused.iter().all(|f| f.kind.refuses()));
            prop_assert!(found.flagged.iter().all(|f| !f.kind.refuses()));
            for f in found.refused.iter().chain(&found.flagged) {
                prop_assert!(text.get(f.start as usize..f.end as usize).is_some(), "{f:?}");
            }
        }
        let mut end = 0;
        for link in links(&text) {
            prop_assert!(link.start >= end && link.end > link.start);
            prop_assert!(text.get(link.start as usize..link.end as usize).is_some());
            end = link.end;
        }
    }

    #[test]
    fn normalising_twice_is_normalising_once(text in tricky()) {
        let once = normalise(&text);
        prop_assert_eq!(&normalise(&once), &once);
        let form = |f: &Finding| f.kind == FindingKind::NotNormalised;
        prop_assert!(!look(&once, Field::Post).refused.iter().any(form));
    }
}
