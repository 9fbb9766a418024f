//! From bytes to the office: the chain is followed, signatures are verified, and the rules are applied.
//!
//! Two kinds of fault are kept apart. An entry that does not fit the chain or was not signed by a key of
//! the office makes the ledger [`Broken`]: somebody changed it, and nothing after it can be trusted. An
//! entry that is genuine but breaks a rule is void: it stays on the chain, changes nothing, and is shown.

mod broken;
mod owed;

pub use broken::Broken;
pub use owed::Owed;
use owed::{Message, OwedSignature};

use crate::act::{Act, Founding};
use crate::apply;
use crate::archive::Need;
use crate::digest::Link;
use crate::entry::{
    self, BadBody, Body, By, Entry, Said, genesis, signed_bytes, write_signed_bytes,
};
use crate::ids::OfficeId;
use crate::key::{PublicKey, Signature};
use crate::news::{self, News};
use crate::office::Office;
use crate::refusal::Refusal;
use crate::rules;
use crate::tree::{Nodes, NotProved};
use rand_core::CryptoRng;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// An entry whose place in the chain and signature have been checked.
///
/// Only replaying makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    body: Body,
    link: Link,
    outcome: Result<(), Refusal>,
}

impl Verified {
    /// What it says.
    pub const fn body(&self) -> &Body {
        &self.body
    }

    /// Its link.
    pub const fn link(&self) -> Link {
        self.link
    }

    /// Whether it changed the office, or which rule it broke.
    pub const fn outcome(&self) -> &Result<(), Refusal> {
        &self.outcome
    }
}

/// An entry that has been read: what it says, the bytes that were signed, and its link. Nothing about it has been
/// checked against the chain yet, so many can be opened at the same time, before they are followed one by one.
#[derive(Debug)]
pub struct Opened {
    body: Result<Body, BadBody>,
    message: Message,
    signature: Signature,
    link: Link,
}

impl Opened {
    /// Reads the bytes of an entry. Those that cannot be read are told when the chain comes to them.
    pub fn open(body: &[u8], signature: Signature) -> Self {
        let page = signed_bytes(body);
        let at = 0..page.len();
        Self::within(&Arc::new(page), at, body, signature)
    }

    /// Reads many, in their order.
    pub fn open_all<'a>(entries: impl Iterator<Item = (&'a [u8], Signature)> + Clone) -> Vec<Self> {
        // What was signed is written once, one message after the other: an audit opens a hundred thousand.
        let mut page = Vec::new();
        let mut ends = Vec::new();
        for (body, _) in entries.clone() {
            write_signed_bytes(body, &mut page);
            ends.push(page.len());
        }
        let page = Arc::new(page);
        let mut start = 0;
        entries
            .zip(ends)
            .map(|((body, signature), end)| {
                let at = start..end;
                start = end;
                Self::within(&page, at, body, signature)
            })
            .collect()
    }

    fn within(page: &Arc<Vec<u8>>, at: Range<usize>, body: &[u8], signature: Signature) -> Self {
        let message = Message {
            page: Arc::clone(page),
            at,
        };
        Self {
            link: entry::link(message.bytes(), &signature),
            body: Body::decode(body),
            message,
            signature,
        }
    }
}

/// A replay under way. What it shows is worth nothing until every [`Owed`] has been settled, so the office
/// comes out only against the settled debts.
#[derive(Debug)]
pub struct Replay {
    office_id: OfficeId,
    office: Option<Office>,
    owed: Owed,
    trail: Option<Vec<Verified>>,
    news: Vec<News>,
    pin: Option<(u64, Link)>,
}

impl Replay {
    /// From nothing.
    pub const fn new(office: OfficeId) -> Self {
        Self {
            office_id: office,
            office: None,
            owed: Owed(Vec::new()),
            trail: None,
            news: Vec::new(),
            pin: None,
        }
    }

    /// From an office whose entries were verified before.
    pub fn onward(office: Office) -> Self {
        Self {
            office_id: office.id,
            office: Some(office),
            owed: Owed::default(),
            trail: None,
            news: Vec::new(),
            pin: None,
        }
    }

