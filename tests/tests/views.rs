//! What the window is shown: facts of the verified office, and what the rules allow whoever sits there.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use desk::draft::DraftText;
use desk::intent::{Done, Intent};
use desk::seat::{Ask, FaultView, Looked, Outcome};
use desk::view::{ComparedWith, LedgerState, May, MemberState, Query, ReviewView, Since, View};
use domain::act::Scope;
use domain::digest::Digest;
use domain::ids::{DraftId, ReleaseId};
use domain::refusal::Refusal;
use tests::room::{ANA, JO, Room, typed};

async fn reviewed(room: &Room, release: ReleaseId) -> ReviewView {
    match room.view(Query::Review { release }).await {
        View::Review(review) => *review,
        other => panic!("no review: {other:?}"),
    }
}

async fn revised(room: &Room, release: ReleaseId) -> DraftId {
    match room.seat.act(Ask::Revise { release }).await {
        Outcome::Drafted { draft, .. } => draft,
        other => panic!("no draft: {other:?}"),
    }
}

async fn reject(room: &Room, release: ReleaseId, revision: Digest) {
    let note = "Say which road.".to_owned();
    let intent = Intent::Reject {
        release,
        revision,
        note,
    };
    room.sign(JO, intent).await;
}

#[tokio::test]
async fn a_revision_is_compared_with_the_one_its_reader_sent_back() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, revision) = room.submitted(channel).await;
    room.sit(JO).await;
    assert_eq!(reviewed(&room, release).await.compared_with, None);
    reject(&room, release, revision).await;
    let returned = reviewed(&room, release).await;
    let rejection = returned.row.rejection.unwrap();
    assert_eq!(rejection.by.id, room.member(JO).await);
    assert_eq!(rejection.note, "Say which road.");
    assert_eq!(rejection.at, room.clock.now());

    room.sit(ANA).await;
    let draft = revised(&room, release).await;
    room.clock.advance(60_000);
    room.submit(ANA, draft).await;
    // Nobody approved the first one, and Ana did not decide on it.
    assert_eq!(reviewed(&room, release).await.compared_with, None);
    room.sit(JO).await;
    let again = reviewed(&room, release).await;
    let compared = ComparedWith {
        revision_number: 1,
        yours: true,
    };
    assert_eq!(again.compared_with, Some(compared));
    assert_eq!(again.variants[0].since, Some(Since::Unchanged));
    assert!(again.versions_removed.is_empty());
    assert_eq!((again.language.as_str(), again.language_was), ("en", None));
}

#[tokio::test]
async fn a_signature_says_from_which_desk_and_with_which_key_it_came() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, _) = room.submitted(channel).await;
    let View::Shell(shell) = room.view(Query::Shell).await else {
        panic!("no frame");
    };
    let View::People(people) = room.view(Query::People).await else {
        panic!("no people");
    };
    let ana = room.member(ANA).await;
    let known = people.members.iter().find(|one| one.member.id == ana);
    let signature = &reviewed(&room, release).await.row.signatures[0];
    assert_eq!(signature.desk_name, shell.desk_name);
    assert_eq!(signature.fingerprint, known.unwrap().fingerprint);
    assert_eq!(signature.fingerprint.len(), 19);
}

#[tokio::test]
async fn what_may_be_done_with_a_revision_is_the_rules_answer() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, revision) = room.submitted(channel).await;
    let open = reviewed(&room, release).await;
    let may = |review: &ReviewView| {
        [
            review.may_reject.clone(),
            review.may_withdraw.clone(),
            review.may_revise.clone(),
        ]
    };
    assert_eq!(may(&open), [May::Yes, May::Yes, May::Yes]);
    reject(&room, release, revision).await;
    let by = room.member(JO).await;
    let no = May::No {
        refusal: Refusal::Rejected { by },
    };
    let returned = reviewed(&room, release).await;
    assert_eq!(may(&returned), [no.clone(), no, May::Yes]);
}

#[tokio::test]
async fn what_is_live_cannot_be_taken_back_any_more() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, revision) = room.submitted(channel).await;
    let intent = Intent::Approve {
        release,
        revision,
        acknowledged: Vec::new(),
    };
    room.sign(JO, intent).await;
    assert_eq!(reviewed(&room, release).await.may_withdraw, May::Yes);
    let desk = room.seat.desk().unwrap();
    desk.publish(std::time::Duration::from_secs(5))
        .await
        .unwrap();
    let refusal = Refusal::LegState {
        state: "receipted".into(),
    };
    let live = reviewed(&room, release).await;
    assert_eq!(live.may_withdraw, May::No { refusal });
    assert_eq!(live.may_revise, May::Yes);
}

