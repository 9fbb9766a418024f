//! What went out, newest first, by page and by words.

use crate::desk::Desk;
use crate::fault::Problem;
use crate::view::first_words;
use domain::digest::Digest;
use domain::ids::{ChannelId, ReleaseId};
use domain::office::{Office, Progress};
use domain::release::Content;

/// One post in the live list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LiveKey {
    /// Sorts, and names the place to go on from.
    pub key: String,
    /// The release.
    pub release: ReleaseId,
    /// The revision.
    pub revision: Digest,
    /// The channel.
    pub channel: ChannelId,
    /// The text a reader sees first.
    pub text: String,
}

impl Desk {
    /// A page of posts, after a key; only those with all the words, when there are any.
    pub(crate) async fn live_keys(
        &self,
        office: &Office,
        words: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<LiveKey>, Problem> {
        let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let mut found = Vec::new();
        for (key, release, revision, channel) in keys(office, after) {
            let text = match self.store.content(revision).await? {
                Some(bytes) => Content::open(&bytes, revision)
                    .ok()
                    .and_then(|content| content.variant(channel).map(first_words))
                    .unwrap_or_default(),
                None => String::new(),
            };
            let lower = text.to_lowercase();
            if wanted.iter().all(|word| lower.contains(word)) {
                found.push(LiveKey {
                    key,
                    release,
                    revision,
                    channel,
                    text,
                });
            }
            if found.len() == most {
                break;
            }
        }
        Ok(found)
    }
}

/// Every post that went out or may have, newest first, after a key.
fn keys(office: &Office, after: Option<&str>) -> Vec<(String, ReleaseId, Digest, ChannelId)> {
    let mut keys = Vec::new();
    for release in office.releases().values() {
        for revision in &release.revisions {
            for leg in &revision.legs {
                let at = match &leg.state {
                    Progress::Receipted { at, .. } => *at,
                    Progress::Unknown { .. } | Progress::Claimed { .. } => revision.at,
                    Progress::Ready | Progress::Failed { .. } => continue,
                };
                let key = format!("{at} {} {} {}", release.id, revision.digest, leg.channel);
                if after.is_none_or(|after| *key < *after) {
                    keys.push((key, release.id, revision.digest, leg.channel));
                }
            }
        }
    }
    keys.sort_unstable_by(|a, b| b.0.cmp(&a.0));
    keys
}
