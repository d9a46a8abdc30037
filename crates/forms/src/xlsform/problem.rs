//! What is wrong with an XLSForm, or was left out of it: sheet, row, column, and what.

use crate::problem::Trouble;

/// Something about a cell, a row or a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetProblem {
    /// The sheet, as it is called in the workbook.
    pub sheet: String,
    /// The row as a table program shows it; 0 when it is about the whole sheet.
    pub row: u32,
    /// The heading of the column as it was written; empty when it is about the whole row.
    pub column: String,
    /// What it is.
    pub trouble: SheetTrouble,
}

/// The kinds of trouble with a sheet. The first ones stop the import, those from [`SheetTrouble::ColumnLeftOut`] on are warnings.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SheetTrouble {
    /// Something wrong with the form itself.
    #[error("{0}")]
    Form(Trouble),
    /// There is no sheet of questions.
    #[error("there is no sheet survey")]
    NoSurvey,
    /// There is no sheet of choices.
    #[error("there is no sheet choices")]
    NoChoices,
    /// A column that must be there is not.
    #[error("there is no column {0}")]
    NoColumn(String),
    /// Two columns mean the same: the other one.
    #[error("this column means the same as {0}")]
    ColumnTwice(String),
    /// A row without a type.
    #[error("there is no type")]
    NoType,
    /// A type nobody knows.
    #[error("there is no type {0:?}")]
    UnknownType(String),
    /// A type that needs what is not in the form: other files, other forms.
    #[error("the type {0:?} is not supported")]
    UnsupportedType(String),
    /// An end without a beginning of the same kind.
    #[error("this ends what did not begin")]
    EndWithoutBegin,
    /// A beginning without an end.
    #[error("this is never ended")]
    BeginWithoutEnd,
    /// A name kept for the program.
    #[error("the name {0} is reserved")]
    ReservedName(String),
    /// A repeat with the name of another one, or of the form.
    #[error("a repeat cannot be called {0}")]
    RepeatName(String),
    /// A question to be shown without words.
    #[error("there is neither a label nor a hint")]
    NoLabel,
    /// Settings of a question that are not `key=value key=value`.
    #[error("the settings cannot be read")]
    BrokenParameters,
    /// A setting this type does not have.
    #[error("this type has no setting {0}")]
    UnknownParameter(String),
    /// A setting with a value it cannot have.
    #[error("the setting {0} cannot have this value")]
    BrokenParameter(String),
    /// A filter together with `or_other`, or in a table of one list.
    #[error("a filter is not possible here")]
    FilterImpossible,
    /// Questions of one table with different lists.
    #[error("all questions of a table choose from one list")]
    OtherList,
    /// A trigger that is not a list of questions on the screen.
    #[error("the trigger cannot be used")]
    BrokenTrigger,
    /// A choice without a name.
    #[error("the choice has no name")]
    NoChoiceName,
    /// A word of ours that is not one of its words.
    #[error("{0:?} is not possible here")]
    UnknownWord(String),

    /// A column without a meaning here.
    #[error("the column {0} was left out")]
    ColumnLeftOut(String),
    /// A row without a question or choice.
    #[error("the row was left out")]
    RowLeftOut,
    /// A question of a kind that is not asked here; it stays, hidden and empty.
    #[error("the type {0} is not asked here")]
    TypeLeftOut(String),
    /// A sheet without a meaning here.
    #[error("the sheet was left out")]
    SheetLeftOut,
    /// A choice without words.
    #[error("the choice has no label")]
    NoChoiceLabel,
    /// A name that differs from a neighbour's by capital letters alone.
    #[error("the name {0} differs by capital letters alone")]
    NameByCase(String),
    /// A default the question cannot have.
    #[error("the default {0:?} was left out")]
    DefaultLeftOut(String),
    /// A setting that cannot be used.
    #[error("the setting {0:?} was left out")]
    SettingLeftOut(String),
}

