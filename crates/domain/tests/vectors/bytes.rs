//! Bodies that say something and are not the one way to say it: each is signed by its rightful key and refused all the same.

use super::Case;
use super::chain::next;
use crate::support::{ANA, CAT, D1, World, at1, key, signed, stopped};
use domain::act::{Act, Scope};
use domain::entry::{By, Entry, MOST_BODY_BYTES};

fn stop(reason: &str) -> Act {
    Act::Stop {
        scope: Scope::Everything,
        pulled_by: None,
        reason: reason.to_owned(),
    }
}

fn body(reason: &str) -> String {
    let world = World::founded();
    let body = next(&world, at1(ANA), stop(reason)).encode().unwrap();
    String::from_utf8(body).unwrap()
}

/// The founded office with one more entry of these bytes.
fn then(bytes: impl Into<Vec<u8>>) -> Vec<Entry> {
    let mut entries = World::founded().entries;
    entries.push(signed(&key(at1(ANA)), bytes));
    entries
}

/// A body of an unknown kind with this after the kind.
fn unknown(more: &str) -> String {
    let plain = body("");
    let at = plain.find("\"act\":").unwrap();
    format!(
        "{}\"act\":{{\"kind\":\"sighting_flagged\"{more}}}}}",
        &plain[..at]
    )
}

/// An unknown act nested so deeply in all.
fn nested(depth: usize) -> String {
    let lists = depth - 2;
    unknown(&format!(
        ",\"x\":{}{}",
        "[".repeat(lists),
        "]".repeat(lists)
    ))
}

/// A body of exactly so many bytes, in texts that are each within their limit.
fn long(bytes: usize) -> String {
    let rest = bytes - unknown(",\"x\":\"\",\"y\":\"\"").len();
    let half = rest / 2;
    unknown(&format!(
        ",\"x\":\"{}\",\"y\":\"{}\"",
        "x".repeat(half),
        "y".repeat(rest - half)
    ))
}

