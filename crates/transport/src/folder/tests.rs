//! A stick that is full, write-protected, worn, or pulled at any step; and real folders.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::*;

const NAME: &str = "0123456789abcdef.goldaw";

/// What goes wrong, and at which operation, counted from zero.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// From this operation on the stick is gone.
    PulledAt(usize),
    /// The disk fills up in the middle of writing.
    FullMidway,
    /// The system reports a full disk only when asked for free space.
    NoRoom,
    ReadOnly,
    /// Writes succeed but the last byte is not kept.
    Worn,
}

/// A stick in memory: keeps what was written even when pulled, so that tests see what would be found on it.
struct Stick {
    fault: Fault,
    files: RefCell<BTreeMap<PathBuf, Vec<u8>>>,
    step: RefCell<usize>,
}

impl Stick {
    fn with(fault: Fault) -> Self {
        Self {
            fault,
            files: RefCell::default(),
            step: RefCell::new(0),
        }
    }

    fn gone(&self) -> bool {
        matches!(self.fault, Fault::PulledAt(step) if *self.step.borrow() > step)
    }

    fn operation(&self) -> io::Result<()> {
        *self.step.borrow_mut() += 1;
        if self.gone() {
            Err(io::ErrorKind::NotFound.into())
        } else {
            Ok(())
        }
    }
}

impl Medium for Stick {
    fn is_there(&self, _: &Path) -> bool {
        !self.gone()
    }
    fn entries(&self, _: &Path, _: usize) -> io::Result<(Vec<Entry>, usize)> {
        self.operation()?;
        let files = self.files.borrow();
        let entry = |(path, bytes): (&PathBuf, &Vec<u8>)| Entry {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            regular: true,
            bytes: bytes.len() as u64,
        };
        Ok((files.iter().map(entry).collect(), 0))
    }
    fn free_bytes(&self, _: &Path) -> io::Result<u64> {
        self.operation()?;
        Ok(if self.fault == Fault::NoRoom {
            100
        } else {
            1 << 30
        })
    }
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let half = bytes[..bytes.len() / 2].to_vec();
        self.files.borrow_mut().insert(path.to_owned(), half);
        self.operation()?;
        match self.fault {
            Fault::FullMidway => return Err(io::ErrorKind::StorageFull.into()),
            Fault::ReadOnly => {
                self.files.borrow_mut().remove(path);
                return Err(io::ErrorKind::ReadOnlyFilesystem.into());
            }
            _ => {}
        }
        let mut kept = bytes.to_vec();
        if self.fault == Fault::Worn {
            *kept.last_mut().unwrap() ^= 1;
        }
        self.files.borrow_mut().insert(path.to_owned(), kept);
        Ok(())
    }
    fn hash(&self, path: &Path) -> io::Result<[u8; 32]> {
        self.operation()?;
        let files = self.files.borrow();
        files
            .get(path)
            .map(|bytes| blake3::hash(bytes).into())
            .ok_or(io::ErrorKind::NotFound.into())
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.operation()?;
        let bytes = self
            .files
            .borrow_mut()
            .remove(from)
            .ok_or(io::ErrorKind::NotFound)?;
        self.files.borrow_mut().insert(to.to_owned(), bytes);
        Ok(())
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.operation()?;
        self.files
            .borrow_mut()
            .remove(path)
            .map(drop)
            .ok_or(io::ErrorKind::NotFound.into())
    }
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        self.operation()
    }
}

fn attempt(fault: Fault) -> (Result<Written, TransportError>, BTreeMap<PathBuf, Vec<u8>>) {
    let stick = Stick::with(fault);
    let written = write_on(&stick, Path::new("/stick"), NAME, b"a whole parcel");
    (written, stick.files.into_inner())
}

#[test]
fn a_sound_stick_holds_the_parcel_and_nothing_else() {
    let (written, files) = attempt(Fault::None);
    let path = PathBuf::from("/stick").join(NAME);
    assert_eq!(
        written.unwrap(),
        Written {
            path: path.clone(),
            bytes: 14
        }
    );
    assert_eq!(files, BTreeMap::from([(path, b"a whole parcel".to_vec())]));
}

