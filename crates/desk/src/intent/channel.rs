//! A channel: connected, its credential shared with who joins, and revoked.

use super::{Done, Intent, Signer};
use crate::connector::Connector;
use crate::crash::{Point, reach};
use crate::fault::{Fault, Problem};
use crate::secret::Secret;
use domain::act::{Act, Change};
use domain::channel::{Channel, Credential, Custody, RevocationState};
use domain::digest::Digest;
use domain::ids::ChannelId;
use domain::office::Office;
use domain::refusal::Refusal;

impl Signer<'_> {
    pub(super) async fn connect(
        &self,
        intent: &Intent,
        secret: Option<Secret>,
    ) -> Result<Done, Problem> {
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
                self.desk.keep_credential(id, &sealed).await?;
                reach(Point::ConnectSealed)?;
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

    /// What other members and waiting posts lack of this desk's credentials, as soon as somebody signs who can give it.
    pub(super) async fn hand_on(&self, office: &Office) -> Result<(), Problem> {
        self.share_credentials(office).await?;
        self.renew_grants(office).await
    }

    /// Everyone at this desk can send, take down and revoke: a member who joined since gets a share.
    async fn share_credentials(&self, office: &Office) -> Result<(), Problem> {
        let holders = self.holders(office);
        for channel in office
            .channels()
            .values()
            .filter(|c| c.credential.is_some() && c.is_open())
        {
            let Ok(mut sealed) = self.desk.sealed_credential(channel).await else {
                continue;
            };
            let missing: Vec<_> = holders
                .iter()
                .filter(|(member, _)| !sealed.is_held_by(*member))
                .collect();
            if missing.is_empty() || !sealed.is_held_by(self.member.uuid()) {
                continue;
            }
            for holder in missing {
                sealed = self.desk.vault.add_holder(&sealed, &self.key, *holder)?;
            }
            self.desk.keep_credential(channel.id, &sealed).await?;
        }
        Ok(())
    }

    /// The channel's credential, opened by this member; none where the kind needs none.
    pub(super) async fn open_credential(
        &self,
        channel: &Channel,
    ) -> Result<Option<Secret>, Problem> {
        if channel.credential.is_none() {
            return Ok(None);
        }
        let sealed = self.desk.sealed_credential(channel).await?;
        Ok(Some(
            self.desk.vault.open_credential(&sealed, &self.key).await?,
        ))
    }

    pub(super) async fn revoke(&self, channel: ChannelId, reason: &str) -> Result<Done, Problem> {
        let office = self.desk.office().await?;
        let place = office
            .channels()
            .get(&channel)
            .ok_or(Refusal::NoSuchChannel)?
            .clone();
        // The order stands in the ledger first, so that no desk sends with it any more: also when the credential
        // cannot be opened here. When the database does not answer, the provider is asked all the same.
        let ordered = self
            .say(Act::RevocationOrdered {
                channel,
                reason: reason.to_owned(),
            })
            .await;
        if let Err(Problem::Refused(refusal)) = ordered {
            return Err(refusal.into());
        }
        let secret = match self.open_credential(&place).await {
            Ok(secret) => secret,
            Err(problem) => {
                tracing::warn!(channel = %channel, problem = %problem, "the credential to revoke cannot be opened here");
                None
            }
        };
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