pub(super) fn cases() -> Vec<Case> {
    let canonical = body("Something is wrong.");
    let office = &canonical[canonical.find("0c05").unwrap()..][..36];
    let swap = |from: &str, to: &str| {
        assert!(canonical.contains(from), "{from}");
        canonical.replacen(from, to, 1).into_bytes()
    };
    let mut invalid = canonical.clone().into_bytes();
    let at = canonical.find("wrong").unwrap();
    invalid[at] = 0xff;
    let prev = &canonical[canonical.find("\"prev\":\"").unwrap() + 8..][..64];
    let mut trailing = canonical.clone().into_bytes();
    trailing.push(b'\n');
    let mut nul = canonical.clone().into_bytes();
    nul.push(0);
    let bad: Vec<(&'static str, &'static str, Vec<u8>)> = vec![
        (
            "space",
            "White space after a colon.",
            swap("\"seq\":1", "\"seq\": 1"),
        ),
        ("order", "The version stands second.", {
            let from = format!("\"v\":1,\"office\":\"{office}\"");
            swap(&from, &format!("\"office\":\"{office}\",\"v\":1"))
        }),
        (
            "escape",
            "A letter written as an escape.",
            swap("wrong", "\\u0077rong"),
        ),
        (
            "escaped_slash",
            "A character that needs no escape has one.",
            swap("wrong", "wr\\/ong"),
        ),
        (
            "dupkey",
            "A field stands twice.",
            swap("\"seq\":1,", "\"seq\":1,\"seq\":1,"),
        ),
        (
            "dupkey_in_the_act",
            "A field of the act stands twice.",
            swap("\"reason\":", "\"reason\":\"\",\"reason\":"),
        ),
        (
            "dupkind",
            "The kind stands twice.",
            swap("\"kind\":\"stop\",", "\"kind\":\"stop\",\"kind\":\"stop\","),
        ),
        ("trailing", "A line end after the body.", trailing),
        ("nul", "A zero byte after the body.", nul),
        (
            "bom",
            "A byte order mark before the body.",
            format!("\u{feff}{canonical}").into_bytes(),
        ),
        (
            "truncated",
            "The last byte is missing.",
            canonical.as_bytes()[..canonical.len() - 1].to_vec(),
        ),
        (
            "lone_surrogate",
            "Half a surrogate pair.",
            swap("wrong", "\\ud800"),
        ),
        ("invalid_utf8", "A byte that is no UTF-8.", invalid),
        (
            "raw_control",
            "A control character without an escape.",
            swap("wrong", "wr\u{1}ong"),
        ),
        (
            "integer_2_53",
            "A number that some readers round.",
            swap("\"seq\":1,", "\"seq\":9007199254740992,"),
        ),
        (
            "negative",
            "A number below zero.",
            swap("\"seq\":1,", "\"seq\":-1,"),
        ),
        (
            "negative_zero",
            "Zero with a sign.",
            swap("\"v\":1", "\"v\":-0"),
        ),
        (
            "leading_zero",
            "A number with a zero before it.",
            swap("\"seq\":1,", "\"seq\":01,"),
        ),
        (
            "fraction",
            "A whole number written as a fraction.",
            swap("\"seq\":1,", "\"seq\":1.0,"),
        ),
        (
            "exponent",
            "A whole number with an exponent.",
            swap("\"seq\":1,", "\"seq\":1e0,"),
        ),
        (
            "number_as_text",
            "A number in quotes.",
            swap("\"seq\":1,", "\"seq\":\"1\","),
        ),
        (
            "uppercase_hex",
            "A digest in capitals.",
            swap(prev, &prev.to_uppercase()),
        ),
        (
            "short_hex",
            "A digest of 63 digits.",
            swap(prev, &prev[1..]),
        ),
        (
            "uppercase_uuid",
            "An id in capitals.",
            swap(office, &office.to_uppercase()),
        ),
        (
            "bare_uuid",
            "An id without hyphens.",
            swap(office, &office.replace('-', "")),
        ),
        (
            "version_2",
            "A version that is not known.",
            swap("\"v\":1", "\"v\":2"),
        ),
        (
            "unknown_field",
            "A field that no body has.",
            swap("\"v\":1,", "\"v\":1,\"w\":1,"),
        ),
        (
            "unknown_field_in_the_act",
            "A field that this act does not have.",
            swap("\"reason\":", "\"cause\":\"\",\"reason\":"),
        ),
        (
            "missing_field",
            "Whether it may be ignored is not said.",
            swap("\"crit\":true,", ""),
        ),
        (
            "null",
            "A field that may be absent is null.",
            swap("\"reason\":", "\"pulled_by\":null,\"reason\":"),
        ),
        (
            "flag_as_number",
            "A flag is 1.",
            swap("\"crit\":true", "\"crit\":1"),
        ),
        (
            "time_without_thousandths",
            "A time of another form.",
            swap(".000Z\",\"by\"", "Z\",\"by\""),
        ),
        (
            "time_with_offset",
            "A time with an offset instead of Z.",
            swap(".000Z\",\"by\"", ".000+00:00\",\"by\""),
        ),
        (
            "no_such_day",
            "The thirtieth of February.",
            swap("2026-06-12", "2026-02-30"),
        ),
        (
            "by_member_and_desk",
            "A member and a desk at once.",
            swap("\"by\":{", &format!("\"by\":{{\"desk\":\"{office}\",")),
        ),
        (
            "no_kind",
            "An act without a kind.",
            swap("\"kind\":\"stop\",", ""),
        ),
        (
            "kind_not_first",
            "The kind stands after another field.",
            swap(
                "\"kind\":\"stop\",\"scope\":{\"kind\":\"everything\"}",
                "\"scope\":{\"kind\":\"everything\"},\"kind\":\"stop\"",
            ),
        ),
        (
            "kind_in_capitals",
            "A kind that no version writes.",
            swap("\"kind\":\"stop\"", "\"kind\":\"Stop\""),
        ),
        (
            "act_is_a_list",
            "An act that is no record.",
            swap(
                "\"act\":{\"kind\":\"stop\",\"scope\":{\"kind\":\"everything\"},\"reason\":\"Something is wrong.\"}",
                "\"act\":[\"stop\"]",
            ),
        ),
        (
            "no_such_scope",
            "A stop of a scope that is none.",
            swap("\"kind\":\"everything\"", "\"kind\":\"nothing\""),
        ),
        ("not_json", "No JSON at all.", b"stop".to_vec()),
        ("nothing", "No bytes.", Vec::new()),
    ];
    let mut cases = vec![
        Case::broken(
            "ok_canonical",
            "",
            "A stop, in the one encoding.",
            then(canonical.clone()),
            "",
        ),
        Case::broken("ok_depth_8", "", "Nested eight deep.", then(nested(8)), ""),
        Case::broken(
            "ok_64_kib",
            "",
            "A body of 64 KiB.",
            then(long(MOST_BODY_BYTES)),
            "",
        ),
        Case::broken(
            "ok_text_of_32_kib",
            "",
            "A text of 32 KiB.",
            then(unknown(&format!(",\"x\":\"{}\"", "x".repeat(32 * 1024)))),
            "",
        ),
        Case::broken(
            "ok_integer_2_53_less_1",
            "",
            "The largest number there is.",
            then(unknown(",\"x\":9007199254740991")),
            "",
        ),
        Case::broken(
            "ok_text_of_every_sort",
            "",
            "Escapes that are needed, and characters that need none.",
            then(body(
                "\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}\"\\/\u{2028}\u{e9}\u{1f600}",
            )),
            "",
        ),
    ];
    for case in &mut cases {
        case.twin = None;
        case.comes_to = super::End::Sound;
    }
    for (name, about, bytes) in bad {
        let name: &'static str = String::leak(format!("bad_noncanonical_{name}"));
        cases.push(Case::broken(
            name,
            "ok_canonical",
            about,
            then(bytes),
            "unreadable",
        ));
    }
    for (name, twin, about, bytes) in [
        ("bad_depth_9", "ok_depth_8", "Nested nine deep.", nested(9)),
        (
            "bad_64_kib_and_1",
            "ok_64_kib",
            "A body of 64 KiB and one byte.",
            long(MOST_BODY_BYTES + 1),
        ),
        (
            "bad_text_of_32_kib_and_1",
            "ok_text_of_32_kib",
            "A text of 32 KiB and one byte.",
            unknown(&format!(",\"x\":\"{}\"", "x".repeat(32 * 1024 + 1))),
        ),
        (
            "bad_unknown_with_null",
            "ok_depth_8",
            "An unknown act with null in it.",
            unknown(",\"x\":null"),
        ),
        (
            "bad_unknown_with_space",
            "ok_depth_8",
            "An unknown act with white space in it.",
            unknown(", \"x\":1"),
        ),
        (
            "bad_unknown_with_dupkey",
            "ok_depth_8",
            "An unknown act with a field that stands twice.",
            unknown(",\"x\":1,\"x\":1"),
        ),
        (
            "bad_unknown_with_fraction",
            "ok_integer_2_53_less_1",
            "An unknown act with a fraction in it.",
            unknown(",\"x\":0.5"),
        ),
        (
            "bad_unknown_with_2_53",
            "ok_integer_2_53_less_1",
            "An unknown act with a number that some readers round.",
            unknown(",\"x\":9007199254740992"),
        ),
        (
            "bad_unknown_with_negative",
            "ok_integer_2_53_less_1",
            "An unknown act with a number below zero.",
            unknown(",\"x\":-1"),
        ),
    ] {
        cases.push(Case::broken(name, twin, about, then(bytes), "unreadable"));
    }
    for (count, name) in [
        (1, "bad_one_signature"),
        (10, "bad_ten_signatures"),
        (0, "bad_no_signature"),
    ] {
        let mut world = World::with_site();
        let policy = world.office().policy().unwrap().clone();
        let change = Box::new(domain::act::Change::PolicyChanged { policy });
        let bytes = next(&world, at1(ANA), Act::Proposed { change })
            .encode()
            .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let text = text.replacen("\"signatures\":2", &format!("\"signatures\":{count}"), 1);
        world.entries.push(signed(&key(at1(ANA)), text));
        let about = "Rules with a number of signatures that cannot be said: two to nine.";
        cases.push(Case::broken(
            name,
            "ok_policy_changed",
            about,
            world.entries,
            "unreadable",
        ));
    }
    let mut ignored = World::submitted();
    let mut ignorable = next(&ignored, at1(CAT), stopped(Scope::Everything));
    ignorable.crit = false;
    ignored.push(signed(&key(at1(CAT)), ignorable.encode().unwrap()));
    assert_eq!(ignored.office().stops_on().count(), 1);
    cases.push(Case::ok(
        "ok_known_kind_said_to_be_ignorable",
        "A stop counts, whatever it says about being ignored.",
        &ignored,
    ));
    let mut desk = World::founded();
    desk.say(By::desk(D1), stop(""));
    cases.push(Case::ok(
        "ok_stop_by_the_desk",
        "The lock screen pulls STOP.",
        &desk,
    ));
    cases
}
