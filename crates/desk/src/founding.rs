//! How an office begins: two people, each with their own passphrase, at one desk.

use crate::chance::Chance;
use crate::clock::Clock;
use crate::crash::{Point, reach};
use crate::desk::{DESK_DB, Desk, OFFICE_DB, PRACTICE_KEYS};
use crate::fault::{Fault, Problem};
use crate::ledger::Ledger;
use crate::local::{Identity, Local};
use crate::secret::{Passphrase, Secret};
use crate::store::Store;
use crate::vault::keyring::Keyring;
use crate::vault::{SealedKey, Vault};
use domain::act::{DeskKeys, Founder, Founding, Recovery};
use domain::decide;
use domain::entry::{self, By};
use domain::ids::{DeskId, MemberId, OfficeId};
use domain::key::{PublicKey, SealingKey, Signature};
use domain::policy::Policy;
use std::path::Path;

/// What the founders decide.
#[derive(Debug)]
pub struct Wish {
    /// The office's name.
    pub name: String,
    /// Its IANA time zone.
    pub zone: String,
    /// The name of this desk.
    pub desk: String,
    /// Both founders: a name and a passphrase each.
    pub founders: [(String, Passphrase); 2],
    /// Whether it is for practice: everything in one folder, and nothing that reaches the public.
    pub practice: bool,
}

/// A founded office.
#[derive(Debug)]
pub struct Founded {
    /// Its desk.
    pub desk: Desk,
    /// The key to print and lock away. It is shown once. A practice office has none.
    pub recovery: Option<Secret>,
    /// The founders' ids, in the order they were given.
    pub founders: [MemberId; 2],
}

/// Founds an office in a folder.
///
/// # Errors
/// A name that is empty, a folder in use or not writable, or a keyring that cannot be reached; then nothing
/// of the office is left behind.
pub async fn found(dir: &Path, clock: Clock, wish: &Wish) -> Result<Founded, Problem> {
    if (dir.join(OFFICE_DB).exists() || dir.join(DESK_DB).exists()) && !is_half_made(dir).await {
        return Err(Fault::OfficeExists(dir.to_owned()).into());
    }
    clear(dir);
    let unusable = |path: &Path, why| Fault::Folder {
        path: path.to_owned(),
        why,
    };
    std::fs::create_dir_all(dir).map_err(|why| unusable(dir, why))?;
    let keyring = if wish.practice {
        let keys = dir.join(PRACTICE_KEYS);
        std::fs::create_dir_all(&keys).map_err(|why| unusable(&keys, why))?;
        Keyring::folder(&keys)
    } else {
        Keyring::system()
    };
    let now = clock.now();
    let fresh = || Chance.uuid_v7(now.millis());
    let identity = Identity {
        office: OfficeId::new(fresh()),
        desk: DeskId::new(fresh()),
    };
    let vault = Vault::new(
        keyring.clone(),
        identity.office.uuid(),
        identity.desk.uuid(),
    );
    let founded = begin(dir, clock, wish, identity, vault).await;
    if founded.is_err() {
        // A keyring that does not answer keeps nothing either.
        let _gone = Vault::new(keyring, identity.office.uuid(), identity.desk.uuid())
            .forget_desk()
            .await;
        clear(dir);
    }
    founded
}

/// Whether the process died while it founded an office here. Nothing was done in such an office, and its recovery
/// key was never shown.
async fn is_half_made(dir: &Path) -> bool {
    let entries = match Store::open(&dir.join(OFFICE_DB)).await {
        Ok(store) => store.read_after(None, 2).await.map(|page| page.len()),
        Err(_) if !dir.join(OFFICE_DB).exists() => Ok(0),
        Err(fault) => Err(fault),
    };
    let open = match Local::open(&dir.join(DESK_DB)).await {
        Ok(local) => local.is_founding().await,
        Err(_) if !dir.join(DESK_DB).exists() => Ok(false),
        Err(fault) => Err(fault),
    };
    match (entries, open) {
        (Ok(entries), Ok(true)) => entries <= 1,
        // The office's database came first. With an entry in it, this desk's own has been lost since.
        (Ok(0), Ok(false)) => true,
        _ => false,
    }
}

