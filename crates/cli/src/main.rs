//! Countersign on the command line: it parses, asks the desk once, and prints.

mod asked;
mod names;
mod verbs;

use asked::Asked;
use clap::Parser as _;
use desk::fault::{Fault, Problem};
use std::process::ExitCode;

fn main() -> ExitCode {
    let asked = Asked::parse();
    #[cfg(feature = "failpoints")]
    crash_points();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The system gives no threads: {error}. Close other programs and try again.");
            return ExitCode::from(1);
        }
    };
    match runtime.block_on(verbs::carry_out(&asked)) {
        Ok(answer) => {
            if asked.json {
                println!("{}", answer.value);
            } else {
                println!("{}", plain(&answer.value));
            }
            ExitCode::from(answer.code)
        }
        Err(problem) => {
            if asked.json {
                println!(
                    "{}",
                    serde_json::json!({ "problem": problem.to_string(), "code": code(&problem) })
                );
            }
            eprintln!("{}", sentence(&problem.to_string()));
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
        Problem::Failed(Fault::LedgerBroken(_)) => 5,
        Problem::Failed(Fault::Store(desk::store::StoreFault::Busy)) => 6,
        Problem::Failed(_) => 1,
    }
}

/// With a capital and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    let stop = if words.ends_with(['.', '?']) { "" } else { "." };
    format!("{}{}{stop}", first.unwrap_or_default(), letters.as_str())
}

/// An answer as aligned lines a person can read.
fn plain(value: &serde_json::Value) -> String {
    let mut lines = Vec::new();
    lay_out(value, 0, &mut lines);
    lines.join("\n")
}

fn lay_out(value: &serde_json::Value, depth: usize, lines: &mut Vec<String>) {
    let margin = "  ".repeat(depth);
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.replace('_', " ");
                if value.is_object() || value.as_array().is_some_and(|list| !list.is_empty()) {
                    lines.push(format!("{margin}{name}:"));
                    lay_out(value, depth + 1, lines);
                } else if !value.is_null() && *value != serde_json::json!([]) {
                    lines.push(format!("{margin}{name}: {}", words(value)));
                }
            }
        }
        serde_json::Value::Array(list) => {
            for (at, each) in list.iter().enumerate() {
                if at > 0 && each.is_object() {
                    lines.push(String::new());
                }
                lay_out(each, depth, lines);
            }
        }
        other => lines.push(format!("{margin}{}", words(other))),
    }
}

fn words(value: &serde_json::Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
