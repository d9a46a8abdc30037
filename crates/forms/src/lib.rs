//! Questionnaires: what they ask, what follows from an answer, what the answers amount to. Pure: no clock, no disk, no chance.
//!
//! The way through: a [`Definition`] is the document of one version of a form (`definition`, `question`, `choice`, `label`, `score`).
//! [`Form::new`] checks it (`check`), lays it out (`layout`), binds its expressions (`expression`) and puts them in order (`form`,
//! `order`). A [`Session`] answers it: each answer computes what follows from it and says what changed on the screen (`session`).
//! [`compare_versions`] says what a new version takes away while answers exist (`version`). [`xlsform`] makes a definition of the
//! sheets of an XLSForm and sheets of a definition; it sees cells, never a file.
//!
//! What it deliberately does not do: draw a screen, store an answer, read a file, say a sentence. Errors are codes with what they are
//! about; the words stand in the locales. Docs: docs/formats/form.md and docs/decisions/0022-forms.md.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod answer;
mod check;
mod choice;
mod definition;
pub mod expression;
mod form;
mod label;
mod layout;
mod order;
mod problem;
mod question;
pub mod score;
mod session;
mod version;
pub mod xlsform;

pub use answer::{Answer, MAX_TEXT, Unusable};
pub use check::{MAX_ITEMS, MAX_NESTING};
pub use choice::Choice;
pub use definition::{Definition, DefinitionError, FORMAT, MAX_BYTES};
pub use form::Form;
pub use label::{Piece, UNNAMED_LANGUAGE, Words, pieces};
pub use problem::{Field, Problem, Trouble};
pub use question::{Item, Kind, Sensitivity, Unanswered};
pub use session::{
    Answers, Change, MAX_INSTANCES, Offered, Session, Shown, Standing, Start, Stored, Violation,
};
pub use version::{Loss, LossKind, compare_versions};
