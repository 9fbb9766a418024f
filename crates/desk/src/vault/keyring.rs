//! The operating system's keyring, on a thread of its own.
//!
//! Items are small and base64url. Keyring errors can carry secret bytes in their `Debug` form, so they are
//! mapped here, at the boundary, by kind alone, and never printed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyring_core::{CredentialStore, Error};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// How long the keyring may take before it counts as gone.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is wrong with the keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringFault {
    /// There is none, or nothing answers.
    #[error(
        "this machine has no keyring that answers, so nothing can be signed here. Nothing is lost. On Linux, start a Secret Service such as GNOME Keyring or KWallet in your session; on Windows and macOS, sign in to the machine as usual"
    )]
    NoService,
    /// It is locked, or would not open.
    #[error("the keyring is locked. Unlock it, or sign out of the machine and in again")]
    Locked,
    /// The item is not there.
    #[error(
        "this desk's key is not in the keyring. Was the office's folder moved to another machine or account?"
    )]
    NotFound,
    /// It did not answer in time.
    #[error("the keyring did not answer within five seconds. Try again")]
    TimedOut,
    /// It refused.
    #[error("the keyring refused the request")]
    Refused,
}

/// The bytes of an item; wiped when they are dropped.
pub(super) type Bytes = Zeroizing<Vec<u8>>;

#[derive(Clone)]
enum Ask {
    Put(String, Bytes),
    Get(String),
    Delete(String),
    Probe,
}

type Answer = Result<Vec<Bytes>, KeyringFault>;

/// Where a desk's wrapping keys lie.
#[derive(Debug, Clone)]
pub enum Keyring {
    /// The operating system's own.
    System(System),
    /// Files in a practice office's folder. They protect nothing.
    Folder(PathBuf),
}

type Inbox = mpsc::Sender<(String, Ask, oneshot::Sender<Answer>)>;

/// A handle to the thread that owns the system's store.
#[derive(Debug, Clone)]
pub struct System {
    asks: Arc<Mutex<Inbox>>,
}

impl System {
    /// The store is opened with the first request, and opened again when it fails.
    fn start() -> Inbox {
        let (asks, inbox) = mpsc::channel::<(String, Ask, oneshot::Sender<Answer>)>();
        std::thread::spawn(move || {
            let mut store = None;
            for (service, ask, reply) in inbox {
                let mut answer = serve(&mut store, &service, &ask);
                if matches!(answer, Err(KeyringFault::NoService)) {
                    store = None;
                    answer = serve(&mut store, &service, &ask);
                }
                // Nobody waits any more: the answer came too late, and was wiped.
                let _late = reply.send(answer);
            }
        });
        asks
    }

