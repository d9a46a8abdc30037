//! Every reader of foreign bytes, one function each: it gives the reader any bytes and checks what must hold whatever they are.
//! A value or an error comes back; a panic, an endless loop, or a value that is written otherwise than it was read is a fault.
//!
//! What a signature, a checksum or a seal would keep chance from ever reaching is signed, summed or sealed anew here, as somebody
//! with valid keys could. The real bytes that chance begins with are in [`seeds`].

mod bundles;
mod changes;
mod hub;
mod scene;
pub mod seeds;
mod sheets;
mod trust;

pub use bundles::{body, bundle, control, header, segment};
pub use changes::{change_header, change_payload, clock, columns};
pub use hub::hub;
pub use sheets::{csv, workbook};
pub use trust::{request, roster, slots};
