//! A date ahead: what one wrong date can halt, and how two people take it back.

use super::Case;
use crate::support::{
    ANA, BEN, CAT, D1, D2, OFFICE, PAPER, SITE, World, at1, desk_keys, founding, key, new_key,
    proven, sign, site, stopped,
};
use domain::act::{Act, Change, Scope};
use domain::decide::prepare_founding;
use domain::entry::By;
use domain::ids::MemberId;
use domain::instant::Instant;

fn then<T>(mut world: World, act: impl FnOnce(&mut World) -> T) -> World {
    act(&mut world);
    world
}

fn far() -> Instant {
    Instant::parse("2099-06-12T13:26:04.000Z").unwrap()
}

/// The last date that there is.
fn last() -> Instant {
    Instant::parse("9999-12-30T22:00:00.999Z").unwrap()
}

/// Something is said with the clock at another time.
fn dated<T>(world: &mut World, date: Instant, act: impl FnOnce(&mut World) -> T) {
    let now = std::mem::replace(&mut world.now, date);
    act(world);
    world.now = now;
}

/// Cat submits her release 1, dated 2099: all that is dated today comes after it.
fn ahead(world: World) -> World {
    then(world, |world| {
        dated(world, far(), |world| world.submit(CAT, 1));
    })
}

fn stops_on(world: &World) -> Vec<domain::digest::Link> {
    world.office().stops_on().map(|stop| stop.link).collect()
}

/// STOP, suspend who dated it, and two people restart.
fn remedy(world: &mut World, who: MemberId) {
    let second = if who == BEN { CAT } else { BEN };
    world.stop_everything(ANA);
    world.suspend(ANA, who);
    let stops = stops_on(world);
    world.restart(ANA, second, stops);
}

fn founded_at_the_end() -> World {
    let founding = proven(founding(), &[key(at1(ANA)), key(at1(BEN))]);
    let mut world = World::empty();
    dated(&mut world, last(), |world| {
        let prepared = prepare_founding(OFFICE, at1(ANA), world.now, founding).unwrap();
        let signature = sign(&key(at1(ANA)), &prepared.to_sign());
        world.push(prepared.signed(signature));
    });
    let stop = world.stop_everything(ANA);
    world.restart(ANA, BEN, vec![stop]);
    world.two(ANA, BEN, site(SITE));
    goes_out(&mut world, 1, BEN);
    world
}

/// A post of today, from the writing to the sending.
fn goes_out(world: &mut World, number: u32, approver: MemberId) {
    world.submit(ANA, number);
    world.approve(approver, number);
    world.claim(number);
}

