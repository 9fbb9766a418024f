//! An office that puts away what is over, and goes on from checkpoints, answers as one that keeps everything at hand.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use domain::act::{Act, Change, Leg, Resolution, Scope};
use domain::archive::Need;
use domain::chain::{Broken, Replay};
use domain::checkpoint;
use domain::entry::{By, Entry};
use domain::gate;
use domain::ids::{MemberId, ReleaseId};
use domain::office::{Office, Progress};
use domain::refusal::Refusal;
use domain::summary::{state_digest, state_json};
use domain::tree::{Key, Nodes, ways};
use proptest::prelude::*;
use std::collections::BTreeMap;
use support::{ANA, BEN, CAT, Chance, D1, SITE, World, at1, receipt, release, submitted};

/// Where rows and nodes are kept; nobody trusts it.
#[derive(Debug, Clone, Default)]
struct Shelf {
    rows: BTreeMap<Key, Vec<u8>>,
    nodes: Nodes,
}

impl Shelf {
    fn nodes(&self, keys: &[Key]) -> Nodes {
        let ways = ways(keys);
        let found = ways.into_iter().filter_map(|path| {
            let node = self.nodes.get(&path)?.clone();
            Some((path, node))
        });
        found.collect()
    }
}

/// An office that holds at hand only what it must.
#[derive(Debug)]
struct Light {
    office: Office,
    shelf: Shelf,
}

impl Light {
    fn from(entries: &[Entry]) -> Self {
        let mut replay = Replay::new(support::OFFICE);
        for entry in entries {
            replay.follow(entry).unwrap();
        }
        let (office, _) = replay.finish(&mut Chance::default()).unwrap();
        Self {
            office,
            shelf: Shelf::default(),
        }
    }

    /// As a desk does it: what is not at hand is brought back, and the entry followed again.
    fn follow(&mut self, entry: &Entry) {
        let mut replay = Replay::onward(self.office.clone());
        loop {
            match replay.follow(entry) {
                Ok(()) => break,
                Err(Broken::NotRecalled { need, .. }) => {
                    let nodes = self.shelf.nodes(&[need.key()]);
                    let row = self.shelf.rows.get(&need.key()).map(Vec::as_slice);
                    replay.bring_back(need, &nodes, row).unwrap();
                }
                Err(broken) => panic!("{broken}"),
            }
        }
        self.office = replay.finish(&mut Chance::default()).unwrap().0;
    }

    fn put_away(&mut self) {
        let nodes = self.shelf.nodes(&self.office.keys_to_put_away());
        let away = self.office.put_away(&nodes).unwrap();
        self.shelf.rows.extend(away.rows);
        self.shelf.nodes.extend(away.nodes);
        let bytes = checkpoint::encode(&self.office).unwrap();
        let read = checkpoint::unverified_decode(&bytes).unwrap();
        assert_eq!(read, self.office);
        self.office = read;
    }

    fn recall(&mut self, need: Need) {
        let nodes = self.shelf.nodes(&[need.key()]);
        let row = self.shelf.rows.get(&need.key()).map(Vec::as_slice);
        self.office.recall(need, &nodes, row).unwrap();
    }

    /// What the rules answer once what they ask for was brought back.
    fn asked<T>(&self, ask: impl Fn(&Office) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let mut light = Self {
            office: self.office.clone(),
            shelf: self.shelf.clone(),
        };
        loop {
            match ask(&light.office) {
                Err(Refusal::NotRecalled { need }) => light.recall(need),
                answer => return answer,
            }
        }
    }
}

/// What the newest entry came to.
fn outcome(office: &Office) -> Option<Refusal> {
    let void = office.voids().last()?;
    (void.seq == office.head().seq).then(|| void.refusal.clone())
}

/// Every leg, as it is in hand and at its next try.
fn legs(office: &Office) -> Vec<(Leg, Leg)> {
    let mut legs = Vec::new();
    for release in office.releases().values() {
        for revision in &release.revisions {
            for state in &revision.legs {
                let leg = |more| Leg {
                    release: release.id,
                    revision: revision.digest,
                    channel: state.channel,
                    attempt: state.attempts + more,
                };
                legs.push((leg(0), leg(1)));
            }
        }
    }
    legs
}

