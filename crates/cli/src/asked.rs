//! What can be asked on the command line.

mod draft;
mod people;

pub(crate) use draft::{DraftVerb, Edit};
pub(crate) use people::{FoundWish, MemberVerb, OfficeVerb, ProposalVerb};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The heading of what every verb takes.
const EVERYWHERE: &str = "Everywhere";

/// No post goes out before two people have signed its exact bytes.
#[derive(Debug, Parser)]
#[command(
    name = "countersign",
    version,
    after_help = "\
Exit codes:
  0  done
  1  something broke
  2  not understood
  3  the rules said no
  4  wrong passphrase, or the desk waits
  5  what is stored is not what was signed
  6  another Countersign is publishing
  7  something did not go out, or is not known or proved yet"
)]
pub(crate) struct Asked {
    /// The office's folder.
    #[arg(long, global = true, help_heading = EVERYWHERE, env = "COUNTERSIGN_OFFICE", default_value = ".")]
    pub(crate) office: PathBuf,
    /// Who signs: a member's name or id.
    #[arg(long = "as", global = true, help_heading = EVERYWHERE, value_name = "MEMBER")]
    pub(crate) member: Option<String>,
    /// Answer with one JSON document.
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(crate) json: bool,
    /// Write a log here; `RUST_LOG` sets what goes in. Never a secret.
    #[arg(long, global = true, help_heading = EVERYWHERE, env = "COUNTERSIGN_LOG", value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseSource,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// Where the passphrase comes from; without either it is asked for. Never an argument: those can be read by others.
#[derive(Debug, Args)]
pub(crate) struct PassphraseSource {
    /// A file with the passphrase in its first line.
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// An open file descriptor to read the passphrase from.
    #[arg(
        long,
        global = true, help_heading = EVERYWHERE,
        value_name = "N",
        conflicts_with = "passphrase_file"
    )]
    pub(crate) passphrase_fd: Option<u32>,
    /// A file with the recovery key in its first line. It signs in a member's place, for restart and membership alone.
    #[arg(
        long,
        global = true, help_heading = EVERYWHERE,
        value_name = "FILE",
        conflicts_with_all = ["passphrase_file", "passphrase_fd", "member"]
    )]
    pub(crate) recovery_key_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Found an office, or look at it.
    #[command(subcommand)]
    Office(OfficeVerb),
    /// People.
    #[command(subcommand)]
    Member(MemberVerb),
    /// Changes that wait for a second member.
    #[command(subcommand)]
    Proposal(ProposalVerb),
    /// Places that posts go to.
    #[command(subcommand)]
    Channel(ChannelVerb),
    /// Text in work.
    #[command(subcommand)]
    Draft(DraftVerb),
    /// Sign a draft and put it forward.
    Submit {
        /// The draft: its id or title.
        draft: String,
    },
    /// Read a release and sign it.
    Approve {
        /// The release: CS-2041, 2041, or its id.
        release: String,
        /// Every flag has been looked at.
        #[arg(long)]
        acknowledge_all: bool,
    },
    /// Show a release as an approver reads it.
    Review {
        /// The release.
        release: String,
    },
    /// Turn a release down.
    Reject {
        /// The release.
        release: String,
        /// What should change.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Take a release back.
    Withdraw {
        /// The release.
        release: String,
    },
    /// Send what is due, and wait for receipts.
    Publish {
        /// The most seconds to wait for what is not known yet.
        #[arg(long, default_value_t = 30)]
        wait: u64,
    },
    /// STOP all publishing, or one channel. Needs no passphrase.
    Stop {
        /// One channel only.
        #[arg(long)]
        channel: Option<String>,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Sign for a restart; two members.
    Restart,
    /// Take a live post down.
    Takedown {
        /// The release.
        release: String,
        /// The channel.
        #[arg(long)]
        channel: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Sign for what became of a send that nobody can tell; two members.
    Decide {
        /// The release.
        release: String,
        /// The channel.
        #[arg(long)]
        channel: String,
        /// Whether it went out.
        #[arg(long, value_name = "TRUE OR FALSE", action = clap::ArgAction::Set)]
        sent: bool,
    },
    /// What is live, newest first.
    Live {
        /// Words to look for.
        #[arg(default_value = "")]
        words: String,
        /// Where to go on: "next" of the page before.
        #[arg(long, value_name = "KEY")]
        after: Option<String>,
    },
    /// The ledger.
    #[command(subcommand)]
    Ledger(LedgerVerb),
    /// What is missing on this machine, and the remedy.
    Doctor,
}

/// A sort of channel.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum KindWord {
    /// An account on Bluesky.
    Bluesky,
    /// A newsroom of static pages.
    Site,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ChannelVerb {
    /// Propose to connect a channel.
    Connect {
        /// What sort it is.
        kind: KindWord,
        /// The office's name for it.
        #[arg(long)]
        name: String,
        /// The account's handle, or the site's title.
        #[arg(long)]
        account: String,
        /// The provider's address, or the site's public address.
        #[arg(long, default_value = "")]
        address: String,
        /// The name of the app password at the provider.
        #[arg(long, default_value = "")]
        credential_name: String,
        /// A file with the credential; asked for when absent and needed.
        #[arg(long)]
        credential_file: Option<PathBuf>,
    },
    /// All of them.
    List,
    /// Try whether it can be reached and its credential works. Nothing is posted.
    Check {
        /// Which.
        channel: String,
    },
    /// Propose to take a channel out.
    Remove {
        /// Which.
        channel: String,
    },
    /// Kill a channel's credential at the provider, and prove it.
    Revoke {
        /// Which.
        channel: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerVerb {
    /// Entries, newest first.
    Log {
        /// Entries before this number.
        #[arg(long)]
        before: Option<u64>,
        /// Only acts of this kind, such as approved; as often as needed.
        #[arg(long = "kind")]
        kinds: Vec<String>,
        /// Only what this member signed: a name or id.
        #[arg(long)]
        by: Option<String>,
        /// Only entries about this: a release's, channel's or member's name or id.
        #[arg(long)]
        about: Option<String>,
        /// The most entries.
        #[arg(long, default_value_t = 50)]
        most: usize,
    },
    /// Read and verify everything again.
    Verify,
    /// Make this desk's replica and its lists again from the ledger, verified from the first entry.
    Rebuild,
    /// Write everything out for an auditor; a ledger that does not hold together too, as it is stored (exit code 5).
    Export {
        /// To which file; to the terminal when absent.
        #[arg(long)]
        to: Option<PathBuf>,
    },
}
