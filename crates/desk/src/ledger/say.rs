//! Saying something: decided, signed and appended at a head, and followed while it is written.

use super::follow::{Followed, TakeUp, follow_few};
use super::{Ledger, Sources};
use crate::fault::{Fault, Problem};
use crate::store::StoreFault;
use domain::act::Act;
use domain::chain::Replay;
use domain::decide::{self, Command};
use domain::digest::Link;
use domain::entry::{self, By};
use domain::instant::Instant;
use domain::key::Signature;
use domain::office::{Head, Office};
use std::sync::Arc;

/// How often an append is tried while other desks move the head.
const TRIES: u32 = 8;

/// How many of its own entries a desk goes on from before it reads them again.
const MOST_OWN: usize = 8;

/// Who says something, and what goes with it.
pub(crate) struct Voice<S, F, A> {
    /// Whose signature it is.
    pub(crate) by: By,
    /// When it is said.
    pub(crate) now: Instant,
    /// Signs the bytes.
    pub(crate) sign: S,
    /// What has to be done, and on the disk, before it is appended. It is begun only once the rules allow what is said.
    pub(crate) first: F,
    /// Called as soon as it is appended.
    pub(crate) appended: A,
}

/// What was appended, and the office after it.
#[derive(Debug)]
pub struct Said {
    /// The entry's number.
    pub seq: u64,
    /// Its link.
    pub link: Link,
    /// What it says.
    pub act: Act,
    /// The office after it. What the act is about is at hand.
    pub office: Arc<Office>,
}

impl Ledger {
    /// Decides, signs and appends at the head it was decided on. When the head has moved, all of it is
    /// done again, the deciding included, but for what has to come first. The pin and the lists are left to who [reads](Ledger::read) next.
    ///
    /// # Errors
    /// The refusal of the rules, or what broke.
    pub(crate) async fn say<S, F, A>(
        &self,
        from: Sources<'_>,
        command: &Command,
        voice: Voice<S, F, A>,
    ) -> Result<Said, Problem>
    where
        S: Fn(&[u8]) -> Result<Signature, Fault>,
        F: AsyncFnOnce() -> Result<(), Problem>,
        A: Fn(),
    {
        let (by, now) = (voice.by, voice.now);
        let mut first = Some(voice.first);
        // What was read last is decided on first: where it is no longer the head, the append says so.
        let mut known = self.known().await;
        for _ in 0..TRIES {
            let decided = known.take().and_then(|office| {
                let act = decide::decide(&office, &by, now, command.clone()).ok()?;
                Some((office, act))
            });
            let (office, act) = if let Some(decided) = decided {
                decided
            } else {
                let (office, answer) = self.decide(from, by, now, command).await?;
                (office, answer?)
            };
            let head = office.head();
            let signed = async {
                let prepared = decide::prepare(&office, by, now, act.clone())?;
                let seq = prepared.seq;
                let message = prepared.to_sign();
                let signature = (voice.sign)(&message)?;
                let link = entry::link(&message, &signature);
                Ok::<_, Problem>((seq, link, prepared.signed(signature)))
            };
            // It is signed while what has to come before is written.
            let (seq, link, entry) = match first.take() {
                Some(first) => {
                    let (done, signed) = tokio::join!(first(), signed);
                    done?;
                    signed?
                }
                None => signed.await?,
            };
            // While it is written it is followed here; the next reading holds what stands there against it.
            let append = from
                .store
                .append(Some((head.seq, head.link)), &entry, seq, link);
            let replay = Replay::onward((*office).clone());
            let follow = follow_few(replay, std::slice::from_ref(&entry), from);
            let (appended, followed) = tokio::join!(append, follow);
            match appended {
                Ok(()) => {
                    let office = self.go_on(from, head, followed).await;
                    (voice.appended)();
                    return Ok(Said {
                        seq,
                        link,
                        act,
                        office: office?,
                    });
                }
                Err(StoreFault::HeadMoved) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        Err(Fault::Contended.into())
    }

    /// Goes on from what was followed after a head, unless something else was read meanwhile.
    async fn go_on(
        &self,
        from: Sources<'_>,
        after: Head,
        followed: Result<Followed, Fault>,
    ) -> Result<Arc<Office>, Fault> {
        if let Ok(followed) = followed {
            let mut seen = self.seen.lock().await;
            if seen.own.len() < MOST_OWN
                && seen.office.as_ref().map(|office| office.head()) == Some(after)
            {
                let owed = seen
                    .owed
                    .get_or_insert_with(|| TakeUp::after(Some(after.seq)));
                owed.add(followed.news, followed.office.head());
                let office = Arc::new(followed.office);
                seen.office = Some(Arc::clone(&office));
                seen.own.push(office.head().link);
                return Ok(office);
            }
        }
        self.glance(from).await
    }
}
