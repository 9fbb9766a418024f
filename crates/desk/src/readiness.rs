//! What stands ready so that a post leaves at once after it was signed: connectors with their connections, and the word to
//! the courier. It holds no open credential and no session.

use crate::connector::{Connector, Places};
use crate::desk::Desk;
use crate::fault::Fault;
use crate::vault::SealedCredential;
use domain::channel::Channel;
use domain::digest::Digest;
use domain::ids::{ChannelId, ReleaseId};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// What a desk keeps ready for sending.
#[derive(Debug, Default)]
pub(crate) struct Readiness {
    connectors: Mutex<BTreeMap<ChannelId, (Channel, Connector)>>,
    /// A member signed something here.
    pub(crate) signed: Notify,
    publishing: AtomicBool,
    fetched: Mutex<Fetched>,
}

/// What an approval will need, read while its passphrase is checked. It is used once; none of it is secret, and each is
/// named by its digest.
#[derive(Debug, Default)]
struct Fetched {
    content: Option<(Digest, Vec<u8>)>,
    sealed: BTreeMap<ChannelId, SealedCredential>,
}

/// As long as it lives, a courier of this process makes rounds.
#[derive(Debug)]
pub(crate) struct Publishing<'a>(&'a AtomicBool);

impl Drop for Publishing<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Readiness {
    /// A courier begins.
    pub(crate) fn begin_publishing(&self) -> Publishing<'_> {
        self.publishing.store(true, Ordering::Release);
        Publishing(&self.publishing)
    }

    fn keep(&self, fetched: Fetched) {
        *self.fetched.lock().unwrap_or_else(PoisonError::into_inner) = fetched;
    }

    /// The content of a revision, if it was read beforehand.
    pub(crate) fn content(&self, revision: Digest) -> Option<Vec<u8>> {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        let read = fetched.content.take();
        read.filter(|(digest, _)| *digest == revision)
            .map(|(_, bytes)| bytes)
    }

    /// The sealed credential of a channel, if it was read beforehand and is still the one that two members agreed to.
    pub(crate) fn sealed(&self, channel: &Channel) -> Option<SealedCredential> {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        let sealed = fetched.sealed.remove(&channel.id);
        let agreed = channel.credential.as_ref()?;
        sealed.filter(|sealed| sealed.digest() == *agreed.sealed.bytes())
    }

    /// Whether a courier of this process makes rounds.
    pub(crate) fn publishes(&self) -> bool {
        self.publishing.load(Ordering::Acquire)
    }
}

impl Desk {
    /// The connector of a channel, the same one as long as the channel is the same, so that its connection can be.
    pub(crate) fn connector(&self, channel: &Channel) -> Result<Connector, Fault> {
        let mut kept = self
            .ready
            .connectors
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((known, connector)) = kept.get(&channel.id)
            && known == channel
        {
            return Ok(connector.clone());
        }
        let places = Places {
            newsroom: self.newsroom(channel.id),
        };
        let connector = Connector::for_channel(channel, &places)?;
        kept.insert(channel.id, (channel.clone(), connector.clone()));
        Ok(connector)
    }

    /// Opens the connections and fetches the keys that sending a release will need, while its approver's passphrase is still being checked.
    /// Nothing is told to the channels, and whether it worked shows when something is sent.
    pub async fn make_ready(&self, release: ReleaseId) {
        let Ok(office) = self.office().await else {
            return;
        };
        let Some(revision) = office.release(release).and_then(|found| found.newest()) else {
            return;
        };
        if revision.publisher != self.id() {
            return;
        }
        if self.now() >= revision.window.not_before {
            let held = revision.legs.iter().filter_map(|leg| {
                let credential = office.channels().get(&leg.channel)?.credential.as_ref()?;
                Some((leg.channel.uuid(), credential.epoch))
            });
            self.vault.make_ready(&held.collect::<Vec<_>>()).await;
        }
        let mut fetched = Fetched::default();
        let content = self.content_bytes(revision.digest).await;
        fetched.content = content.ok().map(|bytes| (revision.digest, bytes));
        for leg in &revision.legs {
            if let Some(channel) = office.channels().get(&leg.channel)
                && let Ok(sealed) = self.sealed_credential(channel).await
            {
                fetched.sealed.insert(channel.id, sealed);
            }
        }
        self.ready.keep(fetched);
        for leg in &revision.legs {
            if let Some(channel) = office.channels().get(&leg.channel)
                && let Ok(connector) = self.connector(channel)
            {
                tokio::spawn(async move { connector.reach().await });
            }
        }
    }
}
