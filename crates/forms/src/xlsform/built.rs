//! Items with the rows they came from: a problem of an item is one of its row.

use std::collections::BTreeMap;

use super::columns::{Column, RowCells};
use crate::choice::Choice;
use crate::label::UNNAMED_LANGUAGE;
use crate::problem::Field;
use crate::question::{Item, Kind};

/// What was read, with the rows it came from.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) built: Vec<Built>,
}

/// An item with the row it came from.
#[derive(Debug, Clone)]
pub(super) struct Built {
    pub(super) item: Item,
    pub(super) place: Place,
    pub(super) inside: Vec<Built>,
}

/// The row of an item and the headings of its columns.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) row: u32,
    pub(super) headings: BTreeMap<&'static str, String>,
}

impl Place {
    /// The heading under which a field stood.
    pub(super) fn heading(place: &Place, field: Field) -> &str {
        let heading = place.headings.get(field.column());
        heading.map_or(field.column(), String::as_str)
    }
}

impl Survey {
    /// The items of the form.
    pub(super) fn items(&self) -> Vec<Item> {
        self.built.iter().map(whole).collect()
    }

    /// Where an item came from; of two with one path the second.
    pub(super) fn place(&self, path: &str, second: bool) -> Option<&Place> {
        let mut level = &self.built;
        let mut steps = path.split('/').peekable();
        while let Some(step) = steps.next() {
            let mut named = level.iter().filter(|built| built.item.name == step);
            let first = named.next()?;
            let built = match named.next() {
                Some(again) if second && steps.peek().is_none() => again,
                _ => first,
            };
            if steps.peek().is_none() {
                return Some(&built.place);
            }
            level = &built.inside;
        }
        None
    }
}

fn whole(built: &Built) -> Item {
    Item {
        items: built.inside.iter().map(whole).collect(),
        ..built.item.clone()
    }
}

impl Built {
    /// An item that came from a row.
    pub(super) fn of(row: &RowCells<'_>, item: Item) -> Self {
        let mut headings = BTreeMap::new();
        for (field, column) in FIELDS {
            let heading = row.heading(column);
            if !heading.is_empty() {
                headings.insert(field.column(), heading.to_owned());
            }
        }
        Self {
            item,
            place: Place {
                row: row.number,
                headings,
            },
            inside: Vec::new(),
        }
    }

    /// How many items it is, with those inside.
    pub(super) fn size(&self) -> usize {
        1 + self.inside.iter().map(Self::size).sum::<usize>()
    }

    /// A loop: a group for each choice, with the choice's words in place of `%(label)s` and its name in place of `%(name)s`.
    pub(super) fn looped(mut self, choices: &[Choice]) -> Self {
        let questions = std::mem::take(&mut self.inside);
        for choice in choices.iter().filter(|choice| choice.name != "none") {
            let mut group = Item::new(Kind::Group, &choice.name);
            group.label = choice.label.clone();
            self.inside.push(Self {
                item: group,
                place: self.place.clone(),
                inside: questions.iter().map(|one| replaced(one, choice)).collect(),
            });
        }
        self
    }
}

/// A question of a loop, for one choice.
fn replaced(built: &Built, choice: &Choice) -> Built {
    let mut item = built.item.clone();
    let put = |text: &str, language: &str| {
        let label = choice.label.read_in(language, UNNAMED_LANGUAGE);
        text.replace("%(label)s", label)
            .replace("%(name)s", &choice.name)
    };
    for words in [
        &mut item.label,
        &mut item.hint,
        &mut item.guidance,
        &mut item.constraint_message,
        &mut item.required_message,
    ] {
        for (language, text) in &mut words.0 {
            *text = put(text, language);
        }
    }
    for text in [
        &mut item.name,
        &mut item.relevant,
        &mut item.constraint,
        &mut item.required,
        &mut item.read_only,
        &mut item.calculation,
        &mut item.default,
        &mut item.choice_filter,
        &mut item.count,
    ] {
        *text = put(text, UNNAMED_LANGUAGE);
    }
    Built {
        item,
        place: built.place.clone(),
        inside: built
            .inside
            .iter()
            .map(|one| replaced(one, choice))
            .collect(),
    }
}

/// The fields of an item with the columns they stand in.
const FIELDS: &[(Field, &Column)] = &[
    (Field::Kind, &Column::Type),
    (Field::Name, &Column::Name),
    (Field::Label, &Column::Label),
    (Field::Hint, &Column::Hint),
    (Field::Guidance, &Column::Guidance),
    (Field::Relevant, &Column::Relevant),
    (Field::Constraint, &Column::Constraint),
    (Field::ConstraintMessage, &Column::ConstraintMessage),
    (Field::Required, &Column::Required),
    (Field::RequiredMessage, &Column::RequiredMessage),
    (Field::ReadOnly, &Column::ReadOnly),
    (Field::Calculation, &Column::Calculation),
    (Field::Trigger, &Column::Trigger),
    (Field::Default, &Column::Default),
    (Field::ChoiceFilter, &Column::ChoiceFilter),
    (Field::Count, &Column::Count),
    (Field::Parameters, &Column::Parameters),
];
