//! The office as this desk sees it: read, verified, and written to at a known head.
//!
//! A desk goes on from the checkpoint it keeps (`replica`), verifies what is new, and hashes what lies before once more
//! beside its work (`prefix`). Whenever something of that does not fit, the ledger is replayed from its first entry.

mod batches;
mod follow;
mod pages;
mod prefix;
mod replica;
mod say;

pub use say::Said;
pub(crate) use say::Voice;

use crate::fault::Fault;
use crate::local::Local;
use crate::store::Store;
use crate::vault::{CheckpointKey, Vault};
use domain::act::Act;
use domain::archive::Need;
use domain::chain::{Broken, Replay};
use domain::decide::{self, Command};
use domain::digest::Link;
use domain::entry::{By, Entry};
use domain::ids::OfficeId;
use domain::instant::Instant;
use domain::office::Office;
use domain::refusal::Refusal;
use follow::{FEW, TakeUp, follow, follow_few};
use prefix::Prefix;
use std::sync::Arc;
use tokio::sync::Mutex;

/// The verified office and what is known of the ledger it came from.
#[derive(Debug)]
pub struct Ledger {
    id: OfficeId,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Seen {
    office: Option<Arc<Office>>,
    /// The entry the checkpoint on disk, or the last try to write one, is of.
    kept: Option<u64>,
    /// What lies before the checkpoint that the office went on from.
    prefix: Option<Arc<Prefix>>,
    key: Option<CheckpointKey>,
    /// What was followed, and is not in this desk's database yet.
    owed: Option<TakeUp>,
    /// The links of the newest entries, as far as this desk appended them and has not read them again.
    own: Vec<Link>,
}

/// When the pin and the lists of what was followed are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// Before the office is given.
    Now,
    /// With the next reading that does, or with the intent of a send, whichever comes first.
    Later,
}

/// What the ledger is read from, and what this desk keeps of it.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The office's database.
    pub store: &'a Store,
    /// The desk's own.
    pub local: &'a Local,
    /// The key of checkpoints.
    pub vault: &'a Vault,
}

impl Ledger {
    /// For an office whose entries have not been read yet.
    pub const fn new(id: OfficeId) -> Self {
        Self {
            id,
            seen: Mutex::const_new(Seen {
                office: None,
                kept: None,
                prefix: None,
                key: None,
                owed: None,
                own: Vec::new(),
            }),
        }
    }

    /// Reads and verifies whatever is new, and gives the office.
    ///
    /// # Errors
    /// [`Fault::LedgerBroken`] when an entry does not fit, or the ledger ends before the head this desk
    /// has pinned.
    pub async fn read(&self, from: Sources<'_>) -> Result<Arc<Office>, Fault> {
        let mut seen = self.seen.lock().await;
        self.read_on(&mut seen, from, Written::Now).await
    }

    /// The same without writing anything: whoever acts on it for good pins it first, as the intent of a send does, or
    /// [reads](Ledger::read) it afterwards.
    ///
    /// # Errors
    /// As [`Ledger::read`].
    pub(crate) async fn glance(&self, from: Sources<'_>) -> Result<Arc<Office>, Fault> {
        let mut seen = self.seen.lock().await;
        self.read_on(&mut seen, from, Written::Later).await
    }

    /// The office as it was read last, without asking the database whether there is more.
    pub(crate) async fn known(&self) -> Option<Arc<Office>> {
        let seen = self.seen.lock().await;
        let broken = seen.prefix.as_ref().and_then(|prefix| prefix.broken());
        seen.office.clone().filter(|_| broken.is_none())
    }

    /// The office with something at hand that may have been put away. It is for looking: what is said is decided on what
    /// is read then.
    ///
    /// # Errors
    /// As [`Ledger::read`].
    pub async fn with(&self, from: Sources<'_>, needs: &[Need]) -> Result<Arc<Office>, Fault> {
        let mut seen = self.seen.lock().await;
        loop {
            let office = self.read_on(&mut seen, from, Written::Now).await?;
            let away: Vec<Need> = needs
                .iter()
                .copied()
                .filter(|need| !office.has_at_hand(*need))
                .collect();
            if away.is_empty() {
                return Ok(office);
            }
            let found = from.local.put_away(&away).await?;
            let mut full = (*office).clone();
            let recalled = away
                .iter()
                .try_for_each(|need| full.recall(*need, &found.nodes, found.row(*need)));
            match recalled {
                Ok(()) => return Ok(Arc::new(full)),
                Err(_) => self.start_over(&mut seen, from).await?,
            }
        }
    }

