//! Members, roles, suspensions, keys and desks.

use super::Case;
use crate::support::{
    ANA, BEN, CAT, D1, D2, DAN, PAPER, RECOVERY, World, at1, enrolment, key, public, sign,
};
use domain::act::{Act, Change};
use domain::key::{PublicKey, Signature};
use domain::member::Role;

const AUTHOR: &[Role] = &[Role::Author];

fn enrolling(change: impl FnOnce(&mut Change)) -> World {
    let mut world = World::founded();
    let mut made = enrolment(CAT, AUTHOR);
    change(&mut made);
    world.propose(ANA, made);
    world
}

fn with_key(made: &mut Change, change: impl FnOnce(&mut domain::act::NewKey)) {
    if let Change::MemberEnrolled { key: new, .. } = made {
        change(new);
        if new.proof == Signature::from_bytes([0; 64]) {
            new.proof = sign(&key(at1(CAT)), &new.statement(crate::support::OFFICE));
        }
    }
}

fn enrolments() -> Vec<Case> {
    let mut enrolled = World::founded();
    enrolled.enrol(CAT, AUTHOR);
    let mut alone = World::founded();
    let proposal = alone.propose(ANA, enrolment(CAT, AUTHOR));
    alone.second(ANA, proposal);
    let mut lapsed = World::founded();
    let proposal = lapsed.propose(ANA, enrolment(CAT, AUTHOR));
    lapsed.now = lapsed.now.plus_hours(72).plus_millis(-1000);
    lapsed.second(BEN, proposal);
    let mut in_time = World::founded();
    let proposal = in_time.propose(ANA, enrolment(CAT, AUTHOR));
    in_time.now = in_time.now.plus_hours(72).plus_millis(-2000);
    in_time.second(BEN, proposal);
    let mut unmanaged = World::with_cat();
    unmanaged.propose(CAT, enrolment(DAN, AUTHOR));
    let mut seconded = World::with_cat();
    let proposal = seconded.propose(ANA, enrolment(DAN, AUTHOR));
    seconded.second(CAT, proposal);
    let mut suspended = World::with_cat();
    let proposal = suspended.propose(ANA, enrolment(DAN, AUTHOR));
    suspended.suspend(CAT, ANA);
    suspended.second(BEN, proposal);
    let mut dropped = World::founded();
    let proposal = dropped.propose(ANA, enrolment(CAT, AUTHOR));
    dropped.say(at1(BEN), Act::ProposalDropped { proposal });
    let kept = dropped.clone();
    dropped.second(BEN, proposal);
    let mut twice = enrolled.clone();
    twice.propose(BEN, enrolment(CAT, AUTHOR));
    let mut paper = World::founded();
    let change = Box::new(enrolment(CAT, AUTHOR));
    let proposal = paper.say(PAPER, Act::Proposed { change });
    paper.second(BEN, proposal);
    let mut paper_policy = World::founded();
    let policy = paper_policy.office().policy().unwrap().clone();
    let change = Box::new(Change::PolicyChanged { policy });
    paper_policy.say(PAPER, Act::Proposed { change });
    let zero = Signature::from_bytes([0; 64]);
    let weak = enrolling(|made| {
        with_key(made, |new| {
            let mut point = [0; 32];
            point[0] = 1;
            new.key = PublicKey::from_bytes(point);
        });
    });
    let noncanonical = enrolling(|made| {
        with_key(made, |new| {
            // The base point's y, plus the prime it is taken by: the same point in another encoding is no key.
            let mut point = [0xff; 32];
            point[0] = 0xf0;
            point[31] = 0x7f;
            new.key = PublicKey::from_bytes(point);
        });
    });
    let taken = enrolling(|made| with_key(made, |new| new.key = public(&key(at1(BEN)))));
    let unproven = enrolling(|made| {
        with_key(made, |new| {
            new.proof = sign(&key(at1(BEN)), &new.statement(crate::support::OFFICE));
        });
    });
    let elsewhere = enrolling(|made| {
        with_key(made, |new| {
            new.proof = zero;
            new.desk = D2;
        });
    });
    let unnamed = enrolling(|made| {
        if let Change::MemberEnrolled { name, .. } = made {
            " \u{a0}".clone_into(name);
        }
    });
    let as_paper = enrolling(|made| {
        with_key(made, |new| {
            new.proof = zero;
            new.member = RECOVERY;
        });
    });
    let bad =
        |name, about, world: &World, code| Case::void(name, "ok_enrolled", about, world, code);
    vec![
        Case::ok(
            "ok_enrolled",
            "Two managers enrol a third member.",
            &enrolled,
        ),
        Case::ok(
            "ok_enrolled_by_the_recovery_key_and_a_manager",
            "The key on paper counts as one member.",
            &paper,
        ),
        Case::ok(
            "ok_seconded_in_time",
            "One second before the proposal lapses.",
            &in_time,
        ),
        Case::ok("ok_proposal_dropped", "The second turns it down.", &kept),
        bad(
            "bad_enrolled_by_one",
            "The proposer seconds it too.",
            &alone,
            "same_member",
        ),
        Case::void(
            "bad_seconded_late",
            "ok_seconded_in_time",
            "The proposal has lapsed.",
            &lapsed,
            "proposal_lapsed",
        ),
        bad(
            "bad_proposed_without_the_role",
            "Cat manages nothing.",
            &unmanaged,
            "role_needed",
        ),
        bad(
            "bad_seconded_without_the_role",
            "Cat manages nothing.",
            &seconded,
            "role_needed",
        ),
        bad(
            "bad_proposer_suspended_since",
            "The first signature no longer counts.",
            &suspended,
            "member_suspended",
        ),
        Case::void(
            "bad_seconded_after_it_was_dropped",
            "ok_proposal_dropped",
            "There is no such proposal any more.",
            &dropped,
            "no_such_proposal",
        ),
        bad(
            "bad_enrolled_twice",
            "Cat is a member already.",
            &twice,
            "member_exists",
        ),
        bad(
            "bad_enrolled_weak_key",
            "The neutral point.",
            &weak,
            "bad_key",
        ),
        bad(
            "bad_enrolled_noncanonical_key",
            "An encoding that is not the point's own.",
            &noncanonical,
            "bad_key",
        ),
        bad(
            "bad_enrolled_key_in_use",
            "Ben's key for Cat.",
            &taken,
            "bad_key",
        ),
        bad(
            "bad_enrolled_without_the_keys_own_signature",
            "Ben signed for the new key.",
            &unproven,
            "bad_key",
        ),
        bad(
            "bad_enrolled_at_no_desk",
            "A desk that there is not.",
            &elsewhere,
            "no_such_desk",
        ),
        bad(
            "bad_enrolled_without_a_name",
            "A name of spaces.",
            &unnamed,
            "bad_text",
        ),
        bad(
            "bad_enrolled_under_the_recovery_keys_id",
            "That id is the paper's.",
            &as_paper,
            "member_exists",
        ),
        Case::void(
            "bad_policy_by_the_recovery_key",
            "ok_enrolled_by_the_recovery_key_and_a_manager",
            "The key on paper changes no rules.",
            &paper_policy,
            "not_for_recovery_key",
        ),
    ]
}

