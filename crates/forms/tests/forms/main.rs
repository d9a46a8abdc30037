//! Forms from the outside: expressions, answering, definitions, scores, versions, XLSForms.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what fails in a test should fail loudly"
)]

mod answering;
mod common;
mod definitions;
mod expressions;
mod hostile;
mod languages;
mod oracle;
mod scores;
mod versions;
mod xlsform;
