//! Expressions: when a question is asked, what its answer must keep, what is computed. XPath 1.0 as ODK forms use it.
//!
//! Text becomes words (`lexer`), words a tree (`parser`), the tree is bound to the questions of a form (`bind`), and what is bound is
//! computed over answers (`evaluate`, `compute`). Everything that can be wrong is found before the first answer: computing never fails.

mod bind;
mod compute;
mod evaluate;
mod functions;
mod lexer;
mod moment;
mod parser;
mod pattern;
mod places;
mod problem;
mod tree;
mod value;

pub use functions::{FUNCTIONS, UNSUPPORTED};
pub use parser::{MAX_DEPTH, MAX_LENGTH};
pub use problem::{Fault, SyntaxProblem};

pub(crate) use bind::{Binder, Bound, Need};
pub(crate) use evaluate::{Evaluator, Filter};
pub(crate) use lexer::{begins_name, continues_name, is_name};
pub(crate) use moment::{read_date, read_time};
pub(crate) use parser::parse;
pub(crate) use places::{Answers, Spot, as_number};
pub(crate) use value::{chosen, number_text, text_number, trim};

/// Tells what is wrong with the shape of an expression, without looking its names up.
pub fn check(text: &str) -> Result<(), SyntaxProblem> {
    parse(text).map(|_| ())
}
