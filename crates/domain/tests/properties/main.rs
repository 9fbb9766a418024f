//! What holds of every history, not only of those that somebody thought of.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod oracle;
#[path = "../support/mod.rs"]
mod support;
mod way_back;

use domain::act::{Act, Change, Leg};
use domain::chain::{Replay, Verified};
use domain::decide::{Command, decide};
use domain::entry::{Body, By, Entry, KINDS};
use domain::gate;

use domain::member::Role;
use domain::office::Office;
use domain::policy::{ChannelRule, Signatures};
use oracle::History;
use proptest::prelude::*;
use std::collections::BTreeSet;
use support::wander::Walk;
use support::{
    ANA, BEN, CAT, Chance, D1, D2, OFFICE, World, at1, elsewhere, key, readdressed, signed, site,
};

/// The office and every verified entry, from the first byte.
fn replayed(entries: &[Entry]) -> (Office, Vec<Verified>) {
    let mut replay = Replay::new(OFFICE).with_trail();
    for entry in entries {
        replay.follow(entry).unwrap();
    }
    replay.finish(&mut Chance::default()).unwrap()
}

/// Every leg of every revision, at the try that would be next.
fn next_legs(office: &Office) -> Vec<Leg> {
    let mut legs = Vec::new();
    for release in office.releases().values() {
        for revision in &release.revisions {
            legs.extend(revision.legs.iter().map(|leg| Leg {
                release: release.id,
                revision: revision.digest,
                channel: leg.channel,
                attempt: leg.attempts + 1,
            }));
        }
    }
    legs
}

/// The gate and the oracle say the same of every leg. Gives how many they let go.
fn same_as_the_oracle(world: &World) -> usize {
    let (office, trail) = replayed(&world.entries);
    let history = History::of(&trail);
    let mut open = 0;
    for leg in next_legs(&office) {
        for desk in [D1, D2] {
            let gate = gate::would_open(&office, &leg, desk, world.now);
            let oracle = history.may_go(&leg, desk, world.now);
            assert_eq!(
                gate.is_ok(),
                oracle,
                "{leg:?} by {desk}: the gate says {gate:?}"
            );
            open += usize::from(oracle);
        }
    }
    open
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_gate_opens_exactly_when_the_blueprint_says(seed in 0..1_u64 << 31) {
        let mut walk = Walk::new(seed);
        for _ in 0..30 {
            walk.step();
            walk.step();
            same_as_the_oracle(&walk.world);
        }
    }

    #[test]
    fn what_is_decided_before_signing_is_found_after_reading(seed in 0..1_u64 << 31) {
        let mut walk = Walk::new(seed);
        for _ in 0..60 {
            let Some((by, at, act)) = walk.next() else { continue };
            let wish = Command::Say(Box::new(act.clone()));
            let decided = decide(walk.world.office(), &by, at, wish).map(|_| ());
            walk.world.say_at(by, at, act);
            prop_assert_eq!(decided, walk.world.outcome());
        }
    }

    #[test]
    fn a_replay_that_goes_on_is_a_replay_from_the_start(seed in 0..1_u64 << 31, cut in 1..50_usize) {
        let world = Walk::new(seed).steps(50);
        let cut = cut.min(world.entries.len());
        let (half, _) = replayed(&world.entries[..cut]);
        let mut onward = Replay::onward(half);
        for entry in &world.entries[cut..] {
            onward.follow(entry).unwrap();
        }
        let (office, _) = onward.finish(&mut Chance::default()).unwrap();
        prop_assert_eq!(&office, &replayed(&world.entries).0);
        prop_assert_eq!(&office, world.office());
    }

    #[test]
    fn no_void_entry_changes_anything_but_the_head(seed in 0..1_u64 << 31) {
        let mut walk = Walk::new(seed);
        for _ in 0..60 {
            let before = walk.world.office().clone();
            walk.step();
            let after = walk.world.office();
            if before.head() == after.head() || walk.world.outcome().is_ok() {
                continue;
            }
            prop_assert_eq!(before.members(), after.members());
            prop_assert_eq!(before.desks(), after.desks());
            prop_assert_eq!(before.channels(), after.channels());
            prop_assert_eq!(before.releases(), after.releases());
            prop_assert_eq!(before.proposals(), after.proposals());
            prop_assert_eq!(before.stops(), after.stops());
            prop_assert_eq!(before.policy_epoch(), after.policy_epoch());
            prop_assert_eq!(before.head().at, after.head().at);
        }
    }
}

