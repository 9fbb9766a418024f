//! From the command line to the open window.

use crate::{doors, graphics, windows};
use desk::clock::Clock;
use desk::seat::{News, Places, Seat};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::broadcast::error::RecvError;

const HELP: &str = "\
countersign-window [--office FOLDER]
    --office FOLDER   the office in that folder, in place of this person's own
    --version         what this is";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Open { office: Option<PathBuf> },
    Say(&'static str),
    Wrong(String),
}

fn asked(words: impl IntoIterator<Item = std::ffi::OsString>) -> Asked {
    let mut words = words.into_iter();
    let mut office = None;
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("--office") => match words.next() {
                Some(folder) => office = Some(PathBuf::from(folder)),
                None => return Asked::Wrong("`--office` needs a folder.".into()),
            },
            Some("--version" | "-V") => {
                return Asked::Say(concat!("countersign-window ", env!("CARGO_PKG_VERSION")));
            }
            Some("--help" | "-h") => return Asked::Say(HELP),
            _ => return Asked::Wrong(format!("{} is not an option.", word.display())),
        }
    }
    Asked::Open { office }
}

/// Run until the window is closed.
pub(crate) fn start() -> ExitCode {
    match asked(std::env::args_os().skip(1)) {
        Asked::Open { office } => open(office),
        Asked::Say(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Asked::Wrong(sentence) => {
            eprintln!("countersign-window: {sentence}\n{HELP}");
            ExitCode::from(2)
        }
    }
}

fn open(office: Option<PathBuf>) -> ExitCode {
    graphics::settle();
    log_to_stderr();
    let mut builder = tauri::Builder::default();
    // Each test has a window of its own; one that is still closing must not take the next one's place.
    if !windows::is_driven_by_tests() {
        // First, so that a second start ends before it touches anything.
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, _, _| {
            if let Err(error) = windows::show_main(app) {
                tracing::warn!(%error, "the window could not be brought to the front");
            }
        }));
    }
    let ended = builder
        .invoke_handler(doors::all())
        .setup(|app| {
            let seat = Arc::new(Seat::new(places(app.handle(), office)?, Clock::System));
            app.manage(Arc::clone(&seat));
            let handle = app.handle().clone();
            let news = seat.news();
            tauri::async_runtime::spawn(async move {
                seat.open().await;
                tokio::join!(seat.keep(), pass_on(&handle, news));
            });
            windows::open_main(app.handle())?;
            Ok(())
        })
        .on_window_event(windows::on_event)
        .run(tauri::generate_context!());
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Countersign's window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The office in the named folder, or this person's own, with the practice office beside it.
fn places(app: &AppHandle, office: Option<PathBuf>) -> tauri::Result<Places> {
    if let Some(folder) = office {
        return Ok(Places {
            practice: folder.clone(),
            office: folder,
        });
    }
    let data = app.path().app_local_data_dir()?;
    Ok(Places {
        office: data.join("office"),
        practice: data.join("practice"),
    })
}

/// Tells the windows what the seat has to say, and opens and closes the signing window.
async fn pass_on(app: &AppHandle, mut news: tokio::sync::broadcast::Receiver<News>) {
    loop {
        let passed = match news.recv().await {
            Ok(News::Changed(changed)) => app.emit_to(windows::MAIN, "changed", changed),
            Ok(News::Signing { wanted: true }) => windows::open_signing(app).map(|_| ()),
            Ok(News::Signing { wanted: false }) => windows::close_signing(app),
            // What was missed is made good by looking again.
            Err(RecvError::Lagged(_)) => app.emit_to(windows::MAIN, "changed", ()),
            Err(RecvError::Closed) => return,
        };
        if let Err(error) = passed {
            tracing::warn!(%error, "a window could not be told");
        }
    }
}

/// The log goes where the program was started from. `COUNTERSIGN_LOG` says how much of it; it never holds a secret.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("COUNTERSIGN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

#[cfg(test)]
mod tests {
    use super::{Asked, asked};

    fn words(words: &[&str]) -> Asked {
        asked(words.iter().map(std::ffi::OsString::from))
    }

    #[test]
    fn an_office_is_named_by_its_folder() {
        let office = Some("/somewhere".into());
        assert_eq!(words(&["--office", "/somewhere"]), Asked::Open { office });
        assert_eq!(words(&[]), Asked::Open { office: None });
    }

    #[test]
    fn a_passphrase_on_the_command_line_is_not_understood() {
        assert!(matches!(words(&["--passphrase", "x"]), Asked::Wrong(_)));
        assert!(matches!(words(&["--office"]), Asked::Wrong(_)));
    }
}
