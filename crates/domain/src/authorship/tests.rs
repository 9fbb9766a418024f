#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use proptest::prelude::*;

const ANA: Uuid = Uuid::from_u128(1);
const RHYS: Uuid = Uuid::from_u128(2);
const MEI: Uuid = Uuid::from_u128(3);

/// Who is left after each of the edits, the first of which is the first text.
fn left(edits: &[(&str, Uuid)]) -> Vec<Uuid> {
    let mut text = "";
    let mut authorship = Authorship::default();
    for (new, by) in edits {
        authorship = authorship.edited(text, new, *by);
        text = new;
    }
    assert_eq!(authorship.len(), text.chars().count() as u64);
    authorship.survivors().into_iter().collect()
}

#[test]
fn who_writes_all_is_the_only_author() {
    assert_eq!(left(&[("Road closed.", ANA)]), [ANA]);
    assert!(left(&[("", ANA)]).is_empty());
}

#[test]
fn a_full_replacement_drops_the_first_author() {
    assert_eq!(
        left(&[("Road closed.", ANA), ("Everybody may return home.", RHYS)]),
        [RHYS]
    );
    assert_eq!(
        left(&[("Road closed.", ANA), ("", RHYS), ("Road closed.", RHYS)]),
        [RHYS]
    );
}

#[test]
fn one_surviving_word_keeps_its_author() {
    assert_eq!(
        left(&[
            ("Tarn is burning", ANA),
            ("Everybody near Tarn may return", RHYS)
        ]),
        [ANA, RHYS]
    );
    assert_eq!(
        left(&[("Call 101", ANA), ("Phone us at 101", RHYS)]),
        [ANA, RHYS]
    );
    assert_eq!(left(&[("Help 🔥", ANA), ("Stay 🔥", RHYS)]), [ANA, RHYS]);
}

#[test]
fn white_space_alone_keeps_nobody() {
    assert_eq!(
        left(&[("Road closed", ANA), ("Everybody home", RHYS)]),
        [RHYS]
    );
    assert_eq!(left(&[(" \n ", ANA), (" \n Hello", RHYS)]), [RHYS]);
    assert_eq!(
        left(&[("Road\u{a0}closed", ANA), ("Everybody\u{a0}home", RHYS)]),
        [RHYS]
    );
}

#[test]
fn a_corrected_word_keeps_both() {
    assert_eq!(left(&[("polise", ANA), ("police", RHYS)]), [ANA, RHYS]);
    assert_eq!(left(&[("road works", ANA), ("roadworks", RHYS)]), [ANA]);
    assert_eq!(left(&[("teh", ANA), ("the", RHYS)]), [ANA, RHYS]);
}

#[test]
fn a_word_that_shares_a_few_letters_is_another_word() {
    assert_eq!(left(&[("closed", ANA), ("opened", RHYS)]), [RHYS]);
    assert_eq!(left(&[("Dogs bark", ANA), ("Cats meow", RHYS)]), [RHYS]);
}

#[test]
fn a_not_put_into_the_words_of_another_is_an_edit() {
    assert_eq!(
        left(&[("Do drink it", ANA), ("Do not drink it", RHYS)]),
        [ANA, RHYS]
    );
    assert_eq!(
        left(&[
            ("Do drink it", ANA),
            ("Do not drink it", RHYS),
            ("Do drink it", MEI)
        ]),
        [ANA]
    );
}

#[test]
fn a_mark_goes_with_the_words_of_its_author() {
    assert_eq!(
        left(&[("“Closed.”", ANA), ("“Return home.”", RHYS)]),
        [RHYS]
    );
    assert_eq!(
        left(&[
            ("Closed", ANA),
            ("Closed!", RHYS),
            ("Everybody return!", MEI)
        ]),
        [RHYS, MEI]
    );
    assert_eq!(left(&[("?!", ANA), ("?! Everybody", RHYS)]), [ANA, RHYS]);
}

#[test]
fn taking_words_away_makes_nobody_an_author() {
    assert_eq!(
        left(&[("Road is now closed", ANA), ("Road closed", RHYS)]),
        [ANA]
    );
}

