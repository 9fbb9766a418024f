//! Verbs about the office, its members, and what waits for a second one.

use clap::{Args, Subcommand, ValueEnum};
use domain::member::Role;
use std::path::PathBuf;

/// What a member may do.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RoleWord {
    /// Writes and submits.
    Author,
    /// Approves, and signs a restart.
    Approver,
    /// Proposes and seconds changes to people, rules and channels.
    Manager,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Author => Self::Author,
            RoleWord::Approver => Self::Approver,
            RoleWord::Manager => Self::Manager,
        }
    }
}

/// What the founders decide.
#[derive(Debug, Args)]
pub(crate) struct FoundWish {
    /// The office's name.
    #[arg(long)]
    pub(crate) name: String,
    /// Its IANA time zone.
    #[arg(long, default_value = "Europe/London")]
    pub(crate) zone: String,
    /// A founder's name; twice.
    #[arg(long = "founder", required = true, num_args = 1)]
    pub(crate) founders: Vec<String>,
    /// A file with that founder's passphrase; twice, in the same order. Asked for when absent.
    #[arg(long = "founder-passphrase-file", num_args = 1)]
    pub(crate) files: Vec<PathBuf>,
    /// Where to write the recovery key; it is printed when absent. Print it, and lock it away.
    #[arg(long)]
    pub(crate) recovery_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OfficeVerb {
    /// Found an office: two people, each with a passphrase of their own.
    Found(FoundWish),
    /// A practice office: everything in one folder, nothing that reaches the public.
    Practice,
    /// The office, the ledger, stops, what waits.
    Status,
    /// Propose other rules; what is not named stays.
    Rules {
        /// How many members must have signed a release, its author included: 2 to 9.
        #[arg(long)]
        signatures: Option<u8>,
        /// How old, in seconds, another desk's newest signature may be when a post goes out.
        #[arg(long)]
        freshness: Option<u32>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum MemberVerb {
    /// Everyone, desks and rules.
    List,
    /// Propose a new member, who chooses a passphrase.
    Enrol {
        /// Their name.
        name: String,
        /// What they may do; as often as needed.
        #[arg(long = "role", required = true)]
        roles: Vec<RoleWord>,
        /// A file with their passphrase; asked for when absent.
        #[arg(long)]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Propose other roles for a member; the ones named are all they have.
    Roles {
        /// Whose.
        who: String,
        /// What they may do; as often as needed.
        #[arg(long = "role", required = true)]
        roles: Vec<RoleWord>,
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
