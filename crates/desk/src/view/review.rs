//! One revision, as the approver reads it.

use super::approvals::{QueueRow, row};
use super::drafts::{VariantView, variants};
use super::member_ref;
use super::shell::MemberRef;
use super::standing::revision_number;
use crate::desk::Desk;
use crate::fault::Problem;
use domain::act::Flag;
use domain::digest::Digest;
use domain::ids::{MemberId, ReleaseId};
use domain::office::Revision;
use domain::refusal::Refusal;
use domain::release::Content;
use serde::Serialize;

/// A revision, as the approver reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct ReviewView {
    /// Its place in the queue.
    pub row: QueueRow,
    /// The digest that is signed.
    pub revision: Digest,
    /// The revision it is compared with: the last one that was approved.
    pub compared_with: Option<u32>,
    /// What each channel gets, from the verified bytes.
    pub variants: Vec<VariantView>,
    /// What must be acknowledged.
    pub flags: Vec<Flag>,
    /// The submitter's note.
    pub note: String,
    /// Whose edits survive in it, the submitter apart.
    pub editors: Vec<MemberRef>,
    /// The publisher's name.
    pub publisher: String,
}

pub(super) async fn review(
    desk: &Desk,
    id: ReleaseId,
    viewer: Option<MemberId>,
) -> Result<ReviewView, Problem> {
    let office = desk.office_with(&[id]).await?;
    let release = office.release(id).ok_or(Refusal::NoSuchRevision)?;
    let newest = release.newest().ok_or(Refusal::NoSuchRevision)?;
    let content = opened(desk, newest).await?;
    let approved = release
        .revisions
        .iter()
        .rev()
        .find(|each| each.digest != newest.digest && !each.approvals.is_empty());
    let earlier = match approved {
        // Erased content cannot be compared with; the approver then reads the whole as new.
        Some(revision) => opened(desk, revision).await.ok(),
        None => None,
    };
    Ok(ReviewView {
        row: row(&office, desk, release, newest, viewer),
        revision: newest.digest,
        compared_with: earlier
            .as_ref()
            .and(approved)
            .map(|revision| revision_number(release, revision)),
        variants: variants(&office, &content, earlier.as_ref()),
        flags: newest.flags.clone(),
        note: newest.note.clone(),
        editors: newest
            .editors
            .iter()
            .map(|editor| member_ref(&office, *editor))
            .collect(),
        publisher: office
            .desks()
            .get(&newest.publisher)
            .map_or_else(String::new, |known| known.name.clone()),
    })
}

async fn opened(desk: &Desk, revision: &Revision) -> Result<Content, Problem> {
    let bytes = desk.content_bytes(revision.digest).await?;
    Content::open(&bytes, revision.digest).map_err(|fault| {
        Refusal::ContentDiffers {
            what: fault.to_string(),
        }
        .into()
    })
}
