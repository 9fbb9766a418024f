//! The part of the state that grows with the history: written as it stands, without a copy of it.

use crate::ids::ReleaseId;
use crate::office::{LegState, Progress, Release, Revision, Signed};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};
use std::collections::BTreeMap;

/// The releases of an office.
#[derive(Debug)]
pub(super) struct States<'a>(pub(super) &'a BTreeMap<ReleaseId, Release>);

impl Serialize for States<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, release)| (id, Whole(release))))
    }
}

/// A list of which each element is written in its own way.
struct Each<'a, T, W>(&'a [T], fn(&'a T) -> W);

impl<T, W: Serialize> Serialize for Each<'_, T, W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

struct Whole<'a>(&'a Release);

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(release) = self;
        let mut fields = serializer.serialize_struct("release", 2)?;
        fields.serialize_field("number", &release.number)?;
        fields.serialize_field("revisions", &Each(&release.revisions, OfRevision))?;
        fields.end()
    }
}

struct OfRevision<'a>(&'a Revision);

impl Serialize for OfRevision<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(revision) = self;
        let mut fields = serializer.serialize_struct("revision", 6)?;
        fields.serialize_field("approvals", &Each(&revision.approvals, OfApproval))?;
        fields.serialize_field("digest", &revision.digest)?;
        fields.serialize_field("legs", &Each(&revision.legs, OfLeg))?;
        match &revision.rejection {
            Some(rejection) => fields.serialize_field("rejected", &rejection.by)?,
            None => fields.serialize_field("rejected", "")?,
        }
        fields.serialize_field("submitter", &revision.submitter)?;
        fields.serialize_field("withdrawn", &revision.withdrawn.is_some())?;
        fields.end()
    }
}

struct OfApproval<'a>(&'a Signed);

impl Serialize for OfApproval<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Signed {
            member, desk, seq, ..
        } = self.0;
        serializer.collect_str(&format_args!("{member} at {desk} in {seq}"))
    }
}

struct OfLeg<'a>(&'a LegState);

impl Serialize for OfLeg<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(leg) = self;
        let gone = match leg.takedown.as_ref().map(|takedown| takedown.gone) {
            None => "no",
            Some(None) => "ordered",
            Some(Some(false)) => "not proved",
            Some(Some(true)) => "gone",
        };
        let remotes = match &leg.state {
            Progress::Receipted { remotes, .. } => remotes.as_slice(),
            _ => &[],
        };
        let mut fields = serializer.serialize_struct("leg", 5)?;
        fields.serialize_field("attempts", &leg.attempts)?;
        fields.serialize_field("channel", &leg.channel)?;
        fields.serialize_field("remotes", &Each(remotes, |remote| &remote.id))?;
        fields.serialize_field("state", leg.state.name())?;
        fields.serialize_field("takedown", gone)?;
        fields.end()
    }
}
