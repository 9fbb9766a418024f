//! The seat at a desk with a window: which office is open, who sits there, and what waits for their signature.
//!
//! It opens no key and decides nothing. Being seated means that the desk knows whose name to put on a draft; each
//! signature takes the passphrase again, in the signing window (decision 3).

mod asked;
mod auditing;
mod broke;
mod card;
mod doors;
mod founding;
mod keeping;
mod leaving;
mod opening;
mod resolving;
mod waiting;

pub use asked::{Ask, Brought, Changed, Looked, Meant, Named, Opening, Outcome, StartView};
pub use broke::FaultView;
pub use card::{CardKind, PracticeMember, SignCard, SignedChannel, SigningCard};

use crate::clock::Clock;
use crate::connector::site::preview::Preview;
use crate::desk::Desk;
use crate::fault::Fault;
use crate::intent::Done;
use crate::secret::Secret;
use crate::view::ShellView;
use domain::ids::{ChannelId, MemberId};
use domain::instant::Instant;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::broadcast;
use waiting::{Waiting, WaitingFor};

/// How long a desk stays open with nobody there (design §8.1: 15 minutes).
pub const LOCKS_AFTER_MINUTES: i64 = 15;
/// A clock that goes back by more than this locks the desk: nobody can tell how long it was left.
const CLOCK_MAY_SLIP_MILLIS: i64 = 5_000;
/// Most credentials that wait in slots at a time; the oldest question is long forgotten then.
const MOST_SLOTS: usize = 8;

/// Where offices are kept on this machine.
#[derive(Debug, Clone)]
pub struct Places {
    /// The office.
    pub office: PathBuf,
    /// The practice office. It may be the same folder.
    pub practice: PathBuf,
}

/// What the shell of the window listens for.
#[derive(Debug, Clone)]
pub enum News {
    /// The main window looks again.
    Changed(Changed),
    /// The signing window is wanted, or not any more.
    Signing {
        /// Whether something waits for it.
        wanted: bool,
    },
}

/// The seat.
#[derive(Debug)]
pub struct Seat {
    places: Places,
    clock: Clock,
    state: Mutex<State>,
    previews: tokio::sync::Mutex<HashMap<ChannelId, Preview>>,
    news: broadcast::Sender<News>,
}

#[derive(Debug, Default)]
struct State {
    desk: Option<Arc<Desk>>,
    /// Why an office that is there is not open.
    fault: Option<FaultView>,
    seated: Option<Seated>,
    waiting: Option<Waiting>,
    turns: u64,
    slots: Vec<(String, Secret)>,
    /// An incident is on: the desk does not lock by itself.
    incident: bool,
    /// What the frame last said of the office, for when its ledger does not hold any more.
    frame: Option<Box<ShellView>>,
}

#[derive(Debug, Clone, Copy)]
struct Seated {
    member: MemberId,
    last_here: Instant,
}

impl Seat {
    /// A seat with no office open yet.
    pub fn new(places: Places, clock: Clock) -> Self {
        Self {
            places,
            clock,
            state: Mutex::default(),
            previews: tokio::sync::Mutex::default(),
            news: broadcast::channel(64).0,
        }
    }

    /// Everything that the windows should know of, from now on.
    pub fn news(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// Opens the office that is on this machine, the practice office where there is no other.
    pub async fn open(&self) {
        let mut last = None;
        for folder in [&self.places.office, &self.places.practice] {
            match Desk::open(folder, self.clock.clone()).await {
                Ok(desk) => {
                    self.take(desk);
                    return;
                }
                Err(Fault::NoOffice(_) | Fault::FoundingInterrupted(_)) => {}
                Err(fault) => {
                    last = Some(FaultView::from(&fault));
                    // The practice office must not stand in for an office that cannot be opened.
                    break;
                }
            }
        }
        self.state().fault = last;
    }

    fn take(&self, desk: Desk) {
        let mut state = self.state();
        state.close();
        state.desk = Some(Arc::new(desk));
        drop(state);
        self.tell(None);
    }

    /// The open desk.
    pub fn desk(&self) -> Option<Arc<Desk>> {
        self.state().desk.clone()
    }

    /// Who sits there, after the desk has locked if nobody was there for too long.
    pub fn seated(&self) -> Option<MemberId> {
        let now = self.clock.now();
        let mut state = self.state();
        let seated = state.seated?;
        let gone = now.millis() - seated.last_here.millis();
        let over = gone >= LOCKS_AFTER_MINUTES * 60_000 && !state.incident;
        if over || gone < -CLOCK_MAY_SLIP_MILLIS {
            state.lock();
            drop(state);
            self.tell_signing();
            return None;
        }
        Some(seated.member)
    }

    /// Somebody moved a hand.
    fn here(&self) {
        let now = self.clock.now();
        // First whether the desk has locked meanwhile: a late hand must not open it again.
        if self.seated().is_some()
            && let Some(seated) = &mut self.state().seated
        {
            seated.last_here = now;
        }
    }

    fn locks_at(&self) -> Option<Instant> {
        let state = self.state();
        let seated = state.seated.filter(|_| !state.incident)?;
        Some(seated.last_here.plus_millis(LOCKS_AFTER_MINUTES * 60_000))
    }

    /// Whether the signing window has something to show.
    pub fn wants_signing(&self) -> bool {
        self.state().waiting.is_some()
    }

    fn want(&self, what: WaitingFor) {
        self.go_on_with(what);
        self.tell_signing();
    }

    /// The same where the signing window is open and its page asks for the next card by itself: it is not loaded anew.
    fn go_on_with(&self, what: WaitingFor) {
        let mut state = self.state();
        state.turns += 1;
        state.waiting = Some(Waiting {
            what,
            turn: state.turns,
        });
    }

    /// Nothing waits any more.
    fn clear(&self) {
        self.state().waiting = None;
        self.tell_signing();
    }

    fn tell(&self, done: Option<Done>) {
        // Nobody listens before the window stands, and that is fine: it looks when it does.
        let _unheard = self.news.send(News::Changed(Changed { done }));
    }

    fn tell_signing(&self) {
        let wanted = self.wants_signing();
        let _unheard = self.news.send(News::Signing { wanted });
    }

    /// The state. A panic while it was held leaves it as it was, between two whole changes.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl State {
    fn lock(&mut self) {
        self.seated = None;
        self.waiting = None;
        self.slots.clear();
    }

    /// No office is open any more.
    fn close(&mut self) {
        *self = Self {
            turns: self.turns,
            ..Self::default()
        };
    }

    fn put_slot(&mut self, slot: String, secret: Secret) {
        self.slots.retain(|(name, _)| *name != slot);
        if self.slots.len() >= MOST_SLOTS {
            self.slots.remove(0);
        }
        self.slots.push((slot, secret));
    }

    fn take_slot(&mut self, slot: &str) -> Option<Secret> {
        let at = self.slots.iter().position(|(name, _)| name == slot)?;
        Some(self.slots.remove(at).1)
    }
}
