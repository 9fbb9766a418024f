//! What becomes of a claim: receipts, retries, what nobody knows.

use super::Case;
use crate::support::{ANA, BEN, CAT, D1, SITE, SITE2, SKY, World, at1, receipt, site, sky};
use domain::act::{Act, Change, Remote, Resolution};
use domain::entry::By;

fn then(world: World, act: impl FnOnce(&mut World)) -> World {
    let mut world = world;
    act(&mut world);
    world
}

pub(super) fn cases() -> Vec<Case> {
    let unknown = || {
        then(World::claimed(), |world| {
            world.unknown(1);
        })
    };
    let resolve = |world: World, outcome: Resolution| {
        then(world, |world| {
            let leg = world.leg(1);
            world.say(By::desk(D1), Act::SendResolved { leg, outcome });
        })
    };
    let found = || Resolution::Found {
        remotes: vec![Remote {
            id: "statement-1".to_owned(),
            version: String::new(),
            url: String::new(),
        }],
    };
    let undecided = || resolve(unknown(), Resolution::Undecided);
    let decided = |first, second, sent| {
        then(undecided(), |world| {
            let leg = world.leg(1);
            world.two(first, second, Change::UnknownDecided { leg, sent });
        })
    };
    let failed = |again| {
        then(World::claimed(), |world| {
            world.fail(1, again);
            world.claim(1);
        })
    };
    let sky_live = then(World::with_site(), |world| {
        world.two(ANA, BEN, sky(Some(1)));
        let content = world.content(1, &[SKY], "Words.");
        let made = world.submission(&content);
        world.say(at1(ANA), crate::support::submitted(made));
        world.approve(BEN, 1);
        world.claim(1);
        world.receipt(1);
    });
    let better = |world: &mut World, channel| {
        let content = world.content(1, &[channel], "Better words.");
        let made = world.submission(&content);
        world.say(at1(ANA), crate::support::submitted(made));
    };
    let corrected = then(World::live(), |world| {
        world.submit(BEN, 1);
        world.approve(ANA, 1);
        world.claim(1);
        world.receipt(1);
    });
    vec![
        Case::ok("ok_receipt", "The channel accepted it.", &World::live()),
        Case::void(
            "bad_receipt_without_claim",
            "ok_receipt",
            "Nobody has it in hand.",
            &then(World::approved(), |world| {
                let leg = world.leg(1);
                world.say(By::desk(D1), receipt(leg));
            }),
            "leg_state",
        ),
        Case::void(
            "bad_receipt_of_another_try",
            "ok_receipt",
            "A try that was not made.",
            &then(World::claimed(), |world| {
                let leg = world.next_leg(1);
                world.say(By::desk(D1), receipt(leg));
            }),
            "not_claimed",
        ),
        Case::void(
            "bad_receipt_by_a_person",
            "ok_receipt",
            "Only a desk reports.",
            &then(World::claimed(), |world| {
                let leg = world.leg(1);
                world.say(at1(ANA), receipt(leg));
            }),
            "desk_needed",
        ),
        Case::void(
            "bad_receipt_twice",
            "ok_receipt",
            "It is recorded already.",
            &then(World::live(), |world| {
                world.receipt(1);
            }),
            "leg_state",
        ),
        Case::ok(
            "ok_retried",
            "The same bytes inside the window need no new signature.",
            &failed(true),
        ),
        Case::void(
            "bad_retried_after_failing_for_good",
            "ok_retried",
            "It was refused for good.",
            &failed(false),
            "leg_state",
        ),
        Case::ok(
            "ok_unknown_found",
            "The channel was read, and it is there.",
            &resolve(unknown(), found()),
        ),
        Case::ok(
            "ok_unknown_absent_and_claimed_again",
            "It is not there; the gate is asked again.",
            &then(resolve(unknown(), Resolution::Absent), |world| {
                world.claim(1);
            }),
        ),
        Case::void(
            "bad_claimed_while_unknown",
            "ok_unknown_absent_and_claimed_again",
            "It may be out.",
            &then(unknown(), |world| {
                world.claim(1);
            }),
            "leg_state",
        ),
        Case::void(
            "bad_resolved_while_known",
            "ok_unknown_found",
            "Nothing is unknown.",
            &resolve(World::claimed(), found()),
            "leg_state",
        ),
        Case::ok(
            "ok_unknown_decided_by_two",
            "Two members say that it went out.",
            &decided(ANA, CAT, true),
        ),
        Case::ok(
            "ok_unknown_decided_absent_and_claimed_again",
            "Two members say that it did not.",
            &then(decided(ANA, CAT, false), |world| {
                world.claim(1);
            }),
        ),
        Case::void(
            "bad_unknown_decided_by_one",
            "ok_unknown_decided_by_two",
            "One member alone.",
            &decided(ANA, ANA, true),
            "same_member",
        ),
        Case::void(
            "bad_decided_while_known",
            "ok_unknown_decided_by_two",
            "It is live, and everybody knows.",
            &then(World::live(), |world| {
                let leg = world.leg(1);
                world.propose(ANA, Change::UnknownDecided { leg, sent: false });
            }),
            "leg_state",
        ),
        Case::void(
            "bad_earlier_revision_live",
            "ok_corrected_after_takedown",
            "Bluesky cannot change a post: the earlier one comes down first.",
            &then(sky_live.clone(), |world| better(world, SKY)),
            "earlier_revision_live",
        ),
        Case::ok(
            "ok_revised_without_the_channel_it_is_live_on",
            "The better words go to the newsroom alone; the post stays as it is.",
            &then(sky_live.clone(), |world| better(world, SITE)),
        ),
        Case::void(
            "bad_earlier_revision_live_two_before",
            "ok_corrected_after_takedown",
            "The revision between left that channel out; the first is live there all the same.",
            &then(sky_live.clone(), |world| {
                better(world, SITE);
                better(world, SKY);
            }),
            "earlier_revision_live",
        ),
        Case::void(
            "bad_earlier_revision_not_proved_gone",
            "ok_corrected_after_takedown",
            "It was ordered down, and nothing shows that it is gone.",
            &then(sky_live.clone(), |world| {
                world.takedown(BEN, 1);
                better(world, SKY);
            }),
            "earlier_revision_live",
        ),
        Case::ok(
            "ok_corrected_after_takedown",
            "The earlier post is gone, and the better one goes out.",
            &then(sky_live, |world| {
                world.takedown(BEN, 1);
                let act = Act::TakenDown {
                    release: crate::support::release(1),
                    channel: SKY,
                    gone: true,
                    proof: Vec::new(),
                };
                world.say(By::desk(D1), act);
                better(world, SKY);
                world.approve(BEN, 1);
                world.claim(1);
            }),
        ),
        Case::ok(
            "ok_corrected_in_place",
            "A newsroom changes its page where it stands.",
            &corrected,
        ),
        Case::ok(
            "ok_two_sites",
            "A second newsroom.",
            &then(World::with_site(), |world| {
                world.two(BEN, ANA, site(SITE2));
            }),
        ),
    ]
}
