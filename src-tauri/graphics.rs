//! Drawing without a graphics card. The web view then falls back to drawing through a software OpenGL, which costs a fifth of a
//! second at start-up and 65 MB; told not to, it draws straight away.

#[cfg(target_os = "linux")]
const PLAIN_DRAWING: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// On Linux without a graphics card, start this program once more with plain drawing. A process cannot safely change its
/// own environment once it runs, and the web view reads nothing else.
#[cfg(target_os = "linux")]
pub(crate) fn settle() {
    use std::os::unix::process::CommandExt;

    if std::env::var_os(PLAIN_DRAWING).is_some() || std::path::Path::new("/dev/dri").exists() {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    // Comes back only if it failed; the window then opens all the same, a little later.
    let failed = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(PLAIN_DRAWING, "1")
        .exec();
    tracing::warn!(%failed, "could not start again with plain drawing");
}

/// Elsewhere the system's web view sees to it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn settle() {}
