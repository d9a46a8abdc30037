//! Doors to readers of foreign bytes that are otherwise this room's own business: for `fuzz/`, which turns the feature on, and for
//! nothing of the product.

use crate::dictated::words;
use crate::error::CaseworkError;
use crate::session::Language;
use crate::transfer::capsule::Capsule;

/// Reads a capsule and writes it again.
///
/// # Errors
/// As the reader: `CapsuleNewer`, `CapsuleDamaged`.
pub fn capsule(bytes: &[u8]) -> Result<Vec<u8>, CaseworkError> {
    Capsule::decode(bytes)?.encode()
}

/// Reads a dictated receipt as it was typed, and gives every spelling of it: the text of the QR code, then eight words in each language.
///
/// # Errors
/// As the reader: `UnknownWord`, `WordsWrong`.
pub fn dictated_receipt(typed: &str) -> Result<Vec<String>, CaseworkError> {
    let digest = words::read(typed)?;
    let spoken = [Language::Tk, Language::Ru, Language::En]
        .map(|language| words::spoken(digest, language).join(" "));
    Ok([words::text(digest)].into_iter().chain(spoken).collect())
}