/// One thing that somebody does, whether the rules admit it or not.
fn step(world: &mut World, what: u8, number: u32, who: MemberId) {
    let known = world.office().release(release(number)).is_some();
    let next = world.office().next_number();
    match what {
        0..=2 => {
            world.submit(who, if known { number } else { next });
        }
        // The very bytes of an earlier revision, under a new name.
        3 if known => {
            let revision = world.newest(number).digest;
            let mut again = world.draft(next);
            again.revision = revision;
            world.say(at1(who), submitted(again));
        }
        // A known release under another number, or an unknown one that says it replaces something.
        4 if known => {
            let mut other = world.draft(number);
            other.number = next;
            world.say(at1(who), submitted(other));
        }
        5 if known => {
            let mut other = world.draft(number);
            other.release = ReleaseId::new(uuid::Uuid::from_u128(u128::from(number)));
            world.say(at1(who), submitted(other));
        }
        6..=8 if known => {
            world.approve(who, number);
        }
        9 if known => {
            world.reject(who, number);
        }
        10 if known => {
            world.withdraw(who, number);
        }
        11..=13 if known => {
            world.claim(number);
        }
        14..=16 if known => {
            world.receipt(number);
        }
        17 if known => {
            world.fail(number, who == ANA);
        }
        18 if known => {
            world.unknown(number);
        }
        19 if known => {
            let leg = world.leg(number);
            let outcome = match who {
                ANA => Resolution::Absent,
                BEN => Resolution::Undecided,
                _ => Resolution::Found {
                    remotes: Vec::new(),
                },
            };
            world.say(By::desk(D1), Act::SendResolved { leg, outcome });
        }
        20 if known => {
            world.takedown(who, number);
        }
        21 if known => {
            let act = Act::TakenDown {
                release: release(number),
                channel: SITE,
                gone: who != CAT,
                proof: Vec::new(),
            };
            world.say(By::desk(D1), act);
        }
        22 => {
            let link = world.stop(at1(who), Scope::Everything);
            if number.is_multiple_of(2) {
                world.restart(ANA, BEN, vec![link]);
            }
        }
        23 => {
            let stops = world.office().stops_on().map(|stop| stop.link).collect();
            world.restart(BEN, ANA, stops);
        }
        24 if known => {
            let leg = world.leg(number);
            let sent = who == BEN;
            world.two(ANA, who, Change::UnknownDecided { leg, sent });
        }
        // A receipt of an attempt that never was.
        25 if known => {
            let leg = world.next_leg(number);
            world.say(By::desk(D1), receipt(leg));
        }
        26 => {
            world.wait_minutes(i64::from(number) * 700);
        }
        27 => {
            world.wait_minutes(40 * 24 * 60);
        }
        _ => {
            world.beacon(D1);
        }
    }
}

