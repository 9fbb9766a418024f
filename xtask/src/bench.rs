//! `cargo xtask bench`: how fast it is, each figure with its floor beside it, measured in the same run and in turns.
//!
//! Nothing here fails because a machine is slow: the table says what holds and what does not.

mod figures;
mod window;

pub(crate) use window::inside as windows;

use crate::job::{self, Log};
use crate::machine::{self, Purpose};
use crate::say::{self, Failure};
use crate::session::Session;
use figures::{Aim, Figure, Pair, Unit};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

const PARTS: [&str; 8] = [
    "audit", "gate", "wire", "open", "list", "search", "start", "memory",
];

/// What is asked for.
struct Asked {
    only: Option<String>,
    quick: bool,
    yes: bool,
}

impl Asked {
    fn of(words: &[String]) -> Result<Self, Failure> {
        let wrong = |option: &str| {
            Failure::new(
                format!("`{option}` is not an option of `cargo xtask bench`."),
                "Run `cargo xtask help` for those there are.",
            )
        };
        let mut asked = Self {
            only: None,
            quick: false,
            yes: false,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--yes" | "-y" => asked.yes = true,
                "--quick" => asked.quick = true,
                "--only" => {
                    let part = words.next().cloned().unwrap_or_default();
                    if !PARTS.contains(&&*part) {
                        return Err(wrong(&format!("--only {part}")));
                    }
                    asked.only = Some(part);
                }
                other => return Err(wrong(other)),
            }
        }
        Ok(asked)
    }

    fn wants(&self, part: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == part)
    }

    /// How many pairs of samples: fewer only for a first look.
    fn pairs(&self) -> usize {
        if self.quick { 3 } else { 11 }
    }
}

pub(crate) fn bench(words: &[String]) -> Result<(), Failure> {
    let asked = Asked::of(words)?;
    let log = Log::new("bench")?;
    machine::prepare(Purpose::Test, asked.yes, &log)?;
    let mut run = Run {
        figures: Vec::new(),
        notes: BTreeMap::new(),
        log,
        asked,
    };
    say::heading("Building what is measured, as it is shipped");
    run.build()?;
    say::heading("Measuring");
    let before = load();
    run.ledgers()?;
    run.gate()?;
    run.lists()?;
    run.wire()?;
    window::measure(&mut run)?;
    run.report(&before)
}

/// A bench under way.
struct Run {
    log: Log,
    asked: Asked,
    figures: Vec<Figure>,
    notes: BTreeMap<String, String>,
}

/// Where the big offices and the tables lie.
fn folder() -> PathBuf {
    job::target().join("bench")
}

/// Where criterion keeps its samples.
fn criterion() -> PathBuf {
    folder().join("criterion")
}

/// A program as it is shipped.
fn built(name: &str) -> PathBuf {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    job::target().join("release").join(name)
}

impl Run {
    fn build(&self) -> Result<(), Failure> {
        let parts = ["audit", "gate", "open", "list", "search", "wire"];
        if parts.iter().any(|part| self.asked.wants(part)) {
            let mut build = job::cargo();
            build.args(["build", "--release", "--package", "bench"]);
            self.log.must(
                "Building the programs of the bench",
                &mut build,
                "Read the lines above: the package `bench` does not build.",
            )?;
        }
        Ok(())
    }

    /// The program of the bench with what is the same for every part.
    fn program(&self) -> Command {
        let mut program = Command::new(built("bench"));
        program
            .arg("--offices")
            .arg(folder().join("offices"))
            .args(["--pairs", &self.asked.pairs().to_string()]);
        program
    }

    fn must(&mut self, what: &str, command: &mut Command) -> Result<String, Failure> {
        let ended = self.log.must(
            what,
            command,
            "Read the lines above; a measurement could not be made.",
        )?;
        for line in ended.output.lines() {
            if let Some((name, words)) = figures::note(line) {
                self.notes.insert(name.to_owned(), words.to_owned());
            }
        }
        Ok(ended.output)
    }

