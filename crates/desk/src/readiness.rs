//! What stands ready so that a post leaves at once after it was signed: connectors with their connections, and the word to
//! the courier. It holds no open credential and no session.

use crate::connector::{Connector, Places};
use crate::desk::Desk;
use crate::fault::Fault;
use domain::channel::Channel;
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
        for leg in &revision.legs {
            if let Some(channel) = office.channels().get(&leg.channel)
                && let Ok(connector) = self.connector(channel)
            {
                tokio::spawn(async move { connector.reach().await });
            }
        }
    }
}
