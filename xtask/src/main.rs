//! The commands a newcomer needs: `cargo xtask run` and `cargo xtask test`.
//!
//! Small, and on the standard library alone, so that it compiles in a second on a fresh machine and can then
//! install what the product needs. It never holds product code.

mod bench;
mod front;
mod job;
mod machine;
mod run;
mod say;
mod session;
mod tally;
mod test;

use say::Failure;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run  [--yes] [--release] [--virtual] [-- ARGUMENTS FOR THE WINDOW]
    Install what is missing, build, and open the window.
    --virtual   open it on a virtual display, where there is no other
    --release   build it as it is shipped (slower to build)

cargo xtask test [--yes] [--only tidy|domain|desk|stories|verifier|ui|shell]
    Install what is missing and run every test, or one part of them.

cargo xtask wire
    Write the window's TypeScript types from the Rust types.

cargo xtask bench [--yes] [--quick] [--only audit|gate|wire|open|list|search|start|memory]
    Measure how fast it is, each figure beside its floor. --quick takes few samples, for a first look.

--yes (or CI=true) installs system packages without asking first.";

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let verb = if words.is_empty() {
        String::new()
    } else {
        words.remove(0)
    };
    let outcome = match verb.as_str() {
        "run" => run::run(&words),
        "test" => test::test(&words),
        "bench" => bench::bench(&words),
        "windows" => bench::windows(&words),
        "wire" => test::wire(),
        "inside" => return session::inside(&words),
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => Err(Failure::new(
            format!("`cargo xtask {other}` is not a command."),
            "Run `cargo xtask help` for those there are.",
        )),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print(&verb);
            ExitCode::FAILURE
        }
    }
}