    /// Takes the samples of one name out of a program's output.
    fn take(
        &mut self,
        output: &str,
        name: &str,
        title: &str,
        floor: &'static str,
        aim: Aim,
    ) -> Result<(), Failure> {
        let found = output.lines().find_map(|line| {
            let (found, pairs) = figures::samples(line)?;
            (found == name).then_some(pairs)
        });
        let pairs = found.filter(|pairs| !pairs.is_empty()).ok_or_else(|| {
            Failure::new(
                format!("The bench printed no samples of `{name}`."),
                "Run the command again; if it lasts, the package `bench` is at fault.",
            )
            .with_log(self.log.path())
        })?;
        self.figures.push(Figure {
            name: title.to_owned(),
            floor,
            unit: Unit::Time,
            aim,
            pairs,
            note: self.notes.get(name).cloned().unwrap_or_default(),
        });
        Ok(())
    }

    /// Reading a long ledger from end to end, on one core and on all; and opening an office.
    fn ledgers(&mut self) -> Result<(), Failure> {
        if !self.asked.wants("audit") && !self.asked.wants("open") {
            return Ok(());
        }
        let make = "Making an office of 100,000 entries (once)";
        let mut program = self.program();
        self.must(make, program.arg("make-ledgers"))?;
        if self.asked.wants("audit") {
            let mut program = self.program();
            let mut pinned = on_one_core(program.args(["audit", "one-core"]));
            let output = self.must("A full audit, on one core", &mut pinned)?;
            let floor = "one bare verification on one core";
            let one = "full audit, an entry, on one core";
            self.take(&output, "one-core", one, floor, Aim::AtLeast(3.5))?;
            let mut program = self.program();
            let output = self.must(
                "A full audit, on every core",
                program.args(["audit", "every-core"]),
            )?;
            let every = "full audit, an entry, on every core";
            self.take(
                &output,
                "every-core",
                every,
                floor,
                Aim::AtLeast(scaled(3.5)),
            )?;
        }
        if self.asked.wants("open") {
            let mut program = self.program();
            let output = self.must("Opening an office", program.arg("open"))?;
            let title = "opening an office of 100,000 entries";
            let floor = "opening one of 1,000";
            self.take(&output, "open", title, floor, Aim::AtMost(1.2))?;
        }
        Ok(())
    }

    fn gate(&mut self) -> Result<(), Failure> {
        if !self.asked.wants("gate") {
            return Ok(());
        }
        let mut bench = self.criterion("bench-gate");
        self.must("The gate", &mut bench)?;
        let floor = "two bare verifications";
        self.of_criterion("gate", "the gate", floor, Aim::AtMost(1.3))
    }

    fn criterion(&self, name: &str) -> Command {
        let mut bench = Command::new(built(name));
        bench
            .args(["--bench", "--noplot"])
            .env("CRITERION_HOME", criterion());
        if self.asked.quick {
            bench.args(["--warm-up-time", "1", "--measurement-time", "1"]);
        }
        bench
    }

    fn of_criterion(
        &mut self,
        group: &str,
        title: &str,
        floor: &'static str,
        aim: Aim,
    ) -> Result<(), Failure> {
        let times = |what: &str| {
            let path = criterion().join(group).join(what).join("new/sample.json");
            let json = std::fs::read_to_string(&path).map_err(|error| say::disk(&path, &error))?;
            figures::of_criterion(&json).ok_or_else(|| {
                Failure::new(
                    format!("{} is not as criterion wrote it before.", path.display()),
                    "Remove target/bench/criterion and run the command again.",
                )
            })
        };
        let (figures, floors) = (times("figure")?, times("floor")?);
        let pairs = figures.iter().zip(&floors);
        let pairs = pairs.map(|(&figure, &floor)| Pair { figure, floor });
        self.figures.push(Figure {
            name: title.to_owned(),
            floor,
            unit: Unit::Time,
            aim,
            pairs: pairs.collect(),
            note: "criterion".to_owned(),
        });
        Ok(())
    }

