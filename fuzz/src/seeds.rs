//! What chance begins with: real bytes of every kind, made by the program's own writers.

use std::path::Path;

use goldaw_bundle::{FileManifest, padding, segment as segments};
use goldaw_changes::columns::{NothingKnown, encode};
use goldaw_changes::{BranchNumber, Clock};
use goldaw_forms::Definition;
use goldaw_trust::{Cost, EnrolmentRequest, KeySlots, Level, NewWorker, Wish, wire};
use uuid::Uuid;

use crate::forms::listing;
use crate::scene::{Counting, scene};
use crate::sheets::book;
use crate::trust::body_of;

/// Forms the program carries: sums, choices, what is asked by answers, an overruling with a reason.
const FORMS: [&[u8]; 4] = [
    include_bytes!("../../assets/forms/who-5.json"),
    include_bytes!("../../assets/forms/rapid-risk.json"),
    include_bytes!("../../assets/forms/frail.json"),
    include_bytes!("../../assets/forms/wg-short-set.json"),
];

const EXPRESSIONS: [&str; 6] = [
    "selected(${a}, 'yes') and (. >= 1.5 or ../b != '')",
    "if(count(${member}[age > 17]) > 2, sum(${member}/age) div 2, -1)",
    "instance('list')/root/item[name = current()/../c]/score",
    "jr:choice-name(selected-at(${a}, 0), '${a}')",
    "format-date(date('2026-11-25') + 30, '%e %b %Y')",
    "regex(., '^[A-Z]{2}-[0-9]+$') and string-length(normalize-space(.)) < 20",
];

/// Returns the targets, each with its first bytes.
pub fn seeds() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let scene = scene();
    let bundle = scene.bundle.clone();
    let sealed = goldaw_bundle::sealed_part(&bundle).expect("whole").to_vec();
    let header = bundle[..bundle.len() - sealed.len()].to_vec();
    let changes = scene.changes();
    let headers = changes.iter().map(|change| change.header.clone()).collect();
    let payloads = changes.iter().filter_map(|change| change.payload.clone());
    let roster = scene.roster.encode().to_vec();
    let request = request();
    let body = scene.body(&scene.contents());
    let history = scene.body(&scene.history());
    let fold = goldaw_store::foreign_bytes::fold_of(&changes).expect("sound changes");
    let [records, log, _] = &scene.capsule;
    vec![
        ("header", vec![header]),
        ("bundle", vec![bundle.clone(), sealed]),
        ("sealed", vec![padding::pad(&body), body.clone(), history]),
        ("body", vec![body]),
        ("control", vec![wire::encode(&scene.control())]),
        ("segment", vec![segment()]),
        ("manifest", manifests()),
        ("roster", vec![body_of(&roster), roster]),
        ("request", vec![body_of(&request), request]),
        ("slots", vec![slots()]),
        ("change_header", headers),
        ("change_payload", payloads.collect()),
        ("clock", vec![clock()]),
        ("columns", vec![columns()]),
        ("fold", vec![unpacked(&fold), fold]),
        (
            "capsule",
            vec![
                capsule_of(scene.capsule.each_ref().map(Vec::as_slice)),
                records.clone(),
                log.clone(),
            ],
        ),
        ("dictated", receipts()),
        ("record", records_of_kinds()),
        ("csv", sheets()),
        ("workbook", workbooks()),
        ("form", FORMS.iter().map(|form| form.to_vec()).collect()),
        (
            "expression",
            EXPRESSIONS.map(|text| text.as_bytes().to_vec()).to_vec(),
        ),
        ("xlsform", listings()),
        ("answer", answers()),
        ("hub", requests(&bundle)),
    ]
}

/// Writes them into `corpus/TARGET` under this folder.
///
/// # Errors
/// Those of the disk.
pub fn write(folder: &Path) -> std::io::Result<()> {
    for (target, seeds) in seeds() {
        let corpus = folder.join("corpus").join(target);
        std::fs::create_dir_all(&corpus)?;
        for (place, seed) in seeds.iter().enumerate() {
            std::fs::write(corpus.join(format!("seed-{place}")), seed)?;
        }
    }
    Ok(())
}

fn segment() -> Vec<u8> {
    let packed = segments::pack(&scene().changes())
        .expect("sound changes")
        .remove(0);
    let said = u16::try_from(packed.unpacked).expect("a small segment");
    [said.to_be_bytes().as_slice(), &packed.packed].concat()
}

fn request() -> Vec<u8> {
    let wish = Wish {
        device_label: "Otag 3".into(),
        office_name: "Gökdepe etraby".into(),
        territory: "TM-A-GDP".into(),
        level: Level::Etrap,
        worker_name: "Maral Orazowa".into(),
    };
    EnrolmentRequest::make(&scene().etrap, wish)
        .expect("a sound wish")
        .encode()
}

/// The key slots of a worker without magic word, format and checksum.
fn slots() -> Vec<u8> {
    let worker = NewWorker {
        worker: Uuid::from_u128(60),
        name: "Maral Orazowa",
        password: "durmuş ýoly 2026",
        cost: Cost::FLOOR,
    };
    let (slots, _) = KeySlots::create(worker, &mut Counting(4)).expect("a sound worker");
    let file = slots.encode();
    file[9..file.len() - 32].to_vec()
}

fn clock() -> Vec<u8> {
    [(0, 1), (3, 700), (4, 1 << 40), (90_000, 12)]
        .map(|(branch, sequence)| (BranchNumber(branch), sequence))
        .into_iter()
        .collect::<Clock>()
        .to_bytes()
}

fn columns() -> Vec<u8> {
    encode(&scene().changes(), &[], &NothingKnown).bytes
}

