//! The seat at the window: who may see and ask what, and what a signature takes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use desk::intent::Intent;
use desk::practice;
use desk::seat::{Ask, Brought, CardKind, FaultView, Looked, News, Opening, Outcome, Places, Seat};
use desk::secret::{Passphrase, Secret};
use desk::view::{Query, View};
use domain::act::Scope;
use domain::ids::DraftId;
use domain::refusal::Refusal;
use tests::room::{ANA, JO, Room, page, typed};

#[tokio::test]
async fn two_people_put_a_post_out_one_after_the_other() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, revision) = room.submitted(channel).await;
    room.sign(
        JO,
        Intent::Approve {
            release,
            revision,
            acknowledged: Vec::new(),
        },
    )
    .await;
    let desk = room.seat.desk().unwrap();
    desk.publish(std::time::Duration::from_secs(5))
        .await
        .unwrap();
    let query = Query::Live {
        words: "road".into(),
        after: None,
    };
    let View::Live { rows, .. } = room.view(query).await else {
        panic!("no live list");
    };
    assert_eq!(rows[0].leg.state, "as_approved");
    // The page can be opened: from the folder, for nobody hosts a practice newsroom.
    let url = room
        .seat
        .address(Opening::Post { release, channel })
        .await
        .unwrap();
    assert_eq!(url.host_str(), Some("127.0.0.1"));
    let page = reqwest::get(url).await.unwrap().text().await.unwrap();
    assert!(page.contains("Since 12:50."), "{page}");
}

#[tokio::test]
async fn the_card_shows_what_the_core_found_and_not_what_the_page_said() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, revision) = room.submitted(channel).await;
    room.sit(JO).await;
    room.want(Intent::Approve {
        release,
        revision,
        acknowledged: Vec::new(),
    })
    .await;
    let CardKind::Sign(card) = room.seat.card().await.unwrap().card else {
        panic!("no card to sign");
    };
    assert_eq!(card.title, "Road closed");
    assert_eq!(card.revision, Some(revision));
    assert_eq!(card.channels[0].channel_name, "Newsroom");
    assert_eq!(card.signer.name, practice::MEMBERS[JO].0);
}

#[tokio::test]
async fn a_locked_desk_shows_its_frame_and_no_text() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, _) = room.submitted(channel).await;
    let queries = [Query::Approvals, Query::Drafts, Query::Review { release }];
    for query in &queries {
        assert!(matches!(room.seat.look(query).await, Looked::Seen { .. }));
    }
    assert_eq!(room.seat.act(Ask::Lock).await, Outcome::Done);
    for query in &queries {
        let refused = Looked::Refused {
            refusal: Refusal::PersonNeeded,
        };
        assert_eq!(room.seat.look(query).await, refused);
    }
    assert!(matches!(
        room.seat.look(&Query::Shell).await,
        Looked::Seen { .. }
    ));
}

#[tokio::test]
async fn an_empty_seat_locks_and_a_late_hand_does_not_open_it() {
    let room = Room::practice().await;
    room.sit(ANA).await;
    room.clock.advance(14 * 60_000);
    room.seat.act(Ask::Here).await;
    room.clock.advance(14 * 60_000);
    assert!(room.seat.seated().is_some());
    room.clock.advance(60_000);
    room.seat.act(Ask::Here).await;
    assert_eq!(room.seat.seated(), None);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_screen_that_locks_locks_the_desk() {
    let room = Room::practice().await;
    room.sit(ANA).await;
    assert!(room.seat.seated().is_some());
    let mut hears = tokio::time::interval(std::time::Duration::from_millis(100));
    let locks = async {
        while room.seat.seated().is_some() {
            hears.tick().await;
            let said = std::process::Command::new("gdbus")
                .args([
                    "emit",
                    "--session",
                    "--object-path",
                    "/org/freedesktop/ScreenSaver",
                ])
                .args([
                    "--signal",
                    "org.freedesktop.ScreenSaver.ActiveChanged",
                    "true",
                ])
                .status();
            assert!(said.unwrap().success(), "install libglib2.0-bin");
        }
    };
    tokio::select! {
        () = room.seat.keep() => {}
        () = locks => {}
    }
    assert_eq!(room.seat.seated(), None);
}

#[tokio::test]
async fn a_clock_set_back_locks_the_desk() {
    let room = Room::practice().await;
    room.sit(ANA).await;
    room.clock.advance(-4_000);
    assert!(room.seat.seated().is_some());
    room.clock.advance(-60_000);
    assert_eq!(room.seat.seated(), None);
}

#[tokio::test]
async fn a_wrong_passphrase_signs_nothing_and_the_card_stays() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, revision) = room.submitted(channel).await;
    room.sit(JO).await;
    room.want(Intent::Approve {
        release,
        revision,
        acknowledged: Vec::new(),
    })
    .await;
    let wrong = Passphrase::typed("not what it was".into());
    let fault = FaultView::WrongPassphrase { left: 4 };
    assert_eq!(room.seat.sign(&wrong).await, Outcome::Failed { fault });
    assert!(matches!(
        room.seat.sign(&typed(JO)).await,
        Outcome::Signed { .. }
    ));
}

