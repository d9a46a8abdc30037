//! Files in and out: nothing overwritten, nothing half, names every computer takes.

use super::*;
use crate::testing::{a_person, office};

#[test]
fn a_file_comes_out_as_it_went_in_and_never_overwrites_another() {
    let mut office = office();
    let session = &mut office.session;
    let person = a_person(session, "Orazowa", "Maral");
    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("passport.jpg");
    std::fs::write(&path, b"\xff\xd8\xff\xe0 scan").unwrap();
    let request = AttachFile {
        about: person.into(),
        path: path.to_string_lossy().into_owned(),
    };
    let line = attach_file(session, request.clone()).unwrap();
    assert_eq!(
        (line.name.as_str(), line.bytes, line.here),
        ("passport.jpg", 9, true)
    );
    assert!(matches!(
        attach_file(session, request),
        Err(CaseworkError::AlreadyDone)
    ));
    let (_, record) = look_up::<Attachment>(&session.read(), line.id).unwrap();
    assert_eq!(record.media_type.as_deref(), Some("image/jpeg"));

    let save = SaveAttachment {
        id: line.id,
        folder: outside.path().to_string_lossy().into_owned(),
    };
    std::fs::write(&path, b"something else").unwrap();
    let saved = save_attachment(session, save.clone()).unwrap();
    assert_eq!(Path::new(&saved).file_name().unwrap(), "passport (2).jpg");
    assert_eq!(std::fs::read(&saved).unwrap(), b"\xff\xd8\xff\xe0 scan");
    assert_eq!(std::fs::read(&path).unwrap(), b"something else");
    assert!(
        save_attachment(session, save)
            .unwrap()
            .ends_with("passport (3).jpg")
    );
    let nowhere = SaveAttachment {
        id: line.id,
        folder: outside.path().join("gone").to_string_lossy().into_owned(),
    };
    assert!(matches!(
        save_attachment(session, nowhere),
        Err(CaseworkError::FolderUnwritable)
    ));
}

#[test]
fn a_file_beyond_the_limit_and_a_file_that_is_not_there_are_refused() {
    let mut office = office();
    let session = &mut office.session;
    let person = a_person(session, "Orazowa", "Maral");
    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("film.avi");
    File::create(&path)
        .unwrap()
        .set_len(LARGEST as u64 + 1)
        .unwrap();
    let request = |path: &Path| AttachFile {
        about: person.into(),
        path: path.to_string_lossy().into_owned(),
    };
    let refused = attach_file(session, request(&path)).unwrap_err();
    assert!(matches!(
        refused,
        CaseworkError::FileTooLarge { limit: LARGEST }
    ));
    let missing = outside.path().join("missing.pdf");
    assert!(matches!(
        attach_file(session, request(&missing)),
        Err(CaseworkError::FileUnreadable)
    ));
    assert!(matches!(
        attach_file(session, request(outside.path())),
        Err(CaseworkError::FileUnreadable)
    ));
}

#[test]
fn names_that_windows_refuses_are_replaced() {
    for (given, safe) in [
        ("hat: \"Aşgabat\"?.pdf", "hat_ _Aşgabat__.pdf"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("a\\b|c<d>.txt", "a_b_c_d_.txt"),
        ("CON.pdf", "_CON.pdf"),
        ("con", "_con"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("LPT9 .txt", "_LPT9.txt"),
        ("COM10.txt", "COM10.txt"),
        ("letter. . .", "letter"),
        ("  ", "file"),
        ("", "file"),
        (".pdf", ".pdf"),
        ("tab\tand\0nul.doc", "tab_and_nul.doc"),
    ] {
        assert_eq!(safe_name(given), safe, "{given:?}");
    }
    let long = format!("{}.pdf", "ş".repeat(300));
    assert_eq!(safe_name(&long).chars().count(), 124);
}

#[test]
fn the_content_says_what_a_file_is() {
    for (bytes, expected) in [
        (&b"%PDF-1.7"[..], "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", "application/octet-stream"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (
            b"PK\x03\x04....word/document.xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (b"PK\x03\x04....photo.jpg", "application/zip"),
        ("ýazgy".as_bytes(), "text/plain"),
        (b"MZ\0\0", "application/octet-stream"),
        (b"\xfe\xfe", "application/octet-stream"),
    ] {
        assert_eq!(media_type(bytes), expected, "{bytes:?}");
    }
}
