//! The files of an office on this computer: the store, the two copies of the key slots, and what the locked screen shows.
//!
//! Everything personal is in the store. The slots are sealed with passwords; `screen.json` holds a language and nothing about people.

use crate::error::CaseworkError;
use crate::session::Language;
use goldaw_trust::{Copy, KeySlots, newest_of};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};

const STORE: &str = "office.goldaw-store";
const SCREEN: &str = "screen.json";

/// What the screens know before anybody signs in.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Screen {
    /// The language last used.
    pub language: Language,
    /// The store is a practice district.
    pub practice: bool,
}

/// Returns where the store lies.
pub fn store_path(folder: &Path) -> PathBuf {
    folder.join(STORE)
}

/// Returns where the marker of the store's life lies: beside the folder, so that a copy of the folder does not carry it along.
///
/// Nothing for a folder without a name of its own, such as the root of a drive.
pub fn marker_path(folder: &Path) -> Option<PathBuf> {
    let mut name = folder.file_name()?.to_owned();
    name.push(".life");
    Some(folder.with_file_name(name))
}

/// Returns how this computer calls itself, hashed. A hint: names change, and copies of a whole disk keep them.
pub fn machine_hint() -> String {
    let id = std::fs::read_to_string("/etc/machine-id").unwrap_or_default();
    let name = std::env::var("COMPUTERNAME").unwrap_or_default();
    let hint = blake3::derive_key("goldaw machine hint v1", format!("{id} {name}").as_bytes());
    uuid::Uuid::from_slice(&hint[..16])
        .unwrap_or_default()
        .to_string()
}

/// Reads the newer of the two copies of the slots; none when there is neither.
pub fn read_slots(folder: &Path) -> Result<Option<KeySlots>, CaseworkError> {
    let [a, b] = [Copy::A, Copy::B].map(|copy| std::fs::read(folder.join(copy.file_name())).ok());
    if a.is_none() && b.is_none() {
        return Ok(None);
    }
    Ok(Some(newest_of(a.as_deref(), b.as_deref())?))
}

/// Writes the slots over the older copy. A power cut leaves the other copy whole.
pub fn write_slots(folder: &Path, slots: &KeySlots) -> Result<(), CaseworkError> {
    write_whole(&folder.join(Copy::of(slots).file_name()), &slots.encode())
        .map_err(|_| CaseworkError::FolderUnwritable)
}

/// Reads what the locked screen shows; Turkmen when nothing is known.
pub fn read_screen(folder: &Path) -> Screen {
    let read = std::fs::read(folder.join(SCREEN))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    read.unwrap_or(Screen {
        language: Language::Tk,
        practice: false,
    })
}

/// Keeps what the locked screen shows.
pub fn write_screen(folder: &Path, screen: &Screen) -> Result<(), CaseworkError> {
    let bytes = serde_json::to_vec(screen).map_err(|_| CaseworkError::FolderUnwritable)?;
    write_whole(&folder.join(SCREEN), &bytes).map_err(|_| CaseworkError::FolderUnwritable)
}

/// Brings a password into the one form in which Unicode writes it (NFC): three keyboards, one password.
pub fn normalised(password: &str) -> String {
    icu_normalizer::ComposingNormalizerBorrowed::new_nfc()
        .normalize(password)
        .into_owned()
}

/// Writes a file aside and puts it in place, without waiting for the disk: after a power cut it may be the old one, or unreadable.
pub fn write_aside(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".aside");
    std::fs::write(&aside, bytes)?;
    std::fs::rename(&aside, path)
}

/// Writes a file aside, makes it durable and puts it in place, so that it is the old one or the new one, never half.
pub fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let aside = path.with_extension("aside");
    let mut file = std::fs::File::create(&aside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(&aside, path)
}