#[tokio::test]
async fn nobody_signs_with_the_passphrase_of_somebody_who_does_not_sit_there() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, revision) = room.submitted(channel).await;
    room.sit(JO).await;
    room.want(Intent::Approve {
        release,
        revision,
        acknowledged: Vec::new(),
    })
    .await;
    let signed = room.seat.sign(&typed(ANA)).await;
    assert!(matches!(
        signed,
        Outcome::Failed {
            fault: FaultView::WrongPassphrase { .. }
        }
    ));
}

#[tokio::test]
async fn stop_drops_what_waited_for_a_signature() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, revision) = room.submitted(channel).await;
    room.sit(JO).await;
    room.want(Intent::Approve {
        release,
        revision,
        acknowledged: Vec::new(),
    })
    .await;
    let stop = Ask::Stop {
        scope: Scope::Everything,
        reason: String::new(),
    };
    assert_eq!(room.seat.act(stop).await, Outcome::Done);
    let signed = room.seat.sign(&typed(JO)).await;
    assert!(matches!(
        signed,
        Outcome::Failed {
            fault: FaultView::NothingToSign { .. }
        }
    ));
    let desk = room.seat.desk().unwrap();
    let office = desk.office().await.unwrap();
    let newest = office.release(release).unwrap().newest().unwrap();
    assert!(newest.approvals.is_empty());
}

#[tokio::test]
async fn stop_works_while_the_desk_is_locked() {
    let room = Room::practice().await;
    assert_eq!(room.seat.seated(), None);
    let stop = Ask::Stop {
        scope: Scope::Everything,
        reason: String::new(),
    };
    assert_eq!(room.seat.act(stop).await, Outcome::Done);
    let View::Shell(shell) = room.view(Query::Shell).await else {
        panic!("no frame");
    };
    assert_eq!(shell.stops.len(), 1);
    assert_eq!(shell.stops[0].by, None);
}

#[tokio::test]
async fn an_incident_keeps_the_desk_open() {
    let room = Room::practice().await;
    room.sit(ANA).await;
    let stop = Ask::Stop {
        scope: Scope::Everything,
        reason: String::new(),
    };
    room.seat.act(stop).await;
    room.clock.advance(40 * 60_000);
    assert!(room.seat.seated().is_some());
}

#[tokio::test]
async fn a_locked_desk_takes_no_credential_and_no_picture() {
    let room = Room::practice().await;
    let refused = Outcome::Refused {
        refusal: Refusal::PersonNeeded,
    };
    let secret = || Secret::new("abcd-efgh".into());
    assert_eq!(room.seat.keep_secret("one".into(), secret()), refused);
    let draft = DraftId::new(uuid::Uuid::nil());
    assert!(matches!(
        room.seat.bring(draft, "").await,
        Brought::Refused { .. }
    ));
    room.sit(ANA).await;
    assert_eq!(room.seat.keep_secret("one".into(), secret()), Outcome::Done);
}

#[tokio::test]
async fn something_that_is_no_picture_is_named_and_the_draft_stays() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let draft = room.drafted(channel).await;
    // "plain text" in base64, as a file of any name would come.
    let brought = room.seat.bring(draft, "cGxhaW4gdGV4dA==").await;
    let Brought::Failed {
        fault: FaultView::Media { detail },
    } = brought
    else {
        panic!("admitted: {brought:?}");
    };
    assert!(detail.contains("not a JPEG"), "{detail}");
    assert!(matches!(
        room.view(Query::Draft { draft }).await,
        View::Draft(_)
    ));
}

