//! The log: a file that a person asked for. What goes in is set by `RUST_LOG`.

use std::fs::File;
use std::path::Path;
use std::sync::Mutex;
use tracing_subscriber::EnvFilter;

/// Starts it.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn start(file: &Path) -> std::io::Result<()> {
    let mut options = File::options();
    options.create(true).append(true);
    // It names people and channels: nobody else's to read.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(file)?;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Mutex::new(file))
        .init();
    Ok(())
}
