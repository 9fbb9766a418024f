//! Drafts, revisions in work, and what is live.

use super::shell::MemberRef;
use super::{May, View, channel_name, member_ref};
use crate::desk::Desk;
use crate::draft::{Draft, Timing};
use crate::fault::Problem;
use domain::act::{Act, Approval, Flag, Leg, Remote};
use domain::channel::{ChannelKind, ProofStep};
use domain::counting::{self, Count, Rule};
use domain::decide::{self, Command};
use domain::digest::Digest;
use domain::entry::By;
use domain::gate;
use domain::ids::{ChannelId, DraftId, MemberId, ReleaseId};
use domain::instant::Instant;
use domain::office::{LegState, Office, Progress, Release, Revision};
use domain::refusal::Refusal;
use domain::release::{Content, Variant, Window};
use domain::submission;
use domain::text::{self, Context, Finding};
use domain::worddiff::{self, Change};
use serde::Serialize;
use std::collections::BTreeSet;

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct DraftRow {
    /// Which.
    pub draft: DraftId,
    /// The office's title.
    pub title: String,
    /// The number of the release it revises.
    pub number: Option<u32>,
    /// When it was saved.
    pub saved_at: Instant,
    /// Who saved it.
    pub saved_by: MemberRef,
}

/// A draft, open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct DraftView {
    /// Which.
    pub draft: DraftId,
    /// To be named when it is saved.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub version: u64,
    /// The number of the release it revises, or the one it would get.
    pub number: u32,
    /// The office's title.
    pub title: String,
    /// BCP 47.
    pub language: String,
    /// When it is to go out.
    pub timing: Timing,
    /// A note to the approver.
    pub note: String,
    /// One a channel, in the order of sending.
    pub variants: Vec<VariantView>,
    /// Whose edits survive in it.
    pub editors: Vec<MemberRef>,
    /// Who could approve it.
    pub approvers: Vec<MemberRef>,
    /// When it was saved.
    pub saved_at: Instant,
    /// Whether it can be submitted as it is.
    pub may_submit: May,
}

/// A channel's variant, with everything to be known of its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct VariantView {
    /// The channel.
    pub channel: ChannelId,
    /// What sort it is.
    pub channel_kind: ChannelKind,
    /// Its name.
    pub channel_name: String,
    /// The account it goes out as.
    pub account: String,
    /// Exactly what it gets.
    pub variant: Variant,
    /// Every text in it.
    pub fields: Vec<FieldView>,
    /// What stops it from going out, if anything does.
    pub refusal: Option<Refusal>,
}

/// One text of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct FieldView {
    /// Its name, such as `part 1` or `headline`.
    pub field: String,
    /// The text.
    pub text: String,
    /// How long it is by the channel's own count.
    pub count: Count,
    /// Characters that are refused.
    pub refused: Vec<Finding>,
    /// Places an approver must acknowledge.
    pub flagged: Vec<Finding>,
    /// What changed since the last approved revision, word by word; empty where there is none.
    pub changes: Vec<Change>,
}

/// A signature on a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct SignatureView {
    /// Who.
    pub member: MemberRef,
    /// When.
    pub at: Instant,
    /// Whether it counts now; a stop or a suspension since makes it not count.
    pub counts: bool,
}

/// Where one channel of a revision stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct LegView {
    /// The channel.
    pub channel: ChannelId,
    /// Its name.
    pub channel_name: String,
    /// What sort it is.
    pub channel_kind: ChannelKind,
    /// `waiting`, `held`, `due`, `going_out`, `as_approved`, `failed`, `unknown`, `undecided`, `taken_down`,
    /// `taking_down`, `not_proved_gone` or `cancelled`.
    pub state: String,
    /// What holds it, when the gate would not let it out.
    pub held_by: Option<Refusal>,
    /// The provider's words, when it did not go out or is not known.
    pub detail: String,
    /// What the channel calls the posts.
    pub remotes: Vec<Remote>,
    /// When it went out.
    pub at: Option<Instant>,
    /// How a takedown is known.
    pub proof: Vec<ProofStep>,
}

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
    /// A rejection's note.
    pub rejection: Option<String>,
    /// Whether the member who looks may approve it.
    pub may_approve: May,
}

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
    /// The office's title.
    pub title: String,
    /// The text a reader sees first.
    pub text: String,
    /// Where it stands.
    pub leg: LegView,
    /// Who signed.
    pub signatures: Vec<SignatureView>,
}

pub(super) async fn drafts(desk: &Desk) -> Result<Vec<DraftRow>, Problem> {
    let office = desk.office().await?;
    let rows = desk.drafts().await?.into_iter().map(|draft| DraftRow {
        draft: draft.id,
        number: draft
            .release
            .and_then(|id| office.release(id))
            .map(|release| release.number),
        title: draft.title,
        saved_at: draft.saved_at,
        saved_by: member_ref(&office, draft.saved_by),
    });
    Ok(rows.collect())
}

