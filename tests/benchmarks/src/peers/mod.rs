//! The peers, one file each.

pub mod automerge;
pub mod bare;
pub mod goldaw;
pub mod kept;
pub mod loro;
pub mod session;
pub mod sqlite;
pub mod yrs;
