//! A channel that is connected to another account while posts wait for it.

use super::Case;
use crate::support::{
    ANA, BEN, CAT, D1, SITE, SITE2, SKY, World, at1, elsewhere, readdressed, site, sky,
};
use domain::act::{Act, Change};
use domain::entry::By;

fn then(world: World, act: impl FnOnce(&mut World)) -> World {
    let mut world = world;
    act(&mut world);
    world
}

pub(super) fn cases() -> Vec<Case> {
    let approved = then(World::with_cat(), |world| {
        world.two(ANA, BEN, sky(Some(1)));
        let content = world.content(1, &[SKY], "Words.");
        let made = world.submission(&content);
        world.say(at1(ANA), crate::support::submitted(made));
        world.approve(BEN, 1);
    });
    let moved = then(approved.clone(), |world| {
        world.two(ANA, BEN, elsewhere(sky(Some(2))));
    });
    let back = then(moved.clone(), |world| {
        world.two(ANA, BEN, sky(Some(3)));
    });
    let twice = then(moved.clone(), |world| {
        world.two(ANA, BEN, elsewhere(sky(Some(3))));
    });
    let after = |world: &World, act: fn(&mut World)| then(world.clone(), act);
    let again = |world: &mut World| {
        world.approve(BEN, 1);
        world.claim(1);
    };
    let claim = |world: &mut World| {
        world.claim(1);
    };
    let two_sites = |change: fn(Change) -> Change| {
        then(World::with_site(), |world| {
            world.two(ANA, BEN, site(SITE2));
            let content = world.content(1, &[SITE, SITE2], "Words.");
            let made = world.submission(&content);
            world.say(at1(ANA), crate::support::submitted(made));
            world.approve(BEN, 1);
            world.two(ANA, BEN, change(site(SITE)));
        })
    };
    let on_the_way = |change: fn(Change) -> Change| {
        then(approved.clone(), |world| {
            let proposal = world.propose(ANA, change(sky(Some(2))));
            world.approve(CAT, 1);
            world.second(BEN, proposal);
            world.claim(1);
        })
    };
    let claimed_on = |world: &World, channel| {
        let mut world = world.clone();
        let leg = world.leg_on(1, channel, 1);
        world.say(By::desk(D1), Act::Claimed(leg));
        world
    };
    vec![
        Case::ok(
            "ok_approved_for_another_account",
            "The channel leads to another account, and Ben approves the post again for it.",
            &after(&moved, again),
        ),
        Case::void(
            "bad_approval_goes_to_another_account",
            "ok_approved_for_another_account",
            "Ben approved a post for the account that the channel led to before.",
            &after(&moved, claim),
            "signed_for_another_account",
        ),
        Case::ok(
            "ok_approved_for_an_account_that_is_back",
            "Connected elsewhere and back, and Ben approves the post again.",
            &after(&back, again),
        ),
        Case::void(
            "bad_approval_revives_with_an_account_that_is_back",
            "ok_approved_for_an_account_that_is_back",
            "What the other account took away does not spring back with the first one.",
            &after(&back, claim),
            "signed_for_another_account",
        ),
        Case::void(
            "bad_approval_goes_to_another_account_with_a_third_credential",
            "ok_approved_for_another_account",
            "A fresh credential for the account it was moved to gives nothing back.",
            &after(&twice, claim),
            "signed_for_another_account",
        ),
        Case::ok(
            "ok_approved_while_a_connection_was_proposed",
            "It was to the same account: both approvals stand.",
            &on_the_way(|same| same),
        ),
        Case::void(
            "bad_approved_while_another_account_was_proposed",
            "ok_approved_while_a_connection_was_proposed",
            "The account is another from the second signature on, and both approvals are older.",
            &on_the_way(elsewhere),
            "signed_for_another_account",
        ),
        Case::ok(
            "ok_site_connected_again_at_its_address",
            "Nothing has changed about where readers find it.",
            &claimed_on(&two_sites(|same| same), SITE),
        ),
        Case::void(
            "bad_approval_goes_to_another_address",
            "ok_site_connected_again_at_its_address",
            "Readers find this newsroom elsewhere now.",
            &claimed_on(&two_sites(readdressed), SITE),
            "signed_for_another_account",
        ),
        Case::ok(
            "ok_other_channel_after_a_move",
            "Another channel of the same post goes on.",
            &claimed_on(&two_sites(readdressed), SITE2),
        ),
        Case::void(
            "bad_approval_revives_with_another_account_after_revocation",
            "ok_connected_again_after_revocation",
            "Revoked first, then connected to another account: the revocation is named.",
            &then(approved.clone(), |world| {
                let reason = String::new();
                let channel = SKY;
                world.say(at1(CAT), Act::RevocationOrdered { channel, reason });
                world.two(ANA, BEN, elsewhere(sky(Some(2))));
                world.claim(1);
            }),
            "signed_before_revocation",
        ),
    ]
}
