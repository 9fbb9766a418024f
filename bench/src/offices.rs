//! The big offices that are measured: made once, kept between runs, and made again when the ledger's form has moved on.

use std::path::{Path, PathBuf};
use tests::big::{Big, Size};

/// Says that an office was made to its end.
const WHOLE: &str = "whole";

/// The folder of an office of that size, made now if it is not there.
pub async fn office(under: &Path, size: Size) -> PathBuf {
    let name = match size {
        Size::Entries(entries) => format!("{entries}-entries"),
        Size::Posts(posts) => format!("{posts}-posts"),
    };
    let folder = under.join(name);
    if folder.join(WHOLE).is_file() {
        return folder;
    }
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    Big::found(&folder, size).await;
    std::fs::write(folder.join(WHOLE), "").unwrap();
    folder
}
