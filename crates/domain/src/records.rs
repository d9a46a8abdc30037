//! The records themselves: one flat struct a kind, with the rules its fields must keep.
//!
//! Every field is optional on the wire (a merge may bring half a record first); `check` says what a form must fill in.

mod case;
mod entry;
mod household;
mod incident;
mod office;
mod person;
mod transfer;

pub use case::{Appeal, Case, Task};
pub use entry::{Attachment, Note, Visit};
pub use household::{Household, Membership};
pub use incident::{Incident, LostChange};
pub use office::{Device, Office, Worker};
pub use person::{Consent, Person, Relationship};
pub use transfer::Transfer;

use crate::violation::{Rule, Violation};
use chrono::NaiveDate;

/// Longest name part, in characters.
pub const NAME_LENGTH: usize = 120;
/// Longest free text, in characters.
pub const TEXT_LENGTH: usize = 4000;

fn not_after(
    field: &'static str,
    day: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), Violation> {
    match day {
        Some(day) if day > today => Err(Violation {
            field,
            code: Rule::InTheFuture,
        }),
        _ => Ok(()),
    }
}

fn in_order(
    field: &'static str,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<(), Violation> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => Err(Violation {
            field,
            code: Rule::EndsBeforeItBegins,
        }),
        _ => Ok(()),
    }
}

fn chosen<T>(field: &'static str, value: Option<&T>) -> Result<(), Violation> {
    value.map(|_| ()).ok_or(Violation {
        field,
        code: Rule::Missing,
    })
}
