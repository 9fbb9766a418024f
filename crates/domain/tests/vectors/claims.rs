//! Claims: what the gate asks of a revision before it goes.

use super::Case;
use crate::support::{
    ANA, BEN, CAT, D1, D2, SITE, SITE2, World, at1, at2, desk_keys, new_key, receipt,
};
use domain::act::{Act, Change, Leg};
use domain::entry::By;
use domain::member::Role;
use domain::policy::ChannelRule;

fn then(world: World, act: impl FnOnce(&mut World)) -> World {
    let mut world = world;
    act(&mut world);
    world
}

fn claims() -> Vec<Case> {
    let submitted = World::submitted;
    let approved = World::approved;
    let later = |hours: u32, before: i64| {
        let mut world = World::with_cat();
        let mut content = world.content(1, &[SITE], "Words.");
        content.window.not_before = content.window.not_before.plus_hours(hours);
        let made = world.submission(&content);
        world.say(at1(ANA), crate::support::submitted(made));
        world.approve(BEN, 1);
        world.now = content.window.not_before.plus_millis(before);
        world.claim(1);
        world
    };
    let end = |before: i64| {
        then(approved(), |world| {
            world.now = world.newest(1).window.execute_before.plus_millis(before);
            world.claim(1);
        })
    };
    let removed_after = then(World::claimed(), |world| {
        world.suspend(CAT, BEN);
        world.receipt(1);
    });
    let special = |role| {
        let mut world = World::with_cat();
        world.policy(|policy| {
            policy.channels = vec![ChannelRule {
                channel: SITE,
                signatures: domain::policy::Signatures::TWO,
                role: Some(role),
            }];
        });
        world.submit(BEN, 1);
        world.approve(CAT, 1);
        world
    };
    let suspended_long = |member| {
        let mut world = World::with_cat();
        world.two(
            ANA,
            BEN,
            Change::RolesChanged {
                member: CAT,
                roles: Role::ALL.to_vec(),
            },
        );
        let mut content = world.content(1, &[SITE], "Words.");
        content.window.execute_before = content.window.execute_before.plus_hours(100);
        let made = world.submission(&content);
        world.say(at1(ANA), crate::support::submitted(made));
        world.approve(BEN, 1);
        world.suspend(if member == CAT { BEN } else { CAT }, member);
        world
    };
    let waited_out = |member| {
        then(suspended_long(member), |world| {
            world.wait_minutes(72 * 60);
        })
    };
    let lapsed = |member| {
        then(waited_out(member), |world| {
            world.claim(1);
        })
    };
    let skipped = then(approved(), |world| {
        let leg = world.leg_on(1, SITE, 2);
        world.say(By::desk(D1), Act::Claimed(leg));
    });
    let elsewhere = then(approved(), |world| {
        let leg = Leg {
            channel: SITE2,
            ..world.next_leg(1)
        };
        world.say(By::desk(D1), Act::Claimed(leg));
    });
    vec![
        Case::ok(
            "ok_claimed",
            "Two people signed; the publisher takes it in hand.",
            &World::claimed(),
        ),
        Case::void(
            "bad_claimed_unsigned",
            "ok_claimed",
            "Nobody but the submitter has signed.",
            &then(submitted(), |world| {
                world.claim(1);
            }),
            "signatures_missing",
        ),
        Case::void(
            "bad_claimed_after_an_edit",
            "ok_claimed",
            "A new revision has no approvals.",
            &then(approved(), |world| {
                world.submit(ANA, 1);
                world.claim(1);
            }),
            "signatures_missing",
        ),
        Case::void(
            "bad_claimed_rejected",
            "ok_claimed",
            "Cat turned it down after Ben had signed.",
            &then(approved(), |world| {
                world.reject(CAT, 1);
                world.claim(1);
            }),
            "rejected",
        ),
        Case::void(
            "bad_claimed_withdrawn",
            "ok_claimed",
            "Ana took it back after Ben had signed.",
            &then(approved(), |world| {
                world.withdraw(ANA, 1);
                world.claim(1);
            }),
            "withdrawn",
        ),
        Case::void(
            "bad_claimed_by_a_person",
            "ok_claimed",
            "Only a desk claims.",
            &then(approved(), |world| {
                let leg = world.next_leg(1);
                world.say(at1(ANA), Act::Claimed(leg));
            }),
            "desk_needed",
        ),
        Case::void(
            "bad_fork_two_claims",
            "ok_claimed",
            "It is in hand already.",
            &then(World::claimed(), |world| {
                world.claim(1);
            }),
            "leg_state",
        ),
        Case::void(
            "bad_attempt_skipped",
            "ok_claimed",
            "The first try says it is the second.",
            &skipped,
            "not_claimed",
        ),
        Case::void(
            "bad_claimed_for_another_channel",
            "ok_claimed",
            "A channel that the revision does not go to.",
            &elsewhere,
            "no_such_channel",
        ),
        Case::void(
            "bad_execute_before_passed",
            "ok_claimed_in_the_last_second",
            "Late is dead.",
            &end(-1000),
            "expired",
        ),
        Case::ok(
            "ok_claimed_in_the_last_second",
            "One second before its end.",
            &end(-2000),
        ),
        Case::void(
            "bad_not_before",
            "ok_claimed_when_its_time_came",
            "One second too early.",
            &later(1, -2000),
            "not_yet",
        ),
        Case::ok(
            "ok_claimed_when_its_time_came",
            "As its window opens.",
            &later(1, -1000),
        ),
        Case::void(
            "bad_member_removed_between_approval_and_claim",
            "ok_member_removed_after_claim",
            "The approver was suspended.",
            &then(approved(), |world| {
                world.suspend(CAT, BEN);
                world.claim(1);
            }),
            "signatures_missing",
        ),
        Case::ok(
            "ok_member_removed_after_claim",
            "The receipt is recorded all the same.",
            &removed_after,
        ),
        Case::void(
            "bad_approval_springs_back_when_a_suspension_lapses",
            "ok_approved_again_when_a_suspension_lapsed",
            "The approver was suspended for a while: what he had approved before stays dead.",
            &lapsed(BEN),
            "signed_before_suspension",
        ),
        Case::void(
            "bad_approval_springs_back_when_a_member_is_reinstated",
            "ok_approved_again_when_a_suspension_lapsed",
            "Two members take him back; nobody has looked at the post since.",
            &then(suspended_long(BEN), |world| {
                world.two(ANA, CAT, Change::MemberReinstated { member: BEN });
                world.claim(1);
            }),
            "signed_before_suspension",
        ),
        Case::void(
            "bad_approval_springs_back_with_its_submitter",
            "ok_approved_again_when_a_suspension_lapsed",
            "The submitter was suspended for a while; an approver looks again.",
            &lapsed(ANA),
            "signed_before_suspension",
        ),
        Case::ok(
            "ok_approved_again_when_a_suspension_lapsed",
            "Somebody else has signed since it lapsed, and he signs it again.",
            &then(waited_out(BEN), |world| {
                world.beacon(D1);
                world.approve(BEN, 1);
                world.claim(1);
            }),
        ),
        Case::ok(
            "ok_claimed_when_another_suspension_lapsed",
            "Somebody who signed nothing of it was suspended for a while.",
            &lapsed(CAT),
        ),
        Case::void(
            "bad_submitter_suspended",
            "ok_claimed",
            "The submitter was suspended.",
            &then(approved(), |world| {
                world.suspend(CAT, ANA);
                world.claim(1);
            }),
            "submitter_suspended",
        ),
        Case::void(
            "bad_submitter_no_longer_author",
            "ok_claimed",
            "The submitter may no longer submit.",
            &then(World::with_cat(), |world| {
                world.submit(CAT, 1);
                world.approve(BEN, 1);
                let roles = vec![Role::Approver];
                world.two(ANA, BEN, Change::RolesChanged { member: CAT, roles });
                world.claim(1);
            }),
            "submitter_suspended",
        ),
        Case::void(
            "bad_approver_no_longer_approver",
            "ok_claimed",
            "The approver may no longer approve.",
            &then(submitted(), |world| {
                world.approve(CAT, 1);
                let roles = vec![Role::Author];
                world.two(ANA, BEN, Change::RolesChanged { member: CAT, roles });
                world.claim(1);
            }),
            "signatures_missing",
        ),
        Case::void(
            "bad_key_removed_between_approval_and_claim",
            "ok_claimed",
            "The key that approved was taken out of use.",
            &then(submitted(), |world| {
                world.approve(CAT, 1);
                world.say(
                    at1(CAT),
                    Act::KeyRemoved {
                        member: CAT,
                        desk: D1,
                    },
                );
                world.claim(1);
            }),
            "signatures_missing",
        ),
        Case::ok(
            "ok_claimed_with_the_role_the_channel_asks_for",
            "An author has approved.",
            &then(special(Role::Author), |world| {
                world.claim(1);
            }),
        ),
        Case::void(
            "bad_claimed_without_the_role_the_channel_asks_for",
            "ok_claimed_with_the_role_the_channel_asks_for",
            "No manager has approved, and the submitter does not count.",
            &then(special(Role::Manager), |world| {
                world.claim(1);
            }),
            "approver_role_missing",
        ),
        Case::void(
            "bad_claimed_channel_removed",
            "ok_claimed",
            "The channel was taken out.",
            &then(approved(), |world| {
                world.two(ANA, BEN, Change::ChannelRemoved { channel: SITE });
                world.claim(1);
            }),
            "channel_closed",
        ),
    ]
}

