//! From the command line to the open window.

use crate::{doors, graphics, windows};
use std::path::PathBuf;
use std::process::ExitCode;

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

fn open(_office: Option<PathBuf>) -> ExitCode {
    graphics::settle();
    let ended = tauri::Builder::default()
        // First, so that a second start ends before it touches anything.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            if let Err(error) = windows::show_main(app) {
                tracing::warn!(%error, "the window could not be brought to the front");
            }
        }))
        .invoke_handler(doors::all())
        .setup(|app| {
            windows::open_main(app.handle())?;
            Ok(())
        })
        .run(tauri::generate_context!());
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Countersign's window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
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
