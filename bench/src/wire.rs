//! From the approval to the first byte of the post at the channel's server.
//!
//! The clock starts when the approver's key is open: stretching the passphrase takes what it takes on purpose, and is said
//! apart. The floor is what has to be on the disk before ([`COMMITS`]) and what has to be asked: the log-in that a Bluesky
//! account demands, and the post. A commit is one row in an `SQLite` file that keeps what it confirms; what bare writes to
//! a file would take instead is said beside it. Both begin as the product does, after a passphrase was stretched: a disk that
//! has rested for so long takes longer for the first of them.

use crate::channel::{Channel, DID, LOG_IN, PUT, Seen};
use crate::floors::{Commits, Writes};
use crate::samples::{Samples, note};
use desk::clock::Clock;
use desk::desk::Desk;
use desk::draft::{DraftText, DraftVariant, Timing};
use desk::founding::{self, Wish};
use desk::intent::{Done, Intent, Typed};
use desk::secret::{Passphrase, Secret};
use domain::bluesky::records;
use domain::channel::ChannelKind;
use domain::digest::Digest;
use domain::ids::{ChannelId, MemberId, ReleaseId};
use domain::office::Progress;
use domain::release::{Content, Part, Post, Variant};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const WORDS: [&str; 2] = ["ana harbour lantern meadow", "ben thicket orchard ribbon"];

/// What has to be durable before the post's first byte.
const COMMITS: [&str; 5] = [
    "the grant",
    "the approval",
    "the leg in the journal",
    "the claim",
    "the intent with the pin",
];

struct Office {
    desk: Arc<Desk>,
    ana: MemberId,
    ben: MemberId,
    channel: ChannelId,
}

fn typed(at: usize) -> Passphrase {
    Passphrase::typed(WORDS[at].to_owned())
}

impl Office {
    async fn found(folder: &Path, address: &str) -> Self {
        let founder = |name: &str, at: usize| {
            let words = Passphrase::chosen(WORDS[at].to_owned()).unwrap();
            (name.to_owned(), words)
        };
        let wish = Wish {
            name: "Press Office".to_owned(),
            zone: "Europe/London".to_owned(),
            desk: "Desk 1".to_owned(),
            founders: [founder("Ana Okafor", 0), founder("Ben Lindqvist", 1)],
            practice: false,
        };
        let begun = founding::found(folder, Clock::System, &wish).await.unwrap();
        let [ana, ben] = begun.founders;
        let desk = begun.desk;
        let connect = Intent::Connect {
            channel: None,
            channel_kind: ChannelKind::Bluesky,
            name: "Bluesky".to_owned(),
            account: "press.example".to_owned(),
            address: address.to_owned(),
            credential_name: "press".to_owned(),
        };
        let credential = Typed {
            credential: Some(Secret::new("abcd-efgh-ijkl-mnop".to_owned())),
            ..Typed::default()
        };
        let done = desk.sign(ana, &typed(0), &connect, credential).await;
        let Done::Proposed {
            proposal, about, ..
        } = done.unwrap()
        else {
            unreachable!("connecting takes two")
        };
        let second = Intent::Second { proposal };
        desk.sign(ben, &typed(1), &second, Typed::default())
            .await
            .unwrap();
        Self {
            desk: Arc::new(desk),
            ana,
            ben,
            channel: ChannelId::new(about.unwrap()),
        }
    }

    async fn submitted(&self, number: usize) -> (ReleaseId, Digest) {
        let desk = &self.desk;
        let draft = desk
            .new_draft(self.ana, "Statement", &[self.channel])
            .await
            .unwrap();
        let part = Part {
            text: format!("Statement {number}: the bridge is closed both ways. Use the ring road."),
            ..Part::default()
        };
        let text = DraftText {
            title: "Statement".to_owned(),
            language: "en".to_owned(),
            variants: vec![DraftVariant {
                channel: self.channel,
                variant: Variant::Bluesky(Post {
                    parts: vec![part],
                    quote: None,
                }),
            }],
            timing: Timing::WhenApproved,
            note: String::new(),
        };
        let draft = desk.save_draft(draft.id, draft.version, self.ana, text);
        let submit = Intent::Submit {
            draft: draft.await.unwrap().id,
        };
        let done = desk
            .sign(self.ana, &typed(0), &submit, Typed::default())
            .await;
        match done.unwrap() {
            Done::Submitted {
                release, revision, ..
            } => (release, revision),
            other => unreachable!("{other:?}"),
        }
    }

