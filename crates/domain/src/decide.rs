//! From what a member asks to what is signed: a pure answer, either an act or a refusal.

use crate::act::{Act, Approval, Flag, Founding, Submission};
use crate::chain;
use crate::digest::{Digest, Link};
use crate::entry::{BadBody, Body, By, Entry, Said, genesis, signed_bytes};
use crate::ids::{ChannelId, MemberId, OfficeId, ReleaseId};
use crate::instant::Instant;
use crate::key::Signature;
use crate::office::Office;
use crate::refusal::Refusal;
use crate::release::Content;
use crate::{rules, submission};

/// What is asked of the rules.
#[derive(Debug, Clone)]
pub enum Command {
    /// Put a revision forward. The submission is made from the content, so that they cannot differ.
    Submit {
        /// Everything it says.
        content: Box<Content>,
        /// Whose edits survive in it, the submitter apart.
        editors: Vec<MemberId>,
        /// A note to the approver.
        note: String,
    },
    /// Sign a revision after reading exactly this content.
    Approve {
        /// The release.
        release: ReleaseId,
        /// The digest of the content that was shown.
        revision: Digest,
        /// The stored bytes of the content, read again for the signature.
        content: Vec<u8>,
        /// Every flag that the approver acknowledged.
        acknowledged: Vec<Flag>,
    },
    /// Say an act as it is.
    Say(Box<Act>),
}

/// Decides what a signer may say now.
///
/// # Errors
/// The [`Refusal`] of the first rule that is not met.
pub fn decide(office: &Office, by: &By, at: Instant, command: Command) -> Result<Act, Refusal> {
    let act = match command {
        Command::Submit {
            content,
            editors,
            note,
        } => Act::RevisionSubmitted(Box::new(submit(office, &content, editors, note)?)),
        Command::Approve {
            release,
            revision,
            content,
            acknowledged,
        } => Act::Approved(Box::new(approve(
            office,
            release,
            revision,
            &content,
            acknowledged,
        )?)),
        Command::Say(act) => *act,
    };
    rules::admit(office, by, at, &act)?;
    Ok(act)
}

/// Whether a newer revision of a release could go to a channel beside what an earlier one left there: the rule's answer
/// before anything is put forward. It is asked again at the submission.
///
/// # Errors
/// [`Refusal::EarlierRevisionLive`], or that the release is not at hand.
pub fn could_replace(
    office: &Office,
    release: ReleaseId,
    channel: ChannelId,
) -> Result<(), Refusal> {
    match office.seek(release)? {
        Some(release) => rules::replaceable(office, release, channel),
        None => Ok(()),
    }
}

fn submit(
    office: &Office,
    content: &Content,
    mut editors: Vec<MemberId>,
    note: String,
) -> Result<Submission, Refusal> {
    let bytes = content.encode().map_err(|not| Refusal::ContentDiffers {
        what: not.to_string(),
    })?;
    let flags = submission::inspected(office, content)?;
    editors.sort_unstable();
    editors.dedup();
    Ok(Submission {
        release: content.release,
        number: content.number,
        revision: Digest::of(&bytes),
        replaces: office
            .release(content.release)
            .and_then(|release| release.newest())
            .map(|newest| newest.digest),
        title: content.title.clone(),
        editors,
        publisher: content.publisher,
        policy_epoch: office.policy_epoch(),
        window: content.window,
        channels: content.variants.iter().map(|each| each.channel).collect(),
        flags,
        note,
    })
}

fn approve(
    office: &Office,
    release: ReleaseId,
    revision: Digest,
    content: &[u8],
    acknowledged: Vec<Flag>,
) -> Result<Approval, Refusal> {
    let found = rules::newest(office, release, revision)?;
    let content = Content::open(content, revision).map_err(|fault| Refusal::ContentDiffers {
        what: fault.to_string(),
    })?;
    submission::agrees(office, found, &content)?;
    Ok(Approval {
        release,
        revision,
        publisher: found.publisher,
        policy_epoch: office.policy_epoch(),
        window: found.window,
        flags: acknowledged,
    })
}

/// A body that is ready to be signed at a known head.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The number it takes.
    pub seq: u64,
    /// The link it follows.
    pub prev: Link,
    body: Vec<u8>,
}

impl Prepared {
    /// The bytes to sign.
    pub fn to_sign(&self) -> Vec<u8> {
        signed_bytes(&self.body)
    }

    /// The entry, once it is signed. A wrong signature is found by whoever reads it.
    pub fn signed(self, signature: Signature) -> Entry {
        Entry {
            body: self.body,
            signature,
        }
    }
}

/// Prepares an act to be signed as the next entry of the office.
///
/// # Errors
/// [`BadBody`] when the act passes a limit of the ledger.
pub fn prepare(office: &Office, by: By, at: Instant, act: Act) -> Result<Prepared, BadBody> {
    let head = office.head();
    // A beacon may be ignored by a reader that does not know it; nothing else may.
    let crit = !matches!(act, Act::Beacon { .. });
    let body = Body {
        office: office.id(),
        seq: head.seq + 1,
        prev: head.link,
        at,
        by,
        crit,
        act: Said::Known(act),
    };
    Ok(Prepared {
        seq: body.seq,
        prev: body.prev,
        body: body.encode()?,
    })
}

/// Prepares the first entry of an office, after both founders have signed its statement.
///
/// # Errors
/// The [`Refusal`] of what does not hold together.
pub fn prepare_founding(
    office: OfficeId,
    by: By,
    at: Instant,
    founding: Founding,
) -> Result<Prepared, Refusal> {
    chain::founding_holds(office, &founding)?;
    let body = Body {
        office,
        seq: 0,
        prev: genesis(office),
        at,
        by,
        crit: true,
        act: Said::Known(Act::OfficeFounded(Box::new(founding))),
    };
    let bytes = body.encode().map_err(|bad| Refusal::FoundingUnsound {
        what: bad.to_string(),
    })?;
    Ok(Prepared {
        seq: 0,
        prev: body.prev,
        body: bytes,
    })
}
