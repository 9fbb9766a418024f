//! `cargo xtask test`: every test there is, on the real servers, the real keyring and the real window.
//!
//! A test that cannot run here fails with the remedy; it is never skipped in silence.

use crate::front;
use crate::job::{self, Ended, Log};
use crate::machine::{self, Purpose};
use crate::say::{self, Failure};
use crate::session::Session;
use crate::tally::{self, Row, Tally};
use std::process::Command;

/// The version the tests were tried with, installed where the machine has none.
const NEXTEST: &str = "0.9.143";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Only {
    Everything,
    Tidy,
    Domain,
    Desk,
    Stories,
    Verifier,
    Ui,
    Shell,
}

impl Only {
    const NAMES: [(&'static str, Self); 7] = [
        ("tidy", Self::Tidy),
        ("domain", Self::Domain),
        ("desk", Self::Desk),
        ("stories", Self::Stories),
        ("verifier", Self::Verifier),
        ("ui", Self::Ui),
        ("shell", Self::Shell),
    ];

    fn includes(self, part: Self) -> bool {
        self == Self::Everything || self == part
    }

    /// What cargo is told to build and test, `None` where this part has no Rust tests of its own.
    fn packages(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Everything => Some(&["--workspace", "--exclude", "shell-tests"]),
            Self::Domain => Some(&["--package", "domain"]),
            Self::Desk => Some(&["--package", "desk"]),
            Self::Stories => Some(&["--package", "tests", "--package", "countersign"]),
            Self::Verifier => Some(&["--package", "tests", "--test", "verifier"]),
            Self::Tidy | Self::Ui | Self::Shell => None,
        }
    }
}

pub(crate) fn test(words: &[String]) -> Result<(), Failure> {
    let (only, yes) = options(words)?;
    let log = Log::new("test")?;
    machine::prepare(Purpose::Test, yes, &log)?;
    say::heading("Building what the tests need");
    if matches!(only, Only::Everything | Only::Tidy | Only::Ui | Only::Shell) {
        // The compiler needs the built page wherever it compiles the window.
        front::build(&log)?;
    }
    if matches!(only, Only::Everything | Only::Stories | Only::Shell) {
        front::servers(&log)?;
    }
    let mut run = Run {
        log,
        rows: Vec::new(),
        session: Session::passing()?,
        tools: None,
    };
    if only.packages().is_some() || only == Only::Shell {
        run.find_nextest()?;
    }
    say::heading("Testing");
    if only.includes(Only::Tidy) {
        run.tidy()?;
    }
    if only.packages().is_some() {
        run.rust(only)?;
    }
    if matches!(only, Only::Everything | Only::Domain | Only::Desk) {
        run.documentation(only)?;
    }
    if only.includes(Only::Ui) {
        run.page()?;
    }
    if only.includes(Only::Shell) {
        run.window()?;
    }
    let sum = tally::print(&run.rows);
    if sum.failed == 0 && sum.passed > 0 {
        return Ok(());
    }
    // The last line of the output is the sum: what else there is to say was said where it happened.
    drop(run);
    std::process::exit(1);
}

/// Writes the window's types; the test that does it fails when they are out of date.
pub(crate) fn wire() -> Result<(), Failure> {
    let log = Log::new("wire")?;
    log.must(
        "Writing ui/src/wire.ts",
        job::cargo()
            .args(["test", "--quiet", "--package", "tests", "--test", "wire"])
            .env("COUNTERSIGN_WRITE_WIRE", "1"),
        "Mend what the compiler says, then run the command again.",
    )?;
    Ok(())
}

fn options(words: &[String]) -> Result<(Only, bool), Failure> {
    let (mut only, mut yes) = (Only::Everything, false);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--yes" | "-y" => yes = true,
            "--only" => {
                let name = words.next().map_or("", String::as_str);
                only = Only::NAMES
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, part)| *part)
                    .ok_or_else(|| unknown(&format!("--only {name}")))?;
            }
            other => return Err(unknown(other)),
        }
    }
    Ok((only, yes))
}

fn unknown(option: &str) -> Failure {
    Failure::new(
        format!("`{option}` is not an option of `cargo xtask test`."),
        "Run `cargo xtask help` for those there are.",
    )
}

