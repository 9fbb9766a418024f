//! Crash points: every step at which Countersign may die, for the tests that kill it there.
//!
//! In a build without the feature `failpoints` reaching one does nothing. The list is closed, so that the kill
//! test knows all of them and fails for one that is never reached.

use crate::store::StoreFault;

macro_rules! points {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// A step at which a test may end the process.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Point { $($(#[$doc])* $name),+ }

        impl Point {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its name in `FAILPOINTS`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

points! {
    /// Founding: the desk's own keys are in the keyring.
    FoundKeyring = "found_keyring",
    /// Founding: the office's database is there and empty.
    FoundOfficeDb = "found_office_db",
    /// Founding: this desk's database is there.
    FoundDeskDb = "found_desk_db",
    /// Founding: the founders' keys are kept, and the first entry is not there.
    FoundKeys = "found_keys",
    /// Founding: the first entry stands.
    FoundEntry = "found_entry",
    /// Connecting: the credential is sealed and kept, and nothing is proposed.
    ConnectSealed = "connect_sealed",
    /// Submitting: the content is in the store, and nothing is signed.
    SubmitKept = "submit_kept",
    /// Submitting: it stands in the ledger, and the draft does not know.
    SubmitSaid = "submit_said",
    /// Approving: what the publisher needs is left, and nothing is signed.
    ApproveGranted = "approve_granted",
    /// Approving: it stands in the ledger.
    ApproveSaid = "approve_said",
    /// Enrolling: the new member's key is kept, and nothing is proposed.
    EnrolKept = "enrol_kept",
    /// Seconding: it stands in the ledger, and credentials are not shared yet.
    SecondSaid = "second_said",
    /// Publishing: nothing is in the journal.
    BeforeJournal = "before_journal",
    /// Publishing: the journal has the leg, the ledger has no claim.
    BeforeClaim = "before_claim",
    /// Publishing: the claim stands in the ledger.
    AfterClaim = "after_claim",
    /// Publishing: the gate gave its permit.
    AfterGate = "after_gate",
    /// Publishing: the credential is open.
    CredentialOpen = "credential_open",
    /// Publishing: the journal says prepared.
    Prepared = "prepared",
    /// Publishing: media are uploaded, or the files are written beside their places.
    MediaThere = "media_there",
    /// Publishing: the last look is over, and the intent is not on the disk.
    BeforeIntent = "before_intent",
    /// Publishing: the intent is on the disk, and no byte has left.
    AfterIntent = "after_intent",
    /// A site: the page is in its place, and the lists are not.
    PageInPlace = "page_in_place",
    /// Publishing: the answer is read, and not in the journal.
    AfterSend = "after_send",
    /// Publishing: the journal says confirmed, and there is no receipt.
    BeforeReceipt = "before_receipt",
    /// Publishing: the receipt stands, and the journal does not say so.
    AfterReceipt = "after_receipt",
    /// Publishing: the journal says receipted, and the grant is still there.
    BeforeForget = "before_forget",
    /// Publishing: everything is done.
    AfterForget = "after_forget",
    /// A send that was let go: the journal does not say so.
    BeforeCancel = "before_cancel",
    /// A send that was let go: the journal says so, and the ledger does not.
    AfterCancel = "after_cancel",
    /// A refused send: the journal does not say so.
    BeforeRefused = "before_refused",
    /// A refused send: the journal says so, and the ledger does not.
    AfterRefused = "after_refused",
    /// A send of unknown outcome: the journal does not say so.
    BeforeUnknown = "before_unknown",
    /// A send of unknown outcome: the journal says so, and the ledger does not.
    AfterUnknown = "after_unknown",
    /// Reading back: nothing is read.
    BeforeReadBack = "before_read_back",
    /// Reading back: the channel is read, and the ledger does not say what was found.
    AfterReadBack = "after_read_back",
    /// Reading back: the ledger says what was found, and the journal does not.
    ReadBackSaid = "read_back_said",
    /// After a crash: a leg was found open, and nothing is said of it.
    BeforeRecover = "before_recover",
    /// After a crash: the ledger says what became of it, and the journal does not.
    AfterRecover = "after_recover",
}

/// Reaches a point. A test may have asked for the process to end here, or for this step to fail as if another
/// program held the database.
#[cfg_attr(
    not(feature = "failpoints"),
    allow(
        clippy::unnecessary_wraps,
        reason = "it can fail where a test asks for it"
    )
)]
pub(crate) fn reach(point: Point) -> Result<(), StoreFault> {
    #[cfg(feature = "failpoints")]
    fail::fail_point!(point.name(), |_| Err(StoreFault::Held));
    #[cfg(not(feature = "failpoints"))]
    let _ = point;
    Ok(())
}