fn suspensions() -> Vec<Case> {
    let suspended = |then: &dyn Fn(&mut World)| {
        let mut world = World::submitted();
        world.suspend(CAT, BEN);
        then(&mut world);
        world
    };
    let confirmed = |by| {
        suspended(&|world| {
            world.say(at1(by), Act::SuspensionConfirmed { member: BEN });
        })
    };
    let mut confirmed_long = confirmed(ANA);
    confirmed_long.now = confirmed_long.now.plus_hours(80);
    confirmed_long.beacon(D1);
    let mut reinstated = World::with_cat();
    reinstated.enrol(DAN, &Role::ALL);
    reinstated.suspend(CAT, BEN);
    let mut himself = reinstated.clone();
    reinstated.two(ANA, DAN, Change::MemberReinstated { member: BEN });
    reinstated.submit(BEN, 1);
    let proposal = himself.propose(ANA, Change::MemberReinstated { member: BEN });
    let mut by_one = himself.clone();
    by_one.second(ANA, proposal);
    himself.second(BEN, proposal);
    let not = |world: &World| {
        let mut world = world.clone();
        world.propose(ANA, Change::MemberReinstated { member: CAT });
        world
    };
    vec![
        Case::ok(
            "ok_suspended_by_one",
            "One member cuts another off.",
            &suspended(&|_| {}),
        ),
        Case::ok(
            "ok_suspended_member_pulls_stop",
            "A suspended member can still stop everything.",
            &suspended(&|world| {
                world.stop_everything(BEN);
            }),
        ),
        Case::void(
            "bad_suspended_member_approves",
            "ok_approved_after_the_suspension_lapsed",
            "A suspended member approves.",
            &suspended(&|world| {
                world.approve(BEN, 1);
            }),
            "member_suspended",
        ),
        Case::void(
            "bad_suspended_member_rejects",
            "ok_rejected",
            "A suspended member can stop and nothing else.",
            &suspended(&|world| {
                world.reject(BEN, 1);
            }),
            "member_suspended",
        ),
        Case::void(
            "bad_suspended_twice",
            "ok_suspended_by_one",
            "The suspension stands already.",
            &suspended(&|world| {
                world.suspend(ANA, BEN);
            }),
            "already_suspended",
        ),
        Case::ok(
            "ok_approved_after_the_suspension_lapsed",
            "Nobody confirmed it within 72 hours.",
            &{
                let mut world = World::with_cat();
                world.suspend(CAT, BEN);
                world.now = world.now.plus_hours(72);
                world.submit(ANA, 1);
                world.approve(BEN, 1);
                world
            },
        ),
        Case::ok(
            "ok_suspension_confirmed",
            "A second member makes it last.",
            &confirmed_long,
        ),
        Case::void(
            "bad_suspension_confirmed_by_the_same",
            "ok_suspension_confirmed",
            "The one who suspended confirms it.",
            &confirmed(CAT),
            "same_member",
        ),
        Case::void(
            "bad_confirmed_without_a_suspension",
            "ok_suspension_confirmed",
            "Nobody has suspended Ben.",
            &{
                let mut world = World::submitted();
                world.say(at1(ANA), Act::SuspensionConfirmed { member: BEN });
                world
            },
            "not_suspended",
        ),
        Case::void(
            "bad_confirmed_twice",
            "ok_suspension_confirmed",
            "It is confirmed already.",
            &{
                let mut world = confirmed(ANA);
                world.say(at1(CAT), Act::SuspensionConfirmed { member: BEN });
                world
            },
            "already_suspended",
        ),
        Case::ok(
            "ok_reinstated_by_two",
            "Two others reinstate Ben, who then submits.",
            &reinstated,
        ),
        Case::void(
            "bad_reinstated_by_himself",
            "ok_reinstated_by_two",
            "A suspended member seconds for himself.",
            &himself,
            "member_suspended",
        ),
        Case::void(
            "bad_reinstated_by_one",
            "ok_reinstated_by_two",
            "One member alone.",
            &by_one,
            "same_member",
        ),
        Case::void(
            "bad_reinstated_without_a_suspension",
            "ok_reinstated_by_two",
            "Cat is not suspended.",
            &not(&reinstated),
            "not_suspended",
        ),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = enrolments();
    cases.extend(suspensions());
    cases
}
