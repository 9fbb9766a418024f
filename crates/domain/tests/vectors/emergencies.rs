//! Stop and restart, takedown, revocation.

use super::Case;
use crate::support::{
    ANA, BEN, CAT, D1, D2, SITE, SITE2, SKY, World, at1, at2, new_key, release, site, sky,
};
use domain::act::{Act, Change, Scope};
use domain::channel::RevocationState;
use domain::digest::Link;
use domain::entry::By;
use domain::ids::ChannelId;

fn then(world: World, act: impl FnOnce(&mut World)) -> World {
    let mut world = world;
    act(&mut world);
    world
}

fn on(channel: ChannelId) -> Scope {
    Scope::Channel { channel }
}

fn stops() -> Vec<Case> {
    let two_sites = then(World::with_site(), |world| {
        world.two(ANA, BEN, site(SITE2));
        let content = world.content(1, &[SITE, SITE2], "Words.");
        let made = world.submission(&content);
        world.say(at1(ANA), crate::support::submitted(made));
        world.approve(BEN, 1);
        world.stop(at1(BEN), on(SITE));
    });
    let claim = |world: &World, channel| {
        let mut world = world.clone();
        let leg = world.leg_on(1, channel, 1);
        world.say(By::desk(D1), Act::Claimed(leg));
        world
    };
    let restarted = |first, second| {
        let mut world = World::approved();
        let stop = world.stop_everything(CAT);
        world.restart(first, second, vec![stop]);
        world
    };
    let mut two_desks = World::two_desks();
    two_desks.two(
        ANA,
        BEN,
        Change::KeyAdded {
            key: new_key(ANA, D2),
        },
    );
    let stop = two_desks.stop_everything(BEN);
    let proposal = two_desks.propose(ANA, Change::Restart { stops: vec![stop] });
    two_desks.say(at2(ANA), Act::Seconded { proposal });
    let by_desk = then(World::approved(), |world| {
        let stop = world.stop_everything(CAT);
        let change = Box::new(Change::Restart { stops: vec![stop] });
        world.say(By::desk(D1), Act::Proposed { change });
    });
    let later = then(World::approved(), |world| {
        let first = world.stop_everything(CAT);
        let proposal = world.propose(ANA, Change::Restart { stops: vec![first] });
        world.stop(By::desk(D1), Scope::Everything);
        world.second(BEN, proposal);
    });
    vec![
        Case::ok(
            "ok_stop",
            "One member halts everything.",
            &then(World::approved(), |world| {
                world.stop_everything(CAT);
            }),
        ),
        Case::void(
            "bad_claimed_during_a_stop",
            "ok_claimed",
            "Nothing goes while STOP is on.",
            &then(World::approved(), |world| {
                world.stop_everything(CAT);
                world.claim(1);
            }),
            "stopped",
        ),
        Case::ok(
            "ok_stop_of_one_channel",
            "The other newsroom goes on.",
            &claim(&two_sites, SITE2),
        ),
        Case::void(
            "bad_claimed_on_a_stopped_channel",
            "ok_stop_of_one_channel",
            "This newsroom is halted.",
            &claim(&two_sites, SITE),
            "stopped",
        ),
        Case::void(
            "bad_stop_of_no_channel",
            "ok_stop_of_one_channel",
            "There is no such channel.",
            &then(World::founded(), |world| {
                world.stop(at1(ANA), on(SKY));
            }),
            "no_such_channel",
        ),
        Case::void(
            "bad_stop_reason_too_long",
            "ok_stop",
            "More than 2000 characters.",
            &then(World::founded(), |world| {
                let act = Act::Stop {
                    scope: Scope::Everything,
                    pulled_by: None,
                    reason: "x".repeat(2001),
                };
                world.say(at1(ANA), act);
            }),
            "bad_text",
        ),
        Case::ok(
            "ok_restart_two",
            "Two members start again.",
            &restarted(ANA, BEN),
        ),
        Case::ok(
            "ok_restart_by_one_without_a_role",
            "Any two members can.",
            &restarted(CAT, BEN),
        ),
        Case::void(
            "bad_restart_same_member",
            "ok_restart_two",
            "One member alone.",
            &restarted(ANA, ANA),
            "same_member",
        ),
        Case::void(
            "bad_restart_same_member_two_devices",
            "ok_restart_two",
            "One member at two desks.",
            &two_desks,
            "same_member",
        ),
        Case::void(
            "bad_restart_by_the_desk",
            "ok_restart_two",
            "The desk's own key starts nothing.",
            &by_desk,
            "person_needed",
        ),
        Case::void(
            "bad_restart_of_nothing",
            "ok_restart_two",
            "No stop is on.",
            &then(World::approved(), |world| {
                world.propose(
                    ANA,
                    Change::Restart {
                        stops: vec![Link::from_bytes([7; 32])],
                    },
                );
            }),
            "no_such_stop",
        ),
        Case::void(
            "bad_restart_without_stops",
            "ok_restart_two",
            "It names no stop.",
            &then(World::approved(), |world| {
                world.stop_everything(CAT);
                world.propose(ANA, Change::Restart { stops: Vec::new() });
            }),
            "no_such_stop",
        ),
        Case::ok(
            "ok_restart_leaves_a_later_stop_on",
            "A stop that came in between is not lifted.",
            &later,
        ),
        Case::void(
            "bad_claimed_under_a_later_stop",
            "ok_restart_two",
            "Nothing goes while one is on.",
            &then(later.clone(), |world| {
                world.claim(1);
            }),
            "stopped",
        ),
        Case::void(
            "bad_approval_springs_back",
            "ok_signed_again_after_restart",
            "What was signed before the stop is dead.",
            &then(restarted(ANA, BEN), |world| {
                world.claim(1);
            }),
            "signed_before_stop",
        ),
        Case::ok(
            "ok_signed_again_after_restart",
            "Ben signs again.",
            &then(restarted(ANA, BEN), |world| {
                world.approve(BEN, 1);
                world.claim(1);
            }),
        ),
    ]
}

