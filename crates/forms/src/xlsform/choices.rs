//! The sheet `choices`: lists by name.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Column, Of, RowCells, meanings};
use super::problem::{At, Found, SheetTrouble};
use super::read::Languages;
use super::sheet::{Sheet, Table};
use crate::choice::Choice;

/// Lists, and where each choice stands.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) sheet: String,
    pub(super) lists: BTreeMap<String, Vec<Choice>>,
    /// The rows of each list, choice by choice.
    pub(super) rows: BTreeMap<String, Vec<u32>>,
    /// The heading of the names.
    pub(super) name_heading: String,
}

/// Reads the sheet.
pub(super) fn read(sheet: Option<&Sheet>, languages: &mut Languages, found: &mut Found) -> Lists {
    let Some(sheet) = sheet else {
        return Lists::default();
    };
    let table = Table::of(sheet);
    let meanings = meanings(&table, Of::Choices, &sheet.name, found);
    let mut lists = Lists {
        sheet: sheet.name.clone(),
        ..Lists::default()
    };
    let has = |column: &Column| {
        meanings
            .values()
            .any(|(meaning, _)| meaning.column == *column)
    };
    if !has(&Column::Name) && !table.rows.is_empty() {
        let at = At {
            sheet: &sheet.name,
            row: 1,
            column: "",
        };
        found.problem(at, SheetTrouble::NoColumn("name".to_owned()));
        return lists;
    }
    languages.see(meanings.values().map(|(meaning, _)| meaning));
    for row in &table.rows {
        let cells = RowCells::new(&sheet.name, &meanings, row);
        if lists.name_heading.is_empty() {
            lists.name_heading = cells.heading(&Column::Name).to_owned();
        }
        let list = cells.text(&Column::ListName);
        if list.is_empty() {
            found.warn(cells.whole(), SheetTrouble::RowLeftOut);
            continue;
        }
        let choice = choice(&cells, languages);
        if choice.name.is_empty() {
            found.problem(cells.at(&Column::Name), SheetTrouble::NoChoiceName);
            continue;
        }
        if choice.label.is_empty() && choice.media.is_empty() {
            found.warn(cells.at(&Column::Label), SheetTrouble::NoChoiceLabel);
        }
        lists.lists.entry(list.to_owned()).or_default().push(choice);
        lists
            .rows
            .entry(list.to_owned())
            .or_default()
            .push(row.number);
    }
    lists
}

fn choice(cells: &RowCells<'_>, languages: &Languages) -> Choice {
    let mut choice = Choice::default();
    for (meaning, text) in cells.cells() {
        let text = text.to_owned();
        match &meaning.column {
            Column::Name => choice.name = text,
            Column::Label => languages.put(&mut choice.label, &meaning.language, text),
            Column::Media(kind) => {
                let words = choice.media.entry(kind.clone()).or_default();
                languages.put(words, &meaning.language, text);
            }
            Column::Extra(column) => {
                choice.columns.insert(column.clone(), text);
            }
            _ => {}
        }
    }
    choice
}

impl Lists {
    /// Adds the lists of another sheet where there is none of their name.
    pub(super) fn add(&mut self, other: Lists) {
        if self.sheet.is_empty() {
            self.sheet = other.sheet;
            self.name_heading = other.name_heading;
        }
        for (name, list) in other.lists {
            self.lists.entry(name).or_insert(list);
        }
        for (name, rows) in other.rows {
            self.rows.entry(name).or_insert(rows);
        }
    }

    /// The row of a choice that stands twice: the second one.
    pub(super) fn row_of(&self, list: &str, choice: &str) -> u32 {
        let choices = self.lists.get(list).map_or(&[][..], Vec::as_slice);
        let rows = self.rows.get(list).map_or(&[][..], Vec::as_slice);
        let mut seen = BTreeSet::new();
        let again = choices
            .iter()
            .zip(rows)
            .find(|(one, _)| one.name == choice && !seen.insert(&one.name));
        let first = choices.iter().zip(rows).find(|(one, _)| one.name == choice);
        again.or(first).map_or(0, |(_, row)| *row)
    }
}
