//! At most once, over good lines and bad.

use crate::stage::{Stage, connected, words, yes};
use desk::connector::{Found, SendFault};
use domain::release::Post;
use std::sync::atomic::{AtomicUsize, Ordering};
use tests::proxy::{Proxy, Spoil};

#[tokio::test]
async fn a_second_try_makes_no_second_post() {
    let mut stage = Stage::set().await;
    let connector = stage.connector();
    for parts in [vec![words("Once")], vec![words("Twice"), words("over")]] {
        let before = stage.pds.records(&stage.account).await.len();
        let count = parts.len();
        let revision = stage.post(Post { parts, quote: None });
        let leg = stage.story.claim(revision, stage.channel);
        let first = connector
            .publish(stage.story.permit(&leg), Some(&stage.credential), yes)
            .await
            .unwrap();
        // The same leg again, as after a crash that lost every memory of the first try.
        let again = connector
            .publish(stage.story.permit(&leg), Some(&stage.credential), yes)
            .await;
        match again {
            Ok(again) => assert_eq!(again, first),
            Err(SendFault::Ambiguous(_)) => {
                let content = stage.story.content(revision);
                let found = connector.reconcile(&content, stage.channel).await;
                assert_eq!(found, Found::There(first.remotes.clone()));
            }
            Err(other) => panic!("{other:?}"),
        }
        // And the next attempt, which looks before it sends.
        stage.story.failed(leg);
        let permit = stage.story.permitted(revision, stage.channel);
        let intents = AtomicUsize::new(0);
        let on_intent = async || {
            intents.fetch_add(1, Ordering::SeqCst);
            Ok(())
        };
        let third = connector
            .publish(permit, Some(&stage.credential), on_intent)
            .await
            .unwrap();
        assert_eq!((third, intents.into_inner()), (first, 0));
        assert_eq!(
            stage.pds.records(&stage.account).await.len(),
            before + count
        );
    }
}

#[tokio::test]
async fn a_lost_answer_is_unknown_until_the_channel_is_read() {
    let mut stage = Stage::set().await;
    let port = stage.pds.port();
    let thread = vec![words("Lost"), words("thread")];
    for (call, parts, spoil) in [
        ("repo.putRecord", vec![words("Lost")], Spoil::AnswerLost),
        ("repo.putRecord", vec![words("Cut")], Spoil::AnswerCut),
        (
            "repo.putRecord",
            vec![words("Never arrived")],
            Spoil::CallLost,
        ),
        ("repo.applyWrites", thread.clone(), Spoil::AnswerLost),
        ("repo.applyWrites", thread, Spoil::CallLost),
    ] {
        let proxy = Proxy::before(port, call, spoil).await;
        let connector = stage.over(&proxy);
        let count = parts.len();
        let before = stage.pds.records(&stage.account).await.len();
        let revision = stage.post(Post { parts, quote: None });
        let permit = stage.story.permitted(revision, stage.channel);
        let lost = connector
            .publish(permit, Some(&stage.credential), yes)
            .await
            .unwrap_err();
        assert!(
            matches!(lost, SendFault::Ambiguous(_)),
            "{spoil:?}: {lost:?}"
        );
        assert_eq!(proxy.spoilt(), 1);
        // A call that arrived may still be at work on the server's side; the posts say when it is done.
        let arrived = spoil != Spoil::CallLost;
        while arrived && stage.pds.records(&stage.account).await.len() < before + count {
            tokio::task::yield_now().await;
        }
        let content = stage.story.content(revision);
        let found = stage.connector().reconcile(&content, stage.channel).await;
        match (arrived, found) {
            (true, Found::There(remotes)) => assert_eq!(remotes.len(), count),
            (false, Found::Absent) => {}
            (_, found) => panic!("{spoil:?}: {found:?}"),
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_when_the_courier_says_no() {
    let mut stage = Stage::set().await;
    let connector = stage.connector();
    let revision = stage.text("Never");
    let permit = stage.story.permitted(revision, stage.channel);
    let no = async || Err("a stop came in".to_owned());
    let fault = connector
        .publish(permit, Some(&stage.credential), no)
        .await
        .unwrap_err();
    assert_eq!(fault, SendFault::NotStarted("a stop came in".to_owned()));
    assert_eq!(stage.pds.records(&stage.account).await.len(), 0);
    let content = stage.story.content(revision);
    assert_eq!(
        connector.reconcile(&content, stage.channel).await,
        Found::Absent
    );

    // A credential of another account, and none at all, are refused before anything is asked.
    let other = stage.pds.account("council").await;
    let foreign = connected(&stage.pds, &other).await.credential;
    for credential in [Some(&foreign), None] {
        let revision = stage.text("Never either");
        let permit = stage.story.permitted(revision, stage.channel);
        let fault = connector
            .publish(permit, credential, yes)
            .await
            .unwrap_err();
        assert!(
            matches!(fault, SendFault::Refused { again: false, .. }),
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn other_words_under_our_name_are_never_overwritten() {
    let mut stage = Stage::set().await;
    let connector = stage.connector();
    let revision = stage.text("Signed words");
    let content = stage.story.content(revision);
    let records = domain::bluesky::records(&stage.account.did, &content, stage.channel).unwrap();
    let token = stage
        .pds
        .call(
            "com.atproto.server.createSession",
            None,
            &serde_json::json!({"identifier": stage.account.handle, "password": stage.account.password}),
        )
        .await
        .unwrap();
    let mut forged = records[0].value.clone();
    forged["text"] = "Forged words".into();
    let body = serde_json::json!({
        "repo": stage.account.did, "collection": "app.bsky.feed.post",
        "rkey": records[0].rkey, "record": forged,
    });
    stage
        .pds
        .call(
            "com.atproto.repo.putRecord",
            token["accessJwt"].as_str(),
            &body,
        )
        .await
        .unwrap();

    let permit = stage.story.permitted(revision, stage.channel);
    let fault = connector
        .publish(permit, Some(&stage.credential), yes)
        .await
        .unwrap_err();
    let SendFault::Refused { code, again, .. } = fault else {
        panic!("{fault:?}")
    };
    assert_eq!((code.as_str(), again), ("other_post_there", false));
    let found = connector.reconcile(&content, stage.channel).await;
    assert!(matches!(found, Found::CannotTell(_)), "{found:?}");
    assert_eq!(
        stage.pds.records(&stage.account).await[0]["value"]["text"],
        "Forged words"
    );
}
