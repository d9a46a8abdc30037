//! Everything that crosses rooms, in one program so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod architecture;
mod bad_sticks;
mod bindings;
mod dictated;
mod exchange;
mod files;
mod hostile;
mod journeys;
mod lives;
mod locales;
mod missing;
mod newcomer;
mod parked;
mod paths;
mod power_cut;
mod proof;
mod receipts;
mod refusals;
mod rehearsal;
mod relay;
mod second_tool;
mod transfer;
mod transfer_scene;
mod transfer_storm;
mod transfer_velayat;
mod tree;
