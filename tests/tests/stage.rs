//! The stage itself: a story reaches a permit by the rules alone, and the real server is real and goes away.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use domain::channel::ChannelKind;
use domain::release::{Page, Variant};
use tests::office::Story;

#[test]
fn a_story_reaches_a_permit_through_two_signatures_and_a_claim() {
    let mut story = Story::founded();
    let channel = story.connect(ChannelKind::Site, "Newsroom", "https://news.example.org/");
    let page = Page {
        slug: "a-page".to_owned(),
        headline: "A page".to_owned(),
        body: "Words.".to_owned(),
        ..Page::default()
    };
    let revision = story.approved(&[(channel, Variant::Site(page.clone()))]);
    let leg = story.claim(revision, channel);
    let out = story.permit(&leg).spend();
    assert_eq!((out.leg, out.variant), (leg, Variant::Site(page)));
    assert_eq!(story.entries().len(), 6);
}

#[cfg(unix)]
#[tokio::test]
async fn the_bluesky_server_stores_posts_and_ends_with_the_test() {
    use tests::pds::{Pds, validated};
    let pds = Pds::start().await;
    let account = pds.account("newsdesk").await;
    let uri = pds.post(&account, "Words with a #tag").await;
    let records = pds.records(&account).await;
    assert_eq!(records[0]["uri"], uri.as_str());
    // The independent eyes see what is missing: this post has a tag and no facet for it.
    let told = validated(&records);
    assert!(
        told.contains("the official detector says [\"tag #tag\"]"),
        "{told}"
    );
    let port = pds.port();
    drop(pds);
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
}