fn two_desks() -> Vec<Case> {
    let world = then(World::two_desks(), |world| {
        world.submit(ANA, 1);
        world.approve_by(at2(BEN), 1);
    });
    let alone = then(World::two_desks(), |world| {
        world.submit(ANA, 1);
        world.approve(BEN, 1);
    });
    let waited = |minutes: i64| {
        let mut world = world.clone();
        world.wait_minutes(minutes);
        world.claim(1);
        world
    };
    vec![
        Case::ok(
            "ok_fresh_by_approval",
            "The approval was signed at another desk a moment ago.",
            &waited(14),
        ),
        Case::void(
            "bad_stale_view",
            "ok_fresh_by_beacon",
            "No other desk has vouched for a quarter of an hour.",
            &waited(15),
            "stale_view",
        ),
        Case::void(
            "bad_stale_view_from_the_start",
            "ok_fresh_by_beacon",
            "No other desk has vouched at all.",
            &then(alone.clone(), |world| {
                world.claim(1);
            }),
            "stale_view",
        ),
        Case::ok(
            "ok_fresh_by_beacon",
            "Another desk vouches.",
            &then(alone.clone(), |world| {
                world.beacon(D2);
                world.claim(1);
            }),
        ),
        Case::void(
            "bad_fresh_by_ones_own_beacon",
            "ok_fresh_by_beacon",
            "The publisher vouches for itself.",
            &then(alone.clone(), |world| {
                world.beacon(D1);
                world.claim(1);
            }),
            "stale_view",
        ),
        Case::void(
            "bad_claimed_by_another_desk",
            "ok_fresh_by_approval",
            "Desk 2 is not the publisher.",
            &then(world.clone(), |world| {
                let leg = world.next_leg(1);
                world.say(By::desk(D2), Act::Claimed(leg));
            }),
            "not_the_publisher",
        ),
        Case::void(
            "bad_receipt_by_another_desk",
            "ok_receipt",
            "Desk 2 reports what desk 1 has in hand.",
            &then(waited(1), |world| {
                let leg = world.leg(1);
                world.say(By::desk(D2), receipt(leg));
            }),
            "not_the_publisher",
        ),
        Case::void(
            "bad_beacon_off_chain",
            "ok_fresh_by_beacon",
            "A beacon over the entry before the newest.",
            &then(alone, |world| {
                let head = world.office().head();
                world.say(
                    By::desk(D2),
                    Act::Beacon {
                        seq: head.seq - 1,
                        head: head.link,
                    },
                );
            }),
            "beacon_off_chain",
        ),
        Case::ok(
            "ok_desk_2_joins",
            "And Ana gets a key there.",
            &then(World::with_site(), |world| {
                world.two(
                    ANA,
                    BEN,
                    Change::DeskAdded {
                        desk: desk_keys(D2),
                    },
                );
                world.two(
                    ANA,
                    BEN,
                    Change::KeyAdded {
                        key: new_key(ANA, D2),
                    },
                );
            }),
        ),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = claims();
    cases.extend(two_desks());
    cases
}
