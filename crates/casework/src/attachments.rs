//! Files of a record: scans, photos, letters. Kept in the encrypted store under the hash of their content.

use crate::error::CaseworkError;
use crate::forms::look_up;
use crate::session::Session;
use goldaw_domain::ids::{AttachmentId, RecordId};
use goldaw_domain::records::Attachment;
use goldaw_domain::{Record, RecordKind};
use goldaw_store::{Document, Reader, StoreError, Write};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};
use ts_rs::TS;

/// Largest file taken in, in bytes: 20 MiB.
pub const LARGEST: usize = 20 * 1024 * 1024;

/// A file as lists show one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AttachmentLine {
    /// The record.
    pub id: AttachmentId,
    /// The file's name.
    pub name: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Its content has arrived on this computer.
    pub here: bool,
}

/// Taking a file in from this computer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AttachFile {
    /// The record it belongs to.
    pub about: RecordId,
    /// Where the file lies.
    pub path: String,
}

/// Writing a file out to this computer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SaveAttachment {
    /// Which.
    pub id: AttachmentId,
    /// The folder to write it to.
    pub folder: String,
}

/// Takes a file in. The same content attached to the same record again is refused as done.
///
/// Refused with `FileTooLarge` beyond [`LARGEST`], `FileUnreadable` when it cannot be read.
pub fn attach_file(
    session: &mut Session,
    request: AttachFile,
) -> Result<AttachmentLine, CaseworkError> {
    let path = Path::new(&request.path);
    let bytes = read_whole(path, LARGEST)?;
    let read = session.read();
    let Some(about) = read.document(request.about)? else {
        return Err(CaseworkError::NotFound { what: "record" });
    };
    if about.voided().is_some() {
        return Err(CaseworkError::Voided);
    }
    let known = read.linked(RecordKind::Attachment, "about", request.about)?;
    // The content comes first: a record must never name bytes that were not kept.
    let content = session.store_mut().put_attachment(&bytes)?;
    let same = |known: Attachment| known.content.as_deref() == Some(content.as_str());
    if known.iter().filter_map(Document::read).any(same) {
        return Err(CaseworkError::AlreadyDone);
    }
    let attachment = Attachment {
        about: Some(request.about),
        name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
        media_type: Some(media_type(&bytes).to_owned()),
        bytes: Some(bytes.len() as u64),
        content: Some(content),
    };
    attachment.check(session.today())?;
    let id: AttachmentId = session.new_id()?;
    session.write("attach_file", None, vec![Write::new(id, &attachment)])?;
    Ok(line(id, &attachment, true))
}

/// Writes a file out and returns where it lies. A file that is there already is never overwritten: the new one gets ` (2)`.
///
/// Refused with `ContentNotHere` while the content has not arrived on this computer, `FolderUnwritable` when it cannot be written.
pub fn save_attachment(
    session: &mut Session,
    request: SaveAttachment,
) -> Result<String, CaseworkError> {
    let read = session.read();
    let (_, attachment) = look_up::<Attachment>(&read, request.id)?;
    let content = attachment.content.unwrap_or_default();
    let Some(bytes) = read.attachment_bytes(&content)? else {
        return Err(CaseworkError::ContentNotHere);
    };
    let name = safe_name(attachment.name.as_deref().unwrap_or_default());
    let path = write_beside(Path::new(&request.folder), &name, &bytes)?;
    Ok(path.to_string_lossy().into_owned())
}

/// Returns the files of a record, oldest first; voided ones are left out.
pub(crate) fn attachments_of(
    read: &Reader<'_>,
    about: impl Into<RecordId>,
) -> Result<Vec<AttachmentLine>, StoreError> {
    let mut lines = Vec::new();
    for document in read.linked(RecordKind::Attachment, "about", about)? {
        let Some(attachment) = document.read::<Attachment>() else {
            continue;
        };
        let here = read.has_attachment(attachment.content.as_deref().unwrap_or_default())?;
        lines.push(line(document.id.into(), &attachment, here));
    }
    Ok(lines)
}

