//! Who may say what, as one table that a person reads: every command, for every role and standing.
//!
//! Each command is put to an office in which it is in place; only the signer differs. A changed snapshot is a changed
//! promise: read it as such.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use domain::act::{Act, Change, Resolution, Scope};
use domain::channel::RevocationState;
use domain::decide::{Command, decide};
use domain::entry::By;
use domain::ids::MemberId;
use domain::member::Role;
use domain::policy::Policy;
use std::fmt::Write as _;
use support::{
    ANA, BEN, CAT, D1, D2, D3, DAN, EVE, PAPER, SITE, SITE2, SKY, World, approved, at1, desk_keys,
    enrolment, founding, key, new_key, proven, receipt, release, site, sky, stopped, submitted,
};

const SIGNERS: [(&str, By); 9] = [
    ("no role", at1(CAT)),
    ("author", at1(CAT)),
    ("approver", at1(CAT)),
    ("manager", at1(CAT)),
    ("suspended", at1(CAT)),
    ("key removed", at1(CAT)),
    ("on paper", PAPER),
    ("desk", By::desk(D1)),
    ("desk removed", By::desk(D2)),
];

/// An office with Cat in it as the column says, and Dan, whom nothing is wrong with.
fn office(signer: &str) -> World {
    let mut world = World::with_site();
    let roles: &[Role] = match signer {
        "no role" => &[],
        "author" => &[Role::Author],
        "approver" => &[Role::Approver],
        "manager" => &[Role::Manager],
        _ => &Role::ALL,
    };
    world.enrol(CAT, roles);
    world.enrol(DAN, &Role::ALL);
    world
}

/// What is wrong with the signer, once everything else is in place.
fn afflict(world: &mut World, signer: &str) {
    match signer {
        "suspended" => drop(world.suspend(ANA, CAT)),
        "key removed" => drop(world.say(
            at1(ANA),
            Act::KeyRemoved {
                member: CAT,
                desk: D1,
            },
        )),
        "desk removed" => {
            let desk = desk_keys(D2);
            world.two(ANA, BEN, Change::DeskAdded { desk });
            world.two(ANA, BEN, Change::DeskRemoved { desk: D2 });
        }
        _ => {}
    }
}

