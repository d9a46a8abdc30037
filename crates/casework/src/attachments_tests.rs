//! Files in and out: nothing overwritten, nothing half, names every computer takes.

use super::*;
use crate::testing::{a_person, office};
use goldaw_bundle::FileManifest;

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

/// Keeps attachments of a bundle as taking it over does, and returns what was said of each.
fn arrive(
    session: &mut Session,
    attachments: &[goldaw_bundle::Attachment],
) -> Vec<Option<&'static str>> {
    let scopes = [session.office().id];
    let now = session.now();
    let mut said = Vec::new();
    session
        .store_mut()
        .take_over(Vec::new(), now, |arrival| {
            for attachment in attachments {
                said.push(keep(arrival, &scopes, attachment)?);
            }
            Ok(())
        })
        .unwrap();
    said
}

/// A record here that names a content which is not here.
fn a_record_of(session: &mut Session, content: &[u8]) -> AttachmentId {
    let person = a_person(session, "Orazowa", "Maral");
    let attachment = Attachment {
        about: Some(person.into()),
        name: Some("scan.bin".to_owned()),
        content: Some(Content::of(content).to_hex()),
        ..Attachment::default()
    };
    let id: AttachmentId = session.new_id().unwrap();
    session
        .write("attach_file", None, vec![Write::new(id, &attachment)])
        .unwrap();
    id
}

fn scope(session: &Session) -> [u8; 16] {
    *session.office().id.uuid().as_bytes()
}

fn state(session: &Session, content: &[u8]) -> State {
    let read = session.read();
    read.file_state(session.office().id, &Content::of(content))
        .unwrap()
}

#[test]
fn every_flipped_byte_of_a_piece_and_of_a_manifest_is_refused_alone() {
    let mut office = office();
    let session = &mut office.session;
    let pieces: Vec<Vec<u8>> = (1..=3_u8)
        .map(|fill| vec![fill; 200 + usize::from(fill)])
        .collect();
    let whole = pieces.concat();
    a_record_of(session, &whole);
    let manifest = FileManifest {
        scope: scope(session),
        content: Content::of(&whole).0,
        parts: pieces
            .iter()
            .map(|piece| (Content::of(piece).0, piece.len() as u32))
            .collect(),
    };
    let manifest = goldaw_bundle::Attachment::of(manifest.encode().unwrap());
    let piece = |at: usize| goldaw_bundle::Attachment::of(pieces[at].clone());
    let bent = |of: &goldaw_bundle::Attachment, at: usize| {
        let mut bent = of.clone();
        bent.bytes[at] ^= 1;
        bent
    };
    let all_bent = |of: goldaw_bundle::Attachment| -> Vec<_> {
        (0..of.bytes.len()).map(|at| bent(&of, at)).collect()
    };
    for said in arrive(session, &all_bent(manifest.clone())) {
        assert_eq!(said, Some("piece-altered"));
    }
    assert!(!state(session, &whole).laid_out);
    assert_eq!(arrive(session, std::slice::from_ref(&manifest)), [None]);
    for said in arrive(session, &all_bent(piece(1))) {
        assert_eq!(said, Some("piece-altered"));
    }
    assert_eq!(state(session, &whole).here, 0);
    // In one bundle: the bent one is refused, those before and behind it stay, and the file waits for it.
    assert_eq!(
        arrive(session, &[piece(0), bent(&piece(1), 7), piece(2)]),
        [None, Some("piece-altered"), None]
    );
    assert_eq!(
        (state(session, &whole).here, state(session, &whole).whole),
        (2, false)
    );
    assert_eq!(arrive(session, &[piece(1)]), [None]);
    assert!(state(session, &whole).whole);
}

