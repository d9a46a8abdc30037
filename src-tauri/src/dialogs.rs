//! The system's own dialogs for choosing a folder, a file, or a name to save under.
//!
//! They are the only thing a window can do that the loopback server and the command line cannot, so they stand outside
//! `goldaw_api`. They answer with a path and touch nothing: reading and writing is the work of the call that follows.
//! Titles and filter names come from the screen, which has them in the user's language.

use tauri::{AppHandle, Runtime, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};

/// What a dialog shows; every text is already in the user's language.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// The dialog's title.
    title: Option<String>,
    /// The folder to start in.
    folder: Option<String>,
    /// The name offered when saving.
    file_name: Option<String>,
    /// What the listed extensions are called, e.g. "Sheets".
    kind: Option<String>,
    /// Extensions without the dot; none shows every file.
    extensions: Vec<String>,
}

impl Wanted {
    fn dialog<R: Runtime>(self, window: &WebviewWindow<R>) -> FileDialogBuilder<R> {
        let handle: &AppHandle<R> = tauri::Manager::app_handle(window);
        let mut dialog = handle.dialog().file().set_parent(window);
        if let Some(title) = self.title {
            dialog = dialog.set_title(title);
        }
        if let Some(folder) = self.folder {
            dialog = dialog.set_directory(folder);
        }
        if let Some(name) = self.file_name {
            dialog = dialog.set_file_name(name);
        }
        if !self.extensions.is_empty() {
            let extensions: Vec<&str> = self.extensions.iter().map(String::as_str).collect();
            dialog = dialog.add_filter(self.kind.unwrap_or_default(), &extensions);
        }
        dialog
    }
}

/// Asks for a folder; answers with its path, or nothing when the dialog was closed.
#[tauri::command]
pub async fn choose_folder<R: Runtime>(
    window: WebviewWindow<R>,
    wanted: Option<Wanted>,
) -> Option<String> {
    let dialog = wanted.unwrap_or_default().dialog(&window);
    wait(move || dialog.blocking_pick_folder()).await
}

/// Asks for a file to read; answers with its path, or nothing when the dialog was closed.
#[tauri::command]
pub async fn choose_file<R: Runtime>(
    window: WebviewWindow<R>,
    wanted: Option<Wanted>,
) -> Option<String> {
    let dialog = wanted.unwrap_or_default().dialog(&window);
    wait(move || dialog.blocking_pick_file()).await
}

/// Asks under which name to save; answers with the path, or nothing when the dialog was closed.
#[tauri::command]
pub async fn save_as<R: Runtime>(
    window: WebviewWindow<R>,
    wanted: Option<Wanted>,
) -> Option<String> {
    let dialog = wanted.unwrap_or_default().dialog(&window);
    wait(move || dialog.blocking_save_file()).await
}

/// A path that is not Unicode cannot be carried to a screen and back, so it counts as not chosen.
async fn wait(ask: impl FnOnce() -> Option<FilePath> + Send + 'static) -> Option<String> {
    let chosen = tauri::async_runtime::spawn_blocking(ask)
        .await
        .ok()
        .flatten()?;
    chosen.into_path().ok()?.to_str().map(str::to_owned)
}
