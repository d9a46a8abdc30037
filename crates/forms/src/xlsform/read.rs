//! A definition from sheets: the sheets found, read, joined, and checked as any definition is.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::built::{Place, Survey};
use super::choices::{self, Lists};
use super::columns::Meaning;
use super::problem::{At, Found, MAX_LISTED, SheetProblem, SheetTrouble};
use super::settings::{self, Settings};
use super::sheet::Sheet;
use super::survey;
use crate::definition::{Definition, FORMAT};
use crate::form::Form;
use crate::label::{UNNAMED_LANGUAGE, Words};
use crate::problem::{Field, Problem, Trouble};

/// What a form is called where its sheets do not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// Its id: the name of the file without its ending.
    pub id: String,
    /// Its version.
    pub version: String,
}

/// What came of an import.
#[derive(Debug)]
pub struct Imported {
    /// The form, ready to be shown and answered; none when there is a problem.
    pub form: Option<Form>,
    /// Everything that stops it, in the order of sheets and rows.
    pub problems: Vec<SheetProblem>,
    /// What was left out, or may be meant otherwise.
    pub warnings: Vec<SheetProblem>,
}

/// Reads the sheets of an XLSForm.
///
/// Never fails half: either there is a form, or there are problems; then all that could be found, not only the first.
pub fn read(sheets: &[Sheet], naming: &Naming) -> Imported {
    let mut found = Found::default();
    let form = read_form(sheets, naming, &mut found);
    let order = |problem: &SheetProblem| {
        let sheet = sheets.iter().position(|sheet| sheet.name == problem.sheet);
        (sheet, problem.row)
    };
    found.problems.sort_by_key(order);
    found.problems.dedup();
    found.warnings.sort_by_key(order);
    Imported {
        form: form.filter(|_| found.problems.is_empty()),
        problems: found.problems,
        warnings: found.warnings,
    }
}

const KNOWN: &[&str] = &[
    "survey",
    "choices",
    "external_choices",
    "settings",
    "goldaw_scores",
    "goldaw_bands",
];

fn read_form(sheets: &[Sheet], naming: &Naming, found: &mut Found) -> Option<Form> {
    let named = |name: &str| {
        sheets
            .iter()
            .find(|sheet| sheet.name.to_lowercase() == name)
    };
    // A workbook of one sheet is a form whatever the sheet is called.
    let survey_sheet = named("survey").or(match sheets {
        [only] => Some(only),
        _ => None,
    });
    let whole = |sheet| At {
        sheet,
        row: 0,
        column: "",
    };
    let Some(survey_sheet) = survey_sheet.filter(|sheet| !sheet.cells.is_empty()) else {
        found.problem(whole(""), SheetTrouble::NoSurvey);
        return None;
    };
    for sheet in sheets {
        let known = KNOWN.contains(&sheet.name.to_lowercase().as_str());
        let empty = sheet.cells.is_empty() || sheet.name.starts_with('_');
        if !known && !empty && !std::ptr::eq(sheet, survey_sheet) {
            found.warn(whole(&sheet.name), SheetTrouble::SheetLeftOut);
        }
    }
    let mut settings = settings::read(named("settings"));
    let mut languages = Languages::new(
        settings.text("default_language"),
        settings.text("goldaw::languages"),
    );
    let mut lists = choices::read(named("choices"), &mut languages, found);
    let external = choices::read(named("external_choices"), &mut languages, found);
    // Lists filtered by what was chosen before hold a name once for each place it belongs to.
    let repeated_choices =
        settings.says_yes("allow_choice_duplicates") || !external.lists.is_empty();
    lists.add(external);
    let survey = survey::read(
        survey_sheet,
        &mut lists,
        &mut settings,
        &mut languages,
        found,
    );
    let scores = settings::scores(
        named("goldaw_scores"),
        named("goldaw_bands"),
        &mut languages,
        found,
    );
    let title = settings.title(&languages);
    let or =
        |text: &str, otherwise: &str| if text.is_empty() { otherwise } else { text }.to_owned();
    let (languages, default_language) = languages.finish();
    let definition = Definition {
        format: FORMAT,
        id: or(settings.text("id_string"), &naming.id),
        version: or(settings.text("version"), &naming.version),
        title,
        languages,
        default_language,
        instance_name: settings.text("instance_name").to_owned(),
        print_template: settings.text("goldaw::print_template").to_owned(),
        repeated_choices,
        settings: settings.others(),
        choices: lists.lists.clone(),
        items: survey.items(),
        scores,
    };
    let form = Form::new(definition.clone()).or_else(|problems| {
        // What an answered form is called is no reason to refuse it; a plain text where an expression belongs is common.
        let name_only = problems
            .iter()
            .all(|problem| problem.field == Field::InstanceName);
        if !name_only {
            return Err(problems);
        }
        let left_out = SheetTrouble::SettingLeftOut(definition.instance_name.clone());
        found.warn(settings.at("instance_name"), left_out);
        Form::new(Definition {
            instance_name: String::new(),
            ..definition
        })
    });
    match form {
        Ok(form) => Some(form),
        Err(problems) => {
            let origin = Origin {
                survey_sheet: &survey_sheet.name,
                survey: &survey,
                lists: &lists,
                settings: &settings,
            };
            for problem in problems.into_iter().take(MAX_LISTED) {
                origin.tell(&problem, found);
            }
            None
        }
    }
}

