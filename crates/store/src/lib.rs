//! The office database on one computer: SQLCipher, one write path, read models.
//!
//! The only room with the desktop's SQL. It stores what it is given: rules live in `domain`, keys come from `trust`, and what travels is
//! packed by `casework` and `bundle`. Everything but the log, the files and this computer's own facts is derived and can be rebuilt.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod apply;
mod blob;
mod derive;
mod document;
mod error;
pub mod exchange;
mod fold;
#[cfg(feature = "foreign-bytes")]
pub mod foreign_bytes;
mod ledger;
mod left_out;
mod loading;
mod local;
mod log;
mod migrations;
mod missing;
mod open;
pub mod pieces;
mod places;
mod project;
mod read_models;
mod reader;
mod reading;
mod rebuild;
mod record_row;
mod salts;
pub mod snapshot;
mod spoken;
mod store;
mod taking_over;
mod varint;
mod waiting;

pub use document::{Document, Intent, Write};
pub use error::StoreError;
pub use left_out::LeftOutChange;
pub use loading::{Loaded, Loading, MOST_CHANGES};
pub use migrations::NEWEST;
pub use missing::Missing;
pub use open::StoreKey;
pub use read_models::{Rules, address, candidate, full_name};
pub use reader::Reader;
pub use reading::cases::{CaseFilter, CaseRow};
pub use reading::history::{OwnChange, Written};
pub use reading::receipt::Stretch;
pub use spoken::Belief;
pub use store::{Author, PROGRAM, Store, TAKES_HISTORIES};
pub use taking_over::{BATCH, Landed, Merged, TakingOver, Was};

#[cfg(test)]
mod store_tests;
