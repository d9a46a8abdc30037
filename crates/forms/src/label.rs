//! Words a person reads, in the languages of a form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The name of the language of words for which a sheet names none.
pub const UNNAMED_LANGUAGE: &str = "default";

/// Words by language, as the form names its languages: `tk`, `English (en)`; [`UNNAMED_LANGUAGE`] where it names none.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(pub BTreeMap<String, String>);

impl Words {
    /// Makes words in one language.
    pub fn new(language: &str, text: &str) -> Self {
        Self(BTreeMap::from([(language.to_owned(), text.to_owned())]))
    }

    /// Tells whether there are none in any language.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(String::is_empty)
    }

    /// Returns the words in a language, or in the other one, or in the first that has any; empty when there are none.
    pub fn read_in(&self, language: &str, otherwise: &str) -> &str {
        let said = |language: &str| self.0.get(language).filter(|text| !text.is_empty());
        said(language)
            .or_else(|| said(otherwise))
            .or_else(|| said(UNNAMED_LANGUAGE))
            .or_else(|| self.0.values().find(|text| !text.is_empty()))
            .map_or("", String::as_str)
    }
}

/// A part of words: as they stand, or the answer to a question between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Words(&'a str),
    /// The answer to the question of this name: `${name}`.
    Answer(&'a str),
}

/// Takes words apart where answers stand in them; a `${` that is no reference stays as it is.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        match after.split_once('}') {
            Some((name, behind)) if crate::expression::is_name(name.trim()) => {
                if !before.is_empty() {
                    pieces.push(Piece::Words(before));
                }
                pieces.push(Piece::Answer(name.trim()));
                rest = behind;
            }
            _ => {
                let end = rest.len() - after.len();
                pieces.push(Piece::Words(rest.get(..end).unwrap_or_default()));
                rest = after;
            }
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}
