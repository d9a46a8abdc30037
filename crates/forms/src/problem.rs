//! What is wrong with a form, at which item and in which of its fields.

use crate::expression::SyntaxProblem;

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $column:literal),+ $(,)?) => {
        /// A field of an item, or a part of the form.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* $variant),+ }

        impl Field {
            /// Returns the column of an XLSForm in which it stands.
            pub const fn column(self) -> &'static str {
                match self { $(Field::$variant => $column),+ }
            }
        }
    };
}

fields! {
    /// What it is, with its list.
    Kind = "type",
    /// Its name.
    Name = "name",
    /// Its words.
    Label = "label",
    /// Help below the question.
    Hint = "hint",
    /// Help for the worker.
    Guidance = "guidance_hint",
    /// When it is asked.
    Relevant = "relevant",
    /// What must hold.
    Constraint = "constraint",
    /// What is said when it does not.
    ConstraintMessage = "constraint_message",
    /// Whether it must be answered.
    Required = "required",
    /// What is said when it was not.
    RequiredMessage = "required_message",
    /// Whether it is only shown.
    ReadOnly = "read_only",
    /// What is computed.
    Calculation = "calculation",
    /// When it is computed.
    Trigger = "trigger",
    /// The answer to begin with.
    Default = "default",
    /// Which choices are offered.
    ChoiceFilter = "choice_filter",
    /// How often it is asked.
    Count = "repeat_count",
    /// Further settings of its kind.
    Parameters = "parameters",
    /// The list of a choice.
    ListName = "list_name",
    /// The languages of the form.
    Languages = "default_language",
    /// What an answered form is called.
    InstanceName = "instance_name",
    /// What the answers amount to.
    Score = "scores",
}

/// Something wrong with a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The path of the item, `list: name` of a choice, the name of a score; empty for the form itself.
    pub item: String,
    /// Where in it.
    pub field: Field,
    /// What is wrong.
    pub trouble: Trouble,
}

/// The kinds of trouble a form can have. Each stops the form from being used; nothing is mended in silence.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Trouble {
    /// An expression.
    #[error("{0}")]
    Expression(SyntaxProblem),
    /// Questions that wait for one another: their paths in the order in which each needs the next, the first again at the end.
    #[error("the questions wait for one another: {}", .0.join(" -> "))]
    Circle(Vec<String>),
    /// No name.
    #[error("there is no name")]
    NameMissing,
    /// A name with signs that no name has.
    #[error("{0:?} cannot be a name")]
    NameBroken(String),
    /// A name that a neighbour has.
    #[error("the name {0} stands twice")]
    NameTwice(String),
    /// A list that does not exist.
    #[error("there is no list of choices {0}")]
    ListUnknown(String),
    /// A choice that stands twice in its list.
    #[error("the choice {0} stands twice")]
    ChoiceTwice(String),
    /// A choice of which several can be taken, with a space in its name: answers are written with spaces between.
    #[error("the choice {0:?} has a space in its name")]
    ChoiceWithSpace(String),
    /// A question that is computed and says not how.
    #[error("there is no calculation")]
    CalculationMissing,
    /// A trigger that is never on the screen.
    #[error("{0} is not on the screen, so it triggers nothing")]
    TriggerUnseen(String),
    /// A default the question cannot have.
    #[error("{0:?} cannot be an answer to this question")]
    DefaultImpossible(String),
    /// Items inside what cannot hold any.
    #[error("this kind of item holds no others")]
    HoldsNothing,
    /// Groups inside one another, too many.
    #[error("groups are nested too deeply")]
    NestedTooDeeply,
    /// More items than a form may have.
    #[error("the form has too many items")]
    TooManyItems,
    /// No language.
    #[error("the form has no language")]
    NoLanguage,
    /// Words in a language the form does not name.
    #[error("the form has no language {0}")]
    LanguageUnknown(String),
    /// A setting of a kind that is missing or is no number.
    #[error("the setting {0} cannot be used")]
    ParameterBroken(String),
    /// Bands of a score that do not rise, or begin with no number.
    #[error("the band {0} does not begin above the one before")]
    BandMisplaced(String),
    /// A score over something that is no question with choices and numbers.
    #[error("the score cannot count {0}")]
    ScoreImpossible(String),
}

impl Trouble {
    /// Gives the code the screens translate.
    pub fn code(&self) -> &'static str {
        match self {
            Trouble::Expression(problem) => problem.fault.code(),
            Trouble::Circle(_) => "form-circle",
            Trouble::NameMissing => "form-name-missing",
            Trouble::NameBroken(_) => "form-name-broken",
            Trouble::NameTwice(_) => "form-name-twice",
            Trouble::ListUnknown(_) => "form-list-unknown",
            Trouble::ChoiceTwice(_) => "form-choice-twice",
            Trouble::ChoiceWithSpace(_) => "form-choice-with-space",
            Trouble::CalculationMissing => "form-calculation-missing",
            Trouble::TriggerUnseen(_) => "form-trigger-unseen",
            Trouble::DefaultImpossible(_) => "form-default-impossible",
            Trouble::HoldsNothing => "form-holds-nothing",
            Trouble::NestedTooDeeply => "form-nested-too-deeply",
            Trouble::TooManyItems => "form-too-many-items",
            Trouble::NoLanguage => "form-no-language",
            Trouble::LanguageUnknown(_) => "form-language-unknown",
            Trouble::ParameterBroken(_) => "form-parameter-broken",
            Trouble::BandMisplaced(_) => "form-band-misplaced",
            Trouble::ScoreImpossible(_) => "form-score-impossible",
        }
    }

    /// Gives what the code is about: a name, a sign, the chain of a circle; empty where there is nothing.
    pub fn about(&self) -> String {
        match self {
            Trouble::Expression(problem) => problem.fault.about(),
            Trouble::Circle(chain) => chain.join(" → "),
            Trouble::NameBroken(about)
            | Trouble::NameTwice(about)
            | Trouble::ListUnknown(about)
            | Trouble::ChoiceTwice(about)
            | Trouble::ChoiceWithSpace(about)
            | Trouble::TriggerUnseen(about)
            | Trouble::DefaultImpossible(about)
            | Trouble::LanguageUnknown(about)
            | Trouble::ParameterBroken(about)
            | Trouble::BandMisplaced(about)
            | Trouble::ScoreImpossible(about) => about.clone(),
            _ => String::new(),
        }
    }
}
