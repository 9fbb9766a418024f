//! Every attack on the two-person rule fails with its own answer, and its honest twin goes through.

mod support;

use domain::act::{Act, Change, Scope};
use domain::chain::{Broken, Replay};
use domain::entry::By;
use domain::member::Role;
use domain::policy::Signatures;
use support::{
    ANA, BEN, CAT, Chance, D1, D2, EVE, OFFICE, World, at1, at2, key, link_of, new_key, release,
    sign,
};

#[test]
fn two_people_open_the_gate() {
    let mut world = World::approved();
    world.claim(1);
    assert_eq!(world.code(), "");
    assert_eq!(world.gate(1), "");
    world.receipt(1);
    assert_eq!(world.code(), "");
}

#[test]
fn approving_ones_own_release_is_refused() {
    let mut world = World::submitted();
    world.approve(ANA, 1);
    assert_eq!(world.code(), "own_release");
    world.claim(1);
    assert_eq!(world.code(), "signatures_missing");
}

#[test]
fn a_second_desk_of_the_same_member_does_not_count_twice() {
    let mut world = World::two_desks();
    world.two(
        ANA,
        BEN,
        Change::KeyAdded {
            key: new_key(ANA, D2),
        },
    );
    world.submit(ANA, 1);
    world.approve_by(at2(ANA), 1);
    assert_eq!(world.code(), "own_release");
    world.policy(|policy| policy.signatures = Signatures::TWO);
    world.approve(BEN, 1);
    assert_eq!(world.code(), "");
    world.approve(BEN, 1);
    assert_eq!(world.code(), "already_approved");
}

#[test]
fn an_edit_after_approval_has_no_approvals() {
    let mut world = World::approved();
    world.submit(ANA, 1);
    assert_eq!(world.code(), "");
    world.claim(1);
    assert_eq!(world.code(), "signatures_missing");
    world.approve(BEN, 1);
    world.claim(1);
    assert_eq!(world.code(), "");
}

#[test]
fn approving_after_a_rejection_is_refused() {
    let mut world = World::submitted();
    world.reject(CAT, 1);
    world.approve(BEN, 1);
    assert_eq!(world.code(), "rejected");
    world.claim(1);
    assert_eq!(world.code(), "rejected");
}

#[test]
fn late_is_dead() {
    let mut world = World::approved();
    let until = world.newest(1).window.execute_before;
    world.now = until;
    world.claim(1);
    assert_eq!(world.code(), "expired");
    let mut claimed = World::claimed();
    claimed.now = until;
    assert_eq!(claimed.gate(1), "expired");
}

#[test]
fn a_signer_who_is_suspended_before_the_claim_does_not_count() {
    let mut world = World::approved();
    world.suspend(CAT, BEN);
    world.claim(1);
    assert_eq!(world.code(), "signatures_missing");
    let mut author = World::approved();
    author.suspend(CAT, ANA);
    author.claim(1);
    assert_eq!(author.code(), "submitter_suspended");
    let mut between = World::claimed();
    between.suspend(CAT, BEN);
    assert_eq!(between.gate(1), "signatures_missing");
}

#[test]
fn a_submitter_who_may_no_longer_submit_does_not_count() {
    let mut world = World::with_cat();
    world.submit(CAT, 1);
    world.approve(BEN, 1);
    let mut kept = world.clone();
    let roles = vec![Role::Approver];
    world.two(ANA, BEN, Change::RolesChanged { member: CAT, roles });
    assert_eq!(world.code(), "");
    world.claim(1);
    assert_eq!(world.code(), "submitter_suspended");
    let roles = vec![Role::Author];
    kept.two(ANA, BEN, Change::RolesChanged { member: CAT, roles });
    kept.claim(1);
    assert_eq!(kept.code(), "");
}

#[test]
fn what_is_live_can_be_taken_down_after_a_newer_revision_failed() {
    for again in [false, true] {
        let mut world = World::live();
        world.submit(ANA, 1);
        world.approve(BEN, 1);
        world.claim(1);
        world.fail(1, again);
        world.takedown(CAT, 1);
        assert_eq!(world.code(), "", "again: {again}");
        world.claim(1);
        assert_eq!(world.code(), "leg_state", "what failed is not tried again");
    }
    let mut failed = World::claimed();
    failed.fail(1, true);
    failed.takedown(CAT, 1);
    assert_eq!(failed.code(), "not_live");
    failed.claim(1);
    assert_eq!(failed.code(), "");
}

#[test]
fn a_suspended_member_can_still_stop_and_nothing_else() {
    let mut world = World::submitted();
    world.suspend(CAT, BEN);
    world.approve(BEN, 1);
    assert_eq!(world.code(), "member_suspended");
    world.stop_everything(BEN);
    assert_eq!(world.code(), "");
    assert_eq!(world.office().stops_on().count(), 1);
}

#[test]
fn one_member_cannot_change_the_rules() {
    let mut world = World::submitted();
    let mut policy = world
        .office()
        .policy()
        .cloned()
        .unwrap_or_else(domain::policy::Policy::founding);
    policy.freshness_s = 60;
    let proposal = world.propose(ANA, Change::PolicyChanged { policy });
    assert_eq!(world.office().policy_epoch(), 0);
    world.second(ANA, proposal);
    assert_eq!(world.code(), "same_member");
    assert_eq!(world.office().policy_epoch(), 0);
    world.second(BEN, proposal);
    assert_eq!(world.code(), "");
    assert_eq!(world.office().policy_epoch(), 1);
}

