//! The sentences people read on the command line: one for each refusal, keyed by what it is.
//!
//! The rules say their no in a few words for the record. Here each says what happened, and what would help. A new
//! refusal does not compile until it has a sentence.

use desk::courier::{LegReport, RESTING};
use desk::export::Breach;
use desk::fault::Problem;
use desk::intent::Done;
use desk::view::ReviewView;
use domain::channel::RevocationState;
use domain::ids::{ChannelId, DeskId, MemberId};
use domain::office::Office;
use domain::refusal::Refusal;
use std::fmt::Write as _;

/// The sentence for what went wrong. The office gives names, where it can be read.
pub(crate) fn of(problem: &Problem, office: Option<&Office>) -> String {
    match problem {
        Problem::Refused(refusal) => refused(refusal, &Names(office)),
        Problem::Failed(fault) => whole(&fault.to_string()),
    }
}

/// What is said beside the export of a ledger that does not hold together.
pub(crate) fn exported_broken(breach: &Breach) -> String {
    format!(
        "{} What was written out is evidence and not a sound ledger: every row as it is stored, and a first line that says what is wrong. Compare it with another copy; `python3 verifier/verify.py` names the first entry that does not fit.",
        whole(&breach.says)
    )
}

/// With a capital and a full stop.
fn whole(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    let stop = if words.ends_with(['.', '?']) { "" } else { "." };
    format!("{}{}{stop}", first.unwrap_or_default(), letters.as_str())
}

struct Names<'a>(Option<&'a Office>);

impl Names<'_> {
    fn member(&self, id: MemberId) -> String {
        let known = self.0.and_then(|office| office.members().get(&id));
        known.map_or_else(|| format!("Member {id}"), |member| member.name.clone())
    }

    fn channel(&self, id: ChannelId) -> String {
        let known = self.0.and_then(|office| office.channels().get(&id));
        known.map_or_else(|| format!("Channel {id}"), |channel| channel.name.clone())
    }

    fn desk(&self, id: DeskId) -> String {
        let known = self.0.and_then(|office| office.desks().get(&id));
        known.map_or_else(|| format!("Desk {id}"), |desk| desk.name.clone())
    }
}

