//! The floor under the window: one window of Tauri with one line of text, which says `painted` on standard output once
//! its page has drawn twice. Nothing of the product is in it.

use std::io::Write as _;

#[tauri::command]
fn painted() {
    let mut out = std::io::stdout();
    // Nobody listens any more: then nobody measures either.
    let _unheard = writeln!(out, "painted").and_then(|()| out.flush());
}

fn main() -> Result<(), tauri::Error> {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![painted])
        .run(tauri::generate_context!())
}
