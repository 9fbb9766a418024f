//! A credential is asked to be revoked until that is proved; what was approved before a revocation or for another account
//! goes out only when it is approved again.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::fault::Problem;
use desk::intent::{Done, Intent};
use desk::view::QueueRow;
use domain::channel::RevocationState;
use domain::ids::ChannelId;
use domain::refusal::Refusal;
use std::time::Duration;
use tests::line::{Break, Line};
use tests::on_disk::{OnDisk, Submitted, post};
use tests::pds::{Account, Pds};

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

#[tokio::test]
async fn a_channel_that_is_connected_again_sends_nothing_that_was_approved_before() {
    let line = Line::open().await;
    let pds = Pds::start_behind(&line).await;
    let account = pds.account("newsdesk").await;
    let office = OnDisk::real().await;
    let channel = office.bluesky(&line, &pds, &account).await;
    let submitted = office
        .approved(channel, post("The bridge is closed."))
        .await;
    let revoke = Intent::Revoke {
        channel,
        reason: "The password was seen.".to_owned(),
    };
    office.sign(office.ana, &revoke).await.unwrap();
    let again = office
        .bluesky_as(Some(channel), "Second", &line, &pds, &account)
        .await;
    assert_eq!(again, channel);

    office.desk.publish(Duration::ZERO).await.unwrap();
    assert_eq!(pds.records(&account).await.len(), 0);
    let held = office.queued(submitted).await;
    assert!(
        matches!(
            held.legs[0].held_by,
            Some(Refusal::SignedBeforeRevocation { channel: which, .. }) if which == channel
        ),
        "{held:?}"
    );
    let counting = |row: &QueueRow| row.signatures.iter().filter(|each| each.counts).count();
    assert_eq!(counting(&held), 1, "it waits for a signature");

    office.approve(submitted).await.unwrap();
    assert_eq!(counting(&office.queued(submitted).await), 2);
    office.desk.publish(Duration::ZERO).await.unwrap();
    assert_eq!(pds.records(&account).await.len(), 1);
}

/// An office whose channel was connected anew while an approved post waited, and what the desk then sent.
struct Anew {
    office: OnDisk,
    pds: Pds,
    accounts: [Account; 2],
    channel: ChannelId,
    submitted: Submitted,
    // The server is reached over it.
    _line: Line,
}

impl Anew {
    /// Approved for the first account, then connected to that one again or to the second.
    async fn with(account: usize) -> Self {
        let line = Line::open().await;
        let pds = Pds::start_behind(&line).await;
        let accounts = [
            pds.account("newsdesk").await,
            pds.account("otherdesk").await,
        ];
        let office = OnDisk::real().await;
        let channel = office.bluesky(&line, &pds, &accounts[0]).await;
        let submitted = office
            .approved(channel, post("The bridge is closed."))
            .await;
        office
            .bluesky_as(Some(channel), "Second", &line, &pds, &accounts[account])
            .await;
        office.desk.publish(Duration::ZERO).await.unwrap();
        Self {
            office,
            pds,
            accounts,
            channel,
            submitted,
            _line: line,
        }
    }

    /// How many posts each account has.
    async fn posts(&self) -> [usize; 2] {
        let [first, second] = &self.accounts;
        [
            self.pds.records(first).await.len(),
            self.pds.records(second).await.len(),
        ]
    }
}

#[tokio::test]
async fn what_was_approved_for_one_account_does_not_go_to_another() {
    let anew = Box::pin(Anew::with(1)).await;
    assert_eq!(anew.posts().await, [0, 0]);
    let held = anew.office.queued(anew.submitted).await;
    assert!(
        matches!(
            held.legs[0].held_by,
            Some(Refusal::SignedForAnotherAccount { channel, .. }) if channel == anew.channel
        ),
        "{held:?}"
    );

    anew.office.approve(anew.submitted).await.unwrap();
    anew.office.desk.publish(Duration::ZERO).await.unwrap();
    assert_eq!(anew.posts().await, [0, 1]);
}

#[tokio::test]
async fn a_fresh_key_of_the_same_account_leaves_an_approval_standing() {
    let without = Box::pin(Anew::with(0)).await;
    assert_eq!(without.posts().await, [1, 0]);
}