    async fn read_on(
        &self,
        seen: &mut Seen,
        from: Sources<'_>,
        written: Written,
    ) -> Result<Arc<Office>, Fault> {
        loop {
            if let Some(broken) = seen.prefix.as_ref().and_then(|prefix| prefix.broken()) {
                return Err(broken.into());
            }
            match self.advance(seen, from, written).await {
                Err(Fault::ReplicaUnproved) => self.start_over(seen, from).await?,
                other => return other,
            }
        }
    }

    /// What was put away is not what the office vouches for. Another process of this desk may have put more away since:
    /// then its checkpoint is newer than ours. Otherwise somebody changed it, and nothing kept is believed.
    async fn start_over(&self, seen: &mut Seen, from: Sources<'_>) -> Result<(), Fault> {
        let newer = from.local.checkpoint().await?.map(|kept| kept.seq);
        let overtaken = newer.is_some() && newer > seen.kept;
        seen.office = None;
        if !overtaken {
            tracing::warn!(
                "what this desk kept of the office was changed; all of it is made again"
            );
            from.local.forget_checkpoint().await?;
            seen.kept = None;
        }
        Ok(())
    }

    async fn advance(
        &self,
        seen: &mut Seen,
        from: Sources<'_>,
        written: Written,
    ) -> Result<Arc<Office>, Fault> {
        if seen.office.is_none() {
            return self.open(seen, from).await;
        }
        let head = seen.office.as_ref().map(|office| office.head());
        let known = head.map(|head| head.seq);
        let after = known.and_then(|seq| seq.checked_sub(seen.own.len() as u64));
        let mut news = from.store.read_after(after, FEW).await?;
        let few = news.len() < FEW as usize;
        // They were followed when they were appended. What counts is what stands there.
        let stand = news.iter().map(Entry::link).take(seen.own.len());
        if !stand.eq(seen.own.iter().copied()) {
            let pinned = known.unwrap_or_default();
            // Nothing more is said on it: the next reading looks for the entry that does not fit.
            seen.office = None;
            return Err(Broken::Rewritten { pinned }.into());
        }
        // Only now: a reading that fails leaves them to the next one.
        news.drain(..seen.own.len());
        seen.own.clear();
        // Nothing new is the common case, and then nothing is copied.
        if let Some(office) = seen.office.take_if(|_| !news.is_empty()) {
            let replay = Replay::onward(Arc::unwrap_or_clone(office));
            let followed = if few {
                follow_few(replay, &news, from).await?
            } else {
                follow(replay, known, from).await?
            };
            let owed = seen.owed.get_or_insert_with(|| TakeUp::after(known));
            owed.add(followed.news, followed.office.head());
            seen.office = Some(Arc::new(followed.office));
        }
        if written == Written::Now {
            self.write(seen, from).await?;
        }
        seen.office.clone().ok_or(Fault::Contended)
    }

    /// The first reading: from the checkpoint, or from the first entry.
    async fn open(&self, seen: &mut Seen, from: Sources<'_>) -> Result<Arc<Office>, Fault> {
        let seen_before = seen.owed.as_ref().and_then(TakeUp::seen);
        seen.own.clear();
        let upto = self.resume(seen, from).await?;
        let known = seen.office.as_ref().map(|office| office.head().seq);
        let pin = from.local.pinned_head().await?;
        let news = from.store.read_after(known, FEW).await?;
        let mut replay = match seen.office.take() {
            None => Replay::new(self.id),
            Some(office) => Replay::onward(Arc::unwrap_or_clone(office)),
        };
        if let (None, Some((seq, link))) = (known, upto) {
            replay = replay.pinned(seq, link);
        }
        let followed = if news.len() < FEW as usize {
            follow_few(replay, &news, from).await?
        } else {
            follow(replay, known, from).await?
        };
        goes_through(pin, from.store, &followed.office).await?;
        goes_through(seen_before, from.store, &followed.office).await?;
        let mut owed = TakeUp::after(known);
        owed.add(followed.news, followed.office.head());
        // It counts once it is pinned.
        owed.write(from, &followed.office).await?;
        seen.owed = None;
        if let (Some(upto), Some(_)) = (upto, known) {
            seen.prefix = Some(Prefix::watched(self.id, from.store, upto, pin));
        }
        let office = Arc::new(followed.office);
        let office = self.keep(seen, &office, from).await;
        seen.office = Some(Arc::clone(&office));
        Ok(office)
    }

