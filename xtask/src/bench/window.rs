//! The window against the least that Tauri can open: how long until it has painted, and how much memory it takes.

use super::figures::{Aim, Figure, Pair, Unit};
use super::{Run, folder};
use crate::front;
use crate::job;
use crate::say::{self, Failure};
use crate::session::Session;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How long a window may take to paint.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long a window is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(12);
/// The window chooses how it is drawn where there is no graphics card; so that this is not counted as its own merit, the
/// bare one is measured drawn the same way too.
const SAME: &str = "a bare window of Tauri, drawn the same way";
const AS_IT_COMES: &str = "a bare window of Tauri, as it comes";

/// Measures both, inside a session with a display of its own.
pub(super) fn measure(run: &mut Run) -> Result<(), Failure> {
    let (start, memory) = (run.asked.wants("start"), run.asked.wants("memory"));
    if !(start || memory) || !cfg!(target_os = "linux") {
        return Ok(());
    }
    front::build(&run.log)?;
    let mut build = job::cargo();
    build.args(["build", "--release", "--package", "countersign-window"]);
    let mut bare = job::cargo();
    bare.args([
        "build",
        "--release",
        "--manifest-path",
        "bench/floors/bare-window/Cargo.toml",
        "--target-dir",
    ])
    .arg(job::target());
    for (what, build) in [("the window", &mut build), ("the bare one", &mut bare)] {
        run.log.must(
            &format!("Building {what} (some minutes)"),
            build,
            "Read the lines above: it does not build.",
        )?;
    }
    let program = |name: &str| job::target().join("release").join(name);
    let myself =
        std::env::current_exe().map_err(|error| say::disk(Path::new("cargo xtask"), &error))?;
    let session = Session::passing()?;
    let mut inner = Command::new(myself);
    inner
        .arg("windows")
        .arg(program("countersign-window"))
        .arg(program("bare-window"))
        .arg(if start {
            run.asked.pairs().to_string()
        } else {
            "0".to_owned()
        })
        .arg(if memory { "3" } else { "0" });
    let mut command = session.command(true, &inner)?;
    let output = run.must("The window, against a bare one", &mut command)?;
    let mut take = |name: &str, title: &str, floor: &'static str, unit| {
        let found = output.lines().find_map(|line| {
            let (found, pairs) = super::figures::samples(line)?;
            (found == name).then_some(pairs)
        });
        if let Some(pairs) = found {
            run.figures.push(Figure {
                name: title.to_owned(),
                floor,
                unit,
                aim: Aim::AtMost(1.2),
                pairs,
                note: String::new(),
            });
        }
    };
    let (start, memory) = ("cold start to first paint", "memory (PSS of all processes)");
    take("start", start, SAME, Unit::Time);
    take("start-as-it-comes", start, AS_IT_COMES, Unit::Time);
    take("memory", memory, SAME, Unit::Memory);
    take("memory-as-it-comes", memory, AS_IT_COMES, Unit::Memory);
    Ok(())
}

/// The inner half, run inside the session: opens both in turns, and prints what it saw.
pub(crate) fn inside(words: &[String]) -> Result<(), Failure> {
    let [real, bare, starts, memories] = words else {
        return Err(Failure::new(
            "`cargo xtask windows` is a part of `cargo xtask bench`.",
            "Run `cargo xtask bench --only start`.",
        ));
    };
    let office = folder().join(format!("no-office-{}", std::process::id()));
    let real = Window {
        program: PathBuf::from(real),
        arguments: vec!["--office".into(), office.into()],
        drawn_plainly: false,
    };
    let bare = |drawn_plainly| Window {
        program: PathBuf::from(bare),
        arguments: Vec::new(),
        drawn_plainly,
    };
    // As `src-tauri/graphics.rs` decides it.
    let (same, as_it_comes) = (bare(!Path::new("/dev/dri").exists()), bare(false));
    let number = |word: &str| word.parse::<usize>().unwrap_or(0);
    // The first opening of each brings its files into memory.
    let (warm_real, warm_bare) = (real.paint()?, as_it_comes.paint()?);
    println!("first openings: {warm_real:?}, {warm_bare:?}");
    let paint = |window: &Window| Ok(window.paint()?.as_secs_f64() * 1e6);
    sampled(
        "start",
        number(starts),
        [&real, &same, &as_it_comes],
        &paint,
    )?;
    let windows = [&real, &same, &as_it_comes];
    sampled("memory", number(memories), windows, &Window::memory)?;
    Ok(())
}

