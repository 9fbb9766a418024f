//! What the doors of both windows call: one method a door.

use super::resolving;
use super::waiting::{Shown, WaitingFor, Wanted};
use super::{Ask, Brought, FaultView, Looked, Outcome, Seat, Seated, SigningCard, card};
use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use crate::intent::Intent;
use crate::media::{Limits, MediaFault};
use crate::secret::{Passphrase, Secret};
use crate::view::{LedgerState, Query, View};
use base64::Engine as _;
use domain::act::Scope;
use domain::ids::{DraftId, MemberId};
use domain::refusal::Refusal;
use std::sync::Arc;

impl Seat {
    /// Answers what the main window wants to see. A locked desk shows its frame and its channels, never a text.
    pub async fn look(&self, query: &Query) -> Looked {
        let Some(desk) = self.desk() else {
            return Looked::NoOffice {
                start: self.start().await,
            };
        };
        let viewer = self.seated();
        if viewer.is_none() && !matches!(query, Query::Shell | Query::Channels) {
            return Looked::Refused {
                refusal: Refusal::PersonNeeded,
            };
        }
        match desk.look(query, viewer).await {
            Ok(view) => Looked::Seen {
                view: Box::new(self.framed(view, viewer)),
                locks_at: self.locks_at(),
            },
            Err(problem) => problem.into(),
        }
    }

    /// A ledger that does not hold says nothing of the office. The frame then keeps the names it last had, from the office
    /// as it was verified in this sitting, so that whoever sits there is still known and can look into it.
    fn framed(&self, mut view: View, viewer: Option<MemberId>) -> View {
        let View::Shell(shell) = &mut view else {
            return view;
        };
        let mut state = self.state();
        if let LedgerState::Verified { .. } = shell.ledger {
            state.frame = Some(shell.clone());
        } else if let Some(frame) = &state.frame {
            shell.office = frame.office.clone();
            shell.desk_name.clone_from(&frame.desk_name);
            shell.members.clone_from(&frame.members);
            shell.stops.clone_from(&frame.stops);
            let seated = frame.members.iter().find(|one| Some(one.id) == viewer);
            shell.member = seated.cloned();
        }
        drop(state);
        view
    }

    /// Does what the main window asks, or has the signing window ask for what is missing.
    pub async fn act(&self, ask: Ask) -> Outcome {
        let done = match ask {
            Ask::Stop { scope, reason } => self.stop(scope, &reason).await,
            Ask::Here => {
                self.here();
                Ok(Outcome::Done)
            }
            Ask::Unlock { member } => {
                self.want(WaitingFor::Unlock { member });
                Ok(Outcome::SignatureWanted)
            }
            Ask::Lock => {
                self.state().lock();
                self.tell(None);
                self.tell_signing();
                Ok(Outcome::Done)
            }
            Ask::Found {
                name,
                zone,
                desk,
                founders,
            } => self.begin_founding(name, zone, desk, founders),
            Ask::Practise => self.practise().await,
            Ask::LeavePractice => self.leave_practice().await,
            Ask::VerifyLedger => self.verify().await,
            Ask::ExportLedger => self.export().await,
            Ask::OpenOffice => {
                self.open().await;
                Ok(Outcome::Done)
            }
            writing => self.write(writing).await,
        };
        done.unwrap_or_else(Outcome::from)
    }

    /// What takes somebody who sits there.
    async fn write(&self, ask: Ask) -> Result<Outcome, Problem> {
        let desk = self.open_desk()?;
        let member = self.seated().ok_or(Refusal::PersonNeeded)?;
        self.here();
        let outcome = match ask {
            Ask::Sign { intent, slot } => self.want_signature(member, intent, slot.as_deref()),
            Ask::NewDraft { title, channels } => {
                let draft = desk.new_draft(member, &title, &channels).await?;
                drafted(&draft)
            }
            Ask::Revise { release } => drafted(&desk.revise(member, release).await?),
            Ask::SaveDraft {
                draft,
                version,
                text,
            } => drafted(&desk.save_draft(draft, version, member, text).await?),
            Ask::DiscardDraft { draft } => {
                desk.discard_draft(draft).await?;
                Outcome::Done
            }
            Ask::Resolve { channel, named } => Outcome::Resolved {
                meant: resolving::resolve(&desk, channel, named).await?,
            },
            // Done before anyone sits there, in `Seat::act`.
            Ask::Stop { .. }
            | Ask::Unlock { .. }
            | Ask::Lock
            | Ask::Here
            | Ask::Found { .. }
            | Ask::Practise
            | Ask::LeavePractice
            | Ask::VerifyLedger
            | Ask::ExportLedger
            | Ask::OpenOffice => Outcome::Done,
        };
        Ok(outcome)
    }

