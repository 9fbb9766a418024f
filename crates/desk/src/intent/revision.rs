//! A revision: put forward by its author, approved by another.

use super::{Done, Signer};
use crate::crash::{Point, reach};
use crate::fault::{Fault, Problem};
use crate::vault::SendingGrant;
use domain::act::Flag;
use domain::channel::Channel;
use domain::decide::Command;
use domain::digest::Digest;
use domain::ids::{DraftId, ReleaseId};
use domain::office::{Office, Release, Revision};
use domain::refusal::Refusal;

impl Signer<'_> {
    pub(super) async fn submit(&self, id: DraftId) -> Result<Done, Problem> {
        let mut draft = self.desk.draft(id).await?;
        // A crash may keep the draft from learning that it was submitted; its next submission is then a revision of
        // the same release, and not a second one that could go out beside it.
        let release = draft.release.unwrap_or(ReleaseId::new(id.uuid()));
        let office = self.desk.office_with(&[release]).await?;
        let content = draft.content(&office, self.desk, release);
        let revision = self.desk.keep_content(&content).await?;
        reach(Point::SubmitKept)?;
        let number = content.number;
        let command = Command::Submit {
            content: Box::new(content),
            editors: draft.editors(self.member),
            note: draft.note.clone(),
        };
        let said = self.say_command(command).await?;
        reach(Point::SubmitSaid)?;
        draft.release = Some(release);
        draft.submitted = Some(revision);
        let version = draft.version;
        draft.version += 1;
        self.desk.write_draft(&draft, Some(version)).await?;
        Ok(Done::Submitted {
            seq: said.seq,
            release,
            number,
            revision,
        })
    }

    pub(super) async fn approve(
        &self,
        release: ReleaseId,
        revision: Digest,
        acknowledged: Vec<Flag>,
    ) -> Result<Done, Problem> {
        let content = match self.desk.ready.content(revision) {
            Some(content) => content,
            None => self.desk.content_bytes(revision).await?,
        };
        let command = Command::Approve {
            release,
            revision,
            content,
            acknowledged,
        };
        let office = self.desk.at_hand(release).await?;
        // Left before it stands: an approval that stands and cannot be carried out could not be given again.
        let first = async || {
            self.leave_grants(&office, release, revision).await?;
            Ok(reach(Point::ApproveGranted)?)
        };
        let said = self.desk.say_as(self.by, &self.key, command, first);
        let said = match said.await {
            Ok(said) => said,
            Err(problem) => {
                self.take_back_grants(&office, release, revision).await?;
                return Err(problem);
            }
        };
        reach(Point::ApproveSaid)?;
        Ok(Done::Signed { seq: said.seq })
    }

    /// An approval that was not signed leaves nothing, unless another one stands.
    async fn take_back_grants(
        &self,
        office: &Office,
        release: ReleaseId,
        revision: Digest,
    ) -> Result<(), Problem> {
        let found = office.revision(release, revision);
        for leg in found
            .filter(|found| found.approvals.is_empty())
            .map_or(&[][..], |found| &found.legs)
        {
            let forgotten = self.desk.local.forget_grant(revision, leg.channel).await;
            forgotten.map_err(Fault::from)?;
        }
        Ok(())
    }

    /// A post may go out while the desk is locked: the approval leaves the publisher what it needs for this
    /// revision and this window alone.
    async fn leave_grants(
        &self,
        office: &Office,
        release: ReleaseId,
        revision: Digest,
    ) -> Result<(), Problem> {
        let Some(found) = office.revision(release, revision) else {
            return Ok(());
        };
        if found.publisher != self.desk.id() {
            return Ok(());
        }
        for leg in &found.legs {
            let channel = office.channels().get(&leg.channel);
            if let Some(channel) = channel.filter(|channel| channel.credential.is_some()) {
                self.leave_grant(office, found, channel).await?;
            }
        }
        Ok(())
    }

    /// What this desk, the publisher, needs to send one revision on one channel.
    async fn leave_grant(
        &self,
        office: &Office,
        revision: &Revision,
        channel: &Channel,
    ) -> Result<(), Problem> {
        let own = office
            .desks()
            .get(&revision.publisher)
            .ok_or(Refusal::NoSuchDesk)?;
        let sealed = match self.desk.ready.sealed(channel) {
            Some(sealed) => sealed,
            None => self.desk.sealed_credential(channel).await?,
        };
        let until = revision.window.execute_before;
        let grant = self.desk.vault.grant(
            &sealed,
            &self.key,
            *revision.digest.bytes(),
            until.millis(),
            own.sealing.bytes(),
        )?;
        let local = &self.desk.local;
        let kept = local.keep_grant(revision.digest, channel.id, &grant, until);
        Ok(kept.await.map_err(Fault::from)?)
    }

    /// A channel that got a fresh credential sends with that one: what was approved before and still stands is left what
    /// opens it, or it would stay behind, approved and never sent.
    pub(super) async fn renew_grants(&self, office: &Office) -> Result<(), Problem> {
        let local = &self.desk.local;
        for (digest, id) in local.grants().await.map_err(Fault::from)? {
            let Some(channel) = office.channels().get(&id).filter(|each| each.is_open()) else {
                continue;
            };
            let grant: Option<SendingGrant> = local.grant(digest, id).await.map_err(Fault::from)?;
            let epoch = channel.credential.as_ref().map(|agreed| agreed.epoch);
            if grant.map(|grant| grant.epoch) == epoch {
                continue;
            }
            let Ok(sealed) = self.desk.sealed_credential(channel).await else {
                continue;
            };
            if !sealed.is_held_by(self.member.uuid()) {
                continue;
            }
            let mut newest = office.releases().values().filter_map(Release::newest);
            let waits = |revision: &&Revision| {
                let mut approvals = revision.approvals.iter();
                revision.digest == digest
                    && approvals.any(|each| office.voided(revision, each, id).is_none())
            };
            if let Some(revision) = newest.find(waits) {
                self.leave_grant(office, revision, channel).await?;
            }
        }
        Ok(())
    }
}
