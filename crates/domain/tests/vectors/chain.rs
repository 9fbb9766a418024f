//! The chain itself: order, links, signers, pins, foundings, time, kinds of a newer version.

use super::Case;
use crate::support::torsion;
use crate::support::{
    ANA, BEN, CAT, D1, EVE, OFFICE, OTHER_OFFICE, PAPER, SITE, World, at1, at2, founding, key,
    link_of, proven, release, sign, signed, site, stopped,
};
use domain::act::{Act, Founding, Scope};
use domain::digest::Link;
use domain::entry::{Body, By, Entry, Said, genesis, signed_bytes};
use domain::key::{PublicKey, Signature};
use domain::policy::Signatures;

/// The next body of a world, before anything is done to it.
pub(super) fn next(world: &World, by: By, act: Act) -> Body {
    let head = world.office().head();
    Body {
        office: OFFICE,
        seq: head.seq + 1,
        prev: head.link,
        at: world.now.plus_millis(1000),
        by,
        crit: true,
        act: Said::Known(act),
    }
}

fn with(world: &World, entry: Entry) -> Vec<Entry> {
    let mut entries = world.entries.clone();
    entries.push(entry);
    entries
}

fn stop() -> Act {
    stopped(Scope::Everything)
}

/// Everything that can happen in an office of one desk, each of it once.
pub(super) fn full_cycle() -> World {
    let mut world = World::live();
    world.takedown(BEN, 1);
    world.say(
        By::desk(D1),
        Act::TakenDown {
            release: release(1),
            channel: SITE,
            gone: true,
            proof: Vec::new(),
        },
    );
    let stop = world.stop_everything(CAT);
    world.restart(ANA, BEN, vec![stop]);
    world.submit(BEN, 2);
    world.approve(ANA, 2);
    world.claim(2);
    world.unknown(2);
    let leg = world.leg(2);
    let outcome = domain::act::Resolution::Absent;
    world.say(By::desk(D1), Act::SendResolved { leg, outcome });
    world.claim(2);
    world.receipt(2);
    world.beacon(D1);
    world
}

fn unknown(world: &World, by: By, crit: bool) -> Entry {
    let mut body = next(world, by, stop());
    body.crit = crit;
    body.act = Said::Unknown {
        kind: "sighting_flagged".to_owned(),
        raw: "{\"kind\":\"sighting_flagged\",\"post\":\"at://example\"}".to_owned(),
    };
    signed(&key(by), body.encode().unwrap())
}

fn first(founding: Founding, by: By) -> Vec<Entry> {
    let body = Body {
        office: OFFICE,
        seq: 0,
        prev: genesis(OFFICE),
        at: crate::support::start(),
        by,
        crit: true,
        act: Said::Known(Act::OfficeFounded(Box::new(founding))),
    };
    vec![signed(&key(by), body.encode().unwrap())]
}

fn both() -> [ed25519_zebra::SigningKey; 2] {
    [key(at1(ANA)), key(at1(BEN))]
}

fn foundings() -> Vec<Case> {
    let mut bare = founding();
    bare.recovery = None;
    let bare = World::founded_as(proven(bare, &both()));
    let bad = |name, about, change: &dyn Fn(&mut Founding)| {
        let mut made = founding();
        change(&mut made);
        let made = proven(made, &both());
        Case::broken(
            name,
            "ok_minimal",
            about,
            first(made, at1(ANA)),
            "not_founded",
        )
    };
    let mut forged = proven(founding(), &both());
    forged.founders[1].proof = Signature::from_bytes([0; 64]);
    // The neutral point: ZIP 215 lets it verify anything, so it may not be anybody's key.
    let mut weak = [0; 32];
    weak[0] = 1;
    vec![
        Case::ok(
            "ok_minimal",
            "Two founders, one desk, a recovery key.",
            &World::founded(),
        ),
        Case::ok(
            "ok_founding_without_recovery_key",
            "Two founders, one desk.",
            &bare,
        ),
        bad("bad_founding_by_one", "One founder.", &|made| {
            made.founders.truncate(1);
        }),
        bad("bad_founding_by_three", "Three founders.", &|made| {
            made.founders.push(made.founders[0].clone());
        }),
        bad(
            "bad_founding_same_key",
            "Both founders have one key.",
            &|made| {
                made.founders[1].key = made.founders[0].key;
            },
        ),
        bad(
            "bad_founding_weak_key",
            "The recovery key is of small order.",
            &|made| {
                if let Some(recovery) = &mut made.recovery {
                    recovery.key = PublicKey::from_bytes(weak);
                }
            },
        ),
        bad(
            "bad_founding_three_signatures",
            "Two people cannot give three signatures.",
            &|made| {
                made.policy.signatures = Signatures::new(3).unwrap();
            },
        ),
        Case::broken(
            "bad_founding_unsigned_by_the_second",
            "ok_minimal",
            "The second founder has not signed the founding.",
            first(forged, at1(ANA)),
            "not_founded",
        ),
        Case::broken(
            "bad_founding_by_the_desk",
            "ok_minimal",
            "The desk's own key signs the first entry.",
            first(proven(founding(), &both()), By::desk(D1)),
            "stranger",
        ),
        Case::void(
            "bad_founded_twice",
            "ok_minimal",
            "A second founding in the same office.",
            &{
                let mut world = World::founded();
                let again = proven(founding(), &both());
                world.say(at1(ANA), Act::OfficeFounded(Box::new(again)));
                world
            },
            "founding_only_once",
        ),
    ]
}