struct Run {
    log: Log,
    rows: Vec<Row>,
    session: Session,
    tools: Option<std::path::PathBuf>,
}

impl Run {
    /// cargo-nextest as it is on the machine, or one of our own beside the build.
    fn find_nextest(&mut self) -> Result<(), Failure> {
        if machine::answers("cargo", &["nextest", "--version"]) {
            return Ok(());
        }
        let cache = std::env::var_os("COUNTERSIGN_CI_CACHE");
        let tools = cache.map_or_else(job::workshop, Into::into).join("tools");
        let program = format!("bin/cargo-nextest{}", std::env::consts::EXE_SUFFIX);
        if !tools.join(program).exists() {
            let mut install = job::cargo();
            install
                .args([
                    "install",
                    "--locked",
                    "cargo-nextest",
                    "--version",
                    NEXTEST,
                    "--root",
                ])
                .arg(&tools);
            self.log.must(
                "Installing the test runner cargo-nextest (some minutes, once)",
                &mut install,
                "Install it by hand (`cargo install --locked cargo-nextest`), then run the command again.",
            )?;
        }
        self.tools = Some(tools.join("bin"));
        Ok(())
    }

    fn nextest(&self) -> Command {
        let mut command = job::cargo();
        command.args(["nextest", "run", "--no-fail-fast", "--color", "never"]);
        if let Some(tools) = &self.tools {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let folders = std::iter::once(tools.clone()).chain(std::env::split_paths(&path));
            if let Ok(path) = std::env::join_paths(folders) {
                command.env("PATH", path);
            }
        }
        command
    }

