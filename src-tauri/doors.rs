//! The doors: every command a page can call. Each takes its words apart, makes one call, and hands back what it says.
//!
//! Which window may call which stands in `tauri.conf.json`, and a test drives every one of them from both.

use desk::seat::{Ask, Brought, FaultView, Looked, Opening, Outcome, Seat, SigningCard};
use desk::secret::{Passphrase, Secret};
use desk::view::Query;
use domain::act::Scope;
use domain::ids::{DraftId, MemberId};
use std::sync::Arc;
use tauri::ipc::Invoke;
use tauri::{State, Wry, command};

/// The seat that every door leads to.
pub(crate) type Seated<'a> = State<'a, Arc<Seat>>;

/// A page that asks in a way no page of ours does is told nothing but this.
type Answer<T> = Result<T, ()>;

/// Every door.
pub(crate) fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        act,
        look,
        keep_secret,
        bring_media,
        open_link,
        painted,
        card,
        sign,
        unlock,
        choose_passphrases,
        print_sheet,
        leave,
        stop
    ]
}

// The main window.

#[command]
async fn act(seat: Seated<'_>, ask: Ask) -> Answer<Outcome> {
    Ok(seat.act(ask).await)
}

#[command]
async fn look(seat: Seated<'_>, query: Query) -> Answer<Looked> {
    Ok(seat.look(&query).await)
}

#[command]
async fn keep_secret(seat: Seated<'_>, slot: String, secret: String) -> Answer<Outcome> {
    Ok(seat.keep_secret(slot, Secret::new(secret)))
}

#[command]
async fn bring_media(seat: Seated<'_>, draft: DraftId, base64: String) -> Answer<Brought> {
    Ok(seat.bring(draft, &base64).await)
}

#[command]
async fn open_link(seat: Seated<'_>, opening: Opening) -> Answer<Outcome> {
    Ok(match seat.address(opening).await {
        Ok(url) => shown(url.as_str()),
        Err(outcome) => outcome,
    })
}

/// The page has drawn its first frame. Said aloud only to whoever measures how long that takes.
#[command]
fn painted() {
    if std::env::var_os("COUNTERSIGN_REPORT_PAINT").is_some() {
        println!("painted");
    }
}

// The signing window.

#[command]
async fn card(seat: Seated<'_>) -> Result<SigningCard, Outcome> {
    seat.card().await
}

#[command]
async fn sign(seat: Seated<'_>, passphrase: String) -> Answer<Outcome> {
    Ok(seat.sign(&Passphrase::typed(passphrase)).await)
}

#[command]
async fn unlock(seat: Seated<'_>, member: MemberId, passphrase: String) -> Answer<Outcome> {
    Ok(seat.unlock(member, &Passphrase::typed(passphrase)).await)
}

#[command]
async fn choose_passphrases(seat: Seated<'_>, passphrase: String) -> Answer<Outcome> {
    Ok(match Passphrase::chosen(passphrase) {
        Ok(passphrase) => seat.choose(passphrase).await,
        Err(weak) => Outcome::Failed {
            fault: FaultView::PassphraseUnfit {
                detail: weak.to_string(),
            },
        },
    })
}

#[command]
async fn print_sheet(seat: Seated<'_>) -> Answer<Outcome> {
    Ok(match seat.sheet() {
        Some(path) => shown(&path),
        None => Outcome::Failed {
            fault: FaultView::NothingToOpen {
                detail: "no recovery sheet waits to be printed".to_owned(),
            },
        },
    })
}

#[command]
async fn leave(seat: Seated<'_>, printed: bool) -> Answer<Outcome> {
    Ok(seat.leave(printed))
}

#[command]
async fn stop(seat: Seated<'_>) -> Answer<Outcome> {
    let ask = Ask::Stop {
        scope: Scope::Everything,
        reason: String::new(),
    };
    Ok(seat.act(ask).await)
}

/// Hands a page or a file to the program that this person opens such things with.
fn shown(what: impl AsRef<std::ffi::OsStr>) -> Outcome {
    match open::that_detached(what) {
        Ok(()) => Outcome::Done,
        Err(why) => Outcome::Failed {
            fault: FaultView::NothingToOpen {
                detail: format!("no program on this machine would open it: {why}"),
            },
        },
    }
}
