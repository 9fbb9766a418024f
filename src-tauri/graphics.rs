//! Drawing without a graphics card. The web view then falls back to drawing through a software OpenGL, which costs a fifth of a
//! second at start-up and 65 MB; told not to, it draws straight away.

#[cfg(target_os = "linux")]
const PLAIN_DRAWING: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// On Linux without a graphics card, ask the web view for plain drawing.
///
/// It reads that from the environment alone, and an environment can be changed safely only while a program has one thread:
/// this is called before anything else, and before the first window.
#[cfg(target_os = "linux")]
pub(crate) fn settle() {
    if std::env::var_os(PLAIN_DRAWING).is_some() || std::path::Path::new("/dev/dri").exists() {
        return;
    }
    if let Err(failed) = glib::setenv(PLAIN_DRAWING, "1", false) {
        tracing::warn!(%failed, "plain drawing could not be asked for; the window opens a little later");
    }
}

/// Elsewhere the system's web view sees to it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn settle() {}
