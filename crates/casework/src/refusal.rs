//! Why something was not done: a code the screens word in three languages, with parameters that hold no personal data.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What the screens are told when something cannot be done. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Refusal {
    /// The sentence is `err-CODE`: what happened; its attribute `do`: what to do.
    pub code: String,
    /// Figures and places in the sentence; never personal data.
    pub params: BTreeMap<String, String>,
    /// The field of the form it is about.
    pub field: Option<String>,
}