#[tokio::test]
async fn a_draft_leaves_the_list_when_it_is_sent_and_comes_back_when_it_is_written_on() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    room.sit(ANA).await;
    let draft = room.drafted(channel).await;
    let listed = async || match room.view(Query::Drafts).await {
        View::Drafts { drafts } => drafts.len(),
        other => panic!("no drafts: {other:?}"),
    };
    assert_eq!(listed().await, 1);
    let (release, _) = room.submit(ANA, draft).await;
    assert_eq!(listed().await, 0);
    assert_eq!(reviewed(&room, release).await.row.release, release);
    let View::Draft(view) = room.view(Query::Draft { draft }).await else {
        panic!("no draft");
    };
    assert_eq!(view.needed, 2);
    let text = DraftText {
        title: view.title,
        language: view.language,
        variants: Vec::new(),
        timing: view.timing,
        note: view.note,
    };
    let save = Ask::SaveDraft {
        draft,
        version: view.version,
        text,
    };
    assert!(matches!(room.seat.act(save).await, Outcome::Drafted { .. }));
    assert_eq!(listed().await, 1);
}

#[tokio::test]
async fn a_locked_desk_counts_what_waits_and_says_no_word_of_it() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, revision) = room.submitted(channel).await;
    let waiting = async || {
        assert_eq!(room.seat.act(Ask::Lock).await, Outcome::Done);
        match room.view(Query::Shell).await {
            View::Shell(shell) => {
                assert!(!format!("{shell:?}").contains("Road"), "{shell:?}");
                shell.posts_waiting
            }
            other => panic!("no frame: {other:?}"),
        }
    };
    assert_eq!(waiting().await, 1);
    let intent = Intent::Approve {
        release,
        revision,
        acknowledged: Vec::new(),
    };
    room.sign(JO, intent).await;
    assert_eq!(waiting().await, 0);
}

#[tokio::test]
async fn the_release_of_a_stop_names_both_who_signed_it() {
    let room = Room::practice().await;
    let restarted = async || match room.view(Query::Shell).await {
        View::Shell(shell) => shell.restarted,
        other => panic!("no frame: {other:?}"),
    };
    let stop = Ask::Stop {
        scope: Scope::Everything,
        reason: String::new(),
    };
    room.seat.act(stop).await;
    let pulled = room.clock.now();
    room.clock.advance(60_000);
    let Done::Proposed { proposal, .. } = room.sign(ANA, Intent::Restart).await else {
        panic!("a restart is proposed");
    };
    assert_eq!(restarted().await, None);
    room.sign(JO, Intent::Second { proposal }).await;
    let told = restarted().await.unwrap();
    let by: Vec<_> = told.by.iter().map(|member| member.id).collect();
    assert_eq!(by, [room.member(ANA).await, room.member(JO).await]);
    assert_eq!((told.stopped_at, told.at), (pulled, room.clock.now()));
    room.clock.advance(25 * 3_600_000);
    assert_eq!(restarted().await, None);
}

#[tokio::test]
async fn an_opened_post_shows_its_whole_text() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, revision) = room.submitted(channel).await;
    let post = |revision| Query::Post {
        release,
        revision,
        channel,
    };
    let View::Post(whole) = room.view(post(revision)).await else {
        panic!("no post");
    };
    let said = |name: &str| {
        let found = whole.fields.iter().find(|field| field.field == name);
        found.unwrap().text.clone()
    };
    assert_eq!(said("headline"), "Road closed");
    assert_eq!(said("body"), "Since 12:50.");
    // Another digest is another revision, and there is none.
    let other = room.seat.look(&post(Digest::of(b"other"))).await;
    let refusal = Refusal::NoSuchRevision;
    assert_eq!(other, Looked::Refused { refusal });
}

#[tokio::test]
async fn a_proposal_names_what_it_is_about() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    room.sign(ANA, Intent::RemoveChannel { channel }).await;
    let View::People(people) = room.view(Query::People).await else {
        panic!("no people");
    };
    assert_eq!(people.proposals[0].subject.channel, Some(channel));
    assert_eq!(people.proposals[0].subject.member, None);
}

