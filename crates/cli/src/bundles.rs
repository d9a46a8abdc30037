//! Looking at a bundle as anybody can, and checking it as an office does. Neither opens it.

use crate::arguments::DeskArguments;
use crate::desk;
use crate::words::Words;
use goldaw_api::Refusal;
use goldaw_bundle::Limits;
use goldaw_casework::error::CaseworkError;
use std::path::Path;

fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    std::fs::read(path).map_err(|_| CaseworkError::FileUnreadable.into())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn refused(error: goldaw_bundle::BundleError) -> Refusal {
    CaseworkError::from(error).into()
}

/// Says what anybody can see of a bundle.
pub fn inspect(words: &Words, path: &Path) -> Result<(), Refusal> {
    let bytes = read(path)?;
    let header = goldaw_bundle::inspect(&bytes, &Limits::default()).map_err(refused)?;
    words.say(
        "command-bundle-whole",
        &[("bytes", bytes.len().to_string())],
    );
    words.say(
        "command-bundle-number",
        &[("number", header.number.to_string())],
    );
    words.say(
        "command-bundle-sender",
        &[("id", hex(&header.sender)), ("key", hex(&header.sign))],
    );
    for recipient in &header.recipients {
        words.say("command-bundle-recipient", &[("id", hex(recipient))]);
    }
    words.say(
        "command-bundle-sealed",
        &[
            ("bytes", header.sealed_length.to_string()),
            ("hash", hex(&header.sealed_hash)),
        ],
    );
    Ok(())
}

/// Checks a bundle against an office's list.
pub fn verify(words: &Words, path: &Path, arguments: &DeskArguments) -> Result<(), Refusal> {
    let bytes = read(path)?;
    let desk = desk::sign_in(words, arguments)?;
    let sender = desk.with_session(|session| {
        let roster = session.roster().ok_or(CaseworkError::NotEnrolled)?;
        let verified = goldaw_bundle::verify(&bytes, roster, &Limits::default())?;
        let office = roster
            .office(verified.sender.office)
            .map(|office| office.name.clone())
            .unwrap_or_default();
        Ok((office, verified.sender.label, verified.header.number))
    })?;
    let (office, computer, number) = sender;
    words.say(
        "command-bundle-verified",
        &[
            ("office", office),
            ("computer", computer),
            ("number", number.to_string()),
        ],
    );
    Ok(())
}

/// Writes the sealed part to a file.
pub fn sealed_part(words: &Words, path: &Path, to: &Path) -> Result<(), Refusal> {
    let bytes = read(path)?;
    let sealed = goldaw_bundle::sealed_part(&bytes).map_err(refused)?;
    std::fs::write(to, sealed).map_err(|_| CaseworkError::FolderUnwritable)?;
    words.say(
        "command-sealed-written",
        &[("bytes", sealed.len().to_string())],
    );
    Ok(())
}