#[allow(
    clippy::too_many_lines,
    reason = "one arm a refusal, and every refusal here"
)]
fn refused(refusal: &Refusal, names: &Names<'_>) -> String {
    match refusal {
        Refusal::NoSuchMember => "There is no member of that name, or there are two. `countersign member list` has names and ids.".to_owned(),
        Refusal::NoSuchDesk => "There is no desk of that name.".to_owned(),
        Refusal::MemberSuspended { member } => format!("{} is suspended, so their signature does not count. Reinstating takes two members. If one did it, it ends after 72 hours, once somebody else has signed. STOP can still be pulled.", names.member(*member)),
        Refusal::KeyRemoved { desk } => format!("The key at {} was taken out of use, so it signs nothing any more.", names.desk(*desk)),
        Refusal::RoleNeeded { role } => format!("This takes the role {}. A manager can propose it: countersign member roles.", format!("{role:?}").to_lowercase()),
        Refusal::PersonNeeded => "This takes a member's signature. Say who signs: --as NAME.".to_owned(),
        Refusal::DeskNeeded => "Only a desk's own key records this; no person signs it.".to_owned(),
        Refusal::NotForRecoveryKey => "The recovery key counts as one member for a restart and for membership alone. It approves nothing.".to_owned(),
        Refusal::ClockBehind { ledger, entry } => format!("This machine's clock is behind the ledger: entry {entry} is dated {ledger}. If the clock is wrong, set it. If that date is wrong: STOP, suspend who signed it, and two people restart."),
        Refusal::ClockAhead { ledger, entry } => format!("The ledger is ahead of this machine's clock: entry {entry} is dated {ledger}. Nothing is published until then. If the clock is wrong, set it. If that date is wrong: STOP, suspend who signed it, and two people restart."),
        Refusal::TooOld { kind } => format!("The ledger holds an entry of a kind this version does not know ({kind}). Update Countersign; nothing is published until then."),
        Refusal::NotRecalled { .. } => "What this is about is in the archive and was not at hand, so nothing was decided. Say it again; if it stays so, run `countersign ledger rebuild`.".to_owned(),
        Refusal::FoundingOnlyOnce => "An office is founded once, by its first entry.".to_owned(),
        Refusal::FoundingUnsound { what } => format!("The office cannot be founded so: {what}."),
        Refusal::BadText { field, most } => format!("The {field} is empty, not understood, or longer than {most} characters."),
        Refusal::NoSuchProposal => "There is no such open proposal. `countersign proposal list` has those there are.".to_owned(),
        Refusal::ProposalLapsed { at } => format!("The proposal lapsed at {at}. Propose it again."),
        Refusal::SameMember => "You gave the first signature; the second has to be another member's.".to_owned(),
        Refusal::MemberExists => "That member is enrolled already.".to_owned(),
        Refusal::BadKey { what } => format!("The key cannot be enrolled: {what}."),
        Refusal::TooFewSigners => "After this, fewer than two members could sign. Two is the least there is.".to_owned(),
        Refusal::PolicyUnsound => "The rules cannot be so: a release takes 2 to 9 signatures, and a view may be 60 to 86400 seconds old.".to_owned(),
        Refusal::NotSuspended => "That member is not suspended.".to_owned(),
        Refusal::AlreadySuspended => "The suspension stands already.".to_owned(),
        Refusal::NoSuchChannel => "There is no such channel here. `countersign channel list` has those there are.".to_owned(),
        Refusal::ChannelKindDiffers => "The channel is of another sort than before. Connect it under another name.".to_owned(),
        Refusal::CredentialMismatch => "This sort of channel needs a credential, and there is none; or it needs none, and there is one.".to_owned(),
        Refusal::PracticeOnly => "This is a practice office: it connects nothing that reaches the public. Found an office to connect an account.".to_owned(),
        Refusal::NoSuchStop => "STOP is not on.".to_owned(),
        Refusal::NoSuchRevision => "There is no such release.".to_owned(),
        Refusal::NotTheNewest => "There is a newer revision of this release. Read and sign that one.".to_owned(),
        Refusal::ReleaseReused => "The release's number was taken in the meantime. Submit again.".to_owned(),
        Refusal::RevisionReused => "These very bytes were submitted before.".to_owned(),
        Refusal::ChannelsUnsound => "The draft has no channel, or one of them twice.".to_owned(),
        Refusal::ChannelClosed { channel } => format!("{} is revoked or taken out. Connect it again, or take it out of the draft.", names.channel(*channel)),
        Refusal::WindowUnsound { most_days } => format!("The time for going out is over, or more than {most_days} days away."),
        Refusal::PolicyEpochDiffers { .. } => "The office's rules have changed since. Look again, and sign under the rules of today.".to_owned(),
        Refusal::OwnRelease => "You submitted this. Somebody else approves it.".to_owned(),
        Refusal::EditorIsApprover => "An edit of yours is in this text. Somebody else approves it.".to_owned(),
        Refusal::AlreadyApproved => "You have approved this already. A second time, or a second desk, does not count twice.".to_owned(),
        Refusal::PublisherDiffers => "Another desk is named to send this.".to_owned(),
        Refusal::WindowDiffers => "The time for going out is not the one that was submitted.".to_owned(),
        Refusal::FlagsNotAcknowledged { flags } => format!("Places in this text that could deceive the eye: {flags}. Read them, then approve with --acknowledge-all."),
        Refusal::Rejected { by } => format!("{} rejected this revision. Revise it and submit it again.", names.member(*by)),
        Refusal::Withdrawn => "This revision was withdrawn, or a newer one took its place.".to_owned(),
        Refusal::TextRefused { field, what, found } => format!("The text cannot go out: in {field} there is “{found}” ({}). Change it and submit again.", what.replace('_', " ")),
        Refusal::ContentDiffers { what } => format!("What is stored is not what was signed ({what}). Nothing of it goes out."),
        Refusal::Stopped => "STOP is on. Nothing is signed or sent until two members have restarted.".to_owned(),
        Refusal::SignedBeforeStop => "STOP was pulled after this was signed. It is signed again to go out.".to_owned(),
        Refusal::SignedBeforeRevocation { channel, at } => format!("{} was revoked on {at} and connected again after this was approved. One approver signs again.", names.channel(*channel)),
        Refusal::SignedForAnotherAccount { channel, at } => format!("{} was connected to another account on {at}, after this was approved. One approver signs again, for where it goes now.", names.channel(*channel)),
        Refusal::SignedBeforeSuspension { member } => format!("{} was suspended after this was approved. One approver signs again.", names.member(*member)),
        Refusal::SignaturesMissing { have, need } => format!("It has {have} of {need} signatures."),
        Refusal::ApproverRoleMissing { role } => format!("An approver with the role {} is missing for this channel.", format!("{role:?}").to_lowercase()),
        Refusal::SubmitterSuspended { member } => format!("{}, who submitted this, is suspended or has no key in use; their signature no longer counts.", names.member(*member)),
        Refusal::NotYet { not_before } => format!("It goes out at {not_before}, and not before."),
        Refusal::Expired { execute_before } => format!("Its time was over at {execute_before}, and late is dead. Submit it again."),
        Refusal::NotThePublisher { publisher } => format!("{} sends this, and no other desk.", names.desk(*publisher)),
        Refusal::StaleView { freshness_s } => format!("No other desk has vouched for the ledger within {freshness_s} seconds, so an entry could be missing here. It waits for a signature at another desk."),
        Refusal::LegState { state } => format!("On that channel it is {}.", state.replace('_', " ")),
        Refusal::EarlierRevisionLive { channel } => format!("An earlier revision is live on {0}, and a post there cannot be changed. Take the old one down first, or leave {0} out.", names.channel(*channel)),
        Refusal::NotClaimed => "This desk has not claimed that send.".to_owned(),
        Refusal::AlreadyRevoked { channel } => format!("{} is already revoked, and that is proved. `countersign channel list` shows how.", names.channel(*channel)),
        Refusal::NotOrdered => "Nobody ordered this.".to_owned(),
        Refusal::NotLive => "Nothing of this is live on that channel.".to_owned(),
        Refusal::BeaconOffChain => "The beacon names an entry that is not in this ledger.".to_owned(),
    }
}

