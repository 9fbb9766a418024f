//! What a member asks for that takes their signature, and how it is carried out.
//!
//! The window shows the card of an intent in the signing window; the command line carries it out at once.
//! Either way the passphrase opens the key for this one signature, and the key is wiped after it.
//!
//! Intents that are one act are here; those with more to do have a file each under `intent/`.

mod channel;
mod member;
mod proposal;
mod revision;
mod takedown;

use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use crate::secret::{Passphrase, Secret};
use crate::vault::MemberKey;
use domain::act::{Act, Change, Flag, Scope};
use domain::channel::{ChannelKind, RevocationState};
use domain::decide::Command;
use domain::digest::{Digest, Link};
use domain::entry::By;
use domain::ids::{ChannelId, DeskId, DraftId, MemberId, ReleaseId};
use domain::key::PublicKey;
use domain::member::Role;
use domain::policy::Policy;
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// Something that takes a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Intent {
    /// Put a draft forward.
    Submit {
        /// Which.
        draft: DraftId,
    },
    /// Sign a revision.
    Approve {
        /// The release.
        release: ReleaseId,
        /// The revision that was read.
        revision: Digest,
        /// The flags that were acknowledged.
        acknowledged: Vec<Flag>,
    },
    /// Turn a revision down.
    Reject {
        /// The release.
        release: ReleaseId,
        /// The revision.
        revision: Digest,
        /// What should change.
        note: String,
    },
    /// Take a revision back.
    Withdraw {
        /// The release.
        release: ReleaseId,
        /// The revision.
        revision: Digest,
    },
    /// Propose to connect a channel. A second member agrees.
    Connect {
        /// The channel's id; that of a known channel to connect it again.
        channel: Option<ChannelId>,
        /// What sort it is.
        channel_kind: ChannelKind,
        /// The office's name for it.
        name: String,
        /// The account at the provider, or the site's title.
        account: String,
        /// Where it is reached.
        address: String,
        /// The name of the app password at the provider, so that it can be revoked later; else empty.
        credential_name: String,
    },
    /// Propose a new member, who chooses a passphrase of their own.
    Enrol {
        /// Their name.
        name: String,
        /// What they may do.
        roles: Vec<Role>,
    },
    /// Propose other roles.
    ChangeRoles {
        /// Whose.
        member: MemberId,
        /// What they may do.
        roles: Vec<Role>,
    },
    /// Propose other rules.
    ChangePolicy {
        /// All of them.
        policy: Policy,
    },
    /// Propose that a suspended member counts again.
    Reinstate {
        /// Who.
        member: MemberId,
    },
    /// Propose that a channel is taken out.
    RemoveChannel {
        /// Which.
        channel: ChannelId,
    },
    /// Sign for a restart: the first signature proposes it, the second lifts the stops.
    Restart,
    /// Sign for what became of an unknown send: two members.
    DecideUnknown {
        /// The release.
        release: ReleaseId,
        /// The channel.
        channel: ChannelId,
        /// Whether it is taken to have gone out.
        sent: bool,
    },
    /// Agree to a proposal.
    Second {
        /// Which.
        proposal: Link,
    },
    /// Turn a proposal down, or take it back.
    Drop {
        /// Which.
        proposal: Link,
    },
    /// Cut a member off, at once.
    Suspend {
        /// Who.
        member: MemberId,
        /// Why.
        reason: String,
    },
    /// Make a suspension last.
    ConfirmSuspension {
        /// Who.
        member: MemberId,
    },
    /// Take a live post down.
    TakeDown {
        /// The release.
        release: ReleaseId,
        /// The channel.
        channel: ChannelId,
        /// Why.
        reason: String,
    },
    /// Kill a channel's credential.
    Revoke {
        /// Which channel.
        channel: ChannelId,
        /// Why.
        reason: String,
    },
}

