//! One member with a valid key can halt the office. Two others can always start it again.

use crate::support::wander::Walk;
use crate::support::{ANA, BEN, CAT, D1, SITE, World, at1, site};
use domain::act::{Act, Change, Scope};
use domain::decide::prepare;
use domain::instant::Instant;
use domain::member::Role;
use proptest::prelude::*;

/// Dates that somebody in bad faith puts on an entry, as milliseconds from now. The last is beyond the end of time.
const DATES: [i64; 7] = [
    0,
    -4 * 60_000,
    6 * 60_000,
    73 * 3_600_000,
    400 * 24 * 3_600_000,
    73 * 365 * 24 * 3_600_000,
    i64::MAX / 4,
];

/// Cat holds every role, and is nobody's friend.
fn with_a_hostile_cat(seed: u64) -> Walk {
    let mut walk = Walk::new(seed);
    if !walk.world.office().members().contains_key(&CAT) {
        walk.world.enrol(CAT, &Role::ALL);
    }
    let (member, roles) = (CAT, Role::ALL.to_vec());
    walk.world
        .two(ANA, BEN, Change::RolesChanged { member, roles });
    walk
}

/// What the two others need in order to act at all is theirs: the limits are in SECURITY.md.
fn takes_the_others_out(act: &Act) -> bool {
    match act {
        Act::MemberSuspended { member, .. } | Act::KeyRemoved { member, .. } => {
            [ANA, BEN].contains(member)
        }
        _ => false,
    }
}

/// Cat signs something, with whatever date.
fn hostile(walk: &mut Walk) {
    let before = walk.world.clone();
    let next = walk.next();
    // A walk says what is of an unknown kind by itself.
    if walk.world.office().head() != before.office().head() {
        walk.world = before;
        return;
    }
    let Some((_, _, act)) = next else { return };
    if takes_the_others_out(&act) {
        return;
    }
    let date = DATES[walk.below(DATES.len())];
    let at = walk.world.now.plus_millis(date);
    // What is too large for an entry is no entry.
    if prepare(walk.world.office(), at1(CAT), at, act.clone()).is_ok() {
        walk.world.say_at(at1(CAT), at, act);
    }
}

fn counts(world: &World) {
    assert_eq!(world.outcome(), Ok(()));
}

fn start_again(walk: &mut Walk) {
    let world = &mut walk.world;
    world.stop_everything(ANA);
    counts(world);
    let stops = world.office().stops_on().map(|stop| stop.link).collect();
    world.restart(ANA, BEN, stops);
    counts(world);
}

fn publish(world: &mut World) {
    if !world.office().channels()[&SITE].is_open() {
        world.two(ANA, BEN, site(SITE));
        counts(world);
    }
    let number = world.office().next_number();
    world.submit(ANA, number);
    counts(world);
    world.approve(BEN, number);
    counts(world);
    // The publisher is desk 1; where there is a second desk it vouches for the ledger.
    for desk in world.office().desks().clone().into_keys() {
        if desk != D1 {
            world.beacon(desk);
            counts(world);
        }
    }
    world.claim(number);
    counts(world);
    assert_eq!(world.gate(number), "");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_people_start_the_office_again_whatever_a_third_signed(seed in 0..1_u64 << 31, much in 1..40_usize) {
        let mut walk = with_a_hostile_cat(seed);
        (0..much).for_each(|_| hostile(&mut walk));
        walk.world.say(at1(ANA), Act::KeyRemoved { member: CAT, desk: D1 });
        // Cat may have removed it herself.
        prop_assert!(["", "key_removed"].contains(&walk.world.code().as_str()));
        (0..4).for_each(|_| hostile(&mut walk));
        start_again(&mut walk);
        (0..4).for_each(|_| hostile(&mut walk));
        publish(&mut walk.world);
    }

    #[test]
    fn a_suspension_holds_whatever_dates_its_member_signs(seed in 0..1_u64 << 31, much in 1..40_usize) {
        let mut walk = with_a_hostile_cat(seed);
        (0..much).for_each(|_| hostile(&mut walk));
        walk.world.suspend(ANA, CAT);
        // Cat may have suspended herself.
        prop_assert!(["", "already_suspended"].contains(&walk.world.code().as_str()));
        let time = walk.world.office().head().at;
        for _ in 0..10 {
            let before = walk.world.entries.len();
            hostile(&mut walk);
            let office = walk.world.office();
            prop_assert_eq!(office.head().at, time);
            let stopped = office.stops().last().is_some_and(|stop| stop.seq == office.head().seq);
            let counted = walk.world.entries.len() > before && walk.world.outcome().is_ok();
            prop_assert!(!counted || stopped);
        }
        start_again(&mut walk);
        publish(&mut walk.world);
    }

    #[test]
    fn the_time_runs_backwards_only_when_two_restart_after_a_stop_of_everything(seed in 0..1_u64 << 31) {
        let mut walk = Walk::new(seed);
        for _ in 0..80 {
            let before = walk.world.office().clone();
            let Some((by, at, act)) = walk.next() else { continue };
            walk.world.say_at(by, at, act.clone());
            set_back(&before, at, &act, walk.world.office().head().at);
        }
    }
}

/// Whether an entry set the time back; then it is as it must be.
fn set_back(before: &domain::office::Office, at: Instant, act: &Act, time: Instant) -> bool {
    if time >= before.head().at {
        return false;
    }
    let Act::Seconded { proposal } = act else {
        unreachable!("{act:?} set the time back")
    };
    let proposal = &before.proposals()[proposal];
    let Change::Restart { stops } = &proposal.change else {
        unreachable!("{:?} set the time back", proposal.change)
    };
    let lifted = before.stops_on().filter(|stop| stops.contains(&stop.link));
    assert!(
        lifted
            .map(|stop| stop.scope)
            .any(|scope| scope == Scope::Everything)
    );
    let signed = at.max(proposal.signed_at);
    let somebody_elses = before
        .members()
        .values()
        .any(|member| member.dated == time && !member.is_suspended(before.head().at));
    assert!(time == signed || (time > signed && somebody_elses));
    true
}

#[test]
fn some_walks_set_the_time_back() {
    let mut times = 0;
    for seed in 0..60 {
        let mut walk = Walk::new(seed);
        for _ in 0..80 {
            let before = walk.world.office().clone();
            let Some((by, at, act)) = walk.next() else {
                continue;
            };
            walk.world.say_at(by, at, act.clone());
            times += usize::from(set_back(&before, at, &act, walk.world.office().head().at));
        }
    }
    assert!(times > 0);
}
