//! What can be chosen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::label::Words;

/// One thing that can be chosen from a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored; unique in its list, unless the form allows otherwise.
    pub name: String,
    /// What is read.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub label: Words,
    /// More about it: what choice filters compare, and scores. Numbers stand as text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Pictures and sounds by kind (`image`, `big-image`, `audio`, `video`): names of files by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub media: BTreeMap<String, Words>,
}

impl Choice {
    /// Returns a column by name: `name`, `label` in the unnamed or first language, or one of [`Choice::columns`].
    pub(crate) fn column(&self, column: &str) -> Option<&str> {
        match column {
            "name" => Some(&self.name),
            "label" => Some(self.label.read_in("", "")),
            other => self.columns.get(other).map(String::as_str),
        }
    }
}
