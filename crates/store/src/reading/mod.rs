//! Lists and searches, one file a subject.

pub(crate) mod cases;
pub(crate) mod history;
mod links;
mod people;
pub(crate) mod receipt;
mod search;
