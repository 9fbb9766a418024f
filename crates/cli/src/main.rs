//! Countersign on the command line: it parses, asks the desk once, and prints.

mod asked;
mod log;
mod names;
mod plain;
mod reading;
mod verbs;
mod words;

use asked::Asked;
use clap::Parser as _;
use desk::fault::{Fault, Problem};
use desk::store::StoreFault;
use std::process::ExitCode;
use verbs::Trouble;

fn main() -> ExitCode {
    let asked = Asked::parse();
    #[cfg(feature = "failpoints")]
    crash_points();
    if let Some(file) = &asked.log
        && let Err(error) = log::start(file)
    {
        eprintln!(
            "The log {} cannot be written: {error}. Name another file.",
            file.display()
        );
        return ExitCode::from(1);
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The system gives no threads: {error}. Close other programs and try again.");
            return ExitCode::from(1);
        }
    };
    match runtime.block_on(verbs::carry_out(&asked)) {
        Ok(answer) => {
            let text = match answer.lines {
                Some(lines) if !asked.json => lines,
                _ if asked.json => answer.value.to_string(),
                _ => plain::lines(&answer.value),
            };
            println!("{text}");
            if let Some(aside) = answer.aside {
                eprintln!("{aside}");
            }
            ExitCode::from(answer.code)
        }
        Err(Trouble { problem, sentence }) => {
            if asked.json {
                let told = serde_json::json!({ "problem": sentence, "code": code(&problem) });
                println!("{told}");
            }
            eprintln!("{sentence}");
            ExitCode::from(exit_code(&problem))
        }
    }
}

/// A crash in a kill test must leave what a power cut leaves, so nothing is unwound.
#[cfg(feature = "failpoints")]
fn crash_points() {
    std::panic::set_hook(Box::new(|_| std::process::abort()));
    std::mem::forget(fail::FailScenario::setup());
}

fn code(problem: &Problem) -> String {
    match problem {
        Problem::Refused(refusal) => refusal.code(),
        Problem::Failed(_) => "fault".to_owned(),
    }
}

/// Documented in `--help`.
fn exit_code(problem: &Problem) -> u8 {
    match problem {
        Problem::Refused(_) => 3,
        Problem::Failed(Fault::WrongPassphrase { .. } | Fault::Waiting { .. }) => 4,
        Problem::Failed(
            Fault::LedgerBroken(_)
            | Fault::Store(StoreFault::ContentSwapped(_) | StoreFault::EntryCut(_)),
        ) => 5,
        Problem::Failed(Fault::Store(StoreFault::Busy)) => 6,
        Problem::Failed(_) => 1,
    }
}