#[test]
fn pulled_at_any_step_it_never_shows_a_half_parcel_and_never_says_done_too_early() {
    let path = PathBuf::from("/stick").join(NAME);
    let steps = 7;
    for step in 0..steps {
        let (written, files) = attempt(Fault::PulledAt(step));
        assert_eq!(
            written.unwrap_err(),
            TransportError::TakenOutEarly,
            "step {step}"
        );
        assert!(
            files
                .get(&path)
                .is_none_or(|bytes| bytes == b"a whole parcel"),
            "step {step}"
        );
    }
    assert!(attempt(Fault::PulledAt(steps)).0.is_ok());
    let gone = Stick::with(Fault::PulledAt(0));
    *gone.step.borrow_mut() = 1;
    assert_eq!(
        write_on(&gone, Path::new("/stick"), NAME, b"x"),
        Err(TransportError::NoSuchFolder)
    );
}

#[test]
fn a_full_stick_says_how_much_is_missing_and_keeps_nothing() {
    let needed = 14 + 64 * 1024;
    let (written, files) = attempt(Fault::NoRoom);
    assert_eq!(
        written.unwrap_err(),
        TransportError::StickFull { needed, free: 100 }
    );
    assert!(files.is_empty());
    let (written, files) = attempt(Fault::FullMidway);
    assert_eq!(
        written.unwrap_err(),
        TransportError::StickFull {
            needed,
            free: 1 << 30
        }
    );
    assert!(files.is_empty());
}

#[test]
fn a_write_protected_and_a_worn_stick_have_their_own_names() {
    let (written, files) = attempt(Fault::ReadOnly);
    assert_eq!(written.unwrap_err(), TransportError::ReadOnly);
    assert!(files.is_empty());
    let (written, files) = attempt(Fault::Worn);
    assert_eq!(written.unwrap_err(), TransportError::ReadBackDiffers);
    assert!(files.is_empty());
}

#[test]
fn leftovers_are_cleared_by_the_next_parcel_and_strangers_files_are_not() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("fedcba9876543210.goldaw-part"), b"half").unwrap();
    std::fs::write(folder.path().join("surat.jpg"), b"a picture").unwrap();
    write(folder.path(), NAME, b"a whole parcel").unwrap();
    let mut names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [NAME, "surat.jpg"]);
}

#[test]
fn a_parcel_is_listed_and_read_as_it_was_written_bearing_a_constant_time() {
    let folder = tempfile::tempdir().unwrap();
    let written = write(folder.path(), NAME, b"a whole parcel").unwrap();
    write(folder.path(), NAME, b"a whole parcel").unwrap();
    write(folder.path(), "0123456789abcdef.goldaw-join", b"a request").unwrap();
    let listing = list(folder.path(), &Caps::default()).unwrap();
    assert_eq!(listing.parcels.len(), 1);
    assert_eq!(listing.requests.len(), 1);
    assert_eq!(read(&listing.parcels[0], 14).unwrap(), b"a whole parcel");
    assert_eq!(
        read(&listing.parcels[0], 13),
        Err(TransportError::TooLarge { limit: 13 })
    );
    let modified = std::fs::metadata(&written.path)
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(
        modified
            .duration_since(std::time::SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_secs(),
        946_684_800
    );
    std::fs::remove_file(&written.path).unwrap();
    assert_eq!(
        read(&listing.parcels[0], 14),
        Err(TransportError::ParcelGone)
    );
}

#[test]
fn a_damaged_copy_of_the_same_name_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(NAME), b"a whole parc").unwrap();
    write(folder.path(), NAME, b"a whole parcel").unwrap();
    assert_eq!(
        std::fs::read(folder.path().join(NAME)).unwrap(),
        b"a whole parcel"
    );
}

#[test]
fn folders_and_entries_beyond_the_cap_are_passed_over_and_too_large_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("1111111111111111.goldaw")).unwrap();
    std::fs::write(folder.path().join("2222222222222222.goldaw"), vec![0; 100]).unwrap();
    std::fs::write(folder.path().join("readme.txt"), b"hello").unwrap();
    let listing = list(
        folder.path(),
        &Caps {
            parcel: 99,
            ..Caps::default()
        },
    )
    .unwrap();
    assert_eq!((listing.parcels.len(), listing.passed_over), (0, 1));
    assert_eq!(listing.too_large[0].name, "2222222222222222.goldaw");
    let listing = list(
        folder.path(),
        &Caps {
            entries: 1,
            ..Caps::default()
        },
    )
    .unwrap();
    assert!(listing.passed_over >= 2);
    assert_eq!(
        list(&folder.path().join("absent"), &Caps::default()),
        Err(TransportError::NoSuchFolder)
    );
    assert_eq!(
        write(folder.path(), "../0123456789abcdef.goldaw", b""),
        Err(TransportError::BadName)
    );
    assert_eq!(
        write(folder.path(), "a.goldaw-part", b""),
        Err(TransportError::BadName)
    );
}

