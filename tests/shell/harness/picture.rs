//! Pictures of the window, kept as artefacts for a person to look at.

use crate::trouble::{Outcome, Trouble};
use crate::window::{PATIENCE, Window};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Between two shots, long enough for the web view to draw a frame that is still to come.
const FRAME: Duration = Duration::from_millis(150);

impl Window {
    /// Take a picture once two in a row are the same (the first after a change can be of the page before it), and keep it as
    /// `artefacts/window/<name>.png`.
    pub async fn picture(&self, name: &str) -> Outcome<PathBuf> {
        let began = Instant::now();
        let mut last = self.driver.screenshot_as_png().await?;
        loop {
            tokio::time::sleep(FRAME).await;
            let next = self.driver.screenshot_as_png().await?;
            // A clock on the screen never rests; the picture then is as good as any.
            if next == last || began.elapsed() > PATIENCE / 6 {
                return keep(name, &next);
            }
            last = next;
        }
    }
}

fn keep(name: &str, picture: &[u8]) -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artefacts/window");
    let path = folder.join(format!("{name}.png"));
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&path, picture))
        .map_err(|why| Trouble::File {
            path: path.clone(),
            why,
        })?;
    Ok(path)
}
