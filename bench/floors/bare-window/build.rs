//! Tauri's own preparation, and the one command there is.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["painted"]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
