//! A whole working day with marked secrets, at the loudest log: none of them is in anything that was written.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tests::canary::{Canary, in_bytes, in_folder};
use tests::command_line::{CommandLine, Word};
use tests::line::{Break, Line};
use tests::pds::Pds;

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign");
const ANA: &str = "quagga-ana velvet-harbour tin-lantern 7391";
const JO: &str = "quagga-jo marble-thicket oat-ribbon 2846";
const SAM: &str = "quagga-sam copper-window fig-meadow 5512";
const WRONG: &str = "quagga-wrong nearly-the-right words 0001";
/// The start of every token that a Bluesky server gives.
const TOKENS: [&str; 2] = ["eyJ0eXAiOiJ", "eyJhbGciOiJ"];

/// Everything that was printed.
#[derive(Default)]
struct Printed(Vec<u8>);

struct Day {
    office: CommandLine,
    printed: Printed,
}

impl Day {
    fn run(&mut self, member: Option<&str>, words: &[impl Word], code: i32) -> serde_json::Value {
        let output = self.office.run(member, words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{words:?}: {said}");
        self.printed.0.extend(&output.stdout);
        self.printed.0.extend(&output.stderr);
        serde_json::from_slice(&output.stdout).unwrap_or_default()
    }

    fn by_two(&mut self, words: &[impl Word]) {
        let proposed = self.run(Some("Ana"), words, 0);
        let proposal = proposed["proposal"].as_str().unwrap().to_owned();
        self.run(Some("Jo"), &["proposal", "second", &proposal], 0);
    }
}

/// What lies in the keyring for this office, one secret a line.
fn keyring_items(office: &str) -> Vec<String> {
    let found = Command::new("secret-tool")
        .args(["search", "--all", "--unlock", "service"])
        .arg(format!("countersign-{office}"))
        .output()
        .expect("secret-tool runs; install libsecret-tools");
    let told = String::from_utf8_lossy(&found.stdout).into_owned();
    let secrets = told
        .lines()
        .filter_map(|line| line.strip_prefix("secret = "));
    secrets.map(str::to_owned).collect()
}

fn keyring_folder() -> PathBuf {
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    data.expect("the tests run in a session of their own: cargo xtask test")
        .join("keyrings")
}

#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::too_many_lines, reason = "one working day, in its order")]
async fn no_secret_is_in_anything_that_a_working_day_wrote() {
    let line = Line::open().await;
    let pds = Pds::start_behind(&line).await;
    let account = pds.account("newsdesk").await;
    let app_password = pds.app_password(&account, "Countersign").await;

    let mut office = CommandLine::new(PROGRAM);
    let log = office.beside("log");
    office.env = vec![
        ("RUST_LOG".to_owned(), "trace".to_owned()),
        ("COUNTERSIGN_LOG".to_owned(), log.display().to_string()),
    ];
    for (name, words) in [("Ana", ANA), ("Jo", JO), ("Sam", SAM)] {
        office.has_passphrase(name, words);
    }
    std::fs::write(office.beside("app"), &app_password).unwrap();
    let mut day = Day {
        office,
        printed: Printed::default(),
    };

    let found = day.office.found();
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    let id = day.run(None, &found, 0)["office"]
        .as_str()
        .unwrap()
        .to_owned();
    let recovery = std::fs::read_to_string(day.office.beside("recovery")).unwrap();

    let connect = day.office.connect_bluesky(&account.handle, &line.address());
    day.by_two(&connect);
    day.by_two(&[
        "channel",
        "connect",
        "site",
        "--name",
        "Newsroom",
        "--account",
        "Harrowmere",
        "--address",
        "https://news.harrowmere.example/",
    ]);
    let sam = day.office.passphrase("Sam").display().to_string();
    day.by_two(&[
        "member",
        "enrol",
        "Sam",
        "--role",
        "approver",
        "--new-passphrase-file",
        &sam,
    ]);
    day.run(Some("Ana"), &["channel", "check", "Bluesky"], 0);

    let picture = day.office.beside("picture.png");
    image::RgbImage::from_pixel(64, 48, image::Rgb([180, 40, 90]))
        .save(&picture)
        .unwrap();
    let picture = picture.display().to_string();
    day.run(Some("Ana"), &["draft", "new", "ostrey"], 0);
    let post = [
        "draft",
        "edit",
        "ostrey",
        "--channel",
        "Bluesky",
        "--text",
        "Ostrey Bridge is closed.",
        "--image",
        &picture,
        "--alt",
        "The closed bridge",
    ];
    day.run(Some("Ana"), &post, 0);
    let page = [
        "draft",
        "edit",
        "ostrey",
        "--channel",
        "Newsroom",
        "--headline",
        "Ostrey Bridge closed",
        "--slug",
        "ostrey",
        "--body",
        "It is closed.",
        "--image",
        &picture,
        "--alt",
        "The bridge",
    ];
    day.run(Some("Ana"), &page, 0);
    day.run(Some("Ana"), &["submit", "ostrey"], 0);
    day.office.has_passphrase("Jo", WRONG);
    day.run(Some("Jo"), &["approve", "1"], 4);
    day.office.has_passphrase("Jo", JO);
    day.run(Some("Jo"), &["approve", "1"], 0);
    day.run(None, &["publish"], 0);
    assert_eq!(pds.records(&account).await.len(), 1);

    // In the middle of a takedown the passphrase has been typed and the credential is open.
    line.arm("com.atproto.repo.", Break::NoAnswer);
    let down = ["takedown", "1", "--channel", "Bluesky"];
    let mut command = day.office.command(Some("Jo"), &down);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    line.broke().await;
    let proc = PathBuf::from(format!("/proc/{}", child.id()));
    for file in ["cmdline", "environ"] {
        let shown = std::fs::read(proc.join(file)).unwrap();
        assert!(shown.len() > 20, "{file} was read");
        day.printed.0.extend(shown);
    }
    child.kill().unwrap();
    assert!(child.wait().unwrap().signal().is_some());
    day.run(Some("Jo"), &down, 0);
    day.run(Some("Ana"), &["takedown", "1", "--channel", "Newsroom"], 0);
    assert_eq!(pds.records(&account).await.len(), 0);

    day.run(None, &["stop", "--reason", "drill"], 0);
    let paper = day.office.beside("recovery").display().to_string();
    day.run(None, &["restart", "--recovery-key-file", &paper], 0);
    day.run(Some("Jo"), &["restart"], 0);
    day.run(Some("Ana"), &["channel", "revoke", "Bluesky"], 0);
    let export = day.office.beside("export").display().to_string();
    day.run(None, &["ledger", "export", "--to", &export], 0);
    day.run(None, &["ledger", "log"], 0);
    day.run(None, &["office", "status"], 0);
    day.run(None, &["doctor"], 0);

    let mut canaries = vec![
        Canary::new("Ana's passphrase", ANA),
        Canary::new("Jo's passphrase", JO),
        Canary::new("Sam's passphrase", SAM),
        Canary::new("the wrong passphrase", WRONG),
        Canary::new("the app password", &app_password),
        Canary::new("the recovery key", &recovery),
        Canary::new("the recovery key, unspaced", &recovery.replace(' ', "")),
    ];
    canaries.extend(TOKENS.map(|token| Canary::new("a token", token)));
    let (mut seen, kept) = in_folder(&canaries, &keyring_folder());
    assert!(kept >= 1, "the keyring keeps a file");
    let items = keyring_items(&id);
    assert!(
        items.len() >= 2,
        "the desk's keys lie in the keyring: {items:?}"
    );
    canaries.extend(items.iter().map(|item| Canary::new("a keyring item", item)));

    let (in_office, files) = in_folder(&canaries, &day.office.dir());
    assert!(files >= 8, "only {files} files were read");
    seen.extend(in_office);
    for file in [&log, &day.office.beside("export")] {
        let bytes = std::fs::read(file).unwrap();
        assert!(bytes.len() > 10_000, "{} says something", file.display());
        seen.extend(in_bytes(&canaries, &file.display().to_string(), &bytes));
    }
    seen.extend(in_bytes(&canaries, "what was printed", &day.printed.0));
    assert_eq!(seen, Vec::<String>::new());

    // The search finds each coat of each secret where one is planted.
    for canary in &canaries {
        for coat in canary.coats() {
            std::fs::write(
                day.office.dir().join("planted"),
                [b"\0\xffx", coat, b"y\n"].concat(),
            )
            .unwrap();
            let (found, _) = in_folder(std::slice::from_ref(canary), &day.office.dir());
            assert_ne!(found, Vec::<String>::new(), "{canary:?}");
        }
    }
}
