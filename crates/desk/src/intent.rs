//! What a member asks for that takes their signature, and how it is carried out.
//!
//! The window shows the card of an intent in the signing window; the command line carries it out at once.
//! Either way the passphrase opens the key for this one signature, and the key is wiped after it.

use crate::connector::Connector;
use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use crate::secret::{Passphrase, Secret};
use crate::vault::{MemberKey, SealedCredential};
use domain::act::{Act, Change, Flag, Leg, NewKey, Scope};
use domain::channel::{ChannelKind, Credential, Custody, RevocationState};
use domain::decide::Command;
use domain::digest::{Digest, Link};
use domain::ids::{ChannelId, DraftId, MemberId, ReleaseId};
use domain::key::{PublicKey, SealingKey, Signature};
use domain::member::Role;
use domain::office::{Office, Progress};
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
        let key = self.unseal(member, passphrase).await?;
        let signer = Signer {
            desk: self,
            member,
            key,
        };
        match intent {
            Intent::Submit { draft } => signer.submit(*draft).await,
            Intent::Approve {
                release,
                revision,
                acknowledged,
            } => {
                signer
                    .approve(*release, *revision, acknowledged.clone())
                    .await
            }
            Intent::Connect { .. } => signer.connect(intent, typed.credential).await,
            Intent::Enrol { name, roles } => {
                signer
                    .enrol(name, roles, typed.new_passphrase.as_ref())
                    .await
            }
            Intent::Restart => signer.restart().await,
            Intent::DecideUnknown {
                release,
                channel,
                sent,
            } => signer.decide_unknown(*release, *channel, *sent).await,
            Intent::Second { proposal } => signer.second(*proposal).await,
            Intent::TakeDown {
                release,
                channel,
                reason,
            } => signer.take_down(*release, *channel, reason).await,
            Intent::Revoke { channel, reason } => signer.revoke(*channel, reason).await,
            plain => signer.plain(plain).await,
        }
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
    key: MemberKey,
}

