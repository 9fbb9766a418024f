#![allow(clippy::unwrap_used, reason = "a test may fail")]
use super::*;
use crate::secret::{Passphrase, Secret};

struct Fixture {
    vault: Vault,
    folder: tempfile::TempDir,
    desk: Public,
    member: Uuid,
    public: Public,
    sealed: SealedKey,
}

fn words() -> Passphrase {
    Passphrase::chosen("blue ferry crossing window".to_owned()).unwrap()
}

async fn fixture() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::new(
        Keyring::folder(folder.path()),
        Uuid::from_u128(1),
        Uuid::from_u128(2),
    );
    let desk = vault.found_desk().await.unwrap();
    let member = Uuid::from_u128(3);
    let (public, sealed) = vault.enrol(member, &words()).await.unwrap();
    Fixture {
        vault,
        folder,
        desk,
        member,
        public,
        sealed,
    }
}

#[tokio::test]
async fn the_right_passphrase_opens_the_key_and_no_other() {
    let f = fixture().await;
    let key = f.vault.unseal(&f.sealed, &words()).await.unwrap();
    assert_eq!(key.public().unwrap().ed25519, f.public.ed25519);
    let wrong = f
        .vault
        .unseal(&f.sealed, &Passphrase::typed("blue ferry".to_owned()))
        .await;
    assert_eq!(wrong.unwrap_err(), VaultFault::WrongPassphrase);
}

#[tokio::test]
async fn the_key_does_not_open_without_the_keyring_or_with_weaker_derivation() {
    let f = fixture().await;
    let mut weaker = f.sealed.clone();
    weaker.cost.memory_kib /= 2;
    let refused = f.vault.unseal(&weaker, &words()).await;
    assert_eq!(refused.unwrap_err(), VaultFault::UnsoundDerivation);
    let mut moved = f.sealed.clone();
    moved.member = Uuid::from_u128(9);
    assert_eq!(
        f.vault.unseal(&moved, &words()).await.unwrap_err(),
        VaultFault::WrongPassphrase
    );
    let mut bent = f.sealed.clone();
    bent.sealed[0] ^= 1;
    assert_eq!(
        f.vault.unseal(&bent, &words()).await.unwrap_err(),
        VaultFault::WrongPassphrase
    );
    for file in std::fs::read_dir(f.folder.path()).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    let gone = f.vault.unseal(&f.sealed, &words()).await.unwrap_err();
    assert_eq!(gone, VaultFault::Keyring(KeyringFault::NotFound));
}

#[tokio::test]
async fn a_credential_opens_for_its_holders_and_for_a_grant_in_its_time() {
    let f = fixture().await;
    let key = f.vault.unseal(&f.sealed, &words()).await.unwrap();
    let secret = Secret::new("app-password".to_owned());
    let channel = Uuid::from_u128(5);
    let sealed = f
        .vault
        .seal_credential(channel, 1, &secret, &[(f.member, f.public.x25519)])
        .await
        .unwrap();
    assert_eq!(
        f.vault
            .open_credential(&sealed, &key)
            .await
            .unwrap()
            .expose(),
        "app-password"
    );

    let other = Uuid::from_u128(4);
    let (public, other_sealed) = f.vault.enrol(other, &words()).await.unwrap();
    let other_key = f.vault.unseal(&other_sealed, &words()).await.unwrap();
    assert_eq!(
        f.vault
            .open_credential(&sealed, &other_key)
            .await
            .unwrap_err(),
        VaultFault::DoesNotOpen
    );
    let shared = f
        .vault
        .add_holder(&sealed, &key, (other, public.x25519))
        .unwrap();
    assert_eq!(
        f.vault
            .open_credential(&shared, &other_key)
            .await
            .unwrap()
            .expose(),
        "app-password"
    );
    assert_eq!(shared.digest(), sealed.digest());

    let grant = f
        .vault
        .grant(&sealed, &key, [7; 32], 1000, &f.desk.x25519)
        .unwrap();
    let opened = f
        .vault
        .open_with_grant(&sealed, &grant, [7; 32], 999)
        .await
        .unwrap();
    assert_eq!(opened.expose(), "app-password");
    for (revision, now) in [([8; 32], 999), ([7; 32], 1000)] {
        let over = f
            .vault
            .open_with_grant(&sealed, &grant, revision, now)
            .await;
        assert_eq!(over.unwrap_err(), VaultFault::GrantOver);
    }
    let mut longer = grant.clone();
    longer.until_millis = 5000;
    let bent = f
        .vault
        .open_with_grant(&sealed, &longer, [7; 32], 999)
        .await;
    assert_eq!(bent.unwrap_err(), VaultFault::DoesNotOpen);

    f.vault.forget_credential(channel, 1).await.unwrap();
    assert!(f.vault.open_credential(&sealed, &key).await.is_err());
    assert!(
        f.vault
            .open_with_grant(&sealed, &grant, [7; 32], 999)
            .await
            .is_err()
    );
}

#[test]
fn secrets_print_as_nothing() {
    let shown = format!("{:?} {:?}", Secret::new("canary".to_owned()), words());
    assert!(
        !shown.contains("canary") && !shown.contains("ferry"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_planted_key_is_not_taken_for_the_desks_own() {
    let f = fixture().await;
    let own = f.vault.desk_signer(&f.desk.ed25519).await.unwrap();
    assert_eq!(own.verification_key(), f.desk.ed25519);
    let item = format!("countersign-{}-desk-{}", f.vault.office, f.vault.desk);
    let planted = Keyring::folder(f.folder.path());
    let (service, name) = (f.vault.service.clone(), f.vault.item("desk"));
    assert!(f.folder.path().join(&item).exists());
    planted.put(&service, &name, &[9; 64]).await.unwrap();
    assert_eq!(
        f.vault.desk_signer(&f.desk.ed25519).await.unwrap_err(),
        VaultFault::Keyring(KeyringFault::NotFound)
    );
}
