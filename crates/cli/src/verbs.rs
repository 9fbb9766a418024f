//! Each verb is one question to the desk.

mod channel;
mod doctor;
mod draft;
mod ledger;
mod member;
mod office;
mod release;

use crate::asked::{Asked, OfficeVerb, Verb};
use crate::{names, reading, words};
use desk::clock::Clock;
use desk::desk::Desk;
use desk::fault::{Fault, Problem};
use desk::intent::{Done, Intent, Typed};
use desk::secret::{Passphrase, Secret};
use desk::view::Query;
use domain::channel::RevocationState;
use domain::ids::MemberId;
use serde_json::{Value, json};
use std::path::Path;

/// What is printed, and with which exit code it ends.
pub(crate) struct Answer {
    /// One document.
    pub(crate) value: Value,
    /// What a person reads instead of the document laid out, where that is clearer.
    pub(crate) lines: Option<String>,
    /// 0; 7 when something did not go out or is not proved; 5 when what was written out is of a broken ledger.
    pub(crate) code: u8,
    /// What is said beside it on the other stream, if anything.
    pub(crate) aside: Option<String>,
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        Self {
            value,
            lines: None,
            code: 0,
            aside: None,
        }
    }
}

/// What went wrong, and the sentence for it.
pub(crate) struct Trouble {
    pub(crate) problem: Problem,
    pub(crate) sentence: String,
}

impl Trouble {
    fn bare(problem: impl Into<Problem>) -> Self {
        let problem = problem.into();
        let sentence = words::of(&problem, None);
        Self { problem, sentence }
    }
}

/// Carries a verb out.
pub(crate) async fn carry_out(asked: &Asked) -> Result<Answer, Trouble> {
    match &asked.verb {
        Verb::Office(OfficeVerb::Found(wish)) => {
            return office::found(asked, wish).await.map_err(Trouble::bare);
        }
        Verb::Office(OfficeVerb::Practice) => {
            return office::practice(asked).await.map_err(Trouble::bare);
        }
        Verb::Doctor => return Ok(doctor::doctor(asked).await),
        _ => {}
    }
    let desk = Desk::open(&asked.office, Clock::System)
        .await
        .map_err(Trouble::bare)?;
    let hand = Hand { asked, desk: &desk };
    let carried_out = match hand.verb().await {
        Ok(answer) => Ok(answer),
        Err(problem) => {
            // A refusal names members and channels; a ledger that cannot be read has no names to give.
            let office = desk.office().await.ok();
            let sentence = words::of(&problem, office.as_deref());
            Err(Trouble { problem, sentence })
        }
    };
    desk.close().await;
    carried_out
}

/// Whether what was asked for is known to have come about. What a person has to look after is not called done.
const fn is_proved(done: &Done) -> bool {
    !matches!(
        done,
        Done::TakenDown { gone: false }
            | Done::Revoked {
                state: RevocationState::AskedNotProved
            }
    )
}

fn folder_fault(path: &Path, why: std::io::Error) -> Fault {
    Fault::Folder {
        path: path.to_owned(),
        why,
    }
}

/// One verb on an open desk.
struct Hand<'a> {
    asked: &'a Asked,
    desk: &'a Desk,
}

impl Hand<'_> {
    async fn verb(&self) -> Result<Answer, Problem> {
        match &self.asked.verb {
            Verb::Office(verb) => self.office(verb).await,
            Verb::Member(verb) => self.member(verb).await,
            Verb::Proposal(verb) => self.proposal(verb).await,
            Verb::Channel(verb) => self.channel(verb).await,
            Verb::Draft(verb) => self.draft(verb).await,
            Verb::Ledger(verb) => self.ledger(verb).await,
            Verb::Submit { draft } => self.submit(draft).await,
            Verb::Approve {
                release,
                acknowledge_all,
            } => self.approve(release, *acknowledge_all).await,
            Verb::Review { release } => self.review(release).await,
            Verb::Reject { release, note } => self.reject(release, note).await,
            Verb::Withdraw { release } => self.withdraw(release).await,
            Verb::Publish { wait } => self.publish(*wait).await,
            Verb::Stop { channel, reason } => self.stop(channel.as_deref(), reason).await,
            Verb::Restart => self.sign(&Intent::Restart, Typed::default()).await,
            Verb::Takedown {
                release,
                channel,
                reason,
            } => self.take_down(release, channel, reason).await,
            Verb::Decide {
                release,
                channel,
                sent,
            } => self.decide(release, channel, *sent).await,
            Verb::Live { words, after } => {
                let (words, after) = (words.clone(), after.clone());
                self.look(&Query::Live { words, after }).await
            }
            // Carried out before a desk is opened.
            Verb::Doctor => Ok(doctor::doctor(self.asked).await),
        }
    }

    async fn look(&self, query: &Query) -> Result<Answer, Problem> {
        let viewer = match &self.asked.member {
            Some(name) => Some(names::member(self.desk, name).await?),
            None => None,
        };
        let view = self.desk.look(query, viewer).await?;
        let office = self.desk.office().await.ok();
        Ok(Answer {
            lines: reading::lines(&view, office.as_deref()),
            ..json!(view).into()
        })
    }

    /// The member who acts.
    async fn who(&self) -> Result<MemberId, Problem> {
        names::who(self.desk, self.asked.member.as_deref()).await
    }

    fn passphrase(&self) -> Result<Passphrase, Problem> {
        let source = &self.asked.passphrase;
        let descriptor = source.passphrase_fd.map(|n| format!("/dev/fd/{n}").into());
        let file = source.passphrase_file.clone().or(descriptor);
        let words = names::secret_line(file.as_deref(), "Your passphrase: ")?;
        Ok(Passphrase::typed(words))
    }

    async fn sign(&self, intent: &Intent, typed: Typed) -> Result<Answer, Problem> {
        let done = if let Some(file) = &self.asked.passphrase.recovery_key_file {
            let written = Secret::new(names::secret_line(Some(file), "")?);
            self.desk
                .sign_with_recovery_key(&written, intent, typed)
                .await?
        } else {
            let member = self.who().await?;
            let passphrase = self.passphrase()?;
            self.desk.sign(member, &passphrase, intent, typed).await?
        };
        Ok(Answer {
            lines: Some(words::done(&done)),
            code: if is_proved(&done) { 0 } else { 7 },
            ..json!(done).into()
        })
    }
}