pub(super) async fn draft(
    desk: &Desk,
    id: DraftId,
    viewer: Option<MemberId>,
) -> Result<DraftView, Problem> {
    let office = desk.office().await?;
    let draft = desk.draft(id).await?;
    let release = draft.release.unwrap_or_else(|| ReleaseId::new(id.uuid()));
    let content = draft.content(&office, desk, release);
    let author = viewer.unwrap_or(draft.saved_by);
    let editors = draft.editors(author);
    let command = Command::Submit {
        content: Box::new(content.clone()),
        editors: editors.clone(),
        note: draft.note.clone(),
    };
    let by = By::member(author, desk.id());
    let may_submit = decide::decide(&office, &by, desk.now(), command)
        .map(|_| ())
        .into();
    Ok(DraftView {
        draft: id,
        version: draft.version,
        number: content.number,
        variants: variants(&office, &content, None),
        approvers: approvers(&office, author, &editors, desk.now()),
        editors: editors
            .iter()
            .map(|editor| member_ref(&office, *editor))
            .collect(),
        saved_at: draft.saved_at,
        may_submit,
        title: draft.title,
        language: draft.language,
        timing: draft.timing,
        note: draft.note,
    })
}

fn approvers(
    office: &Office,
    author: MemberId,
    editors: &[MemberId],
    now: Instant,
) -> Vec<MemberRef> {
    let could = office.members().values().filter(|member| {
        member.id != author
            && !editors.contains(&member.id)
            && member.may(domain::member::Role::Approver)
            && !member.is_suspended(now)
    });
    could.map(|member| member_ref(office, member.id)).collect()
}

/// What each channel gets, with counts, findings and what changed since an earlier content.
fn variants(office: &Office, content: &Content, earlier: Option<&Content>) -> Vec<VariantView> {
    let own = submission::own_domains(office);
    let views = content.variants.iter().map(|each| {
        let channel = office.channels().get(&each.channel);
        let before = earlier.and_then(|earlier| earlier.variant(each.channel));
        let fields = each.variant.texts().into_iter().map(|(field, words)| {
            let inspected = Context {
                own_domains: &own,
                field: submission::sort_of(&field),
            };
            let inspection = text::inspect(words, &inspected);
            let was = before.map(|variant| {
                let texts = variant.texts();
                let found = texts.into_iter().find(|(name, _)| *name == field);
                found.map_or(String::new(), |(_, words)| words.to_owned())
            });
            FieldView {
                count: counting::count(rule(&each.variant), words),
                refused: inspection.refused,
                flagged: inspection.flagged,
                changes: was.map_or_else(Vec::new, |was| worddiff::words(&was, words)),
                text: words.to_owned(),
                field,
            }
        });
        VariantView {
            channel: each.channel,
            channel_kind: each.variant.kind(),
            channel_name: channel_name(office, each.channel),
            account: channel.map_or_else(String::new, |channel| channel.account.clone()),
            fields: fields.collect(),
            refusal: submission::within_limits(&each.variant).err(),
            variant: each.variant.clone(),
        }
    });
    views.collect()
}

const fn rule(variant: &Variant) -> Rule {
    match variant {
        Variant::Bluesky(_) => Rule::Bluesky,
        Variant::Site(_) => Rule::Site,
    }
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
    let desk = office
        .members()
        .get(&viewer)
        .and_then(|member| member.desks.iter().find(|(_, keys)| !keys.removed))
        .map(|(desk, _)| *desk)
        .ok_or(Refusal::NoSuchDesk)?;
    let command = Command::Say(Box::new(Act::Approved(Box::new(approval))));
    decide::decide(office, &By::member(viewer, desk), now, command).map(|_| ())
}

