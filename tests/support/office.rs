//! An office in memory: two founders with real keys at one desk, whose every act goes through the rules.
//!
//! A connector sends only against a permit, and a permit comes only from the gate over a replayed, signed ledger.
//! So a test that wants to send has to do what an office does: connect, submit, approve, claim, ask.
//!
//! ```no_run
//! use tests::office::Story;
//! # let (kind, variant) = (domain::channel::ChannelKind::Site, domain::release::Variant::Site(Default::default()));
//! let mut story = Story::founded();
//! let channel = story.connect(kind, "Newsroom", "https://news.example.org/");
//! let revision = story.approved(&[(channel, variant)]);
//! let leg = story.claim(revision, channel);
//! let permit = story.permit(&leg);
//! ```

use domain::act::{Act, Change, DeskKeys, Founder, Founding, Leg, Remote};
use domain::chain::Replay;
use domain::channel::{Channel, ChannelKind, Credential, Custody};
use domain::decide::{Command, decide, prepare, prepare_founding};
use domain::digest::{Digest, Link};
use domain::entry::{By, Entry};
use domain::gate::{self, Permit};
use domain::ids::{ChannelId, DeskId, MemberId, OfficeId, ReleaseId};
use domain::instant::Instant;
use domain::key::{PublicKey, SealingKey, Signature};
use domain::office::Office;
use domain::policy::Policy;
use domain::refusal::Refusal;
use domain::release::{ChannelVariant, Content, Image, Variant, Window};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;
use uuid::Uuid;

const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0570_0000_0000_4000_8000_0000_0000_0000 | number)
}

/// The office of every story.
pub const OFFICE: OfficeId = OfficeId::new(id(0x0f));
/// Writes and submits.
pub const ANA: MemberId = MemberId::new(id(0xa));
/// Approves.
pub const BEN: MemberId = MemberId::new(id(0xb));
/// The one desk, which also publishes.
pub const DESK: DeskId = DeskId::new(id(0xd));

/// The time of this machine.
pub fn now() -> Instant {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    Instant::from_millis(i64::try_from(since.as_millis()).unwrap())
}

/// A ledger in memory and the office it makes.
#[derive(Debug)]
pub struct Story {
    entries: Vec<Entry>,
    office: Option<Office>,
    now: Instant,
    contents: BTreeMap<Digest, Vec<u8>>,
    pictures: BTreeMap<Digest, Arc<[u8]>>,
    ids: u128,
}

impl Story {
    /// Ana and Ben found an office at one desk.
    pub fn founded() -> Self {
        let mut story = Self {
            entries: Vec::new(),
            office: None,
            // A minute back, so that the story's own seconds never run ahead of the clock.
            now: now().plus_millis(-60_000),
            contents: BTreeMap::new(),
            pictures: BTreeMap::new(),
            ids: 0x1000,
        };
        let founder = |member, name: &str| Founder {
            member,
            name: name.to_owned(),
            key: public(By::member(member, DESK)),
            sealing: sealing(By::member(member, DESK)),
            proof: Signature::from_bytes([0; 64]),
        };
        let mut founding = Founding {
            name: "Press Office".to_owned(),
            zone: "Europe/London".to_owned(),
            practice: false,
            founders: vec![founder(ANA, "Ana Okafor"), founder(BEN, "Ben Lindqvist")],
            desk: DeskKeys {
                desk: DESK,
                name: "Desk 1".to_owned(),
                key: public(By::desk(DESK)),
                sealing: sealing(By::desk(DESK)),
            },
            recovery: None,
            policy: Policy::founding(),
        };
        let statement = founding.statement(OFFICE);
        for founder in &mut founding.founders {
            founder.proof = sign(By::member(founder.member, DESK), &statement);
        }
        let by = By::member(ANA, DESK);
        let prepared = prepare_founding(OFFICE, by, story.now, founding).unwrap();
        let signature = sign(by, &prepared.to_sign());
        story.push(prepared.signed(signature));
        story
    }

