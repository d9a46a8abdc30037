//! The window around the screens: one page from inside the program, one command to the office's work.
//!
//! Everything a screen asks goes through `call` to `goldaw_api::dispatch`, the same function the loopback server and the
//! command line use, so nothing here knows what a case is. The page may not leave the program: no other address is ever
//! opened, nothing is downloaded, no second window appears.

use std::path::PathBuf;
use std::sync::Arc;

use goldaw_api::{Desk, Refusal};
use serde_json::Value;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Runtime, State, Url, WebviewWindow, WebviewWindowBuilder};

use crate::dialogs;

const WINDOW: &str = "main";

/// Opens the window on the office in `by_hand`, else on the one in the system's folder for this program, and stays until
/// the window is closed.
///
/// With the system's folder a second start only brings the first window forward. A folder named by hand may stand beside
/// it (a practice office beside the real one); there the store's own lock keeps two programs apart.
///
/// # Errors
/// When the system gives no window or no folder for the program's data.
pub fn run(by_hand: Option<PathBuf>) -> tauri::Result<()> {
    let mut builder = tauri::Builder::default().plugin(tauri_plugin_dialog::init());
    if by_hand.is_none() {
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, _, _| forward(app)));
    }
    builder
        .invoke_handler(tauri::generate_handler![
            call,
            dialogs::choose_folder,
            dialogs::choose_file,
            dialogs::save_as
        ])
        .setup(move |app| {
            let folder = match by_hand {
                Some(folder) => folder,
                None => app.path().app_data_dir()?,
            };
            app.manage(Arc::new(Desk::at(&folder)));
            open_window(app.handle())?;
            Ok(())
        })
        .run(tauri::generate_context!())
}

/// Does what the screen asks, away from the window's own thread, so that a long import leaves the window alive.
#[tauri::command]
async fn call(desk: State<'_, Arc<Desk>>, name: String, body: Value) -> Result<Value, Refusal> {
    let desk = Arc::clone(&desk);
    let work = move || goldaw_api::dispatch(&desk, &name, body);
    // A fault of the program itself: the store's transaction was rolled back with it.
    tauri::async_runtime::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(Refusal::of("program-fault")))
}

fn open_window(app: &AppHandle) -> tauri::Result<()> {
    let Some(wanted) = app
        .config()
        .app
        .windows
        .iter()
        .find(|window| window.label == WINDOW)
    else {
        return Err(tauri::Error::WindowNotFound);
    };
    let (width, height) = (wanted.width, wanted.height);
    let window = WebviewWindowBuilder::from_config(app, wanted)?
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    fill_small_screen(&window, width, height)
}

/// Whether the address is the page inside this program (its spelling differs between Linux and Windows) or the blank
/// page a webview starts from.
fn is_ours(address: &Url) -> bool {
    match (address.scheme(), address.host_str()) {
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")) => true,
        ("about", None) => address.path() == "blank",
        _ => false,
    }
}

/// On a screen no larger than the window wants to be, the title bar would push the status line out of sight.
fn fill_small_screen<R: Runtime>(
    window: &WebviewWindow<R>,
    width: f64,
    height: f64,
) -> tauri::Result<()> {
    if let Some(screen) = window.current_monitor()? {
        let there = screen.size().to_logical::<f64>(screen.scale_factor());
        if there.width <= width || there.height <= height {
            window.maximize()?;
        }
    }
    Ok(())
}

fn forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        // A window that cannot be raised is still there to be clicked on.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(address: &str) -> bool {
        is_ours(&Url::parse(address).unwrap())
    }

    #[test]
    fn only_the_page_inside_the_program_opens() {
        assert!(ours("tauri://localhost/index.html"));
        assert!(ours("http://tauri.localhost/"));
        assert!(ours("about:blank"));
        for foreign in [
            "https://example.org/",
            "http://127.0.0.1:8080/",
            "file:///etc/passwd",
            "http://tauri.localhost.example.org/",
            "tauri://example.org/",
            "data:text/html,hello",
            "javascript:alert(1)",
            "about:srcdoc",
        ] {
            assert!(!ours(foreign), "{foreign} must stay shut");
        }
    }
}