#[tokio::test]
async fn a_page_cannot_have_another_address_opened() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    let (release, _) = room.submitted(channel).await;
    // Nothing of it is live: there is no address to open, whatever a page says.
    let opened = room.seat.address(Opening::Post { release, channel }).await;
    assert!(matches!(
        opened,
        Err(Outcome::Failed {
            fault: FaultView::NothingToOpen { .. }
        })
    ));
}

#[tokio::test]
async fn two_founders_type_two_passphrases_and_a_recovery_sheet_is_written_once() {
    let room = Room::empty();
    room.seat.open().await;
    assert!(matches!(
        room.seat.look(&Query::Shell).await,
        Looked::NoOffice { .. }
    ));
    let ask = Ask::Found {
        name: "Harrowmere Constabulary".into(),
        zone: "Europe/London".into(),
        desk: "Desk 1".into(),
        founders: ["Ana Teixeira".into(), "Jo Okafor".into()],
    };
    assert_eq!(room.seat.act(ask).await, Outcome::SignatureWanted);
    let first = || Passphrase::chosen("four words of mine".into()).unwrap();
    let second = || Passphrase::chosen("other words of ours".into()).unwrap();
    assert_eq!(room.seat.choose(first()).await, Outcome::Done);
    let same = room.seat.choose(first()).await;
    assert!(matches!(
        same,
        Outcome::Failed {
            fault: FaultView::PassphraseUnfit { .. }
        }
    ));
    assert_eq!(room.seat.choose(second()).await, Outcome::Done);
    let CardKind::RecoverySheet { path } = room.seat.card().await.unwrap().card else {
        panic!("no recovery sheet");
    };
    assert!(
        std::fs::read_to_string(&path)
            .unwrap()
            .contains("recovery key")
    );
    assert_eq!(room.seat.leave(true), Outcome::Done);
    assert!(!std::path::Path::new(&path).exists());
    let View::Shell(shell) = room.view(Query::Shell).await else {
        panic!("no frame");
    };
    assert_eq!(shell.members.len(), 2);
}

#[tokio::test]
async fn an_office_that_cannot_be_opened_is_not_replaced_by_the_practice_office() {
    let room = Room::practice().await;
    let office = room.folder.path().join("office");
    std::fs::create_dir_all(&office).unwrap();
    for file in ["office.db", "desk.db"] {
        std::fs::write(
            office.join(file),
            "this is no database, whatever it is called",
        )
        .unwrap();
    }
    let places = Places {
        office,
        practice: room.folder.path().join("practice"),
    };
    let seat = Seat::new(places, room.clock.clone());
    seat.open().await;
    let Looked::NoOffice { start } = seat.look(&Query::Shell).await else {
        panic!("another office was opened");
    };
    assert!(
        matches!(start.fault, Some(FaultView::Store { .. })),
        "{start:?}"
    );
}

#[tokio::test]
async fn the_windows_hear_of_every_change() {
    let room = Room::practice().await;
    let mut news = room.seat.news();
    let channel = room.with_site().await;
    let _draft = room.drafted(channel).await;
    let mut opened = 0;
    let mut signed = 0;
    while let Ok(heard) = news.try_recv() {
        match heard {
            News::Signing { wanted: true } => opened += 1,
            News::Changed(changed) => signed += usize::from(changed.done.is_some()),
            News::Signing { wanted: false } => {}
        }
    }
    // Two people sat down and signed.
    assert_eq!((opened, signed), (4, 2));
}

#[tokio::test]
async fn letters_stored_in_two_pieces_are_saved_as_one_and_can_be_submitted() {
    let room = Room::practice().await;
    let channel = room.with_site().await;
    room.sit(ANA).await;
    let draft = room.drafted(channel).await;
    let View::Draft(before) = room.view(Query::Draft { draft }).await else {
        panic!("no draft");
    };
    // As some keyboards and most file names on macOS have it: e, and an accent of its own.
    let body = "Cafe\u{301} closed.\r\nSince 12:50.";
    let text = page(channel, body);
    let version = before.version;
    let save = Ask::SaveDraft {
        draft,
        version,
        text,
    };
    assert!(matches!(room.seat.act(save).await, Outcome::Drafted { .. }));
    let View::Draft(after) = room.view(Query::Draft { draft }).await else {
        panic!("no draft");
    };
    let body = after.variants[0]
        .fields
        .iter()
        .find(|field| field.field == "body");
    assert_eq!(body.unwrap().text, "Café closed.\nSince 12:50.");
    assert_eq!(after.may_submit, desk::view::May::Yes);
}