fn who() -> impl Strategy<Value = MemberId> {
    prop_oneof![Just(ANA), Just(BEN), Just(CAT)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn putting_away_and_going_on_from_checkpoints_changes_no_answer(
        steps in prop::collection::vec((0..30_u8, 1..7_u32, who(), 0..4_u8), 1..140),
    ) {
        let mut world = World::with_cat();
        let mut light = Light::from(&world.entries);
        for (what, number, by, away) in steps {
            let before = world.entries.len();
            step(&mut world, what, number, by);
            for (at, entry) in world.entries.iter().enumerate().skip(before) {
                light.follow(entry);
                // The full office is at the last of a step's entries only.
                if at + 1 == world.entries.len() {
                    prop_assert_eq!(outcome(&light.office), outcome(world.office()));
                    prop_assert_eq!(light.office.head(), world.office().head());
                }
            }
            if away == 0 {
                light.put_away();
            }
            let now = world.now;
            for (held, next) in legs(world.office()) {
                prop_assert_eq!(
                    light.asked(|office| gate::would_open(office, &next, D1, now)),
                    gate::would_open(world.office(), &next, D1, now)
                );
                prop_assert_eq!(
                    light.asked(|office| gate::still_open(office, &held, D1, now)),
                    gate::still_open(world.office(), &held, D1, now)
                );
            }
            // Whatever a desk must act on by itself is at hand.
            for (id, release) in world.office().releases() {
                let moving = release.revisions.iter().flat_map(|each| &each.legs).any(|leg| {
                    matches!(leg.state, Progress::Claimed { .. } | Progress::Unknown { .. })
                });
                prop_assert!(!moving || light.office.release(*id).is_some());
            }
        }
        light.put_away();
        if light.office.releases_put_away() > 0 {
            prop_assert_ne!(state_digest(&light.office), state_digest(world.office()));
        }
        for id in world.office().releases().keys() {
            light.recall(Need::Release(*id));
        }
        for void in world.office().voids() {
            light.recall(Need::voids_at(void.seq));
        }
        prop_assert_eq!(state_json(&light.office), state_json(world.office()));
        prop_assert_eq!(light.office.releases(), world.office().releases());
        prop_assert_eq!(light.office.voids(), world.office().voids());
    }
}

/// A release that is out and put away, and another in work.
fn put_away() -> (World, Light) {
    let mut world = World::live();
    world.submit(ANA, 2);
    let mut light = Light::from(&world.entries);
    light.put_away();
    (world, light)
}

#[test]
fn what_is_put_away_is_never_called_unknown() {
    let (world, light) = put_away();
    assert_eq!(light.office.releases().len(), 1);
    let leg = world.next_leg(1);
    let asked = gate::would_open(&light.office, &leg, D1, world.now);
    let need = Need::Release(release(1));
    assert_eq!(asked, Err(Refusal::NotRecalled { need }));
    // And once it is brought back, the answer is the rules' own.
    let asked = light.asked(|office| gate::would_open(office, &leg, D1, world.now));
    assert_eq!(asked.map_err(|no| no.code()), Err("leg_state".to_owned()));
    assert!(light.office.has_at_hand(Need::Release(release(2))));
}

#[test]
fn an_entry_about_what_is_put_away_is_not_followed_until_it_is_brought_back() {
    let (mut world, mut light) = put_away();
    world.takedown(BEN, 1);
    let entry = world.entries.last().unwrap();
    let mut replay = Replay::onward(light.office.clone());
    let halted = replay.follow(entry);
    let need = Need::Release(release(1));
    let seq = world.office().head().seq;
    assert_eq!(halted, Err(Broken::NotRecalled { seq, need }));
    assert_eq!(replay.owed(), 0);
    light.follow(entry);
    assert_eq!(
        light.office.release(release(1)),
        world.office().release(release(1))
    );
}

#[test]
fn an_old_row_put_back_is_refused() {
    let (mut world, mut light) = put_away();
    let old = light.shelf.clone();
    world.takedown(BEN, 1);
    let taken = Act::TakenDown {
        release: release(1),
        channel: SITE,
        gone: true,
        proof: Vec::new(),
    };
    world.say(By::desk(D1), taken);
    for entry in world.entries.iter().rev().take(2).rev() {
        light.follow(entry);
    }
    light.put_away();
    let need = Need::Release(release(1));
    let now = light.shelf.clone();
    for shelf in [
        Shelf {
            rows: old.rows.clone(),
            nodes: now.nodes.clone(),
        },
        Shelf {
            rows: now.rows.clone(),
            nodes: old.nodes.clone(),
        },
        old.clone(),
        Shelf::default(),
    ] {
        let mut office = light.office.clone();
        let nodes = shelf.nodes(&[need.key()]);
        let row = shelf.rows.get(&need.key()).map(Vec::as_slice);
        assert!(office.recall(need, &nodes, row).is_err());
        assert!(!office.has_at_hand(need));
    }
    light.recall(need);
    assert_eq!(
        light.office.release(release(1)),
        world.office().release(release(1))
    );
}

#[test]
fn a_checkpoint_of_another_shape_is_refused() {
    let (_, light) = put_away();
    let bytes = checkpoint::encode(&light.office).unwrap();
    assert_eq!(
        checkpoint::unverified_decode(&bytes),
        Ok(light.office.clone())
    );
    let text = String::from_utf8(bytes).unwrap();
    for other in [
        text.replacen("{\"v\":", "{\"v\":9", 1),
        text.replacen("\"practice\":false", "\"practice\":false,\"more\":1", 1),
        text.replacen("\"practice\":false,", "", 1),
        format!(" {text}"),
        text[..text.len() - 1].to_owned(),
        String::new(),
    ] {
        assert!(
            checkpoint::unverified_decode(other.as_bytes()).is_err(),
            "{other}"
        );
    }
}
