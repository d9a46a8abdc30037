//! What a worker can do: one function per intention, one file per subject.
//!
//! Every function takes the open [`Session`] and an input, checks the rules of `domain`, and writes one change through `store`. Input and
//! view types stand beside their function; `api` sends them to the screens as they are. No SQL, no screen, no language strings here.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod appeals;
pub mod attachments;
pub mod cards;
mod carrier;
pub mod cases;
pub mod consents;
pub mod dictated;
pub mod drafts;
pub mod enrolment;
pub mod error;
pub mod exchange;
pub mod find;
pub mod folder;
#[cfg(feature = "foreign-bytes")]
pub mod foreign_bytes;
mod forms;
pub mod history;
pub mod households;
pub mod import;
mod imported;
pub mod incidents;
pub mod missing;
pub mod offices;
pub mod people;
pub mod practice;
pub mod progress;
pub mod questions;
pub mod receive;
pub mod reference;
pub mod refusal;
pub mod relay;
pub mod seen;
pub mod session;
pub mod settings;
pub mod status;
mod taken;
pub mod tasks;
#[cfg(test)]
mod testing;
mod timeline;
pub mod today;
pub mod transfer;
pub mod visits;

pub use refusal::Refusal;
pub use session::Session;
