//! A long history: mostly posts that went out, with what goes wrong in an office as often as it does.

use super::Size;
use super::words::Dice;
use desk::vault::{DeskSigner, MemberKey};
use domain::act::{Act, Approval, Change, Leg, NewKey, Remote, Resolution, Scope, Submission};
use domain::chain::Replay;
use domain::channel::{ChannelKind, ProofStep};
use domain::decide::prepare;
use domain::digest::{Digest, Link};
use domain::entry::{By, Entry};
use domain::gate::sent_digest;
use domain::ids::{ChannelId, DeskId, MemberId, OfficeId, ReleaseId};
use domain::instant::Instant;
use domain::key::{PublicKey, SealingKey, Signature};
use domain::member::Role;
use domain::office::{Office, Revision};
use domain::release::{ChannelVariant, Content, Page, Variant, Window};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use std::collections::BTreeMap;
use std::fmt;
use uuid::Uuid;

/// Everyone who signs.
pub(super) struct Keys {
    office: OfficeId,
    desk: DeskId,
    members: Vec<(MemberId, MemberKey)>,
    own: DeskSigner,
    cat: SigningKey,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    pub(super) fn new(
        office: OfficeId,
        desk: DeskId,
        members: Vec<(MemberId, MemberKey)>,
        own: DeskSigner,
    ) -> Self {
        let cat = SigningKey::from(*Digest::of(b"the key of Cat in a big office").bytes());
        Self {
            office,
            desk,
            members,
            own,
            cat,
        }
    }

    fn sign(&self, by: By, message: &[u8]) -> Signature {
        let bytes = match by {
            By::Desk(_) => self.own.sign(message),
            By::Member(by) => match self.members.iter().find(|(id, _)| *id == by.member) {
                Some((_, key)) => key.sign(message),
                None => self.cat.sign(message).into(),
            },
        };
        Signature::from_bytes(bytes)
    }
}

/// A third member, who is in the ledger alone: there is no key of theirs at the desk.
const CAT: MemberId = MemberId::new(Uuid::from_u128(0x0b16_0000_0000_4000_8000_0000_0000_00ca));

/// Entries kept for the end, so that every history ends with releases in work.
const LAST: u64 = 16;

/// A ledger being written.
#[derive(Debug)]
pub(super) struct History {
    pub(super) entries: Vec<Entry>,
    pub(super) contents: BTreeMap<Digest, Vec<u8>>,
    pub(super) posts: u32,
    office: Option<Office>,
    keys: Keys,
    dice: Dice,
    now: Instant,
    step_millis: i64,
    sites: Vec<ChannelId>,
    most: u64,
}

impl History {
    pub(super) fn after(first: Entry, keys: Keys, step_millis: i64) -> Self {
        let mut history = Self {
            entries: Vec::new(),
            contents: BTreeMap::new(),
            posts: 0,
            office: None,
            keys,
            dice: Dice(2019),
            now: Instant::from_millis(0),
            step_millis,
            sites: Vec::new(),
            most: u64::MAX,
        };
        history.push(first);
        history.now = history.office().head().at;
        history
    }

    /// Writes the whole history.
    pub(super) fn grow(&mut self, size: Size) {
        let goal = match size {
            Size::Entries(entries) => {
                assert!(entries >= 40, "the beginning alone takes that many");
                self.most = entries;
                u32::MAX
            }
            Size::Posts(posts) => posts,
        };
        self.begin();
        while self.posts < goal && self.room() > LAST {
            self.live_a_little();
        }
        if let Size::Entries(_) = size {
            while self.room() > 0 {
                self.submit_new(1);
            }
        } else {
            for _ in 0..LAST {
                self.submit_new(1);
            }
        }
    }

    fn office(&self) -> &Office {
        self.office.as_ref().unwrap()
    }

    fn room(&self) -> u64 {
        self.most - self.entries.len() as u64
    }

    /// Follows one entry. Its signature was made a moment ago, and is verified by whoever opens the office.
    fn push(&mut self, entry: Entry) {
        let office = self.office.take();
        let mut replay = office.map_or_else(|| Replay::new(self.keys.office), Replay::onward);
        replay.follow(&entry).unwrap();
        drop(replay.take_owed());
        let (office, _) = replay
            .finish(&mut crate::office::Chance::default())
            .unwrap();
        self.office = Some(office);
        self.entries.push(entry);
    }

    fn say(&mut self, by: By, act: Act) -> Option<Link> {
        if self.room() == 0 {
            return None;
        }
        self.now = self.now.plus_millis(self.step_millis);
        let prepared = prepare(self.office(), by, self.now, act).unwrap();
        let signature = self.keys.sign(by, &prepared.to_sign());
        self.push(prepared.signed(signature));
        Some(self.office().head().link)
    }

    fn ana(&self) -> By {
        By::member(self.keys.members[0].0, self.keys.desk)
    }

