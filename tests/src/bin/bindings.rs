//! Writes the TypeScript of the api into ui/src/backend/bindings: `make bindings`.
//!
//! The suite `bindings` compares that folder with what Rust means; this program makes them equal again.

use std::path::Path;

fn main() -> Result<(), goldaw_api::bindings::BindingsError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/backend/bindings");
    goldaw_api::export_bindings(&folder)
}
