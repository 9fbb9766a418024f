//! Members, and the changes that wait for a second one.

use super::{Answer, Hand};
use crate::asked::{MemberVerb, ProposalVerb};
use crate::names;
use desk::fault::Problem;
use desk::intent::{Intent, Typed};
use desk::view::Query;
use domain::digest::Link;
use domain::member::Role;
use domain::refusal::Refusal;

impl Hand<'_> {
    pub(super) async fn member(&self, verb: &MemberVerb) -> Result<Answer, Problem> {
        let mut typed = Typed::default();
        let intent = match verb {
            MemberVerb::List => return self.look(&Query::People).await,
            MemberVerb::Enrol {
                name,
                roles,
                new_passphrase_file,
            } => {
                let prompt = format!("{name}, choose a passphrase while nobody else looks: ");
                let chosen = names::chosen(new_passphrase_file.as_deref(), &prompt)?;
                typed.new_passphrase = Some(chosen);
                Intent::Enrol {
                    name: name.clone(),
                    roles: roles.iter().map(|word| Role::from(*word)).collect(),
                }
            }
            MemberVerb::Roles { who, roles } => Intent::ChangeRoles {
                member: names::member(self.desk, who).await?,
                roles: roles.iter().map(|word| Role::from(*word)).collect(),
            },
            MemberVerb::Suspend { who, reason } => Intent::Suspend {
                member: names::member(self.desk, who).await?,
                reason: reason.clone(),
            },
            MemberVerb::ConfirmSuspension { who } => Intent::ConfirmSuspension {
                member: names::member(self.desk, who).await?,
            },
            MemberVerb::Reinstate { who } => Intent::Reinstate {
                member: names::member(self.desk, who).await?,
            },
        };
        self.sign(&intent, typed).await
    }

    pub(super) async fn proposal(&self, verb: &ProposalVerb) -> Result<Answer, Problem> {
        let intent = match verb {
            ProposalVerb::List => return self.look(&Query::People).await,
            ProposalVerb::Second { proposal } => Intent::Second {
                proposal: link(proposal)?,
            },
            ProposalVerb::Drop { proposal } => Intent::Drop {
                proposal: link(proposal)?,
            },
        };
        self.sign(&intent, Typed::default()).await
    }
}

fn link(text: &str) -> Result<Link, Problem> {
    Link::parse(text).map_err(|_| Refusal::NoSuchProposal.into())
}
