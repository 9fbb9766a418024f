//! Killed at every step, on both channels: never two posts, nothing lost, no silent state.
//!
//! What counts is the channel's own count, and after that the ledger and the journal, which have to agree.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::crash::Point;
use domain::ids::ChannelId;
use domain::office::Progress;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Output;
use tests::command_line::killable;
use tests::line::{Break, Line};
use tests::on_disk::{OnDisk, Submitted, page, post};
use tests::pds::{Account, Pds};
use tokio::process::Command;

const LOG_IN: &str = "com.atproto.server.createSession";
const PUT: &str = "com.atproto.repo.putRecord";
const ABORTED: i32 = 6;

/// What has to happen before a point of publishing is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Nothing: every post passes it.
    Straight,
    /// Every post on a site passes it.
    SiteAlone,
    /// Something is missing after the claim.
    LetGo,
    /// The channel refuses.
    Refused,
    /// The channel's answer is not clear.
    Unclear,
    /// The process has died once already.
    Again,
    /// It is not a step of publishing.
    Elsewhere,
}

/// The way to each point; a new one does not compile without its way.
const fn way(point: Point) -> Way {
    match point {
        Point::BeforeJournal
        | Point::BeforeClaim
        | Point::AfterClaim
        | Point::AfterGate
        | Point::CredentialOpen
        | Point::Prepared
        | Point::MediaThere
        | Point::BeforeIntent
        | Point::AfterIntent
        | Point::AfterSend
        | Point::BeforeReceipt
        | Point::AfterReceipt
        | Point::BeforeForget
        | Point::AfterForget => Way::Straight,
        Point::PageInPlace => Way::SiteAlone,
        Point::BeforeCancel | Point::AfterCancel => Way::LetGo,
        Point::BeforeRefused | Point::AfterRefused => Way::Refused,
        Point::BeforeUnknown
        | Point::AfterUnknown
        | Point::BeforeReadBack
        | Point::AfterReadBack
        | Point::ReadBackSaid => Way::Unclear,
        Point::BeforeRecover | Point::AfterRecover => Way::Again,
        Point::FoundKeyring
        | Point::FoundOfficeDb
        | Point::FoundDeskDb
        | Point::FoundKeys
        | Point::FoundEntry
        | Point::ConnectSealed
        | Point::SubmitKept
        | Point::SubmitSaid
        | Point::ApproveGranted
        | Point::ApproveSaid
        | Point::EnrolKept
        | Point::SecondSaid => Way::Elsewhere,
    }
}

/// The channel that posts go to, as whoever runs it sees it.
enum Provider {
    Site,
    Bluesky(Box<Server>),
}

struct Server {
    line: Line,
    pds: Pds,
    account: Account,
}

struct Stage {
    office: OnDisk,
    channel: ChannelId,
    provider: Provider,
}

impl Stage {
    async fn site() -> Self {
        let office = OnDisk::practice().await;
        Self {
            channel: office.site().await,
            office,
            provider: Provider::Site,
        }
    }

    async fn bluesky() -> Self {
        let line = Line::open().await;
        let pds = Pds::start_behind(&line).await;
        let account = pds.account("newsdesk").await;
        let office = OnDisk::real().await;
        Self {
            channel: office.bluesky(&line, &pds, &account).await,
            office,
            provider: Provider::Bluesky(Box::new(Server { line, pds, account })),
        }
    }

    fn line(&self) -> &Line {
        match &self.provider {
            Provider::Site => panic!("a site has no line"),
            Provider::Bluesky(server) => &server.line,
        }
    }

    async fn approved(&self, words: &str) -> Submitted {
        let variant = match self.provider {
            Provider::Site => page(&words.replace(' ', "-"), words),
            Provider::Bluesky(_) => post(words),
        };
        self.office.approved(self.channel, variant).await
    }

    /// How many posts with exactly these words the provider has.
    async fn count(&self, words: &str) -> usize {
        match &self.provider {
            Provider::Site => self.office.pages_with(self.channel, &format!("{words}<")),
            Provider::Bluesky(server) => {
                let records = server.pds.records(&server.account).await;
                let same = records.iter().filter(|each| each["value"]["text"] == words);
                same.count()
            }
        }
    }

    fn command(&self, points: &str) -> Command {
        let mut command = Command::new(killable());
        command
            .arg("--json")
            .arg("--office")
            .arg(self.office.dir())
            .args(["publish", "--wait", "20"])
            .env("FAILPOINTS", points)
            .kill_on_drop(true);
        command
    }

    async fn publish(&self, points: &str) -> Output {
        self.command(points).output().await.unwrap()
    }

    /// Makes the channel refuse once, before anything is posted.
    fn refuse(&self) {
        match &self.provider {
            Provider::Site => {
                let newsroom = self.office.dir().join("newsroom");
                std::fs::rename(&newsroom, self.office.beside().join("away")).ok();
                std::fs::write(&newsroom, "not a folder").unwrap();
            }
            Provider::Bluesky(server) => server.line.arm(LOG_IN, Break::BeforeRead),
        }
    }

    /// Makes the channel take what comes again.
    fn accept(&self) {
        if matches!(self.provider, Provider::Site) {
            let newsroom = self.office.dir().join("newsroom");
            if newsroom.is_file() {
                std::fs::remove_file(&newsroom).unwrap();
                std::fs::rename(self.office.beside().join("away"), &newsroom).ok();
            }
        }
    }