fn gone(world: &mut World, gone: bool) {
    let act = Act::TakenDown {
        release: release(1),
        channel: SITE,
        gone,
        proof: Vec::new(),
    };
    world.say(By::desk(D1), act);
}

fn takedowns() -> Vec<Case> {
    let failed = |again| {
        then(World::live(), |world| {
            world.submit(ANA, 1);
            world.approve(BEN, 1);
            world.claim(1);
            world.fail(1, again);
            world.takedown(CAT, 1);
        })
    };
    vec![
        Case::ok(
            "ok_takedown",
            "One member takes a live post down, and it is shown to be gone.",
            &then(World::live(), |world| {
                world.takedown(CAT, 1);
                gone(world, true);
            }),
        ),
        Case::ok(
            "ok_takedown_not_proved",
            "It could not be shown, and is ordered again.",
            &then(World::live(), |world| {
                world.takedown(CAT, 1);
                gone(world, false);
                world.takedown(BEN, 1);
            }),
        ),
        Case::ok(
            "ok_takedown_on_the_way_out",
            "It may be live in a moment.",
            &then(World::claimed(), |world| {
                world.takedown(CAT, 1);
            }),
        ),
        Case::ok(
            "ok_takedown_under_a_newer_revision_that_failed",
            "The earlier page is still live.",
            &failed(false),
        ),
        Case::void(
            "bad_retried_after_takedown",
            "ok_retried",
            "What was ordered down is not tried again.",
            &then(failed(true), |world| {
                world.claim(1);
            }),
            "leg_state",
        ),
        Case::void(
            "bad_takedown_of_nothing_live",
            "ok_takedown",
            "It was never sent.",
            &then(World::approved(), |world| {
                world.takedown(CAT, 1);
            }),
            "not_live",
        ),
        Case::void(
            "bad_takedown_of_what_is_gone",
            "ok_takedown",
            "It is gone already.",
            &then(World::live(), |world| {
                world.takedown(CAT, 1);
                gone(world, true);
                world.takedown(CAT, 1);
            }),
            "not_live",
        ),
        Case::void(
            "bad_takedown_of_no_release",
            "ok_takedown",
            "There is no such release.",
            &then(World::live(), |world| {
                let act = Act::TakedownOrdered {
                    release: release(2),
                    channel: SITE,
                    reason: String::new(),
                };
                world.say(at1(CAT), act);
            }),
            "no_such_revision",
        ),
        Case::void(
            "bad_taken_down_without_an_order",
            "ok_takedown",
            "Nobody ordered it.",
            &then(World::live(), |world| {
                gone(world, true);
            }),
            "not_ordered",
        ),
        Case::void(
            "bad_taken_down_by_a_person",
            "ok_takedown",
            "Only a desk reports.",
            &then(World::live(), |world| {
                world.takedown(CAT, 1);
                let act = Act::TakenDown {
                    release: release(1),
                    channel: SITE,
                    gone: true,
                    proof: Vec::new(),
                };
                world.say(at1(CAT), act);
            }),
            "desk_needed",
        ),
    ]
}