fn set_back() -> Vec<Case> {
    let remedied = |world| then(ahead(world), |world| remedy(world, CAT));
    let by_scope = |scope| {
        then(ahead(World::with_cat()), |world| {
            let stop = world.stop(at1(ANA), scope);
            world.suspend(ANA, CAT);
            world.restart(ANA, BEN, vec![stop]);
            world.submit(ANA, 2);
        })
    };
    let one_date = then(ahead(World::with_cat()), |world| {
        let stop = world.stop_everything(ANA);
        let change = Box::new(Change::Restart { stops: vec![stop] });
        let proposal = world.say_at(at1(CAT), far().plus_millis(1), Act::Proposed { change });
        world.second(BEN, proposal);
        world.submit(ANA, 2);
    });
    let overruled = then(ahead(World::with_cat()), |world| {
        let stop = world.stop_everything(ANA);
        world.restart(ANA, BEN, vec![stop]);
        world.submit(ANA, 2);
    });
    let a_little = |millis: i64| {
        then(World::with_cat(), |world| {
            let date = world.now.plus_millis(millis);
            world.say_at(By::desk(D1), date, stopped(Scope::Everything));
            let stops = stops_on(world);
            let at = world.now;
            let change = Box::new(Change::Restart { stops });
            let proposal = world.say_at(at1(ANA), at, Act::Proposed { change });
            world.say_at(at1(BEN), at, Act::Seconded { proposal });
            let draft = world.draft(1);
            let late = at.plus_millis(-5 * 60_000 + 1);
            world.say_at(at1(ANA), late, crate::support::submitted(draft));
        })
    };
    vec![
        Case::ok(
            "ok_restart_sets_a_wrong_date_right",
            "STOP, suspend who dated it, and two people restart: the office publishes again.",
            &then(remedied(World::with_cat()), |world| goes_out(world, 2, BEN)),
        ),
        Case::void(
            "bad_lesser_stop_sets_the_date_right",
            "ok_restart_sets_a_wrong_date_right",
            "Only the restart after a stop of everything sets the time back.",
            &by_scope(Scope::Channel { channel: SITE }),
            "clock_behind",
        ),
        Case::void(
            "bad_time_set_back_against_another_member",
            "ok_restart_sets_a_wrong_date_right",
            "Whoever dated ahead is not suspended: two cannot overrule the date of one whose signature counts.",
            &overruled,
            "clock_behind",
        ),
        Case::void(
            "bad_one_date_sets_the_time_back",
            "ok_restart_sets_a_wrong_date_right",
            "One of the two signatures of the restart bears the date ahead: it was not both who called it wrong.",
            &one_date,
            "clock_behind",
        ),
        Case::ok(
            "ok_restart_well_behind_the_time",
            "Both dates of the restart lie more than five minutes behind: the time is theirs.",
            &a_little(5 * 60_000 + 1),
        ),
        Case::void(
            "bad_restart_a_little_behind_the_time",
            "ok_restart_well_behind_the_time",
            "Five minutes are what clocks differ by: the time stays.",
            &a_little(5 * 60_000),
            "clock_behind",
        ),
        Case::ok(
            "ok_restart_at_the_end_of_time",
            "The latest date there is: a restart does not lapse as soon as it is proposed.",
            &then(World::with_cat(), |world| {
                let head = world.office().head();
                let (seq, head) = (head.seq, head.link);
                world.say_at(By::desk(D1), last(), Act::Beacon { seq, head });
                remedy(world, CAT);
                goes_out(world, 1, BEN);
            }),
        ),
        Case::ok(
            "ok_office_founded_at_the_end_of_time",
            "An office that was founded with the clock at its latest date is set right like any other.",
            &founded_at_the_end(),
        ),
        Case::void(
            "bad_approved_a_window_years_ahead",
            "ok_restart_sets_a_wrong_date_right",
            "What was submitted under the wrong date may go out in 2099; nobody approves that today.",
            &then(remedied(World::with_cat()), |world| world.approve(BEN, 1)),
            "window_unsound",
        ),
        Case::void(
            "bad_proposal_outlives_the_wrong_date",
            "ok_restart_sets_a_wrong_date_right",
            "What was proposed under the wrong date would not lapse for decades: it is no longer open.",
            &then(World::with_cat(), |world| {
                let mut proposal = None;
                dated(world, far(), |world| {
                    proposal = Some(world.propose(BEN, site(crate::support::SITE2)));
                });
                remedy(world, BEN);
                world.second(ANA, proposal.unwrap());
            }),
            "no_such_proposal",
        ),
    ]
}

/// What is taken while the chain's time lies ahead.
fn meanwhile() -> Vec<Case> {
    let in_hand = || ahead_of_another(World::claimed());
    let two_desks = || {
        ahead_of_another(then(World::two_desks(), |world| {
            world.enrol(CAT, &[domain::member::Role::Author]);
        }))
    };
    vec![
        Case::ok(
            "ok_receipt_under_a_date_ahead",
            "What has left is recorded, whatever the chain's time.",
            &then(in_hand(), |world| world.receipt(1)),
        ),
        Case::ok(
            "ok_taken_down_under_a_date_ahead",
            "A post is taken down, and shown to be gone, whatever the chain's time.",
            &then(ahead_of_another(World::live()), |world| {
                world.takedown(ANA, 1);
                let act = Act::TakenDown {
                    release: crate::support::release(1),
                    channel: SITE,
                    gone: true,
                    proof: Vec::new(),
                };
                world.say(By::desk(D1), act);
            }),
        ),
        Case::void(
            "bad_claimed_under_a_date_ahead",
            "ok_receipt_under_a_date_ahead",
            "Nothing new goes out while the chain's time lies ahead.",
            &then(ahead_of_another(World::approved()), |world| world.claim(1)),
            "clock_behind",
        ),
        Case::ok(
            "ok_desk_removed_under_a_date_ahead",
            "Two people can always take the desk away that dates wrongly.",
            &then(two_desks(), |world| {
                world.two(ANA, BEN, Change::DeskRemoved { desk: D2 })
            }),
        ),
        Case::void(
            "bad_desk_added_under_a_date_ahead",
            "ok_desk_removed_under_a_date_ahead",
            "Other changes wait until the time is right.",
            &then(two_desks(), |world| {
                let desk = desk_keys(crate::support::D3);
                world.propose(ANA, Change::DeskAdded { desk });
            }),
            "clock_behind",
        ),
    ]
}