    fn want_signature(&self, member: MemberId, intent: Intent, slot: Option<&str>) -> Outcome {
        let credential = slot.and_then(|slot| self.state().take_slot(slot));
        self.want(WaitingFor::Signature(Wanted {
            member,
            intent,
            credential,
            new_passphrase: None,
        }));
        Outcome::SignatureWanted
    }

    /// STOP: never a question, never a passphrase. What waited for a signature is dropped unsigned.
    async fn stop(&self, scope: Scope, reason: &str) -> Result<Outcome, Problem> {
        let desk = self.open_desk()?;
        let by = self.seated();
        let stopped = desk.stop(scope, by, reason).await;
        let mut state = self.state();
        state.waiting = None;
        state.incident |= stopped.is_ok();
        drop(state);
        self.tell_signing();
        self.tell(None);
        stopped.map(|_| Outcome::Done)
    }

    /// Takes a credential by its own door. It is wiped with the desk's next lock, and never comes back.
    pub fn keep_secret(&self, slot: String, secret: Secret) -> Outcome {
        if self.seated().is_none() {
            return Outcome::Refused {
                refusal: Refusal::PersonNeeded,
            };
        }
        self.state().put_slot(slot, secret);
        Outcome::Done
    }

    /// Admits a picture to a draft. Its bytes come as base64, because a page hands over plain values only.
    pub async fn bring(&self, draft: DraftId, base64: &str) -> Brought {
        let Some(desk) = self.desk().filter(|_| self.seated().is_some()) else {
            return Brought::Refused {
                refusal: Refusal::PersonNeeded,
            };
        };
        match self.picture(&desk, draft, base64).await {
            Ok(image) => Brought::Image { image },
            Err(fault) => fault.into(),
        }
    }

    async fn picture(
        &self,
        desk: &Desk,
        draft: DraftId,
        base64: &str,
    ) -> Result<domain::release::Image, Fault> {
        desk.draft(draft).await?;
        if base64.len() / 4 * 3 > Limits::social().most_read_bytes {
            return Err(MediaFault::FileTooLarge.into());
        }
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(base64)
            .map_err(|_| MediaFault::NotAPicture)?;
        desk.bring_picture(&bytes, "").await
    }

    /// What the signing window shows.
    ///
    /// # Errors
    /// What keeps the facts of the card from being looked up, in the shape of an outcome.
    pub async fn card(&self) -> Result<SigningCard, Outcome> {
        let desk = self.desk();
        let shown = match &self.state().waiting {
            Some(waiting) => waiting.what.shown(),
            None => Shown::Nothing,
        };
        card::card(desk.as_deref(), shown)
            .await
            .map_err(Outcome::from)
    }

    /// Somebody sits down.
    pub async fn unlock(&self, member: MemberId, passphrase: &Passphrase) -> Outcome {
        let Some(desk) = self.desk() else {
            return Outcome::from(self.no_office());
        };
        let wanted = matches!(
            self.state().waiting.as_ref().map(|waiting| &waiting.what),
            Some(WaitingFor::Unlock { .. })
        );
        if !wanted {
            return nothing_to_sign();
        }
        // The key is opened to show that the passphrase is right, and wiped at once.
        if let Err(fault) = desk.unseal(member, passphrase).await {
            return Outcome::from(Problem::from(fault));
        }
        let mut state = self.state();
        state.seated = Some(Seated {
            member,
            last_here: self.clock.now(),
        });
        state.slots.clear();
        drop(state);
        self.clear();
        self.tell(None);
        Outcome::Done
    }

    /// One person's new passphrase: a founder's, or a new member's.
    pub async fn choose(&self, passphrase: Passphrase) -> Outcome {
        enum Next {
            Found(Passphrase),
            Look,
            Nothing,
            Same,
        }
        let next = match self
            .state()
            .waiting
            .as_mut()
            .map(|waiting| &mut waiting.what)
        {
            Some(WaitingFor::Founding(founding)) => match &founding.first {
                None => {
                    founding.first = Some(passphrase);
                    Next::Look
                }
                Some(first) if first.is_same(&passphrase) => Next::Same,
                Some(_) => Next::Found(passphrase),
            },
            Some(WaitingFor::Signature(wanted))
                if matches!(wanted.intent, Intent::Enrol { .. }) =>
            {
                wanted.new_passphrase = Some(passphrase);
                Next::Look
            }
            _ => Next::Nothing,
        };
        match next {
            Next::Found(second) => self.found(second).await,
            Next::Look => Outcome::Done,
            Next::Nothing => nothing_to_sign(),
            Next::Same => Outcome::Failed {
                fault: FaultView::PassphraseUnfit {
                    detail: "both founders typed the same passphrase: each chooses their own, while the other looks away".to_owned(),
                },
            },
        }
    }

