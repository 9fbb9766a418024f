//! What is taken down, and what is revoked.

use crate::stage::{KIND, Stage, secret, words, yes};
use desk::connector::{Connector, CredentialState, SendFault};
use domain::channel::RevocationState;
use domain::release::Post;
use tests::office::now;

#[tokio::test]
async fn a_takedown_deletes_every_part_and_shows_that_it_is_gone() {
    let mut stage = Stage::set().await;
    let connector = stage.connector();
    let stays = stage.pds.post(&stage.account, "Stays").await;
    let parts = vec![words("One"), words("Two"), words("Three")];
    let revision = stage.post(Post { parts, quote: None });
    let permit = stage.story.permitted(revision, stage.channel);
    let remotes = connector
        .publish(permit, Some(&stage.credential), yes)
        .await
        .unwrap()
        .remotes;

    let without = connector.take_down(&remotes, None, None, now()).await;
    assert!(!without.gone);
    let taken = connector
        .take_down(&remotes, Some(&stage.credential), None, now())
        .await;
    assert!(taken.gone);
    assert_eq!(taken.proof.iter().filter(|step| step.proves).count(), 3);
    assert!(taken.proof.is_sorted_by_key(|step| step.at));
    let asked: Vec<&str> = taken
        .proof
        .iter()
        .map(|step| step.answer.as_str())
        .collect();
    assert!(asked[3].contains("RecordNotFound"), "{asked:?}");
    // The last part went first.
    let last = remotes[2].id.rsplit('/').next().unwrap();
    assert!(taken.proof[0].call.ends_with(last));
    let left = stage.pds.records(&stage.account).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["uri"], stays.as_str());

    // Again is harmless, and a post of unknown outcome is found by what was signed.
    let bytes = stage.story.bytes(revision).to_vec();
    let again = connector
        .take_down(&[], Some(&stage.credential), Some(&bytes), now())
        .await;
    assert!(again.gone);
    // A remote of another account is never deleted.
    let mut foreign = remotes[0].clone();
    foreign.id = stays.replace(&stage.account.did, "did:plc:somebodyelse");
    let refused = connector
        .take_down(&[foreign], Some(&stage.credential), None, now())
        .await;
    assert!(!refused.gone);
    assert_eq!(stage.pds.records(&stage.account).await.len(), 1);
}

#[tokio::test]
async fn a_revoked_app_password_is_dead_but_for_the_session_it_had_opened() {
    let mut stage = Stage::set().await;
    let connector = stage.connector();
    let credential = desk::secret::Secret::new(stage.credential.expose().to_owned());
    assert_eq!(
        connector.check(Some(&credential)).await,
        CredentialState::Working
    );

    // A thief has the app password and opened a session with it.
    let password = stage.pds.app_password(&stage.account, "stolen").await;
    let done = Connector::connect(
        KIND,
        "newsdesk.test",
        stage.pds.address(),
        "stolen",
        secret(&password),
    )
    .await
    .unwrap();
    assert_eq!(done.others, ["Countersign"]);
    let body = serde_json::json!({"identifier": "newsdesk.test", "password": password});
    let session = stage
        .pds
        .call("com.atproto.server.createSession", None, &body)
        .await
        .unwrap();

    let (known, steps) = connector.revoke(Some(&done.credential), now()).await;
    let RevocationState::DeadExceptAccess { until } = known else {
        panic!("{known:?} {steps:#?}")
    };
    let left = until.millis() - now().millis();
    assert!((7_000_000..=7_260_000).contains(&left), "{left}");
    let proofs: Vec<(&str, bool)> = steps
        .iter()
        .map(|step| (step.what.as_str(), step.proves))
        .collect();
    assert_eq!(
        proofs,
        [
            ("log in with the app password", false),
            ("revoke the app password “stolen”", false),
            ("look for it in the account's list", true),
            ("log in with the old app password", true),
            ("renew the old session", true),
            ("use the old session's access token", false),
        ]
    );
    assert!(steps[3].answer.starts_with("401"), "{}", steps[3].answer);
    assert!(!format!("{steps:?}").contains(&password));

    // The hole, as it is: the thief still posts, but cannot renew or log in.
    let record =
        serde_json::json!({"$type": "app.bsky.feed.post", "text": "stolen", "createdAt": now()});
    let body = serde_json::json!({"repo": stage.account.did, "collection": "app.bsky.feed.post", "record": record});
    let token = session["accessJwt"].as_str();
    stage
        .pds
        .call("com.atproto.repo.createRecord", token, &body)
        .await
        .unwrap();
    let body = serde_json::json!({"identifier": "newsdesk.test", "password": password});
    let login = stage
        .pds
        .call("com.atproto.server.createSession", None, &body)
        .await;
    assert_eq!(login.unwrap_err().0, 401);

    // Before the session's end it is not called dead; at its end it is; the other password lives on.
    let early = connector
        .prove_dead(Some(&done.credential), until, now())
        .await
        .0;
    assert_eq!(early, RevocationState::DeadExceptAccess { until });
    let late = connector
        .prove_dead(Some(&done.credential), until, until)
        .await;
    assert_eq!(late.0, RevocationState::Dead);
    assert!(late.1.iter().all(|step| step.proves));
    assert!(matches!(
        connector.check(Some(&done.credential)).await,
        CredentialState::Refused(_)
    ));
    assert_eq!(
        connector.check(Some(&credential)).await,
        CredentialState::Working
    );
    let alive = connector
        .prove_dead(Some(&credential), until, until)
        .await
        .0;
    assert_eq!(alive, RevocationState::AskedNotProved);

    // A revocation that somebody else was faster with is told as what is known.
    let (known, steps) = connector.revoke(Some(&done.credential), now()).await;
    assert!(matches!(known, RevocationState::DeadExceptAccess { .. }));
    assert_eq!(steps.len(), 1);
    // And a publish with it is a clear no.
    let revision = stage.text("Too late");
    let permit = stage.story.permitted(revision, stage.channel);
    let fault = connector
        .publish(permit, Some(&done.credential), yes)
        .await
        .unwrap_err();
    let SendFault::Refused { code, again, words } = fault else {
        panic!("{fault:?}")
    };
    assert_eq!((code.as_str(), again), ("AuthenticationRequired", false));
    assert!(words.starts_with("401"));
}
