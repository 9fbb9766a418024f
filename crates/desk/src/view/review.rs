//! One revision, as the approver reads it: verified bytes, word by word against the last one they are known to have read.

use super::approvals::{QueueRow, could, row};
use super::drafts::{VariantView, variants};
use super::shell::MemberRef;
use super::since::{VersionRemoved, versions_removed};
use super::standing::revision_number;
use super::{May, desk_name, member_ref};
use crate::desk::Desk;
use crate::draft::OPEN_FOR_HOURS;
use crate::fault::Problem;
use domain::act::{Act, Flag};
use domain::channel::Channel;
use domain::decide::Command;
use domain::digest::Digest;
use domain::ids::{MemberId, ReleaseId};
use domain::instant::Instant;
use domain::office::{LegState, Office, Progress, Release, Revision};
use domain::refusal::Refusal;
use domain::release::{Content, Window};
use serde::Serialize;

/// Which revision another one is compared with, and why that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct ComparedWith {
    /// Its number.
    pub revision_number: u32,
    /// The member who looks signed for or against it, so it is the last one they are known to have read. Otherwise it
    /// is the last one that anybody approved.
    pub yours: bool,
}

/// A revision, as the approver reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct ReviewView {
    /// Its place in the queue.
    pub row: QueueRow,
    /// The digest that is signed.
    pub revision: Digest,
    /// BCP 47 language of the text; it is sent along.
    pub language: String,
    /// The language before, where it was another.
    pub language_was: Option<String>,
    /// The revision it is compared with.
    pub compared_with: Option<ComparedWith>,
    /// What each channel gets, from the verified bytes.
    pub variants: Vec<VariantView>,
    /// Versions that the earlier revision had and this one does not.
    pub versions_removed: Vec<VersionRemoved>,
    /// What must be acknowledged.
    pub flags: Vec<Flag>,
    /// The submitter's note.
    pub note: String,
    /// Whose edits survive in it, the submitter apart.
    pub editors: Vec<MemberRef>,
    /// The publisher's name.
    pub publisher: String,
    /// Whether the member who looks may send it back.
    pub may_reject: May,
    /// Whether they may take it back.
    pub may_withdraw: May,
    /// Whether they may put another revision forward.
    pub may_revise: May,
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
    let read = last_read(release, newest, viewer);
    let earlier = match read {
        // Erased content cannot be compared with; the approver then reads the whole as new.
        Some((revision, _)) => opened(desk, revision).await.ok(),
        None => None,
    };
    let may = |command: Command| -> May {
        let member = viewer.ok_or(Refusal::PersonNeeded);
        member
            .and_then(|member| could(&office, member, desk.now(), command))
            .into()
    };
    Ok(ReviewView {
        row: row(&office, desk, release, newest, viewer),
        revision: newest.digest,
        language: content.language.clone(),
        language_was: earlier
            .as_ref()
            .map(|earlier| earlier.language.clone())
            .filter(|was| *was != content.language),
        compared_with: earlier
            .as_ref()
            .and(read)
            .map(|(revision, yours)| ComparedWith {
                revision_number: revision_number(release, revision),
                yours,
            }),
        variants: variants(&office, &content, earlier.as_ref()),
        versions_removed: versions_removed(&office, &content, earlier.as_ref()),
        flags: newest.flags.clone(),
        note: newest.note.clone(),
        editors: newest
            .editors
            .iter()
            .map(|editor| member_ref(&office, *editor))
            .collect(),
        publisher: desk_name(&office, newest.publisher),
        may_reject: may(Command::Say(Box::new(Act::Rejected {
            release: id,
            revision: newest.digest,
            note: String::new(),
        }))),
        may_withdraw: match something_ahead(newest, desk.now()) {
            Ok(()) => may(Command::Say(Box::new(Act::Withdrawn {
                release: id,
                revision: newest.digest,
            }))),
            Err(refusal) => May::No { refusal },
        },
        may_revise: may(revised(&office, desk, newest, content, viewer)),
    })
}

/// Whether there is anything left that taking the revision back would keep from going out. The rules would let it be
/// taken back all the same, which would change nothing.
fn something_ahead(revision: &Revision, now: Instant) -> Result<(), Refusal> {
    if now >= revision.window.execute_before {
        return Err(Refusal::Expired {
            execute_before: revision.window.execute_before,
        });
    }
    let ahead = |leg: &LegState| matches!(leg.state, Progress::Ready | Progress::Failed { .. });
    match revision.legs.first() {
        Some(first) if !revision.legs.iter().any(ahead) => Err(Refusal::LegState {
            state: first.state.name().to_owned(),
        }),
        _ => Ok(()),
    }
}

/// The newest earlier revision that the viewer signed for or against, or else the newest that anybody approved.
fn last_read<'a>(
    release: &'a Release,
    newest: &Revision,
    viewer: Option<MemberId>,
) -> Option<(&'a Revision, bool)> {
    let mut earlier = release
        .revisions
        .iter()
        .rev()
        .filter(|each| each.digest != newest.digest);
    let decided = |revision: &Revision| {
        let rejected = revision.rejection.as_ref().map(|rejection| rejection.by);
        let approved = revision.approvals.iter().map(|signed| signed.member);
        approved
            .chain(rejected)
            .any(|member| Some(member) == viewer)
    };
    earlier
        .clone()
        .find(|each| decided(each))
        .map(|revision| (revision, true))
        .or_else(|| {
            earlier
                .find(|each| !each.approvals.is_empty())
                .map(|revision| (revision, false))
        })
}

/// What the viewer would submit if they put the same text forward again, on the channels that are still open.
fn revised(
    office: &Office,
    desk: &Desk,
    newest: &Revision,
    mut content: Content,
    viewer: Option<MemberId>,
) -> Command {
    let now = desk.now();
    // The same bytes cannot be put forward twice; a later submission carries a later time.
    content.created_at = now.max(content.created_at.plus_millis(1));
    content.publisher = desk.id();
    content.window = Window {
        not_before: now,
        execute_before: now.plus_hours(OPEN_FOR_HOURS),
    };
    content.variants.retain(|each| {
        office
            .channels()
            .get(&each.channel)
            .is_some_and(Channel::is_open)
    });
    let writers = newest.editors.iter().chain([&newest.submitter]).copied();
    Command::Submit {
        content: Box::new(content),
        editors: writers.filter(|writer| Some(*writer) != viewer).collect(),
        note: String::new(),
    }
}

pub(super) async fn opened(desk: &Desk, revision: &Revision) -> Result<Content, Problem> {
    let bytes = desk.content_bytes(revision.digest).await?;
    Content::open(&bytes, revision.digest).map_err(|fault| {
        Refusal::ContentDiffers {
            what: fault.to_string(),
        }
        .into()
    })
}
