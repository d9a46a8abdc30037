//! The headings of an XLSForm through the years, and what each column means.
//!
//! Source: pyxform 4.5, `aliases.py` and `parsing/sheet_headers.py`: names in any case and with spaces for underscores; a language or a
//! part behind `::`, or behind `:` where no heading of the sheet has `::`.

use std::collections::BTreeMap;

use super::problem::{At, Found, SheetTrouble};
use super::sheet::{Row, Table};
use crate::label::UNNAMED_LANGUAGE;

/// What a column of the sheet `survey` or `choices` means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Type,
    Name,
    ListName,
    Label,
    Hint,
    Guidance,
    Relevant,
    Constraint,
    ConstraintMessage,
    Required,
    RequiredMessage,
    ReadOnly,
    Calculation,
    Trigger,
    Default,
    ChoiceFilter,
    Count,
    Appearance,
    Parameters,
    Media(String),
    Disabled,
    /// `goldaw::section` and the like.
    Ours(String),
    /// A column of a list, by its heading.
    Extra(String),
    /// Known to pyxform, without a meaning here.
    LeftOut,
}

/// A column with its language; [`UNNAMED_LANGUAGE`] where the heading names none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Meaning {
    pub(super) column: Column,
    pub(super) language: String,
}

/// Which sheet headings stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Survey,
    Choices,
}

/// The words for the four kinds of media.
const MEDIA: [&str; 4] = ["image", "big-image", "audio", "video"];

/// Columns of the survey pyxform knows and that mean nothing here.
const LEFT_OUT: &[&str] = &[
    "autoplay",
    "body",
    "compact_tag",
    "control",
    "bind",
    "default_language",
    "instance",
    "intent",
    "media",
    "noapperrorstring",
    "no_app_error_string",
    "query",
    "rows",
    "save_to",
    "sms_allow_media",
    "sms_date_format",
    "sms_datetime_format",
    "sms_field",
    "sms_option",
    "sms_response",
    "sms_separator",
];

/// The meaning of each column of a table, with its heading; columns without a meaning become warnings, doubled ones problems.
pub(super) fn meanings(
    table: &Table,
    of: Of,
    sheet: &str,
    found: &mut Found,
) -> BTreeMap<u32, (Meaning, String)> {
    let double = table
        .headings
        .iter()
        .any(|(_, heading)| heading.contains("::"));
    let mut meanings: BTreeMap<u32, (Meaning, String)> = BTreeMap::new();
    for (column, heading) in &table.headings {
        let meaning = meaning(heading, of, double);
        let at = At {
            sheet,
            row: 1,
            column: heading,
        };
        if meaning.column == Column::LeftOut {
            found.warn(at, SheetTrouble::ColumnLeftOut(heading.clone()));
            continue;
        }
        let same = meanings.values().find(|(other, _)| *other == meaning);
        if let Some((_, other)) = same {
            found.problem(at, SheetTrouble::ColumnTwice(other.clone()));
            continue;
        }
        meanings.insert(*column, (meaning, heading.clone()));
    }
    meanings
}

fn meaning(heading: &str, of: Of, double: bool) -> Meaning {
    let tokens = tokens(heading, double);
    let first = tokens
        .first()
        .map_or(String::new(), |token| snake_case(token));
    let rest: Vec<&str> = tokens.iter().skip(1).map(String::as_str).collect();
    let in_language = |column, language: Option<&&str>| Meaning {
        column,
        language: language.map_or(UNNAMED_LANGUAGE, |name| *name).to_owned(),
    };
    let plain = |column| in_language(column, None);
    let words = |column| in_language(column, rest.first());
    match first.as_str() {
        "label" | "caption" => return words(Column::Label),
        "name" => return plain(Column::Name),
        "media" => {
            if let Some(kind) = rest.first().filter(|kind| MEDIA.contains(kind)) {
                return in_language(Column::Media((*kind).to_owned()), rest.get(1));
            }
        }
        kind if MEDIA.contains(&kind) => return words(Column::Media(kind.to_owned())),
        "value" => return plain(Column::Name),
        "tag" if of == Of::Survey => return plain(Column::Name),
        "goldaw" => {
            if let Some(ours) = rest.first() {
                return plain(Column::Ours(snake_case(ours)));
            }
        }
        _ => {}
    }
    match of {
        Of::Choices if matches!(first.as_str(), "list_name") => plain(Column::ListName),
        Of::Choices if heading.contains(' ') => plain(Column::LeftOut),
        Of::Choices => plain(Column::Extra(heading.to_owned())),
        Of::Survey => survey_column(&first, &rest).map_or_else(
            || {
                // What nobody knows is left out like what has no meaning.
                plain(Column::LeftOut)
            },
            |(column, language)| in_language(column, language.as_ref()),
        ),
    }
}

