//! What a send needs, brought from the databases before the gate asks for it. Nothing of it is open.

use super::undone::Undone;
use crate::desk::Desk;
use crate::vault::{SealedCredential, SendingGrant};
use domain::act::Leg;
use domain::channel::{Channel, ChannelKind};
use domain::digest::Digest;
use domain::office::Office;
use domain::refusal::Refusal;
use domain::release::Content;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a send needs, as it lies in the databases.
pub(super) struct Fetched {
    pub(super) content: Vec<u8>,
    pub(super) pictures: BTreeMap<Digest, Arc<[u8]>>,
    /// The channel it is for, as it stood then.
    pub(super) channel: Channel,
    /// For a channel with a credential: what opens it.
    pub(super) right: Option<(SealedCredential, SendingGrant)>,
}

pub(super) async fn fetch(desk: &Desk, office: &Office, leg: &Leg) -> Result<Fetched, Undone> {
    let channel = office.channels().get(&leg.channel);
    let channel = channel.ok_or(Refusal::NoSuchChannel)?;
    let right = async {
        match channel.kind {
            ChannelKind::Site => Ok(None),
            ChannelKind::Bluesky => desk.sending_right(leg, channel).await.map(Some),
        }
    };
    let (bytes, right) = tokio::join!(signed_bytes(desk, leg), right);
    let (content, pictures) = bytes?;
    Ok(Fetched {
        content,
        pictures,
        channel: channel.clone(),
        right: right.map_err(Undone::from)?,
    })
}

/// The signed text of a leg's revision, and its pictures.
pub(super) async fn signed_bytes(
    desk: &Desk,
    leg: &Leg,
) -> Result<(Vec<u8>, BTreeMap<Digest, Arc<[u8]>>), Undone> {
    let bytes = desk.content_bytes(leg.revision).await?;
    let content = Content::open(&bytes, leg.revision).map_err(|fault| Refusal::ContentDiffers {
        what: fault.to_string(),
    })?;
    let mut pictures = BTreeMap::new();
    if let Some(variant) = content.variant(leg.channel) {
        for image in variant.images() {
            let bytes = desk.content_bytes(image.digest).await?;
            pictures.insert(image.digest, Arc::from(bytes));
        }
    }
    Ok((bytes, pictures))
}
