//! What a draft names on a channel: an account by its handle, a post by its address. The channel itself is asked, so that
//! what is signed is a lasting id, and not a name that another account may have tomorrow.

use super::{Meant, Named};
use crate::connector::{Connector, Places};
use crate::desk::Desk;
use crate::fault::Problem;
use domain::ids::ChannelId;
use domain::refusal::Refusal;
use domain::release::Quote;

pub(super) async fn resolve(
    desk: &Desk,
    channel: ChannelId,
    named: Named,
) -> Result<Meant, Problem> {
    let office = desk.office().await?;
    let known = office
        .channels()
        .get(&channel)
        .ok_or(Refusal::NoSuchChannel)?;
    let places = Places {
        newsroom: desk.newsroom(channel),
    };
    let asked = match Connector::for_channel(known, &places) {
        Ok(connector) => ask(&connector, named).await,
        Err(fault) => Err(fault.to_string()),
    };
    Ok(asked.unwrap_or_else(|detail| Meant::NotAsked { detail }))
}

async fn ask(connector: &Connector, named: Named) -> Result<Meant, String> {
    Ok(match named {
        Named::Account { handle } => connector
            .account_of(&handle)
            .await?
            .map_or(Meant::Nothing, |did| Meant::Account { did }),
        Named::Post { address } => {
            connector
                .post_at(&address)
                .await?
                .map_or(Meant::Nothing, |post| Meant::Post {
                    quote: Quote {
                        uri: post.uri,
                        cid: post.cid,
                    },
                    text: post.text,
                })
        }
    })
}
