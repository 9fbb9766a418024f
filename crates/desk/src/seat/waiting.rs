//! What waits for something typed in the signing window. It is wiped when it is dropped.

use crate::intent::{Intent, Typed};
use crate::secret::{Passphrase, Secret};
use domain::ids::MemberId;
use domain::member::Role;
use std::path::PathBuf;

/// One thing that waits. There is never a second: whatever is asked next takes its place.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) what: WaitingFor,
    /// Tells one from the next, so that an answer to a card that is gone finds nothing.
    pub(super) turn: u64,
}

#[derive(Debug)]
pub(super) enum WaitingFor {
    Unlock {
        member: Option<MemberId>,
    },
    Founding(Founding),
    RecoverySheet {
        path: PathBuf,
    },
    Signature(Wanted),
    /// A try that used up what was typed for it. It is asked for anew, from the beginning.
    Spent,
}

/// What of it may be shown: everything but what was typed.
#[derive(Debug, Clone)]
pub(super) enum Shown {
    Unlock { member: Option<MemberId> },
    Founding { founders: [String; 2], chosen: u8 },
    RecoverySheet { path: PathBuf },
    Enrolment { name: String, roles: Vec<Role> },
    Signature { member: MemberId, intent: Intent },
    Nothing,
}

impl WaitingFor {
    pub(super) fn shown(&self) -> Shown {
        match self {
            Self::Unlock { member } => Shown::Unlock { member: *member },
            Self::Founding(founding) => Shown::Founding {
                founders: founding.founders.clone(),
                chosen: u8::from(founding.first.is_some()),
            },
            Self::RecoverySheet { path } => Shown::RecoverySheet { path: path.clone() },
            Self::Signature(wanted) => match &wanted.intent {
                Intent::Enrol { name, roles } if wanted.new_passphrase.is_none() => {
                    Shown::Enrolment {
                        name: name.clone(),
                        roles: roles.clone(),
                    }
                }
                intent => Shown::Signature {
                    member: wanted.member,
                    intent: intent.clone(),
                },
            },
            Self::Spent => Shown::Nothing,
        }
    }
}

/// An office that two people are about to found.
#[derive(Debug)]
pub(super) struct Founding {
    pub(super) name: String,
    pub(super) zone: String,
    pub(super) desk: String,
    pub(super) founders: [String; 2],
    /// The first founder's passphrase, once chosen.
    pub(super) first: Option<Passphrase>,
}

/// A signature that is wanted.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) member: MemberId,
    pub(super) intent: Intent,
    /// The credential that came in by its own door.
    pub(super) credential: Option<Secret>,
    /// The passphrase that a new member chose.
    pub(super) new_passphrase: Option<Passphrase>,
}

impl Wanted {
    /// What was typed for it. It can be given once.
    pub(super) fn typed(&mut self) -> Typed {
        Typed {
            new_passphrase: self.new_passphrase.take(),
            credential: self.credential.take(),
        }
    }
}
