//! Reading an act by its kind.
//!
//! Serde reads a tagged enum by keeping all of it aside until the tag has been found. The kind of an act always
//! stands first and is known by then, so an act is read at once, under its kind: an audit reads every act there is.

use crate::act::{Act, Approval, Change, Founding, Leg, Remote, Resolution, Scope, Submission};
use crate::channel::{ProofStep, RevocationState};
use crate::digest::{Digest, Link};
use crate::ids::{ChannelId, DeskId, MemberId, ReleaseId};
use serde::Deserialize;

/// Reads an act of a known kind from its exact bytes, which begin with that kind.
pub(super) fn act(kind: &str, raw: &str) -> Result<Act, serde_json::Error> {
    #[derive(Deserialize)]
    struct Read(#[serde(with = "ByKind")] Act);
    // `{"kind":"stop","scope":…}` becomes `{"stop":{"scope":…}}`.
    let fields = raw.get("{\"kind\":\"\"".len() + kind.len()..);
    let fields = fields.unwrap_or_default();
    let fields = fields.strip_prefix(',').unwrap_or(fields);
    let text = ["{\"", kind, "\":{", fields, "}"].concat();
    serde_json::from_str(&text).map(|Read(act)| act)
}

/// [`Act`], read under its kind. Each kind stands here with the very fields it has there, or this does not compile;
/// a kind that is left out cannot be read, and the test below finds it.
#[derive(Deserialize)]
#[serde(remote = "Act", rename_all = "snake_case", deny_unknown_fields)]
enum ByKind {
    OfficeFounded(Box<Founding>),
    Proposed {
        change: Box<Change>,
    },
    Seconded {
        proposal: Link,
    },
    ProposalDropped {
        proposal: Link,
    },
    MemberSuspended {
        member: MemberId,
        reason: String,
    },
    SuspensionConfirmed {
        member: MemberId,
    },
    KeyRemoved {
        member: MemberId,
        desk: DeskId,
    },
    RevisionSubmitted(Box<Submission>),
    Approved(Box<Approval>),
    Rejected {
        release: ReleaseId,
        revision: Digest,
        note: String,
    },
    Withdrawn {
        release: ReleaseId,
        revision: Digest,
    },
    Claimed(Leg),
    Receipt {
        leg: Leg,
        remotes: Vec<Remote>,
        sent: Digest,
    },
    SendFailed {
        leg: Leg,
        code: String,
        detail: String,
        again: bool,
    },
    SendUnknown {
        leg: Leg,
        detail: String,
    },
    SendResolved {
        leg: Leg,
        outcome: Resolution,
    },
    TakedownOrdered {
        release: ReleaseId,
        channel: ChannelId,
        reason: String,
    },
    TakenDown {
        release: ReleaseId,
        channel: ChannelId,
        gone: bool,
        proof: Vec<ProofStep>,
    },
    Stop {
        scope: Scope,
        #[serde(default)]
        pulled_by: Option<MemberId>,
        reason: String,
    },
    RevocationOrdered {
        channel: ChannelId,
        reason: String,
    },
    Revoked {
        channel: ChannelId,
        state: RevocationState,
        proof: Vec<ProofStep>,
    },
    Beacon {
        seq: u64,
        head: Link,
    },
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;
    use crate::entry::KINDS;

    #[test]
    fn every_kind_can_be_read_and_no_other() {
        // A kind that is known misses its fields; one that is not is not known.
        for kind in KINDS {
            let error = act(kind, &format!("{{\"kind\":\"{kind}\"}}")).unwrap_err();
            assert!(
                !error.to_string().contains("unknown variant"),
                "{kind}: {error}"
            );
        }
        let error = act("founded", "{\"kind\":\"founded\"}").unwrap_err();
        assert!(error.to_string().contains("unknown variant"), "{error}");
    }

    #[test]
    fn fields_are_read_and_others_refused() {
        let seconded =
            |fields: &str| act("seconded", &format!("{{\"kind\":\"seconded\"{fields}}}"));
        let link = "ab".repeat(32);
        let read = seconded(&format!(",\"proposal\":\"{link}\"")).unwrap();
        let proposal = Link::parse(&link).unwrap();
        assert_eq!(read, Act::Seconded { proposal });
        for fields in [
            String::new(),
            format!(",\"proposal\":\"{link}\",\"note\":\"\""),
            format!(",\"proposal\":\"{link}\",\"proposal\":\"{link}\""),
            format!(",\"proposal\":\"{link}\"}},\"stop\":{{"),
        ] {
            assert!(seconded(&fields).is_err(), "{fields}");
        }
    }
}
