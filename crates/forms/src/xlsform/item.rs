//! An item from the cells of its row.

use super::columns::{Column, Meaning, RowCells};
use super::parameters;
use super::problem::{Found, SheetTrouble};
use super::read::Languages;
use super::sheet::single_spaced;
use super::types::{self, Adds};
use crate::answer;
use crate::label::{UNNAMED_LANGUAGE, Words};
use crate::question::{Item, Sensitivity, Unanswered};

/// What reading a cell needs.
pub(super) struct Cells<'a> {
    pub(super) languages: &'a Languages,
    /// Whether several spaces in a row become one.
    pub(super) clean: bool,
}

impl Cells<'_> {
    /// The text of a column.
    pub(super) fn text(&self, row: &RowCells<'_>, column: &Column) -> String {
        self.cleaned(row.text(column))
    }

    fn cleaned(&self, text: &str) -> String {
        if self.clean {
            single_spaced(text)
        } else {
            text.to_owned()
        }
    }

    /// An item from its row.
    pub(super) fn item(
        &self,
        row: &RowCells<'_>,
        item: Item,
        settings: &str,
        adds: Adds,
        found: &mut Found,
    ) -> Item {
        let mut item = item;
        for (meaning, text) in row.cells() {
            let text = self.cleaned(text);
            self.fill(&mut item, meaning, text, row, found);
        }
        if !adds.constraint.is_empty() && item.constraint.is_empty() {
            adds.constraint.clone_into(&mut item.constraint);
        }
        if !adds.hint.is_empty() && item.hint.is_empty() {
            self.languages
                .put(&mut item.hint, UNNAMED_LANGUAGE, adds.hint.to_owned());
        }
        if !adds.property.is_empty() {
            item.parameters
                .insert("property".to_owned(), adds.property.to_owned());
        }
        if let Some(trouble) = parameters::check(settings, &item.parameters) {
            found.problem(row.at(&Column::Parameters), trouble);
        }
        self.default(&mut item, row, found);
        item
    }

    fn default(&self, item: &mut Item, row: &RowCells<'_>, found: &mut Found) {
        if item.default.is_empty() {
            return;
        }
        if item.kind.holds_items() {
            let trouble = SheetTrouble::DefaultLeftOut(std::mem::take(&mut item.default));
            found.warn(row.at(&Column::Default), trouble);
            return;
        }
        let said = row.text(&Column::Ours("default".to_owned()));
        item.default_is_computed = match said {
            "computed" => true,
            "as_it_stands" => false,
            _ => types::is_computed(&item.default, item.kind),
        };
        if !item.default_is_computed && answer::read_text(item, &item.default).is_none() {
            let trouble = SheetTrouble::DefaultLeftOut(std::mem::take(&mut item.default));
            found.warn(row.at(&Column::Default), trouble);
        }
    }

    fn fill(
        &self,
        item: &mut Item,
        meaning: &Meaning,
        text: String,
        row: &RowCells<'_>,
        found: &mut Found,
    ) {
        let languages = self.languages;
        let say = |words: &mut Words| languages.put(words, &meaning.language, text.clone());
        match &meaning.column {
            Column::Label => say(&mut item.label),
            Column::Hint => say(&mut item.hint),
            Column::Guidance => say(&mut item.guidance),
            Column::ConstraintMessage => say(&mut item.constraint_message),
            Column::RequiredMessage => say(&mut item.required_message),
            Column::Media(kind) => say(item.media.entry(kind.clone()).or_default()),
            Column::Relevant => item.relevant = yes_or_no(&text, ""),
            Column::Constraint => item.constraint = yes_or_no(&text, ""),
            Column::Required => item.required = yes_or_no(&text, "false()"),
            Column::ReadOnly => item.read_only = yes_or_no(&text, "false()"),
            Column::Calculation => item.calculation = yes_or_no(&text, ""),
            Column::Default => item.default = text,
            Column::ChoiceFilter => item.choice_filter = text,
            Column::Count => item.count = text,
            Column::Appearance => item.appearance = text,
            Column::Parameters => match parameters::read(&text) {
                Ok(parameters) => item.parameters = parameters,
                Err(trouble) => found.problem(row.at(&Column::Parameters), trouble),
            },
            Column::Trigger => match trigger(&text) {
                Some(names) => item.trigger = names,
                None => found.problem(row.at(&Column::Trigger), SheetTrouble::BrokenTrigger),
            },
            Column::Ours(ours) if !ours_field(item, ours, &text) => {
                let column = Column::Ours(ours.clone());
                found.problem(row.at(&column), SheetTrouble::UnknownWord(text));
            }
            _ => {}
        }
    }
}

/// `yes` and `no` in place of an expression; one that says what is so anyway is none.
fn yes_or_no(text: &str, anyway: &str) -> String {
    let expression = match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" => "true()",
        "no" | "No" | "NO" | "false" | "False" | "FALSE" => "false()",
        other => other,
    };
    if expression == anyway { "" } else { expression }.to_owned()
}

/// The names of a trigger: `${a}, ${b}`.
fn trigger(text: &str) -> Option<Vec<String>> {
    text.split(',')
        .map(|one| {
            let name = one.trim().strip_prefix("${")?.strip_suffix('}')?.trim();
            crate::expression::is_name(name).then(|| name.to_owned())
        })
        .collect()
}

/// Fills a field of ours. Returns whether the word is one of its words.
fn ours_field(item: &mut Item, field: &str, text: &str) -> bool {
    match (field, text) {
        ("section", "yes" | "true" | "TRUE") => item.section = true,
        ("section", "no" | "false" | "FALSE") => item.section = false,
        ("sensitivity", "ordinary") => item.sensitivity = Sensitivity::Ordinary,
        ("sensitivity", "identifying") => item.sensitivity = Sensitivity::Identifying,
        ("sensitivity", "restricted") => item.sensitivity = Sensitivity::Restricted,
        ("default", "computed" | "as_it_stands") => {}
        ("unanswered", words) => {
            for word in words.split([' ', ',']).filter(|word| !word.is_empty()) {
                item.unanswered.push(match word {
                    "refused" => Unanswered::Refused,
                    "unknown" => Unanswered::Unknown,
                    _ => return false,
                });
            }
        }
        _ => return false,
    }
    true
}
