//! Whether a channel can be reached and its credential works. Nothing is posted and nothing is signed.

use crate::connector::CredentialState;
use crate::desk::Desk;
use crate::fault::Problem;
use crate::secret::Passphrase;
use domain::ids::{ChannelId, MemberId};
use domain::refusal::Refusal;

impl Desk {
    /// Tries a channel. One that has a credential takes a member to open it.
    ///
    /// # Errors
    /// No such channel, a wrong passphrase, or no credential at this desk. What the provider says is the answer.
    pub async fn check_channel(
        &self,
        channel: ChannelId,
        opens: Option<(MemberId, &Passphrase)>,
    ) -> Result<CredentialState, Problem> {
        let office = self.office().await?;
        let place = office
            .channels()
            .get(&channel)
            .ok_or(Refusal::NoSuchChannel)?;
        if !place.is_open() {
            return Err(Refusal::ChannelClosed { channel }.into());
        }
        let credential = match (&place.credential, opens) {
            (None, _) => None,
            (Some(_), None) => return Err(Refusal::PersonNeeded.into()),
            (Some(_), Some((member, passphrase))) => {
                let key = self.unseal(member, passphrase).await?;
                let sealed = self.sealed_credential(place).await?;
                Some(self.vault.open_credential(&sealed, &key).await?)
            }
        };
        Ok(self.connector(place)?.check(credential.as_ref()).await)
    }
}