    /// Demands that the chain goes through a head this desk has seen. Give it before the first entry; a head
    /// that lies before an office that is replayed [onward](Self::onward) was checked when it was pinned.
    #[must_use]
    pub const fn pinned(mut self, seq: u64, link: Link) -> Self {
        self.pin = Some((seq, link));
        self
    }

    /// Keeps every verified entry, for a screen or an export.
    #[must_use]
    pub fn with_trail(mut self) -> Self {
        self.trail = Some(Vec::new());
        self
    }

    /// Reads an entry, follows the chain by it and applies it. Its signature is owed.
    ///
    /// # Errors
    /// [`Broken`].
    pub fn follow(&mut self, entry: &Entry) -> Result<(), Broken> {
        self.follow_opened(&mut Opened::open(&entry.body, entry.signature))
    }

    /// The same for an entry that was read before. It is used up, unless it could not be followed.
    ///
    /// # Errors
    /// [`Broken`].
    pub fn follow_opened(&mut self, opened: &mut Opened) -> Result<(), Broken> {
        let expected = self.office.as_ref().map_or(0, |office| office.head.seq + 1);
        let (link, signature) = (opened.link, opened.signature);
        let body = opened.body.as_ref().map_err(|why| Broken::Unreadable {
            seq: expected,
            why: why.clone(),
        })?;
        if body.office != self.office_id {
            return Err(Broken::OtherOffice { seq: expected });
        }
        if body.seq != expected {
            return Err(Broken::Gap {
                expected,
                found: body.seq,
            });
        }
        let prev = self
            .office
            .as_ref()
            .map_or_else(|| genesis(body.office), |o| o.head.link);
        if body.prev != prev {
            return Err(Broken::LinkDiffers { seq: expected });
        }
        if self
            .pin
            .is_some_and(|(seq, seen)| seq == expected && seen != link)
        {
            return Err(Broken::Rewritten { pinned: expected });
        }
        let key = self
            .signer(body)
            .ok_or(Broken::Stranger { seq: expected })?;
        let outcome = match self.apply(body, link) {
            Ok(outcome) => outcome,
            Err(again @ Broken::NotRecalled { .. }) => return Err(again),
            Err(broken) => {
                // What was signed by nobody is told as that, and not as what it says.
                self.owe(expected, key, signature, opened);
                return Err(broken);
            }
        };
        if let Some(trail) = &mut self.trail {
            trail.push(Verified {
                body: body.clone(),
                link,
                outcome,
            });
        }
        self.owe(expected, key, signature, opened);
        Ok(())
    }

    fn owe(&mut self, seq: u64, key: PublicKey, signature: Signature, opened: &mut Opened) {
        self.owed.0.push(OwedSignature {
            seq,
            key,
            message: std::mem::take(&mut opened.message),
            signature,
        });
    }

    /// Takes back what an entry speaks of, as [`Office::recall`] does.
    ///
    /// # Errors
    /// [`NotProved`] when nodes or row are not those the office vouches for.
    pub fn bring_back(
        &mut self,
        need: Need,
        nodes: &Nodes,
        row: Option<&[u8]>,
    ) -> Result<(), NotProved> {
        match &mut self.office {
            Some(office) => office.recall(need, nodes, row),
            None => Err(NotProved),
        }
    }

    /// What the entries followed so far change in a desk's lists. It counts once their signatures are settled.
    pub fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// How many signatures are owed by now.
    pub fn owed(&self) -> usize {
        self.owed.0.len()
    }

    /// Takes the signatures owed so far, to be settled elsewhere, for example on another core.
    pub fn take_owed(&mut self) -> Owed {
        std::mem::take(&mut self.owed)
    }

    /// The office, once the remaining debts are settled here and the caller has settled those it took.
    ///
    /// # Errors
    /// [`Broken::BadSignature`], or [`Broken::Empty`].
    pub fn finish(self, rng: &mut impl CryptoRng) -> Result<(Office, Vec<Verified>), Broken> {
        self.owed.settle(rng)?;
        let office = self.office.ok_or(Broken::Empty)?;
        if let Some((pinned, _)) = self.pin
            && office.head.seq < pinned
        {
            return Err(Broken::Withheld {
                seq: office.head.seq,
                pinned,
            });
        }
        Ok((office, self.trail.unwrap_or_default()))
    }

