//! Files of a record: scans, photos, letters. Kept in the encrypted store in pieces; never more than one piece is held in memory.

mod arriving;
mod queue;
mod sending;

pub(crate) use self::arriving::{keep, scopes_with};
pub(crate) use self::sending::{FilesFor, Outgoing, file_wants, files_for, heads_of};

use crate::error::CaseworkError;
use crate::forms::look_up;
use crate::session::Session;
use goldaw_domain::ids::{AttachmentId, RecordId};
use goldaw_domain::records::Attachment;
use goldaw_domain::{Record, RecordKind};
use goldaw_store::pieces::{Content, State};
use goldaw_store::{Document, Reader, StoreError, Write};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use ts_rs::TS;

/// Largest file taken in, in bytes: 100 MiB.
pub const LARGEST: usize = 100 * 1024 * 1024;
/// How much of a file says what it is, in bytes.
const START: usize = 4096;

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
    /// Its content has arrived on this computer, all of it.
    pub here: bool,
    /// Pieces of it that are here.
    pub pieces_here: u32,
    /// Pieces it is put together from; 0 while that is not known.
    pub pieces: u32,
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
/// Refused with `FileTooLarge` beyond [`LARGEST`], `FileUnreadable` when it cannot be read; nothing of it is kept then.
pub fn attach_file(
    session: &mut Session,
    request: AttachFile,
) -> Result<AttachmentLine, CaseworkError> {
    let path = Path::new(&request.path);
    let (start, rest) = begin(path)?;
    let read = session.read();
    let Some(about) = read.document(request.about)? else {
        return Err(CaseworkError::NotFound { what: "record" });
    };
    if about.voided().is_some() {
        return Err(CaseworkError::Voided);
    }
    let known = read.linked(RecordKind::Attachment, "about", request.about)?;
    let media_type = media_type(start.get_ref()).to_owned();
    // The content comes first: a record must never name bytes that were not kept.
    let whole = UpTo {
        from: start.chain(rest),
        left: LARGEST,
    };
    let (content, bytes) = session
        .store_mut()
        .put_file(about.scope, whole)
        .map_err(not_taken)?;
    let content = content.to_hex();
    let same = |known: Attachment| known.content.as_deref() == Some(content.as_str());
    if known.iter().filter_map(Document::read).any(same) {
        return Err(CaseworkError::AlreadyDone);
    }
    let attachment = Attachment {
        about: Some(request.about),
        name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
        media_type: Some(media_type),
        bytes: Some(bytes),
        content: Some(content),
    };
    attachment.check(session.today())?;
    let id: AttachmentId = session.new_id()?;
    session.write("attach_file", None, vec![Write::new(id, &attachment)])?;
    let state = state_of(&session.read(), &about, &attachment)?;
    Ok(line(id, &attachment, state))
}

/// Writes a file out and returns where it lies. A file that is there already is never overwritten: the new one gets ` (2)`.
///
/// Refused with `ContentNotHere` while the content has not arrived on this computer, `FolderUnwritable` when it cannot be written.
pub fn save_attachment(
    session: &mut Session,
    request: SaveAttachment,
) -> Result<String, CaseworkError> {
    let read = session.read();
    let (document, attachment) = look_up::<Attachment>(&read, request.id)?;
    let content = content_of(&attachment).ok_or(CaseworkError::ContentNotHere)?;
    if !read.file_state(document.scope, &content)?.whole {
        return Err(CaseworkError::ContentNotHere);
    }
    let name = safe_name(attachment.name.as_deref().unwrap_or_default());
    let (path, mut file) = new_file(Path::new(&request.folder), &name)?;
    let written = read
        .write_file(document.scope, &content, &mut file)
        .and_then(|_| file.sync_all().map_err(StoreError::File));
    if let Err(error) = written {
        drop(file);
        // Half a file is worse than none; when it cannot be removed either, the stick is gone.
        let _ = std::fs::remove_file(&path);
        return Err(match error {
            StoreError::File(_) => CaseworkError::FolderUnwritable,
            other => other.into(),
        });
    }
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
        let state = state_of(read, &document, &attachment)?;
        lines.push(line(document.id.into(), &attachment, state));
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

/// Opens a file to be taken in and reads its start.
fn begin(path: &Path) -> Result<(std::io::Cursor<Vec<u8>>, File), CaseworkError> {
    let unreadable = |_| CaseworkError::FileUnreadable;
    let mut file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(CaseworkError::FileUnreadable);
    }
    if about.len() > LARGEST as u64 {
        return Err(CaseworkError::FileTooLarge { limit: LARGEST });
    }
    let mut start = Vec::new();
    Read::by_ref(&mut file)
        .take(START as u64)
        .read_to_end(&mut start)
        .map_err(unreadable)?;
    Ok((std::io::Cursor::new(start), file))
}

/// Reads so many bytes and fails when there are more, even while the file grows.
struct UpTo<R> {
    from: R,
    left: usize,
}

impl<R: Read> Read for UpTo<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(into)?;
        self.left = self.left.checked_sub(read).ok_or(ErrorKind::FileTooLarge)?;
        Ok(read)
    }
}

/// Says why a file was not taken in: what reading it gave is about the file, all else about the store.
fn not_taken(error: StoreError) -> CaseworkError {
    match error {
        StoreError::File(error) if error.kind() == ErrorKind::FileTooLarge => {
            CaseworkError::FileTooLarge { limit: LARGEST }
        }
        StoreError::File(_) => CaseworkError::FileUnreadable,
        other => other.into(),
    }
}

fn content_of(attachment: &Attachment) -> Option<Content> {
    attachment.content.as_deref().and_then(Content::from_hex)
}

fn state_of(
    read: &Reader<'_>,
    document: &Document,
    attachment: &Attachment,
) -> Result<State, StoreError> {
    content_of(attachment).map_or(Ok(State::default()), |content| {
        read.file_state(document.scope, &content)
    })
}

fn line(id: AttachmentId, attachment: &Attachment, state: State) -> AttachmentLine {
    AttachmentLine {
        id,
        name: attachment.name.clone().unwrap_or_default(),
        bytes: attachment.bytes.unwrap_or_default(),
        here: state.whole,
        pieces_here: state.here,
        pieces: state.of,
    }
}

/// Makes a new file in a folder, with a number behind its name when the name is taken.
fn new_file(folder: &Path, name: &str) -> Result<(PathBuf, File), CaseworkError> {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    for attempt in 1..1000 {
        let path = match attempt {
            1 => folder.join(name),
            _ => folder.join(format!("{stem} ({attempt}){extension}")),
        };
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(_) => return Err(CaseworkError::FolderUnwritable),
        }
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

/// Returns the media type by the first [`START`] bytes of the content; names and extensions are not believed.
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
        let holds = |word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
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
        // The start may end within a letter.
        Err(error) if bytes.len() == START && error.error_len().is_none() => "text/plain",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
#[path = "attachments_tests.rs"]
mod tests;