/// Removes what a founding that came to nothing has written.
fn clear(dir: &Path) {
    for file in [OFFICE_DB, DESK_DB] {
        for end in ["", "-wal", "-shm"] {
            // What was never written cannot be removed; there is nothing to say about that.
            let _gone = std::fs::remove_file(dir.join(format!("{file}{end}")));
        }
    }
    let _gone = std::fs::remove_dir_all(dir.join(PRACTICE_KEYS));
}

async fn begin(
    dir: &Path,
    clock: Clock,
    wish: &Wish,
    Identity { office, desk }: Identity,
    vault: Vault,
) -> Result<Founded, Problem> {
    let now = clock.now();
    let fresh = || Chance.uuid_v7(now.millis());
    let desk_public = vault.found_desk().await?;
    reach(Point::FoundKeyring)?;
    let mut founders = Vec::new();
    let mut sealed: Vec<(MemberId, SealedKey)> = Vec::new();
    let mut keys = Vec::new();
    for (name, passphrase) in &wish.founders {
        let member = MemberId::new(fresh());
        let (public, sealed_key) = vault.enrol(member.uuid(), passphrase).await?;
        keys.push(vault.unseal(&sealed_key, passphrase).await?);
        sealed.push((member, sealed_key));
        founders.push(Founder {
            member,
            name: name.trim().to_owned(),
            key: PublicKey::from_bytes(public.ed25519),
            sealing: SealingKey::from_bytes(public.x25519),
            proof: Signature::from_bytes([0; 64]),
        });
    }
    let (recovery_secret, recovery) = if wish.practice {
        (None, None)
    } else {
        let (secret, public) = crate::vault::recovery_key()?;
        let key = PublicKey::from_bytes(public);
        (
            Some(secret),
            Some(Recovery {
                member: MemberId::new(fresh()),
                key,
            }),
        )
    };
    let mut founding = Founding {
        name: wish.name.trim().to_owned(),
        zone: wish.zone.clone(),
        practice: wish.practice,
        founders,
        desk: DeskKeys {
            desk,
            name: wish.desk.trim().to_owned(),
            key: PublicKey::from_bytes(desk_public.ed25519),
            sealing: SealingKey::from_bytes(desk_public.x25519),
        },
        recovery,
        policy: Policy::founding(),
    };
    let statement = founding.statement(office);
    for (founder, key) in founding.founders.iter_mut().zip(&keys) {
        founder.proof = Signature::from_bytes(key.sign(&statement));
    }
    let ids = [sealed[0].0, sealed[1].0];
    let prepared = decide::prepare_founding(office, By::member(ids[0], desk), now, founding)?;
    let message = prepared.to_sign();
    let signature = Signature::from_bytes(keys[0].sign(&message));
    let link = entry::link(&message, &signature);
    let store = Store::create(&dir.join(OFFICE_DB), office).await?;
    reach(Point::FoundOfficeDb)?;
    let local = Local::create(&dir.join(DESK_DB), &Identity { office, desk }, now).await?;
    reach(Point::FoundDeskDb)?;
    for (member, key) in &sealed {
        local.keep_sealed("member_key", member.uuid(), key).await?;
    }
    reach(Point::FoundKeys)?;
    store
        .append(None, &prepared.signed(signature), 0, link)
        .await?;
    reach(Point::FoundEntry)?;
    let desk = Desk {
        dir: dir.to_owned(),
        clock,
        id: desk,
        office_id: office,
        store,
        local,
        vault,
        ready: crate::readiness::Readiness::default(),
        ledger: Ledger::new(office),
    };
    desk.office().await?;
    desk.local.founding_ends().await?;
    Ok(Founded {
        desk,
        recovery: recovery_secret,
        founders: ids,
    })
}
