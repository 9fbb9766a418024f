//! Members' keys at desks, and the desks themselves.

use super::Case;
use crate::support::{ANA, BEN, CAT, D1, D2, DAN, World, at1, at2, desk_keys, new_key};
use domain::act::{Act, Change};
use domain::entry::By;
use domain::ids::DeskId;

pub(super) fn cases() -> Vec<Case> {
    let two = World::two_desks();
    let mut removed = two.clone();
    removed.say(
        at1(BEN),
        Act::KeyRemoved {
            member: BEN,
            desk: D2,
        },
    );
    let mut signs = removed.clone();
    signs.stop(at2(BEN), domain::act::Scope::Everything);
    let mut before = two.clone();
    before.submit(ANA, 1);
    let revision = before.newest(1).digest;
    before.say(
        at2(BEN),
        Act::Rejected {
            release: crate::support::release(1),
            revision,
            note: String::new(),
        },
    );
    before.say(
        at1(BEN),
        Act::KeyRemoved {
            member: BEN,
            desk: D2,
        },
    );
    let mut other = World::with_cat();
    other.say(
        at1(CAT),
        Act::KeyRemoved {
            member: BEN,
            desk: D1,
        },
    );
    let mut twice = removed.clone();
    twice.say(
        at1(BEN),
        Act::KeyRemoved {
            member: BEN,
            desk: D2,
        },
    );
    let mut gone = two.clone();
    gone.two(ANA, BEN, Change::DeskRemoved { desk: D2 });
    let mut by_gone = gone.clone();
    by_gone.stop(By::desk(D2), domain::act::Scope::Everything);
    let mut at_gone = gone.clone();
    at_gone.stop(at2(BEN), domain::act::Scope::Everything);
    let mut again = gone.clone();
    again.propose(ANA, Change::DeskRemoved { desk: D2 });
    let mut back = gone.clone();
    back.propose(
        ANA,
        Change::DeskAdded {
            desk: desk_keys(D2),
        },
    );
    let mut same_desk = two.clone();
    same_desk.propose(
        ANA,
        Change::KeyAdded {
            key: new_key(BEN, D2),
        },
    );
    let mut nobody = two.clone();
    nobody.propose(
        ANA,
        Change::KeyAdded {
            key: new_key(DAN, D2),
        },
    );
    let mut no_desk = two.clone();
    let desk: DeskId = crate::support::D3;
    no_desk.propose(ANA, Change::DeskRemoved { desk });
    vec![
        Case::ok("ok_two_desks", "A second desk, and Ben's key there.", &two),
        Case::ok(
            "ok_own_key_removed",
            "Ben takes his key at desk 2 out of use.",
            &removed,
        ),
        Case::ok(
            "ok_signed_before_revoke",
            "What a key signed before it was removed stands.",
            &before,
        ),
        Case::void(
            "bad_signed_after_revoke",
            "ok_signed_before_revoke",
            "A key that was removed pulls STOP.",
            &signs,
            "key_removed",
        ),
        Case::void(
            "bad_key_of_another_removed_without_the_role",
            "ok_own_key_removed",
            "Cat manages nothing.",
            &other,
            "role_needed",
        ),
        Case::void(
            "bad_key_removed_twice",
            "ok_own_key_removed",
            "It is out of use already.",
            &twice,
            "key_removed",
        ),
        Case::ok("ok_desk_removed", "Two managers remove desk 2.", &gone),
        Case::void(
            "bad_removed_desk_stops",
            "ok_desk_removed",
            "The desk's own key no longer counts.",
            &by_gone,
            "key_removed",
        ),
        Case::void(
            "bad_member_at_a_removed_desk",
            "ok_desk_removed",
            "Nor does a member's key there.",
            &at_gone,
            "key_removed",
        ),
        Case::void(
            "bad_desk_removed_twice",
            "ok_desk_removed",
            "It is out of use already.",
            &again,
            "key_removed",
        ),
        Case::void(
            "bad_desk_added_twice",
            "ok_two_desks",
            "A removed desk does not come back under its id.",
            &back,
            "bad_key",
        ),
        Case::void(
            "bad_second_key_at_one_desk",
            "ok_two_desks",
            "Ben has a key at desk 2.",
            &same_desk,
            "bad_key",
        ),
        Case::void(
            "bad_key_for_nobody",
            "ok_two_desks",
            "Dan is no member.",
            &nobody,
            "no_such_member",
        ),
        Case::void(
            "bad_unknown_desk_removed",
            "ok_desk_removed",
            "There is no desk 3.",
            &no_desk,
            "no_such_desk",
        ),
        Case::ok(
            "ok_first_key_again_after_the_desk_joined",
            "Ana gets a key at desk 2 too.",
            &{
                let mut world = two.clone();
                world.two(
                    ANA,
                    BEN,
                    Change::KeyAdded {
                        key: new_key(ANA, D2),
                    },
                );
                world.stop(at2(ANA), domain::act::Scope::Everything);
                assert!(world.office().desks().contains_key(&D1));
                world
            },
        ),
    ]
}