#[test]
fn one_signature_cannot_be_said() {
    for count in [0_u8, 1, 10, 255] {
        assert!(Signatures::new(count).is_err(), "{count}");
        assert!(
            serde_json::from_str::<Signatures>(&count.to_string()).is_err(),
            "{count}"
        );
    }
    assert!(serde_json::from_str::<Signatures>("2").is_ok());
}

#[test]
fn rules_that_grew_stricter_after_the_approval_count() {
    let mut world = World::approved();
    world.policy(|policy| policy.signatures = Signatures::new(3).unwrap_or(Signatures::TWO));
    assert_eq!(world.code(), "");
    world.claim(1);
    assert_eq!(world.code(), "signatures_missing");
    world.approve(CAT, 1);
    world.claim(1);
    assert_eq!(world.code(), "");
}

#[test]
fn a_stop_closes_the_gate_and_nothing_springs_back() {
    let mut world = World::claimed();
    let stop = world.stop_everything(CAT);
    assert_eq!(world.gate(1), "stopped");
    world.restart(ANA, ANA, vec![stop]);
    assert_eq!(world.code(), "same_member");
    world.restart(ANA, BEN, vec![stop]);
    assert_eq!(world.code(), "");
    assert_eq!(world.gate(1), "signed_before_stop");
}

#[test]
fn a_restart_does_not_lift_a_later_stop() {
    let mut world = World::approved();
    let first = world.stop_everything(CAT);
    let proposal = world.propose(ANA, Change::Restart { stops: vec![first] });
    world.stop(By::desk(D1), Scope::Everything);
    world.second(BEN, proposal);
    assert_eq!(world.code(), "");
    assert_eq!(world.office().stops_on().count(), 1);
}

#[test]
fn the_desk_alone_can_stop_and_cannot_approve() {
    let mut world = World::submitted();
    let approval = world.approval(1);
    world.say(By::desk(D1), support::approved(approval));
    assert_eq!(world.code(), "person_needed");
    world.stop(By::desk(D1), Scope::Everything);
    assert_eq!(world.code(), "");
}

#[test]
fn a_person_cannot_forge_a_claim_or_a_receipt() {
    let mut world = World::approved();
    let leg = world.next_leg(1);
    world.say(at1(ANA), Act::Claimed(leg));
    assert_eq!(world.code(), "desk_needed");
    world.claim(1);
    assert_eq!(world.code(), "");
    world.claim(1);
    assert_eq!(world.code(), "leg_state");
}

#[test]
fn content_swapped_under_its_digest_does_not_go_out() {
    let mut world = World::claimed();
    let digest = world.newest(1).digest;
    let Some(bytes) = world.contents.get_mut(&digest) else {
        unreachable!("{digest}")
    };
    bytes.push(b' ');
    assert_eq!(world.gate(1), "content_differs");
    assert_eq!(World::claimed().gate(1), "");
}

#[test]
fn an_entry_signed_by_a_stranger_breaks_the_ledger() {
    let mut world = World::submitted();
    let stop = Act::Stop {
        scope: Scope::Everything,
        pulled_by: None,
        reason: String::new(),
    };
    world.say(at1(EVE), stop);
    assert!(
        matches!(world.broken(), Some(Broken::Stranger { .. })),
        "{:?}",
        world.broken()
    );
}

#[test]
fn an_act_signed_with_another_members_key_breaks_the_ledger() {
    let mut world = World::submitted();
    let act = Act::Withdrawn {
        release: release(1),
        revision: world.newest(1).digest,
    };
    let at = world.now.plus_millis(1000);
    let Ok(prepared) = domain::decide::prepare(world.office(), at1(BEN), at, act) else {
        unreachable!("the act fits an entry")
    };
    let signature = sign(&key(at1(CAT)), &prepared.to_sign());
    world.push(prepared.signed(signature));
    assert!(
        matches!(world.broken(), Some(Broken::BadSignature { .. })),
        "{:?}",
        world.broken()
    );
}

#[test]
fn any_single_byte_changed_is_noticed() {
    let entries = World::live().entries;
    let Some(last) = entries.last().map(link_of) else {
        unreachable!("a live world has entries")
    };
    for at in 0..entries.len() {
        let length = entries[at].body.len();
        for byte in (0..length).step_by(7).chain([length - 1]) {
            let mut changed = entries.clone();
            changed[at].body[byte] ^= 1;
            let mut replay = Replay::new(OFFICE);
            let followed = changed.iter().try_for_each(|entry| replay.follow(entry));
            let end = followed.and_then(|()| replay.finish(&mut Chance::default()));
            assert!(end.is_err(), "entry {at}, byte {byte}");
        }
    }
    let mut replay = Replay::new(OFFICE);
    let whole = entries.iter().try_for_each(|entry| replay.follow(entry));
    let end = whole.and_then(|()| replay.finish(&mut Chance::default()));
    assert!(end.is_ok_and(|(office, _)| office.head().link == last));
}

#[test]
fn a_missing_or_doubled_entry_breaks_the_ledger() {
    let entries = World::live().entries;
    for at in 0..entries.len() - 1 {
        let mut missing = entries.clone();
        missing.remove(at);
        let mut doubled = entries.clone();
        doubled.insert(at, entries[at].clone());
        for changed in [missing, doubled] {
            let mut replay = Replay::new(OFFICE);
            assert!(
                changed.iter().any(|entry| replay.follow(entry).is_err()),
                "entry {at}"
            );
        }
    }
}
