//! What is live: found by the desk's lists, shown from the office.

use super::View;
use super::drafts::{VariantView, variants};
use super::review::opened;
use super::standing::{LegView, SignatureView, leg_view, revision_number, signatures};
use crate::desk::Desk;
use crate::fault::Problem;
use domain::digest::Digest;
use domain::ids::{ChannelId, ReleaseId};
use domain::office::Progress;
use domain::refusal::Refusal;
use domain::release::{Content, Variant};
use serde::Serialize;

/// A post that is or was live, in the live list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct LiveRow {
    /// The release.
    pub release: ReleaseId,
    /// Its number.
    pub number: u32,
    /// Which revision.
    pub revision_number: u32,
    /// Its digest.
    pub revision: Digest,
    /// The office's title.
    pub title: String,
    /// The first words of the text a reader sees first; the whole is looked up when the row is opened.
    pub text: String,
    /// Where it stands.
    pub leg: LegView,
    /// Who signed.
    pub signatures: Vec<SignatureView>,
}

/// Rows of one page of the live list.
const PAGE: usize = 50;

pub(super) async fn live(desk: &Desk, words: &str, after: Option<&str>) -> Result<View, Problem> {
    let found = desk.posts(words, after, PAGE).await?;
    let next = (found.len() == PAGE)
        .then(|| found.last().map(|last| last.seq.to_string()))
        .flatten();
    let releases: Vec<ReleaseId> = found.iter().map(|listed| listed.release).collect();
    let office = desk.office_with(&releases).await?;
    let mut rows = Vec::new();
    for listed in found {
        let found = office.release(listed.release).and_then(|release| {
            let revision = release.revision(listed.revision)?;
            Some((release, revision, revision.leg(listed.channel)?))
        });
        // A list that is wrong finds nothing that is not there.
        let Some((release, revision, leg)) = found else {
            continue;
        };
        if matches!(leg.state, Progress::Ready | Progress::Failed { .. }) {
            continue;
        }
        // Erased or changed content leaves a post without words, not the page without the post.
        let text = match desk.content_bytes(revision.digest).await {
            Ok(bytes) => Content::open(&bytes, revision.digest)
                .ok()
                .and_then(|content| content.variant(leg.channel).map(first_words))
                .unwrap_or_default(),
            Err(_) => String::new(),
        };
        rows.push(LiveRow {
            release: release.id,
            number: release.number,
            revision_number: revision_number(release, revision),
            revision: revision.digest,
            title: revision.title.clone(),
            text,
            leg: leg_view(&office, desk, release, revision, leg),
            signatures: signatures(&office, revision, desk.now()),
        });
    }
    Ok(View::Live { rows, next })
}

/// What one channel got from a revision, whole: from the content by its digest.
pub(super) async fn post(
    desk: &Desk,
    release: ReleaseId,
    revision: Digest,
    channel: ChannelId,
) -> Result<VariantView, Problem> {
    let office = desk.office_with(&[release]).await?;
    let found = office
        .release(release)
        .and_then(|release| release.revision(revision))
        .ok_or(Refusal::NoSuchRevision)?;
    let mut content = opened(desk, found).await?;
    content.variants.retain(|each| each.channel == channel);
    variants(&office, &content, None)
        .pop()
        .ok_or_else(|| Refusal::NoSuchChannel.into())
}

/// The text a reader sees first.
pub(crate) fn first_words(variant: &Variant) -> String {
    let texts = variant.texts();
    texts
        .first()
        .map_or_else(String::new, |(_, words)| words.chars().take(280).collect())
}
