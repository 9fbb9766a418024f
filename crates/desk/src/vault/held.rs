//! Items of the keyring that are about to be needed, held for a moment: asking the keyring takes longer than everything else
//! between an approval and its post. They are wiped by themselves soon after, and at once when the keyring loses them.

use super::keyring::{Bytes, Keyring, KeyringFault};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long an item is held: while a passphrase is checked, and the post sent that it approves.
const HELD_FOR: Duration = Duration::from_secs(10);

/// What is held, by item; each time it is held has a number, so that an old one does not end a new one.
#[derive(Default)]
pub(super) struct Held(Mutex<BTreeMap<String, (u64, Vec<Bytes>)>>);

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Held(…)")
    }
}

impl Held {
    /// Fetches an item and holds it for a moment. One that cannot be had is not held; whoever needs it is told why.
    pub(super) async fn hold(self: &Arc<Self>, keyring: &Keyring, service: &str, item: String) {
        let Ok(found) = keyring.get(service, &item).await else {
            return;
        };
        let number = {
            let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let number = held.get(&item).map_or(0, |(number, _)| number + 1);
            held.insert(item.clone(), (number, found));
            number
        };
        let held = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(HELD_FOR).await;
            if let Some(held) = held.upgrade() {
                held.end(&item, number);
            }
        });
    }

    /// An item, held or asked for.
    pub(super) async fn get(
        &self,
        keyring: &Keyring,
        service: &str,
        item: &str,
    ) -> Result<Vec<Bytes>, KeyringFault> {
        let held = {
            let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            held.get(item).map(|(_, found)| found.clone())
        };
        match held {
            Some(found) => Ok(found),
            None => keyring.get(service, item).await,
        }
    }

    /// Wipes an item, whenever it was held.
    pub(super) fn forget(&self, item: &str) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.remove(item);
    }

    fn end(&self, item: &str, number: u64) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.get(item).is_some_and(|(held, _)| *held == number) {
            held.remove(item);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;

    #[tokio::test]
    async fn the_end_of_an_older_moment_does_not_end_a_newer_one() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::folder(folder.path());
        let held = Arc::new(Held::default());
        keyring.put("office", "desk", b"seeds").await.unwrap();
        for _ in 0..2 {
            held.hold(&keyring, "office", "desk".to_owned()).await;
        }
        keyring.delete("office", "desk").await.unwrap();
        held.end("desk", 0);
        let found = held.get(&keyring, "office", "desk").await.unwrap();
        assert_eq!(found[0].as_slice(), b"seeds");
        held.end("desk", 1);
        let gone = held.get(&keyring, "office", "desk").await;
        assert_eq!(gone.unwrap_err(), KeyringFault::NotFound);
    }

    #[tokio::test]
    async fn an_item_that_is_forgotten_is_gone_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::folder(folder.path());
        let held = Arc::new(Held::default());
        keyring.put("office", "credential", b"key").await.unwrap();
        held.hold(&keyring, "office", "credential".to_owned()).await;
        keyring.delete("office", "credential").await.unwrap();
        assert!(held.get(&keyring, "office", "credential").await.is_ok());
        held.forget("credential");
        assert!(held.get(&keyring, "office", "credential").await.is_err());
    }
}