/// What is typed into the signing window, or read by the command line. It is never kept.
#[derive(Debug, Default)]
pub struct Typed {
    /// The passphrase that a new member chose, for [`Intent::Enrol`].
    pub new_passphrase: Option<Passphrase>,
    /// The channel's credential, for [`Intent::Connect`]; it came in by its own door.
    pub credential: Option<Secret>,
}

/// What came of an intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Done {
    /// It stands in the ledger.
    Signed {
        /// The entry.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        seq: u64,
    },
    /// A revision was put forward.
    Submitted {
        /// The entry.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        seq: u64,
        /// The release.
        release: ReleaseId,
        /// Its number.
        number: u32,
        /// The revision.
        revision: Digest,
    },
    /// It is proposed; another member agrees or not.
    Proposed {
        /// The entry.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        seq: u64,
        /// The proposal.
        proposal: Link,
        /// The channel or member it is about, where it makes one.
        about: Option<uuid::Uuid>,
    },
    /// A post was taken down.
    TakenDown {
        /// Whether it was shown to be gone.
        gone: bool,
    },
    /// A credential was revoked.
    Revoked {
        /// How far it got.
        state: RevocationState,
    },
}

impl Desk {
    /// Carries an intent out with a member's signature.
    ///
    /// # Errors
    /// The refusal of the rules, a wrong passphrase, or what broke.
    pub async fn sign(
        &self,
        member: MemberId,
        passphrase: &Passphrase,
        intent: &Intent,
        typed: Typed,
    ) -> Result<Done, Problem> {
        let ready = async {
            if let Intent::Approve { release, .. } = intent {
                self.make_ready(*release).await;
            }
        };
        let (key, ()) = tokio::join!(self.unseal(member, passphrase), ready);
        self.carry_out(member, key?, intent, typed).await
    }

    /// Carries an intent out with a member's key that is open already. The key is wiped after it.
    ///
    /// # Errors
    /// The refusal of the rules, or what broke.
    pub async fn carry_out(
        &self,
        member: MemberId,
        key: MemberKey,
        intent: &Intent,
        typed: Typed,
    ) -> Result<Done, Problem> {
        let signer = Signer {
            desk: self,
            member,
            by: By::member(member, self.id()),
            key,
        };
        if let Intent::Approve { release, .. } = intent {
            let office = self.at_hand(*release).await?;
            // The post leaves first; what only other members need can wait for it, and for the next signature.
            let done = signer.carry_out(intent, typed).await?;
            if let Err(problem) = signer.hand_on(&office).await {
                tracing::warn!(%problem, "credentials were not handed on to who lacks them");
            }
            return Ok(done);
        }
        let office = self.glance().await?;
        signer.hand_on(&office).await?;
        signer.carry_out(intent, typed).await
    }

    /// Carries an intent out with the recovery key, the one on paper. The rules let it count as one member for
    /// restart and membership, and for nothing else.
    ///
    /// # Errors
    /// The office has none, this is not it, or the refusal of the rules.
    pub async fn sign_with_recovery_key(
        &self,
        written: &Secret,
        intent: &Intent,
        typed: Typed,
    ) -> Result<Done, Problem> {
        let office = self.office().await?;
        let member = office.recovery().ok_or(Fault::NotTheRecoveryKey)?;
        let key = crate::vault::recovered(written).ok_or(Fault::NotTheRecoveryKey)?;
        // It belongs to no desk: its own id stands for one.
        let paper = DeskId::new(member.uuid());
        let by = By::member(member, paper);
        if office.member_key(member, paper) != Some(PublicKey::from_bytes(key.verification_key())) {
            return Err(Fault::NotTheRecoveryKey.into());
        }
        let signer = Signer {
            desk: self,
            member,
            by,
            key,
        };
        signer.carry_out(intent, typed).await
    }

