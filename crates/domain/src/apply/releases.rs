//! What submissions and decisions do to the office.

use super::Signing;
use crate::act::{Act, Submission};
use crate::office::{LegState, Office, Progress, Rejection, Release, Revision, Signed};

impl Signing {
    pub(super) fn submit(&self, office: &mut Office, act: &Submission) {
        let Some(submitter) = self.member else { return };
        let revision = Revision {
            digest: act.revision,
            seq: self.seq,
            at: self.at,
            title: act.title.clone(),
            submitter,
            submitted_at_desk: self.desk,
            editors: act.editors.clone(),
            publisher: act.publisher,
            policy_epoch: act.policy_epoch,
            window: act.window,
            flags: act.flags.clone(),
            note: act.note.clone(),
            approvals: Vec::new(),
            rejection: None,
            withdrawn: None,
            legs: act
                .channels
                .iter()
                .map(|channel| LegState {
                    channel: *channel,
                    attempts: 0,
                    state: Progress::Ready,
                    takedown: None,
                })
                .collect(),
        };
        let release = office
            .releases
            .entry(act.release)
            .or_insert_with(|| Release {
                id: act.release,
                number: act.number,
                revisions: Vec::new(),
            });
        if let Some(newest) = release.revisions.last_mut()
            && newest.withdrawn.is_none()
        {
            newest.withdrawn = Some(self.seq);
        }
        release.revisions.push(revision);
        office.submitted.insert(act.revision);
        office.next_number = office.next_number.max(act.number + 1);
    }

    pub(super) fn apply_decision(&self, office: &mut Office, act: &Act) {
        let (release, digest) = match act {
            Act::Approved(approval) => (approval.release, approval.revision),
            Act::Rejected {
                release, revision, ..
            }
            | Act::Withdrawn { release, revision } => (*release, *revision),
            _ => return,
        };
        let revision = office.releases.get_mut(&release).and_then(|release| {
            release
                .revisions
                .iter_mut()
                .find(|revision| revision.digest == digest)
        });
        let (Some(revision), Some(member)) = (revision, self.member) else {
            return;
        };
        match act {
            Act::Approved(approval) => revision.approvals.push(Signed {
                member,
                desk: self.desk,
                seq: self.seq,
                at: self.at,
                approval: (**approval).clone(),
            }),
            Act::Rejected { note, .. } => {
                revision.rejection = Some(Rejection {
                    by: member,
                    at: self.at,
                    note: note.clone(),
                });
            }
            Act::Withdrawn { .. } => revision.withdrawn = Some(self.seq),
            _ => {}
        }
    }
}
