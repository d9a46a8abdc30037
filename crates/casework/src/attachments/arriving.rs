//! Manifests and pieces as bundles bring them: which are kept, which are refused, each alone.

use crate::exchange::between;
use crate::session::Session;
use goldaw_bundle::{Attachment, FileManifest, PIECE_MAX};
use goldaw_domain::ids::OfficeId;
use goldaw_store::StoreError;
use goldaw_store::exchange::Arrival;
use goldaw_store::pieces::{Content, Kept, Manifest, Part};
use goldaw_trust::Roster;

/// Why an attachment was refused, as the code of the sentence `refused-CODE`.
pub(crate) type Refused = &'static str;

/// Returns the offices whose files a sender may bring, by the list that counts once its bundle is taken over.
pub(crate) fn scopes_with(session: &Session, roster: &Roster, sender: OfficeId) -> Vec<OfficeId> {
    between(roster, session.office().id, sender)
        .into_iter()
        .collect()
}

/// Keeps one attachment of a bundle for the offices whose files the sender may bring, after the changes of the bundle were applied.
///
/// What no record names is passed over without a word: its record may come later and will ask for it. What is refused spoils nothing
/// else.
pub(crate) fn keep(
    arrival: &Arrival<'_>,
    scopes: &[OfficeId],
    attachment: &Attachment,
) -> Result<Option<Refused>, StoreError> {
    if !attachment.fits() {
        return Ok(Some("piece-altered"));
    }
    let (hash, bytes) = (Content(attachment.hash), &attachment.bytes);
    let mut kept = Kept::Unasked;
    // A piece is told by its hash before its bytes are looked at: a file may hold anything, even what looks like a manifest.
    if bytes.len() <= PIECE_MAX as usize {
        kept = arrival.keep_piece(scopes, &hash, bytes)?;
    }
    if kept == Kept::Unasked && FileManifest::looks_like(bytes) {
        let Ok(manifest) = FileManifest::decode(bytes) else {
            return Ok(Some("piece-altered"));
        };
        let part = |(hash, bytes): &([u8; 32], u32)| Part {
            hash: Content(*hash),
            bytes: *bytes,
        };
        let scope = OfficeId::from(uuid::Uuid::from_bytes(manifest.scope));
        let manifest = Manifest {
            content: Content(manifest.content),
            parts: manifest.parts.iter().map(part).collect(),
        };
        if scopes.contains(&scope) {
            kept = arrival.keep_manifest(scope, &manifest)?;
        }
    } else if kept == Kept::Unasked {
        kept = arrival.keep_file(scopes, &hash, bytes)?;
    }
    Ok((kept == Kept::Contradicts).then_some("file-contradicts"))
}
