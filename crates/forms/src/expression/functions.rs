//! The functions an expression may call: their names, how many arguments they take, and those of ODK that are refused by name.
//!
//! Source: ODK XForms specification, "XPath Functions". What they compute stands in `compute.rs`.

use super::problem::Fault;

macro_rules! functions {
    ($($variant:ident = $name:literal, $least:literal ..= $most:expr;)+) => {
        /// A function this version computes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Function { $($variant),+ }

        impl Function {
            fn of(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }

            /// Returns the name as it stands in an expression.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Tells whether it takes so many arguments.
            pub(crate) fn takes(self, arguments: usize) -> bool {
                match self { $(Self::$variant => ($least..=$most).contains(&arguments)),+ }
            }
        }

        /// The names of all functions, for the list in the documentation.
        pub const FUNCTIONS: &[&str] = &[$($name),+];
    };
}

const MANY: usize = 200;

functions! {
    Abs = "abs", 1 ..= 1;
    Acos = "acos", 1 ..= 1;
    Asin = "asin", 1 ..= 1;
    Atan = "atan", 1 ..= 1;
    Atan2 = "atan2", 2 ..= 2;
    Boolean = "boolean", 1 ..= 1;
    BooleanFromString = "boolean-from-string", 1 ..= 1;
    Ceiling = "ceiling", 1 ..= 1;
    Checklist = "checklist", 2 ..= MANY;
    ChoiceName = "jr:choice-name", 2 ..= 2;
    Coalesce = "coalesce", 2 ..= 2;
    Concat = "concat", 0 ..= MANY;
    Contains = "contains", 2 ..= 2;
    Cos = "cos", 1 ..= 1;
    Count = "count", 1 ..= 1;
    CountNonEmpty = "count-non-empty", 1 ..= 1;
    CountSelected = "count-selected", 1 ..= 1;
    Date = "date", 1 ..= 1;
    DateTime = "date-time", 1 ..= 1;
    DecimalDateTime = "decimal-date-time", 1 ..= 1;
    DecimalTime = "decimal-time", 1 ..= 1;
    EndsWith = "ends-with", 2 ..= 2;
    Exp = "exp", 1 ..= 1;
    Exp10 = "exp10", 1 ..= 1;
    False = "false", 0 ..= 0;
    Floor = "floor", 1 ..= 1;
    FormatDate = "format-date", 2 ..= 2;
    FormatDateTime = "format-date-time", 2 ..= 2;
    If = "if", 3 ..= 3;
    IndexedRepeat = "indexed-repeat", 3 ..= 21;
    Int = "int", 1 ..= 1;
    Join = "join", 1 ..= MANY;
    Last = "last", 0 ..= 0;
    Log = "log", 1 ..= 1;
    Log10 = "log10", 1 ..= 1;
    Max = "max", 1 ..= MANY;
    Min = "min", 1 ..= MANY;
    NormalizeSpace = "normalize-space", 0 ..= 1;
    Not = "not", 1 ..= 1;
    Now = "now", 0 ..= 0;
    Number = "number", 0 ..= 1;
    Once = "once", 1 ..= 1;
    Pi = "pi", 0 ..= 0;
    Position = "position", 0 ..= 1;
    Pow = "pow", 2 ..= 2;
    Random = "random", 0 ..= 0;
    Regex = "regex", 2 ..= 2;
    Round = "round", 1 ..= 2;
    Selected = "selected", 2 ..= 2;
    SelectedAt = "selected-at", 2 ..= 2;
    Sin = "sin", 1 ..= 1;
    Sqrt = "sqrt", 1 ..= 1;
    StartsWith = "starts-with", 2 ..= 2;
    String = "string", 0 ..= 1;
    StringLength = "string-length", 0 ..= 1;
    Substr = "substr", 2 ..= 3;
    Substring = "substring", 2 ..= 3;
    SubstringAfter = "substring-after", 2 ..= 2;
    SubstringBefore = "substring-before", 2 ..= 2;
    Sum = "sum", 1 ..= 1;
    Tan = "tan", 1 ..= 1;
    Today = "today", 0 ..= 0;
    Translate = "translate", 3 ..= 3;
    True = "true", 0 ..= 0;
    Uuid = "uuid", 0 ..= 1;
    WeightedChecklist = "weighted-checklist", 2 ..= MANY;
}

/// Functions of ODK and of its clients that are refused by name, so that nobody looks for a spelling mistake.
pub const UNSUPPORTED: &[&str] = &[
    "area",
    "base64-decode",
    "digest",
    "distance",
    "enclosed-area",
    "extract-signed",
    "geofence",
    "id",
    "index",
    "intersects",
    "jr:itext",
    "lang",
    "local-name",
    "name",
    "namespace-uri",
    "property",
    "pulldata",
    "randomize",
    "search",
    "version",
];

impl Function {
    /// Finds a function by its name.
    pub(crate) fn by_name(name: &str) -> Result<Self, Fault> {
        match Self::of(name) {
            Some(function) => Ok(function),
            None if UNSUPPORTED.contains(&name) => Err(Fault::UnsupportedFunction(name.to_owned())),
            None => Err(Fault::UnknownFunction(name.to_owned())),
        }
    }
}
