//! The frame of every screen: office, member, ledger, stops, counts.

use super::restart::{RestartView, restarted};
use super::{approvals, initials, member_ref};
use crate::desk::Desk;
use crate::fault::{Fault, Problem};
use domain::act::{Change, Scope};
use domain::digest::Link;
use domain::ids::{DeskId, MemberId, OfficeId};
use domain::instant::Instant;
use domain::office::Office;
use serde::Serialize;

/// A member, as every screen names one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct MemberRef {
    /// Their id.
    pub id: MemberId,
    /// Their name.
    pub name: String,
    /// Two letters for the signature mark.
    pub initials: String,
}

/// The office's facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct OfficeView {
    /// Its id.
    pub id: OfficeId,
    /// Its name.
    pub name: String,
    /// Its IANA time zone.
    pub zone: String,
    /// Whether it is for practice.
    pub practice: bool,
}

/// What is known of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LedgerState {
    /// Nothing missing, nothing changed.
    Verified {
        /// How many entries.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        entries: u64,
    },
    /// It does not hold together; nothing is published.
    Broken {
        /// Where and how.
        what: String,
    },
}

/// A stop that is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct StopView {
    /// The entry.
    pub link: Link,
    /// What it halts.
    pub scope: Scope,
    /// Since when.
    pub at: Instant,
    /// Who pulled it, if somebody was signed in.
    pub by: Option<MemberRef>,
    /// Why; may be empty.
    pub reason: String,
}

/// Whether this desk's keyring can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KeyringView {
    /// It can.
    Ready,
    /// It cannot; drafts can be written, nothing can be signed.
    Missing {
        /// What is the matter and what to do.
        remedy: String,
    },
}

/// The frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct ShellView {
    /// The office.
    pub office: OfficeView,
    /// This desk.
    pub desk: DeskId,
    /// This desk's name.
    pub desk_name: String,
    /// Who is signed in.
    pub member: Option<MemberRef>,
    /// Who could sign in here.
    pub members: Vec<MemberRef>,
    /// The ledger.
    pub ledger: LedgerState,
    /// Stops that are on.
    pub stops: Vec<StopView>,
    /// Who has signed for a restart, when one has.
    pub restart_signed_by: Option<MemberRef>,
    /// The release of the last stop, for a day after it and while none is on.
    pub restarted: Option<RestartView>,
    /// How many posts wait for a signature of anybody: a count that a locked desk may show, and no word of them.
    pub posts_waiting: u32,
    /// How many revisions await this member.
    pub approvals_waiting: u32,
    /// How many proposals this member may second.
    pub proposals_waiting: u32,
    /// The keyring.
    pub keyring: KeyringView,
    /// This desk's time.
    pub now: Instant,
}

pub(super) async fn shell(desk: &Desk, viewer: Option<MemberId>) -> Result<ShellView, Problem> {
    let office = match desk.office().await {
        Ok(office) => office,
        Err(Fault::LedgerBroken(broken)) => return broken_shell(desk, &broken.to_string()).await,
        Err(fault) => return Err(fault.into()),
    };
    let mut stops: Vec<_> = office.stops_on().map(|stop| stop.link).collect();
    stops.sort_unstable();
    let restart = office.proposals().values().find(|open| {
        matches!(&open.change, Change::Restart { stops: named } if *named == stops)
            && desk.now() < open.lapses()
    });
    let waiting = viewer.map_or(0, |viewer| {
        approvals::waiting_for(&office, viewer, desk.now())
    });
    let proposals = viewer.map_or(0, |viewer| {
        super::people::seconds_waiting(&office, viewer, desk)
    });
    Ok(ShellView {
        office: OfficeView {
            id: office.id(),
            name: office.name().to_owned(),
            zone: office.zone().to_owned(),
            practice: office.is_practice(),
        },
        desk: desk.id(),
        desk_name: office
            .desks()
            .get(&desk.id())
            .map_or_else(String::new, |own| own.name.clone()),
        member: viewer.map(|viewer| member_ref(&office, viewer)),
        members: members_here(desk, &office),
        ledger: LedgerState::Verified {
            entries: office.head().seq + 1,
        },
        stops: office
            .stops_on()
            .map(|stop| StopView {
                link: stop.link,
                scope: stop.scope,
                at: stop.at,
                by: stop.by.map(|by| member_ref(&office, by)),
                reason: stop.reason.clone(),
            })
            .collect(),
        restart_signed_by: restart.map(|open| member_ref(&office, open.by)),
        restarted: restarted(desk, &office).await?,
        posts_waiting: approvals::posts_waiting(&office, desk.now()),
        approvals_waiting: waiting,
        proposals_waiting: proposals,
        keyring: keyring(desk).await,
        now: desk.now(),
    })
}

fn members_here(desk: &Desk, office: &Office) -> Vec<MemberRef> {
    let here = office.members().values().filter(|member| {
        member
            .desks
            .get(&desk.id())
            .is_some_and(|keys| !keys.removed)
    });
    here.map(|member| MemberRef {
        id: member.id,
        name: member.name.clone(),
        initials: initials(&member.name),
    })
    .collect()
}

async fn keyring(desk: &Desk) -> KeyringView {
    match desk.vault.probe().await {
        Ok(()) => KeyringView::Ready,
        Err(fault) => KeyringView::Missing {
            remedy: fault.to_string(),
        },
    }
}

/// With a broken ledger nothing can be said of the office but that.
async fn broken_shell(desk: &Desk, what: &str) -> Result<ShellView, Problem> {
    Ok(ShellView {
        office: OfficeView {
            id: desk.office_id(),
            name: String::new(),
            zone: "UTC".to_owned(),
            practice: false,
        },
        desk: desk.id(),
        desk_name: String::new(),
        member: None,
        members: Vec::new(),
        ledger: LedgerState::Broken {
            what: what.to_owned(),
        },
        stops: Vec::new(),
        restart_signed_by: None,
        restarted: None,
        posts_waiting: 0,
        approvals_waiting: 0,
        proposals_waiting: 0,
        keyring: keyring(desk).await,
        now: desk.now(),
    })
}
