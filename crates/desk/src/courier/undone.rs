//! Why a leg did not go out.

use crate::fault::Fault;
use domain::refusal::Refusal;

/// Why a claimed leg did not come to a receipt.
pub(super) enum Undone {
    /// Nothing was sent: the gate closed, or something was missing.
    Before { code: String, detail: String },
    /// The channel refused, and nothing was created.
    Refused {
        code: String,
        detail: String,
        again: bool,
    },
    /// Nobody knows.
    Unknown { detail: String },
}

impl From<Refusal> for Undone {
    fn from(refusal: Refusal) -> Self {
        Self::Before {
            code: refusal.code(),
            detail: refusal.to_string(),
        }
    }
}

impl From<crate::store::StoreFault> for Undone {
    fn from(fault: crate::store::StoreFault) -> Self {
        Fault::from(fault).into()
    }
}

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Self {
        Self::Before {
            code: "fault".to_owned(),
            detail: fault.to_string(),
        }
    }
}
