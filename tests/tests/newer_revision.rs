//! A newer revision of what is live: a page changes where it stands, a post has to come down first.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::fault::Problem;
use desk::intent::Intent;
use desk::view::{Query, View};
use domain::refusal::Refusal;
use std::time::Duration;
use tests::line::Line;
use tests::on_disk::{OnDisk, Submitted, page, post};
use tests::pds::Pds;

#[tokio::test]
async fn an_approver_reads_that_a_newer_page_changes_the_live_one() {
    let office = OnDisk::practice().await;
    let site = office.site().await;
    let first = office
        .submit(site, page("ostrey", "Closed."))
        .await
        .unwrap();
    assert!(!office.queued(first).await.legs[0].changes_live);
    office.approve(first).await.unwrap();
    office.desk.publish(Duration::ZERO).await.unwrap();
    assert_eq!(stays_live(&office, first).await, []);
    let newer = office.revise(first, site, page("ostrey", "Open again."));
    let newer = newer.await.unwrap();
    assert!(office.queued(newer).await.legs[0].changes_live);
}

/// What a draft that revises a release says of it while it is written.
async fn stays_live(office: &OnDisk, submitted: Submitted) -> Vec<Refusal> {
    let draft = office.desk.revise(office.ana, submitted.release).await;
    let draft = draft.unwrap().id;
    let query = Query::Draft { draft };
    let view = office.desk.look(&query, Some(office.ana)).await.unwrap();
    let View::Draft(view) = view else {
        panic!("another view was asked for")
    };
    view.stays_live
}

#[tokio::test]
async fn a_newer_version_of_a_live_post_is_named_in_the_draft_and_refused_when_it_is_submitted() {
    let line = Line::open().await;
    let pds = Pds::start_behind(&line).await;
    let account = pds.account("newsdesk").await;
    let office = OnDisk::real().await;
    let channel = office.bluesky(&line, &pds, &account).await;
    let first = office
        .approved(channel, post("The bridge is closed."))
        .await;
    office.desk.publish(Duration::ZERO).await.unwrap();
    assert_eq!(pds.records(&account).await.len(), 1);
    let no = Refusal::EarlierRevisionLive { channel };

    assert_eq!(stays_live(&office, first).await, std::slice::from_ref(&no));
    let refused = office.revise(first, channel, post("It is open.")).await;
    assert!(
        matches!(
            &refused,
            Err(Problem::Refused(refusal)) if *refusal == no
        ),
        "{refused:?}"
    );
    let down = Intent::TakeDown {
        release: first.release,
        channel,
        reason: String::new(),
    };
    office.sign(office.jo, &down).await.unwrap();
    assert_eq!(stays_live(&office, first).await, []);
    let newer = office.revise(first, channel, post("It is open.")).await;
    office.approve(newer.unwrap()).await.unwrap();
    office.desk.publish(Duration::ZERO).await.unwrap();
    assert_eq!(pds.records(&account).await.len(), 1);
}