    fn signer(&self, body: &Body) -> Option<PublicKey> {
        match (&self.office, &body.by) {
            (Some(office), By::Member(by)) => office.member_key(by.member, by.device),
            (Some(office), By::Desk(by)) => office.desks.get(&by.desk).map(|desk| desk.key),
            (None, By::Member(by)) => {
                let Said::Known(Act::OfficeFounded(founding)) = &body.act else {
                    return None;
                };
                let founder = founding
                    .founders
                    .iter()
                    .find(|each| each.member == by.member)?;
                (founding.desk.desk == by.device).then_some(founder.key)
            }
            (None, By::Desk(_)) => None,
        }
    }

    fn apply(&mut self, body: &Body, link: Link) -> Result<Result<(), Refusal>, Broken> {
        let Some(office) = &mut self.office else {
            let Said::Known(Act::OfficeFounded(founding)) = &body.act else {
                return Err(Broken::NotFounded {
                    refusal: Refusal::FoundingOnlyOnce,
                });
            };
            founding_holds(body.office, founding)
                .map_err(|refusal| Broken::NotFounded { refusal })?;
            self.office = Some(apply::found(body, link, founding));
            return Ok(Ok(()));
        };
        let mut leg = None;
        let outcome = match &body.act {
            Said::Known(act) => {
                leg = news::leg_of(office, act);
                // A known act that says it may be ignored is not one this version writes; the flag is
                // signed, so it is taken at its word only for kinds nobody here knows.
                rules::admit(office, &body.by, body.at, act)
            }
            Said::Unknown { kind, .. } => {
                let outcome = rules::admit_unknown(office, &body.by);
                if outcome.is_ok() && body.crit {
                    office.too_old.get_or_insert_with(|| kind.clone());
                }
                outcome
            }
        };
        if let Err(Refusal::NotRecalled { need }) = outcome {
            let seq = body.seq;
            return Err(Broken::NotRecalled { seq, need });
        }
        apply::entry(office, body, link, &outcome);
        if let (Ok(()), Said::Known(act)) = (&outcome, &body.act) {
            self.news.extend(news::of(office, act, leg));
        }
        Ok(outcome)
    }
}

/// Whether a founding holds together: two people, three fit and different keys, both signatures.
pub(crate) fn founding_holds(office: OfficeId, founding: &Founding) -> Result<(), Refusal> {
    let unsound = |what: &str| Refusal::FoundingUnsound {
        what: what.to_owned(),
    };
    let [first, second] = founding.founders.as_slice() else {
        return Err(unsound("it takes exactly two founders"));
    };
    if first.member == second.member || first.name.trim() == second.name.trim() {
        return Err(unsound("the founders are two different people"));
    }
    for (field, name) in [
        ("office", &founding.name),
        ("founder", &first.name),
        ("founder", &second.name),
        ("desk", &founding.desk.name),
    ] {
        if name.trim().is_empty() || name.chars().count() > 120 {
            return Err(Refusal::BadText {
                field: field.to_owned(),
                most: 120,
            });
        }
    }
    if founding.zone.is_empty() || founding.zone.len() > 64 {
        return Err(unsound("the time zone is missing"));
    }
    if !founding.policy.is_sound()
        || founding.policy.signatures != crate::policy::Signatures::TWO
        || !founding.policy.channels.is_empty()
    {
        return Err(unsound(
            "two founders can sign two signatures, and there is no channel yet",
        ));
    }
    let mut keys: BTreeSet<PublicKey> = founding.founders.iter().map(|each| each.key).collect();
    keys.insert(founding.desk.key);
    let mut expected = 3;
    if let Some(recovery) = &founding.recovery {
        keys.insert(recovery.key);
        expected += 1;
        if [first.member, second.member].contains(&recovery.member) {
            return Err(unsound("the recovery key has an id of its own"));
        }
    }
    if keys.len() != expected {
        return Err(unsound("every key is a different one"));
    }
    for key in &keys {
        key.fit().map_err(|unfit| Refusal::BadKey {
            what: unfit.to_string(),
        })?;
    }
    let statement = founding.statement(office);
    for founder in &founding.founders {
        founder
            .key
            .verify(&statement, &founder.proof)
            .map_err(|_| unsound("a founder's own signature does not fit"))?;
    }
    Ok(())
}
