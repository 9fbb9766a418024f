//! Roles, rules and channels: what two managers change, and what they cannot.

use super::Case;
use crate::support::{
    ANA, BEN, CAT, SITE, SITE2, SKY, World, at1, founding, key, proven, site, sky,
};
use domain::act::Change;
use domain::member::Role;
use domain::policy::{ChannelRule, Policy, Signatures};

fn roles_of(member: domain::ids::MemberId, roles: &[Role]) -> Change {
    Change::RolesChanged {
        member,
        roles: roles.to_vec(),
    }
}

fn after(world: World, by: domain::ids::MemberId, change: Change) -> World {
    let mut world = world;
    world.propose(by, change);
    world
}

fn roles() -> Vec<Case> {
    let mut changed = World::with_cat();
    changed.two(ANA, BEN, roles_of(CAT, &Role::ALL));
    changed.propose(CAT, site(SITE2));
    vec![
        Case::ok(
            "ok_roles_changed",
            "Cat becomes a manager, and proposes something.",
            &changed,
        ),
        Case::void(
            "bad_roles_leave_one_manager",
            "ok_roles_changed",
            "Ben would manage nothing: only Ana would be left.",
            &after(
                World::with_cat(),
                ANA,
                roles_of(BEN, &[Role::Author, Role::Approver]),
            ),
            "too_few_signers",
        ),
        Case::void(
            "bad_roles_of_nobody",
            "ok_roles_changed",
            "There is no such member.",
            &after(World::founded(), ANA, roles_of(CAT, &Role::ALL)),
            "no_such_member",
        ),
    ]
}

fn three(policy: &mut Policy) {
    policy.signatures = Signatures::new(3).unwrap();
}

fn rules() -> Vec<Case> {
    let changed = |change: &dyn Fn(&mut Policy)| {
        let mut world = World::with_cat();
        world.policy(change);
        world
    };
    let rule = |channel, signatures| ChannelRule {
        channel,
        signatures: Signatures::new(signatures).unwrap(),
        role: None,
    };
    let proposed = |change: &dyn Fn(&mut Policy)| {
        let world = World::with_cat();
        let mut policy = world.office().policy().unwrap().clone();
        change(&mut policy);
        after(world, ANA, Change::PolicyChanged { policy })
    };
    let lowered_by_one = {
        let mut world = changed(&three);
        let policy = Policy::founding();
        let proposal = world.propose(ANA, Change::PolicyChanged { policy });
        world.second(ANA, proposal);
        world
    };
    let mut raised = World::approved();
    raised.policy(three);
    let mut raised_and_signed = raised.clone();
    raised.claim(1);
    raised_and_signed.approve(CAT, 1);
    raised_and_signed.claim(1);
    let mut lowered = changed(&three);
    lowered.submit(ANA, 1);
    lowered.approve(BEN, 1);
    lowered.policy(|policy| policy.signatures = Signatures::TWO);
    let mut still_three = lowered.clone();
    still_three.claim(1);
    lowered.approve(CAT, 1);
    lowered.claim(1);
    vec![
        Case::ok(
            "ok_policy_changed",
            "Three signatures for the newsroom.",
            &changed(&|policy| policy.channels = vec![rule(SITE, 3)]),
        ),
        Case::void(
            "bad_policy_lowered_by_one",
            "ok_policy_changed",
            "The proposer seconds it too.",
            &lowered_by_one,
            "same_member",
        ),
        Case::void(
            "bad_policy_raised_in_flight",
            "ok_policy_raised_and_signed_again",
            "Signed under rules that asked for two; the rules of now ask for three.",
            &raised,
            "signatures_missing",
        ),
        Case::ok(
            "ok_policy_raised_and_signed_again",
            "A third signature under the rules of now.",
            &raised_and_signed,
        ),
        Case::void(
            "bad_policy_lowered_in_flight",
            "ok_policy_lowered_and_signed_as_before",
            "Submitted under rules that asked for three; the stricter counts.",
            &still_three,
            "signatures_missing",
        ),
        Case::ok(
            "ok_policy_lowered_and_signed_as_before",
            "All three signatures, as it was submitted.",
            &lowered,
        ),
        Case::void(
            "bad_policy_for_an_unknown_channel",
            "ok_policy_changed",
            "There is no such channel.",
            &proposed(&|policy| policy.channels = vec![rule(SKY, 2)]),
            "policy_unsound",
        ),
        Case::void(
            "bad_policy_with_a_channel_twice",
            "ok_policy_changed",
            "Which of the two would count?",
            &proposed(&|policy| policy.channels = vec![rule(SITE, 2), rule(SITE, 3)]),
            "policy_unsound",
        ),
        Case::void(
            "bad_policy_too_fresh",
            "ok_policy_changed",
            "Under a minute.",
            &proposed(&|policy| policy.freshness_s = 59),
            "policy_unsound",
        ),
        Case::void(
            "bad_policy_too_stale",
            "ok_policy_changed",
            "Over a day.",
            &proposed(&|policy| policy.freshness_s = 86_401),
            "policy_unsound",
        ),
        Case::void(
            "bad_policy_nobody_could_meet",
            "ok_policy_changed",
            "Nine signatures, and three people.",
            &proposed(&|policy| policy.signatures = Signatures::new(9).unwrap()),
            "too_few_signers",
        ),
        Case::void(
            "bad_policy_by_no_manager",
            "ok_policy_changed",
            "Cat manages nothing.",
            &after(
                World::with_cat(),
                CAT,
                Change::PolicyChanged {
                    policy: Policy::founding(),
                },
            ),
            "role_needed",
        ),
    ]
}

