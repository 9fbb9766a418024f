//! Revisions in work: for me, for others, returned.

use super::shell::MemberRef;
use super::standing::{
    LegView, RejectionView, SignatureView, leg_view, rejection, revision_number, signatures,
};
use super::{May, View, member_ref};
use crate::desk::Desk;
use crate::fault::Problem;
use domain::act::{Act, Approval};
use domain::decide::{self, Command};
use domain::entry::By;
use domain::ids::{ChannelId, MemberId, ReleaseId};
use domain::instant::Instant;
use domain::office::{Office, Progress, Release, Revision};
use domain::refusal::Refusal;
use domain::release::Window;
use serde::Serialize;

/// A revision in the approvals queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct QueueRow {
    /// The release.
    pub release: ReleaseId,
    /// Its number.
    pub number: u32,
    /// Which revision: 1, 2, …
    pub revision_number: u32,
    /// The office's title.
    pub title: String,
    /// Who submitted it.
    pub submitter: MemberRef,
    /// When.
    pub at: Instant,
    /// Not before.
    pub window: Window,
    /// Signatures, the submitter's first.
    pub signatures: Vec<SignatureView>,
    /// How many are needed.
    pub needed: u32,
    /// Channels, in the order of sending.
    pub legs: Vec<LegView>,
    /// A rejection.
    pub rejection: Option<RejectionView>,
    /// Whether the member who looks may approve it.
    pub may_approve: May,
}

/// How many revisions await a member.
pub(super) fn waiting_for(office: &Office, viewer: MemberId, now: Instant) -> u32 {
    let waiting = office.releases().values().filter(|release| {
        release.newest().is_some_and(|newest| {
            in_work(newest, now) && could_approve(office, release.id, newest, viewer, now).is_ok()
        })
    });
    u32::try_from(waiting.count()).unwrap_or(u32::MAX)
}

/// How many revisions wait for a signature, whoever gives it.
pub(super) fn posts_waiting(office: &Office, now: Instant) -> u32 {
    let waiting = office.releases().values().filter(|release| {
        release.newest().is_some_and(|newest| {
            let counting = signatures(office, newest, now);
            in_work(newest, now) && !enough(&counting, needed(office, newest))
        })
    });
    u32::try_from(waiting.count()).unwrap_or(u32::MAX)
}

fn enough(signatures: &[SignatureView], needed: u32) -> bool {
    let counting = signatures.iter().filter(|signature| signature.counts);
    u32::try_from(counting.count()).is_ok_and(|have| have >= needed)
}

fn in_work(revision: &Revision, now: Instant) -> bool {
    let settled = revision
        .legs
        .iter()
        .all(|leg| matches!(leg.state, Progress::Receipted { .. }));
    revision.withdrawn.is_none()
        && revision.rejection.is_none()
        && !settled
        && now < revision.window.execute_before
}

/// Whether a member could approve a revision, acknowledging all its flags.
fn could_approve(
    office: &Office,
    release: ReleaseId,
    revision: &Revision,
    viewer: MemberId,
    now: Instant,
) -> Result<(), Refusal> {
    let approval = Approval {
        release,
        revision: revision.digest,
        publisher: revision.publisher,
        policy_epoch: office.policy_epoch(),
        window: revision.window,
        flags: revision.flags.clone(),
    };
    let command = Command::Say(Box::new(Act::Approved(Box::new(approval))));
    could(office, viewer, now, command)
}

/// Whether the rules would let a member do something now, with any key they have.
pub(super) fn could(
    office: &Office,
    viewer: MemberId,
    now: Instant,
    command: Command,
) -> Result<(), Refusal> {
    let desk = office
        .members()
        .get(&viewer)
        .and_then(|member| member.desks.iter().find(|(_, keys)| !keys.removed))
        .map(|(desk, _)| *desk)
        .ok_or(Refusal::NoSuchDesk)?;
    decide::decide(office, &By::member(viewer, desk), now, command).map(|_| ())
}

pub(super) async fn approvals(desk: &Desk, viewer: Option<MemberId>) -> Result<View, Problem> {
    let office = desk.office().await?;
    let now = desk.now();
    // The same as what is put away, whether it was by now or not.
    let over = now.max(office.head().at);
    let (mut for_you, mut others, mut returned) = (Vec::new(), Vec::new(), Vec::new());
    for release in office.releases().values() {
        let Some(newest) = release.newest() else {
            continue;
        };
        let rejected = newest.rejection.is_some() && newest.withdrawn.is_none();
        if rejected && !release.is_over(over) {
            returned.push(row(&office, desk, release, newest, viewer));
        } else if in_work(newest, now) {
            let row = row(&office, desk, release, newest, viewer);
            if matches!(row.may_approve, May::Yes) && !enough(&row.signatures, row.needed) {
                for_you.push(row);
            } else {
                others.push(row);
            }
        }
    }
    for list in [&mut for_you, &mut others, &mut returned] {
        list.sort_by_key(|row| (row.window.not_before, row.at));
    }
    Ok(View::Approvals {
        for_you,
        others,
        returned,
    })
}

pub(super) fn row(
    office: &Office,
    desk: &Desk,
    release: &Release,
    revision: &Revision,
    viewer: Option<MemberId>,
) -> QueueRow {
    let may_approve = viewer.map_or(
        May::No {
            refusal: Refusal::PersonNeeded,
        },
        |viewer| could_approve(office, release.id, revision, viewer, desk.now()).into(),
    );
    QueueRow {
        release: release.id,
        number: release.number,
        revision_number: revision_number(release, revision),
        title: revision.title.clone(),
        submitter: member_ref(office, revision.submitter),
        at: revision.at,
        window: revision.window,
        signatures: signatures(office, revision, desk.now()),
        needed: needed(office, revision),
        legs: revision
            .legs
            .iter()
            .map(|leg| leg_view(office, desk, release, revision, leg))
            .collect(),
        rejection: rejection(office, revision),
        may_approve,
    }
}

fn needed(office: &Office, revision: &Revision) -> u32 {
    let channels = revision.legs.iter().map(|leg| leg.channel);
    signatures_needed(office, channels, revision.policy_epoch)
}

/// How many signatures it takes to send to all of these channels, under the stricter of the rules it was made under
/// and those of now.
pub(super) fn signatures_needed(
    office: &Office,
    channels: impl Iterator<Item = ChannelId>,
    policy_epoch: u32,
) -> u32 {
    let demands = channels
        .filter_map(|channel| office.demand(channel, policy_epoch))
        .map(|demand| u32::from(demand.signatures.count()));
    demands.max().unwrap_or(2)
}
