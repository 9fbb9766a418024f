//! Channels, their credentials, and what is proved of a revocation.

use crate::desk::Desk;
use crate::fault::Problem;
use domain::channel::{Channel, ChannelKind, Custody, ProofStep, RevocationState};
use domain::ids::ChannelId;
use domain::instant::Instant;
use serde::Serialize;

/// Whether a channel can be posted to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChannelState {
    /// It can.
    Working,
    /// A stop is on for it.
    Stopped,
    /// A revocation was ordered, and nothing is known of it yet.
    Revoking,
    /// What is known of a revocation.
    Revoked {
        /// How far it got.
        state: RevocationState,
    },
    /// It was taken out.
    Removed,
}

/// One channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct ChannelView {
    /// Its id.
    pub id: ChannelId,
    /// What sort it is.
    pub channel_kind: ChannelKind,
    /// The office's name for it.
    pub name: String,
    /// The account, or the site's title.
    pub account: String,
    /// Where it is reached.
    pub address: String,
    /// For a site, the folder at this desk that it is written to.
    pub folder: Option<String>,
    /// Whether it can be posted to.
    pub state: ChannelState,
    /// Who can use the credential; `None` where the kind needs none.
    pub custody: Option<Custody>,
    /// Since when.
    pub connected_at: Instant,
    /// The steps of the latest proof.
    pub proof: Vec<ProofStep>,
}

pub(super) async fn channels(desk: &Desk) -> Result<Vec<ChannelView>, Problem> {
    let office = desk.office().await?;
    let mut channels: Vec<&Channel> = office.channels().values().collect();
    channels.sort_by_key(|channel| (channel.removed, channel.kind.order(), channel.connected_at));
    let views = channels.into_iter().map(|channel| {
        let state = match &channel.revocation {
            _ if channel.removed => ChannelState::Removed,
            Some(revocation) => revocation
                .state
                .clone()
                .map_or(ChannelState::Revoking, |state| ChannelState::Revoked {
                    state,
                }),
            None if office.is_stopped(channel.id) => ChannelState::Stopped,
            None => ChannelState::Working,
        };
        let folder = matches!(channel.kind, ChannelKind::Site)
            .then(|| desk.newsroom(channel.id).display().to_string());
        ChannelView {
            id: channel.id,
            channel_kind: channel.kind,
            name: channel.name.clone(),
            account: channel.account.clone(),
            address: channel.address.clone(),
            folder,
            state,
            custody: channel
                .credential
                .as_ref()
                .map(|credential| credential.custody),
            connected_at: channel.connected_at,
            proof: channel
                .revocation
                .as_ref()
                .map_or_else(Vec::new, |r| r.steps.clone()),
        }
    });
    Ok(views.collect())
}