    fn tidy(&mut self) -> Result<(), Failure> {
        self.check("format", job::cargo().args(["fmt", "--all", "--check"]))?;
        // By itself, for cargo merges features: the ground floor must do without those that others turn on.
        self.check(
            "ground floor alone",
            job::cargo().args(["check", "--package", "domain"]),
        )?;
        self.check(
            "lints",
            job::cargo().args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ]),
        )
    }

    /// One thing that is right or wrong as a whole.
    fn check(&mut self, part: &str, command: &mut Command) -> Result<(), Failure> {
        let ended = self.log.attempt(part, command)?;
        if !ended.well {
            job::print_tail(&ended.output, 60);
        }
        let tally = Tally::check(ended.well);
        self.add(part, tally, ended.seconds);
        Ok(())
    }

    fn rust(&mut self, only: Only) -> Result<(), Failure> {
        let killable = match only {
            Only::Everything | Only::Stories => Some(self.killable()?),
            _ => None,
        };
        let mut command = self.nextest();
        command.args(only.packages().unwrap_or_default());
        if let Some(program) = killable {
            command.env("COUNTERSIGN_KILLABLE", program);
        }
        let ended = self.log.attempt(
            "Rust tests, in a private session with its own keyring",
            &mut self.session.command(false, &command)?,
        )?;
        self.add_nextest("Rust tests", &ended);
        Ok(())
    }

    /// The command line with crash points, for the tests that kill it. It is kept apart from the one that is built
    /// for the other tests, which has none.
    fn killable(&self) -> Result<std::path::PathBuf, Failure> {
        let mut build = job::cargo();
        build.args([
            "build",
            "--package",
            "countersign",
            "--package",
            "tests",
            "--features",
            "countersign/failpoints",
        ]);
        self.log.must(
            "Building the command line with crash points",
            &mut build,
            "See the compiler's words above.",
        )?;
        let program = format!("countersign{}", std::env::consts::EXE_SUFFIX);
        let fresh = job::target().join("debug").join(&program);
        let folder = job::workshop().join("killable");
        std::fs::create_dir_all(&folder).map_err(|error| say::disk(&folder, &error))?;
        let kept = folder.join(program);
        std::fs::copy(&fresh, &kept).map_err(|error| say::disk(&kept, &error))?;
        Ok(kept)
    }

    fn documentation(&mut self, only: Only) -> Result<(), Failure> {
        let packages: &[&str] = match only {
            Only::Domain => &["--package", "domain"],
            Only::Desk => &["--package", "desk"],
            _ => &["--package", "domain", "--package", "desk"],
        };
        let mut command = job::cargo();
        command
            .args(["test", "--doc", "--no-fail-fast"])
            .args(packages);
        let ended = self
            .log
            .attempt("Examples in the documentation", &mut command)?;
        self.add_counted("documentation", tally::of_cargo_test(&ended.output), &ended);
        Ok(())
    }

    fn page(&mut self) -> Result<(), Failure> {
        let ui = front::folder();
        self.check("page: types", front::npm(&ui).args(["run", "check"]))?;
        let report = job::workshop().join("page.json");
        let _ = std::fs::remove_file(&report);
        let mut command = front::npm(&ui);
        command
            .args(["test", "--", "--reporter=default", "--reporter=json"])
            .arg(format!("--outputFile.json={}", report.display()));
        let ended = self
            .log
            .attempt("Tests of the window's page", &mut command)?;
        let counts = std::fs::read_to_string(&report).unwrap_or_default();
        self.add_counted("page: tests", tally::of_vitest(&counts), &ended);
        Ok(())
    }

    fn window(&mut self) -> Result<(), Failure> {
        // With the features that the other tests were built with, so that nothing is built twice.
        let mut build = job::cargo();
        build.args(["build", "--workspace", "--exclude", "shell-tests"]);
        let ended = self.log.attempt("Building the window", &mut build)?;
        if !ended.well {
            self.add_counted("window", None, &ended);
            return Ok(());
        }
        let program = format!("countersign-window{}", std::env::consts::EXE_SUFFIX);
        let mut command = self.nextest();
        command.args(["--package", "shell-tests"]).env(
            "COUNTERSIGN_WINDOW",
            job::target().join("debug").join(program),
        );
        let ended = self.log.attempt(
            "The real window, on a virtual display",
            &mut self.session.command(true, &command)?,
        )?;
        self.add_nextest("window", &ended);
        Ok(())
    }

    /// A row for each package, from nextest's line for each test; the summary line decides the sum.
    fn add_nextest(&mut self, part: &str, ended: &Ended) {
        let Some(sum) = tally::of_nextest(&ended.output) else {
            self.add_counted(part, None, ended);
            return;
        };
        let packages = tally::packages_of_nextest(&ended.output);
        let counted = packages
            .iter()
            .fold(Tally::default(), |mut all, (_, tally)| {
                all.add(*tally);
                all
            });
        if !ended.well {
            print_failures(&ended.output);
        }
        let told_apart = counted.passed == sum.passed && counted.failed == sum.failed;
        if !told_apart || packages.len() < 2 {
            self.add_counted(part, Some(sum), ended);
            return;
        }
        for (index, (package, tally)) in packages.into_iter().enumerate() {
            let seconds = if index == 0 { ended.seconds } else { 0 };
            self.add(&package, tally, seconds);
        }
        if sum.skipped > 0 {
            let tally = Tally {
                skipped: sum.skipped,
                ..Tally::default()
            };
            self.add("marked as ignored", tally, 0);
        }
        if !ended.well && sum.failed == 0 {
            self.add(&format!("{part}: ended badly"), Tally::check(false), 0);
        }
    }

    /// A part that ended badly counts as one failure at least, whatever its counts say.
    fn add_counted(&mut self, part: &str, counts: Option<Tally>, ended: &Ended) {
        let mut tally = counts.unwrap_or_default();
        if tally.failed == 0 && (!ended.well || counts.is_none()) {
            tally.failed = 1;
        }
        if tally.failed > 0 && (counts.is_none() || tally::of_nextest(&ended.output).is_none()) {
            job::print_tail(&ended.output, 60);
        }
        self.add(part, tally, ended.seconds);
    }

    fn add(&mut self, part: &str, tally: Tally, seconds: u64) {
        if tally.failed > 0 {
            println!("  The whole output: {}", self.log.path().display());
        }
        self.rows.push(Row {
            part: part.to_owned(),
            tally,
            seconds,
        });
    }
}

/// What nextest repeats after its summary: the failed tests with what they printed.
fn print_failures(output: &str) {
    const MOST: usize = 600;
    let start = output.rfind("     Summary [").unwrap_or(0);
    for line in output[start..].lines().take(MOST) {
        eprintln!("    {line}");
    }
}
