//! An office built act by act, with real keys from fixed seeds: what vectors, attacks and properties start from.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "every test binary uses its own part of it"
)]
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test may fail"
)]

pub mod acts;
pub mod chance;
pub mod people;
pub mod torsion;
pub mod vector;
pub mod verdict;
pub mod wander;

pub use acts::*;
pub use chance::Chance;
pub use people::*;

use domain::act::{Act, Approval, Change, Founder, Founding, Leg, Recovery, Scope, Submission};
use domain::chain::{Broken, Replay};
use domain::decide::{Command, decide, prepare, prepare_founding};
use domain::digest::{Digest, Link};
use domain::entry::{By, Entry};
use domain::ids::{ChannelId, DeskId, MemberId};
use domain::instant::Instant;
use domain::key::Signature;
use domain::member::Role;
use domain::office::{Office, Revision};
use domain::policy::Policy;
use domain::refusal::Refusal;
use domain::release::{ChannelVariant, Content, Window};
use ed25519_zebra::SigningKey;
use std::collections::BTreeMap;

/// A ledger being written, and the office it makes.
#[derive(Debug, Clone)]
pub struct World {
    pub entries: Vec<Entry>,
    pub now: Instant,
    pub contents: BTreeMap<Digest, Vec<u8>>,
    office: Option<Office>,
    broken: Option<Broken>,
}

pub fn founding() -> Founding {
    let founder = |member, name: &str| Founder {
        member,
        name: name.to_owned(),
        key: public(&key(at1(member))),
        sealing: sealing(at1(member)),
        proof: Signature::from_bytes([0; 64]),
    };
    Founding {
        name: "Press Office".to_owned(),
        zone: "Europe/London".to_owned(),
        practice: false,
        founders: vec![founder(ANA, "Ana Okafor"), founder(BEN, "Ben Lindqvist")],
        desk: desk_keys(D1),
        recovery: Some(Recovery {
            member: RECOVERY,
            key: public(&key(PAPER)),
        }),
        policy: Policy::founding(),
    }
}

/// Both founders' signatures, by the keys given.
pub fn proven(mut founding: Founding, keys: &[SigningKey]) -> Founding {
    let statement = founding.statement(OFFICE);
    for (founder, key) in founding.founders.iter_mut().zip(keys) {
        founder.proof = sign(key, &statement);
    }
    founding
}

impl World {
    /// Nothing yet.
    pub fn empty() -> Self {
        Self {
            entries: Vec::new(),
            now: start(),
            contents: BTreeMap::new(),
            office: None,
            broken: None,
        }
    }

    /// Ana and Ben at desk 1.
    pub fn founded() -> Self {
        Self::founded_as(proven(founding(), &[key(at1(ANA)), key(at1(BEN))]))
    }

    pub fn founded_as(founding: Founding) -> Self {
        let mut world = Self::empty();
        let prepared = prepare_founding(OFFICE, at1(ANA), world.now, founding).unwrap();
        let signature = sign(&key(at1(ANA)), &prepared.to_sign());
        world.push(prepared.signed(signature));
        world
    }

    /// With a newsroom site.
    pub fn with_site() -> Self {
        let mut world = Self::founded();
        world.two(ANA, BEN, site(SITE));
        world
    }

    /// Cat joins: an author and approver who manages nothing.
    pub fn with_cat() -> Self {
        let mut world = Self::with_site();
        world.enrol(CAT, &[Role::Author, Role::Approver]);
        world
    }

    /// A second desk, where Ben has a key too.
    pub fn two_desks() -> Self {
        let mut world = Self::with_site();
        world.two(
            ANA,
            BEN,
            Change::DeskAdded {
                desk: desk_keys(D2),
            },
        );
        let key = new_key(BEN, D2);
        world.two(ANA, BEN, Change::KeyAdded { key });
        world
    }

    /// Ana's release 1, which nobody has approved.
    pub fn submitted() -> Self {
        let mut world = Self::with_cat();
        world.submit(ANA, 1);
        world
    }

    /// Ana's release 1, approved by Ben.
    pub fn approved() -> Self {
        let mut world = Self::submitted();
        world.approve(BEN, 1);
        world
    }

    /// And claimed by desk 1.
    pub fn claimed() -> Self {
        let mut world = Self::approved();
        world.claim(1);
        world
    }

    /// And live.
    pub fn live() -> Self {
        let mut world = Self::claimed();
        world.receipt(1);
        world
    }

    /// The office; the ledger must hold.
    pub fn office(&self) -> &Office {
        assert_eq!(self.broken, None);
        self.office.as_ref().unwrap()
    }

    pub fn broken(&self) -> Option<&Broken> {
        self.broken.as_ref()
    }