    fn lists(&mut self) -> Result<(), Failure> {
        if !self.asked.wants("list") && !self.asked.wants("search") {
            return Ok(());
        }
        let mut program = self.program();
        let made = self.must(
            "Making an office of 100,000 posts (once)",
            program.arg("make-posts"),
        )?;
        let office = made.lines().rfind(|line| !line.is_empty());
        let mut bench = self.criterion("bench-lists");
        bench.env("COUNTERSIGN_BENCH_OFFICE", office.unwrap_or_default());
        self.must("The list of what is live, and its search", &mut bench)?;
        for (part, group, title) in [
            ("list", "list", "the first page of 100,000 posts"),
            ("list", "list-further", "the next page"),
            ("search", "search-rare", "searching for a rare word"),
            (
                "search",
                "search-common",
                "searching for a word in most posts",
            ),
            ("search", "search-prefix", "searching for two letters"),
            ("search", "search-two", "searching for two words"),
        ] {
            if self.asked.wants(part) {
                let floor = "one bare reading of 50 rows";
                self.of_criterion(group, title, floor, Aim::Within(16.0))?;
            }
        }
        Ok(())
    }

    /// From the approval to the first byte of the post, on a keyring and a server of its own.
    fn wire(&mut self) -> Result<(), Failure> {
        if !self.asked.wants("wire") {
            return Ok(());
        }
        let session = Session::passing()?;
        let mut program = self.program();
        let mut command = session.command(false, program.arg("wire"))?;
        let output = self.must("From the approval to the wire", &mut command)?;
        let title = "approval to the post's first byte";
        let floor = "its durable commits and bare requests";
        self.take(&output, "wire", title, floor, Aim::AtMost(1.3))
    }

    fn report(&self, before: &str) -> Result<(), Failure> {
        let table = figures::markdown(&self.figures);
        println!("\n{table}");
        println!("Load of the machine before: {before}; after: {}.", load());
        let folder = folder();
        std::fs::create_dir_all(&folder).map_err(|error| say::disk(&folder, &error))?;
        for (name, text) in [
            ("bench.md", table),
            ("bench.json", figures::json(&self.figures)),
        ] {
            let path = folder.join(name);
            std::fs::write(&path, text).map_err(|error| say::disk(&path, &error))?;
            println!("{}", path.display());
        }
        Ok(())
    }
}

/// The same program, held to the first core. Where that cannot be had, on those there are.
fn on_one_core(program: &Command) -> Command {
    if !cfg!(target_os = "linux") || !machine::answers("taskset", &["--version"]) {
        println!("  This machine has no `taskset`: the audit runs on every core.");
        let mut same = Command::new(program.get_program());
        same.args(program.get_args());
        return same;
    }
    let mut pinned = Command::new("taskset");
    pinned
        .args(["--cpu-list", "0"])
        .arg(program.get_program())
        .args(program.get_args());
    pinned
}

/// What one core does, on all of them: three quarters of each further core count.
fn scaled(one: f64) -> f64 {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let further = u32::try_from(cores.min(8) - 1).unwrap_or(0);
    one * (1.0 + 0.75 * f64::from(further))
}

/// The machine's load over one minute, where the system says it.
fn load() -> String {
    let read = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let first = read.split_whitespace().next();
    first.unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::Asked;

    fn asked(words: &[&str]) -> Option<Asked> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Asked::of(&words).ok()
    }

    #[test]
    fn one_part_can_be_asked_for_and_no_unknown_one() {
        let gate = asked(&["--only", "gate", "--quick"]);
        assert!(gate.is_some_and(|asked| asked.wants("gate") && !asked.wants("audit")));
        assert!(asked(&[]).is_some_and(|asked| asked.wants("audit") && asked.pairs() >= 11));
        assert!(asked(&["--only", "everything"]).is_none());
        assert!(asked(&["--fast"]).is_none());
    }
}
