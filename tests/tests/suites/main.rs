//! Everything that crosses rooms, in one program so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod architecture;
mod bindings;
mod hostile;
mod locales;
mod power_cut;
mod tree;
