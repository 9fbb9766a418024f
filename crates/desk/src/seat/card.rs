//! The card in the signing window: what is signed, in facts that the core looked up itself.
//!
//! The page that asked for the signature has no say in what stands here, so that a page that was tampered with
//! cannot show one thing and have another signed.

use super::waiting::Shown;
use crate::desk::Desk;
use crate::fault::Problem;
use crate::intent::Intent;
use crate::practice;
use crate::view::{
    self, ChannelView, MemberRef, ProposalView, Query, QueueRow, StopView, View, member_ref,
};
use domain::act::Flag;
use domain::channel::ChannelKind;
use domain::digest::Digest;
use domain::ids::{ChannelId, MemberId, ReleaseId};
use domain::member::Role;
use serde::Serialize;

/// What the signing window shows. It loads nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct SigningCard {
    /// The office's name; empty before there is one.
    pub office_name: String,
    /// In a practice office, its members' passphrases, which everyone may know; else empty.
    pub practice: Vec<PracticeMember>,
    /// The office's IANA time zone.
    pub zone: String,
    /// The stop of everything that is on, if one is.
    pub stopped: Option<StopView>,
    /// The card.
    pub card: CardKind,
}

/// A member of the practice office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct PracticeMember {
    /// Their name.
    pub name: String,
    /// Their passphrase. It protects nothing.
    pub passphrase: String,
}

/// What is wanted from whoever sits there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CardKind {
    /// Somebody sits down: `unlock`.
    Unlock {
        /// Who could.
        members: Vec<MemberRef>,
        /// Who said they want to.
        member: Option<MemberId>,
    },
    /// Each founder chooses a passphrase: `choose_passphrases`, once each.
    Founding {
        /// Their names.
        founders: [String; 2],
        /// How many have chosen.
        chosen: u8,
    },
    /// The recovery sheet is written: print it, then `leave`.
    RecoverySheet {
        /// Where it lies until then.
        path: String,
    },
    /// A new member chooses a passphrase: `choose_passphrases`; then the card is one to sign.
    Enrolment {
        /// Their name.
        name: String,
        /// What they may do.
        roles: Vec<Role>,
    },
    /// One signature: `sign`.
    Sign(Box<SignCard>),
    /// Nothing waits; the window is about to close.
    Nothing,
}

/// Where one channel of what is signed goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct SignedChannel {
    /// Its name.
    pub channel_name: String,
    /// What sort it is.
    pub channel_kind: ChannelKind,
    /// The account it goes out as.
    pub account: String,
}

/// The facts behind one signature; `None` or empty where an intent has no such thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
pub struct SignCard {
    /// What is asked for.
    pub intent: Intent,
    /// Who signs.
    pub signer: MemberRef,
    /// The office's title of the release or draft.
    pub title: String,
    /// The release, as it stands in the queue.
    pub release: Option<QueueRow>,
    /// The digest that is signed.
    pub revision: Option<Digest>,
    /// The first words of the first variant.
    pub excerpt: String,
    /// Where it goes.
    pub channels: Vec<SignedChannel>,
    /// The flags of the revision, acknowledged by signing.
    pub flags: Vec<Flag>,
    /// The channel, where the intent is about one.
    pub channel: Option<ChannelView>,
    /// The member, where it is about one.
    pub member: Option<MemberRef>,
    /// The proposal, where it is about one.
    pub proposal: Option<ProposalView>,
    /// Restart: the stops that are lifted.
    pub stops: Vec<StopView>,
    /// Restart: who signed first, if someone did.
    pub first: Option<MemberRef>,
    /// Restart: how many legs stay held.
    pub held: u32,
}

/// The card for what waits, for a desk that may not have an office yet.
pub(super) async fn card(desk: Option<&Desk>, shown: Shown) -> Result<SigningCard, Problem> {
    let mut card = SigningCard {
        office_name: String::new(),
        practice: Vec::new(),
        zone: "UTC".to_owned(),
        stopped: None,
        card: CardKind::Nothing,
    };
    let mut members = Vec::new();
    if let Some(desk) = desk {
        let View::Shell(shell) = desk.look(&Query::Shell, None).await? else {
            return Ok(card);
        };
        if shell.office.practice {
            card.practice = practice::MEMBERS
                .map(|(name, passphrase)| PracticeMember {
                    name: name.to_owned(),
                    passphrase: passphrase.to_owned(),
                })
                .into();
        }
        members = shell.members;
        card.office_name = shell.office.name;
        card.zone = shell.office.zone;
        card.stopped = shell
            .stops
            .into_iter()
            .find(|stop| stop.scope == domain::act::Scope::Everything);
    }
    card.card = match (shown, desk) {
        (Shown::Unlock { member }, Some(_)) => CardKind::Unlock { members, member },
        (Shown::Founding { founders, chosen }, _) => CardKind::Founding { founders, chosen },
        (Shown::RecoverySheet { path }, _) => CardKind::RecoverySheet {
            path: path.display().to_string(),
        },
        (Shown::Enrolment { name, roles }, _) => CardKind::Enrolment { name, roles },
        (Shown::Signature { member, intent }, Some(desk)) => {
            CardKind::Sign(Box::new(facts(desk, member, &intent).await?))
        }
        (Shown::Unlock { .. } | Shown::Signature { .. }, None) | (Shown::Nothing, _) => {
            CardKind::Nothing
        }
    };
    Ok(card)
}