    async fn is_out(&self, release: ReleaseId, revision: Digest) -> bool {
        let office = self.desk.office().await.unwrap();
        let found = office.revision(release, revision).unwrap();
        let state = &found.leg(self.channel).unwrap().state;
        matches!(state, Progress::Receipted { .. })
    }
}

/// Approves one after the other, each in turns with the floor.
pub async fn run(name: &str, under: &Path, pairs: usize) {
    std::fs::create_dir_all(under).unwrap();
    let folder = tempfile::tempdir_in(under).unwrap();
    let mut channel = Channel::start().await;
    let office = Office::found(folder.path(), &channel.address).await;
    let desk = Arc::clone(&office.desk);
    let publishing = tokio::spawn(async move { desk.keep_publishing(|_| ()).await });
    let mut writes = Writes::new(folder.path());
    let commits = Commits::new(folder.path()).await;
    let bare = reqwest::Client::builder()
        .no_proxy()
        .tcp_nodelay(true)
        .build()
        .unwrap();
    let mut samples = Samples::default();
    let mut stages = Vec::new();
    let mut stricter = Vec::new();
    for number in 0..=pairs {
        let (release, revision) = office.submitted(number).await;
        let bytes = office.desk.content_bytes(revision).await.unwrap();
        let content = Content::open(&bytes, revision).unwrap();
        let posts = records(DID, &content, office.channel).unwrap();
        channel.expect(&posts[0].cid);
        let calls = calls(&bare, &channel.address).await;
        let rested = async || drop(office.desk.unseal(office.ben, &typed(1)).await.unwrap());
        rested().await;
        let written = writes.run(COMMITS.len());
        rested().await;
        let floor = commits.run(COMMITS.len()).await + calls;
        while channel.seen.try_recv().is_ok() {}
        let approve = Intent::Approve {
            release,
            revision,
            acknowledged: Vec::new(),
        };
        office.desk.make_ready(release).await;
        let asked = Instant::now();
        let key = office.desk.unseal(office.ben, &typed(1)).await.unwrap();
        let opened = Instant::now();
        office
            .desk
            .carry_out(office.ben, key, &approve, Typed::default())
            .await
            .unwrap();
        let signed = opened.elapsed();
        let mut logged_in = opened;
        let posted = loop {
            match channel.seen.recv().await.unwrap() {
                Seen::LogIn(at) => logged_in = at,
                Seen::Post(at) => break at,
            }
        };
        while !office.is_out(release, revision).await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // The first one opens what later ones find open.
        if number > 0 {
            samples.push(posted - opened, floor);
            stages.push([opened - asked, signed, logged_in - opened]);
            let ratio = (posted - opened).as_secs_f64() / (written + calls).as_secs_f64();
            stricter.push(ratio);
        }
    }
    samples.print(name);
    let middle = |at: usize| {
        let mut took: Vec<Duration> = stages.iter().map(|stage| stage[at]).collect();
        took.sort();
        took[took.len() / 2]
    };
    stricter.sort_by(f64::total_cmp);
    note(
        name,
        &format!(
            "durable: {}; asked: log-in, post; with bare writes and fdatasync for commits the ratio is {:.2}; signed after {:.1?}, at the log-in after {:.1?}; the passphrase before: {:.0?}",
            COMMITS.join(", "),
            stricter[stricter.len() / 2],
            middle(1),
            middle(2),
            middle(0)
        ),
    );
    publishing.abort();
}

/// The same calls as bare calls on an open connection.
async fn calls(bare: &reqwest::Client, address: &str) -> Duration {
    let ask = async |path: &str| {
        let call = bare.post(format!("{address}{path}")).body("{}");
        let answer = call.send().await.unwrap();
        answer.bytes().await.unwrap();
    };
    // The connection is open before, as the product's is.
    ask(LOG_IN).await;
    let began = Instant::now();
    ask(LOG_IN).await;
    ask(PUT).await;
    began.elapsed()
}