type Row = (&'static str, fn(&mut World) -> Act);

fn proposing(change: Change) -> Act {
    Act::Proposed {
        change: Box::new(change),
    }
}

fn with_sky(world: &mut World) {
    world.two(ANA, BEN, sky(Some(1)));
}

fn in_hand(world: &mut World) {
    world.submit(ANA, 1);
    world.approve(BEN, 1);
    world.claim(1);
}

fn lost(world: &mut World) {
    in_hand(world);
    world.unknown(1);
}

fn live(world: &mut World) {
    in_hand(world);
    world.receipt(1);
}

fn roles_of(member: MemberId) -> Change {
    Change::RolesChanged {
        member,
        roles: vec![Role::Author],
    }
}

const PEOPLE: &[Row] = &[
    ("found an office again", |_| {
        let made = proven(founding(), &[key(at1(ANA)), key(at1(BEN))]);
        Act::OfficeFounded(Box::new(made))
    }),
    ("propose a member", |_| {
        proposing(enrolment(EVE, &[Role::Author]))
    }),
    ("propose a desk", |_| {
        proposing(Change::DeskAdded {
            desk: desk_keys(D3),
        })
    }),
    ("propose a key at a second desk", |world| {
        world.two(
            ANA,
            BEN,
            Change::DeskAdded {
                desk: desk_keys(D3),
            },
        );
        proposing(Change::KeyAdded {
            key: new_key(DAN, D3),
        })
    }),
    ("propose that a desk leaves", |_| {
        proposing(Change::DeskRemoved { desk: D1 })
    }),
    ("propose other roles", |_| proposing(roles_of(DAN))),
    ("propose a reinstatement", |world| {
        world.suspend(ANA, DAN);
        proposing(Change::MemberReinstated { member: DAN })
    }),
    ("propose one's own reinstatement", |world| {
        world.suspend(BEN, CAT);
        world.say(at1(ANA), Act::SuspensionConfirmed { member: CAT });
        proposing(Change::MemberReinstated { member: CAT })
    }),
    ("propose other rules", |_| {
        let policy = Policy::founding();
        proposing(Change::PolicyChanged { policy })
    }),
    ("propose a channel", |_| proposing(site(SITE2))),
    ("propose that a channel goes", |_| {
        proposing(Change::ChannelRemoved { channel: SITE })
    }),
    ("propose a restart", |world| {
        let stops = vec![world.stop_everything(DAN)];
        proposing(Change::Restart { stops })
    }),
    ("propose what became of a lost post", |world| {
        lost(world);
        let leg = world.leg(1);
        proposing(Change::UnknownDecided { leg, sent: true })
    }),
    ("second a member", |world| Act::Seconded {
        proposal: world.propose(DAN, enrolment(EVE, &[Role::Author])),
    }),
    ("second other rules", |world| Act::Seconded {
        proposal: world.propose(
            DAN,
            Change::PolicyChanged {
                policy: Policy::founding(),
            },
        ),
    }),
    ("second a restart", |world| {
        let stops = vec![world.stop_everything(DAN)];
        Act::Seconded {
            proposal: world.propose(DAN, Change::Restart { stops }),
        }
    }),
    ("turn a proposal down", |world| Act::ProposalDropped {
        proposal: world.propose(DAN, site(SITE2)),
    }),
    ("suspend a member", |_| Act::MemberSuspended {
        member: DAN,
        reason: String::new(),
    }),
    ("confirm a suspension", |world| {
        world.suspend(ANA, DAN);
        Act::SuspensionConfirmed { member: DAN }
    }),
    ("remove one's own key", |_| Act::KeyRemoved {
        member: CAT,
        desk: D1,
    }),
    ("remove another's key", |_| Act::KeyRemoved {
        member: DAN,
        desk: D1,
    }),
];

const POSTS: &[Row] = &[
    ("submit", |world| submitted(world.draft(1))),
    ("approve", |world| {
        world.submit(ANA, 1);
        approved(world.approval(1))
    }),
    ("reject", |world| {
        world.submit(ANA, 1);
        let revision = world.newest(1).digest;
        Act::Rejected {
            release: release(1),
            revision,
            note: String::new(),
        }
    }),
    ("withdraw", |world| {
        world.submit(ANA, 1);
        let revision = world.newest(1).digest;
        Act::Withdrawn {
            release: release(1),
            revision,
        }
    }),
    ("claim", |world| {
        world.submit(ANA, 1);
        world.approve(BEN, 1);
        Act::Claimed(world.next_leg(1))
    }),
    ("report a receipt", |world| {
        in_hand(world);
        receipt(world.leg(1))
    }),
    ("report a failure", |world| {
        in_hand(world);
        Act::SendFailed {
            leg: world.leg(1),
            code: "refused".to_owned(),
            detail: String::new(),
            again: true,
        }
    }),
    ("report a lost answer", |world| {
        in_hand(world);
        Act::SendUnknown {
            leg: world.leg(1),
            detail: String::new(),
        }
    }),
    ("report what was found", |world| {
        lost(world);
        Act::SendResolved {
            leg: world.leg(1),
            outcome: Resolution::Absent,
        }
    }),
    ("order a takedown", |world| {
        live(world);
        Act::TakedownOrdered {
            release: release(1),
            channel: SITE,
            reason: String::new(),
        }
    }),
    ("report a takedown", |world| {
        live(world);
        world.takedown(DAN, 1);
        Act::TakenDown {
            release: release(1),
            channel: SITE,
            gone: true,
            proof: Vec::new(),
        }
    }),
    ("stop everything", |_| stopped(Scope::Everything)),
    ("stop one channel", |_| {
        stopped(Scope::Channel { channel: SITE })
    }),
    ("order a revocation", |world| {
        with_sky(world);
        Act::RevocationOrdered {
            channel: SKY,
            reason: String::new(),
        }
    }),
    ("report a revocation", |world| {
        with_sky(world);
        let reason = String::new();
        world.say(
            at1(DAN),
            Act::RevocationOrdered {
                channel: SKY,
                reason,
            },
        );
        Act::Revoked {
            channel: SKY,
            state: RevocationState::Dead,
            proof: Vec::new(),
        }
    }),
    ("vouch for the ledger", |world| {
        let head = world.office().head();
        Act::Beacon {
            seq: head.seq,
            head: head.link,
        }
    }),
];

/// What a signer is told. The beacon names the newest entry, so what is wrong with the signer comes first there.
fn told(row: &Row, (signer, by): (&str, By)) -> String {
    let mut world = office(signer);
    if row.0 == "vouch for the ledger" {
        afflict(&mut world, signer);
    }
    let act = row.1(&mut world);
    if row.0 != "vouch for the ledger" {
        afflict(&mut world, signer);
    }
    // Nothing else stands in the way: what was needed before has counted.
    assert_eq!(
        world.office().voids().len(),
        usize::from(suspended_twice(row, signer))
    );
    let at = world.now.plus_millis(1000);
    match decide(world.office(), &by, at, Command::Say(Box::new(act))) {
        Ok(_) => "yes".to_owned(),
        Err(refusal) => refusal.code(),
    }
}

/// The one row in which Cat is suspended already when the column suspends her.
fn suspended_twice(row: &Row, signer: &str) -> bool {
    row.0 == "propose one's own reinstatement" && signer == "suspended"
}

#[test]
fn the_permission_matrix_is_as_it_was_read() {
    let mut table = String::new();
    let _ = write!(table, "{:36}", "");
    for (signer, _) in SIGNERS {
        let _ = write!(table, "{signer:21}");
    }
    for row in PEOPLE.iter().chain(POSTS) {
        let _ = write!(table, "\n{:36}", row.0);
        for signer in SIGNERS {
            let _ = write!(table, "{:21}", told(row, signer));
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(table.join("\n"));
}
