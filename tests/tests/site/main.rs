//! The newsroom site: what is written, updated, taken down, refused and shown.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod faults;
mod markup;
mod preview;
mod stage;

use desk::connector::{CredentialState, Found, SendFault};
use domain::digest::Digest;
use domain::release::Variant;
use stage::{ADDRESS, Stage, page};
use std::fs;
use tests::office::now;

#[tokio::test]
async fn a_release_becomes_a_page_and_stands_in_every_list() {
    let mut stage = Stage::set();
    let picture = stage.story.picture(
        vec![7; 900],
        (640, 480),
        "image/png",
        "A \"moor\" <on fire>",
    );
    let digest = picture.digest;
    let body = "First & foremost.\nSecond line.\n\nSee https://met.example/a?b=1&c=2 now.";
    let mut tarn = page("tarn-fire", "Fire on Tarn Moor <b>", body);
    tarn.images.push(picture);
    let (revision, remote) = stage.publish(tarn).await;
    let year_month = &now().plus_millis(-60_000).to_string()[..7].replace('-', "/");
    assert_eq!(remote.id, format!("{year_month}/tarn-fire"));
    assert_eq!(remote.url, format!("{ADDRESS}{year_month}/tarn-fire/"));

    let html = stage.read(&format!("{}/index.html", remote.id));
    assert_eq!(remote.version, Digest::of(html.as_bytes()).to_string());
    for part in [
        "<html lang=\"en\">",
        "<title>Fire on Tarn Moor &lt;b&gt; – Met News &amp; &lt;Press&gt;</title>",
        "<h1>Fire on Tarn Moor &lt;b&gt;</h1>",
        "<p>First &amp; foremost.<br>\nSecond line.</p>",
        "<a href=\"https://met.example/a?b=1&amp;c=2\">https://met.example/a?b=1&amp;c=2</a>",
        "alt=\"A &quot;moor&quot; &lt;on fire&gt;\" width=\"640\" height=\"480\"",
        &format!("<link rel=\"canonical\" href=\"{}\">", remote.url),
        "<meta name=\"robots\" content=\"index, follow\">",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert!(!html.contains("<script"));
    assert_eq!(
        fs::read(stage.root().join(format!("media/{digest}.png"))).unwrap(),
        vec![7; 900]
    );
    let year = &remote.id[..4];
    let mut expected = vec![
        ".well-known/countersign.json".to_owned(),
        format!("{year}/index.html"),
        format!("{}/index.html", remote.id),
        "feed.atom".to_owned(),
        "feed.json".to_owned(),
        "index.html".to_owned(),
        format!("media/{digest}.png"),
        "newsroom.css".to_owned(),
        "robots.txt".to_owned(),
        "sitemap.xml".to_owned(),
    ];
    expected.sort();
    assert_eq!(stage.files(), expected);
    for list in ["index.html", "feed.atom", "sitemap.xml", "feed.json"] {
        assert!(stage.read(list).contains("tarn-fire/"), "{list}");
    }
    let feed: serde_json::Value = serde_json::from_str(&stage.read("feed.json")).unwrap();
    assert_eq!(feed["items"][0]["title"], "Fire on Tarn Moor <b>");
    assert_eq!(feed["items"][0]["content_text"], body);
    let list: serde_json::Value =
        serde_json::from_str(&stage.read(".well-known/countersign.json")).unwrap();
    assert_eq!(list["signed"], false);
    assert_eq!(list["releases"][0]["revision"], revision.to_string());

    let content = stage.story.content(revision);
    let connector = stage.connector();
    assert_eq!(
        connector.reconcile(&content, stage.channel).await,
        Found::There(vec![remote])
    );
    assert_eq!(connector.check(None).await, CredentialState::Working);
}

#[tokio::test]
async fn a_newer_revision_keeps_the_address_and_says_so() {
    let mut stage = Stage::set();
    let (first, remote) = stage
        .publish(page("tarn-fire", "Fire", "One house burnt."))
        .await;
    let release = stage.story.content(first).release;
    let newer = page("another-address", "Fire is out", "Two houses burnt.");
    let variants = [(stage.channel, Variant::Site(newer))];
    let revision = stage.story.approved_again(release, &variants);
    let content = stage.story.content(revision);
    let connector = stage.connector();
    assert_eq!(
        connector.reconcile(&content, stage.channel).await,
        Found::Absent
    );
    let updated = stage.send(revision).await;
    assert_eq!(updated.id, remote.id);
    assert_ne!(updated.version, remote.version);
    let html = stage.read(&format!("{}/index.html", remote.id));
    assert!(html.contains("<strong>Updated <time") && html.contains("Two houses"));
    assert!(!html.contains("One house"));
    assert!(stage.read("index.html").contains("Updated"));
    assert!(
        !stage
            .files()
            .iter()
            .any(|file| file.contains("another-address"))
    );
    let old = stage.story.content(first);
    assert_eq!(
        connector.reconcile(&old, stage.channel).await,
        Found::Absent
    );
}

#[tokio::test]
async fn a_takedown_leaves_a_notice_and_nothing_else() {
    let mut stage = Stage::set();
    let shared = stage
        .story
        .picture(vec![1; 90], (6, 4), "image/jpeg", "Shared");
    let own = stage
        .story
        .picture(vec![2; 90], (6, 4), "image/jpeg", "Own");
    let mut first = page("first", "A secret headline", "Secret words.");
    first.images = vec![shared.clone(), own.clone()];
    let mut second = page("second", "Stays", "Stays.");
    second.images = vec![shared.clone()];
    let (revision, remote) = stage.publish(first).await;
    let (_, kept) = stage.publish(second).await;
    let connector = stage.connector();
    let taken = connector
        .take_down(std::slice::from_ref(&remote), None, None, now())
        .await;
    assert!(taken.gone, "{:#?}", taken.proof);
    assert_eq!(taken.proof.iter().filter(|step| step.proves).count(), 2);
    for file in stage.files() {
        let bytes = fs::read(stage.root().join(&file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.to_lowercase().contains("secret"), "{file}");
    }
    let notice = stage.read(&format!("{}/index.html", remote.id));
    assert!(notice.contains("This release was withdrawn") && notice.contains("noindex"));
    assert!(!stage.read("index.html").contains("/first/"));
    assert!(!stage.read("sitemap.xml").contains("/first/"));
    assert!(stage.read("index.html").contains(&kept.id));
    assert!(
        !stage
            .root()
            .join(format!("media/{}.jpg", own.digest))
            .exists()
    );
    assert!(
        stage
            .root()
            .join(format!("media/{}.jpg", shared.digest))
            .exists()
    );
    let content = stage.story.content(revision);
    assert_eq!(
        connector.reconcile(&content, stage.channel).await,
        Found::Absent
    );
    let recent = connector.list_recent(10, None).await.unwrap();
    assert_eq!(recent.seen.len(), 1);

    // Without a receipt it is found by what was signed; and nothing outside the pages is ever written.
    let bytes = stage.story.bytes(revision).to_vec();
    assert!(
        connector
            .take_down(&[], None, Some(&bytes), now())
            .await
            .gone
    );
    let mut elsewhere = remote;
    elsewhere.id = "../../../etc".to_owned();
    assert!(
        !connector
            .take_down(&[elsewhere], None, None, now())
            .await
            .gone
    );
}

#[tokio::test]
async fn a_page_changed_by_hand_is_seen_and_can_be_taken_down() {
    let mut stage = Stage::set();
    let (revision, remote) = stage.publish(page("first", "First", "True words.")).await;
    let file = stage.root().join(&remote.id).join("index.html");
    let genuine = fs::read_to_string(&file).unwrap();
    let connector = stage.connector();
    let content = stage.story.content(revision);
    // Once only what people read was changed, once the facts in the page as well.
    let clumsy = genuine.replace("<p>True words", "<p>False words");
    let thorough = genuine.replace("True words", "False words");
    for (forged, listed) in [(&thorough, true), (&clumsy, false)] {
        fs::write(&file, forged).unwrap();
        let found = connector.reconcile(&content, stage.channel).await;
        assert!(matches!(found, Found::CannotTell(_)), "{found:?}");
        let recent = connector.list_recent(10, None).await.unwrap().seen;
        let seen = recent
            .iter()
            .find(|seen| seen.remote.id == remote.id)
            .unwrap();
        assert_eq!(
            seen.remote.version,
            Digest::of(forged.as_bytes()).to_string()
        );
        assert_ne!(seen.remote.version, remote.version);
        assert!(seen.text.contains("False words"));
        // A page that is not even whole in itself drops out of every list.
        let slug = if listed { "second" } else { "third" };
        stage.publish(page(slug, "Next", "More.")).await;
        assert_eq!(stage.read("index.html").contains("/first/"), listed);
    }
    // A page at that address that is not this release's is never overwritten by it.
    let (code, _, again) = stage
        .refused(&connector, page("first", "Again", "Again."))
        .await;
    assert_eq!((code.as_str(), again), ("address_taken", false));
    assert_eq!(fs::read_to_string(&file).unwrap(), clumsy);
    let bytes = stage.story.bytes(revision).to_vec();
    let taken = connector
        .take_down(&[remote], None, Some(&bytes), now())
        .await;
    assert!(taken.gone);
    assert!(!fs::read_to_string(&file).unwrap().contains("words"));
}

#[tokio::test]
async fn nothing_can_be_seen_before_the_courier_agrees() {
    let mut stage = Stage::set();
    stage.publish(page("first", "First", "First.")).await;
    let before: Vec<(String, Vec<u8>)> = stage
        .files()
        .into_iter()
        .map(|file| (file.clone(), fs::read(stage.root().join(file)).unwrap()))
        .collect();
    let revision = stage.approved(page("second", "Second", "Second."));
    let permit = stage.story.permitted(revision, stage.channel);
    let root = stage.root();
    let look = async || {
        let index = fs::read_to_string(root.join("index.html")).unwrap();
        assert!(!index.contains("second"));
        Err("a stop came in".to_owned())
    };
    let fault = stage
        .connector()
        .publish(permit, None, look)
        .await
        .unwrap_err();
    assert_eq!(fault, SendFault::NotStarted("a stop came in".to_owned()));
    let after: Vec<(String, Vec<u8>)> = stage
        .files()
        .into_iter()
        .map(|file| (file.clone(), fs::read(stage.root().join(file)).unwrap()))
        .collect();
    assert_eq!(after, before);
}
