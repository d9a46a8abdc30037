//! The sheet `settings`, and what of ours stands in sheets of its own: scores and their bands.

use std::collections::BTreeMap;

use super::columns::snake_case;
use super::problem::{At, Found, SheetTrouble};
use super::read::Languages;
use super::sheet::{Row, Sheet, Table};
use crate::label::{UNNAMED_LANGUAGE, Words};
use crate::score::{Band, Better, Missing, Score};

/// The settings of a form as they stand in their sheet.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) sheet: String,
    pub(super) row: u32,
    values: BTreeMap<String, String>,
    headings: BTreeMap<String, String>,
    title: BTreeMap<String, String>,
}

/// Settings that mean something here; the others go with the form as they are.
const MEANT: &[&str] = &[
    "title",
    "id_string",
    "version",
    "default_language",
    "instance_name",
    "allow_choice_duplicates",
    "clean_text_values",
    "goldaw::languages",
    "goldaw::print_template",
];

/// Reads the sheet: its first row below the headings.
pub(super) fn read(sheet: Option<&Sheet>) -> Settings {
    let Some(sheet) = sheet else {
        return Settings::default();
    };
    let table = Table::of(sheet);
    let mut settings = Settings {
        sheet: sheet.name.clone(),
        ..Settings::default()
    };
    let Some(row) = table.rows.first() else {
        return settings;
    };
    settings.row = row.number;
    for (column, heading) in &table.headings {
        let Some(value) = row.cells.get(column) else {
            continue;
        };
        let (first, language) = match heading.split_once("::") {
            Some((first, language)) => (snake_case(first), Some(language.trim())),
            None => (snake_case(heading), None),
        };
        let name = match first.as_str() {
            "form_title" | "set_form_title" | "title" => "title".to_owned(),
            "form_id" | "set_form_id" | "id_string" => "id_string".to_owned(),
            "goldaw" => format!("goldaw::{}", snake_case(language.unwrap_or_default())),
            _ => snake_case(heading),
        };
        if name == "title" {
            let language = language.unwrap_or(UNNAMED_LANGUAGE);
            settings.title.insert(language.to_owned(), value.clone());
        }
        settings.headings.insert(name.clone(), heading.clone());
        settings.values.insert(name, value.clone());
    }
    settings
}

impl Settings {
    /// A setting; empty when there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Whether a setting says yes.
    pub(super) fn says_yes(&self, name: &str) -> bool {
        matches!(
            self.text(name).to_lowercase().as_str(),
            "yes" | "true" | "true()"
        )
    }

    /// Whether a setting says no.
    pub(super) fn says_no(&self, name: &str) -> bool {
        matches!(
            self.text(name).to_lowercase().as_str(),
            "no" | "false" | "false()"
        )
    }

    /// Takes a setting that stands among the questions.
    pub(super) fn take(&mut self, name: &str, value: &str) {
        if name == "title" {
            self.title
                .insert(UNNAMED_LANGUAGE.to_owned(), value.to_owned());
        }
        self.values.insert(name.to_owned(), value.to_owned());
    }

    pub(super) fn at<'a>(&'a self, name: &str) -> At<'a> {
        At {
            sheet: &self.sheet,
            row: self.row,
            column: self.headings.get(name).map_or("", String::as_str),
        }
    }

    /// The title in the languages it has.
    pub(super) fn title(&self, languages: &Languages) -> Words {
        let mut title = Words::default();
        for (language, text) in &self.title {
            languages.put(&mut title, language, text.clone());
        }
        title
    }

    /// Settings without a meaning here.
    pub(super) fn others(&self) -> BTreeMap<String, String> {
        let others = self
            .values
            .iter()
            .filter(|(name, _)| !MEANT.contains(&name.as_str()));
        others
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

/// Reads scores and bands.
pub(super) fn scores(
    scores: Option<&Sheet>,
    bands: Option<&Sheet>,
    languages: &mut Languages,
    found: &mut Found,
) -> Vec<Score> {
    let mut read: Vec<Score> = Vec::new();
    each_row(scores, languages, found, |cells, languages, row, found| {
        let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
        let missing = match text("missing").as_str() {
            "" | "no_score" => Some(Missing::NoScore),
            "zero" => Some(Missing::Zero),
            "average" => Some(Missing::Average),
            _ => None,
        };
        let better = match text("better").as_str() {
            "" | "higher" => Some(Better::Higher),
            "lower" => Some(Better::Lower),
            _ => None,
        };
        for (column, unknown) in [("missing", missing.is_none()), ("better", better.is_none())] {
            if unknown {
                found.problem(row.at(column), SheetTrouble::UnknownWord(text(column)));
            }
        }
        let column = text("column");
        read.push(Score {
            name: text("name"),
            label: words(cells, languages),
            need: text("need"),
            calculation: text("calculation"),
            questions: text("questions")
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            column: if column.is_empty() {
                "score".to_owned()
            } else {
                column
            },
            missing: missing.unwrap_or_default(),
            better: better.unwrap_or_default(),
            bands: Vec::new(),
        });
    });
    each_row(bands, languages, found, |cells, languages, row, found| {
        let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
        let score = text("score");
        match read.iter_mut().find(|one| one.name == score) {
            Some(one) => one.bands.push(Band {
                name: text("name"),
                from: text("from"),
                label: words(cells, languages),
            }),
            None => found.problem(row.at("score"), SheetTrouble::UnknownWord(score)),
        }
    });
    read
}

/// Where a row of ours stands.
struct Place<'a> {
    sheet: &'a str,
    row: &'a Row,
}

impl Place<'_> {
    fn at<'a>(&'a self, column: &'a str) -> At<'a> {
        At {
            sheet: self.sheet,
            row: self.row.number,
            column,
        }
    }
}

fn each_row(
    sheet: Option<&Sheet>,
    languages: &mut Languages,
    found: &mut Found,
    mut with: impl FnMut(&BTreeMap<String, String>, &Languages, &Place<'_>, &mut Found),
) {
    let Some(sheet) = sheet else {
        return;
    };
    let table = Table::of(sheet);
    for (_, heading) in &table.headings {
        if let Some(language) = heading.strip_prefix("label::") {
            languages.see_name(language.trim());
        }
    }
    for row in &table.rows {
        let cells = table
            .headings
            .iter()
            .filter_map(|(column, heading)| Some((heading.clone(), row.cells.get(column)?.clone())))
            .collect();
        let sheet = &sheet.name;
        with(&cells, languages, &Place { sheet, row }, found);
    }
}

fn words(cells: &BTreeMap<String, String>, languages: &Languages) -> Words {
    let mut words = Words::default();
    for (heading, text) in cells {
        if heading == "label" {
            languages.put(&mut words, UNNAMED_LANGUAGE, text.clone());
        } else if let Some(language) = heading.strip_prefix("label::") {
            languages.put(&mut words, language.trim(), text.clone());
        }
    }
    words
}