/// Where the parts of a definition came from.
struct Origin<'a> {
    survey_sheet: &'a str,
    survey: &'a Survey,
    lists: &'a Lists,
    settings: &'a Settings,
}

impl Origin<'_> {
    /// Says a problem of the form with its sheet, row and column.
    fn tell(&self, problem: &Problem, found: &mut Found) {
        let trouble = SheetTrouble::Form(problem.trouble.clone());
        match problem.field {
            Field::InstanceName => found.problem(self.settings.at("instance_name"), trouble),
            Field::Languages => found.problem(self.settings.at("default_language"), trouble),
            Field::Score => {
                let at = At {
                    sheet: "goldaw_scores",
                    row: 0,
                    column: "",
                };
                found.problem(at, trouble);
            }
            field => {
                if let Some((list, choice)) = problem.item.split_once(": ") {
                    let at = At {
                        sheet: &self.lists.sheet,
                        row: self.lists.row_of(list, choice),
                        column: &self.lists.name_heading,
                    };
                    found.problem(at, trouble);
                    return;
                }
                let twice = matches!(problem.trouble, Trouble::NameTwice(_));
                let place = self.survey.place(&problem.item, twice);
                let at = At {
                    sheet: self.survey_sheet,
                    row: place.map_or(0, |place| place.row),
                    column: place.map_or("", |place| Place::heading(place, field)),
                };
                found.problem(at, trouble);
            }
        }
    }
}

/// The languages of a form: as the headings name them, as far as there are words.
#[derive(Debug)]
pub(super) struct Languages {
    /// What the settings call the default language; empty where they say nothing.
    default: String,
    /// In the order of the form, or of the headings.
    names: Vec<String>,
    /// Those the form lists itself, whether there are words or not.
    listed: usize,
    used: RefCell<BTreeSet<String>>,
}

/// Between the languages of the setting `goldaw::languages`: a line each, for the name of a language is one line.
pub(super) const BETWEEN_LANGUAGES: &str = "\n";

impl Languages {
    fn new(default: &str, listed: &str) -> Self {
        let names = listed.split(BETWEEN_LANGUAGES).map(one_line);
        let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
        Self {
            default: one_line(default),
            listed: names.len(),
            names,
            used: RefCell::default(),
        }
    }

    /// Notes the languages of the columns of a sheet.
    pub(super) fn see<'a>(&mut self, meanings: impl Iterator<Item = &'a Meaning>) {
        for meaning in meanings {
            self.see_name(&meaning.language);
        }
    }

    pub(super) fn see_name(&mut self, language: &str) {
        let language = one_line(language);
        let unnamed = language.is_empty() || language == UNNAMED_LANGUAGE;
        if !unnamed && !self.names.contains(&language) {
            self.names.push(language);
        }
    }

    /// Gives words in a language. Those of no language are of the default one, if it has none of its own.
    pub(super) fn put(&self, words: &mut Words, language: &str, text: String) {
        let language = &*one_line(language);
        let unnamed = language.is_empty() || language == UNNAMED_LANGUAGE;
        let language = match self.default.as_str() {
            default if unnamed && !default.is_empty() => default,
            _ if unnamed => UNNAMED_LANGUAGE,
            _ => language,
        };
        self.used.borrow_mut().insert(language.to_owned());
        let words = &mut words.0;
        if unnamed {
            words.entry(language.to_owned()).or_insert(text);
        } else {
            words.insert(language.to_owned(), text);
        }
    }

    /// The languages and the default one.
    fn finish(self) -> (Vec<String>, String) {
        let used = self.used.into_inner();
        let mut names: Vec<String> = Vec::new();
        for (at, name) in self.names.into_iter().enumerate() {
            let wanted = at < self.listed || used.contains(&name) || name == self.default;
            if wanted && !names.contains(&name) {
                names.push(name);
            }
        }
        let unnamed = UNNAMED_LANGUAGE.to_owned();
        let no_language = used.contains(UNNAMED_LANGUAGE) || names.is_empty();
        if !self.default.is_empty() {
            if !names.contains(&self.default) {
                names.insert(0, self.default.clone());
            }
            return (names, self.default);
        }
        if no_language && !names.contains(&unnamed) {
            names.insert(0, unnamed.clone());
        }
        let default = if names.contains(&unnamed) {
            Some(unnamed)
        } else {
            names.first().cloned()
        };
        (names, default.unwrap_or_default())
    }
}

/// Writes the name of a language in one line.
fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