    /// The office as the ledger makes it by now.
    pub fn office(&self) -> &Office {
        self.office.as_ref().unwrap()
    }

    /// The ledger.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// A channel as the ledger has it.
    pub fn channel(&self, id: ChannelId) -> &Channel {
        &self.office().channels()[&id]
    }

    fn fresh(&mut self) -> Uuid {
        self.ids += 1;
        id(self.ids)
    }

    fn push(&mut self, entry: Entry) {
        let office = self.office.take();
        let mut replay = office.map_or_else(|| Replay::new(OFFICE), Replay::onward);
        replay.follow(&entry).unwrap();
        let (office, _) = replay.finish(&mut Chance::default()).unwrap();
        self.entries.push(entry);
        self.office = Some(office);
    }

    /// Says something through the rules, a second after the last.
    ///
    /// # Errors
    /// What the rules refuse.
    pub fn say(&mut self, by: By, command: Command) -> Result<Link, Refusal> {
        let at = self.now.plus_millis(1000);
        let act = decide(self.office(), &by, at, command)?;
        let prepared = prepare(self.office(), by, at, act).unwrap();
        let signature = sign(by, &prepared.to_sign());
        self.push(prepared.signed(signature));
        self.now = at;
        let voids = self.office().voids();
        assert!(voids.is_empty(), "the ledger holds a void entry: {voids:?}");
        Ok(self.office().head().link)
    }

    fn act(&mut self, by: By, act: Act) -> Link {
        self.say(by, Command::Say(Box::new(act))).unwrap()
    }

    /// Ana proposes a channel, and Ben agrees. A kind that needs a credential gets a sealed one of which only
    /// the digest matters here; the test holds the open one itself.
    pub fn connect(&mut self, kind: ChannelKind, account: &str, address: &str) -> ChannelId {
        let channel = ChannelId::new(self.fresh());
        let credential = kind.needs_credential().then(|| Credential {
            epoch: 1,
            custody: Custody::Plain,
            sealed: Digest::of(b"sealed"),
        });
        let change = Change::ChannelConnected {
            channel,
            channel_kind: kind,
            name: format!("{kind:?}"),
            account: account.to_owned(),
            address: address.to_owned(),
            credential,
        };
        let proposed = Act::Proposed {
            change: Box::new(change),
        };
        let proposal = self.act(By::member(ANA, DESK), proposed);
        self.act(By::member(BEN, DESK), Act::Seconded { proposal });
        channel
    }

    /// Keeps a picture beside the ledger.
    pub fn picture(&mut self, bytes: Vec<u8>, size: (u32, u32), mime: &str, alt: &str) -> Image {
        let digest = Digest::of(&bytes);
        let image = Image {
            digest,
            mime: mime.to_owned(),
            width: size.0,
            height: size.1,
            bytes: u32::try_from(bytes.len()).unwrap(),
            alt: alt.to_owned(),
        };
        self.pictures.insert(digest, Arc::from(bytes));
        image
    }

    /// Ana submits a new release, and Ben approves it after acknowledging every flag. Gives its revision.
    pub fn approved(&mut self, variants: &[(ChannelId, Variant)]) -> Digest {
        self.try_approved(variants).unwrap()
    }

    /// The same, where the words may be such as the rules refuse.
    ///
    /// # Errors
    /// What the rules refuse.
    pub fn try_approved(&mut self, variants: &[(ChannelId, Variant)]) -> Result<Digest, Refusal> {
        let release = ReleaseId::new(self.fresh());
        self.signed(release, variants)
    }

    /// The same for a newer revision of a release.
    pub fn approved_again(
        &mut self,
        release: ReleaseId,
        variants: &[(ChannelId, Variant)],
    ) -> Digest {
        self.signed(release, variants).unwrap()
    }

