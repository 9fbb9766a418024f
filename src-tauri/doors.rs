//! The doors: every command a page can call. Each takes its words apart, makes one call, and hands back what it says.
//!
//! Which window may call which stands in `tauri.conf.json`, and a test drives every one of them from both.

use serde::Serialize;
use tauri::ipc::Invoke;
use tauri::{Wry, command};

/// Why a door did not do what it was asked.
#[derive(Debug, thiserror::Error, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Trouble {
    /// Nobody has founded an office here.
    #[error("There is no office at this desk yet. Found one, or open the practice office.")]
    NoOffice,
}

type Answer = Result<(), Trouble>;

/// Every door.
pub(crate) fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        act,
        look,
        keep_secret,
        bring_media,
        open_link,
        card,
        sign,
        unlock,
        choose_passphrases,
        dismiss,
        stop
    ]
}

#[command]
fn act() -> Answer {
    Err(Trouble::NoOffice)
}

#[command]
fn look() -> Answer {
    Err(Trouble::NoOffice)
}

#[command]
fn keep_secret() -> Answer {
    Err(Trouble::NoOffice)
}

#[command]
fn bring_media() -> Answer {
    Err(Trouble::NoOffice)
}

#[command]
fn open_link() -> Answer {
    Err(Trouble::NoOffice)
}

#[command]
fn card() -> Answer {
    Err(Trouble::NoOffice)
}

#[command]
fn sign() -> Answer {
    Err(Trouble::NoOffice)
}

#[command]
fn unlock() -> Answer {
    Err(Trouble::NoOffice)
}

#[command]
fn choose_passphrases() -> Answer {
    Err(Trouble::NoOffice)
}

#[command]
fn dismiss() -> Answer {
    Err(Trouble::NoOffice)
}

#[command]
fn stop() -> Answer {
    Err(Trouble::NoOffice)
}