/// What a signature did.
pub(crate) fn done(done: &Done) -> String {
    match done {
        Done::Signed { seq } => format!("Signed: entry {seq}."),
        Done::Submitted { number, revision, .. } => {
            format!("Submitted as CS-{number}.\nFingerprint: {revision}")
        }
        Done::Proposed { proposal, .. } => format!(
            "Proposed. Another member agrees with:\n  countersign proposal second {proposal} --as NAME"
        ),
        Done::TakenDown { gone: true } => "Taken down, and read back: it is gone.".to_owned(),
        Done::TakenDown { gone: false } => {
            "Taken down was asked for, but it is not shown to be gone. Look at the channel, and take it down again.".to_owned()
        }
        Done::Revoked { state } => revoked(state),
    }
}

/// How far a revocation got: no more than is proved.
pub(crate) fn revoked(state: &RevocationState) -> String {
    match state {
        RevocationState::Dead => "Revoked: a call with the old credential was refused.".to_owned(),
        RevocationState::DeadExceptAccess { until } => format!(
            "Revoked: nobody can log in or renew with it any more, which was tried. A session that was open may live until {until}."
        ),
        RevocationState::AskedNotProved => "The provider was asked, and nothing shows yet that the credential is dead. Revoke it in the provider's own settings too, and then run this again.".to_owned(),
        RevocationState::NothingToRevoke => "This channel has no credential at a provider. It is out of use at this office.".to_owned(),
    }
}

/// Exactly what is to be signed.
pub(crate) fn review(review: &ReviewView, office: Option<&Office>) -> String {
    let mut text = String::new();
    for variant in &review.variants {
        let _ = writeln!(text, "{} ({})", variant.channel_name, variant.account);
        for field in variant.fields.iter().filter(|field| !field.text.is_empty()) {
            let words = field.text.replace('\n', "\n    ");
            let _ = writeln!(text, "  {}: {words}", field.field);
        }
    }
    for flag in &review.flags {
        let _ = writeln!(
            text,
            "  Look at: {} in {}: {}",
            flag.what, flag.field, flag.found
        );
    }
    if !review.note.is_empty() {
        let _ = writeln!(text, "  Note: {}", review.note);
    }
    for leg in &review.row.legs {
        let held = leg.held_by.as_ref().map_or_else(String::new, |refusal| {
            format!(": {}", refused(refusal, &Names(office)))
        });
        let state = leg.state.replace('_', " ");
        let _ = writeln!(text, "  {} is {state}{held}", leg.channel_name);
    }
    let _ = write!(text, "  Fingerprint: {}", review.revision);
    text
}

/// What became of each leg.
pub(crate) fn legs(reports: &[LegReport], office: &Office) -> String {
    if reports.is_empty() {
        return "Nothing is due.".to_owned();
    }
    let names = Names(Some(office));
    let lines = reports.iter().map(|report| {
        let number = office
            .release(report.leg.release)
            .map_or(0, |release| release.number);
        let place = names.channel(report.leg.channel);
        let url = report
            .remotes
            .first()
            .map_or("", |remote| remote.url.as_str());
        let why = report.why.as_deref().unwrap_or_default();
        let what = match report.state.as_str() {
            "receipted" => format!("is out: {url}"),
            RESTING => format!("was refused and is tried again by itself ({why})"),
            "unknown" => format!("may be out: nobody knows yet ({why}). It is not sent again before the channel has been read"),
            "undecided" => format!("may be out, and the channel cannot tell ({why}). Two members decide: countersign decide"),
            "failed" => format!("did not go out ({why})"),
            other => format!("is {other} ({why})"),
        };
        format!("CS-{number} on {place} {what}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
