//! What nothing can be faster than: bare calls of the libraries and of the system, without anything of the product.

use ed25519_zebra::{Signature, SigningKey, VerificationKey, VerificationKeyBytes, batch};
use rand_core::CryptoRng;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// Bare verifications, by the rule the product uses (ZIP 215), with a key that was read before.
#[derive(Debug)]
pub struct Verifications {
    key: VerificationKey,
    signed: Vec<(Vec<u8>, Signature)>,
}

impl Verifications {
    /// So many different signatures over messages of that length.
    pub fn new(count: usize, bytes: usize) -> Self {
        let signer = SigningKey::from([7; 32]);
        let pairs = (0..count)
            .map(|at| {
                let mut message = vec![0; bytes];
                let number = at.to_le_bytes();
                message[..number.len()].copy_from_slice(&number);
                let signature = signer.sign(&message);
                (message, signature)
            })
            .collect();
        Self {
            key: VerificationKey::from(&signer),
            signed: pairs,
        }
    }

    /// Verifies all of them, one by one, and says how long one took.
    pub fn each(&self) -> Duration {
        let began = Instant::now();
        for (message, signature) in &self.signed {
            self.key.verify(signature, message).unwrap();
        }
        began.elapsed() / u32::try_from(self.signed.len()).unwrap()
    }
}

impl Verifications {
    /// Verifies all of them in one batch, by the library alone, and says how long one took: no audit is faster.
    pub fn together(&self, rng: &mut impl CryptoRng) -> Duration {
        let began = Instant::now();
        let key = VerificationKeyBytes::from(self.key);
        let mut batch = batch::Verifier::new();
        for (message, signature) in &self.signed {
            batch.queue((key, *signature, message));
        }
        batch.verify(rng).unwrap();
        began.elapsed() / u32::try_from(self.signed.len()).unwrap()
    }
}

/// A database that takes bare durable commits: one row each, through the library the product uses, and set as there.
#[derive(Debug)]
pub struct Commits(SqlitePool);

impl Commits {
    /// A database of that name in a folder on the disk that is measured.
    pub async fn new(folder: &Path) -> Self {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("floor.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let pool = SqlitePoolOptions::new()
            .test_before_acquire(false)
            .connect_with(options)
            .await
            .unwrap();
        sqlx::query("CREATE TABLE floor (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)")
            .execute(&pool)
            .await
            .unwrap();
        Self(pool)
    }

    /// So many commits of a row of 700 bytes, one after the other.
    pub async fn run(&self, count: usize) -> Duration {
        let began = Instant::now();
        for _ in 0..count {
            sqlx::query("INSERT INTO floor (body) VALUES ($1)")
                .bind([7_u8; 700].as_slice())
                .execute(&self.0)
                .await
                .unwrap();
        }
        began.elapsed()
    }
}

/// A file that takes bare durable writes: bytes at its end, then `fdatasync`.
#[derive(Debug)]
pub struct Writes(File);

impl Writes {
    /// A file of that name in a folder on the disk that is measured.
    pub fn new(folder: &Path) -> Self {
        let file = File::options()
            .create(true)
            .truncate(true)
            .write(true)
            .open(folder.join("floor"))
            .unwrap();
        Self(file)
    }

    /// So many durable writes of 700 bytes, one after the other.
    pub fn run(&mut self, count: usize) -> Duration {
        let began = Instant::now();
        for _ in 0..count {
            self.0.write_all(&[7; 700]).unwrap();
            self.0.sync_data().unwrap();
        }
        let took = began.elapsed();
        if self.0.stream_position().unwrap() > 64 << 20 {
            self.0.seek(SeekFrom::Start(0)).unwrap();
        }
        took
    }
}
