//! A form as it is stored, sent and published: one JSON document for one version.
//!
//! The page that leads is docs/formats/form.md. Reading checks the shape only; [`crate::Form::new`] checks what it says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::choice::Choice;
use crate::label::Words;
use crate::question::Item;
use crate::score::Score;

/// The number of the format this version writes.
pub const FORMAT: u32 = 1;
/// Bytes of a definition; the largest public XLSForm seen makes less than one million.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// One version of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The number of the format: [`FORMAT`].
    pub format: u32,
    /// What all versions of the form share.
    pub id: String,
    /// What tells this version from the others; compared as it stands, never ordered.
    pub version: String,
    /// The title.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub title: Words,
    /// The languages, in the order they are offered.
    pub languages: Vec<String>,
    /// The language taken where words are missing in another.
    pub default_language: String,
    /// Expression: what an answered form is called in lists.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub instance_name: String,
    /// The template an answered form is printed with, by its name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub print_template: String,
    /// Whether a list may hold the same name twice, as cascading lists of XLSForm do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeated_choices: bool,
    /// Settings of the XLSForm that mean nothing here and go back into it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// The lists to choose from, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<String, Vec<Choice>>,
    /// Questions, groups and repeats in the order they are asked.
    pub items: Vec<Item>,
    /// What the answers amount to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
}

/// Why a definition was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DefinitionError {
    /// Longer than [`MAX_BYTES`].
    #[error("a definition of more than {MAX_BYTES} bytes")]
    TooLarge,
    /// Not JSON, or not of this shape.
    #[error("line {line}, column {column}: {message}")]
    Shape {
        /// Line, from 1.
        line: usize,
        /// Column, from 1; 0 where only the end of the line is known.
        column: usize,
        /// What the reader says, in English, for support.
        message: String,
    },
    /// Written by a newer program.
    #[error("the format {0} is newer than {FORMAT}")]
    NewerFormat(u32),
}

impl DefinitionError {
    /// Gives the code the screens translate.
    pub fn code(&self) -> &'static str {
        match self {
            DefinitionError::TooLarge => "form-too-large",
            DefinitionError::Shape { .. } => "form-unreadable",
            DefinitionError::NewerFormat(_) => "form-newer-format",
        }
    }
}

impl Definition {
    /// Makes a form without questions.
    pub fn new(id: &str, version: &str, languages: &[&str]) -> Self {
        let languages: Vec<String> = languages.iter().map(|&name| name.to_owned()).collect();
        Self {
            format: FORMAT,
            id: id.to_owned(),
            version: version.to_owned(),
            title: Words::default(),
            default_language: languages
                .first()
                .cloned()
                .unwrap_or_else(|| crate::label::UNNAMED_LANGUAGE.to_owned()),
            languages,
            instance_name: String::new(),
            print_template: String::new(),
            repeated_choices: false,
            settings: BTreeMap::new(),
            choices: BTreeMap::new(),
            items: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// Reads a definition from its JSON. A field that is not known is refused: it could change what a question means.
    pub fn read(json: &[u8]) -> Result<Self, DefinitionError> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        if json.len() > MAX_BYTES {
            return Err(DefinitionError::TooLarge);
        }
        let shape = |error: serde_json::Error| DefinitionError::Shape {
            line: error.line(),
            column: error.column(),
            message: error.to_string(),
        };
        let Format { format } = serde_json::from_slice(json).map_err(shape)?;
        if format > FORMAT {
            return Err(DefinitionError::NewerFormat(format));
        }
        serde_json::from_slice(json).map_err(shape)
    }

    /// Writes the definition as JSON: fields in the order of this type, absent ones left out; equal definitions give equal bytes.
    pub fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}
