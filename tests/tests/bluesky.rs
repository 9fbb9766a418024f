//! The Bluesky connector against a real server (PDS) and its directory.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::connector::{
    ConnectFault, Connected, Connector, CredentialState, Found, Places, SendFault,
};
use desk::secret::Secret;
use domain::channel::{ChannelKind, RevocationState};
use domain::ids::ChannelId;
use domain::release::{Card, Image, Mention, Part, Post, Quote, Variant};
use std::sync::atomic::{AtomicUsize, Ordering};
use tests::office::{Story, now};
use tests::pds::{Account, Pds, validated};
use tests::proxy::{Proxy, Spoil};

const KIND: ChannelKind = ChannelKind::Bluesky;

/// A server, an account with an app password, and an office that connected it.
struct Stage {
    pds: Pds,
    account: Account,
    story: Story,
    channel: ChannelId,
    credential: Secret,
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn places() -> Places {
    Places {
        newsroom: "/nowhere".into(),
    }
}

async fn connected(pds: &Pds, account: &Account) -> Connected {
    let password = pds.app_password(account, "Countersign").await;
    let handle = &account.handle;
    Connector::connect(
        KIND,
        handle,
        pds.address(),
        "Countersign",
        secret(&password),
    )
    .await
    .unwrap()
}

impl Stage {
    async fn set() -> Self {
        Self::set_on(Pds::start().await).await
    }

    async fn set_on(pds: Pds) -> Self {
        let account = pds.account("newsdesk").await;
        let done = connected(&pds, &account).await;
        let mut story = Story::founded();
        let channel = story.connect(KIND, &done.account, &done.address);
        Self {
            pds,
            account,
            story,
            channel,
            credential: done.credential,
        }
    }

    fn connector(&self) -> Connector {
        Connector::for_channel(self.story.channel(self.channel), &places()).unwrap()
    }

    /// The same account, reached over a bad line.
    fn over(&self, proxy: &Proxy) -> Connector {
        let mut channel = self.story.channel(self.channel).clone();
        channel.address = format!("{}/#{}", proxy.address(), self.account.did);
        Connector::for_channel(&channel, &places()).unwrap()
    }

    fn post(&mut self, post: Post) -> domain::digest::Digest {
        self.story
            .approved(&[(self.channel, Variant::Bluesky(post))])
    }