    /// Puts any entry at the end.
    pub fn push(&mut self, entry: Entry) -> Link {
        let link = link_of(&entry);
        if self.broken.is_none() {
            let mut replay = self
                .office
                .take()
                .map_or_else(|| Replay::new(OFFICE), Replay::onward);
            match replay
                .follow(&entry)
                .and_then(|()| replay.finish(&mut Chance::default()))
            {
                Ok((office, _)) => self.office = Some(office),
                Err(broken) => self.broken = Some(broken),
            }
        }
        self.entries.push(entry);
        link
    }

    pub fn wait_minutes(&mut self, minutes: i64) -> &mut Self {
        self.now = self.now.plus_millis(minutes * 60_000);
        self
    }

    /// The next entry, signed by whom it says, whether the rules admit it or not.
    pub fn say(&mut self, by: By, act: Act) -> Link {
        self.now = self.now.plus_millis(1000);
        let at = self.now;
        self.say_at(by, at, act)
    }

    pub fn say_at(&mut self, by: By, at: Instant, act: Act) -> Link {
        let prepared = prepare(self.office(), by, at, act).unwrap();
        let signature = sign(&key(by), &prepared.to_sign());
        self.push(prepared.signed(signature))
    }

    /// The same through the rules, as a desk does it.
    pub fn tell(&mut self, by: By, command: Command) -> Result<Link, Refusal> {
        let now = self.now.plus_millis(1000);
        let act = decide(self.office(), &by, now, command)?;
        let link = self.say(by, act);
        assert_eq!(self.outcome(), Ok(()));
        Ok(link)
    }

    /// What became of the newest entry.
    pub fn outcome(&self) -> Result<(), Refusal> {
        let office = self.office();
        match office.voids().last() {
            Some(void) if void.seq == office.head().seq => Err(void.refusal.clone()),
            _ => Ok(()),
        }
    }

    /// The code with which the newest entry is void; empty when it counts.
    pub fn code(&self) -> String {
        self.outcome()
            .err()
            .map(|refusal| refusal.code())
            .unwrap_or_default()
    }

    pub fn propose(&mut self, by: MemberId, change: Change) -> Link {
        let change = Box::new(change);
        self.say(at1(by), Act::Proposed { change })
    }

    pub fn second(&mut self, by: MemberId, proposal: Link) -> Link {
        self.say(at1(by), Act::Seconded { proposal })
    }

    /// A change that two members at desk 1 sign.
    pub fn two(&mut self, first: MemberId, second: MemberId, change: Change) -> Link {
        let proposal = self.propose(first, change);
        self.second(second, proposal)
    }

    pub fn enrol(&mut self, member: MemberId, roles: &[Role]) {
        let change = enrolment(member, roles);
        self.two(ANA, BEN, change);
        assert_eq!(self.outcome(), Ok(()));
    }

    /// The content of release `number` with these words, kept beside the ledger.
    pub fn content(&mut self, number: u32, channels: &[ChannelId], words: &str) -> Content {
        let window = Window {
            not_before: self.now,
            execute_before: self.now.plus_hours(4),
        };
        let variants = channels
            .iter()
            .map(|channel| ChannelVariant {
                channel: *channel,
                variant: variant(*channel, number, words),
            })
            .collect();
        Content {
            v: 1,
            office: OFFICE,
            release: release(number),
            number,
            title: format!("Statement {number}"),
            created_at: self.now,
            language: "en".to_owned(),
            publisher: D1,
            window,
            variants,
        }
    }

    /// The submission of a content, as a desk would make it.
    pub fn submission(&mut self, content: &Content) -> Submission {
        let bytes = content.encode().unwrap();
        let revision = Digest::of(&bytes);
        self.contents.insert(revision, bytes);
        let office = self.office();
        let newest = office.release(content.release).and_then(|r| r.newest());
        Submission {
            release: content.release,
            number: content.number,
            revision,
            replaces: newest.map(|newest| newest.digest),
            title: content.title.clone(),
            editors: Vec::new(),
            publisher: content.publisher,
            policy_epoch: office.policy_epoch(),
            window: content.window,
            channels: content.variants.iter().map(|each| each.channel).collect(),
            flags: domain::submission::inspected(office, content).unwrap(),
            note: String::new(),
        }
    }

    pub fn draft(&mut self, number: u32) -> Submission {
        let words = format!("Words {} of release {number}.", self.entries.len());
        let content = self.content(number, &[SITE], &words);
        self.submission(&content)
    }

    pub fn submit(&mut self, by: MemberId, number: u32) -> Link {
        let submission = self.draft(number);
        self.say(at1(by), submitted(submission))
    }

    pub fn newest(&self, number: u32) -> &Revision {
        let release = self.office().release(release(number)).unwrap();
        release.newest().unwrap()
    }