fn order() -> Vec<Case> {
    let world = World::submitted();
    let mut prev = next(&world, at1(CAT), stop());
    prev.prev = link_of(&world.entries[1]);
    let mut other = next(&world, at1(CAT), stop());
    other.office = OTHER_OFFICE;
    let mut hole = full_cycle().entries;
    hole.remove(4);
    let mut doubled = full_cycle().entries;
    doubled.insert(4, doubled[4].clone());
    let mut swapped = full_cycle().entries;
    swapped.swap(4, 5);
    let mut headless = World::founded();
    let mut genesis_prev = next(&headless, at1(ANA), stop());
    genesis_prev.prev = genesis(OFFICE);
    headless.push(signed(&key(at1(ANA)), genesis_prev.encode().unwrap()));
    let mut flipped = full_cycle().entries;
    let mut bytes = *flipped[5].signature.bytes();
    bytes[40] ^= 1;
    flipped[5].signature = Signature::from_bytes(bytes);
    let entry = |body: &Body| signed(&key(at1(CAT)), body.encode().unwrap());
    let stranger = next(&world, at1(EVE), stop());
    let other_key = next(&world, at1(BEN), stop());
    let elsewhere = next(&world, at2(BEN), stop());
    let broken =
        |name, about, entries, kind| Case::broken(name, "ok_full_cycle", about, entries, kind);
    vec![
        Case::ok(
            "ok_full_cycle",
            "The life of two releases, with a takedown, a stop, a restart and a lost answer.",
            &full_cycle(),
        ),
        broken("bad_empty", "No entry at all.", Vec::new(), "empty"),
        broken(
            "bad_prev",
            "An entry that follows another than the newest.",
            with(&world, entry(&prev)),
            "link_differs",
        ),
        broken(
            "bad_prev_is_genesis",
            "The second entry follows nothing.",
            headless.entries,
            "link_differs",
        ),
        broken("bad_hole", "Entry 4 is missing.", hole, "gap"),
        broken("bad_doubled", "Entry 4 stands twice.", doubled, "gap"),
        broken(
            "bad_swapped",
            "Entries 4 and 5 have changed places.",
            swapped,
            "gap",
        ),
        broken(
            "bad_cross_office_replay",
            "A stop of another office, by somebody who is a member of both.",
            with(&world, entry(&other)),
            "other_office",
        ),
        broken(
            "bad_signature",
            "One bit of a signature is another.",
            flipped,
            "bad_signature",
        ),
        broken(
            "bad_signed_by_a_stranger",
            "Nobody of this office.",
            with(&world, signed(&key(at1(EVE)), stranger.encode().unwrap())),
            "stranger",
        ),
        broken(
            "bad_signed_at_a_desk_without_that_key",
            "A member at a desk where they have no key.",
            with(&world, signed(&key(at2(BEN)), elsewhere.encode().unwrap())),
            "stranger",
        ),
        broken(
            "bad_signed_with_another_members_key",
            "Cat signs as Ben.",
            with(&world, entry(&other_key)),
            "bad_signature",
        ),
        broken(
            "bad_first_entry_founds_nothing",
            "A stop before there is an office.",
            vec![signed(&key(at1(CAT)), {
                let mut body = next(&world, at1(CAT), stop());
                body.seq = 0;
                body.prev = genesis(OFFICE);
                body.encode().unwrap()
            })],
            "stranger",
        ),
    ]
}

