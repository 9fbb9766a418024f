//! Offices of any size, made in seconds: what measurements and tests of a long history start from.
//!
//! Every entry is signed with a key of the office and passes the rules, a few void ones apart, so the desk that
//! opens it replays it like any other. What takes long in life is left out: the passphrase is asked once, and all
//! of it is one transaction. The same size gives the same history, ids and times apart.
//!
//! ```no_run
//! # async fn story(folder: &std::path::Path) {
//! use tests::big::{Big, Size};
//! let big = Big::found(folder, Size::Entries(100_000)).await;
//! let desk = big.open().await;
//! # }
//! ```

mod history;
mod words;

pub use words::{COMMON, PREFIX, RARE, SECOND};

use desk::clock::Clock;
use desk::desk::{DESK_DB, Desk, OFFICE_DB, PRACTICE_KEYS};
use desk::founding::{self, Wish};
use desk::local::Local;
use desk::secret::Passphrase;
use desk::store::Store;
use desk::vault::Vault;
use desk::vault::keyring::Keyring;
use domain::entry::{Entry, link, signed_bytes};
use domain::ids::MemberId;
use domain::instant::Instant;
use history::{History, Keys};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use std::path::{Path, PathBuf};

/// The passphrases of the founders, in their order.
pub const PASSPHRASES: [&str; 2] = ["ana harbour lantern meadow", "ben thicket orchard ribbon"];

/// How long a history is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// So many entries, the founding included; at least 40.
    Entries(u64),
    /// So many posts that went out.
    Posts(u32),
}

/// Seconds between two entries.
const STEP_S: i64 = 90;

/// An office with a long history, closed.
#[derive(Debug)]
pub struct Big {
    /// Its folder.
    pub folder: PathBuf,
    /// Its founders, who have keys at its one desk; Ana writes, Ben approves.
    pub founders: [MemberId; 2],
    /// How many entries it has.
    pub entries: u64,
    /// How many posts went out.
    pub posts: u32,
}

impl Big {
    /// Founds a practice office in an empty folder and gives it a history that ends an hour ago.
    pub async fn found(folder: &Path, size: Size) -> Self {
        let steps = match size {
            Size::Entries(entries) => i64::try_from(entries).unwrap(),
            // No mix takes more than six entries a post.
            Size::Posts(posts) => i64::from(posts) * 6,
        };
        let end = crate::office::now().plus_millis(-3_600_000);
        let start = end.plus_millis(-steps * STEP_S * 1000);
        let (keys, founders, first) = founded(folder, start).await;
        let mut history = History::after(first, keys, STEP_S * 1000);
        history.grow(size);
        write(folder, &history).await;
        Self {
            folder: folder.to_owned(),
            founders,
            entries: history.entries.len() as u64,
            posts: history.posts,
        }
    }

    /// Opens its desk by this machine's clock.
    pub async fn open(&self) -> Desk {
        Desk::open(&self.folder, Clock::System).await.unwrap()
    }
}

/// The founding itself is the product's own, so that keys, keyring and folder are as everywhere else.
async fn founded(folder: &Path, at: Instant) -> (Keys, [MemberId; 2], Entry) {
    let [ana, ben] = PASSPHRASES.map(|words| Passphrase::chosen(words.to_owned()).unwrap());
    let wish = Wish {
        name: "Big office".to_owned(),
        zone: "Europe/London".to_owned(),
        desk: "Desk 1".to_owned(),
        founders: [
            ("Ana Okafor".to_owned(), ana),
            ("Ben Lindqvist".to_owned(), ben),
        ],
        practice: true,
    };
    let founded = founding::found(folder, Clock::by_hand(at), &wish)
        .await
        .unwrap();
    let ids = founded.founders;
    let mut members = Vec::new();
    for (id, words) in ids.iter().zip(PASSPHRASES) {
        let words = Passphrase::typed(words.to_owned());
        members.push((*id, founded.desk.unseal(*id, &words).await.unwrap()));
    }
    let keyring = Keyring::folder(&folder.join(PRACTICE_KEYS));
    let (office, desk) = (founded.desk.office_id(), founded.desk.id());
    let vault = Vault::new(keyring, office.uuid(), desk.uuid());
    let state = founded.desk.office().await.unwrap();
    let own_key = state.desks().get(&desk).unwrap().key;
    let own = vault.desk_signer(own_key.bytes()).await.unwrap();
    let store = Store::open(&folder.join(OFFICE_DB)).await.unwrap();
    let first = store.read_after(None, 1).await.unwrap().remove(0);
    // The desk's file is opened once more only to show that it is whole.
    let identity = Local::open(&folder.join(DESK_DB)).await.unwrap();
    assert_eq!(identity.identity().await.unwrap().unwrap().desk, desk);
    (Keys::new(office, desk, members, own), ids, first)
}

/// Puts entries and contents where the desk finds them, past the product's one-by-one append.
async fn write(folder: &Path, history: &History) {
    let options = SqliteConnectOptions::new().filename(folder.join(OFFICE_DB));
    let pool = SqlitePool::connect_with(options).await.unwrap();
    let mut all = pool.begin().await.unwrap();
    let mut prev = None;
    for (seq, entry) in history.entries.iter().enumerate() {
        let link = link(&signed_bytes(&entry.body), &entry.signature);
        if let Some(before) = prev.replace(link) {
            sqlx::query(
                "INSERT INTO entry (seq, prev, link, body, signature) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(i64::try_from(seq).unwrap())
            .bind(before.bytes().as_slice())
            .bind(link.bytes().as_slice())
            .bind(&entry.body)
            .bind(entry.signature.bytes().as_slice())
            .execute(&mut *all)
            .await
            .unwrap();
        }
    }
    for (digest, bytes) in &history.contents {
        sqlx::query("INSERT INTO content (digest, bytes) VALUES ($1, $2)")
            .bind(digest.bytes().as_slice())
            .bind(bytes)
            .execute(&mut *all)
            .await
            .unwrap();
    }
    all.commit().await.unwrap();
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
}
