//! One desk of one office: what the window and the command line both call.

use crate::chance::Chance;
use crate::clock::Clock;
use crate::fault::{Fault, Problem};
use crate::ledger::{Ledger, Said, Sources, Voice};
use crate::local::Local;
use crate::readiness::Readiness;
use crate::secret::{Passphrase, Secret};
use crate::store::Store;
use crate::vault::keyring::Keyring;
use crate::vault::{MemberKey, SealedCredential, SealedKey, SendingGrant, Vault};
use domain::act::{Act, Leg};
use domain::archive::Need;
use domain::channel::Channel;
use domain::decide::Command;
use domain::digest::Digest;
use domain::entry::By;
use domain::ids::{ChannelId, DeskId, MemberId, OfficeId, ReleaseId};
use domain::instant::Instant;
use domain::key::Signature;
use domain::office::Office;
use domain::refusal::Refusal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The office's shared database, inside its folder.
pub const OFFICE_DB: &str = "office.db";
/// This desk's own database, inside the office's folder. Never shared.
pub const DESK_DB: &str = "desk.db";
/// Where a practice office keeps what others keep in the keyring. It protects nothing.
pub const PRACTICE_KEYS: &str = "practice-keys";

/// One desk of one office.
#[derive(Debug)]
pub struct Desk {
    pub(crate) dir: PathBuf,
    pub(crate) clock: Clock,
    pub(crate) id: DeskId,
    pub(crate) office_id: OfficeId,
    pub(crate) store: Store,
    pub(crate) local: Local,
    pub(crate) vault: Vault,
    pub(crate) ledger: Ledger,
    pub(crate) ready: Readiness,
}

impl Desk {
    /// Opens the office in a folder. The ledger is read and verified with the first question.
    ///
    /// # Errors
    /// [`Fault::NoOffice`], or what is wrong with the folder's databases.
    pub async fn open(dir: &Path, clock: Clock) -> Result<Self, Fault> {
        if !dir.join(OFFICE_DB).is_file() || !dir.join(DESK_DB).is_file() {
            return Err(Fault::NoOffice(dir.to_owned()));
        }
        let store = Store::open(&dir.join(OFFICE_DB)).await?;
        let local = Local::open(&dir.join(DESK_DB)).await?;
        if local.is_founding().await? {
            return Err(Fault::FoundingInterrupted(dir.to_owned()));
        }
        let identity = local
            .identity()
            .await?
            .ok_or_else(|| Fault::NoOffice(dir.to_owned()))?;
        let keyring = if dir.join(PRACTICE_KEYS).is_dir() {
            Keyring::folder(&dir.join(PRACTICE_KEYS))
        } else {
            Keyring::system()
        };
        let vault = Vault::new(keyring, identity.office.uuid(), identity.desk.uuid());
        Ok(Self {
            dir: dir.to_owned(),
            clock,
            id: identity.desk,
            office_id: identity.office,
            store,
            local,
            vault,
            ledger: Ledger::new(identity.office),
            ready: Readiness::default(),
        })
    }

    /// Puts everything away before the program ends: what the databases have in their logs goes into their files, so that a
    /// copy of the folder is whole.
    pub async fn close(&self) {
        self.store.close().await;
        self.local.close().await;
    }

    /// This desk's id.
    pub const fn id(&self) -> DeskId {
        self.id
    }

    /// The office's id.
    pub const fn office_id(&self) -> OfficeId {
        self.office_id
    }

    /// The office's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What time it is by this desk's clock.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// This desk's own database.
    pub(crate) const fn local(&self) -> &Local {
        &self.local
    }

    /// The office after the newest entry, verified.
    ///
    /// # Errors
    /// [`Fault::LedgerBroken`], or the database.
    pub async fn office(&self) -> Result<Arc<Office>, Fault> {
        self.ledger.read(self.sources()).await
    }

    /// The same, without writing down what is new: whoever acts on it pins it first, or asks for [`Desk::office`] after.
    pub(crate) async fn glance(&self) -> Result<Arc<Office>, Fault> {
        self.ledger.glance(self.sources()).await
    }