/// Everything a signer should know, looked up by the core.
async fn facts(desk: &Desk, signer: MemberId, intent: &Intent) -> Result<SignCard, Problem> {
    let office = desk.office().await?;
    let mut card = SignCard {
        intent: intent.clone(),
        signer: member_ref(&office, signer),
        title: String::new(),
        release: None,
        revision: None,
        excerpt: String::new(),
        channels: Vec::new(),
        flags: Vec::new(),
        channel: None,
        member: None,
        proposal: None,
        stops: Vec::new(),
        first: None,
        held: 0,
    };
    match intent {
        Intent::Submit { draft } => {
            let query = Query::Draft { draft: *draft };
            if let View::Draft(view) = desk.look(&query, Some(signer)).await? {
                card.title = view.title;
                card.texts(&view.variants);
            }
        }
        Intent::Approve {
            release, revision, ..
        }
        | Intent::Reject {
            release, revision, ..
        }
        | Intent::Withdraw { release, revision } => {
            card.of_release(desk, *release).await?;
            card.revision = Some(*revision);
        }
        Intent::TakeDown {
            release, channel, ..
        }
        | Intent::DecideUnknown {
            release, channel, ..
        } => {
            card.of_release(desk, *release).await?;
            card.channel = of_channel(desk, *channel).await?;
        }
        Intent::Connect { channel, .. } => {
            if let Some(channel) = channel {
                card.channel = of_channel(desk, *channel).await?;
            }
        }
        Intent::RemoveChannel { channel } | Intent::Revoke { channel, .. } => {
            card.channel = of_channel(desk, *channel).await?;
        }
        Intent::ChangeRoles { member, .. }
        | Intent::Reinstate { member }
        | Intent::Suspend { member, .. }
        | Intent::ConfirmSuspension { member } => {
            card.member = Some(member_ref(&office, *member));
        }
        Intent::Second { proposal } | Intent::Drop { proposal } => {
            if let View::People(people) = desk.look(&Query::People, Some(signer)).await? {
                card.proposal = people
                    .proposals
                    .into_iter()
                    .find(|open| open.proposal == *proposal);
            }
        }
        Intent::Restart => {
            if let View::Shell(shell) = desk.look(&Query::Shell, Some(signer)).await? {
                card.stops = shell.stops;
                card.first = shell.restart_signed_by;
            }
            card.held = held(desk, signer).await?;
        }
        Intent::Enrol { .. } | Intent::ChangePolicy { .. } => {}
    }
    Ok(card)
}

impl SignCard {
    /// The newest revision of a release, read from its verified bytes.
    async fn of_release(&mut self, desk: &Desk, release: ReleaseId) -> Result<(), Problem> {
        let query = Query::Review { release };
        if let View::Review(review) = desk.look(&query, Some(self.signer.id)).await? {
            self.title.clone_from(&review.row.title);
            self.revision = Some(review.revision);
            self.texts(&review.variants);
            self.flags = review.flags;
            self.release = Some(review.row);
        }
        Ok(())
    }

    fn texts(&mut self, variants: &[view::VariantView]) {
        self.excerpt = variants
            .first()
            .map_or_else(String::new, |first| view::first_words(&first.variant));
        self.channels = variants
            .iter()
            .map(|each| SignedChannel {
                channel_name: each.channel_name.clone(),
                channel_kind: each.channel_kind,
                account: each.account.clone(),
            })
            .collect();
    }
}

async fn of_channel(desk: &Desk, channel: ChannelId) -> Result<Option<ChannelView>, Problem> {
    let View::Channels { channels } = desk.look(&Query::Channels, None).await? else {
        return Ok(None);
    };
    Ok(channels.into_iter().find(|each| each.id == channel))
}

/// How many legs a restart leaves held: each is signed again before it goes.
async fn held(desk: &Desk, viewer: MemberId) -> Result<u32, Problem> {
    let queue = desk.look(&Query::Approvals, Some(viewer)).await?;
    let View::Approvals {
        for_you, others, ..
    } = queue
    else {
        return Ok(0);
    };
    let legs = for_you.iter().chain(&others).flat_map(|row| &row.legs);
    let held = legs.filter(|leg| leg.state == "held").count();
    Ok(u32::try_from(held).unwrap_or(u32::MAX))
}
