//! The instruments of `assets/forms`: every file is whole in three languages and scores as its publication says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what fails in a test should fail loudly"
)]

mod compared;
mod files;
mod published;
mod shelf;