fn revocations() -> Vec<Case> {
    let order = |world: &mut World, channel| {
        let reason = "The password was seen.".to_owned();
        world.say(at1(CAT), Act::RevocationOrdered { channel, reason });
    };
    let answered = |world: &mut World, state| {
        let proof = Vec::new();
        let act = Act::Revoked {
            channel: SKY,
            state,
            proof,
        };
        world.say(By::desk(D1), act);
    };
    let answer = |world: &mut World| {
        let until = world.now.plus_hours(2);
        answered(world, RevocationState::DeadExceptAccess { until });
    };
    let world = then(World::with_cat(), |world| {
        world.two(ANA, BEN, sky(Some(1)));
        let content = world.content(1, &[SKY], "Words.");
        let made = world.submission(&content);
        world.say(at1(ANA), crate::support::submitted(made));
        world.approve(BEN, 1);
    });
    let revoked = then(world.clone(), |world| {
        order(world, SKY);
        answer(world);
    });
    let again = then(revoked.clone(), |world| {
        world.two(ANA, BEN, sky(Some(2)));
    });
    let again_approved = then(again.clone(), |world| {
        world.approve(BEN, 1);
    });
    vec![
        Case::ok(
            "ok_revoked",
            "One member has the credential killed.",
            &revoked,
        ),
        Case::ok(
            "ok_connected_again_after_revocation",
            "Two managers connect it with a new credential, and Ben approves the post again.",
            &then(again.clone(), |world| {
                world.approve(BEN, 1);
                world.claim(1);
            }),
        ),
        Case::void(
            "bad_approval_revives_with_a_new_connection",
            "ok_connected_again_after_revocation",
            "What was approved before the channel was connected again is signed again.",
            &then(again, |world| {
                world.claim(1);
            }),
            "signed_before_revocation",
        ),
        Case::void(
            "bad_approval_between_revocation_and_connection",
            "ok_connected_again_after_revocation",
            "Approved while the channel was closed: nobody had seen what it is connected to now.",
            &then(world.clone(), |world| {
                order(world, SKY);
                world.two(ANA, BEN, sky(Some(2)));
                world.approve(BEN, 1);
                order(world, SKY);
                answer(world);
                world.approve(CAT, 1);
                world.two(ANA, BEN, sky(Some(3)));
                world.claim(1);
            }),
            "signed_before_revocation",
        ),
        Case::void(
            "bad_approval_revives_with_a_third_connection",
            "ok_connected_again_after_revocation",
            "Connecting once more, this time without a revocation, takes nothing back.",
            &then(revoked.clone(), |world| {
                world.two(ANA, BEN, sky(Some(2)));
                world.two(ANA, BEN, sky(Some(3)));
                world.claim(1);
            }),
            "signed_before_revocation",
        ),
        Case::ok(
            "ok_connected_again_without_revocation",
            "A new credential in calm hours leaves what was approved as it is.",
            &then(world.clone(), |world| {
                world.two(ANA, BEN, sky(Some(2)));
                world.claim(1);
            }),
        ),
        Case::void(
            "bad_approved_twice_after_a_new_connection",
            "ok_connected_again_after_revocation",
            "Once is enough.",
            &then(again_approved, |world| {
                world.approve(BEN, 1);
            }),
            "already_approved",
        ),
        Case::void(
            "bad_claimed_after_revocation",
            "ok_connected_again_after_revocation",
            "Nothing is sent with a credential that was revoked.",
            &then(revoked.clone(), |world| {
                world.claim(1);
            }),
            "channel_closed",
        ),
        Case::void(
            "bad_submitted_to_a_revoked_channel",
            "ok_connected_again_after_revocation",
            "The channel is closed.",
            &then(revoked.clone(), |world| {
                let content = world.content(2, &[SKY], "Other words.");
                let made = world.submission(&content);
                world.say(at1(ANA), crate::support::submitted(made));
            }),
            "channel_closed",
        ),
        Case::void(
            "bad_revoked_twice",
            "ok_revoked_again_without_proof",
            "It is proved that the credential is dead.",
            &then(revoked, |world| order(world, SKY)),
            "already_revoked",
        ),
        Case::ok(
            "ok_revoked_again_without_proof",
            "The provider was asked and nothing was proved, so it is asked again.",
            &then(world.clone(), |world| {
                order(world, SKY);
                answered(world, RevocationState::AskedNotProved);
                order(world, SKY);
                answer(world);
            }),
        ),
        Case::ok(
            "ok_revoked_again_without_an_answer",
            "The desk that was to ask has recorded nothing; another member asks again.",
            &then(world.clone(), |world| {
                order(world, SKY);
                order(world, SKY);
            }),
        ),
        Case::void(
            "bad_claimed_after_a_revocation_without_proof",
            "ok_connected_again_after_revocation",
            "Asked for is enough to send nothing with it any more.",
            &then(world.clone(), |world| {
                order(world, SKY);
                answered(world, RevocationState::AskedNotProved);
                world.claim(1);
            }),
            "channel_closed",
        ),
        Case::void(
            "bad_revoked_after_removal",
            "ok_revoked",
            "Two managers have taken the channel out.",
            &then(world.clone(), |world| {
                world.two(ANA, BEN, Change::ChannelRemoved { channel: SKY });
                order(world, SKY);
            }),
            "channel_closed",
        ),
        Case::void(
            "bad_revoked_no_channel",
            "ok_revoked",
            "There is no such channel.",
            &then(world.clone(), |world| order(world, SITE2)),
            "no_such_channel",
        ),
        Case::void(
            "bad_revocation_without_an_order",
            "ok_revoked",
            "Nobody ordered it.",
            &then(world, |world| answer(world)),
            "not_ordered",
        ),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = stops();
    cases.extend(takedowns());
    cases.extend(revocations());
    cases
}
