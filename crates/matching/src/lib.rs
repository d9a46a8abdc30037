//! Names across scripts, and likely duplicates with their reasons.
//!
//! Separate because finding a person is needed by search, by registration and by the centre alike, and must
//! give the same answer everywhere. Pure: no clock, no disk, no SQL. It decides nothing for the worker: a match
//! is advice with reasons, never a merge.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod agreement;
pub mod candidate;
pub mod duplicates;
pub mod fold;
pub mod key;
mod letters;
pub mod reasons;
mod weights;

pub use candidate::{Candidate, Prepared, blocking_keys, telling};
pub use duplicates::{Match, compare, compare_prepared};
pub use fold::{Script, script_of, to_turkmen_latin};
pub use key::{father_key, letters_apart, search_key, sound_key, surname_stem};
pub use reasons::{Likelihood, Reason};
