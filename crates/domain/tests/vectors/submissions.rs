//! Putting a revision forward.

use super::Case;
use crate::support::{ANA, BEN, CAT, D3, SITE, SKY, World, at1, submitted};
use domain::act::Submission;
use domain::digest::Digest;
use domain::entry::By;
use domain::ids::MemberId;

pub(super) fn submission(by: MemberId, number: u32, change: &dyn Fn(&mut Submission)) -> World {
    let mut world = World::with_cat();
    let mut made = world.draft(number);
    change(&mut made);
    world.say(at1(by), submitted(made));
    world
}

pub(super) fn cases() -> Vec<Case> {
    let bad = |name, about, change: &dyn Fn(&mut Submission), code| {
        Case::void(
            name,
            "ok_submitted",
            about,
            &submission(ANA, 1, change),
            code,
        )
    };
    let mut second = World::submitted();
    second.submit(CAT, 1);
    let again = |change: &dyn Fn(&mut Submission)| {
        let mut world = World::submitted();
        let mut made = world.draft(1);
        change(&mut made);
        world.say(at1(ANA), submitted(made));
        world
    };
    let first = World::submitted().newest(1).digest;
    let mut in_hand = World::claimed();
    in_hand.submit(ANA, 1);
    let mut no_author = World::with_site();
    let roles = vec![domain::member::Role::Approver];
    no_author.enrol(CAT, &roles);
    no_author.submit(CAT, 1);
    let mut both = World::with_site();
    both.two(ANA, BEN, crate::support::sky(Some(1)));
    let on = |channels: &[domain::ids::ChannelId]| {
        let mut world = both.clone();
        let content = world.content(1, &[SITE, SKY], "Words.");
        let mut made = world.submission(&content);
        made.channels = channels.to_vec();
        world.say(at1(ANA), submitted(made));
        world
    };
    let mut by_desk = World::with_cat();
    let made = by_desk.draft(1);
    by_desk.say(By::desk(crate::support::D1), submitted(made));
    vec![
        Case::ok(
            "ok_submitted",
            "Ana puts release 1 forward.",
            &World::submitted(),
        ),
        Case::ok(
            "ok_submitted_again",
            "Cat puts a second revision forward.",
            &second,
        ),
        Case::ok(
            "ok_submitted_to_two_channels",
            "What can be taken back most easily goes first.",
            &on(&[SITE, SKY]),
        ),
        Case::void(
            "bad_submitted_without_the_role",
            "ok_submitted",
            "Cat approves, and writes nothing.",
            &no_author,
            "role_needed",
        ),
        Case::void(
            "bad_submitted_by_the_desk",
            "ok_submitted",
            "The desk's own key starts nothing.",
            &by_desk,
            "person_needed",
        ),
        bad(
            "bad_submitted_untitled",
            "No title.",
            &|made| made.title.clear(),
            "bad_text",
        ),
        bad(
            "bad_submitted_note_too_long",
            "More than 2000 characters.",
            &|made| made.note = "x".repeat(2001),
            "bad_text",
        ),
        bad(
            "bad_submitted_number_skipped",
            "Numbers are given in order.",
            &|made| made.number = 2,
            "release_reused",
        ),
        bad(
            "bad_submitted_replacing_nothing",
            "A first revision that replaces one.",
            &|made| made.replaces = Some(made.revision),
            "no_such_revision",
        ),
        bad(
            "bad_submitted_under_other_rules",
            "An epoch that never was.",
            &|made| made.policy_epoch = 1,
            "policy_epoch_differs",
        ),
        bad(
            "bad_submitted_for_no_desk",
            "A publisher that there is not.",
            &|made| made.publisher = D3,
            "no_such_desk",
        ),
        bad(
            "bad_submitted_empty_window",
            "It ends where it begins.",
            &|made| made.window.execute_before = made.window.not_before,
            "window_unsound",
        ),
        bad(
            "bad_submitted_window_over",
            "It has ended.",
            &|made| {
                made.window.not_before = made.window.not_before.plus_hours(0).plus_millis(-2000);
                made.window.execute_before = made.window.not_before.plus_millis(1000);
            },
            "window_unsound",
        ),
        bad(
            "bad_submitted_window_too_long",
            "More than 32 days.",
            &|made| {
                made.window.execute_before = made.window.not_before.plus_hours(24 * 33);
            },
            "window_unsound",
        ),
        bad(
            "bad_submitted_nowhere",
            "No channel.",
            &|made| made.channels.clear(),
            "channels_unsound",
        ),
        bad(
            "bad_submitted_channel_twice",
            "The newsroom twice.",
            &|made| made.channels = vec![SITE, SITE],
            "channels_unsound",
        ),
        bad(
            "bad_submitted_to_an_unknown_channel",
            "A channel that there is not.",
            &|made| made.channels = vec![SKY],
            "no_such_channel",
        ),
        Case::void(
            "bad_submitted_channels_out_of_order",
            "ok_submitted_to_two_channels",
            "What is hardest to take back goes first.",
            &on(&[SKY, SITE]),
            "channels_unsound",
        ),
        bad(
            "bad_submitter_is_editor",
            "The submitter stands among the editors.",
            &|made| made.editors = vec![ANA],
            "content_differs",
        ),
        bad(
            "bad_editors_out_of_order",
            "One list has one form.",
            &|made| made.editors = vec![CAT, BEN],
            "content_differs",
        ),
        bad(
            "bad_editor_is_nobody",
            "An editor who is no member.",
            &|made| made.editors = vec![crate::support::EVE],
            "no_such_member",
        ),
        Case::void(
            "bad_release_reused",
            "ok_submitted_again",
            "The release has another number.",
            &again(&|made| made.number = 2),
            "release_reused",
        ),
        Case::void(
            "bad_revision_reused",
            "ok_submitted_again",
            "These very bytes were submitted before.",
            &again(&|made| made.revision = first),
            "revision_reused",
        ),
        Case::void(
            "bad_replaces_another",
            "ok_submitted_again",
            "It replaces a revision that is not the newest.",
            &again(&|made| made.replaces = Some(Digest::of(b"another"))),
            "not_the_newest",
        ),
        Case::void(
            "bad_submitted_while_one_is_in_hand",
            "ok_submitted_again",
            "The earlier one may be going out this moment.",
            &in_hand,
            "leg_state",
        ),
    ]
}
