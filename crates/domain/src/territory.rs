//! The territory of Turkmenistan as it was on a given day. The list itself is data: assets/reference/territory.json.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A velayat, city, etrap or borough, with the days on which it began and ceased to exist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Place {
    /// Short code that begins the numbers of its office: `AH`, `AH-GDP`.
    pub code: String,
    /// Code of the place it belongs to; none for velayats and cities of their level.
    #[serde(default)]
    pub parent: Option<String>,
    /// Name in Turkmen.
    pub tk: String,
    /// Name in Russian.
    pub ru: String,
    /// Name in English.
    pub en: String,
    /// First day it exists; none when before anything recorded here.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// First day it no longer exists.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
}

impl Place {
    /// Tells whether the place exists on `day`.
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day < to)
    }
}