    fn text(&mut self, text: &str) -> domain::digest::Digest {
        self.post(Post {
            parts: vec![words(text)],
            quote: None,
        })
    }
}

fn words(text: &str) -> Part {
    Part {
        text: text.to_owned(),
        ..Part::default()
    }
}

async fn yes() -> Result<(), String> {
    Ok(())
}

/// A PNG of one colour, made by the image library.
fn png(shade: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(40, 30, image::Rgb([shade, 90, 160]));
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn picture(story: &mut Story, shade: u8) -> Image {
    let alt = format!("A field of shade {shade} – “quoted” & <marked>");
    story.picture(png(shade), (40, 30), "image/png", &alt)
}

#[tokio::test]
async fn connecting_finds_the_server_and_refuses_what_could_not_be_revoked() {
    let pds = Pds::start().await;
    let account = pds.account("newsdesk").await;
    pds.app_password(&account, "TweetDeck").await;
    let password = pds.app_password(&account, "Countersign").await;
    let connect = async |account: &str, name: &str, word: &str| {
        Connector::connect(KIND, account, pds.address(), name, secret(word)).await
    };

    let done = connect("@newsdesk.test", "Countersign", &password)
        .await
        .unwrap();
    assert_eq!(done.account, "newsdesk.test");
    assert_eq!(done.address, format!("{}/#{}", pds.address(), account.did));
    assert_eq!(done.others, ["TweetDeck"]);
    assert!(done.can_self_revoke && !done.can_mint_more);
    let left = done.access_expires_at.unwrap().millis() - now().millis();
    assert!((7_000_000..=7_260_000).contains(&left), "{left}");
    assert!(!format!("{done:?}").contains(&password));

    let by_did = connect(&account.did, "Countersign", &password)
        .await
        .unwrap();
    assert_eq!(by_did.account, "newsdesk.test");

    let wrong = connect("newsdesk.test", "Countersign", "aaaa-bbbb-cccc-dddd")
        .await
        .unwrap_err();
    assert!(matches!(&wrong, ConnectFault::Refused { words, .. } if words.starts_with("401")));
    let main = connect("newsdesk.test", "Countersign", &account.password)
        .await
        .unwrap_err();
    assert_eq!(main, ConnectFault::MainPassword);
    // With two on the list, only a name tells which one to revoke.
    for name in ["", "Countersing"] {
        let unknown = connect("newsdesk.test", name, &password).await.unwrap_err();
        let ConnectFault::UnknownName { known, .. } = unknown else {
            panic!("{unknown}")
        };
        assert!(known.contains("“TweetDeck”") && known.contains("“Countersign”"));
    }
    let open =
        Connector::connect(KIND, "newsdesk.test", "http://example.org", "", secret("x")).await;
    assert!(matches!(open, Err(ConnectFault::Address(_))));
}

/// One post of every sort: facets, pictures, card, quote, quote with pictures, thread.
fn every_sort(story: &mut Story, resolved: &Account, quote: &Quote) -> Vec<Post> {
    let text = "Tarn fire 👩‍🚒: keep away. https://met.police.uk/tarn @council.test #TarnFire #警察";
    let mention = Mention {
        handle: resolved.handle.clone(),
        did: resolved.did.clone(),
    };
    let facets = Part {
        mentions: vec![mention],
        ..words(text)
    };
    let images: Vec<Image> = (1..=4).map(|shade| picture(story, shade)).collect();
    let card = Card {
        url: "https://met.police.uk/tarn".to_owned(),
        title: "Tarn fire".to_owned(),
        description: "What we know".to_owned(),
        thumb: Some(picture(story, 9)),
    };
    let pictures = |text| Part {
        images: images.clone(),
        ..words(text)
    };
    let with_card = Part {
        card: Some(card),
        ..words("Card")
    };
    let thread = vec![
        words("One https://a.org"),
        words("Two #b"),
        words("Three é"),
    ];
    let plain = |parts| Post { parts, quote: None };
    let quoting = |part| Post {
        parts: vec![part],
        quote: Some(quote.clone()),
    };
    vec![
        plain(vec![facets]),
        plain(vec![pictures("Four")]),
        plain(vec![with_card]),
        quoting(words("Quote")),
        quoting(pictures("Both")),
        plain(thread),
    ]
}

#[tokio::test]
async fn a_handle_and_a_quoted_post_are_resolved_on_the_server_before_anything_is_signed() {
    let mut stage = Stage::set().await;
    let connector = stage.connector();
    let handle = stage.account.handle.clone();
    let did = stage.account.did.clone();
    assert_eq!(connector.account_of(&handle).await, Ok(Some(did.clone())));
    let nobody = handle.replace("newsdesk", "nobody");
    assert_eq!(connector.account_of(&nobody).await, Ok(None));

    let revision = stage.text("The post that is quoted.");
    let permit = stage.story.permitted(revision, stage.channel);
    let sent = connector
        .publish(permit, Some(&stage.credential), yes)
        .await
        .unwrap()
        .remotes;
    let rkey = sent[0].id.rsplit('/').next().unwrap();
    for address in [
        sent[0].id.clone(),
        format!("https://bsky.app/profile/{handle}/post/{rkey}"),
        format!("https://bsky.app/profile/{did}/post/{rkey}"),
    ] {
        let quoted = connector.post_at(&address).await.unwrap().unwrap();
        assert_eq!((&quoted.uri, &quoted.cid), (&sent[0].id, &sent[0].version));
        assert_eq!(quoted.text, "The post that is quoted.");
    }
    let gone = format!("https://bsky.app/profile/{handle}/post/3kv7aaaaaaaaa");
    assert_eq!(connector.post_at(&gone).await, Ok(None));
}

#[tokio::test]
async fn everything_a_post_can_carry_is_stored_as_it_was_signed() {
    let mut stage = Stage::set().await;
    let connector = stage.connector();
    let other = stage.pds.account("council").await;
    let first = stage.text("The post that is quoted.");
    let permit = stage.story.permitted(first, stage.channel);
    let quoted = connector
        .publish(permit, Some(&stage.credential), yes)
        .await
        .unwrap()
        .remotes;
    let quote = Quote {
        uri: quoted[0].id.clone(),
        cid: quoted[0].version.clone(),
    };
    let posts = every_sort(&mut stage.story, &other, &quote);
    let mut total = 1;
    for post in posts {
        let parts = post.parts.len();
        total += parts;
        let revision = stage.post(post);
        let permit = stage.story.permitted(revision, stage.channel);
        let sent = permit.sent();
        let published = connector
            .publish(permit, Some(&stage.credential), yes)
            .await
            .unwrap();
        assert_eq!((published.remotes.len(), published.sent), (parts, sent));
        let content = stage.story.content(revision);
        let found = connector.reconcile(&content, stage.channel).await;
        assert_eq!(found, Found::There(published.remotes));
    }
    let records = stage.pds.records(&stage.account).await;
    assert_eq!(records.len(), total);
    // The official schema, link detector and encoder agree with every record. Its mentions need no
    // resolution, so the one that was resolved here is the one it finds.
    assert_eq!(validated(&records), format!("ok {total}"));
    let both = records
        .iter()
        .find(|record| record["value"]["text"] == "Both")
        .unwrap();
    let media = &both["value"]["embed"]["media"]["images"];
    assert_eq!(media[3]["alt"], "A field of shade 4 – “quoted” & <marked>");
    assert_eq!(media[3]["aspectRatio"]["width"], 40);
    let third = records
        .iter()
        .find(|record| record["value"]["text"] == "Three é")
        .unwrap();
    let reply = &third["value"]["reply"];
    assert_ne!(reply["root"], reply["parent"]);

    let recent = connector.list_recent(100, None).await.unwrap();
    assert_eq!(recent.seen.len(), total);
    assert_eq!(recent.seen.iter().filter(|seen| seen.reply).count(), 2);
    assert_eq!(
        recent.seen.iter().map(|seen| seen.pictures).sum::<usize>(),
        8
    );
}

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