    async fn ask_once(&self, service: &str, ask: Ask) -> Answer {
        let (reply, answer) = oneshot::channel();
        self.inbox()
            .send((service.to_owned(), ask, reply))
            .map_err(|_| KeyringFault::NoService)?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(KeyringFault::NoService),
            Err(_) => Err(KeyringFault::TimedOut),
        }
    }

    async fn ask(&self, service: &str, ask: Ask) -> Answer {
        match self.ask_once(service, ask.clone()).await {
            Err(KeyringFault::TimedOut) => {
                // The thread may never come back from that call. It ends when it does; a fresh one takes over.
                *self.inbox() = Self::start();
                self.ask_once(service, ask).await
            }
            answer => answer,
        }
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.asks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keyring {
    /// The operating system's keyring.
    pub fn system() -> Self {
        Self::System(System {
            asks: Arc::new(Mutex::new(System::start())),
        })
    }

    /// Files in a folder, for a practice office alone.
    pub fn folder(path: &Path) -> Self {
        Self::Folder(path.to_owned())
    }

    pub(crate) async fn put(
        &self,
        service: &str,
        item: &str,
        secret: &[u8],
    ) -> Result<(), KeyringFault> {
        let encoded = Zeroizing::new(URL_SAFE_NO_PAD.encode(secret).into_bytes());
        self.ask(service, Ask::Put(item.to_owned(), encoded))
            .await
            .map(|_| ())
    }

    /// Every item of that name: another program may have planted a twin, and only the one that authenticates is ours.
    pub(crate) async fn get(&self, service: &str, item: &str) -> Result<Vec<Bytes>, KeyringFault> {
        let found = self.ask(service, Ask::Get(item.to_owned())).await?;
        let decoded: Vec<Bytes> = found
            .iter()
            .filter_map(|bytes| {
                URL_SAFE_NO_PAD
                    .decode(bytes.as_slice())
                    .ok()
                    .map(Zeroizing::new)
            })
            .collect();
        if decoded.is_empty() {
            Err(KeyringFault::NotFound)
        } else {
            Ok(decoded)
        }
    }

    pub(crate) async fn delete(&self, service: &str, item: &str) -> Result<(), KeyringFault> {
        match self.ask(service, Ask::Delete(item.to_owned())).await {
            Ok(_) | Err(KeyringFault::NotFound) => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    /// Whether it can be used now.
    ///
    /// # Errors
    /// [`KeyringFault`], with the remedy.
    pub async fn probe(&self) -> Result<(), KeyringFault> {
        self.ask("countersign-probe", Ask::Probe).await.map(|_| ())
    }

    async fn ask(&self, service: &str, ask: Ask) -> Answer {
        match self {
            Self::Folder(folder) => in_folder(folder, service, &ask),
            Self::System(system) => system.ask(service, ask).await,
        }
    }
}

/// On Windows an item would otherwise travel to every machine the person signs in to.
fn modifiers() -> Option<HashMap<&'static str, &'static str>> {
    cfg!(windows).then(|| HashMap::from([("persistence", "local")]))
}

fn serve(store: &mut Option<Arc<CredentialStore>>, service: &str, ask: &Ask) -> Answer {
    if store.is_none() {
        *store = Some(open_store()?);
    }
    let Some(store) = store else {
        return Err(KeyringFault::NoService);
    };
    let modifiers = modifiers();
    let entry = |item: &str| {
        store
            .build(service, item, modifiers.as_ref())
            .map_err(mapped)
    };
    match ask {
        Ask::Put(item, secret) => {
            entry(item)?.set_secret(secret).map_err(mapped)?;
            Ok(Vec::new())
        }
        Ask::Get(item) => match entry(item)?.get_secret() {
            Ok(secret) => Ok(vec![Zeroizing::new(secret)]),
            Err(Error::Ambiguous(twins)) => Ok(twins
                .iter()
                .filter_map(|twin| twin.get_secret().ok().map(Zeroizing::new))
                .collect()),
            Err(error) => Err(mapped(error)),
        },
        Ask::Delete(item) => {
            match entry(item)?.delete_credential() {
                // Twins go too: whatever lies there under that name is of no use any more.
                Err(Error::Ambiguous(twins)) => {
                    for twin in twins {
                        twin.delete_credential().map_err(mapped)?;
                    }
                }
                done => done.map_err(mapped)?,
            }
            Ok(Vec::new())
        }
        Ask::Probe => match entry("probe")?.get_secret().map_err(mapped) {
            Ok(_) | Err(KeyringFault::NotFound) => Ok(Vec::new()),
            Err(fault) => Err(fault),
        },
    }
}

#[cfg(target_os = "linux")]
fn open_store() -> Result<Arc<CredentialStore>, KeyringFault> {
    let store: Arc<CredentialStore> =
        zbus_secret_service_keyring_store::Store::new().map_err(mapped)?;
    Ok(store)
}

#[cfg(target_os = "macos")]
fn open_store() -> Result<Arc<CredentialStore>, KeyringFault> {
    let store: Arc<CredentialStore> =
        apple_native_keyring_store::keychain::Store::new().map_err(mapped)?;
    Ok(store)
}

#[cfg(windows)]
fn open_store() -> Result<Arc<CredentialStore>, KeyringFault> {
    let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new().map_err(mapped)?;
    Ok(store)
}

/// By kind alone: two variants hold secret bytes. Takes the error by value, so that it is dropped here.
#[allow(
    clippy::needless_pass_by_value,
    reason = "the error may hold a secret and ends here"
)]
fn mapped(error: Error) -> KeyringFault {
    match error {
        Error::NoEntry => KeyringFault::NotFound,
        Error::NoStorageAccess(_) => KeyringFault::Locked,
        Error::PlatformFailure(_) | Error::NoDefaultStore => KeyringFault::NoService,
        _ => KeyringFault::Refused,
    }
}

fn in_folder(folder: &Path, service: &str, ask: &Ask) -> Answer {
    let path = |item: &str| folder.join(format!("{service}-{item}"));
    let io = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => KeyringFault::NotFound,
        _ => KeyringFault::Refused,
    };
    match ask {
        Ask::Put(item, secret) => std::fs::write(path(item), secret.as_slice()).map_err(io)?,
        Ask::Get(item) => {
            return Ok(vec![Zeroizing::new(std::fs::read(path(item)).map_err(io)?)]);
        }
        Ask::Delete(item) => std::fs::remove_file(path(item)).map_err(io)?,
        Ask::Probe => {}
    }
    Ok(Vec::new())
}
