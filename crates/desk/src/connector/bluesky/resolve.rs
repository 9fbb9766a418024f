//! Finding out who a handle stands for and which version of a post is quoted, before anything is signed. It takes no
//! log-in, and whatever is found is shown to the approver as it will be sent.

use super::Bluesky;
use crate::connector::Quoted;
use crate::http::Answer;
use domain::bluesky::COLLECTION;
use url::Url;

impl Bluesky {
    /// The lasting id of the account that has a handle now; `None` when nobody has it.
    pub(crate) async fn account_of(&self, handle: &str) -> Result<Option<String>, String> {
        let answer = self
            .http
            .read(
                "/xrpc/com.atproto.identity.resolveHandle",
                &[("handle", handle)],
                None,
            )
            .await
            .map_err(|fault| fault.to_string())?;
        if answer.status == 400 {
            return Ok(None);
        }
        let did = found(&answer)?.text("did").filter(|did| is_did(did));
        did.map(|did| Some(did.to_owned()))
            .ok_or_else(|| "the server answered without an account's id".to_owned())
    }

    /// The post at an address that people copy, `https://bsky.app/profile/…/post/…`, or at its lasting one, `at://…`,
    /// in the version that stands there now; `None` when there is none.
    pub(crate) async fn post_at(&self, address: &str) -> Result<Option<Quoted>, String> {
        let Some((who, rkey)) = place(address) else {
            return Ok(None);
        };
        let did = if is_did(&who) {
            who
        } else {
            match self.account_of(&who).await? {
                Some(did) => did,
                None => return Ok(None),
            }
        };
        let query = [
            ("repo", did.as_str()),
            ("collection", COLLECTION),
            ("rkey", rkey.as_str()),
        ];
        let answer = self
            .http
            .read("/xrpc/com.atproto.repo.getRecord", &query, None)
            .await
            .map_err(|fault| fault.to_string())?;
        if answer.status == 400 && answer.code() == "RecordNotFound" {
            return Ok(None);
        }
        let answer = found(&answer)?;
        let uri = format!("at://{did}/{COLLECTION}/{rkey}");
        let cid = answer
            .text("cid")
            .filter(|_| answer.text("uri") == Some(uri.as_str()))
            .ok_or_else(|| "the server answered for another post".to_owned())?
            .to_owned();
        let text = answer.body["value"]["text"].as_str().unwrap_or_default();
        Ok(Some(Quoted {
            uri,
            cid,
            text: text.to_owned(),
        }))
    }
}

fn found(answer: &Answer) -> Result<&Answer, String> {
    if answer.is_success() {
        Ok(answer)
    } else {
        Err(format!("the server answered {}", answer.words()))
    }
}

fn is_did(text: &str) -> bool {
    text.starts_with("did:") && text.len() > 8
}

/// Who posted it and its name there.
fn place(address: &str) -> Option<(String, String)> {
    let address = address.trim();
    let (who, rkey) = if let Some(rest) = address.strip_prefix("at://") {
        let (who, rest) = rest.split_once('/')?;
        (who, rest.strip_prefix(COLLECTION)?.strip_prefix('/')?)
    } else {
        let url = Url::parse(address).ok()?;
        let public = url.scheme() == "https" && url.host_str() == Some("bsky.app");
        let path = url.path().strip_prefix("/profile/").filter(|_| public)?;
        let (who, rkey) = path.split_once("/post/")?;
        return checked(who, rkey.trim_end_matches('/'));
    };
    checked(who, rkey)
}

fn checked(who: &str, rkey: &str) -> Option<(String, String)> {
    let plain = |text: &str, also: &[char]| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || also.contains(&c))
    };
    let fits = plain(who, &['.', '-', ':', '_']) && plain(rkey, &['.', '-', ':', '_', '~']);
    fits.then(|| (who.to_owned(), rkey.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_post_is_found_by_the_address_people_copy_and_by_its_lasting_one() {
        let found = |who: &str| Some((who.to_owned(), "3kv7abc".to_owned()));
        for (address, who) in [
            (
                "https://bsky.app/profile/press.example/post/3kv7abc",
                "press.example",
            ),
            (
                " https://bsky.app/profile/did:plc:abcdef/post/3kv7abc/ ",
                "did:plc:abcdef",
            ),
            (
                "at://did:plc:abcdef/app.bsky.feed.post/3kv7abc",
                "did:plc:abcdef",
            ),
        ] {
            assert_eq!(place(address), found(who), "{address}");
        }
        for address in [
            "https://bsky.example/profile/press.example/post/3kv7abc",
            "http://bsky.app/profile/press.example/post/3kv7abc",
            "https://bsky.app/profile/press.example",
            "at://did:plc:abcdef/app.bsky.feed.like/3kv7abc",
            "at://did:plc:abcdef/app.bsky.feed.post/a/b",
            "",
        ] {
            assert_eq!(place(address), None, "{address}");
        }
    }
}
