//! What is wrong with a definition, apart from its expressions: names, lists, words, settings, scores.

use std::collections::BTreeSet;

use crate::answer;
use crate::definition::Definition;
use crate::expression::is_name;
use crate::label::{UNNAMED_LANGUAGE, Words};
use crate::layout::Layout;
use crate::problem::{Field, Problem, Trouble};
use crate::question::{Item, Kind};
use crate::score;

/// Groups inside one another.
pub const MAX_NESTING: usize = 24;
/// Items of a form.
pub const MAX_ITEMS: usize = 20_000;

/// Finds what is wrong before the form is laid out.
pub(crate) fn shape(definition: &Definition) -> Vec<Problem> {
    let mut check = Check {
        definition,
        problems: Vec::new(),
        items: 0,
    };
    if definition.languages.is_empty() {
        check.add("", Field::Languages, Trouble::NoLanguage);
    }
    check.words("", Field::Label, &definition.title);
    check.lists();
    check.items(&definition.items, "", 0);
    check.problems
}

/// Finds what is wrong with defaults and scores, which need the places of questions.
pub(crate) fn answers(definition: &Definition, layout: &Layout) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (_, node) in layout.nodes() {
        let item = &node.item;
        let plain = !item.default.is_empty() && !item.default_is_computed;
        if plain && !item.kind.holds_items() && answer::read_text(item, &item.default).is_none() {
            problems.push(Problem {
                item: node.path.clone(),
                field: Field::Default,
                trouble: Trouble::DefaultImpossible(item.default.clone()),
            });
        }
    }
    problems.extend(score::check(definition, layout));
    problems
}

struct Check<'a> {
    definition: &'a Definition,
    problems: Vec<Problem>,
    items: usize,
}

impl Check<'_> {
    fn add(&mut self, item: &str, field: Field, trouble: Trouble) {
        self.problems.push(Problem {
            item: item.to_owned(),
            field,
            trouble,
        });
    }

    fn words(&mut self, item: &str, field: Field, words: &Words) {
        for language in words.0.keys() {
            if language != UNNAMED_LANGUAGE && !self.definition.languages.contains(language) {
                self.add(item, field, Trouble::LanguageUnknown(language.clone()));
            }
        }
    }

    fn lists(&mut self) {
        for (list, choices) in &self.definition.choices {
            let mut seen = BTreeSet::new();
            for choice in choices {
                let at = format!("{list}: {}", choice.name);
                if choice.name.is_empty() {
                    self.add(&at, Field::Name, Trouble::NameMissing);
                } else if !seen.insert(&choice.name) && !self.definition.repeated_choices {
                    self.add(&at, Field::Name, Trouble::ChoiceTwice(choice.name.clone()));
                }
                self.words(&at, Field::Label, &choice.label);
            }
        }
    }

    fn items(&mut self, items: &[Item], above: &str, depth: usize) {
        let mut seen = BTreeSet::new();
        for item in items {
            self.items += 1;
            if self.items == MAX_ITEMS + 1 {
                self.add("", Field::Kind, Trouble::TooManyItems);
            }
            let path = match above {
                "" => item.name.clone(),
                above => format!("{above}/{}", item.name),
            };
            if item.name.is_empty() {
                self.add(&path, Field::Name, Trouble::NameMissing);
            } else if !is_name(&item.name) {
                self.add(&path, Field::Name, Trouble::NameBroken(item.name.clone()));
            } else if !seen.insert(&item.name) {
                self.add(&path, Field::Name, Trouble::NameTwice(item.name.clone()));
            }
            self.item(item, &path);
            if depth >= MAX_NESTING && !item.items.is_empty() {
                self.add(&path, Field::Kind, Trouble::NestedTooDeeply);
            } else {
                self.items(&item.items, &path, depth + 1);
            }
        }
    }

    fn item(&mut self, item: &Item, path: &str) {
        for (field, words) in [
            (Field::Label, &item.label),
            (Field::Hint, &item.hint),
            (Field::Guidance, &item.guidance),
            (Field::ConstraintMessage, &item.constraint_message),
            (Field::RequiredMessage, &item.required_message),
        ] {
            self.words(path, field, words);
        }
        if !item.kind.holds_items() && !item.items.is_empty() {
            self.add(path, Field::Kind, Trouble::HoldsNothing);
        }
        if item.kind.chooses() {
            match self.definition.choices.get(&item.choices) {
                None => self.add(
                    path,
                    Field::Kind,
                    Trouble::ListUnknown(item.choices.clone()),
                ),
                Some(list) if item.kind != Kind::SelectOne => {
                    let spaced = list.iter().find(|choice| choice.name.contains(' '));
                    if let Some(choice) = spaced {
                        let trouble = Trouble::ChoiceWithSpace(choice.name.clone());
                        self.add(path, Field::Kind, trouble);
                    }
                }
                Some(_) => {}
            }
        }
        let computed = !item.calculation.is_empty() || item.default_is_computed;
        if item.kind == Kind::Calculate && !computed {
            self.add(path, Field::Calculation, Trouble::CalculationMissing);
        }
        if item.kind == Kind::Range {
            for setting in ["start", "end", "step"] {
                let number = item.parameters.get(setting).map(|text| text.parse::<f64>());
                if matches!(number, Some(Err(_))) {
                    let trouble = Trouble::ParameterBroken(setting.to_owned());
                    self.add(path, Field::Parameters, trouble);
                }
            }
        }
    }
}
