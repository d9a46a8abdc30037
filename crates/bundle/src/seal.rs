//! Making a bundle.

use std::io::Write;

use goldaw_trust::{DeviceKeys, DevicePublic};

use crate::contents::Contents;
use crate::header::{ClearHeader, RECIPIENTS_MAX};
use crate::{BundleError, body, padding};

/// Seals contents for these devices and signs the whole.
///
/// The file's own key and nonces are drawn from the operating system by age, so two seals of the same contents differ.
/// `number` is the sender's running number, `session` the random id of the sender's present life.
///
/// # Errors
/// [`BundleError::Recipients`], [`BundleError::RecipientKey`], [`BundleError::TooLarge`],
/// [`BundleError::Contradiction`] for an attachment whose hash is not that of its bytes, [`BundleError::NotSealed`].
pub fn seal(
    contents: &Contents,
    sender: &DeviceKeys,
    recipients: &[&DevicePublic],
    number: u64,
    session: [u8; 16],
) -> Result<Vec<u8>, BundleError> {
    let mailboxes: Vec<_> = recipients
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
    let plain = padding::pad(&body::write(contents, sender.device(), number, session)?);
    let sealed = to_recipients(&plain, recipients)?;
    let public = sender.public();
    let header = ClearHeader {
        sender: public.mailbox,
        recipients: mailboxes,
        number,
        session,
        sealed_length: sealed.len() as u64,
        sealed_hash: blake3::hash(&sealed).into(),
        sign: public.sign,
    };
    let mut bytes = header.encode(sender);
    bytes.reserve_exact(sealed.len());
    bytes.extend_from_slice(&sealed);
    Ok(bytes)
}

fn to_recipients(plain: &[u8], recipients: &[&DevicePublic]) -> Result<Vec<u8>, BundleError> {
    let keys: Vec<age::x25519::Recipient> = recipients
        .iter()
        .map(|recipient| recipient.recipient().map_err(|_| BundleError::RecipientKey))
        .collect::<Result<_, _>>()?;
    let encryptor =
        age::Encryptor::with_recipients(keys.iter().map(|key| key as &dyn age::Recipient))
            .map_err(|_| BundleError::NotSealed)?;
    let mut sealed = Vec::with_capacity(plain.len() + plain.len() / 4096 + 1024 + 128 * keys.len());
    let mut writer = encryptor
        .wrap_output(&mut sealed)
        .map_err(|_| BundleError::NotSealed)?;
    writer
        .write_all(plain)
        .map_err(|_| BundleError::NotSealed)?;
    writer.finish().map_err(|_| BundleError::NotSealed)?;
    Ok(sealed)
}
