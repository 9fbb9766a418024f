//! Drafts: text in work at this desk, with everything to be known of it.

use super::approvals::signatures_needed;
use super::shell::MemberRef;
use super::since::{Since, since};
use super::{May, channel_name, member_ref};
use crate::desk::Desk;
use crate::draft::{Draft, Timing};
use crate::fault::Problem;
use domain::channel::ChannelKind;
use domain::counting::{self, Count, Rule};
use domain::decide::{Command, could_replace};
use domain::entry::By;
use domain::facet;
use domain::ids::{ChannelId, DraftId, MemberId, ReleaseId};
use domain::instant::Instant;
use domain::office::Office;
use domain::refusal::Refusal;
use domain::release::{Content, Variant};
use domain::submission;
use domain::text::{self, Context, Finding};
use domain::worddiff::{self, Change};
use serde::Serialize;

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
    /// How many signatures it takes, the submitter's included.
    pub needed: u32,
    /// Who could approve it.
    pub approvers: Vec<MemberRef>,
    /// When it was saved.
    pub saved_at: Instant,
    /// Whether it can be submitted as it is.
    pub may_submit: May,
    /// What an earlier revision left live that this one cannot go out beside, one a channel.
    pub stays_live: Vec<Refusal>,
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
    /// Accounts that its text names, with what each was resolved to. One that was not stays plain text.
    pub mentions: Vec<MentionView>,
    /// What stops it from going out, if anything does.
    pub refusal: Option<Refusal>,
    /// How it differs from the revision it is compared with; `None` where there is none.
    pub since: Option<Since>,
}

/// An account that a text names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct MentionView {
    /// Which part of the thread, from 0.
    pub part: u32,
    /// The handle, as it stands in the text without the `@`.
    pub handle: String,
    /// The account's lasting id, once it was resolved.
    pub did: Option<String>,
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

pub(super) async fn drafts(desk: &Desk) -> Result<Vec<DraftRow>, Problem> {
    let mut drafts = desk.drafts().await?;
    // What was sent for approval is a revision: it is found with its release, and not in work any more.
    drafts.retain(|draft| draft.submitted.is_none());
    let releases: Vec<ReleaseId> = drafts.iter().filter_map(|draft| draft.release).collect();
    let office = desk.office_with(&releases).await?;
    let rows = drafts.into_iter().map(|draft| DraftRow {
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
    let draft = desk.draft(id).await?;
    let release = draft.release.unwrap_or_else(|| ReleaseId::new(id.uuid()));
    let office = desk.office_with(&[release]).await?;
    let content = draft.content(&office, desk, release);
    let author = viewer.unwrap_or(draft.saved_by);
    let editors = draft.editors(author);
    let command = Command::Submit {
        content: Box::new(content.clone()),
        editors: editors.clone(),
        note: draft.note.clone(),
    };
    let by = By::member(author, desk.id());
    let (_, answer) = desk
        .ledger
        .decide(desk.sources(), by, desk.now(), &command)
        .await?;
    let may_submit = answer.map(|_| ()).into();
    let channels = content.variants.iter().map(|each| each.channel);
    let stays_live = channels
        .filter_map(|channel| could_replace(&office, release, channel).err())
        .collect();
    Ok(DraftView {
        draft: id,
        stays_live,
        version: draft.version,
        number: content.number,
        variants: variants(&office, &content, None),
        needed: signatures_needed(
            &office,
            content.variants.iter().map(|each| each.channel),
            office.policy_epoch(),
        ),
        approvers: approvers(&office, author, &editors),
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

fn approvers(office: &Office, author: MemberId, editors: &[MemberId]) -> Vec<MemberRef> {
    let could = office.members().values().filter(|member| {
        member.id != author
            && !editors.contains(&member.id)
            && member.may(domain::member::Role::Approver)
            && !office.is_suspended(member)
    });
    could.map(|member| member_ref(office, member.id)).collect()
}

/// What each channel gets, with counts, findings and what changed since an earlier content.
pub(super) fn variants(
    office: &Office,
    content: &Content,
    earlier: Option<&Content>,
) -> Vec<VariantView> {
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
            mentions: mentions(&each.variant),
            refusal: submission::within_limits(&each.variant).err(),
            since: earlier
                .map(|earlier| since(&each.variant, before, earlier.language == content.language)),
            variant: each.variant.clone(),
        }
    });
    views.collect()
}

fn mentions(variant: &Variant) -> Vec<MentionView> {
    let Variant::Bluesky(post) = variant else {
        return Vec::new();
    };
    let parts = (0..).zip(&post.parts);
    let named = parts.flat_map(|(at, part)| {
        facet::handles(&part.text).map(move |(_, handle)| MentionView {
            part: at,
            handle: handle.to_owned(),
            did: part
                .mentions
                .iter()
                .find(|mention| mention.handle.eq_ignore_ascii_case(handle))
                .map(|mention| mention.did.clone()),
        })
    });
    named.collect()
}

const fn rule(variant: &Variant) -> Rule {
    match variant {
        Variant::Bluesky(_) => Rule::Bluesky,
        Variant::Site(_) => Rule::Site,
    }
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
