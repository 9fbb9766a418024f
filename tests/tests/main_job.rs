//! The main job on a practice office: two people put a release out on the newsroom site.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use desk::clock::Clock;
use desk::desk::Desk;
use desk::draft::{DraftText, DraftVariant, Timing};
use desk::fault::{Fault, Problem};
use desk::founding::{self, Wish};
use desk::intent::{Done, Intent, Typed};
use desk::secret::Passphrase;
use domain::act::Scope;
use domain::channel::ChannelKind;
use domain::digest::Digest;
use domain::ids::{ChannelId, MemberId, ReleaseId};
use domain::refusal::Refusal;
use domain::release::{Page, Variant};
use std::path::Path;
use std::time::Duration;

const ANA: &str = "ana harbour lantern meadow";
const JO: &str = "jo thicket orchard ribbon";
const BODY: &str = "Ostrey Bridge is closed both ways after a lorry hit the barrier.";

struct Office {
    desk: Desk,
    ana: MemberId,
    jo: MemberId,
    site: ChannelId,
    _folder: tempfile::TempDir,
}

fn typed(words: &str) -> Passphrase {
    Passphrase::typed(words.to_owned())
}

impl Office {
    async fn practice() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let wish = Wish {
            name: "Harrowmere practice".to_owned(),
            zone: "Europe/London".to_owned(),
            desk: "Desk 1".to_owned(),
            founders: [
                (
                    "Ana Teixeira".to_owned(),
                    Passphrase::chosen(ANA.to_owned()).unwrap(),
                ),
                (
                    "Jo Okafor".to_owned(),
                    Passphrase::chosen(JO.to_owned()).unwrap(),
                ),
            ],
            practice: true,
        };
        let founded = founding::found(folder.path(), Clock::System, &wish)
            .await
            .unwrap();
        let [ana, jo] = founded.founders;
        let desk = founded.desk;
        let connect = Intent::Connect {
            channel: None,
            channel_kind: ChannelKind::Site,
            name: "Newsroom".to_owned(),
            account: "Harrowmere newsroom".to_owned(),
            address: "https://news.harrowmere.example/".to_owned(),
            credential_name: String::new(),
        };
        let done = desk
            .sign(ana, &typed(ANA), &connect, Typed::default())
            .await
            .unwrap();
        let Done::Proposed {
            proposal, about, ..
        } = done
        else {
            unreachable!("{done:?}")
        };
        let second = Intent::Second { proposal };
        let same = desk.sign(ana, &typed(ANA), &second, Typed::default()).await;
        assert!(
            matches!(same, Err(Problem::Refused(Refusal::SameMember))),
            "{same:?}"
        );
        desk.sign(jo, &typed(JO), &second, Typed::default())
            .await
            .unwrap();
        Self {
            desk,
            ana,
            jo,
            site: ChannelId::new(about.unwrap()),
            _folder: folder,
        }
    }

    async fn submit(&self, slug: &str, body: &str) -> (ReleaseId, Digest) {
        let draft = self
            .desk
            .new_draft(self.ana, "Ostrey Bridge", &[])
            .await
            .unwrap();
        let page = Page {
            slug: slug.to_owned(),
            headline: "Ostrey Bridge closed both ways".to_owned(),
            body: body.to_owned(),
            ..Page::default()
        };
        let text = DraftText {
            title: "Ostrey Bridge".to_owned(),
            language: "en".to_owned(),
            variants: vec![DraftVariant {
                channel: self.site,
                variant: Variant::Site(page),
            }],
            timing: Timing::WhenApproved,
            note: String::new(),
        };
        let draft = self
            .desk
            .save_draft(draft.id, draft.version, self.ana, text)
            .await
            .unwrap();
        let submit = Intent::Submit { draft: draft.id };
        let done = self
            .desk
            .sign(self.ana, &typed(ANA), &submit, Typed::default())
            .await
            .unwrap();
        let Done::Submitted {
            release, revision, ..
        } = done
        else {
            unreachable!("{done:?}")
        };
        (release, revision)
    }

    async fn approve(&self, release: ReleaseId, revision: Digest) -> Result<Done, Problem> {
        let approve = Intent::Approve {
            release,
            revision,
            acknowledged: Vec::new(),
        };
        self.desk
            .sign(self.jo, &typed(JO), &approve, Typed::default())
            .await
    }

    async fn published(&self) -> Vec<String> {
        let reports = self.desk.publish(Duration::from_secs(5)).await.unwrap();
        reports.into_iter().map(|report| report.state).collect()
    }

    fn pages_with(&self, words: &str) -> usize {
        count(&self.desk.newsroom(self.site), words)
    }
}

/// How many release pages below a folder hold the words.
fn count(folder: &Path, words: &str) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            if path.is_dir() {
                count(&path, words)
            } else {
                let release_page = path.ends_with("index.html") && path.components().count() > 2;
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                usize::from(release_page && text.contains(words) && text.contains("<article"))
            }
        })
        .sum()
}

