//! Making a bundle.

use std::io::Write;

use goldaw_changes::RawChange;
use goldaw_trust::{DeviceKeys, DevicePublic, Mailbox};

use crate::contents::Contents;
use crate::header::{ClearHeader, FORMAT, RECIPIENTS_MAX};
use crate::open::{AGE_HEADER_REST, STANZA_MAX};
use crate::segment::Aids;
use crate::{BundleError, body, padding};

/// Seals contents for these devices and signs the whole.
///
/// The file's own key and nonces are drawn from the operating system by age, so two seals of the same contents differ.
/// `number` is the sender's running number, `session` the random id of the sender's present life.
///
/// # Errors
/// [`BundleError::Recipients`], [`BundleError::TooLarge`], [`BundleError::Contradiction`] for an attachment whose hash is not that
/// of its bytes, [`BundleError::NotSealed`].
pub fn seal(
    contents: &Contents,
    sender: &DeviceKeys,
    recipients: &[&DevicePublic],
    number: u64,
    session: [u8; 16],
) -> Result<Vec<u8>, BundleError> {
    let changes = contents.changes.iter().cloned().map(Ok);
    let to = (recipients, number, session);
    seal_from(contents, changes, Aids::NONE, sender, to)
}

/// Seals contents with changes that come one by one instead of from the contents, so that they are never held all at once.
///
/// `to` are the recipients, the sender's running number and the id of its present life, as in [`seal`].
///
/// # Errors
/// Those of [`seal`], and whatever `changes` gives.
pub fn seal_from<E: From<BundleError>>(
    contents: &Contents,
    changes: impl IntoIterator<Item = Result<RawChange, E>>,
    aids: Aids<'_>,
    sender: &DeviceKeys,
    (recipients, number, session): (&[&DevicePublic], u64, [u8; 16]),
) -> Result<Vec<u8>, E> {
    mailboxes(recipients)?;
    let from = (sender.device(), number, session);
    let plain = padding::pad(&body::write(contents, changes, aids, from)?);
    let sealed = to_recipients(&plain, recipients)?;
    drop(plain);
    Ok(sign_sealed(&sealed, sender, recipients, number, session)?)
}

/// Puts the clear header before an age file, whatever tool sealed it for these devices, and signs the whole.
///
/// # Errors
/// [`BundleError::Recipients`] for none, more than a header holds, or one twice.
pub fn sign_sealed(
    sealed: &[u8],
    sender: &DeviceKeys,
    recipients: &[&DevicePublic],
    number: u64,
    session: [u8; 16],
) -> Result<Vec<u8>, BundleError> {
    let header = ClearHeader {
        format: FORMAT,
        sender: sender.mailbox(),
        recipients: mailboxes(recipients)?,
        number,
        session,
        sealed_length: sealed.len() as u64,
        sealed_hash: blake3::hash(sealed).into(),
        sign: sender.public().sign,
    };
    let mut bytes = header.encode(sender);
    bytes.reserve_exact(sealed.len());
    bytes.extend_from_slice(sealed);
    Ok(bytes)
}

fn mailboxes(recipients: &[&DevicePublic]) -> Result<Vec<Mailbox>, BundleError> {
    let mailboxes: Vec<Mailbox> = recipients
        .iter()
        .map(|recipient| recipient.mailbox)
        .collect();
    let repeated = mailboxes
        .iter()
        .enumerate()
        .any(|(place, mailbox)| mailboxes[..place].contains(mailbox));
    if mailboxes.is_empty() || mailboxes.len() > RECIPIENTS_MAX || repeated {
        return Err(BundleError::Recipients);
    }
    Ok(mailboxes)
}

fn to_recipients(plain: &[u8], recipients: &[&DevicePublic]) -> Result<Vec<u8>, BundleError> {
    let keys = recipients
        .iter()
        .map(|recipient| &recipient.seal as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(keys).map_err(|_| BundleError::NotSealed)?;
    let room = plain.len() + plain.len() / 4096 + AGE_HEADER_REST + STANZA_MAX * recipients.len();
    let mut sealed = Vec::with_capacity(room);
    let mut writer = encryptor
        .wrap_output(&mut sealed)
        .map_err(|_| BundleError::NotSealed)?;
    writer
        .write_all(plain)
        .map_err(|_| BundleError::NotSealed)?;
    writer.finish().map_err(|_| BundleError::NotSealed)?;
    Ok(sealed)
}
