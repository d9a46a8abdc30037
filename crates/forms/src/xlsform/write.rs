//! Sheets from a definition: an XLSForm any of its programs reads, with our additions in columns and sheets they leave alone.
//!
//! Reading what was written gives the definition again.

use std::collections::BTreeSet;

use super::read::BETWEEN_LANGUAGES;
use super::sheet::{Cell, CellValue, Sheet};
use super::types;
use crate::choice::Choice;
use crate::definition::Definition;
use crate::label::{UNNAMED_LANGUAGE, Words};
use crate::question::{Item, Kind, Sensitivity, Unanswered};
use crate::score::{Better, Missing};

/// Writes the sheets `survey`, `choices`, `settings`, and where there are scores `goldaw_scores` and `goldaw_bands`.
pub fn write(definition: &Definition) -> Vec<Sheet> {
    let mut survey = Table::new("survey", &["type", "name"]);
    items(&mut survey, &definition.items);
    let mut sheets = vec![survey.sheet()];
    if !definition.choices.is_empty() {
        let mut choices = Table::new("choices", &["list_name", "name"]);
        for (list, all) in &definition.choices {
            for choice in all {
                write_choice(&mut choices, list, choice);
            }
        }
        sheets.push(choices.sheet());
    }
    sheets.push(settings(definition).sheet());
    if !definition.scores.is_empty() {
        sheets.extend(scores(definition));
    }
    sheets
}

/// A sheet as it grows: columns are added when something stands in them.
struct Table {
    name: &'static str,
    headings: Vec<String>,
    rows: Vec<Vec<(usize, String)>>,
}