    /// The signature that is waited for.
    pub async fn sign(&self, passphrase: &Passphrase) -> Outcome {
        let Some(desk) = self.desk() else {
            return Outcome::from(self.no_office());
        };
        let (member, turn) = match self.state().waiting.as_ref() {
            Some(waiting) => match &waiting.what {
                WaitingFor::Signature(wanted) => (wanted.member, waiting.turn),
                _ => return nothing_to_sign(),
            },
            None => return nothing_to_sign(),
        };
        // Only whoever sits there signs; a desk that has locked since asks first who does.
        if self.seated() != Some(member) {
            return Outcome::Refused {
                refusal: Refusal::PersonNeeded,
            };
        }
        self.here();
        let key = match desk.unseal(member, passphrase).await {
            Ok(key) => key,
            Err(fault) => return Outcome::from(Problem::from(fault)),
        };
        // A stop, or another question, may have come while the passphrase was tried: then nothing is signed.
        let Some((intent, typed)) = self.take_wanted(turn) else {
            return nothing_to_sign();
        };
        let had_credential = typed.credential.is_some();
        let result = desk.carry_out(member, key, &intent, typed).await;
        match result {
            Ok(done) => {
                self.clear();
                self.tell(Some(done.clone()));
                Outcome::Signed { done }
            }
            Err(problem) => {
                self.keep_or_spend(turn, had_credential);
                self.tell(None);
                problem.into()
            }
        }
    }

    /// After a failure the card stays, to be tried again; a credential that was used up is typed anew.
    fn keep_or_spend(&self, turn: u64, had_credential: bool) {
        if let Some(waiting) = self
            .state()
            .waiting
            .as_mut()
            .filter(|waiting| had_credential && waiting.turn == turn)
        {
            waiting.what = WaitingFor::Spent;
        }
    }

    fn take_wanted(&self, turn: u64) -> Option<(Intent, crate::intent::Typed)> {
        let mut state = self.state();
        let waiting = state
            .waiting
            .as_mut()
            .filter(|waiting| waiting.turn == turn)?;
        let WaitingFor::Signature(wanted) = &mut waiting.what else {
            return None;
        };
        Some((wanted.intent.clone(), wanted.typed()))
    }

    /// The signing window closes, and nothing is signed. `printed` says that a recovery sheet was printed, which
    /// removes its file.
    pub fn leave(&self, printed: bool) -> Outcome {
        let sheet = match self.state().waiting.as_ref().map(|waiting| &waiting.what) {
            Some(WaitingFor::RecoverySheet { path }) if printed => Some(path.clone()),
            _ => None,
        };
        if let Some(path) = sheet
            && let Err(why) = std::fs::remove_file(&path)
        {
            return Outcome::from(Problem::from(Fault::Folder { path, why }));
        }
        self.clear();
        self.tell(None);
        Outcome::Done
    }

    /// The file of the recovery sheet, while it waits to be printed.
    pub fn sheet(&self) -> Option<std::path::PathBuf> {
        match self.state().waiting.as_ref().map(|waiting| &waiting.what) {
            Some(WaitingFor::RecoverySheet { path }) => Some(path.clone()),
            _ => None,
        }
    }

    pub(super) fn no_office(&self) -> Problem {
        Fault::NoOffice(self.places.office.clone()).into()
    }

    pub(super) fn open_desk(&self) -> Result<Arc<Desk>, Problem> {
        self.desk().ok_or_else(|| self.no_office())
    }
}

fn drafted(draft: &crate::draft::Draft) -> Outcome {
    Outcome::Drafted {
        draft: draft.id,
        version: draft.version,
    }
}

pub(super) fn nothing_to_sign() -> Outcome {
    Outcome::Failed {
        fault: FaultView::NothingToSign {
            detail:
                "nothing waits for a signature any more: it was stopped, or something else was asked for. Nothing was signed"
                    .to_owned(),
        },
    }
}