/// The same in an office that has releases: Cat dates the next one far ahead.
fn ahead_of_another(world: World) -> World {
    then(world, |world| {
        let number = u32::try_from(world.office().releases().len()).unwrap() + 1;
        dated(world, far(), |world| world.submit(CAT, number));
        assert_eq!(world.outcome(), Ok(()));
    })
}

/// Nobody dates themselves out of a suspension, and none lasts for ever.
fn suspensions() -> Vec<Case> {
    let suspended = || then(World::with_cat(), |world| world.suspend(ANA, CAT));
    let by_ben = |hours: i64| {
        then(World::with_cat(), |world| {
            dated(world, far(), |world| world.suspend(BEN, CAT));
            world.stop_everything(ANA);
            world.suspend(ANA, BEN);
            let stops = stops_on(world);
            let proposal = world.propose(ANA, Change::Restart { stops });
            world.say(PAPER, Act::Seconded { proposal });
            world.wait_minutes(hours * 60);
            world.beacon(D1);
            world.submit(CAT, 1);
        })
    };
    vec![
        Case::ok(
            "ok_stop_of_a_suspended_member_dates_nothing",
            "A suspended member's STOP counts and leaves the time alone.",
            &then(suspended(), |world| {
                world.say_at(at1(CAT), far(), stopped(Scope::Everything));
                world.submit(ANA, 1);
            }),
        ),
        Case::ok(
            "ok_signed_after_a_suspension_lapsed",
            "It lapsed, and somebody else has signed since.",
            &then(suspended(), |world| {
                world.wait_minutes(72 * 60);
                world.beacon(D1);
                world.submit(CAT, 1);
            }),
        ),
        Case::void(
            "bad_dated_out_of_a_suspension",
            "ok_signed_after_a_suspension_lapsed",
            "Only the suspended member's own date says that it lapsed.",
            &then(suspended(), |world| {
                world.wait_minutes(72 * 60);
                world.submit(CAT, 1);
            }),
            "member_suspended",
        ),
        Case::ok(
            "ok_suspension_under_a_wrong_date_lapses",
            "Set back, it lapses 72 hours after the restart, not in 2099.",
            &by_ben(72),
        ),
        Case::void(
            "bad_suspension_under_a_wrong_date_is_over_at_once",
            "ok_suspension_under_a_wrong_date_lapses",
            "Setting the time back ends no suspension.",
            &by_ben(71),
            "member_suspended",
        ),
    ]
}

/// What vouches for the ledger is of the past.
fn freshness() -> Vec<Case> {
    let vouched = |again: bool| {
        then(World::two_desks(), |world| {
            world.enrol(CAT, &[domain::member::Role::Author]);
            let key = new_key(ANA, D2);
            world.two(ANA, BEN, Change::KeyAdded { key });
            dated(world, far(), |world| world.beacon(D2));
            world.stop_everything(ANA);
            let stops = stops_on(world);
            world.restart(ANA, BEN, stops);
            if again {
                world.beacon(D2);
            }
            goes_out(world, 1, BEN);
        })
    };
    vec![
        Case::ok(
            "ok_vouched_for_after_a_wrong_date",
            "The other desk vouches again, today.",
            &vouched(true),
        ),
        Case::void(
            "bad_vouched_for_in_the_future",
            "ok_vouched_for_after_a_wrong_date",
            "The other desk vouched in 2099: that would stay fresh for ever.",
            &vouched(false),
            "stale_view",
        ),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = set_back();
    cases.extend(meanwhile());
    cases.extend(suspensions());
    cases.extend(freshness());
    cases
}