    /// Pins what was followed, takes it into the lists, and keeps a checkpoint when it is time.
    async fn write(&self, seen: &mut Seen, from: Sources<'_>) -> Result<(), Fault> {
        if let (Some(owed), Some(office)) = (&seen.owed, seen.office.clone()) {
            owed.write(from, &office).await?;
            seen.owed = None;
            seen.office = Some(self.keep(seen, &office, from).await);
        }
        Ok(())
    }

    /// Waits until everything before the checkpoint has been hashed again since this desk was opened, and gives the office
    /// to a courier. What this process has said last need not be read again before it sets out: the last look before the
    /// first byte reads all of it.
    ///
    /// # Errors
    /// [`Fault::LedgerBroken`] when it was changed, or the database.
    pub(crate) async fn sound(&self, from: Sources<'_>) -> Result<Arc<Office>, Fault> {
        let own = {
            let seen = self.seen.lock().await;
            seen.office.clone().filter(|_| !seen.own.is_empty())
        };
        let office = match own {
            Some(office) => office,
            None => self.glance(from).await?,
        };
        let prefix = self.seen.lock().await.prefix.clone();
        if let Some(prefix) = prefix {
            prefix.holds().await?;
        }
        Ok(office)
    }

    /// Reads the whole ledger again from the first byte, whatever this desk keeps of it.
    ///
    /// # Errors
    /// As [`Ledger::read`].
    pub async fn audit(&self, from: Sources<'_>) -> Result<Office, Fault> {
        let pin = from.local.pinned_head().await?;
        let followed = follow(Replay::new(self.id), None, from).await?;
        goes_through(pin, from.store, &followed.office).await?;
        Ok(followed.office)
    }

    /// Forgets everything this desk keeps of the office, and makes it again from the ledger.
    ///
    /// # Errors
    /// As [`Ledger::read`].
    pub async fn rebuild(&self, from: Sources<'_>) -> Result<Arc<Office>, Fault> {
        let mut seen = self.seen.lock().await;
        from.local.forget_checkpoint().await?;
        from.local.clear_lists().await?;
        seen.office = None;
        seen.kept = None;
        let office = self.read_on(&mut seen, from, Written::Now).await?;
        seen.prefix = None;
        Ok(office)
    }

    /// Decides what may be said, with everything at hand that the rules ask for.
    ///
    /// # Errors
    /// As [`Ledger::read`]; what the rules say is inside.
    pub async fn decide(
        &self,
        from: Sources<'_>,
        by: By,
        now: Instant,
        command: &Command,
    ) -> Result<(Arc<Office>, Result<Act, Refusal>), Fault> {
        let mut needs = Vec::new();
        loop {
            let office = self.with(from, &needs).await?;
            match decide::decide(&office, &by, now, command.clone()) {
                Err(Refusal::NotRecalled { need }) if !needs.contains(&need) => needs.push(need),
                answer => return Ok((office, answer)),
            }
        }
    }
}

/// The ledger must still hold the newest entry this desk has seen, and the same one. The pin is read before the entries:
/// one that another process of this desk sets meanwhile may be of an entry that was not read yet.
async fn goes_through(
    pin: Option<(u64, Link)>,
    store: &Store,
    office: &Office,
) -> Result<(), Fault> {
    let Some((pinned, link)) = pin else {
        return Ok(());
    };
    let head = office.head();
    if head.seq < pinned {
        return Err(Broken::Withheld {
            seq: head.seq,
            pinned,
        }
        .into());
    }
    let seen = if head.seq == pinned {
        Some(head.link)
    } else {
        store.link_at(pinned).await?
    };
    if seen == Some(link) {
        Ok(())
    } else {
        Err(Broken::Rewritten { pinned }.into())
    }
}
