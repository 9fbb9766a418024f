//! Signing a revision, turning it down, taking it back.

use super::Case;
use super::submissions::submission;
use crate::support::{ANA, BEN, CAT, D2, SITE, World, approved, at1, at2, release};
use domain::act::{Act, Approval, Change, Submission};
use domain::digest::Digest;
use domain::entry::By;
use domain::ids::MemberId;

fn approval(change: &dyn Fn(&mut Approval)) -> World {
    let mut world = World::submitted();
    let mut made = world.approval(1);
    change(&mut made);
    world.say(at1(BEN), approved(made));
    world
}

fn edited(editors: &[MemberId], submitter: MemberId, approver: MemberId) -> World {
    let mut world = submission(submitter, 1, &|made| made.editors = editors.to_vec());
    world.approve(approver, 1);
    world
}

pub(super) fn cases() -> Vec<Case> {
    let bad = |name, about, change: &dyn Fn(&mut Approval), code| {
        Case::void(name, "ok_approved", about, &approval(change), code)
    };
    let mut own = World::submitted();
    own.approve(ANA, 1);
    let mut two_desks = World::two_desks();
    two_desks.submit(BEN, 1);
    let mut other = two_desks.clone();
    two_desks.approve_by(at2(BEN), 1);
    other.approve(ANA, 1);
    let mut twice = World::approved();
    twice.approve(BEN, 1);
    let mut third = World::approved();
    third.approve(CAT, 1);
    let mut rejected = World::submitted();
    rejected.reject(CAT, 1);
    let rejection = rejected.clone();
    rejected.approve(BEN, 1);
    let mut withdrawn = World::submitted();
    withdrawn.withdraw(ANA, 1);
    let withdrawal = withdrawn.clone();
    withdrawn.approve(BEN, 1);
    let mut late = World::submitted();
    late.now = late.newest(1).window.execute_before.plus_millis(-1000);
    late.approve(BEN, 1);
    let mut just = World::submitted();
    just.now = just.newest(1).window.execute_before.plus_millis(-2000);
    just.approve(BEN, 1);
    let mut replaced = World::submitted();
    let old = replaced.approval(1);
    replaced.submit(ANA, 1);
    replaced.say(at1(BEN), approved(old));
    let mut new_rules = World::submitted();
    let old = new_rules.approval(1);
    new_rules.policy(|policy| policy.freshness_s = 60);
    let mut under_new = new_rules.clone();
    new_rules.say(at1(BEN), approved(old));
    under_new.approve(BEN, 1);
    let mut stopped = World::submitted();
    stopped.stop_everything(CAT);
    stopped.approve(BEN, 1);
    let mut no_role = World::submitted();
    let roles = vec![domain::member::Role::Author];
    let member = CAT;
    no_role.two(ANA, BEN, Change::RolesChanged { member, roles });
    no_role.approve(CAT, 1);
    let flag = |made: &mut Submission| {
        made.flags = vec![domain::act::Flag {
            channel: SITE,
            field: "body".to_owned(),
            start: 0,
            end: 5,
            what: "mixed_script".to_owned(),
            found: "Words".to_owned(),
        }];
    };
    let mut flagged = submission(ANA, 1, &flag);
    let mut unread = flagged.clone();
    flagged.approve(BEN, 1);
    let mut made = unread.approval(1);
    made.flags.clear();
    unread.say(at1(BEN), approved(made));
    let mut desk = World::submitted();
    let made = desk.approval(1);
    desk.say(By::desk(crate::support::D1), approved(made));
    let mut paper = World::submitted();
    let made = paper.approval(1);
    paper.say(crate::support::PAPER, approved(made));
    let mut re_rejected = rejection.clone();
    re_rejected.reject(BEN, 1);
    let mut re_withdrawn = withdrawal.clone();
    re_withdrawn.withdraw(BEN, 1);
    let mut unknown = World::submitted();
    let act = Act::Withdrawn {
        release: release(2),
        revision: Digest::of(b"x"),
    };
    unknown.say(at1(ANA), act);
    vec![
        Case::ok(
            "ok_approved",
            "Ben signs Ana's release.",
            &World::approved(),
        ),
        Case::ok("ok_approved_by_two", "And Cat signs it too.", &third),
        Case::void(
            "bad_self_approval",
            "ok_approved",
            "Ana signs her own release.",
            &own,
            "own_release",
        ),
        Case::void(
            "bad_self_approval_second_device",
            "ok_approved_at_another_desk",
            "Ben signs his own release at a second desk.",
            &two_desks,
            "own_release",
        ),
        Case::ok(
            "ok_approved_at_another_desk",
            "Ana signs Ben's release.",
            &other,
        ),
        Case::void(
            "bad_editor_is_approver",
            "ok_edited_and_approved_by_another",
            "Ben's edit is in Ana's text.",
            &edited(&[BEN], ANA, BEN),
            "editor_is_approver",
        ),
        Case::ok(
            "ok_edited_and_approved_by_another",
            "Ben's edit is in Ana's text; Cat signs.",
            &edited(&[BEN], ANA, CAT),
        ),
        Case::ok(
            "ok_editor_approved_by_first_author",
            "Ben wrote all of it anew and submitted; Ana signs.",
            &edited(&[], BEN, ANA),
        ),
        Case::void(
            "bad_approved_twice",
            "ok_approved_by_two",
            "Ben signs a second time.",
            &twice,
            "already_approved",
        ),
        Case::void(
            "bad_approved_after_rejection",
            "ok_rejected",
            "One rejection voids the revision.",
            &rejected,
            "rejected",
        ),
        Case::void(
            "bad_approved_after_withdrawal",
            "ok_withdrawn",
            "It was taken back.",
            &withdrawn,
            "withdrawn",
        ),
        Case::ok("ok_rejected", "Cat turns it down.", &rejection),
        Case::ok("ok_withdrawn", "Ana takes it back.", &withdrawal),
        Case::void(
            "bad_rejected_twice",
            "ok_rejected",
            "It is void already.",
            &re_rejected,
            "rejected",
        ),
        Case::void(
            "bad_withdrawn_twice",
            "ok_withdrawn",
            "It is taken back already.",
            &re_withdrawn,
            "withdrawn",
        ),
        Case::void(
            "bad_withdrawn_unknown",
            "ok_withdrawn",
            "There is no such revision.",
            &unknown,
            "no_such_revision",
        ),
        Case::void(
            "bad_approved_late",
            "ok_approved_just_in_time",
            "Late is dead.",
            &late,
            "expired",
        ),
        Case::ok("ok_approved_just_in_time", "In the last second.", &just),
        Case::void(
            "bad_approved_replaced",
            "ok_approved",
            "A newer revision has taken its place.",
            &replaced,
            "not_the_newest",
        ),
        Case::void(
            "bad_approved_under_old_rules",
            "ok_approved_under_new_rules",
            "The rules have changed since.",
            &new_rules,
            "policy_epoch_differs",
        ),
        Case::ok(
            "ok_approved_under_new_rules",
            "Signed under the rules of now.",
            &under_new,
        ),
        Case::void(
            "bad_approved_during_a_stop",
            "ok_approved",
            "Nobody signs for publishing while all of it is halted.",
            &stopped,
            "stopped",
        ),
        Case::void(
            "bad_approved_without_the_role",
            "ok_approved",
            "Cat writes, and approves nothing.",
            &no_role,
            "role_needed",
        ),
        Case::ok(
            "ok_flags_acknowledged",
            "The approver acknowledged every flag.",
            &flagged,
        ),
        Case::void(
            "bad_flags_not_acknowledged",
            "ok_flags_acknowledged",
            "The approver acknowledged none.",
            &unread,
            "flags_not_acknowledged",
        ),
        bad(
            "bad_publisher_mismatch",
            "Another publisher.",
            &|made| made.publisher = D2,
            "publisher_differs",
        ),
        bad(
            "bad_window_mismatch",
            "Another window.",
            &|made| made.window.execute_before = made.window.execute_before.plus_millis(1),
            "window_differs",
        ),
        bad(
            "bad_approved_unknown",
            "Bytes that nobody submitted.",
            &|made| made.revision = Digest::of(b"x"),
            "no_such_revision",
        ),
        Case::void(
            "bad_approved_by_the_desk",
            "ok_approved",
            "The desk's own key approves nothing.",
            &desk,
            "person_needed",
        ),
        Case::void(
            "bad_approved_by_the_recovery_key",
            "ok_approved",
            "Nor does the key on paper.",
            &paper,
            "not_for_recovery_key",
        ),
    ]
}