fn survey_column<'a>(first: &str, rest: &[&'a str]) -> Option<(Column, Option<&'a str>)> {
    let first_rest = rest.first().copied();
    let column = match first {
        "type" | "command" => Column::Type,
        "hint" => return Some((Column::Hint, first_rest)),
        "guidance_hint" => return Some((Column::Guidance, first_rest)),
        "constraint_message" | "constraining_message" => {
            return Some((Column::ConstraintMessage, first_rest));
        }
        "required_message" | "requiredmsg" => return Some((Column::RequiredMessage, first_rest)),
        "relevant" | "relevance" => Column::Relevant,
        "constraint" => Column::Constraint,
        "required" => Column::Required,
        "read_only" | "readonly" => Column::ReadOnly,
        "calculation" | "calculate" => Column::Calculation,
        "trigger" => Column::Trigger,
        "default" => Column::Default,
        "choice_filter" => Column::ChoiceFilter,
        "repeat_count" | "count" | "jr:count" => Column::Count,
        "appearance" => Column::Appearance,
        "parameters" => Column::Parameters,
        "disabled" => Column::Disabled,
        "bind" => match first_rest? {
            "relevant" => Column::Relevant,
            "constraint" => Column::Constraint,
            "required" => Column::Required,
            "readonly" => Column::ReadOnly,
            "calculate" => Column::Calculation,
            "jr:constraintMsg" => {
                return Some((Column::ConstraintMessage, rest.get(1).copied()));
            }
            "jr:requiredMsg" => return Some((Column::RequiredMessage, rest.get(1).copied())),
            _ => return None,
        },
        "control" | "body" => match first_rest? {
            "appearance" => Column::Appearance,
            "jr:count" => Column::Count,
            _ => return None,
        },
        other if LEFT_OUT.contains(&other) => return None,
        _ => return None,
    };
    Some((column, None))
}

/// A heading at its `::`, or at its `:` where the sheet has no `::`; `jr:` stays with what follows.
fn tokens(heading: &str, double: bool) -> Vec<String> {
    if double || heading.contains("::") {
        return heading
            .split("::")
            .map(|token| token.trim().to_owned())
            .collect();
    }
    let mut tokens: Vec<String> = Vec::new();
    for token in heading.split(':').map(str::trim) {
        match tokens.last_mut() {
            Some(last) if last == "jr" => *last = format!("jr:{token}"),
            _ => tokens.push(token.to_owned()),
        }
    }
    tokens
}

/// A heading in small letters with `_` for spaces.
pub(super) fn snake_case(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join("_")
        .to_lowercase()
}

/// The cells of one row by meaning.
pub(super) struct RowCells<'a> {
    pub(super) sheet: &'a str,
    pub(super) number: u32,
    meanings: &'a BTreeMap<u32, (Meaning, String)>,
    row: &'a Row,
}

impl<'a> RowCells<'a> {
    pub(super) fn new(
        sheet: &'a str,
        meanings: &'a BTreeMap<u32, (Meaning, String)>,
        row: &'a Row,
    ) -> Self {
        Self {
            sheet,
            number: row.number,
            meanings,
            row,
        }
    }

    /// Each cell with what it means, in the order of the columns.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&'a Meaning, &'a str)> + '_ {
        self.row.cells.iter().filter_map(|(column, text)| {
            let (meaning, _) = self.meanings.get(column)?;
            Some((meaning, text.as_str()))
        })
    }

    /// The text of a column without a language; empty when there is none.
    pub(super) fn text(&self, column: &Column) -> &'a str {
        let found = self.cells().find(|(meaning, _)| meaning.column == *column);
        found.map_or("", |(_, text)| text)
    }

    /// The place of a column in this row.
    pub(super) fn at(&self, column: &Column) -> At<'a> {
        At {
            sheet: self.sheet,
            row: self.number,
            column: self.heading(column),
        }
    }

    /// The place of the row.
    pub(super) fn whole(&self) -> At<'a> {
        At {
            sheet: self.sheet,
            row: self.number,
            column: "",
        }
    }

    /// The heading of a column as it was written, filled in this row before one that is not.
    pub(super) fn heading(&self, column: &Column) -> &'a str {
        let named = |(_, (meaning, _)): &(&u32, &(Meaning, String))| meaning.column == *column;
        let filled = self.meanings.iter().filter(named);
        let mut filled = filled.filter(|(at, _)| self.row.cells.contains_key(at));
        let any = self.meanings.iter().find(named);
        filled
            .next()
            .or(any)
            .map_or("", |(_, (_, heading))| heading)
    }
}
