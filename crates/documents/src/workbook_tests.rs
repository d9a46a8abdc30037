//! Tests of workbooks, made part by part so that each trap is exact.

use std::io::Write;

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::person::RowReason;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

/// Packs sheets (name, state, rows in XML) into a workbook.
fn book(sheets: &[(&str, &str, &str)], more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    let mut add = |name: &str, text: &[u8]| {
        zip.start_file(name, options).unwrap();
        zip.write_all(text).unwrap();
    };
    add("[Content_Types].xml", TYPES.as_bytes());
    add("_rels/.rels", RELS.as_bytes());
    add("xl/styles.xml", STYLES.as_bytes());
    let mut listed = String::new();
    let mut links = String::new();
    for (at, (name, state, rows)) in sheets.iter().enumerate() {
        let n = at + 1;
        listed += &format!(r#"<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>"#);
        links += &format!(
            r#"<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        );
        let sheet = format!(
            r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
        );
        add(&format!("xl/worksheets/sheet{n}.xml"), sheet.as_bytes());
    }
    add("xl/workbook.xml", format!(r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{listed}</sheets></workbook>"#).as_bytes());
    add("xl/_rels/workbook.xml.rels", format!(r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>"#).as_bytes());
    for (name, bytes) in more {
        add(name, bytes);
    }
    zip.finish().unwrap().into_inner()
}

fn text(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn row(number: u32, cells: &[String]) -> String {
    format!(r#"<row r="{number}">{}</row>"#, cells.concat())
}

fn number(at: &str, value: &str, style: u32) -> String {
    format!(r#"<c r="{at}" s="{style}"><v>{value}</v></c>"#)
}

#[test]
fn a_rejected_cell_with_control_characters_can_be_read_again() {
    let rows = row(1, &[text("A1", "Ady"), text("B1", "Doglan")])
        + &row(2, &[text("A2", "Ma\u{1}ral\u{0}"), text("B2", "who knows")]);
    let book = book(&[("Sanaw", "visible", &rows)], &[]);
    let sheet = crate::read(&book, "x.xlsx", Limits::default()).unwrap();
    assert_eq!(sheet.rows[0].cells, ["Maral", "who knows"]);
    let rejected = crate::RejectedRow {
        number: 2,
        cells: sheet.rows[0].cells.clone(),
        reason: "no date".into(),
    };
    let written = crate::write_rejected(&sheet.columns, &[rejected]);
    let again = crate::read(&written, "rejected.csv", Limits::default()).unwrap();
    assert_eq!(again.rows.len(), 1);
}

#[test]
fn dates_become_iso_and_whole_numbers_have_no_decimal_part() {
    let rows = row(
        1,
        &[
            text("A1", " Ady "),
            text("B1", "Doglan"),
            text("C1", "Tel"),
            text("D1", "Baha"),
        ],
    ) + &row(
        2,
        &[
            text("A2", "Ýazgül"),
            number("B2", "20152", 1),
            number("C2", "65123456", 0),
            number("D2", "1.5", 0),
        ],
    ) + &row(4, &[text("A4", "Maral"), text("B4", "1955")]);
    let sheet = crate::read(
        &book(&[("Sanaw", "visible", &rows)], &[]),
        "x.xlsx",
        Limits::default(),
    )
    .unwrap();
    assert_eq!(sheet.columns, ["Ady", "Doglan", "Tel", "Baha"]);
    assert_eq!(
        sheet.rows[0].cells,
        ["Ýazgül", "1955-03-04", "65123456", "1.5"]
    );
    assert_eq!((sheet.rows[1].number, sheet.rows[1].problem), (4, None));
    assert_eq!(sheet.rows[1].cells, ["Maral", "1955", "", ""]);
    assert_eq!(
        (sheet.kind, sheet.separator, sheet.encoding.as_str()),
        (SheetKind::Xlsx, None, "XLSX")
    );
}

#[test]
fn the_first_visible_sheet_with_text_is_read() {
    let hidden = row(1, &[text("A1", "hidden")]);
    let shown = row(3, &[text("A3", "ady")]) + &row(4, &[text("A4", "Aman"), text("B4", "more")]);
    let book = book(
        &[
            ("H", "hidden", &hidden),
            ("E", "visible", ""),
            ("S", "visible", &shown),
        ],
        &[],
    );
    let sheet = crate::read(&book, "x.xlsx", Limits::default()).unwrap();
    assert_eq!(sheet.columns, ["ady"]);
    assert_eq!(
        (sheet.rows[0].number, sheet.rows[0].problem),
        (4, Some(RowReason::RowTooLong))
    );
    let empty = self::book(&[("E", "visible", "")], &[]);
    assert_eq!(
        crate::read(&empty, "x.xlsx", Limits::default()).unwrap_err(),
        SheetError::Empty
    );
}

#[test]
fn a_cell_in_the_last_column_is_refused_and_one_in_the_last_row_takes_no_memory() {
    let wide = row(1, &[text("A1", "a"), text("XFD1", "z")]);
    let error = crate::read(
        &book(&[("S", "visible", &wide)], &[]),
        "x.xlsx",
        Limits::default(),
    )
    .unwrap_err();
    assert_eq!(
        error,
        SheetError::TooManyColumns {
            found_at_least: 16_384,
            limit: 500
        }
    );
    let deep = row(1, &[text("A1", "a")]) + &row(1_048_576, &[text("A1048576", "z")]);
    let sheet = crate::read(
        &book(&[("S", "visible", &deep)], &[]),
        "x.xlsx",
        Limits::default(),
    )
    .unwrap();
    assert_eq!((sheet.rows.len(), sheet.rows[0].number), (1, 1_048_576));
}

#[test]
fn too_many_rows_are_refused() {
    let rows: String = (1..=6)
        .map(|n| row(n, &[text(&format!("A{n}"), "x")]))
        .collect();
    let limits = Limits {
        max_rows: 4,
        ..Limits::default()
    };
    let error = crate::read(&book(&[("S", "visible", &rows)], &[]), "x.xlsx", limits).unwrap_err();
    assert_eq!(error, SheetError::TooManyRows { limit: 4 });
}

#[test]
fn a_part_that_unpacks_to_too_much_is_refused_before_it_is_read() {
    let bomb = vec![b' '; 3_000_000];
    let book = book(&[("S", "visible", "")], &[("xl/sharedStrings.xml", &bomb)]);
    assert!(book.len() < 100_000);
    assert_eq!(
        measure(&book, 1_000_000),
        Err(SheetError::WorkbookTooLarge { limit: 1_000_000 })
    );
    assert_eq!(measure(&book, 4_000_000), Ok(()));
}

#[test]
fn damaged_old_and_foreign_files_are_told_apart() {
    let good = book(&[("S", "visible", &row(1, &[text("A1", "a")]))], &[]);
    let limits = Limits::default();
    assert_eq!(
        crate::read(&good[..good.len() / 2], "x.xlsx", limits).unwrap_err(),
        SheetError::UnreadableWorkbook
    );
    let old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0];
    assert_eq!(
        crate::read(&old, "x.xlsx", limits).unwrap_err(),
        SheetError::OldOrProtectedWorkbook
    );
    assert_eq!(
        crate::read(b"\x00\x01\x02", "x.xlsx", limits).unwrap_err(),
        SheetError::UnreadableWorkbook
    );
    let renamed = crate::read("a;b\n1;2\n".as_bytes(), "x.xlsx", limits).unwrap();
    assert_eq!(renamed.kind, SheetKind::Csv);
    let large = Limits {
        max_bytes: 10,
        ..limits
    };
    assert_eq!(
        crate::read(&good, "x.xlsx", large).unwrap_err(),
        SheetError::TooManyBytes { limit: 10 }
    );
}

#[test]
fn any_flipped_byte_is_an_error_or_a_sheet_and_never_a_panic() {
    let good = book(
        &[(
            "S",
            "visible",
            &row(1, &[text("A1", "a"), number("B1", "3", 1)]),
        )],
        &[],
    );
    for at in 0..good.len() {
        let mut bent = good.clone();
        bent[at] ^= 0x55;
        let _ = crate::read(&bent, "x.xlsx", Limits::default());
    }
}

#[test]
fn damage_inside_a_part_is_an_error_or_a_sheet_and_never_a_panic() {
    let shared =
        br#"<?xml version="1.0"?><sst count="1" uniqueCount="1"><si><t>Aman</t></si></sst>"#;
    let parts: [(&str, &[u8]); 1] = [("xl/sharedStrings.xml", shared)];
    let link = r#"<c r="A2" t="s"><v>0</v></c>"#.to_owned();
    let rows =
        row(1, &[text("A1", "a"), text("B1", "b")]) + &row(2, &[link, number("B2", "20155", 1)]);
    let good = crate::read(
        &book(&[("S", "visible", &rows)], &parts),
        "x.xlsx",
        Limits::default(),
    )
    .unwrap();
    assert_eq!(good.rows[0].cells, ["Aman", "1955-03-07"]);
    let far = rows.replace("r=\"2\"", "r=\"999999999999\"");
    let error = crate::read(
        &book(&[("S", "visible", &far)], &parts),
        "x.xlsx",
        Limits::default(),
    );
    assert!(
        matches!(error, Err(SheetError::UnreadableWorkbook) | Ok(_)),
        "{error:?}"
    );
    for at in 0..rows.len() {
        for damage in ["", "-", "999999999999", "&", "<", "\"", "é"] {
            let bent = format!("{}{damage}{}", &rows[..at], &rows[at + 1..]);
            let bytes = book(&[("S", "visible", &bent)], &parts);
            let _ = crate::read(&bytes, "x.xlsx", Limits::default());
        }
    }
}

#[test]
fn a_number_that_can_be_no_date_never_panics() {
    for value in [
        "-1", "0", "0.5", "60", "2958466", "1e300", "-1e300", "NaN", "inf", "x",
    ] {
        let rows =
            row(1, &[text("A1", "a")]) + &row(2, &[number("A2", value, 1), number("B2", value, 0)]);
        let _ = crate::read(
            &book(&[("S", "visible", &rows)], &[]),
            "x.xlsx",
            Limits::default(),
        );
    }
}