fn channels() -> Vec<Case> {
    let mut connected = World::with_site();
    connected.two(ANA, BEN, sky(Some(1)));
    let mut again = connected.clone();
    again.two(BEN, ANA, sky(Some(2)));
    let practice = |change| {
        let mut made = founding();
        made.practice = true;
        let made = proven(made, &[key(at1(ANA)), key(at1(BEN))]);
        after(World::founded_as(made), ANA, change)
    };
    let mut removed = connected.clone();
    removed.two(ANA, BEN, Change::ChannelRemoved { channel: SKY });
    let mut nameless = World::founded();
    let mut change = site(SITE);
    if let Change::ChannelConnected { account, .. } = &mut change {
        account.clear();
    }
    nameless.propose(ANA, change);
    vec![
        Case::ok(
            "ok_site_connected",
            "A newsroom needs no credential.",
            &World::with_site(),
        ),
        Case::ok(
            "ok_bluesky_connected",
            "A Bluesky account with its first credential.",
            &connected,
        ),
        Case::ok(
            "ok_credential_sealed_again",
            "The second credential of the account.",
            &again,
        ),
        Case::void(
            "bad_credential_missing",
            "ok_bluesky_connected",
            "Bluesky without a credential.",
            &after(World::with_site(), ANA, sky(None)),
            "credential_mismatch",
        ),
        Case::void(
            "bad_credential_epoch_first",
            "ok_bluesky_connected",
            "The first credential says it is the second.",
            &after(World::with_site(), ANA, sky(Some(2))),
            "credential_mismatch",
        ),
        Case::void(
            "bad_credential_epoch_again",
            "ok_credential_sealed_again",
            "The second credential says it is the first.",
            &after(connected.clone(), ANA, sky(Some(1))),
            "credential_mismatch",
        ),
        Case::void(
            "bad_channel_of_another_sort",
            "ok_credential_sealed_again",
            "A Bluesky account becomes a newsroom.",
            &after(connected.clone(), ANA, site(SKY)),
            "channel_kind_differs",
        ),
        Case::ok(
            "ok_practice_site",
            "A practice office has a newsroom.",
            &practice(site(SITE)),
        ),
        Case::void(
            "bad_practice_bluesky",
            "ok_practice_site",
            "A practice office reaches no public.",
            &practice(sky(Some(1))),
            "practice_only",
        ),
        Case::void(
            "bad_channel_without_an_account",
            "ok_site_connected",
            "The account is not named.",
            &nameless,
            "bad_text",
        ),
        Case::void(
            "bad_channel_by_no_manager",
            "ok_site_connected",
            "Cat manages nothing.",
            &after(World::with_cat(), CAT, site(SITE2)),
            "role_needed",
        ),
        Case::ok("ok_channel_removed", "Two managers take it out.", &removed),
        Case::void(
            "bad_channel_removed_twice",
            "ok_channel_removed",
            "It is out already.",
            &after(
                removed.clone(),
                ANA,
                Change::ChannelRemoved { channel: SKY },
            ),
            "channel_closed",
        ),
        Case::void(
            "bad_unknown_channel_removed",
            "ok_channel_removed",
            "There is no such channel.",
            &after(connected, ANA, Change::ChannelRemoved { channel: SITE2 }),
            "no_such_channel",
        ),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = roles();
    cases.extend(rules());
    cases.extend(channels());
    cases
}