fn pins() -> Vec<Case> {
    let whole = full_cycle();
    let newest = whole.entries.len() - 1;
    let at = |seq: usize| (seq as u64, link_of(&whole.entries[seq]));
    let mut cut = whole.clone();
    cut.entries.pop();
    let (last, middle) = (at(newest), at(3));
    vec![
        Case::ok(
            "ok_latest_withheld_without_pin",
            "The newest entry is cut off. Without a pin this cannot be seen.",
            &cut,
        ),
        Case::broken(
            "bad_latest_withheld_with_pin",
            "ok_pin_reached",
            "The newest entry is cut off, and a pin knows it.",
            cut.entries,
            "withheld",
        )
        .pinned(last.0, last.1),
        Case::ok("ok_pin_reached", "The chain ends at the pin.", &whole).pinned(last.0, last.1),
        Case::ok(
            "ok_pin_passed",
            "The chain goes through the pin and on.",
            &whole,
        )
        .pinned(middle.0, middle.1),
        Case::broken(
            "bad_rewritten_with_pin",
            "ok_pin_passed",
            "Another entry stands where the pin is.",
            whole.entries.clone(),
            "rewritten",
        )
        .pinned(middle.0, Link::from_bytes([7; 32])),
    ]
}

fn newer_and_time() -> Vec<Case> {
    let mut ignorable = World::approved();
    ignorable.push(unknown(&ignorable, at1(CAT), false));
    ignorable.claim(1);
    let mut critical = World::approved();
    critical.push(unknown(&critical, at1(CAT), true));
    critical.claim(1);
    let mut removed = World::submitted();
    removed.say(
        at1(ANA),
        Act::KeyRemoved {
            member: CAT,
            desk: D1,
        },
    );
    removed.push(unknown(&removed, at1(CAT), true));
    let late = |millis: i64, act: Act, by: By| {
        let mut world = World::submitted();
        let at = world.now.plus_millis(-millis);
        world.say_at(by, at, act);
        world
    };
    let beacon = |world: &World| {
        let head = world.office().head();
        Act::Beacon {
            seq: head.seq,
            head: head.link,
        }
    };
    let submitted = World::submitted();
    let mut paper = World::founded();
    paper.two(ANA, BEN, site(SITE));
    let pulled = paper.stop_everything(ANA);
    let change = Box::new(domain::act::Change::Restart {
        stops: vec![pulled],
    });
    let proposal = paper.say(PAPER, Act::Proposed { change });
    paper.second(ANA, proposal);
    let mut second = World::two_desks();
    second.say(at2(BEN), stopped(Scope::Everything));
    vec![
        Case::ok(
            "ok_unknown_ignorable",
            "A kind of a newer version that may be ignored; publishing goes on.",
            &ignorable,
        ),
        Case::void(
            "bad_unknown_critical",
            "ok_unknown_ignorable",
            "A kind of a newer version that may not be ignored; publishing stops.",
            &critical,
            "too_old",
        ),
        Case::void(
            "bad_unknown_by_a_removed_key",
            "ok_unknown_ignorable",
            "A key that was taken out of use halts nobody with an unknown entry.",
            &removed,
            "key_removed",
        ),
        Case::ok(
            "ok_clock_a_little_behind",
            "Five minutes behind the newest entry.",
            &late(5 * 60_000, beacon(&submitted), By::desk(D1)),
        ),
        Case::void(
            "bad_clock_behind",
            "ok_clock_a_little_behind",
            "More than five minutes behind the newest entry.",
            &late(5 * 60_000 + 1, beacon(&submitted), By::desk(D1)),
            "clock_behind",
        ),
        Case::ok(
            "ok_stop_with_the_clock_far_behind",
            "A stop is taken at any time.",
            &late(3_600_000, stop(), at1(CAT)),
        ),
        Case::ok(
            "ok_restart_with_the_recovery_key",
            "The key on paper counts as one member.",
            &paper,
        ),
        Case::ok(
            "ok_stop_at_the_second_desk",
            "A member's key at another desk.",
            &second,
        ),
    ]
}

/// ZIP 215: what is one signature for one reader is one for all.
fn signatures() -> Vec<Case> {
    let world = full_cycle();
    let body = next(&world, at1(CAT), stop()).encode().unwrap();
    let message = signed_bytes(&body);
    let made = |signature| {
        let mut entries = world.entries.clone();
        entries.push(Entry {
            body: body.clone(),
            signature,
        });
        entries
    };
    let mut whole = world.clone();
    whole.entries = made(torsion::signature(&key(at1(CAT)), &message, 1));
    let mut large = *sign(&key(at1(CAT)), &message).bytes();
    // The order of the group, added to s: the same equation, and one message would have two signatures.
    torsion::add_the_order(&mut large[32..]);
    vec![
        Case::ok(
            "ok_signature_with_a_torsion_point",
            "R carries a point of order eight: fits by ZIP 215, and stricter readers refuse it.",
            &whole,
        ),
        Case::broken(
            "bad_signature_s_not_reduced",
            "ok_signature_with_a_torsion_point",
            "The order of the group was added to s.",
            made(Signature::from_bytes(large)),
            "bad_signature",
        ),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = foundings();
    cases.extend(signatures());
    cases.extend(order());
    cases.extend(pins());
    cases.extend(newer_and_time());
    cases
}
