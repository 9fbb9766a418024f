//! Channels: connected, tried, revoked, taken out.

use super::{Answer, Hand};
use crate::asked::{ChannelVerb, KindWord};
use crate::names;
use desk::connector::CredentialState;
use desk::fault::Problem;
use desk::intent::{Intent, Typed};
use desk::view::Query;
use domain::channel::ChannelKind;
use serde_json::json;

impl Hand<'_> {
    pub(super) async fn channel(&self, verb: &ChannelVerb) -> Result<Answer, Problem> {
        let mut typed = Typed::default();
        let intent = match verb {
            ChannelVerb::List => return self.look(&Query::Channels).await,
            ChannelVerb::Check { channel } => return self.check(channel).await,
            ChannelVerb::Revoke { channel, reason } => Intent::Revoke {
                channel: names::channel(self.desk, channel).await?,
                reason: reason.clone(),
            },
            ChannelVerb::Remove { channel } => Intent::RemoveChannel {
                channel: names::channel(self.desk, channel).await?,
            },
            ChannelVerb::Connect {
                kind,
                name,
                account,
                address,
                credential_name,
                credential_file,
            } => {
                let channel_kind = match kind {
                    KindWord::Bluesky => ChannelKind::Bluesky,
                    KindWord::Site => ChannelKind::Site,
                };
                if channel_kind.needs_credential() {
                    typed.credential = Some(names::credential(credential_file.as_deref())?);
                }
                Intent::Connect {
                    channel: names::channel(self.desk, name).await.ok(),
                    channel_kind,
                    name: name.clone(),
                    account: account.clone(),
                    address: address.clone(),
                    credential_name: credential_name.clone(),
                }
            }
        };
        self.sign(&intent, typed).await
    }

    async fn check(&self, name: &str) -> Result<Answer, Problem> {
        let channel = names::channel(self.desk, name).await?;
        let office = self.desk.office().await?;
        let sealed = office
            .channels()
            .get(&channel)
            .is_some_and(|channel| channel.credential.is_some());
        let state = if sealed {
            let member = self.who().await?;
            let passphrase = self.passphrase()?;
            let opens = Some((member, &passphrase));
            self.desk.check_channel(channel, opens).await?
        } else {
            self.desk.check_channel(channel, None).await?
        };
        let (code, lines) = match &state {
            CredentialState::Working => (0, format!("{name} works.")),
            CredentialState::Refused(words) => (7, format!("{name} does not work: {words}.")),
            CredentialState::CannotTell(words) => {
                (7, format!("Nobody can tell whether {name} works: {words}."))
            }
        };
        Ok(Answer {
            value: json!({ "channel": channel, "state": state }),
            lines: Some(lines),
            code,
            aside: None,
        })
    }
}