impl SheetTrouble {
    /// Gives the code the screens translate.
    pub fn code(&self) -> &'static str {
        match self {
            SheetTrouble::Form(trouble) => trouble.code(),
            SheetTrouble::NoSurvey => "xlsform-no-survey",
            SheetTrouble::NoChoices => "xlsform-no-choices",
            SheetTrouble::NoColumn(_) => "xlsform-no-column",
            SheetTrouble::ColumnTwice(_) => "xlsform-column-twice",
            SheetTrouble::NoType => "xlsform-no-type",
            SheetTrouble::UnknownType(_) => "xlsform-unknown-type",
            SheetTrouble::UnsupportedType(_) => "xlsform-unsupported-type",
            SheetTrouble::EndWithoutBegin => "xlsform-end-without-begin",
            SheetTrouble::BeginWithoutEnd => "xlsform-begin-without-end",
            SheetTrouble::ReservedName(_) => "xlsform-reserved-name",
            SheetTrouble::RepeatName(_) => "xlsform-repeat-name",
            SheetTrouble::NoLabel => "xlsform-no-label",
            SheetTrouble::BrokenParameters => "xlsform-broken-parameters",
            SheetTrouble::UnknownParameter(_) => "xlsform-unknown-parameter",
            SheetTrouble::BrokenParameter(_) => "xlsform-broken-parameter",
            SheetTrouble::FilterImpossible => "xlsform-filter-impossible",
            SheetTrouble::OtherList => "xlsform-other-list",
            SheetTrouble::BrokenTrigger => "xlsform-broken-trigger",
            SheetTrouble::NoChoiceName => "xlsform-no-choice-name",
            SheetTrouble::UnknownWord(_) => "xlsform-unknown-word",
            SheetTrouble::ColumnLeftOut(_) => "xlsform-column-left-out",
            SheetTrouble::RowLeftOut => "xlsform-row-left-out",
            SheetTrouble::TypeLeftOut(_) => "xlsform-type-left-out",
            SheetTrouble::SheetLeftOut => "xlsform-sheet-left-out",
            SheetTrouble::NoChoiceLabel => "xlsform-no-choice-label",
            SheetTrouble::NameByCase(_) => "xlsform-name-by-case",
            SheetTrouble::DefaultLeftOut(_) => "xlsform-default-left-out",
            SheetTrouble::SettingLeftOut(_) => "xlsform-setting-left-out",
        }
    }

    /// Gives what the code is about; empty where there is nothing.
    pub fn about(&self) -> String {
        match self {
            SheetTrouble::Form(trouble) => trouble.about(),
            SheetTrouble::NoColumn(about)
            | SheetTrouble::ColumnTwice(about)
            | SheetTrouble::UnknownType(about)
            | SheetTrouble::UnsupportedType(about)
            | SheetTrouble::ReservedName(about)
            | SheetTrouble::RepeatName(about)
            | SheetTrouble::UnknownParameter(about)
            | SheetTrouble::BrokenParameter(about)
            | SheetTrouble::UnknownWord(about)
            | SheetTrouble::ColumnLeftOut(about)
            | SheetTrouble::TypeLeftOut(about)
            | SheetTrouble::NameByCase(about)
            | SheetTrouble::DefaultLeftOut(about)
            | SheetTrouble::SettingLeftOut(about) => about.clone(),
            _ => String::new(),
        }
    }
}

/// Problems and warnings as they are found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) problems: Vec<SheetProblem>,
    pub(super) warnings: Vec<SheetProblem>,
}

/// Where something was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) sheet: &'a str,
    pub(super) row: u32,
    pub(super) column: &'a str,
}

impl At<'_> {
    fn with(self, trouble: SheetTrouble) -> SheetProblem {
        SheetProblem {
            sheet: self.sheet.to_owned(),
            row: self.row,
            column: self.column.to_owned(),
            trouble,
        }
    }
}

/// Problems and warnings that are listed; nobody reads more, and finding the rows of all of them takes time.
pub(super) const MAX_LISTED: usize = 1_000;

impl Found {
    pub(super) fn problem(&mut self, at: At<'_>, trouble: SheetTrouble) {
        if self.problems.len() < MAX_LISTED {
            self.problems.push(at.with(trouble));
        }
    }

    pub(super) fn warn(&mut self, at: At<'_>, trouble: SheetTrouble) {
        if self.warnings.len() < MAX_LISTED {
            self.warnings.push(at.with(trouble));
        }
    }
}
