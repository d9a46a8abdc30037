//! The sheet `survey`: rows into items, groups closed where they end.

use std::collections::{BTreeMap, BTreeSet};

use super::built::{Built, Survey};
use super::choices::Lists;
use super::columns::{Column, Of, RowCells, meanings};
use super::item::Cells;
use super::parameters;
use super::problem::{At, Found, SheetTrouble};
use super::read::Languages;
use super::settings::Settings;
use super::sheet::{Sheet, Table};
use super::types::{self, Adds, Control, Meant};
use crate::check::{MAX_ITEMS, MAX_NESTING};
use crate::choice::Choice;
use crate::label::{UNNAMED_LANGUAGE, Words};
use crate::problem::{Field, Trouble};
use crate::question::{Item, Kind};

/// Names no question may have: ODK keeps them.
const RESERVED: &str = "meta";
/// The name of the form in its own paths, which no repeat may have.
const FORM: &str = "data";

/// A group that was begun.
struct Open {
    control: Control,
    built: Built,
    /// The list all questions of a table choose from; none before the first.
    table: Option<Option<String>>,
    /// Its names so far, by their small letters.
    names: BTreeMap<String, String>,
}

struct Reader<'a> {
    lists: &'a mut Lists,
    settings: &'a mut Settings,
    cells: Cells<'a>,
    found: &'a mut Found,
    open: Vec<Open>,
    /// Groups begun beyond the deepest that are held.
    too_deep: usize,
    /// Names outside all groups, by their small letters.
    names: BTreeMap<String, String>,
    survey: Survey,
    /// Names of repeats, which stand once in the whole form.
    repeats: BTreeSet<String>,
    /// Names of files beside the form, likewise.
    externals: BTreeSet<String>,
}

/// Reads the sheet.
pub(super) fn read(
    sheet: &Sheet,
    lists: &mut Lists,
    settings: &mut Settings,
    languages: &mut Languages,
    found: &mut Found,
) -> Survey {
    let table = Table::of(sheet);
    let meanings = meanings(&table, Of::Survey, &sheet.name, found);
    languages.see(meanings.values().map(|(meaning, _)| meaning));
    let has = |column: &Column| {
        meanings
            .values()
            .any(|(meaning, _)| meaning.column == *column)
    };
    if !has(&Column::Type) {
        let at = At {
            sheet: &sheet.name,
            row: 1,
            column: "",
        };
        found.problem(at, SheetTrouble::NoColumn("type".to_owned()));
        return Survey::default();
    }
    let clean = !settings.says_no("clean_text_values");
    let mut reader = Reader {
        lists,
        settings,
        cells: Cells { languages, clean },
        found,
        open: Vec::new(),
        too_deep: 0,
        names: BTreeMap::new(),
        survey: Survey::default(),
        repeats: BTreeSet::new(),
        externals: BTreeSet::new(),
    };
    for row in &table.rows {
        reader.row(&RowCells::new(&sheet.name, &meanings, row));
    }
    reader.finish(&sheet.name)
}