pub(super) async fn approvals(desk: &Desk, viewer: Option<MemberId>) -> Result<View, Problem> {
    let office = desk.office().await?;
    let now = desk.now();
    let (mut for_you, mut others, mut returned) = (Vec::new(), Vec::new(), Vec::new());
    for release in office.releases().values() {
        let Some(newest) = release.newest() else {
            continue;
        };
        let row = row(&office, desk, release, newest, viewer);
        if newest.rejection.is_some() && newest.withdrawn.is_none() {
            returned.push(row);
        } else if in_work(newest, now) {
            let enough = usize::try_from(row.needed).is_ok_and(|needed| {
                row.signatures
                    .iter()
                    .filter(|signature| signature.counts)
                    .count()
                    >= needed
            });
            if matches!(row.may_approve, May::Yes) && !enough {
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

fn row(
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
        rejection: revision
            .rejection
            .as_ref()
            .map(|rejection| rejection.note.clone()),
        may_approve,
    }
}

fn revision_number(release: &Release, revision: &Revision) -> u32 {
    let at = release
        .revisions
        .iter()
        .position(|each| each.digest == revision.digest);
    u32::try_from(at.unwrap_or(0) + 1).unwrap_or(u32::MAX)
}

fn needed(office: &Office, revision: &Revision) -> u32 {
    let demands = revision
        .legs
        .iter()
        .filter_map(|leg| office.demand(leg.channel, revision.policy_epoch))
        .map(|demand| u32::from(demand.signatures.count()));
    demands.max().unwrap_or(2)
}

fn signatures(office: &Office, revision: &Revision, now: Instant) -> Vec<SignatureView> {
    let active = |member: MemberId| {
        office
            .members()
            .get(&member)
            .is_some_and(|member| !member.is_suspended(now))
    };
    let last_stop = revision
        .legs
        .iter()
        .filter_map(|leg| office.last_stop(leg.channel))
        .max();
    let mut signatures = vec![SignatureView {
        member: member_ref(office, revision.submitter),
        at: revision.at,
        counts: active(revision.submitter),
    }];
    let mut seen = BTreeSet::new();
    for signed in revision.approvals.iter().rev() {
        if seen.insert(signed.member) {
            signatures.insert(
                1,
                SignatureView {
                    member: member_ref(office, signed.member),
                    at: signed.at,
                    counts: active(signed.member) && last_stop.is_none_or(|stop| signed.seq > stop),
                },
            );
        }
    }
    signatures
}

fn leg_view(
    office: &Office,
    desk: &Desk,
    release: &Release,
    revision: &Revision,
    leg: &LegState,
) -> LegView {
    let next = Leg {
        release: release.id,
        revision: revision.digest,
        channel: leg.channel,
        attempt: leg.attempts + 1,
    };
    let held_by = gate::would_open(office, &next, desk.id(), desk.now()).err();
    let gone = leg.takedown.as_ref().map(|takedown| takedown.gone);
    let state = match (&leg.state, gone) {
        (Progress::Receipted { .. }, Some(None)) => "taking_down",
        (Progress::Receipted { .. }, Some(Some(false))) => "not_proved_gone",
        (_, Some(Some(true))) => "taken_down",
        (Progress::Receipted { .. }, None) => "as_approved",
        (Progress::Claimed { .. }, _) => "going_out",
        (
            Progress::Unknown {
                undecided: false, ..
            },
            _,
        ) => "unknown",
        (
            Progress::Unknown {
                undecided: true, ..
            },
            _,
        ) => "undecided",
        (Progress::Failed { .. }, _) => "failed",
        (Progress::Ready, _) => match &held_by {
            None => "due",
            Some(Refusal::Stopped | Refusal::SignedBeforeStop) => "held",
            Some(Refusal::Expired { .. } | Refusal::Withdrawn | Refusal::Rejected { .. }) => {
                "cancelled"
            }
            Some(_) => "waiting",
        },
    };
    let (remotes, at) = match &leg.state {
        Progress::Receipted { remotes, at, .. } => (remotes.clone(), Some(*at)),
        _ => (Vec::new(), None),
    };
    let detail = match &leg.state {
        Progress::Failed { detail, .. } | Progress::Unknown { detail, .. } => detail.clone(),
        _ => String::new(),
    };
    let shows_hold = matches!(leg.state, Progress::Ready | Progress::Failed { .. });
    LegView {
        channel: leg.channel,
        channel_name: channel_name(office, leg.channel),
        channel_kind: office
            .channels()
            .get(&leg.channel)
            .map_or(ChannelKind::Site, |channel| channel.kind),
        state: state.to_owned(),
        held_by: held_by.filter(|_| shows_hold),
        detail,
        remotes,
        at,
        proof: leg
            .takedown
            .as_ref()
            .map_or_else(Vec::new, |takedown| takedown.proof.clone()),
    }
}

pub(super) async fn review(
    desk: &Desk,
    id: ReleaseId,
    viewer: Option<MemberId>,
) -> Result<ReviewView, Problem> {
    let office = desk.office().await?;
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

/// The text a reader sees first.
pub(crate) fn first_words(variant: &Variant) -> String {
    let texts = variant.texts();
    texts
        .first()
        .map_or_else(String::new, |(_, words)| words.chars().take(280).collect())
}

/// Rows of one page of the live list.
const PAGE: usize = 50;

pub(super) async fn live(desk: &Desk, words: &str, after: Option<&str>) -> Result<View, Problem> {
    let office = desk.office().await?;
    let keys = desk.live_keys(&office, words, after, PAGE).await?;
    let next = (keys.len() == PAGE)
        .then(|| keys.last().map(|key| key.key.clone()))
        .flatten();
    let mut rows = Vec::new();
    for key in keys {
        let Some(release) = office.release(key.release) else {
            continue;
        };
        let Some(revision) = release.revision(key.revision) else {
            continue;
        };
        let Some(leg) = revision.leg(key.channel) else {
            continue;
        };
        rows.push(LiveRow {
            release: release.id,
            number: release.number,
            revision_number: revision_number(release, revision),
            title: revision.title.clone(),
            text: key.text,
            leg: leg_view(&office, desk, release, revision, leg),
            signatures: signatures(&office, revision, desk.now()),
        });
    }
    Ok(View::Live { rows, next })
}

impl Draft {
    /// Whether anything has been written.
    pub fn is_empty(&self) -> bool {
        self.variants.iter().all(|each| {
            each.variant
                .texts()
                .iter()
                .all(|(_, words)| words.is_empty())
        })
    }
}
