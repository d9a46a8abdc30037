//! Sheets people bring and lists they take: CSV and XLSX in, people to register out, rejected rows back as CSV;
//! and whole workbooks as cells, in and out.
//!
//! Separate because a sheet from outside is the least trusted input of the program: everything about encodings,
//! separators and limits stays here. Bytes in, bytes out: it opens no file, knows no clock, and registers nobody.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod book;
mod delimited;
mod encoding;
mod error;
mod heading_words;
mod headings;
mod months;
pub mod person;
pub mod read_date;
pub mod rejected;
pub mod sheet;
pub mod target;
mod workbook;

pub use book::{Book, BookCell, BookSheet, BookValue, read_book, write_book};
pub use error::SheetError;
pub use headings::guess;
pub use person::{ImportedPerson, RowProblem, RowReason, Sex, read_row};
pub use read_date::read_date;
pub use rejected::{RejectedRow, write_csv, write_rejected};
pub use sheet::{Limits, Row, Sheet, SheetKind, read};
pub use target::Target;
