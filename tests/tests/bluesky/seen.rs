//! What others post, and what the server refuses.

use crate::stage::{Stage, yes};
use desk::connector::{CredentialState, SendFault};
use domain::channel::RevocationState;
use tests::office::now;
use tests::pds::Pds;

#[tokio::test]
async fn what_others_post_is_seen_and_pages_go_on() {
    let stage = Stage::set().await;
    let connector = stage.connector();
    for text in ["one", "two", "three"] {
        stage.pds.post(&stage.account, text).await;
    }
    let first = connector.list_recent(2, None).await.unwrap();
    let texts: Vec<&str> = first.seen.iter().map(|seen| seen.text.as_str()).collect();
    assert_eq!(texts, ["three", "two"]);
    let rest = connector
        .list_recent(2, first.cursor.as_deref())
        .await
        .unwrap();
    assert_eq!(rest.seen[0].text, "one");
    assert!(rest.seen[0].remote.id.starts_with("at://did:plc:"));
}

#[tokio::test]
async fn haste_is_refused_with_the_time_to_come_back() {
    let mut stage = Stage::set_on(Pds::start_with_rate_limits().await).await;
    let connector = stage.connector();
    // The service allows 30 log-ins in five minutes.
    let mut checks = 0;
    let words = loop {
        match connector.check(Some(&stage.credential)).await {
            CredentialState::Working => checks += 1,
            CredentialState::CannotTell(words) => break words,
            other @ CredentialState::Refused(_) => panic!("haste is no refusal: {other:?}"),
        }
        assert!(checks <= 30);
    };
    assert!(words.starts_with("429 RateLimitExceeded"), "{words}");
    let revision = stage.text("Later");
    let permit = stage.story.permitted(revision, stage.channel);
    let fault = connector
        .publish(permit, Some(&stage.credential), yes)
        .await
        .unwrap_err();
    let SendFault::RetryAfter { at, .. } = fault else {
        panic!("{fault:?}")
    };
    let wait = at.millis() - now().millis();
    assert!((0..=301_000).contains(&wait), "{wait}");
    // Nor is a revocation claimed that could not be asked for.
    let (known, _) = connector.revoke(Some(&stage.credential), now()).await;
    assert_eq!(known, RevocationState::AskedNotProved);
}

#[tokio::test]
async fn nobody_hides_behind_posts_too_large_to_list() {
    let stage = Stage::set().await;
    stage.pds.post(&stage.account, "hidden").await;
    let ballast = "x".repeat(100_000);
    for _ in 0..12 {
        stage.pds.post_with(&stage.account, "large", &ballast).await;
    }
    let connector = stage.connector();
    let (mut texts, mut cursor) = (Vec::new(), None);
    loop {
        let page = connector.list_recent(100, cursor.as_deref()).await.unwrap();
        texts.extend(page.seen.into_iter().map(|seen| seen.text));
        cursor = page.cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(texts.len(), 13);
    assert_eq!(texts[12], "hidden");
}