fn sheets() -> Vec<Vec<u8>> {
    let plain = "Familiýasy;Ady;Atasynyň ady;Doglan senesi;Jynsy;Telefon\r\nNuryýewa;Jeren;Orazowna;12.04.1988;aýal;65 12-34-56\r\n\"Ata; oglu\";\"Me\"\"ret\";;1990;e;\r\n";
    let russian =
        "Фамилия\tИмя\tДата рождения\nАтаева\tОгулджан\t1 мая 1952\n=1+1\tx\t31.02.2000\n";
    let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        plain.into(),
        russian.into(),
        [b"\xff\xfe".as_slice(), &wide].concat(),
        b"\xd4\xe0\xec\xe8\xeb\xe8\xff,\xc8\xec\xff\n\xc0\xf2\xe0\xe5\xe2,\xcc\xe5\xf0\xe5\xf2\n"
            .to_vec(),
    ]
}

fn workbooks() -> Vec<Vec<u8>> {
    let xml = br#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:D3"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Ady</t></is></c><c r="B1" t="str"><v>Doglan senesi</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Jeren</t></is></c><c r="B2" s="1"><v>20152</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" t="e"><v>#N/A</v></c></row><row r="4"><c r="A4"><f>1+1</f><v>1.5</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>"#;
    vec![xml.to_vec(), book(xml)]
}

fn listings() -> Vec<Vec<u8>> {
    let own = FORMS
        .iter()
        .map(|form| listing(&Definition::read(form).expect("a form we carry")));
    let typed = "survey\ttype\tname\tlabel::ru\trelevant\tconstraint\tcalculation\tchoice_filter\n\
        \tselect_one yes_no or_other\twell\tЗдоровы?\t\t\t\t\n\
        \tbegin_repeat\tmember\tЧлен семьи\t${well} = 'yes'\t\t\t\n\
        \tinteger\tage\tВозраст\t\t. < 130\t\t\n\
        \tend_repeat\t\t\t\t\t\t\n\
        \tcalculate\told\t\t\t\tcount(${member}[age > 60])\t\n\
        choices\tlist_name\tname\tlabel::ru\n\
        \tyes_no\tyes\tда\n\
        \tyes_no\tno\tнет\n\
        settings\tform_id\tversion\n\
        \tshort\t2\n";
    own.chain([typed.as_bytes().to_vec()]).collect()
}

fn requests(bundle: &[u8]) -> Vec<Vec<u8>> {
    let after = |line: &[u8], body: &[u8]| [line, b"\n", body].concat();
    vec![
        b"GET /challenge HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n".to_vec(),
        b"PUT /parcels HTTP/1.1\r\nhost: hub\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n".to_vec(),
        after(b"PUT /parcels", bundle),
        after(b"PUT /roster", scene().roster.encode()),
        after(b"GET /mailbox", b""),
        after(b"GET /parcels/00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", b""),
        after(b"POST /parcels/00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff/taken", b""),
    ]
}

fn manifests() -> Vec<Vec<u8>> {
    let of = |lengths: &[u32]| {
        let part = |length: &u32| (blake3::hash(&length.to_be_bytes()).into(), *length);
        let manifest = FileManifest {
            scope: [8; 16],
            content: [9; 32],
            parts: lengths.iter().map(part).collect(),
        };
        manifest.encode().expect("sound")
    };
    vec![of(&[]), of(&[70_000, 1 << 20, 7])]
}

/// What stands in the frame of a fold.
fn unpacked(fold: &[u8]) -> Vec<u8> {
    zstd::stream::decode_all(&fold[4..]).expect("our own frame")
}

/// Puts the sections of a capsule into a whole one.
pub(crate) fn capsule_of(sections: [&[u8]; 3]) -> Vec<u8> {
    let mut capsule = b"GOLDAWCP\x01".to_vec();
    for section in sections {
        let length = u32::try_from(section.len()).expect("a small section");
        capsule.extend(length.to_be_bytes());
        capsule.extend_from_slice(section);
    }
    capsule
}

/// A receipt as a QR code says it, and as it is read aloud in each language.
fn receipts() -> Vec<Vec<u8>> {
    let zeros = "GOLDAW-R1:0000000000000E10";
    let spellings = goldaw_casework::foreign_bytes::dictated_receipt(zeros);
    let spellings = spellings.expect("the sum of six zeros");
    spellings.into_iter().map(String::into_bytes).collect()
}

fn records_of_kinds() -> Vec<Vec<u8>> {
    let fields = [
        r#"{"surname":"Nuryýewa","given_name":"Jeren","born":"1955-03-08","sex":"female","phone":"65 12-34-56","disability":"2"}"#,
        r#"{"groups":["lonely_older"],"person":"00000000-0000-0000-0000-00000000004d","risk":"high","risk_reason":"Ýeke ýaşaýar","status":"open","opened":"2026-01-02"}"#,
        r#"{"content":"0909090909090909090909090909090909090909090909090909090909090909","size":70000,"name":"a.pdf","due":"2026-12-01","voided":null}"#,
    ];
    fields.map(|text| text.as_bytes().to_vec()).into()
}

fn answers() -> Vec<Vec<u8>> {
    let list = format!(
        r#"{{"parcels":[{{"name":"{}","bytes":70}}]}}"#,
        "0a".repeat(32)
    );
    let whole = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ngoldaw-next-challenge: {}\r\ncontent-length: {}\r\n\r\n{list}",
        "d".repeat(64),
        list.len(),
    );
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{list}\r\n0\r\n\r\n",
        list.len(),
    );
    let no = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 22\r\n\r\n{\"reason\":\"challenge\"}";
    [list, whole, chunked, no.into()]
        .map(String::into_bytes)
        .into()
}
