//! Writes the access list for the doors. Without an app manifest Tauri would leave every command open to every window.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = tauri_build::AppManifest::new().commands(&[
        // The main window.
        "act",
        "look",
        "keep_secret",
        "bring_media",
        "open_link",
        "painted",
        // The signing window.
        "card",
        "sign",
        "unlock",
        "choose_passphrases",
        "print_sheet",
        "leave",
        "stop",
    ]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    println!("cargo:rerun-if-changed=src-tauri/isolation");
    println!("cargo:rerun-if-changed=ui/dist");
    Ok(())
}
