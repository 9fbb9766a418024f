//! The built command line on one office, as people and scripts run it.

use serde_json::Value;
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The command line with crash points, as `cargo xtask test` builds it.
///
/// # Panics
/// When the tests were started otherwise.
pub fn killable() -> PathBuf {
    let program = std::env::var_os("COUNTERSIGN_KILLABLE").map(PathBuf::from);
    program.expect(
        "the command line with crash points is not built. Run `cargo xtask test --only stories`",
    )
}

/// One office's folder, and the passphrases of its members in files.
#[derive(Debug)]
pub struct CommandLine {
    program: PathBuf,
    folder: tempfile::TempDir,
    /// Further words of the environment.
    pub env: Vec<(String, String)>,
}

/// A word of a command.
pub trait Word: AsRef<str> + std::fmt::Debug {}

impl<W: AsRef<str> + std::fmt::Debug> Word for W {}

/// What a process said.
#[derive(Debug)]
pub struct Said {
    /// Its exit code; `None` for one that was killed.
    pub code: Option<i32>,
    /// The one document, when there is one.
    pub answer: Value,
    /// What it said to people.
    pub words: String,
}

impl CommandLine {
    /// A folder with no office in it.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            folder: tempfile::tempdir().unwrap(),
            env: Vec::new(),
        }
    }

    /// A practice office, in which Ana and Jo have a newsroom.
    pub fn practice(program: impl Into<PathBuf>) -> Self {
        let line = Self::new(program);
        let made = line.ok(None, &["office", "practice"]);
        for member in made["members"].as_array().unwrap() {
            let name = member["name"].as_str().unwrap().split(' ').next().unwrap();
            line.has_passphrase(name, member["passphrase"].as_str().unwrap());
        }
        line.site("Newsroom");
        line
    }

    /// An office as it is used, founded by Ana and Jo.
    pub fn real(program: impl Into<PathBuf>) -> Self {
        let line = Self::new(program);
        line.founders();
        line.ok(None, &line.found());
        line
    }

    /// Gives Ana and Jo passphrases.
    pub fn founders(&self) {
        self.has_passphrase("Ana", crate::on_disk::ANA);
        self.has_passphrase("Jo", crate::on_disk::JO);
    }

    /// The words that found an office.
    pub fn found(&self) -> Vec<String> {
        let file = |name| self.passphrase(name).display().to_string();
        let words = [
            "office",
            "found",
            "--name",
            "Harrowmere",
            "--founder",
            "Ana",
            "--founder",
            "Jo",
        ];
        let mut words: Vec<String> = words.map(str::to_owned).to_vec();
        for name in ["Ana", "Jo"] {
            words.extend(["--founder-passphrase-file".to_owned(), file(name)]);
        }
        words.extend([
            "--recovery-file".to_owned(),
            self.beside("recovery").display().to_string(),
        ]);
        words
    }

    /// Connects a newsroom of that name.
    pub fn site(&self, name: &str) {
        let words = [
            "channel",
            "connect",
            "site",
            "--name",
            name,
            "--account",
            name,
            "--address",
            "https://news.harrowmere.example/",
        ];
        self.by_two(&words);
    }

    /// Ana proposes, Jo agrees.
    pub fn by_two(&self, words: &[impl Word]) {
        let proposed = self.ok(Some("Ana"), words);
        let proposal = proposed["proposal"].as_str().unwrap();
        self.ok(Some("Jo"), &["proposal", "second", proposal]);
    }

    /// The words that connect a Bluesky account of that handle, whose app password lies beside the office in `app`.
    pub fn connect_bluesky(&self, handle: &str, address: &str) -> Vec<String> {
        let credential = self.beside("app").display().to_string();
        let words = [
            "channel",
            "connect",
            "bluesky",
            "--name",
            "Bluesky",
            "--account",
            handle,
            "--address",
            address,
            "--credential-file",
            &credential,
        ];
        words.map(str::to_owned).to_vec()
    }

    /// Gives Sam a passphrase, and the words that enrol Sam as an approver.
    pub fn enrol_sam(&self) -> Vec<String> {
        self.has_passphrase("Sam", "sam copper meadow window");
        let file = self.passphrase("Sam").display().to_string();
        let words = [
            "member",
            "enrol",
            "Sam",
            "--role",
            "approver",
            "--new-passphrase-file",
            &file,
        ];
        words.map(str::to_owned).to_vec()
    }

    /// Ana writes a page and submits it.
    pub fn submitted(&self, title: &str, body: &str) {
        self.drafted(title, body);
        self.ok(Some("Ana"), &["submit", title]);
    }

    /// Ana writes a page.
    pub fn drafted(&self, title: &str, body: &str) {
        self.ok(Some("Ana"), &["draft", "new", title]);
        let words = [
            "draft",
            "edit",
            title,
            "--channel",
            "Newsroom",
            "--headline",
            title,
            "--body",
            body,
            "--slug",
            title,
        ];
        self.ok(Some("Ana"), &words);
    }

    /// Writes a member's passphrase into their file.
    pub fn has_passphrase(&self, name: &str, words: &str) {
        std::fs::write(self.passphrase(name), words).unwrap();
    }

    /// A member's file.
    pub fn passphrase(&self, name: &str) -> PathBuf {
        self.beside(&format!("{name}.passphrase"))
    }

    /// The office's folder.
    pub fn dir(&self) -> PathBuf {
        self.beside("office")
    }

    /// A place beside the office.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder of everything.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The command, as a member when one is named.
    pub fn command(&self, member: Option<&str>, words: &[impl Word]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--json").arg("--office").arg(self.dir());
        command.args(words.iter().map(AsRef::as_ref));
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        if let Some(member) = member {
            command
                .args(["--as", member])
                .arg("--passphrase-file")
                .arg(self.passphrase(member));
        }
        command
    }

    /// Runs it to its end.
    pub fn run(&self, member: Option<&str>, words: &[impl Word]) -> Output {
        self.command(member, words).output().unwrap()
    }

    /// Runs it, whatever it says.
    pub fn says(&self, member: Option<&str>, words: &[impl Word]) -> Said {
        let output = self.run(member, words);
        Said {
            code: output.status.code(),
            answer: serde_json::from_slice(&output.stdout).unwrap_or_default(),
            words: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs it and gives its answer.
    pub fn ok(&self, member: Option<&str>, words: &[impl Word]) -> Value {
        let said = self.says(member, words);
        assert_eq!(said.code, Some(0), "{words:?}: {}", said.words);
        said.answer
    }

    /// Runs it, and it must end with that code and a sentence that holds those words.
    pub fn fails(&self, member: Option<&str>, words: &[impl Word], code: i32, sentence: &str) {
        let said = self.says(member, words);
        assert_eq!(said.code, Some(code), "{words:?}: {}", said.words);
        assert!(said.words.contains(sentence), "{words:?}: {}", said.words);
        assert!(
            said.answer["code"].is_string(),
            "{words:?}: {}",
            said.answer
        );
    }

    /// Changes a database of the office as its administrator would, with what guards it taken off.
    pub fn edits(&self, file: &str, statements: &[&str]) {
        let path = self.dir().join(file);
        let statements: Vec<String> = statements.iter().map(|&text| text.to_owned()).collect();
        let edited = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let options = SqliteConnectOptions::new().filename(path);
                let mut database = SqliteConnection::connect_with(&options).await.unwrap();
                let guards: Vec<String> =
                    sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                        .fetch_all(&mut database)
                        .await
                        .unwrap();
                let drops = guards.iter().map(|name| format!("DROP TRIGGER {name}"));
                for statement in drops.chain(statements) {
                    let text = sqlx::AssertSqlSafe(statement);
                    sqlx::query(text).execute(&mut database).await.unwrap();
                }
                database.close().await.unwrap();
            });
        });
        edited.join().unwrap();
    }

    /// A copy of the office, to be spoilt while this one stays whole.
    #[must_use]
    pub fn copy(&self) -> Self {
        let copy = Self::new(&self.program);
        copy_folder(self.folder(), copy.folder());
        copy
    }

    /// How many release pages hold the words.
    pub fn pages_with(&self, words: &str) -> usize {
        crate::on_disk::pages_with(&self.dir().join("newsroom"), words)
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}
