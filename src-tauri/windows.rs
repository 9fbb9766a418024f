//! The two windows. Rust makes both, so that a page can never open one, and each is in exactly one capability.

use desk::seat::Seat;
use std::sync::Arc;
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window, WindowEvent,
    Wry,
};

/// Writing, looking and asking.
pub(crate) const MAIN: &str = "main";
/// The only place where a passphrase is typed. It loads nothing but what the core gives it.
pub(crate) const SIGNING: &str = "signing";

type Builder<'a> = WebviewWindowBuilder<'a, Wry, AppHandle>;

/// Open the main window.
pub(crate) fn open_main(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let page = WebviewUrl::App("index.html".into());
    guarded(WebviewWindowBuilder::new(app, MAIN, page))
        .title("Countersign")
        .inner_size(1280.0, 800.0)
        .min_inner_size(900.0, 600.0)
        .center()
        .build()
}

/// Open the signing window over the main one. One that is open already shows the new card and comes to the front.
pub(crate) fn open_signing(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    if let Some(window) = app.get_webview_window(SIGNING) {
        window.reload()?;
        window.set_focus()?;
        return Ok(window);
    }
    let page = WebviewUrl::App("signing.html".into());
    let builder = guarded(WebviewWindowBuilder::new(app, SIGNING, page))
        .title("Sign — Countersign")
        .inner_size(620.0, 680.0)
        .min_inner_size(480.0, 480.0)
        .maximizable(false)
        .minimizable(false)
        .center();
    // A child stays above its parent on every system, and goes with it.
    match app.get_webview_window(MAIN) {
        Some(main) => builder.parent(&main)?.build(),
        None => builder.build(),
    }
}

/// A signing window that a person closes by its frame signs nothing. With the main window goes the program.
pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    if !matches!(event, WindowEvent::Destroyed) {
        return;
    }
    let app = window.app_handle();
    match window.label() {
        SIGNING => {
            if let Some(seat) = app.try_state::<Arc<Seat>>()
                && seat.wants_signing()
            {
                seat.leave(false);
            }
        }
        MAIN => app.exit(0),
        _ => {}
    }
}

/// Close the signing window if it is open.
pub(crate) fn close_signing(app: &AppHandle) -> tauri::Result<()> {
    match app.get_webview_window(SIGNING) {
        Some(window) => window.destroy(),
        None => Ok(()),
    }
}

/// Bring the main window to the front.
pub(crate) fn show_main(app: &AppHandle) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(MAIN) {
        window.unminimize()?;
        window.show()?;
        window.set_focus()?;
    }
    Ok(())
}

/// What holds for both: nothing is kept on disk, nothing is loaded but our own pages, nothing is opened or downloaded.
fn guarded(builder: Builder<'_>) -> Builder<'_> {
    builder
        .incognito(!is_driven_by_tests())
        .devtools(false)
        .zoom_hotkeys_enabled(true)
        .general_autofill_enabled(false)
        .browser_extensions_enabled(false)
        .disable_drag_drop_handler()
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
}

/// A private web view cannot be driven through `WebDriver`. Only a debug build gives that up, and only when its tests
/// ask; what the profile then holds is searched for secrets by those tests.
pub(crate) fn is_driven_by_tests() -> bool {
    cfg!(debug_assertions)
        && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true")
}

fn is_own_page(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        ("http" | "https", Some("tauri.localhost")) => cfg!(windows),
        // The development server.
        ("http", Some("localhost")) => tauri::is_dev() && url.port() == Some(1420),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::is_own_page;
    use tauri::Url;

    #[test]
    fn a_page_from_anywhere_else_is_not_loaded() {
        for stranger in [
            "https://example.org/",
            "http://localhost/",
            "http://localhost:8080/",
            "https://tauri.localhost.example.org/",
            "tauri://elsewhere/index.html",
            "file:///etc/passwd",
            "data:text/html,<p>",
            "about:blank",
            "blob:tauri://localhost/1",
        ] {
            assert!(!is_own_page(&Url::parse(stranger).unwrap()), "{stranger}");
        }
    }

    #[test]
    fn our_own_pages_are_loaded() {
        let own = if cfg!(windows) {
            "http://tauri.localhost/index.html"
        } else {
            "tauri://localhost/signing.html"
        };
        assert!(is_own_page(&Url::parse(own).unwrap()));
    }
}