#[test]
fn the_oracle_lets_something_go() {
    let open: usize = (0..20)
        .map(|seed| same_as_the_oracle(&Walk::new(seed).steps(16)))
        .sum();
    assert!(
        open > 0 && same_as_the_oracle(&World::approved()) == 1,
        "{open}"
    );
}

/// What three people and a desk can do to one release, each as one letter.
const MOVES: &str = "bcesxrkwtm3";
/// And what can become of the channel it waits for.
const CONNECTIONS: &str = "bkoald";

/// The newsroom wants a manager among the approvers.
fn asking(signatures: Signatures) -> ChannelRule {
    ChannelRule {
        channel: support::SITE,
        signatures,
        role: Some(Role::Manager),
    }
}

fn moved(world: &mut World, letter: char) {
    match letter {
        'b' => drop(world.approve(BEN, 1)),
        'c' => drop(world.approve(CAT, 1)),
        'e' => drop(world.submit(BEN, 1)),
        's' => drop(world.stop_everything(CAT)),
        'x' => {
            let stops = world.office().stops_on().map(|stop| stop.link).collect();
            world.restart(ANA, BEN, stops);
        }
        'r' => drop(world.reject(CAT, 1)),
        'k' => drop(world.claim(1)),
        'w' => drop(world.suspend(ANA, BEN)),
        't' => drop(world.fail(1, true)),
        'm' => drop(world.policy(|policy| policy.channels = vec![asking(Signatures::TWO)])),
        '3' => drop(world.policy(|policy| policy.signatures = Signatures::new(3).unwrap())),
        'o' => {
            let (channel, reason) = (support::SITE, String::new());
            world.say(at1(CAT), Act::RevocationOrdered { channel, reason });
        }
        'a' => drop(world.two(ANA, BEN, site(support::SITE))),
        'l' => drop(world.two(ANA, BEN, elsewhere(site(support::SITE)))),
        'd' => drop(world.two(ANA, BEN, readdressed(site(support::SITE)))),
        other => unreachable!("{other}"),
    }
}

fn every_way_on(world: &World, moves: &str, depth: usize, open: &mut usize) {
    *open += same_as_the_oracle(world);
    if depth == 0 {
        return;
    }
    for letter in moves.chars() {
        let mut next = world.clone();
        moved(&mut next, letter);
        every_way_on(&next, moves, depth - 1, open);
    }
}

#[test]
fn every_short_history_of_three_people_opens_the_gate_only_as_the_blueprint_says() {
    let mut open = 0;
    every_way_on(&World::submitted(), MOVES, 3, &mut open);
    assert!(open > 20, "{open}");
}

#[test]
fn every_short_history_of_a_channel_sends_only_where_it_was_approved_for() {
    let mut open = 0;
    every_way_on(&World::approved(), CONNECTIONS, 4, &mut open);
    assert!(open > 20, "{open}");
}