#[test]
fn a_hundred_thousand_strangers_files_do_not_hide_a_parcel() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..100_000 {
        std::fs::File::create(folder.path().join(format!("DSC{number:05}.JPG"))).unwrap();
    }
    std::fs::write(folder.path().join(NAME), b"a whole parcel").unwrap();
    let listing = list(folder.path(), &Caps::default()).unwrap();
    assert_eq!((listing.parcels.len(), listing.passed_over), (1, 0));
    write(folder.path(), "1111111111111111.goldaw", b"another").unwrap();
    assert_eq!(
        list(folder.path(), &Caps::default()).unwrap().parcels.len(),
        2
    );
}

#[test]
fn a_file_that_claims_a_terabyte_is_named_and_never_read_into_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    let file = std::fs::File::create(&path).unwrap();
    if file.set_len(1 << 40).is_err() {
        println!("this file system keeps no such file: half a gigabyte more than allowed instead");
        file.set_len(1 << 30).unwrap();
    }
    let listing = list(folder.path(), &Caps::default()).unwrap();
    assert_eq!((listing.parcels.len(), listing.passed_over), (0, 0));
    assert_eq!(listing.too_large[0].name, NAME);
    let claimed = Found {
        name: NAME.into(),
        path,
        bytes: 10,
    };
    assert_eq!(
        read(&claimed, 1 << 16),
        Err(TransportError::TooLarge { limit: 1 << 16 }),
        "grown since it was listed"
    );
}

#[test]
fn names_a_system_keeps_for_itself_are_strangers() {
    for name in [
        "CON",
        "con.goldaw",
        "NUL.goldaw",
        "aux",
        "COM1.goldaw",
        "LPT1",
        "a:b.goldaw",
        "x.goldaw ",
        "0123456789abcdef.goldaw.",
    ] {
        assert_eq!(kind_of(name), None, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_and_a_device_are_passed_over_without_waiting_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join(NAME);
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let listing = list(folder.path(), &Caps::default()).unwrap();
    assert_eq!((listing.parcels.len(), listing.passed_over), (0, 1));
    let found = Found {
        name: NAME.into(),
        path: pipe,
        bytes: 0,
    };
    assert_eq!(read(&found, 100), Err(TransportError::ParcelGone));
    write(folder.path(), NAME, b"a whole parcel").unwrap();
    assert_eq!(read(&found, 100).unwrap(), b"a whole parcel");
}

#[cfg(unix)]
#[test]
fn a_link_is_never_followed() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, b"not for the stick").unwrap();
    let link = folder.path().join(NAME);
    std::os::unix::fs::symlink(&secret, &link).unwrap();
    let listing = list(folder.path(), &Caps::default()).unwrap();
    assert_eq!((listing.parcels.len(), listing.passed_over), (0, 1));
    let found = Found {
        name: NAME.into(),
        path: link.clone(),
        bytes: 17,
    };
    assert_eq!(read(&found, 100), Err(TransportError::ParcelGone));
    write(folder.path(), NAME, b"a whole parcel").unwrap();
    assert_eq!(std::fs::read(&secret).unwrap(), b"not for the stick");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_file());
}

/// Real file systems, where the test may mount one: a small one that fills up, then the same write-protected.
#[cfg(target_os = "linux")]
#[test]
fn a_real_small_and_a_real_write_protected_file_system_are_told_apart() {
    use std::process::Command;
    let folder = tempfile::tempdir().unwrap();
    let run = |program: &str, arguments: &[&str]| {
        Command::new(program)
            .args(arguments)
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success())
    };
    if !run("mount", &["-t", "tmpfs", "-o", "size=200k", "tmpfs"]) {
        println!("not allowed to mount here: only the invented stick was tested");
        return;
    }
    let outcome = std::panic::catch_unwind(|| {
        write(folder.path(), NAME, &[7; 50_000]).unwrap();
        let full = write(folder.path(), "1111111111111111.goldaw", &[7; 150_000]).unwrap_err();
        assert!(
            matches!(
                full,
                TransportError::StickFull {
                    needed: 215_536,
                    ..
                }
            ),
            "{full}"
        );
        assert!(run("mount", &["-o", "remount,ro"]));
        let protected = write(folder.path(), "2222222222222222.goldaw", b"x").unwrap_err();
        assert_eq!(protected, TransportError::ReadOnly);
        assert_eq!(
            list(folder.path(), &Caps::default()).unwrap().parcels.len(),
            1
        );
    });
    assert!(run("umount", &[]));
    outcome.unwrap();
}
