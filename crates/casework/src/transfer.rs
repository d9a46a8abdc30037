//! The transfer of a case between offices: offered, answered, decided by the centre, with what comes later.
//!
//! Ordinary changes and one file. The giving office writes an offer and a capsule in its own scope; the centre checks the capsule against
//! its log and writes the same offer in the receiving office's scope; the answer comes back the same way. Each office has its own record
//! of the transfer and its own records of the case; nothing is merged across (docs/decisions/0016-transfer.md).

mod answer;
pub(crate) mod capsule;
mod copy;
mod gather;
mod later;
mod offer;
mod proof;
mod settle;
mod view;

pub use answer::{AcceptTransfer, KnownHere, RefuseTransfer, accept_transfer, refuse_transfer};
pub use later::{LateField, WeighLate, weigh_late};
pub use offer::{
    ConsentLine, OfferCase, OfferForm, PartLine, WithdrawOffer, WriteLateNote, offer_case,
    offer_form, withdraw_offer, write_late_note,
};
pub use view::{
    CapsuleContents, CapsuleEntry, CapsuleFile, CapsulePerson, TransferLine, TransferView, Way,
    transfer, transfers,
};
pub(crate) use view::{transfers_of, waiting};

#[cfg(test)]
#[path = "transfer_tests.rs"]
mod tests;