    fn signed(
        &mut self,
        release: ReleaseId,
        variants: &[(ChannelId, Variant)],
    ) -> Result<Digest, Refusal> {
        let number = self
            .office()
            .release(release)
            .map_or_else(|| self.office().next_number(), |known| known.number);
        let content = Content {
            v: 1,
            office: OFFICE,
            release,
            number,
            title: format!("Release {number}"),
            created_at: self.now,
            language: "en".to_owned(),
            publisher: DESK,
            window: Window {
                not_before: self.now,
                execute_before: self.now.plus_hours(4),
            },
            variants: variants
                .iter()
                .map(|(channel, variant)| ChannelVariant {
                    channel: *channel,
                    variant: variant.clone(),
                })
                .collect(),
        };
        let bytes = content.encode().unwrap();
        let revision = Digest::of(&bytes);
        self.contents.insert(revision, bytes.clone());
        let submit = Command::Submit {
            content: Box::new(content),
            editors: Vec::new(),
            note: String::new(),
        };
        self.say(By::member(ANA, DESK), submit)?;
        let flags = self
            .office()
            .revision(release, revision)
            .unwrap()
            .flags
            .clone();
        let approve = Command::Approve {
            release,
            revision,
            content: bytes,
            acknowledged: flags,
        };
        self.say(By::member(BEN, DESK), approve)?;
        Ok(revision)
    }

    /// What a revision says.
    pub fn content(&self, revision: Digest) -> Content {
        Content::open(&self.contents[&revision], revision).unwrap()
    }

    /// The stored bytes of a revision.
    pub fn bytes(&self, revision: Digest) -> &[u8] {
        &self.contents[&revision]
    }

    /// The desk takes a leg in hand.
    pub fn claim(&mut self, revision: Digest, channel: ChannelId) -> Leg {
        let release = self.content(revision).release;
        let found = self.office().revision(release, revision).unwrap();
        let attempt = found.leg(channel).unwrap().attempts + 1;
        let leg = Leg {
            release,
            revision,
            channel,
            attempt,
        };
        self.act(By::desk(DESK), Act::Claimed(leg));
        leg
    }

    /// The gate's permit for a claimed leg.
    pub fn permit(&self, leg: &Leg) -> Permit {
        let content = &self.contents[&leg.revision];
        gate::permit(self.office(), leg, DESK, self.now, content, &self.pictures).unwrap()
    }

    /// Claims and asks in one.
    pub fn permitted(&mut self, revision: Digest, channel: ChannelId) -> Permit {
        let leg = self.claim(revision, channel);
        self.permit(&leg)
    }

    /// The desk records that a try left nothing and may be made again.
    pub fn failed(&mut self, leg: Leg) {
        let (code, detail) = ("test".to_owned(), "a test said so".to_owned());
        self.act(
            By::desk(DESK),
            Act::SendFailed {
                leg,
                code,
                detail,
                again: true,
            },
        );
    }

    /// The desk records what the channel accepted.
    pub fn receipt(&mut self, leg: Leg, remotes: Vec<Remote>, sent: Digest) {
        self.act(By::desk(DESK), Act::Receipt { leg, remotes, sent });
    }
}

/// The key that belongs to a signer, for ever the same.
fn key(by: By) -> SigningKey {
    SigningKey::from(*Digest::of(format!("key of {by:?}").as_bytes()).bytes())
}

fn public(by: By) -> PublicKey {
    PublicKey::from_bytes(VerificationKeyBytes::from(&key(by)).into())
}

fn sealing(by: By) -> SealingKey {
    SealingKey::from_bytes(*Digest::of(format!("sealing {by:?}").as_bytes()).bytes())
}

fn sign(by: By, message: &[u8]) -> Signature {
    Signature::from_bytes(key(by).sign(message).to_bytes())
}

/// Bytes that a batch verification may draw, always the same ones.
#[derive(Debug, Default)]
pub(crate) struct Chance(u64);

impl rand_core::TryRng for Chance {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        for chunk in out.chunks_mut(32) {
            self.0 += 1;
            chunk.copy_from_slice(&Digest::of(&self.0.to_le_bytes()).bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Chance {}
