//! A question, a group or a repeat as the form defines it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::label::Words;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What an item of a form is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind { $($(#[$doc])* #[serde(rename = $name)] $variant),+ }

        impl Kind {
            /// All kinds, in the order of the documentation.
            pub const ALL: &[Kind] = &[$(Kind::$variant),+];

            /// Returns the word under which it stands in a definition.
            pub const fn name(self) -> &'static str {
                match self { $(Kind::$variant => $name),+ }
            }
        }
    };
}

kinds! {
    /// Items shown together.
    Group = "group",
    /// Items asked as often as needed.
    Repeat = "repeat",
    /// Words to read, no answer.
    Note = "note",
    /// Free text.
    Text = "text",
    /// A whole number, 32 bits with a sign as in ODK.
    Integer = "integer",
    /// A number with a fraction, kept as text.
    Decimal = "decimal",
    /// A number between two others, in steps.
    Range = "range",
    /// A day.
    Date = "date",
    /// A time of day.
    Time = "time",
    /// A day and a time of day.
    DateTime = "date_time",
    /// One of a list.
    SelectOne = "select_one",
    /// Any of a list.
    SelectMultiple = "select_multiple",
    /// All of a list, in the order of the one who answers.
    Rank = "rank",
    /// Something to agree to.
    Acknowledge = "acknowledge",
    /// Computed, never shown.
    Calculate = "calculate",
    /// Kept, never shown.
    Hidden = "hidden",
    /// A code read from a label.
    Barcode = "barcode",
    /// A picture: the name of a file.
    Image = "image",
    /// A sound: the name of a file.
    Audio = "audio",
    /// A film: the name of a file.
    Video = "video",
    /// Any file: its name.
    File = "file",
    /// A place: latitude, longitude, altitude and accuracy.
    Geopoint = "geopoint",
    /// A way of places.
    Geotrace = "geotrace",
    /// A closed way of places.
    Geoshape = "geoshape",
    /// When filling in began.
    Start = "start",
    /// When filling in ended.
    End = "end",
    /// The day of filling in.
    Today = "today",
    /// Who fills in, or where: `parameters` say what under `property` (`username`, `deviceid`, `phonenumber`, `email`).
    Property = "property",
}

impl Kind {
    /// Tells whether it holds other items.
    pub const fn holds_items(self) -> bool {
        matches!(self, Kind::Group | Kind::Repeat)
    }

    /// Tells whether it chooses from a list.
    pub const fn chooses(self) -> bool {
        matches!(self, Kind::SelectOne | Kind::SelectMultiple | Kind::Rank)
    }

    /// Tells whether it is on the screen when it is asked.
    pub const fn is_shown(self) -> bool {
        !matches!(
            self,
            Kind::Calculate | Kind::Hidden | Kind::Start | Kind::End | Kind::Today | Kind::Property
        )
    }

    /// Tells whether a person can answer it.
    pub const fn is_asked(self) -> bool {
        self.is_shown() && !self.holds_items() && !matches!(self, Kind::Note)
    }
}

/// Why a question that was asked has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unanswered {
    /// The person did not want to answer.
    Refused,
    /// The person does not know.
    Unknown,
}

/// How closely an answer is kept.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Like the rest of the record.
    #[default]
    Ordinary,
    /// Says who or where somebody is: left out of statistics and of lists for others.
    Identifying,
    /// Health, violence, crime, belief: also only for those who work on the case.
    Restricted,
}

/// One item of a form. Which fields mean something for which kind stands in docs/formats/form.md; the others are absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its name, unique beside its neighbours.
    pub name: String,
    /// The question as it is read, or the heading of a group. May hold answers: `${name}`.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub label: Words,
    /// Help below the question.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub hint: Words,
    /// Help for the worker alone.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub guidance: Words,
    /// Expression: when it is asked. Absent: always.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub relevant: String,
    /// Expression: what must hold for an answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub constraint: String,
    /// What is said when it does not.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub constraint_message: Words,
    /// Expression: whether an answer must be given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub required: String,
    /// What is said when it was not.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub required_message: Words,
    /// Expression: whether the answer is only shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub read_only: String,
    /// Expression: what the answer is, computed again when something in it changes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub calculation: String,
    /// Names of questions: the calculation is made only when one of them is answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trigger: Vec<String>,
    /// The answer to begin with: as it stands, or an expression when `default_is_computed`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub default: String,
    /// Whether the default is an expression, computed once.
    #[serde(default, skip_serializing_if = "is_false")]
    pub default_is_computed: bool,
    /// The list to choose from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub choices: String,
    /// Expression in the columns of the list: which choices are offered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub choice_filter: String,
    /// Expression: how often a repeat is asked. Absent: as often as the worker adds.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub count: String,
    /// How it looks, in the words of XLSForm.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub appearance: String,
    /// Further settings of the kind, as in XLSForm: `start`, `end`, `step` of a range, `randomize`, `max-pixels`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// Pictures and sounds by kind: names of files by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub media: BTreeMap<String, Words>,
    /// How closely the answer is kept.
    #[serde(default, skip_serializing_if = "is_ordinary")]
    pub sensitivity: Sensitivity,
    /// What may stand in place of an answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unanswered: Vec<Unanswered>,
    /// Whether a group is a section: a page of its own with a line in the contents.
    #[serde(default, skip_serializing_if = "is_false")]
    pub section: bool,
    /// What a group or repeat holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
}

fn is_false(yes: &bool) -> bool {
    !yes
}

fn is_ordinary(sensitivity: &Sensitivity) -> bool {
    *sensitivity == Sensitivity::Ordinary
}

impl Item {
    /// Makes an item that has nothing but its kind and name.
    pub fn new(kind: Kind, name: &str) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            label: Words::default(),
            hint: Words::default(),
            guidance: Words::default(),
            relevant: String::new(),
            constraint: String::new(),
            constraint_message: Words::default(),
            required: String::new(),
            required_message: Words::default(),
            read_only: String::new(),
            calculation: String::new(),
            trigger: Vec::new(),
            default: String::new(),
            default_is_computed: false,
            choices: String::new(),
            choice_filter: String::new(),
            count: String::new(),
            appearance: String::new(),
            parameters: BTreeMap::new(),
            media: BTreeMap::new(),
            sensitivity: Sensitivity::Ordinary,
            unanswered: Vec::new(),
            section: false,
            items: Vec::new(),
        }
    }
}
