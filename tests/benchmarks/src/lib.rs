//! The exchange of the product measured beside others that do a part of it: `make bench-peers`.
//!
//! One generator feeds everybody. Figures that are not measured are not there.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod measure;
pub mod peer;
pub mod peers;
pub mod phases;
pub mod referee;
pub mod table;
pub mod weigh;
pub mod workload;
