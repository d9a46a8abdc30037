//! Puts the built screens, the icons and the list of permitted commands into the desktop program.
//!
//! It does not build the screens: `make app` does that first, so that a plain `cargo build` never runs npm.

fn main() {
    println!("cargo:rerun-if-changed=../ui/dist");
    if !std::path::Path::new("../ui/dist/index.html").exists() {
        println!("cargo:warning=ui/dist is not there: build the screens first with `make screens`");
    }
    let commands = tauri_build::AppManifest::new().commands(&[
        "call",
        "choose_folder",
        "choose_file",
        "save_as",
    ]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))
        .unwrap_or_else(|cause| panic!("the desktop shell cannot be configured: {cause:#}"));
}