    fn ben(&self) -> By {
        By::member(self.keys.members[1].0, self.keys.desk)
    }

    fn own(&self) -> By {
        By::desk(self.keys.desk)
    }

    fn two(&mut self, change: Change) {
        let change = Box::new(change);
        if let Some(proposal) = self.say(self.ana(), Act::Proposed { change }) {
            self.say(self.ben(), Act::Seconded { proposal });
        }
    }

    /// Three newsrooms and a third member.
    fn begin(&mut self) {
        for name in ["Newsroom", "Traffic", "Appeals"] {
            let channel = ChannelId::new(self.fresh());
            self.two(Change::ChannelConnected {
                channel,
                channel_kind: ChannelKind::Site,
                name: name.to_owned(),
                account: format!("{name} of the big office"),
                address: format!("https://{}.example.org/", name.to_lowercase()),
                credential: None,
            });
            self.sites.push(channel);
        }
        let mut key = NewKey {
            member: CAT,
            desk: self.keys.desk,
            key: PublicKey::from_bytes(VerificationKeyBytes::from(&self.keys.cat).into()),
            sealing: SealingKey::from_bytes(*Digest::of(b"the sealing key of Cat").bytes()),
            proof: Signature::from_bytes([0; 64]),
        };
        let statement = key.statement(self.keys.office);
        key.proof = Signature::from_bytes(self.keys.cat.sign(&statement).into());
        self.two(Change::MemberEnrolled {
            name: "Cat Marsh".to_owned(),
            roles: vec![Role::Author, Role::Approver],
            key,
        });
        assert_eq!(self.office().voids(), []);
        self.approve_own();
    }

