//! Every door, from both windows, through the access list of the running program.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use serde_json::json;
use shell_tests::{Outcome, Window};

/// Door, from the main window, from the signing window. `true`: it opens.
const TABLE: &[(&str, bool, bool)] = &[
    ("act", true, false),
    ("look", true, false),
    ("keep_secret", true, false),
    ("bring_media", true, false),
    ("open_link", true, false),
    ("painted", true, false),
    ("plugin:event|listen", true, false),
    ("plugin:event|unlisten", true, false),
    ("card", false, true),
    ("sign", false, true),
    ("unlock", false, true),
    ("choose_passphrases", false, true),
    ("print_sheet", false, true),
    ("leave", false, true),
    ("stop", false, true),
    // What Tauri brings along and nobody here may use.
    ("plugin:event|emit", false, false),
    ("plugin:event|emit_to", false, false),
    ("plugin:app|version", false, false),
    ("plugin:path|resolve_directory", false, false),
    ("plugin:resources|close", false, false),
    ("plugin:image|from_path", false, false),
    ("plugin:menu|new", false, false),
    ("plugin:tray|new", false, false),
    ("plugin:webview|create_webview_window", false, false),
    ("plugin:webview|internal_toggle_devtools", false, false),
    ("plugin:webview|print", false, false),
    ("plugin:window|close", false, false),
    ("plugin:window|create", false, false),
    ("plugin:window|set_title", false, false),
    // And what nobody made.
    ("plugin:fs|read_file", false, false),
    ("plugin:shell|execute", false, false),
    ("get_token", false, false),
    ("malformed_message", false, false),
];

/// The names in the list that follows `start` in a source file, up to `end`.
fn names(source: &str, start: &str, end: &str) -> Vec<String> {
    let (_, list) = source.split_once(start).unwrap();
    let (list, _) = list.split_once(end).unwrap();
    let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
    let lines = list
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let mut names: Vec<String> = lines
        .flat_map(|line| line.split(|c| !is_name(c)))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    names.sort();
    names
}

#[test]
fn the_doors_the_manifest_and_the_table_name_the_same_commands() {
    let doors = names(
        include_str!("../../../src-tauri/doors.rs"),
        "generate_handler![",
        "]",
    );
    let manifest = names(
        include_str!("../../../src-tauri/build.rs"),
        ".commands(&[",
        "]",
    );
    let mut table: Vec<String> = TABLE
        .iter()
        .filter(|(_, main, signing)| *main || *signing)
        .map(|(door, _, _)| (*door).to_owned())
        .filter(|door| !door.starts_with("plugin:"))
        .collect();
    table.sort();
    assert_eq!(
        doors, manifest,
        "a door that is not in the manifest is open to every window"
    );
    assert_eq!(
        doors, table,
        "a door without a row in the table is not tested"
    );
}

/// Whether the access list let the call through, whatever the door then said.
async fn opens(window: &Window, door: &str) -> Outcome<bool> {
    Ok(match window.ask(door, json!({})).await? {
        Ok(_) => true,
        Err(said) => !said.to_string().contains("not allowed"),
    })
}

#[tokio::test]
async fn the_main_window_opens_its_own_doors_and_no_other() -> Outcome<()> {
    let office = tempfile::tempdir().unwrap();
    let window = Window::open(office.path()).await?;
    for (door, main, _) in TABLE {
        assert_eq!(
            opens(&window, door).await?,
            *main,
            "{door} from the main window"
        );
    }
    window.close().await
}

#[tokio::test]
async fn the_signing_window_opens_its_own_doors_and_no_other() -> Outcome<()> {
    let office = tempfile::tempdir().unwrap();
    let window = Window::open(office.path()).await?;
    // The practice office asks who sits down: the signing window opens.
    let practise = json!({ "ask": { "kind": "practise" } });
    assert_eq!(
        window.ask("act", practise).await?,
        Ok(json!({ "kind": "done" }))
    );
    window.to_signing().await?;
    for (door, _, signing) in TABLE.iter().filter(|(door, _, _)| *door != "stop") {
        assert_eq!(
            opens(&window, door).await?,
            *signing,
            "{door} from the signing window"
        );
    }
    // STOP closes the window it is pulled in, so nobody is left to hear its answer.
    let pull = "void window.__TAURI_INTERNALS__.invoke('stop', {})";
    window.script(pull, vec![]).await?;
    window.signing_closed().await?;
    let shell = json!({ "query": { "kind": "shell" } });
    let shown = window.ask("look", shell).await?.unwrap();
    assert_eq!(
        shown["view"]["stops"][0]["scope"],
        json!({ "kind": "everything" })
    );
    window.close().await
}