    /// Pulls STOP with the desk's own key: no passphrase, also while the desk is locked.
    ///
    /// # Errors
    /// The database or the keyring. The rules never refuse a stop of everything.
    pub async fn stop(
        &self,
        scope: Scope,
        pulled_by: Option<MemberId>,
        reason: &str,
    ) -> Result<u64, Problem> {
        let act = Act::Stop {
            scope,
            pulled_by,
            reason: reason.to_owned(),
        };
        Ok(self.say_as_desk(act).await?.seq)
    }
}
/// A member whose key is open for one signature.
struct Signer<'a> {
    desk: &'a Desk,
    member: MemberId,
    by: By,
    key: MemberKey,
}

impl Signer<'_> {
    async fn carry_out(&self, intent: &Intent, typed: Typed) -> Result<Done, Problem> {
        match intent {
            Intent::Submit { draft } => self.submit(*draft).await,
            Intent::Approve {
                release,
                revision,
                acknowledged,
            } => {
                self.approve(*release, *revision, acknowledged.clone())
                    .await
            }
            Intent::Connect { .. } => self.connect(intent, typed.credential).await,
            Intent::Enrol { name, roles } => {
                self.enrol(name, roles, typed.new_passphrase.as_ref()).await
            }
            Intent::Restart => self.restart().await,
            Intent::DecideUnknown {
                release,
                channel,
                sent,
            } => self.decide_unknown(*release, *channel, *sent).await,
            Intent::Second { proposal } => self.second(*proposal).await,
            Intent::TakeDown {
                release,
                channel,
                reason,
            } => self.take_down(*release, *channel, reason).await,
            Intent::Revoke { channel, reason } => self.revoke(*channel, reason).await,
            plain => self.plain(plain).await,
        }
    }

    async fn say(&self, act: Act) -> Result<crate::ledger::Said, Problem> {
        self.say_command(Command::Say(Box::new(act))).await
    }

    async fn say_command(&self, command: Command) -> Result<crate::ledger::Said, Problem> {
        let nothing = async || Ok(());
        self.desk.say_as(self.by, &self.key, command, nothing).await
    }

    async fn propose(&self, change: Change, about: Option<uuid::Uuid>) -> Result<Done, Problem> {
        let said = self
            .say(Act::Proposed {
                change: Box::new(change),
            })
            .await?;
        Ok(Done::Proposed {
            seq: said.seq,
            proposal: said.link,
            about,
        })
    }

    /// Intents that are one act or one proposal and nothing besides.
    async fn plain(&self, intent: &Intent) -> Result<Done, Problem> {
        let act = match intent.clone() {
            Intent::Reject {
                release,
                revision,
                note,
            } => Act::Rejected {
                release,
                revision,
                note,
            },
            Intent::Withdraw { release, revision } => Act::Withdrawn { release, revision },
            Intent::Drop { proposal } => Act::ProposalDropped { proposal },
            Intent::Suspend { member, reason } => Act::MemberSuspended { member, reason },
            Intent::ConfirmSuspension { member } => Act::SuspensionConfirmed { member },
            Intent::ChangeRoles { member, roles } => {
                return self
                    .propose(Change::RolesChanged { member, roles }, Some(member.uuid()))
                    .await;
            }
            Intent::ChangePolicy { policy } => {
                return self.propose(Change::PolicyChanged { policy }, None).await;
            }
            Intent::Reinstate { member } => {
                let about = Some(member.uuid());
                return self
                    .propose(Change::MemberReinstated { member }, about)
                    .await;
            }
            Intent::RemoveChannel { channel } => {
                let about = Some(channel.uuid());
                return self
                    .propose(Change::ChannelRemoved { channel }, about)
                    .await;
            }
            // Carried out by name in `Desk::sign`.
            Intent::Submit { .. }
            | Intent::Approve { .. }
            | Intent::Connect { .. }
            | Intent::Enrol { .. }
            | Intent::Restart
            | Intent::DecideUnknown { .. }
            | Intent::Second { .. }
            | Intent::TakeDown { .. }
            | Intent::Revoke { .. } => return Err(Refusal::PersonNeeded.into()),
        };
        Ok(Done::Signed {
            seq: self.say(act).await?.seq,
        })
    }
}
