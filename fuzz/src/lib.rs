//! Every reader of foreign bytes, one function each: it gives the reader any bytes and checks what must hold whatever they are.
//! A value or an error comes back; a panic, an endless loop, or a value that is written otherwise than it was read is a fault.
//!
//! What a signature, a checksum or a seal would keep chance from ever reaching is signed, summed or sealed anew here, as somebody
//! with valid keys could. The real bytes that chance begins with are in [`seeds`]. Two engines choose the bytes: one that watches which
//! branches they reach (`make fuzz`), and one that bends the real ones by a seed, on stable Rust (`make mutations`, [`bend`]).

pub mod bend;
mod bundles;
mod changes;
mod desk;
mod forms;
mod hub;
mod scene;
pub mod seeds;
mod sheets;
mod trust;

pub use bundles::{body, bundle, control, header, manifest, sealed, segment};
pub use changes::{change_header, change_payload, clock, columns};
pub use desk::{capsule, dictated, fold, record};
pub use forms::{expression, form, xlsform};
pub use hub::{answer, hub};
pub use sheets::{csv, workbook};
pub use trust::{request, roster, slots};

/// What a reader made of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Refused, by a name.
    Refused,
    /// Taken: what was read is written again as it was. Somebody with valid keys may say it.
    Taken,
    /// Taken although nothing was signed or sealed anew: the bytes must be the real ones.
    Believed,
}

impl Answer {
    pub(crate) fn of(taken: bool) -> Self {
        if taken { Self::Taken } else { Self::Refused }
    }
}

/// A reader as chance finds it.
pub struct Target {
    /// Its name: of the binary, of the folder of its corpus, and of its [`seeds`].
    pub name: &'static str,
    /// Gives it bytes.
    pub read: fn(&[u8]) -> Answer,
    /// How many mebibytes one input may make it ask for, all that is signed, sealed and compared here included.
    pub memory: usize,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    target("header", header, 1),
    target("bundle", bundle, 1),
    target("sealed", sealed, 24),
    target("body", body, 24),
    target("control", control, 2),
    target("segment", segment, 96),
    target("manifest", manifest, 1),
    target("roster", roster, 2),
    target("request", request, 1),
    target("slots", slots, 1),
    target("change_header", change_header, 1),
    target("change_payload", change_payload, 1),
    target("clock", clock, 1),
    target("columns", columns, 8),
    target("fold", fold, 96),
    target("capsule", capsule, 8),
    target("dictated", dictated, 1),
    target("record", record, 1),
    target("csv", csv, 8),
    target("workbook", workbook, 16),
    target("form", form, 32),
    target("expression", expression, 8),
    target("xlsform", xlsform, 32),
    target("answer", answer, 2),
    target("hub", hub, 4),
];

const fn target(name: &'static str, read: fn(&[u8]) -> Answer, memory: usize) -> Target {
    Target { name, read, memory }
}