#[tokio::test]
async fn a_ledger_that_breaks_keeps_whoever_sits_there_and_anyone_can_verify_it_and_write_it_out() {
    let room = Room::practice().await;
    room.sit(ANA).await;
    let frame = async || match room.view(Query::Shell).await {
        View::Shell(shell) => *shell,
        other => panic!("no frame: {other:?}"),
    };
    let before = frame().await;
    room.seat.act(Ask::Lock).await;
    let refused = Outcome::Refused {
        refusal: Refusal::PersonNeeded,
    };
    assert_eq!(room.seat.act(Ask::VerifyLedger).await, refused);
    assert_eq!(room.seat.act(Ask::ExportLedger).await, refused);
    room.sit(ANA).await;
    let sound = room.seat.act(Ask::ExportLedger).await;
    assert!(
        matches!(sound, Outcome::Exported { broken: None, .. }),
        "{sound:?}"
    );
    // Somebody who can write to the database, and cannot sign, repeats the newest entry as the next.
    let desk = room.seat.desk().unwrap();
    let path = desk.dir().join("office.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query(
        "INSERT INTO entry (seq, prev, link, body, signature) SELECT seq + 1, link, zeroblob(32), body, signature \
         FROM entry ORDER BY seq DESC LIMIT 1",
    )
    .execute(&pool)
    .await
    .unwrap();
    let broken = frame().await;
    assert!(matches!(broken.ledger, LedgerState::Broken { .. }));
    assert_eq!(broken.member, before.member);
    assert_eq!(broken.office, before.office);
    room.seat.act(Ask::Lock).await;
    assert_eq!(frame().await.member, None);
    let verified = room.seat.act(Ask::VerifyLedger).await;
    assert!(
        matches!(
            verified,
            Outcome::Failed {
                fault: FaultView::LedgerBroken { .. }
            }
        ),
        "{verified:?}"
    );
    let Outcome::Exported {
        path,
        broken: Some(says),
    } = room.seat.act(Ask::ExportLedger).await
    else {
        panic!("the broken ledger is not written out as one")
    };
    let written = std::fs::read_to_string(path).unwrap();
    let opening = written.lines().next().unwrap();
    assert!(
        opening.contains("\"broken\":") && opening.contains(&says),
        "{opening}"
    );
}

/// What the people's screen says of a member.
async fn state_of(room: &Room, which: usize) -> MemberState {
    let member = room.member(which).await;
    let View::People(people) = room.view(Query::People).await else {
        panic!("no people");
    };
    let mut members = people.members.into_iter();
    members.find(|each| each.member.id == member).unwrap().state
}

#[tokio::test]
async fn a_suspension_is_shown_as_over_once_a_signature_would_count_again() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    assert_eq!(state_of(&room, ANA).await, MemberState::Active);
    let suspend = Intent::Suspend {
        member: room.member(ANA).await,
        reason: String::new(),
    };
    room.sign(JO, suspend).await;
    let ends = room.clock.now().plus_hours(72);
    let suspended = async |over: bool| {
        let state = state_of(&room, ANA).await;
        assert!(
            matches!(
                state,
                MemberState::Suspended { lapses: Some(at), until_signed, .. } if at == ends && until_signed == over
            ),
            "{state:?}"
        );
    };
    suspended(false).await;

    // Its time is over by the clock, and nobody has signed anything since: the rules still refuse.
    room.clock.advance(72 * 3_600_000 + 1000);
    room.sit(ANA).await;
    suspended(true).await;
    room.want(Intent::RemoveChannel { channel }).await;
    let refusal = Refusal::MemberSuspended {
        member: room.member(ANA).await,
    };
    let signed = room.seat.sign(&typed(ANA)).await;
    assert_eq!(signed, Outcome::Refused { refusal });

    // Somebody else signs, and both are over.
    let done = room.sign(JO, Intent::RemoveChannel { channel }).await;
    let Done::Proposed { proposal, .. } = done else {
        panic!("a removal is proposed");
    };
    assert_eq!(state_of(&room, ANA).await, MemberState::Active);
    room.sign(ANA, Intent::Second { proposal }).await;
}
