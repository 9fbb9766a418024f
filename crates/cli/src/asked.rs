//! What can be asked on the command line.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// No post goes out before two people have signed its exact bytes.
#[derive(Debug, Parser)]
#[command(
    name = "countersign",
    version,
    after_help = "\
Exit codes: 0 done; 1 something broke; 2 usage; 3 the rules said no; 4 wrong passphrase, or the desk waits;
5 the ledger does not hold together; 6 another Countersign is publishing; 7 something did not go out, or is not known yet."
)]
pub(crate) struct Asked {
    /// The office's folder.
    #[arg(long, global = true, env = "COUNTERSIGN_OFFICE", default_value = ".")]
    pub(crate) office: PathBuf,
    /// Who signs: a member's name or id.
    #[arg(long = "as", global = true, value_name = "MEMBER")]
    pub(crate) member: Option<String>,
    /// Answer with one JSON document.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseSource,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// Where the passphrase comes from; without either it is asked for. Never an argument: those can be read by others.
#[derive(Debug, Args)]
pub(crate) struct PassphraseSource {
    /// A file with the passphrase in its first line.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// An open file descriptor to read the passphrase from.
    #[arg(
        long,
        global = true,
        value_name = "N",
        conflicts_with = "passphrase_file"
    )]
    pub(crate) passphrase_fd: Option<u32>,
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
    /// What is live, newest first.
    Live {
        /// Words to look for.
        #[arg(default_value = "")]
        words: String,
    },
    /// The ledger.
    #[command(subcommand)]
    Ledger(LedgerVerb),
    /// What is missing on this machine, and the remedy.
    Doctor,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OfficeVerb {
    /// Found an office: two people, each with a passphrase of their own.
    Found {
        /// The office's name.
        #[arg(long)]
        name: String,
        /// Its IANA time zone.
        #[arg(long, default_value = "Europe/London")]
        zone: String,
        /// A founder's name; twice.
        #[arg(long = "founder", required = true, num_args = 1)]
        founders: Vec<String>,
        /// A file with that founder's passphrase; twice, in the same order. Asked for when absent.
        #[arg(long = "founder-passphrase-file", num_args = 1)]
        files: Vec<PathBuf>,
        /// Where to write the recovery key; it is printed when absent. Print it, and lock it away.
        #[arg(long)]
        recovery_file: Option<PathBuf>,
    },
    /// A practice office: everything in one folder, nothing that reaches the public.
    Practice,
    /// The office, the ledger, stops, what waits.
    Status,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MemberVerb {
    /// Everyone, desks and rules.
    List,
    /// Propose a new member, who chooses a passphrase.
    Enrol {
        /// Their name.
        name: String,
        /// What they may do: author, approver, manager.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
        /// A file with their passphrase; asked for when absent.
        #[arg(long)]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Cut a member off at once, for 72 hours.
    Suspend {
        /// Who.
        who: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Make another member's suspension of someone last.
    ConfirmSuspension {
        /// Who.
        who: String,
    },
    /// Propose that a suspended member counts again.
    Reinstate {
        /// Who.
        who: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProposalVerb {
    /// All open ones.
    List,
    /// Agree.
    Second {
        /// The proposal's link.
        proposal: String,
    },
    /// Turn down, or take back.
    Drop {
        /// The proposal's link.
        proposal: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ChannelVerb {
    /// Propose to connect a channel.
    Connect {
        /// bluesky or site.
        kind: String,
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
pub(crate) enum DraftVerb {
    /// Start a draft for all open channels, or some.
    New {
        /// Its title; not sent.
        title: String,
        /// A channel; as often as needed.
        #[arg(long = "channel")]
        channels: Vec<String>,
    },
    /// Change a draft's text for one channel.
    Edit(Box<Edit>),
    /// All drafts.
    List,
    /// One draft, with counts and findings.
    Show {
        /// Its id or title.
        draft: String,
    },
}

/// What a draft is changed to; what is not named stays.
#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// Its id or title.
    pub(crate) draft: String,
    /// The channel whose text changes.
    #[arg(long)]
    pub(crate) channel: String,
    /// The text of a post; once for each part of a thread.
    #[arg(long)]
    pub(crate) text: Vec<String>,
    /// A page's headline.
    #[arg(long)]
    pub(crate) headline: Option<String>,
    /// A page's line under the headline.
    #[arg(long)]
    pub(crate) standfirst: Option<String>,
    /// A page's text.
    #[arg(long)]
    pub(crate) body: Option<String>,
    /// A page's notes to editors.
    #[arg(long)]
    pub(crate) notes: Option<String>,
    /// The last part of a page's address.
    #[arg(long)]
    pub(crate) slug: Option<String>,
    /// A picture for the first part or the page; as often as needed.
    #[arg(long)]
    pub(crate) image: Vec<PathBuf>,
    /// What each picture shows, in the same order.
    #[arg(long)]
    pub(crate) alt: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerVerb {
    /// The newest entries.
    Log {
        /// Entries before this number.
        #[arg(long)]
        before: Option<u64>,
    },
    /// Read and verify everything again.
    Verify,
    /// Make this desk's replica and its lists again from the ledger, verified from the first entry.
    Rebuild,
    /// Write everything out for an auditor.
    Export {
        /// To which file; to the terminal when absent.
        #[arg(long)]
        to: Option<PathBuf>,
    },
}
