//! Late is dead, and time that runs the wrong way lets nothing out.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::clock::Clock;
use desk::fault::Problem;
use desk::intent::Intent;
use domain::office::Progress;
use domain::refusal::Refusal;
use std::time::Duration;
use tests::office::now;
use tests::on_disk::{OnDisk, page};

const HOUR: i64 = 3_600_000;
const BODY: &str = "Ostrey Bridge is closed both ways.";

async fn published(office: &OnDisk) -> usize {
    office.desk.publish(Duration::ZERO).await.unwrap().len()
}

#[tokio::test]
async fn an_approved_release_dies_with_its_time() {
    let clock = Clock::by_hand(now());
    let office = OnDisk::practice_at(clock.clone()).await;
    let site = office.site().await;
    let early = office.approved(site, page("early", "Sent in time.")).await;
    assert_eq!(published(&office).await, 1, "the twin goes in its time");
    assert!(matches!(
        office.standing(early, site).await,
        Progress::Receipted { .. }
    ));

    let late = office.approved(site, page("late", BODY)).await;
    let unsigned = office.submit(site, page("unsigned", BODY)).await.unwrap();
    clock.advance(24 * HOUR);
    assert_eq!(published(&office).await, 0);
    assert_eq!(office.standing(late, site).await, Progress::Ready);
    assert_eq!(office.pages_with(site, BODY), 0);
    let again = office.approve(unsigned).await;
    assert!(
        matches!(again, Err(Problem::Refused(Refusal::Expired { .. }))),
        "{again:?}"
    );
    // A clock that is set back makes nothing young again.
    clock.advance(-25 * HOUR);
    let _ = office.desk.publish(Duration::ZERO).await;
    assert_eq!(office.pages_with(site, BODY), 0);
}

#[tokio::test]
async fn a_clock_set_back_behind_the_ledger_sends_nothing() {
    let clock = Clock::by_hand(now());
    let office = OnDisk::practice_at(clock.clone()).await;
    let site = office.site().await;
    let submitted = office.approved(site, page("ostrey", BODY)).await;
    clock.advance(-HOUR);
    let reports = office.desk.publish(Duration::ZERO).await;
    let sent = office.pages_with(site, BODY);
    assert_eq!(sent, 0, "{reports:?}");
    clock.advance(HOUR);
    assert_eq!(published(&office).await, 1);
    assert!(matches!(
        office.standing(submitted, site).await,
        Progress::Receipted { .. }
    ));
}

#[tokio::test]
async fn a_suspension_by_one_holds_for_72_hours_and_then_lapses() {
    let clock = Clock::by_hand(now());
    let office = OnDisk::practice_at(clock.clone()).await;
    let suspend = Intent::Suspend {
        member: office.jo,
        reason: String::new(),
    };
    office.sign(office.ana, &suspend).await.unwrap();
    let reject = Intent::Reject {
        release: domain::ids::ReleaseId::new(office.jo.uuid()),
        revision: domain::digest::Digest::of(b""),
        note: String::new(),
    };
    let told = office.sign(office.jo, &reject).await;
    assert!(
        matches!(told, Err(Problem::Refused(Refusal::MemberSuspended { .. }))),
        "{told:?}"
    );
    clock.advance(72 * HOUR);
    let told = office.sign(office.jo, &reject).await;
    assert!(
        matches!(told, Err(Problem::Refused(Refusal::MemberSuspended { .. }))),
        "nobody's own clock ends their suspension: {told:?}"
    );
    let scope = domain::act::Scope::Everything;
    office.desk.stop(scope, None, "").await.unwrap();
    let told = office.sign(office.jo, &reject).await;
    assert!(
        matches!(told, Err(Problem::Refused(Refusal::NoSuchRevision))),
        "{told:?}"
    );
}
