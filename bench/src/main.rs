//! The measurements that take a process of their own. `cargo xtask bench` starts it and reads what it prints.
#![allow(
    clippy::unwrap_used,
    reason = "a measurement that cannot be made ends with the reason"
)]

use bench::{audit, offices, opening, wire};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use tests::big::Size;

#[derive(Parser)]
struct Asked {
    /// Where the big offices lie.
    #[arg(long)]
    offices: PathBuf,
    /// How many pairs of samples are taken.
    #[arg(long, default_value_t = 11)]
    pairs: usize,
    /// Entries of the long ledger.
    #[arg(long, default_value_t = 100_000)]
    entries: u64,
    /// Posts of the office that is listed and searched.
    #[arg(long, default_value_t = 100_000)]
    posts: u32,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Makes the long ledger and the short one.
    MakeLedgers,
    /// Makes the office with the many posts, and prints its folder.
    MakePosts,
    /// A full audit.
    Audit {
        /// What the figure is called.
        name: String,
    },
    /// Opening.
    Open,
    /// From an approval to the post's first byte.
    Wire,
}

/// A short ledger has so many entries.
const SHORT: u64 = 1000;

#[tokio::main]
async fn main() {
    let asked = Asked::parse();
    let ledger = async |entries| offices::office(&asked.offices, Size::Entries(entries)).await;
    match asked.what {
        What::MakeLedgers => {
            ledger(asked.entries).await;
            ledger(SHORT).await;
        }
        What::MakePosts => {
            let folder = offices::office(&asked.offices, Size::Posts(asked.posts)).await;
            println!("{}", folder.display());
        }
        What::Audit { name } => audit::run(&name, &ledger(asked.entries).await, asked.pairs).await,
        What::Open => {
            let (long, short) = (ledger(asked.entries).await, ledger(SHORT).await);
            opening::run("open", &long, &short, asked.pairs).await;
        }
        What::Wire => wire::run("wire", &asked.offices, asked.pairs).await,
    }
}