    /// What an approver of the newest revision would sign.
    pub fn approval(&self, number: u32) -> Approval {
        let revision = self.newest(number);
        Approval {
            release: release(number),
            revision: revision.digest,
            publisher: revision.publisher,
            policy_epoch: self.office().policy_epoch(),
            window: revision.window,
            flags: revision.flags.clone(),
        }
    }

    pub fn approve_by(&mut self, by: By, number: u32) -> Link {
        let approval = self.approval(number);
        self.say(by, approved(approval))
    }

    pub fn approve(&mut self, by: MemberId, number: u32) -> Link {
        self.approve_by(at1(by), number)
    }

    pub fn reject(&mut self, by: MemberId, number: u32) -> Link {
        let revision = self.newest(number).digest;
        let act = Act::Rejected {
            release: release(number),
            revision,
            note: "The date is wrong.".to_owned(),
        };
        self.say(at1(by), act)
    }

    pub fn withdraw(&mut self, by: MemberId, number: u32) -> Link {
        let revision = self.newest(number).digest;
        let release = release(number);
        self.say(at1(by), Act::Withdrawn { release, revision })
    }

    /// The next try of the newest revision's first leg.
    pub fn next_leg(&self, number: u32) -> Leg {
        self.leg_on(number, self.newest(number).legs[0].channel, 1)
    }

    /// The leg as it is in hand.
    pub fn leg(&self, number: u32) -> Leg {
        self.leg_on(number, self.newest(number).legs[0].channel, 0)
    }

    pub fn leg_on(&self, number: u32, channel: ChannelId, more: u32) -> Leg {
        let revision = self.newest(number);
        Leg {
            release: release(number),
            revision: revision.digest,
            channel,
            attempt: revision.leg(channel).unwrap().attempts + more,
        }
    }

    pub fn claim(&mut self, number: u32) -> Link {
        let leg = self.next_leg(number);
        self.say(By::desk(D1), Act::Claimed(leg))
    }

    pub fn receipt(&mut self, number: u32) -> Link {
        let leg = self.leg(number);
        self.say(By::desk(D1), receipt(leg))
    }

    pub fn fail(&mut self, number: u32, again: bool) -> Link {
        let act = Act::SendFailed {
            leg: self.leg(number),
            code: "refused".to_owned(),
            detail: "503 Service Unavailable".to_owned(),
            again,
        };
        self.say(By::desk(D1), act)
    }

    pub fn unknown(&mut self, number: u32) -> Link {
        let leg = self.leg(number);
        let detail = "the connection was cut after the last byte".to_owned();
        self.say(By::desk(D1), Act::SendUnknown { leg, detail })
    }

    pub fn takedown(&mut self, by: MemberId, number: u32) -> Link {
        let channel = self.newest(number).legs[0].channel;
        let act = Act::TakedownOrdered {
            release: release(number),
            channel,
            reason: "It is wrong.".to_owned(),
        };
        self.say(at1(by), act)
    }

    pub fn suspend(&mut self, by: MemberId, member: MemberId) -> Link {
        let reason = "The laptop is gone.".to_owned();
        self.say(at1(by), Act::MemberSuspended { member, reason })
    }

    pub fn stop(&mut self, by: By, scope: Scope) -> Link {
        self.say(by, stopped(scope))
    }

    pub fn stop_everything(&mut self, by: MemberId) -> Link {
        self.stop(at1(by), Scope::Everything)
    }

    pub fn restart(&mut self, first: MemberId, second: MemberId, stops: Vec<Link>) -> Link {
        self.two(first, second, Change::Restart { stops })
    }

    pub fn beacon(&mut self, desk: DeskId) -> Link {
        let head = self.office().head();
        let act = Act::Beacon {
            seq: head.seq,
            head: head.link,
        };
        self.say(By::desk(desk), act)
    }

    /// Changes the rules with two signatures.
    pub fn policy(&mut self, change: impl FnOnce(&mut Policy)) -> Link {
        let mut policy = self.office().policy().unwrap().clone();
        change(&mut policy);
        self.two(ANA, BEN, Change::PolicyChanged { policy })
    }

    /// Asks the gate for the leg that is in hand.
    pub fn permit(&self, number: u32) -> Result<domain::gate::Permit, Refusal> {
        let leg = self.leg(number);
        let content = self.contents[&leg.revision].clone();
        let pictures = BTreeMap::new();
        let office = self.office();
        domain::gate::permit(office, &leg, D1, self.now, &content, &pictures)
    }

    /// The code with which the gate stays closed; empty when it opens.
    pub fn gate(&self, number: u32) -> String {
        match self.permit(number) {
            Ok(permit) => {
                drop(permit.spend());
                String::new()
            }
            Err(refusal) => refusal.code(),
        }
    }
}