/// Samples all three in turns.
fn sampled(
    name: &str,
    count: usize,
    [real, same, as_it_comes]: [&Window; 3],
    sample: &dyn Fn(&Window) -> Result<f64, Failure>,
) -> Result<(), Failure> {
    let (mut to_same, mut to_as_it_comes) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let figure = sample(real)?;
        let pair = |pairs: &mut Vec<Pair>, window| {
            let floor = sample(window)?;
            pairs.push(Pair { figure, floor });
            Ok::<(), Failure>(())
        };
        pair(&mut to_same, same)?;
        pair(&mut to_as_it_comes, as_it_comes)?;
    }
    print(name, &to_same);
    print(&format!("{name}-as-it-comes"), &to_as_it_comes);
    Ok(())
}

fn print(name: &str, pairs: &[Pair]) {
    if pairs.is_empty() {
        return;
    }
    let words: Vec<String> = pairs
        .iter()
        .map(|pair| format!("{}/{}", pair.figure, pair.floor))
        .collect();
    println!("samples\t{name}\t{}", words.join("\t"));
}

/// A program that opens a window and says `painted` once it has drawn.
struct Window {
    program: PathBuf,
    arguments: Vec<std::ffi::OsString>,
    drawn_plainly: bool,
}

/// A window that is open. It is closed with this value, and nothing else is.
struct Open(Child);

impl Drop for Open {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Window {
    fn open(&self) -> Result<(Open, Duration), Failure> {
        let failed = |why: &str| {
            Failure::new(
                format!("{} {why}.", self.program.display()),
                "Open it by itself with COUNTERSIGN_REPORT_PAINT=1 and read what it says.",
            )
        };
        let began = Instant::now();
        let mut command = Command::new(&self.program);
        if self.drawn_plainly {
            command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        }
        let mut child = command
            .args(&self.arguments)
            .env("COUNTERSIGN_REPORT_PAINT", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(&format!("could not be started: {error}")))?;
        let output = child.stdout.take();
        let open = Open(child);
        let (painted, heard) = mpsc::channel();
        std::thread::spawn(move || {
            let lines = output.map(|output| BufReader::new(output).lines());
            for line in lines.into_iter().flatten().map_while(Result::ok) {
                if line == "painted" {
                    // Who waited has given up: then there is nobody to tell.
                    let _late = painted.send(began.elapsed());
                }
            }
        });
        let took = heard
            .recv_timeout(PATIENCE)
            .map_err(|_| failed("did not paint"))?;
        Ok((open, took))
    }

    fn paint(&self) -> Result<Duration, Failure> {
        self.open().map(|(_, took)| took)
    }

    /// The proportional set size of the program and everything it started, after it was left alone.
    fn memory(&self) -> Result<f64, Failure> {
        let (open, _) = self.open()?;
        std::thread::sleep(IDLE);
        let processes = family(open.0.id());
        let sum: u64 = processes.iter().filter_map(|id| pss(*id)).sum();
        // A sum of memory is far below what a float keeps exact.
        #[expect(clippy::cast_precision_loss, reason = "as said above")]
        Ok(sum as f64)
    }
}

/// A process and all its descendants.
fn family(eldest: u32) -> Vec<u32> {
    let mut family = vec![eldest];
    let parents: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|each| each.file_name().to_str()?.parse().ok())
        .filter_map(|id: u32| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            Some((id, parent(&stat)?))
        })
        .collect();
    let mut at = 0;
    while let Some(&parent) = family.get(at) {
        family.extend(
            parents
                .iter()
                .filter(|(_, of)| *of == parent)
                .map(|(id, _)| *id),
        );
        at += 1;
    }
    family
}

/// The parent in `/proc/<id>/stat`: the second word after the name, which stands in parentheses and may hold anything.
fn parent(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()
}

/// Bytes, from `smaps_rollup`.
fn pss(id: u32) -> Option<u64> {
    of_rollup(&std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?)
}

fn of_rollup(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::{of_rollup, parent};

    #[test]
    fn a_name_may_hold_anything() {
        assert_eq!(parent("4711 (a (strange) name) S 42 4711 4711 0"), Some(42));
        assert_eq!(parent("4711 (cut off"), None);
    }

    #[test]
    fn the_proportional_size_is_read_and_not_its_parts() {
        let text =
            "5581-7ffd [rollup]\nRss:   9000 kB\nPss:            4096 kB\nPss_Dirty:    1 kB\n";
        assert_eq!(of_rollup(text), Some(4 << 20));
        assert_eq!(of_rollup("Rss: 1 kB\n"), None);
    }
}