#[test]
fn a_file_that_looks_like_a_manifest_is_a_file() {
    let mut office = office();
    let session = &mut office.session;
    let inner = FileManifest {
        scope: scope(session),
        content: [3; 32],
        parts: vec![([4; 32], 5)],
    };
    let whole = inner.encode().unwrap();
    a_record_of(session, &whole);
    let manifest = FileManifest {
        scope: scope(session),
        content: Content::of(&whole).0,
        parts: vec![(Content::of(&whole).0, whole.len() as u32)],
    };
    let sent = [
        goldaw_bundle::Attachment::of(manifest.encode().unwrap()),
        goldaw_bundle::Attachment::of(whole.clone()),
    ];
    assert_eq!(arrive(session, &sent), [None, None]);
    assert!(state(session, &whole).whole);
    let mut cut = manifest.encode().unwrap();
    cut.pop();
    assert_eq!(
        arrive(session, &[goldaw_bundle::Attachment::of(cut)]),
        [Some("piece-altered")]
    );
}

#[test]
fn a_whole_file_as_older_programs_send_one_is_taken_when_a_record_names_it_and_else_passed_over() {
    let mut office = office();
    let session = &mut office.session;
    let named = vec![9; 3_000_000];
    let id = a_record_of(session, &named);
    let sent = [vec![8; 2_000_000], named.clone()].map(goldaw_bundle::Attachment::of);
    assert_eq!(arrive(session, &sent), [None, None]);
    assert!(state(session, &named).whole);
    assert!(!state(session, &sent[0].bytes).laid_out);
    let folder = tempfile::tempdir().unwrap();
    let request = SaveAttachment {
        id,
        folder: folder.path().to_string_lossy().into_owned(),
    };
    let saved = save_attachment(session, request).unwrap();
    assert_eq!(std::fs::read(saved).unwrap(), named);
}

#[test]
fn a_file_that_has_not_come_for_a_year_says_so_and_survives_every_start() {
    let mut office = office();
    let whole = vec![5; 100_000];
    let id = a_record_of(&mut office.session, &whole);
    let parts = [&whole[..60_000], &whole[60_000..]];
    let manifest = FileManifest {
        scope: scope(&office.session),
        content: Content::of(&whole).0,
        parts: parts
            .iter()
            .map(|part| (Content::of(part).0, part.len() as u32))
            .collect(),
    };
    let first = [manifest.encode().unwrap(), parts[0].to_vec()].map(goldaw_bundle::Attachment::of);
    assert_eq!(arrive(&mut office.session, &first), [None, None]);
    for day in ["2027-03-01", "2027-11-24"] {
        office.go_to(day.parse().unwrap());
        office = office.open_again();
        let (document, record) = look_up::<Attachment>(&office.session.read(), id).unwrap();
        let lines = attachments_of(&office.session.read(), record.about.unwrap()).unwrap();
        assert_eq!(lines[0].id.uuid(), document.id.uuid());
        assert_eq!(
            (lines[0].here, lines[0].pieces_here, lines[0].pieces),
            (false, 1, 2)
        );
        let request = SaveAttachment {
            id,
            folder: "/".to_owned(),
        };
        assert!(matches!(
            save_attachment(&mut office.session, request),
            Err(CaseworkError::ContentNotHere)
        ));
    }
    let rest = goldaw_bundle::Attachment::of(parts[1].to_vec());
    assert_eq!(arrive(&mut office.session, &[rest]), [None]);
    assert!(state(&office.session, &whole).whole);
}

#[test]
fn a_file_that_grows_while_it_is_read_is_refused_and_nothing_of_it_stays() {
    let mut growing = UpTo {
        from: std::io::repeat(1),
        left: 3_000_000,
    };
    let mut office = office();
    let scope = office.session.office().id;
    let refused = office
        .session
        .store_mut()
        .put_file(scope, &mut growing)
        .unwrap_err();
    assert!(matches!(
        not_taken(refused),
        CaseworkError::FileTooLarge { limit: LARGEST }
    ));
    assert_eq!(office.session.read().pieces_count().unwrap(), 0);
    let exact = UpTo {
        from: std::io::repeat(1).take(3_000_000),
        left: 3_000_000,
    };
    assert_eq!(
        office.session.store_mut().put_file(scope, exact).unwrap().1,
        3_000_000
    );
}