#[test]
fn three_hands_stay_three_until_the_last_word_of_one_goes() {
    let edits = [
        ("Fire", ANA),
        ("Fire spreading", RHYS),
        ("Fire spreading eastward", MEI),
    ];
    assert_eq!(left(&edits), [ANA, RHYS, MEI]);
    assert_eq!(
        left(&[&edits[..], &[("Fire eastward", ANA)]].concat()),
        [ANA, MEI]
    );
}

#[test]
fn where_the_record_does_not_fit_nobody_is_ruled_out_until_the_field_is_empty() {
    let authorship = Authorship::written("Road closed", ANA);
    for other in ["Road close", "Road closed.", "", "Roadsclosed"] {
        let doubtful = authorship.edited(other, "Return home", RHYS);
        assert_eq!(doubtful.survivors(), BTreeSet::from([ANA, RHYS]), "{other}");
        let later = doubtful.edited("Return home", "Everybody safe", MEI);
        assert_eq!(later.survivors(), BTreeSet::from([ANA, MEI]));
        assert!(
            later
                .edited("Everybody safe", "", MEI)
                .survivors()
                .is_empty()
        );
    }
    assert!(authorship.edited("Other", "", RHYS).survivors().is_empty());
}

#[test]
fn it_reads_back_and_a_damaged_one_does_not() {
    let authorship = Authorship::written("a b", ANA).edited("a b", "a b c", RHYS);
    let json = serde_json::to_string(&authorship).unwrap();
    assert_eq!(
        serde_json::from_str::<Authorship>(&json).unwrap(),
        authorship
    );
    let one = r#"{"len":1,"ink":1,"by":"00000000-0000-0000-0000-000000000001"}"#;
    let read = |runs: &str| {
        serde_json::from_str::<Authorship>(&format!("{{\"runs\":[{runs}],\"unplaced\":[]}}"))
    };
    assert!(read(one).is_ok());
    for bad in [
        format!("{one},{one}"),
        one.replace("\"len\":1", "\"len\":0"),
        one.replace("\"ink\":1", "\"ink\":2"),
        one.replace("\"ink\"", "\"more\":1,\"ink\""),
    ] {
        assert!(read(&bad).is_err(), "{bad}");
    }
}

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        proptest::sample::select(vec![
            "Road",
            "road",
            "closed",
            " ",
            " ",
            "\n",
            ".",
            "é",
            "👩‍🚒"
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(word, 0..20).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn every_character_has_an_author_and_every_author_made_an_edit(
        edits in proptest::collection::vec((text(), 1_u128..5), 1..6)
    ) {
        let mut old = String::new();
        let mut authorship = Authorship::default();
        let mut hands = BTreeSet::new();
        for (new, by) in edits {
            let by = Uuid::from_u128(by);
            let before = authorship.survivors();
            authorship = authorship.edited(&old, &new, by);
            hands.insert(by);
            prop_assert_eq!(authorship.len(), new.chars().count() as u64);
            prop_assert!(authorship.survivors().is_subset(&hands));
            // An edit adds nobody but the one who made it.
            prop_assert!(authorship.survivors().iter().all(|one| before.contains(one) || *one == by));
            let stored = Stored::from(authorship.clone());
            prop_assert_eq!(Authorship::try_from(stored), Ok(authorship.clone()));
            old = new;
        }
    }

    #[test]
    fn saving_the_same_text_changes_nothing(old in text(), new in text()) {
        let authorship = Authorship::written(&old, ANA).edited(&old, &new, RHYS);
        prop_assert_eq!(authorship.edited(&new, &new, MEI), authorship);
    }

    #[test]
    fn adding_at_the_end_keeps_every_earlier_author(old in "[a-z ]{1,40}", more in "[A-Z]{1,9}") {
        let authorship = Authorship::written(&old, ANA);
        let new = format!("{old} {more}");
        let left = authorship.edited(&old, &new, RHYS).survivors();
        prop_assert!(left.contains(&RHYS));
        prop_assert_eq!(left.contains(&ANA), !old.trim().is_empty());
    }
}