impl Table {
    fn new(name: &'static str, headings: &[&str]) -> Self {
        Self {
            name,
            headings: headings.iter().map(|&heading| heading.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    fn put(&mut self, heading: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let found = self.headings.iter().position(|one| one == heading);
        let column = found.unwrap_or_else(|| {
            self.headings.push(heading.to_owned());
            self.headings.len() - 1
        });
        if let Some(row) = self.rows.last_mut() {
            row.push((column, text.to_owned()));
        }
    }

    fn words(&mut self, heading: &str, words: &Words) {
        for (language, text) in &words.0 {
            if language == UNNAMED_LANGUAGE {
                self.put(heading, text);
            } else {
                self.put(&format!("{heading}::{language}"), text);
            }
        }
    }

    fn sheet(self) -> Sheet {
        let cell = |row: usize, column: usize, text: String| Cell {
            row: u32::try_from(row).unwrap_or(u32::MAX),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
            value: CellValue::Text(text),
        };
        let headings = self.headings.into_iter().enumerate();
        let mut cells: Vec<Cell> = headings
            .map(|(column, text)| cell(1, column, text))
            .collect();
        for (at, row) in self.rows.into_iter().enumerate() {
            cells.extend(
                row.into_iter()
                    .map(|(column, text)| cell(at + 2, column, text)),
            );
        }
        Sheet {
            name: self.name.to_owned(),
            cells,
        }
    }
}

fn items(table: &mut Table, all: &[Item]) {
    for item in all {
        write_item(table, item);
        if item.kind.holds_items() {
            items(table, &item.items);
            table.row();
            let end = if item.kind == Kind::Repeat {
                "end_repeat"
            } else {
                "end_group"
            };
            table.put("type", end);
        }
    }
}

fn write_item(table: &mut Table, item: &Item) {
    table.row();
    let written = types::written(item.kind);
    match item.kind {
        Kind::SelectOne | Kind::SelectMultiple | Kind::Rank => {
            table.put("type", &format!("{written} {}", item.choices));
        }
        Kind::Property => {
            let property = item.parameters.get("property");
            table.put("type", property.map_or("username", String::as_str));
        }
        _ => table.put("type", written),
    }
    table.put("name", &item.name);
    table.words("label", &item.label);
    table.words("hint", &item.hint);
    table.words("guidance_hint", &item.guidance);
    table.put("relevant", &item.relevant);
    table.put("constraint", &item.constraint);
    table.words("constraint_message", &item.constraint_message);
    table.put("required", &item.required);
    table.words("required_message", &item.required_message);
    table.put("read_only", &item.read_only);
    table.put("calculation", &item.calculation);
    let trigger: Vec<String> = item
        .trigger
        .iter()
        .map(|name| format!("${{{name}}}"))
        .collect();
    table.put("trigger", &trigger.join(", "));
    table.put("default", &item.default);
    table.put("choice_filter", &item.choice_filter);
    table.put("repeat_count", &item.count);
    table.put("appearance", &item.appearance);
    let parameters = item.parameters.iter().filter(|(key, _)| *key != "property");
    let parameters: Vec<String> = parameters
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    table.put("parameters", &parameters.join(" "));
    for (kind, words) in &item.media {
        table.words(&format!("media::{kind}"), words);
    }
    if item.section {
        table.put("goldaw::section", "yes");
    }
    table.put(
        "goldaw::sensitivity",
        match item.sensitivity {
            Sensitivity::Ordinary => "",
            Sensitivity::Identifying => "identifying",
            Sensitivity::Restricted => "restricted",
        },
    );
    let reasons = item.unanswered.iter().map(|reason| match reason {
        Unanswered::Refused => "refused",
        Unanswered::Unknown => "unknown",
    });
    table.put("goldaw::unanswered", &reasons.collect::<Vec<_>>().join(" "));
    let looks_computed = types::is_computed(&item.default, item.kind);
    if !item.default.is_empty() && looks_computed != item.default_is_computed {
        let said = if item.default_is_computed {
            "computed"
        } else {
            "as_it_stands"
        };
        table.put("goldaw::default", said);
    }
}

fn write_choice(table: &mut Table, list: &str, choice: &Choice) {
    table.row();
    table.put("list_name", list);
    table.put("name", &choice.name);
    table.words("label", &choice.label);
    for (kind, words) in &choice.media {
        table.words(&format!("media::{kind}"), words);
    }
    for (column, text) in &choice.columns {
        table.put(column, text);
    }
}

fn settings(definition: &Definition) -> Table {
    let mut table = Table::new("settings", &["form_title", "form_id", "version"]);
    table.row();
    table.words("form_title", &definition.title);
    table.put("form_id", &definition.id);
    table.put("version", &definition.version);
    if definition.default_language != UNNAMED_LANGUAGE {
        table.put("default_language", &definition.default_language);
    }
    if definition.languages != [UNNAMED_LANGUAGE] {
        table.put(
            "goldaw::languages",
            &definition.languages.join(BETWEEN_LANGUAGES),
        );
    }
    table.put("instance_name", &definition.instance_name);
    if definition.repeated_choices {
        table.put("allow_choice_duplicates", "yes");
    }
    table.put("goldaw::print_template", &definition.print_template);
    let named: BTreeSet<&String> = definition.settings.keys().collect();
    for name in named {
        table.put(
            name,
            definition.settings.get(name).map_or("", String::as_str),
        );
    }
    table
}

fn scores(definition: &Definition) -> [Sheet; 2] {
    let mut scores = Table::new("goldaw_scores", &["name"]);
    let mut bands = Table::new("goldaw_bands", &["score", "name", "from"]);
    for score in &definition.scores {
        scores.row();
        scores.put("name", &score.name);
        scores.words("label", &score.label);
        scores.put("need", &score.need);
        scores.put("calculation", &score.calculation);
        scores.put("questions", &score.questions.join(" "));
        scores.put("column", &score.column);
        scores.put(
            "missing",
            match score.missing {
                Missing::NoScore => "no_score",
                Missing::Zero => "zero",
                Missing::Average => "average",
            },
        );
        scores.put(
            "better",
            match score.better {
                Better::Higher => "higher",
                Better::Lower => "lower",
            },
        );
        for band in &score.bands {
            bands.row();
            bands.put("score", &score.name);
            bands.put("name", &band.name);
            bands.put("from", &band.from);
            bands.words("label", &band.label);
        }
    }
    [scores.sheet(), bands.sheet()]
}