    /// What else must be asked for so that a point is reached.
    fn set_out(&self, way: Way) -> &'static str {
        match (way, &self.provider) {
            (Way::LetGo, _) => "after_gate=return;",
            (Way::Refused, _) => {
                self.refuse();
                ""
            }
            (Way::Unclear, Provider::Site) => "page_in_place=return;",
            (Way::Unclear, Provider::Bluesky(server)) => {
                server.line.arm(PUT, Break::AnswerDropped);
                ""
            }
            _ => "",
        }
    }

    /// After a restart everything has one end, and everybody says the same.
    async fn settles(&self, told: &str, words: &str, submitted: Submitted) {
        self.accept();
        let restarted = self.publish("").await;
        let said =
            String::from_utf8_lossy(&[restarted.stdout, restarted.stderr].concat()).into_owned();
        assert!(restarted.status.success(), "{told}: {said}");
        assert_eq!(self.count(words).await, 1, "{told}: the provider's count");
        let standing = self.office.standing(submitted, self.channel).await;
        let Progress::Receipted { remotes, .. } = &standing else {
            panic!("{told}: {standing:?}")
        };
        assert_eq!(remotes.len(), 1, "{told}");
        let journal = self.office.journal(submitted).await;
        assert_eq!(
            journal.last().map(String::as_str),
            Some("receipted"),
            "{told}: {journal:?}"
        );
        let open = ["claimed", "prepared", "intent", "unknown", "confirmed"];
        assert!(
            journal.iter().all(|phase| !open.contains(&phase.as_str())),
            "{told}: {journal:?}"
        );
        assert_eq!(self.office.grants().await, 0, "{told}: a grant is left");
        let audit = self.office.desk.audit().await.unwrap();
        assert_eq!(audit.voids.len(), 0, "{told}");
        let nothing = self.publish("").await;
        assert!(nothing.status.success(), "{told}");
        assert_eq!(
            self.count(words).await,
            1,
            "{told}: a further round posts again"
        );
    }

    async fn dies_at(&self, point: Point) {
        let told = format!("killed at {}", point.name());
        let words = format!("words of {}", point.name().replace('_', " "));
        let submitted = self.approved(&words).await;
        let way = way(point);
        if way == Way::Again {
            let first = self.publish("after_intent=panic").await;
            assert_eq!(first.status.signal(), Some(ABORTED), "{told}");
        }
        let extra = self.set_out(way);
        let killed = self
            .publish(&format!("{extra}{}=panic", point.name()))
            .await;
        let said = String::from_utf8_lossy(&killed.stderr).into_owned();
        assert_eq!(
            killed.status.signal(),
            Some(ABORTED),
            "{told}: not reached. {said}"
        );
        assert!(self.count(&words).await <= 1, "{told}");
        self.settles(&told, &words, submitted).await;
    }

    async fn fails_at(&self, point: Point) {
        let told = format!("failed at {}", point.name());
        let words = format!("failing words of {}", point.name().replace('_', " "));
        let submitted = self.approved(&words).await;
        let way = way(point);
        if way == Way::Again {
            let first = self.publish("after_intent=panic").await;
            assert_eq!(first.status.signal(), Some(ABORTED), "{told}");
        }
        let extra = self.set_out(way);
        // Once, so that the same process can go on.
        let failed = self
            .publish(&format!("{extra}{}=1*return", point.name()))
            .await;
        let code = failed.status.code().unwrap();
        assert!([0, 1, 7].contains(&code), "{told}: {code}");
        if code == 1 {
            let said = String::from_utf8_lossy(&failed.stderr).into_owned();
            assert!(said.contains("database"), "{told}: {said}");
        }
        self.settles(&told, &words, submitted).await;
    }

    /// The points that posts to this channel can reach.
    fn points(&self) -> Vec<Point> {
        let meant = |point: &Point| match way(*point) {
            Way::Elsewhere => false,
            Way::SiteAlone => matches!(self.provider, Provider::Site),
            _ => true,
        };
        Point::ALL.iter().copied().filter(meant).collect()
    }

    async fn dies_everywhere(&self) {
        for point in self.points() {
            self.dies_at(point).await;
        }
    }

    async fn fails_everywhere(&self) {
        for point in self.points() {
            self.fails_at(point).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_has_one_page_wherever_the_process_dies() {
    Stage::site().await.dies_everywhere().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_has_one_page_whatever_step_fails() {
    Stage::site().await.fails_everywhere().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bluesky_has_one_post_wherever_the_process_dies() {
    Stage::bluesky().await.dies_everywhere().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bluesky_has_one_post_whatever_step_fails() {
    Stage::bluesky().await.fails_everywhere().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_while_the_post_is_on_the_wire_posts_once() {
    let stage = Stage::bluesky().await;
    let line = stage.line();
    for (how, words) in [
        (Break::HalfWay, "half of it had left"),
        (Break::NoAnswer, "all of it had left"),
    ] {
        let submitted = stage.approved(words).await;
        line.arm(PUT, how);
        let mut sending = stage.command("").spawn().unwrap();
        line.broke().await;
        sending.kill().await.unwrap();
        stage.settles(words, words, submitted).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_line_posts_once_and_ends_in_a_receipt() {
    let stage = Stage::bluesky().await;
    let line = stage.line();
    for how in Break::ANSWERED {
        for call in [PUT, LOG_IN] {
            let words = format!("{how:?} at {call}").replace('.', " ");
            let submitted = stage.approved(&words).await;
            line.arm(call, how);
            let sent = stage.publish("").await;
            assert!(!line.is_armed(), "{words}: the call never came");
            assert!(stage.count(&words).await <= 1, "{words}");
            assert!(matches!(sent.status.code(), Some(0 | 7)), "{words}");
            stage.settles(&words, &words, submitted).await;
        }
    }
}
