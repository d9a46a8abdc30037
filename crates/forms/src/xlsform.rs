//! Forms as workbooks: a definition from the sheets of an XLSForm, and sheets from a definition.
//!
//! It sees plain sheets of cells and never a file; who reads files hands them over. What an XLSForm may say is what pyxform 4.5 takes
//! (`survey`, `choices`, `settings`, the names of columns and types through the years); what is wrong is said with sheet, row and
//! column, all of it at once. What is valid and has no meaning here is left out with a warning; what cannot be done as its author
//! meant it is refused by name.

mod built;
mod choices;
mod columns;
mod item;
mod parameters;
mod problem;
mod read;
mod settings;
mod sheet;
mod survey;
mod types;
mod write;

pub use problem::{SheetProblem, SheetTrouble};
pub use read::{Imported, Naming, read};
pub use sheet::{Cell, CellValue, Sheet, sheets_of_listing};
pub use write::write;
