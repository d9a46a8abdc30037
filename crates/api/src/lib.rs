//! What the screens may ask.
//!
//! No Tauri here: the same [`dispatch`] serves the desktop shell, the loopback server of the screen tests and the command line. This room
//! holds the table of calls, the state behind them, and the export of their types to TypeScript. It decides nothing.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod bindings;
pub mod calls;
pub mod desk;

pub use calls::{CALLS, dispatch, export_bindings};
pub use desk::Desk;
pub use goldaw_casework::refusal::Refusal;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Reads a request; `null` stands for an empty one.
fn read<T: DeserializeOwned>(body: Value) -> Result<T, Refusal> {
    let body = if body.is_null() {
        Value::Object(serde_json::Map::new())
    } else {
        body
    };
    serde_json::from_value(body).map_err(|_| Refusal::of("unreadable-request"))
}

/// Writes a reply.
fn written<T: Serialize>(reply: &T) -> Result<Value, Refusal> {
    serde_json::to_value(reply).map_err(|_| Refusal::of("unwritable-reply"))
}