    fn fresh(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.now.millis().to_be_bytes());
        bytes.copy_within(2..8, 0);
        let drawn = Digest::of(
            &[self.dice.below(u64::MAX), self.entries.len() as u64]
                .map(u64::to_be_bytes)
                .concat(),
        );
        bytes[6..].copy_from_slice(&drawn.bytes()[..10]);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Uuid::from_bytes(bytes)
    }

    /// One release from beginning to end, or one of the things that happen beside.
    fn live_a_little(&mut self) {
        let channels = if self.dice.below(10) < 6 { 1 } else { 3 };
        match self.dice.below(1000) {
            0..880 => self.out(channels),
            880..920 => {
                let release = self.submit_new(channels);
                self.reject(release);
                if self.dice.below(2) == 0 {
                    self.submit(release, channels);
                    self.approve(release);
                    self.send(release);
                }
            }
            920..940 => {
                let release = self.submit_new(channels);
                self.withdraw(release);
            }
            940..965 => {
                let release = self.submit_new(channels);
                self.approve(release);
                self.send(release);
                self.take_down(release);
            }
            965..980 => {
                let release = self.submit_new(channels);
                self.approve(release);
                self.send(release);
                self.submit(release, channels);
                self.approve(release);
                self.send(release);
            }
            980..988 => self.out_after(false),
            988..994 => self.out_after(true),
            994..997 => self.stop_and_restart(),
            997..999 => self.suspend_and_reinstate(),
            _ => self.approve_own(),
        }
    }

    /// Void: nobody approves what they submitted.
    fn approve_own(&mut self) {
        let release = self.submit_new(1);
        if let Some(approval) = self.approval(release) {
            self.say(self.ana(), Act::Approved(Box::new(approval)));
        }
    }

    fn out(&mut self, channels: usize) {
        let release = self.submit_new(channels);
        self.approve(release);
        self.send(release);
    }

    /// Out at the second try: the first failed, or nobody knew for a while.
    fn out_after(&mut self, unknown: bool) {
        let release = self.submit_new(1);
        self.approve(release);
        let Some(leg) = self.claim(release, 0) else {
            return;
        };
        if unknown {
            let detail = "the connection was lost".to_owned();
            self.say(self.own(), Act::SendUnknown { leg, detail });
            let outcome = Resolution::Found {
                remotes: vec![remote(&leg)],
            };
            if self
                .say(self.own(), Act::SendResolved { leg, outcome })
                .is_some()
            {
                self.posts += 1;
            }
        } else {
            let failed = Act::SendFailed {
                leg,
                code: "503".to_owned(),
                detail: "the server is busy".to_owned(),
                again: true,
            };
            self.say(self.own(), failed);
            self.send(release);
        }
    }

    fn submit_new(&mut self, channels: usize) -> ReleaseId {
        let release = ReleaseId::new(self.fresh());
        self.submit(release, channels);
        release
    }

    fn submit(&mut self, release: ReleaseId, channels: usize) {
        let known = self.office().release(release);
        let replaces = known
            .and_then(|known| known.newest())
            .map(|newest| newest.digest);
        let number = known.map_or(self.office().next_number(), |known| known.number);
        let window = Window {
            not_before: self.now,
            execute_before: self.now.plus_hours(24),
        };
        let title = self.dice.title();
        let body = self.dice.statement(number);
        let variants = self
            .sites
            .iter()
            .take(channels)
            .map(|channel| ChannelVariant {
                channel: *channel,
                variant: Variant::Site(Page {
                    slug: format!("statement-{number}"),
                    headline: title.clone(),
                    body: body.clone(),
                    ..Page::default()
                }),
            });
        let content = Content {
            v: 1,
            office: self.keys.office,
            release,
            number,
            title: title.clone(),
            created_at: self.now,
            language: "en".to_owned(),
            publisher: self.keys.desk,
            window,
            variants: variants.collect(),
        };
        let bytes = content.encode().unwrap();
        let revision = Digest::of(&bytes);
        let submission = Submission {
            release,
            number,
            revision,
            replaces,
            title,
            editors: Vec::new(),
            publisher: self.keys.desk,
            policy_epoch: self.office().policy_epoch(),
            window,
            channels: content.variants.iter().map(|each| each.channel).collect(),
            flags: Vec::new(),
            note: String::new(),
        };
        if self
            .say(self.ana(), Act::RevisionSubmitted(Box::new(submission)))
            .is_some()
        {
            self.contents.insert(revision, bytes);
        }
    }

    fn newest(&self, release: ReleaseId) -> Option<&Revision> {
        self.office().release(release)?.newest()
    }

    fn approval(&self, release: ReleaseId) -> Option<Approval> {
        let newest = self.newest(release)?;
        Some(Approval {
            release,
            revision: newest.digest,
            publisher: newest.publisher,
            policy_epoch: self.office().policy_epoch(),
            window: newest.window,
            flags: Vec::new(),
        })
    }

    fn approve(&mut self, release: ReleaseId) {
        if let Some(approval) = self.approval(release) {
            let by = if self.dice.below(3) == 0 {
                By::member(CAT, self.keys.desk)
            } else {
                self.ben()
            };
            self.say(by, Act::Approved(Box::new(approval)));
        }
    }

    fn reject(&mut self, release: ReleaseId) {
        if let Some(revision) = self.newest(release).map(|newest| newest.digest) {
            let note = "The time is wrong.".to_owned();
            self.say(
                self.ben(),
                Act::Rejected {
                    release,
                    revision,
                    note,
                },
            );
        }
    }

    fn withdraw(&mut self, release: ReleaseId) {
        if let Some(revision) = self.newest(release).map(|newest| newest.digest) {
            self.say(self.ana(), Act::Withdrawn { release, revision });
        }
    }

    fn claim(&mut self, release: ReleaseId, at: usize) -> Option<Leg> {
        let newest = self.newest(release)?;
        let state = newest.legs.get(at)?;
        let leg = Leg {
            release,
            revision: newest.digest,
            channel: state.channel,
            attempt: state.attempts + 1,
        };
        self.say(self.own(), Act::Claimed(leg)).map(|_| leg)
    }

    fn send(&mut self, release: ReleaseId) {
        let legs = self.newest(release).map_or(0, |newest| newest.legs.len());
        for at in 0..legs {
            let Some(leg) = self.claim(release, at) else {
                return;
            };
            let content = &self.contents[&leg.revision];
            let content = Content::open(content, leg.revision).unwrap();
            let receipt = Act::Receipt {
                leg,
                remotes: vec![remote(&leg)],
                sent: sent_digest(content.variant(leg.channel).unwrap()),
            };
            if self.say(self.own(), receipt).is_some() {
                self.posts += 1;
            }
        }
    }

    fn take_down(&mut self, release: ReleaseId) {
        let channel = self.sites[0];
        let reason = "It names the wrong person.".to_owned();
        self.say(
            self.ben(),
            Act::TakedownOrdered {
                release,
                channel,
                reason,
            },
        );
        let step = ProofStep {
            what: "the page is gone".to_owned(),
            call: "GET the page".to_owned(),
            answer: "410".to_owned(),
            at: self.now,
            proves: true,
        };
        let taken = Act::TakenDown {
            release,
            channel,
            gone: true,
            proof: vec![step],
        };
        self.say(self.own(), taken);
    }

    fn stop_and_restart(&mut self) {
        let stop = Act::Stop {
            scope: Scope::Everything,
            pulled_by: None,
            reason: "A post that nobody knows.".to_owned(),
        };
        if let Some(link) = self.say(self.own(), stop) {
            self.two(Change::Restart { stops: vec![link] });
        }
    }

    fn suspend_and_reinstate(&mut self) {
        let reason = "Her bag was stolen.".to_owned();
        self.say(
            self.ana(),
            Act::MemberSuspended {
                member: CAT,
                reason,
            },
        );
        self.two(Change::MemberReinstated { member: CAT });
    }
}

fn remote(leg: &Leg) -> Remote {
    Remote {
        id: format!("{}/{}", leg.channel, leg.revision),
        version: String::new(),
        url: format!("https://news.example.org/{}", leg.revision),
    }
}