    /// What the ledger is read from, and what this desk keeps of it.
    pub(crate) const fn sources(&self) -> Sources<'_> {
        Sources {
            store: &self.store,
            local: &self.local,
            vault: &self.vault,
        }
    }

    /// The office with some releases at hand, also those that were put away.
    ///
    /// # Errors
    /// As [`Desk::office`].
    pub async fn office_with(&self, releases: &[ReleaseId]) -> Result<Arc<Office>, Fault> {
        let needs: Vec<Need> = releases.iter().copied().map(Need::Release).collect();
        self.ledger.with(self.sources(), &needs).await
    }

    /// The office as it was read last, if a release is at hand in it; else read anew. For what is decided once more when
    /// it is said.
    pub(crate) async fn at_hand(&self, release: ReleaseId) -> Result<Arc<Office>, Fault> {
        match self.ledger.known().await {
            Some(office) if office.release(release).is_some() => Ok(office),
            _ => self.office_with(&[release]).await,
        }
    }

    /// The release of a number, such as 2041.
    ///
    /// # Errors
    /// As [`Desk::office`].
    pub async fn release_of(&self, number: u32) -> Result<Option<ReleaseId>, Fault> {
        let office = self.office().await?;
        let at_hand = office.releases().values();
        if let Some(known) = at_hand.into_iter().find(|known| known.number == number) {
            return Ok(Some(known.id));
        }
        let Some(listed) = self.local.numbered(number).await? else {
            return Ok(None);
        };
        // The list only says where to look.
        let office = self.office_with(&[listed]).await?;
        let found = office.release(listed);
        Ok(found
            .filter(|known| known.number == number)
            .map(|known| known.id))
    }

    /// Waits until the whole ledger has been gone through since this desk was opened; nothing is sent before. Gives the
    /// office.
    ///
    /// # Errors
    /// [`Fault::LedgerBroken`], or the database.
    pub async fn sound(&self) -> Result<Arc<Office>, Fault> {
        self.ledger.sound(self.sources()).await
    }

    /// Signs with the desk's own key, which can stop and report and nothing else.
    pub(crate) async fn say_as_desk(&self, act: Act) -> Result<Said, Problem> {
        let said = self.say_in_passing(act).await?;
        self.office().await?;
        Ok(said)
    }

    /// The same between two steps of publishing: what was said is pinned by the next one, or after the last.
    pub(crate) async fn say_in_passing(&self, act: Act) -> Result<Said, Problem> {
        self.say_after(act, async || Ok(())).await
    }

    /// The same, after something that has to be on the disk before it is said.
    pub(crate) async fn say_after(
        &self,
        act: Act,
        first: impl AsyncFnOnce() -> Result<(), Problem>,
    ) -> Result<Said, Problem> {
        // A desk's key never changes, so it does not matter how old this office is.
        let office = match self.ledger.known().await {
            Some(office) => office,
            None => self.glance().await?,
        };
        let own = office.desks().get(&self.id).ok_or(Refusal::NoSuchDesk)?;
        let signer = self.vault.desk_signer(own.key.bytes()).await?;
        drop(office);
        let command = Command::Say(Box::new(act));
        let voice = Voice {
            by: By::desk(self.id),
            now: self.now(),
            sign: |bytes: &[u8]| Ok(Signature::from_bytes(signer.sign(bytes))),
            first,
            appended: || (),
        };
        self.ledger.say(self.sources(), &command, voice).await
    }

    /// Signs with a person's key, after something that has to be on the disk before it is said.
    pub(crate) async fn say_as(
        &self,
        by: By,
        key: &MemberKey,
        command: Command,
        first: impl AsyncFnOnce() -> Result<(), Problem>,
    ) -> Result<Said, Problem> {
        let voice = Voice {
            by,
            now: self.now(),
            sign: |bytes: &[u8]| Ok(Signature::from_bytes(key.sign(bytes))),
            first,
            appended: || self.ready.signed.notify_one(),
        };
        let said = self.ledger.say(self.sources(), &command, voice).await?;
        // A courier in this process writes it down as soon as what was signed is on its way.
        if !self.ready.publishes() {
            self.office().await?;
        }
        Ok(said)
    }

    /// Opens a member's key at this desk. Wrong passphrases are counted, and after each five the desk waits.
    ///
    /// # Errors
    /// [`Fault::WrongPassphrase`], [`Fault::Waiting`], [`Fault::NoKeyHere`], or the keyring's state.
    pub async fn unseal(&self, member: MemberId, typed: &Passphrase) -> Result<MemberKey, Fault> {
        let now = self.now();
        let mut tries = self.local.tries(member).await?;
        if let Some(until) = tries.waits_until(now) {
            return Err(Fault::Waiting { until });
        }
        let sealed: SealedKey = self
            .local
            .sealed("member_key", member.uuid())
            .await?
            .ok_or(Fault::NoKeyHere)?;
        match self.vault.unseal(&sealed, typed).await {
            Ok(key) => {
                let before = tries.clone();
                tries.right();
                if tries != before {
                    self.local.keep_tries(member, &tries).await?;
                }
                Ok(key)
            }
            Err(fault) if fault.is_wrong_passphrase() => {
                tries.wrong(now);
                self.local.keep_tries(member, &tries).await?;
                Err(match tries.waits_until(now) {
                    Some(until) => Fault::Waiting { until },
                    None => Fault::WrongPassphrase { left: tries.left() },
                })
            }
            Err(fault) => Err(fault.into()),
        }
    }

    /// Members who have a key at this desk, with their names.
    ///
    /// # Errors
    /// The ledger's.
    pub async fn members_here(&self) -> Result<Vec<(MemberId, String)>, Fault> {
        let office = self.office().await?;
        let here = office
            .members()
            .values()
            .filter(|member| member.desks.contains_key(&self.id));
        Ok(here
            .map(|member| (member.id, member.name.clone()))
            .collect())
    }

    /// Content by its digest: the bytes of a revision, or of a picture.
    ///
    /// # Errors
    /// [`Fault::ContentMissing`], or that the stored bytes are others.
    pub async fn content_bytes(&self, digest: Digest) -> Result<Vec<u8>, Fault> {
        self.store
            .content(digest)
            .await?
            .ok_or(Fault::ContentMissing)
    }

    /// The folder a site channel writes to.
    pub fn newsroom(&self, channel: ChannelId) -> PathBuf {
        self.dir.join("newsroom").join(channel.to_string())
    }

    /// What the credential for sending one leg is opened with: the sealed one, and the grant that its approval left at
    /// this desk. Nothing of it is open.
    pub(crate) async fn sending_right(
        &self,
        leg: &Leg,
        channel: &Channel,
    ) -> Result<(SealedCredential, SendingGrant), Fault> {
        let grant = self.local.grant(leg.revision, leg.channel);
        let sealed = self.sealed_credential(channel);
        let (grant, sealed) = tokio::join!(grant, sealed);
        Ok((sealed?, grant?.ok_or(Fault::NoCredential)?))
    }

    /// The credential for sending one leg.
    pub(crate) async fn credential_for(
        &self,
        leg: &Leg,
        (sealed, grant): &(SealedCredential, SendingGrant),
    ) -> Result<Secret, Fault> {
        let revision = *leg.revision.bytes();
        let now = self.now().millis();
        let opened = self.vault.open_with_grant(sealed, grant, revision, now);
        Ok(opened.await?)
    }

    /// The sealed credential of a channel at this desk: the one that two members agreed to, by its digest.
    pub(crate) async fn sealed_credential(
        &self,
        channel: &Channel,
    ) -> Result<SealedCredential, Fault> {
        let agreed = channel.credential.as_ref().ok_or(Fault::NoCredential)?;
        let kind = credential_kind(*agreed.sealed.bytes());
        let found: Option<SealedCredential> = self.local.sealed(&kind, channel.id.uuid()).await?;
        found
            .filter(|found| found.digest() == *agreed.sealed.bytes())
            .ok_or(Fault::NoCredential)
    }

    /// Keeps a sealed credential. It is used once two members have agreed to it.
    pub(crate) async fn keep_credential(
        &self,
        channel: ChannelId,
        sealed: &SealedCredential,
    ) -> Result<(), Fault> {
        let kind = credential_kind(sealed.digest());
        Ok(self
            .local
            .keep_sealed(&kind, channel.uuid(), sealed)
            .await?)
    }

    /// Wipes what an approval left for sending.
    pub(crate) async fn forget_grant(&self, leg: &Leg) -> Result<(), Fault> {
        self.local.forget_grant(leg.revision, leg.channel).await?;
        Ok(())
    }

    /// A fresh id.
    pub(crate) fn fresh_id(&self) -> uuid::Uuid {
        Chance.uuid_v7(self.now().millis())
    }
}

fn credential_kind(digest: [u8; 32]) -> String {
    format!("credential {}", Digest::from_bytes(digest))
}