impl Signer<'_> {
    async fn say(&self, act: Act) -> Result<crate::ledger::Said, Problem> {
        self.say_command(Command::Say(Box::new(act))).await
    }

    async fn say_command(&self, command: Command) -> Result<crate::ledger::Said, Problem> {
        self.desk
            .say_as_member(self.member, &self.key, command)
            .await
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

    async fn submit(&self, id: DraftId) -> Result<Done, Problem> {
        let mut draft = self.desk.draft(id).await?;
        let release = draft
            .release
            .unwrap_or_else(|| ReleaseId::new(self.desk.fresh_id()));
        let office = self.desk.office_with(&[release]).await?;
        let content = draft.content(&office, self.desk, release);
        let revision = self.desk.keep_content(&content).await?;
        let number = content.number;
        let command = Command::Submit {
            content: Box::new(content),
            editors: draft.editors(self.member),
            note: draft.note.clone(),
        };
        let said = self.say_command(command).await?;
        draft.release = Some(release);
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

    async fn approve(
        &self,
        release: ReleaseId,
        revision: Digest,
        acknowledged: Vec<Flag>,
    ) -> Result<Done, Problem> {
        let content = self.desk.content_bytes(revision).await?;
        let said = self
            .say_command(Command::Approve {
                release,
                revision,
                content,
                acknowledged,
            })
            .await?;
        self.leave_grants(&said.office, release, revision).await?;
        Ok(Done::Signed { seq: said.seq })
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
            let credential = office
                .channels()
                .get(&leg.channel)
                .and_then(|c| c.credential.as_ref());
            if credential.is_none() {
                continue;
            }
            let sealed = self.desk.sealed_credential(leg.channel).await?;
            let until = found.window.execute_before;
            let grant = self
                .desk
                .vault
                .grant(&sealed, &self.key, *revision.bytes(), until.millis())
                .await?;
            self.desk
                .local
                .keep_grant(revision, leg.channel, &grant, until)
                .await
                .map_err(Fault::from)?;
        }
        Ok(())
    }

    async fn connect(&self, intent: &Intent, secret: Option<Secret>) -> Result<Done, Problem> {
        let Intent::Connect {
            channel,
            channel_kind,
            name,
            account,
            address,
            credential_name,
        } = intent
        else {
            return Err(Refusal::CredentialMismatch.into());
        };
        let office = self.desk.office().await?;
        let id = channel.unwrap_or_else(|| ChannelId::new(self.desk.fresh_id()));
        let known = office.channels().get(&id);
        let epoch = known
            .and_then(|c| c.credential.as_ref())
            .map_or(1, |c| c.epoch + 1);
        let (mut account, mut address) = (account.clone(), address.clone());
        let credential = match (channel_kind.needs_credential(), secret) {
            (false, _) => None,
            (true, None) => return Err(Refusal::CredentialMismatch.into()),
            (true, Some(secret)) => {
                let connected =
                    Connector::connect(*channel_kind, &account, &address, credential_name, secret)
                        .await
                        .map_err(Fault::from)?;
                account = connected.account;
                address = connected.address;
                let holders = self.holders(&office);
                let sealed = self
                    .desk
                    .vault
                    .seal_credential(id.uuid(), epoch, &connected.credential, &holders)
                    .await?;
                let digest = sealed.digest();
                self.desk
                    .local
                    .keep_sealed("credential", id.uuid(), &sealed)
                    .await
                    .map_err(Fault::from)?;
                Some(Credential {
                    epoch,
                    custody: Custody::Plain,
                    sealed: Digest::from_bytes(digest),
                })
            }
        };
        let change = Change::ChannelConnected {
            channel: id,
            channel_kind: *channel_kind,
            name: name.clone(),
            account,
            address,
            credential,
        };
        self.propose(change, Some(id.uuid())).await
    }

    /// The members whose keys at this desk a credential is sealed to.
    fn holders(&self, office: &Office) -> Vec<(uuid::Uuid, [u8; 32])> {
        office
            .members()
            .values()
            .filter_map(|member| {
                let keys = member
                    .desks
                    .get(&self.desk.id())
                    .filter(|keys| !keys.removed)?;
                Some((member.id.uuid(), *keys.sealing.bytes()))
            })
            .collect()
    }

    async fn enrol(
        &self,
        name: &str,
        roles: &[Role],
        passphrase: Option<&Passphrase>,
    ) -> Result<Done, Problem> {
        let passphrase = passphrase.ok_or(Fault::NoKeyHere)?;
        let member = MemberId::new(self.desk.fresh_id());
        let (public, sealed) = self.desk.vault.enrol(member.uuid(), passphrase).await?;
        let own = self.desk.vault.unseal(&sealed, passphrase).await?;
        let mut key = NewKey {
            member,
            desk: self.desk.id(),
            key: PublicKey::from_bytes(public.ed25519),
            sealing: SealingKey::from_bytes(public.x25519),
            proof: Signature::from_bytes([0; 64]),
        };
        key.proof = Signature::from_bytes(own.sign(&key.statement(self.desk.office_id())));
        let change = Change::MemberEnrolled {
            name: name.trim().to_owned(),
            roles: roles.to_vec(),
            key,
        };
        let done = self.propose(change, Some(member.uuid())).await?;
        self.desk
            .local
            .keep_sealed("member_key", member.uuid(), &sealed)
            .await
            .map_err(Fault::from)?;
        Ok(done)
    }

    async fn second(&self, proposal: Link) -> Result<Done, Problem> {
        let office = self.desk.office().await?;
        let change = office
            .proposals()
            .get(&proposal)
            .map(|open| open.change.clone());
        let said = self.say(Act::Seconded { proposal }).await?;
        if let Some(Change::MemberEnrolled { key, .. }) = change {
            self.share_credentials(&said.office, &key).await?;
        }
        Ok(Done::Signed { seq: said.seq })
    }

    /// A new member at this desk can send, take down and revoke as everyone else at it.
    async fn share_credentials(&self, office: &Office, key: &NewKey) -> Result<(), Problem> {
        for channel in office
            .channels()
            .values()
            .filter(|c| c.credential.is_some() && c.is_open())
        {
            let sealed: SealedCredential = self.desk.sealed_credential(channel.id).await?;
            let holder = (key.member.uuid(), *key.sealing.bytes());
            let shared = self.desk.vault.add_holder(&sealed, &self.key, holder)?;
            self.desk
                .local
                .keep_sealed("credential", channel.id.uuid(), &shared)
                .await
                .map_err(Fault::from)?;
        }
        Ok(())
    }

    async fn restart(&self) -> Result<Done, Problem> {
        let office = self.desk.office().await?;
        let mut stops: Vec<Link> = office.stops_on().map(|stop| stop.link).collect();
        stops.sort_unstable();
        let now = self.desk.now();
        // Somebody has signed for lifting exactly these stops: then this is the second signature.
        let waiting = office.proposals().values().find(|open| {
            matches!(&open.change, Change::Restart { stops: named } if *named == stops)
                && now < open.lapses()
        });
        match waiting {
            Some(open) => self.second(open.link).await,
            None => self.propose(Change::Restart { stops }, None).await,
        }
    }

    async fn decide_unknown(
        &self,
        release: ReleaseId,
        channel: ChannelId,
        sent: bool,
    ) -> Result<Done, Problem> {
        let office = self.desk.office().await?;
        let leg = unknown_leg(&office, release, channel).ok_or(Refusal::NoSuchRevision)?;
        let change = Change::UnknownDecided { leg, sent };
        let waiting = office
            .proposals()
            .values()
            .find(|open| open.change == change);
        match waiting {
            Some(open) => self.second(open.link).await,
            None => self.propose(change, None).await,
        }
    }

    async fn take_down(
        &self,
        release: ReleaseId,
        channel: ChannelId,
        reason: &str,
    ) -> Result<Done, Problem> {
        let said = self
            .say(Act::TakedownOrdered {
                release,
                channel,
                reason: reason.to_owned(),
            })
            .await?;
        let place = said
            .office
            .channels()
            .get(&channel)
            .ok_or(Refusal::NoSuchChannel)?;
        let (leg, remotes) = live_leg(&said.office, release, channel).ok_or(Refusal::NotLive)?;
        let credential = self
            .open_credential(place.credential.is_some(), channel)
            .await?;
        let content = self.desk.content_bytes(leg.revision).await.ok();
        let connector = self.desk.connector(place)?;
        let result = connector
            .take_down(
                &remotes,
                credential.as_ref(),
                content.as_deref(),
                self.desk.now(),
            )
            .await;
        let act = Act::TakenDown {
            release,
            channel,
            gone: result.gone,
            proof: result.proof,
        };
        self.desk.say_as_desk(act).await?;
        Ok(Done::TakenDown { gone: result.gone })
    }

    async fn open_credential(
        &self,
        needed: bool,
        channel: ChannelId,
    ) -> Result<Option<Secret>, Problem> {
        if !needed {
            return Ok(None);
        }
        let sealed = self.desk.sealed_credential(channel).await?;
        Ok(Some(
            self.desk.vault.open_credential(&sealed, &self.key).await?,
        ))
    }

    async fn revoke(&self, channel: ChannelId, reason: &str) -> Result<Done, Problem> {
        let office = self.desk.office().await?;
        let place = office
            .channels()
            .get(&channel)
            .ok_or(Refusal::NoSuchChannel)?
            .clone();
        let secret = self
            .open_credential(place.credential.is_some(), channel)
            .await?;
        // The order stands in the ledger first, so that no desk sends with it any more; when the database
        // does not answer, the provider is asked all the same.
        let ordered = self
            .say(Act::RevocationOrdered {
                channel,
                reason: reason.to_owned(),
            })
            .await;
        if let Err(Problem::Refused(refusal)) = ordered {
            return Err(refusal.into());
        }
        let connector = self.desk.connector(&place)?;
        let (state, proof) = connector.revoke(secret.as_ref(), self.desk.now()).await;
        ordered?;
        self.desk
            .say_as_desk(Act::Revoked {
                channel,
                state: state.clone(),
                proof,
            })
            .await?;
        if matches!(
            state,
            RevocationState::Dead | RevocationState::DeadExceptAccess { .. }
        ) && let Some(credential) = &place.credential
        {
            self.desk
                .vault
                .forget_credential(channel.uuid(), credential.epoch)
                .await?;
        }
        Ok(Done::Revoked { state })
    }
}

fn unknown_leg(office: &Office, release: ReleaseId, channel: ChannelId) -> Option<Leg> {
    office
        .release(release)?
        .revisions
        .iter()
        .rev()
        .find_map(|revision| {
            let leg = revision.leg(channel)?;
            matches!(leg.state, Progress::Unknown { .. }).then_some(Leg {
                release,
                revision: revision.digest,
                channel,
                attempt: leg.attempts,
            })
        })
}

fn live_leg(
    office: &Office,
    release: ReleaseId,
    channel: ChannelId,
) -> Option<(Leg, Vec<domain::act::Remote>)> {
    office
        .release(release)?
        .revisions
        .iter()
        .rev()
        .find_map(|revision| {
            let found = revision.leg(channel).filter(|leg| leg.attempts > 0)?;
            let leg = Leg {
                release,
                revision: revision.digest,
                channel,
                attempt: found.attempts,
            };
            let remotes = match &found.state {
                Progress::Receipted { remotes, .. } => remotes.clone(),
                _ => Vec::new(),
            };
            Some((leg, remotes))
        })
}