impl Reader<'_> {
    fn row(&mut self, row: &RowCells<'_>) {
        let disabled = row.text(&Column::Disabled).to_lowercase();
        if matches!(disabled.as_str(), "yes" | "true" | "true()") {
            self.found
                .warn(row.at(&Column::Disabled), SheetTrouble::RowLeftOut);
            return;
        }
        let type_text = self.cells.text(row, &Column::Type);
        if type_text.is_empty() {
            let mut cells = row.cells();
            let says =
                cells.any(|(meaning, _)| matches!(meaning.column, Column::Name | Column::Label));
            if says {
                self.found
                    .problem(row.at(&Column::Type), SheetTrouble::NoType);
            } else {
                self.found.warn(row.whole(), SheetTrouble::RowLeftOut);
            }
            return;
        }
        match types::read(&type_text) {
            Meant::End(control) => self.end(row, &control),
            Meant::Begin(control) => self.begin(row, control),
            Meant::Setting(name) => self.settings.take(name, row.text(&Column::Name)),
            Meant::Select { kind, list, other } => self.select(row, kind, &list, other),
            Meant::Question {
                kind,
                parameters,
                adds,
            } => {
                if let Some(built) = self.question(row, kind, parameters, adds) {
                    self.push(built);
                }
            }
            Meant::LeftOut => {
                let trouble = SheetTrouble::TypeLeftOut(type_text.clone());
                self.found.warn(row.at(&Column::Type), trouble);
                self.left_out(row, &type_text);
            }
            Meant::Unsupported => {
                let trouble = SheetTrouble::UnsupportedType(type_text);
                self.found.problem(row.at(&Column::Type), trouble);
            }
            Meant::Unknown => {
                let trouble = SheetTrouble::UnknownType(type_text);
                self.found.problem(row.at(&Column::Type), trouble);
            }
        }
    }

    /// What other programs record stays as a hidden question, so that expressions may name it.
    fn left_out(&mut self, row: &RowCells<'_>, type_text: &str) {
        let text = self.cells.text(row, &Column::Parameters);
        match parameters::read(&text) {
            Ok(read) => {
                if let Some(trouble) = parameters::check(type_text, &read) {
                    self.found.problem(row.at(&Column::Parameters), trouble);
                }
            }
            Err(trouble) => self.found.problem(row.at(&Column::Parameters), trouble),
        }
        if type_text == "audit" {
            let name = row.text(&Column::Name);
            if !matches!(name, "" | "audit") {
                let trouble = SheetTrouble::ReservedName("audit".to_owned());
                self.found.problem(row.at(&Column::Name), trouble);
            }
            return;
        }
        if type_text == "background-geopoint" {
            if row.text(&Column::Trigger).is_empty() {
                self.found
                    .problem(row.at(&Column::Trigger), SheetTrouble::BrokenTrigger);
            }
            if !row.text(&Column::Calculation).is_empty() {
                let trouble = SheetTrouble::UnknownParameter("calculation".to_owned());
                self.found.problem(row.at(&Column::Calculation), trouble);
            }
        }
        if let Some(name) = self.name(row, Kind::Hidden) {
            let external = type_text.ends_with("-external");
            if external && !self.externals.insert(name.clone()) {
                let twice = Trouble::NameTwice(name.clone());
                self.found
                    .problem(row.at(&Column::Name), SheetTrouble::Form(twice));
            }
            let item = Item::new(Kind::Hidden, &name);
            let built = Built::of(row, item);
            self.push(built);
        }
    }

    fn begin(&mut self, row: &RowCells<'_>, control: Control) {
        if self.open.len() > MAX_NESTING {
            if self.too_deep == 0 {
                let trouble = SheetTrouble::Form(Trouble::NestedTooDeeply);
                self.found.problem(row.at(&Column::Type), trouble);
            }
            self.too_deep += 1;
            return;
        }
        let kind = match control {
            Control::Repeat => Kind::Repeat,
            _ => Kind::Group,
        };
        if let Control::Loop(list) = &control
            && !self.lists.lists.contains_key(list)
        {
            let trouble = Trouble::ListUnknown(list.clone());
            self.found
                .problem(row.at(&Column::Type), SheetTrouble::Form(trouble));
        }
        // A group without a usable name is still a group: what it holds is read, and its end is one.
        let name = self.name(row, kind).unwrap_or_default();
        if kind == Kind::Repeat {
            let taken = name == FORM || !name.is_empty() && !self.repeats.insert(name.clone());
            if taken {
                let trouble = SheetTrouble::RepeatName(name.clone());
                self.found.problem(row.at(&Column::Name), trouble);
            }
        }
        let item = self
            .cells
            .item(row, Item::new(kind, &name), "", Adds::default(), self.found);
        let is_table = item
            .appearance
            .split_whitespace()
            .any(|word| word == "table-list");
        let built = Built::of(row, item);
        self.open.push(Open {
            control,
            built,
            table: is_table.then_some(None),
            names: BTreeMap::new(),
        });
    }

    fn end(&mut self, row: &RowCells<'_>, control: &Control) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let matches = self
            .open
            .last()
            .is_some_and(|open| open.control.is_same(control));
        match self.open.pop() {
            Some(open) if matches => {
                let built = match &open.control {
                    Control::Loop(list) => {
                        let choices = self.lists.lists.get(list).map_or(&[][..], Vec::as_slice);
                        if open.built.size().saturating_mul(choices.len()) > MAX_ITEMS {
                            let trouble = SheetTrouble::Form(Trouble::TooManyItems);
                            self.found.problem(row.at(&Column::Type), trouble);
                            open.built
                        } else {
                            open.built.looped(choices)
                        }
                    }
                    _ => open.built,
                };
                self.push(built);
            }
            unmatched => {
                self.open.extend(unmatched);
                self.found
                    .problem(row.at(&Column::Type), SheetTrouble::EndWithoutBegin);
            }
        }
    }

    fn select(&mut self, row: &RowCells<'_>, kind: Kind, list: &str, other: bool) {
        if self.lists.sheet.is_empty() {
            self.found
                .problem(row.at(&Column::Type), SheetTrouble::NoChoices);
            return;
        }
        let Some(mut built) = self.question(row, kind, "select", Adds::default()) else {
            return;
        };
        if built.item.appearance.contains("search(") {
            let trouble = SheetTrouble::UnsupportedType("search()".to_owned());
            self.found.problem(row.at(&Column::Appearance), trouble);
        }
        list.clone_into(&mut built.item.choices);
        let filtered = !built.item.choice_filter.is_empty();
        if let Some(Open {
            table: Some(table), ..
        }) = self.open.last_mut()
        {
            let first = table.get_or_insert_with(|| list.to_owned());
            if first != list {
                self.found
                    .problem(row.at(&Column::Type), SheetTrouble::OtherList);
            }
            if filtered {
                self.found.problem(
                    row.at(&Column::ChoiceFilter),
                    SheetTrouble::FilterImpossible,
                );
            }
        }
        let name = built.item.name.clone();
        let place = built.place.clone();
        self.push(built);
        if !other {
            return;
        }
        if filtered {
            self.found.problem(
                row.at(&Column::ChoiceFilter),
                SheetTrouble::FilterImpossible,
            );
        }
        self.add_other(list);
        let mut specify = Item::new(Kind::Text, &format!("{name}_other"));
        self.cells.languages.put(
            &mut specify.label,
            UNNAMED_LANGUAGE,
            "Specify other.".to_owned(),
        );
        specify.relevant = format!("selected(../{name}, 'other')");
        self.push(Built {
            item: specify,
            place,
            inside: Vec::new(),
        });
    }

    /// Gives a list the choice `other` where it has none.
    fn add_other(&mut self, list: &str) {
        let Some(choices) = self.lists.lists.get_mut(list) else {
            return;
        };
        if choices.iter().any(|choice| choice.name == "other") {
            return;
        }
        let languages: BTreeSet<String> = choices
            .iter()
            .flat_map(|choice| choice.label.0.keys().cloned())
            .collect();
        let mut label = Words::default();
        for language in languages {
            label.0.insert(language, "Other".to_owned());
        }
        choices.push(Choice {
            name: "other".to_owned(),
            label,
            ..Choice::default()
        });
    }

    fn question(
        &mut self,
        row: &RowCells<'_>,
        kind: Kind,
        parameters: &str,
        adds: Adds,
    ) -> Option<Built> {
        let name = self.name(row, kind);
        let item = self.cells.item(
            row,
            Item::new(kind, name.as_deref().unwrap_or("")),
            parameters,
            adds,
            self.found,
        );
        let computed = !item.calculation.is_empty() || !item.trigger.is_empty();
        let silent = item.label.is_empty() && item.hint.is_empty() && item.media.is_empty();
        if kind.is_shown() && !computed && silent {
            self.found
                .problem(row.at(&Column::Label), SheetTrouble::NoLabel);
        }
        name?;
        Some(Built::of(row, item))
    }

    /// The name of a row; a note may do without.
    fn name(&mut self, row: &RowCells<'_>, kind: Kind) -> Option<String> {
        let name = self.cells.text(row, &Column::Name);
        if name.is_empty() {
            if kind == Kind::Note {
                return Some(format!("generated_note_name_{}", row.number));
            }
            let trouble = SheetTrouble::Form(Trouble::NameMissing);
            self.found.problem(row.at(&Column::Name), trouble);
            return None;
        }
        if name == RESERVED {
            let trouble = SheetTrouble::ReservedName(name.clone());
            self.found.problem(row.at(&Column::Name), trouble);
            return None;
        }
        let beside = match self.open.last_mut() {
            Some(open) => &mut open.names,
            None => &mut self.names,
        };
        let twin = beside.insert(name.to_lowercase(), name.clone());
        let by_case = twin.is_some_and(|twin| twin != name);
        if by_case {
            self.found.warn(
                row.at(&Column::Name),
                SheetTrouble::NameByCase(name.clone()),
            );
        }
        Some(name)
    }

    fn push(&mut self, built: Built) {
        match self.open.last_mut() {
            Some(open) => open.built.inside.push(built),
            None => self.survey.built.push(built),
        }
    }

    fn finish(mut self, sheet: &str) -> Survey {
        while let Some(open) = self.open.pop() {
            let place = &open.built.place;
            let at = At {
                sheet,
                row: place.row,
                column: place
                    .headings
                    .get(Field::Kind.column())
                    .map_or("", String::as_str),
            };
            self.found.problem(at, SheetTrouble::BeginWithoutEnd);
            self.push(open.built);
        }
        self.survey
    }
}
