//! What a post can carry.

use crate::stage::{Stage, picture, words, yes};
use desk::connector::Found;
use domain::release::{Card, Image, Mention, Part, Post, Quote};
use tests::office::Story;
use tests::pds::{Account, validated};

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
