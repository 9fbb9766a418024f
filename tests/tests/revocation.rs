//! A credential is asked to be revoked until that is proved, and no longer.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::fault::Problem;
use desk::intent::{Done, Intent};
use domain::channel::RevocationState;
use domain::refusal::Refusal;
use tests::line::{Break, Line};
use tests::on_disk::OnDisk;
use tests::pds::Pds;

#[tokio::test]
async fn a_revocation_that_was_not_proved_is_asked_for_again() {
    let line = Line::open().await;
    let pds = Pds::start_behind(&line).await;
    let account = pds.account("newsdesk").await;
    let office = OnDisk::real().await;
    let channel = office.bluesky(&line, &pds, &account).await;
    let revoke = Intent::Revoke {
        channel,
        reason: "The password was seen.".to_owned(),
    };

    line.arm("com.atproto.server.createSession", Break::BeforeRead);
    let first = office.sign(office.ana, &revoke).await.unwrap();
    assert_eq!(
        first,
        Done::Revoked {
            state: RevocationState::AskedNotProved
        }
    );
    let again = office.sign(office.jo, &revoke).await.unwrap();
    let Done::Revoked {
        state: RevocationState::DeadExceptAccess { .. } | RevocationState::Dead,
    } = again
    else {
        panic!("{again:?}")
    };
    let proved = office.sign(office.ana, &revoke).await;
    assert!(
        matches!(
            proved,
            Err(Problem::Refused(Refusal::AlreadyRevoked { channel: which })) if which == channel
        ),
        "{proved:?}"
    );
    let head = office.desk.office().await.unwrap().head();
    assert_eq!(head.seq, 6, "each try is an order and an answer of its own");
}