#[tokio::test]
async fn two_people_put_a_release_out_and_one_takes_it_down() {
    let office = Office::practice().await;
    let (release, revision) = office.submit("ostrey-bridge", BODY).await;
    assert_eq!(
        office.published().await,
        Vec::<String>::new(),
        "one signature sends nothing"
    );

    let own = Intent::Approve {
        release,
        revision,
        acknowledged: Vec::new(),
    };
    let own = office
        .desk
        .sign(office.ana, &typed(ANA), &own, Typed::default())
        .await;
    assert!(
        matches!(own, Err(Problem::Refused(Refusal::OwnRelease))),
        "{own:?}"
    );

    office.approve(release, revision).await.unwrap();
    assert_eq!(office.published().await, ["receipted"]);
    assert!(office.pages_with(BODY) >= 1);
    assert_eq!(
        office.published().await,
        Vec::<String>::new(),
        "nothing goes out twice"
    );

    let down = Intent::TakeDown {
        release,
        channel: office.site,
        reason: "wrong".to_owned(),
    };
    let done = office
        .desk
        .sign(office.jo, &typed(JO), &down, Typed::default())
        .await
        .unwrap();
    assert_eq!(done, Done::TakenDown { gone: true });
    assert_eq!(office.pages_with(BODY), 0);
}

#[tokio::test]
async fn nothing_springs_back_after_a_stop() {
    let office = Office::practice().await;
    let (release, revision) = office.submit("ostrey-bridge", BODY).await;
    office.approve(release, revision).await.unwrap();
    office.desk.stop(Scope::Everything, None, "").await.unwrap();
    assert_eq!(office.published().await, Vec::<String>::new());

    let restart = Intent::Restart;
    office
        .desk
        .sign(office.ana, &typed(ANA), &restart, Typed::default())
        .await
        .unwrap();
    let same = office
        .desk
        .sign(office.ana, &typed(ANA), &restart, Typed::default())
        .await;
    assert!(
        matches!(same, Err(Problem::Refused(Refusal::SameMember))),
        "{same:?}"
    );
    office
        .desk
        .sign(office.jo, &typed(JO), &restart, Typed::default())
        .await
        .unwrap();
    assert_eq!(office.desk.office().await.unwrap().stops_on().count(), 0);
    assert_eq!(office.published().await, Vec::<String>::new());
    assert_eq!(office.pages_with(BODY), 0);

    office.approve(release, revision).await.unwrap();
    assert_eq!(office.published().await, ["receipted"]);
}

#[tokio::test]
async fn a_rejected_revision_cannot_be_approved() {
    let office = Office::practice().await;
    let (release, revision) = office.submit("ostrey-bridge", BODY).await;
    let reject = Intent::Reject {
        release,
        revision,
        note: "the time is wrong".to_owned(),
    };
    office
        .desk
        .sign(office.jo, &typed(JO), &reject, Typed::default())
        .await
        .unwrap();
    let late = office.approve(release, revision).await;
    assert!(
        matches!(late, Err(Problem::Refused(Refusal::Rejected { .. }))),
        "{late:?}"
    );
}

#[tokio::test]
async fn text_that_deceives_is_refused_when_it_is_submitted() {
    let office = Office::practice().await;
    let draft = office
        .desk
        .new_draft(office.ana, "Look-alike", &[])
        .await
        .unwrap();
    let page = Page {
        slug: "look-alike".to_owned(),
        headline: "Closed".to_owned(),
        body: "See https://news.harrowmere.ex\u{430}mple/ostrey".to_owned(),
        ..Page::default()
    };
    let text = DraftText {
        title: "Look-alike".to_owned(),
        language: "en".to_owned(),
        variants: vec![DraftVariant {
            channel: office.site,
            variant: Variant::Site(page),
        }],
        timing: Timing::WhenApproved,
        note: String::new(),
    };
    let draft = office
        .desk
        .save_draft(draft.id, draft.version, office.ana, text)
        .await
        .unwrap();
    let submit = Intent::Submit { draft: draft.id };
    let refused = office
        .desk
        .sign(office.ana, &typed(ANA), &submit, Typed::default())
        .await;
    assert!(
        matches!(refused, Err(Problem::Refused(Refusal::TextRefused { .. }))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn wrong_passphrases_are_counted_and_then_the_desk_waits() {
    let office = Office::practice().await;
    let restart = Intent::Restart;
    for left in [4, 3, 2, 1] {
        let wrong = office
            .desk
            .sign(office.ana, &typed("wrong"), &restart, Typed::default())
            .await;
        let Err(Problem::Failed(Fault::WrongPassphrase { left: found })) = wrong else {
            unreachable!("{wrong:?}")
        };
        assert_eq!(found, left);
    }
    for words in ["wrong", ANA] {
        let waits = office
            .desk
            .sign(office.ana, &typed(words), &restart, Typed::default())
            .await;
        assert!(
            matches!(waits, Err(Problem::Failed(Fault::Waiting { .. }))),
            "{waits:?}"
        );
    }
}

#[tokio::test]
async fn a_second_process_cannot_publish_beside_the_first() {
    let office = Office::practice().await;
    let held = desk::local::only_courier(office.desk.dir()).unwrap();
    assert!(office.desk.publish(Duration::ZERO).await.is_err());
    drop(held);
    assert!(office.desk.publish(Duration::ZERO).await.is_ok());
}

#[tokio::test]
async fn a_reopened_office_is_the_same() {
    let office = Office::practice().await;
    let (release, revision) = office.submit("ostrey-bridge", BODY).await;
    let head = office.desk.office().await.unwrap().head();
    let again = Desk::open(office.desk.dir(), Clock::System).await.unwrap();
    assert_eq!(again.office().await.unwrap().head(), head);
    assert!(
        again
            .office()
            .await
            .unwrap()
            .revision(release, revision)
            .is_some()
    );
}