/// A ledger in which every kind of act stands.
fn every_kind() -> Vec<Entry> {
    let mut world = World::live();
    world.takedown(BEN, 1);
    let gone = Act::TakenDown {
        release: support::release(1),
        channel: support::SITE,
        gone: true,
        proof: Vec::new(),
    };
    world.say(By::desk(D1), gone);
    let stop = world.stop_everything(CAT);
    world.restart(ANA, BEN, vec![stop]);
    world.submit(BEN, 2);
    world.approve(ANA, 2);
    world.claim(2);
    world.fail(2, true);
    world.claim(2);
    world.unknown(2);
    let leg = world.leg(2);
    let outcome = domain::act::Resolution::Absent;
    world.say(By::desk(D1), Act::SendResolved { leg, outcome });
    world.submit(CAT, 3);
    world.reject(ANA, 3);
    world.submit(CAT, 3);
    world.withdraw(CAT, 3);
    world.beacon(D1);
    let change = Change::RolesChanged {
        member: CAT,
        roles: Vec::new(),
    };
    let proposal = world.propose(ANA, change);
    world.say(at1(BEN), Act::ProposalDropped { proposal });
    let (channel, reason) = (support::SITE, String::new());
    world.say(at1(ANA), Act::RevocationOrdered { channel, reason });
    let act = Act::Revoked {
        channel,
        state: domain::channel::RevocationState::NothingToRevoke,
        proof: Vec::new(),
    };
    world.say(By::desk(D1), act);
    world.suspend(ANA, CAT);
    world.say(at1(BEN), Act::SuspensionConfirmed { member: CAT });
    world.say(
        at1(BEN),
        Act::KeyRemoved {
            member: CAT,
            desk: D1,
        },
    );
    assert_eq!(world.office().voids(), []);
    world.entries
}

#[test]
fn every_kind_of_act_stands_in_the_ledger_whose_bits_are_turned() {
    let entries = every_kind();
    let kinds: BTreeSet<String> = entries
        .iter()
        .map(|entry| {
            let body: serde_json::Value = serde_json::from_slice(&entry.body).unwrap();
            body["act"]["kind"].as_str().unwrap().to_owned()
        })
        .collect();
    let known: BTreeSet<String> = KINDS.into_iter().map(str::to_owned).collect();
    assert_eq!(kinds, known);
}

/// Turns every bit of every entry that is chosen: none may go unnoticed, and the entry as it is must hold.
fn every_bit_counts(chosen: impl Fn(usize) -> bool) {
    let entries = every_kind();
    let mut before: Option<Office> = None;
    let mut bits = 0;
    for (at, entry) in entries.iter().enumerate() {
        let office = replayed(&entries[..=at]).0;
        if !chosen(at) {
            before = Some(office);
            continue;
        }
        let detected = |changed: &Entry| {
            let mut replay = before
                .clone()
                .map_or_else(|| Replay::new(OFFICE), Replay::onward);
            let followed = replay.follow(changed);
            followed
                .and_then(|()| replay.finish(&mut Chance::default()))
                .is_err()
        };
        for bit in 0..entry.body.len() * 8 {
            let mut changed = entry.clone();
            changed.body[bit / 8] ^= 1 << (bit % 8);
            // A body that cannot be read is refused before anything else is looked at.
            let found = Body::decode(&changed.body).is_err() || detected(&changed);
            assert!(found, "entry {at}, bit {bit} of the body");
        }
        for bit in 0..64 * 8 {
            let mut bytes = *entry.signature.bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let signature = domain::key::Signature::from_bytes(bytes);
            let changed = Entry {
                body: entry.body.clone(),
                signature,
            };
            assert!(detected(&changed), "entry {at}, bit {bit} of the signature");
        }
        bits += entry.body.len() * 8 + 64 * 8;
        assert!(!detected(entry), "entry {at} as it is");
        before = Some(office);
    }
    assert!(bits > 50_000, "{bits}");
}

// In two halves, for two cores.
#[test]
fn every_single_bit_of_the_even_entries_counts() {
    every_bit_counts(|at| at % 2 == 0);
}

#[test]
fn every_single_bit_of_the_odd_entries_counts() {
    every_bit_counts(|at| at % 2 == 1);
}

#[test]
fn a_signature_over_another_type_is_no_entry() {
    let mut world = World::submitted();
    let body = world.entries.last().unwrap().body.clone();
    let honest = signed(&key(at1(ANA)), body.clone());
    assert_eq!(&honest, world.entries.last().unwrap());
    world.entries.pop();
    let other = domain::key::pae(domain::act::FOUNDING_TYPE, &body);
    let signature = support::sign(&key(at1(ANA)), &other);
    world.entries.push(Entry { body, signature });
    let mut replay = Replay::new(OFFICE);
    let followed = world
        .entries
        .iter()
        .try_for_each(|entry| replay.follow(entry));
    assert!(
        followed
            .and_then(|()| replay.finish(&mut Chance::default()))
            .is_err()
    );
}