/// Reads a file into memory, at most `largest` bytes.
pub(crate) fn read_whole(path: &Path, largest: usize) -> Result<Vec<u8>, CaseworkError> {
    let unreadable = |_| CaseworkError::FileUnreadable;
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too large from one that just fits, even while it grows.
    file.take(largest as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > largest {
        return Err(CaseworkError::FileTooLarge { limit: largest });
    }
    Ok(bytes)
}

fn line(id: AttachmentId, attachment: &Attachment, here: bool) -> AttachmentLine {
    AttachmentLine {
        id,
        name: attachment.name.clone().unwrap_or_default(),
        bytes: attachment.bytes.unwrap_or_default(),
        here,
    }
}

/// Writes a new file into a folder, with a number behind its name when the name is taken.
fn write_beside(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, CaseworkError> {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    for attempt in 1..1000 {
        let path = match attempt {
            1 => folder.join(name),
            _ => folder.join(format!("{stem} ({attempt}){extension}")),
        };
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(_) => return Err(CaseworkError::FolderUnwritable),
        };
        if file
            .write_all(bytes)
            .and_then(|()| file.sync_all())
            .is_err()
        {
            drop(file);
            // Half a file is worse than none; when it cannot be removed either, the stick is gone.
            let _ = std::fs::remove_file(&path);
            return Err(CaseworkError::FolderUnwritable);
        }
        return Ok(path);
    }
    Err(CaseworkError::FolderUnwritable)
}

/// Returns a file name that Windows and FAT32 take, as close to the given one as possible.
fn safe_name(name: &str) -> String {
    const LONGEST: usize = 120;
    let forbidden = |letter: char| letter.is_control() || r#"<>:"/\|?*"#.contains(letter);
    let replaced: String = name
        .chars()
        .map(|letter| if forbidden(letter) { '_' } else { letter })
        .collect();
    let trimmed = replaced.trim().trim_end_matches(['.', ' ']);
    let (stem, extension) = match trimmed.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.chars().count() <= 10 => {
            (stem.trim_end(), format!(".{extension}"))
        }
        _ => (trimmed, String::new()),
    };
    let mut stem: String = stem.chars().take(LONGEST).collect();
    if stem.is_empty() {
        stem = "file".to_owned();
    }
    // CON.pdf is the console too: the words count whatever the extension.
    let device = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_uppercase();
    let numbered = |word: &str| {
        device
            .strip_prefix(word)
            .is_some_and(|rest| rest.len() == 1 && rest.chars().all(|digit| digit.is_ascii_digit()))
    };
    if matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || numbered("COM")
        || numbered("LPT")
    {
        stem.insert(0, '_');
    }
    format!("{stem}{extension}")
}

/// Returns the media type by the first bytes of the content; names and extensions are not believed.
fn media_type(bytes: &[u8]) -> &'static str {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"%PDF-", "application/pdf"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"BM", "image/bmp"),
        (b"{\\rtf", "application/rtf"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "application/x-ole-storage",
        ),
    ];
    if let Some((_, media_type)) = SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature))
    {
        return media_type;
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return "image/webp";
    }
    if bytes.get(4..8) == Some(b"ftyp")
        && matches!(bytes.get(8..12), Some(b"heic" | b"heix" | b"mif1"))
    {
        return "image/heic";
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let start = bytes.get(..4096).unwrap_or(bytes);
        let holds = |word: &[u8]| start.windows(word.len()).any(|part| part == word);
        return if holds(b"word/") {
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        } else if holds(b"xl/") {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        } else if holds(b"application/vnd.oasis.opendocument.text") {
            "application/vnd.oasis.opendocument.text"
        } else {
            "application/zip"
        };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => "text/plain",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
#[path = "attachments_tests.rs"]
mod tests;
