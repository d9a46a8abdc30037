//! Sheets people bring.

use std::io::{Cursor, Write};
use std::sync::Once;

use goldaw_documents::{Limits, RejectedRow, guess, read, read_row, write_rejected};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::Answer;

/// Text with separators.
pub fn csv(bytes: &[u8]) -> Answer {
    // A workbook is told by its first bytes; the other target has those.
    if bytes.starts_with(b"PK") {
        return Answer::Refused;
    }
    sheet(bytes, "people.csv")
}

/// A workbook: bytes that begin like one as they are, all others as the XML of its only sheet.
///
/// The library that reads workbooks is known to panic at numbers no sheet has; `goldaw_documents` catches that, so here it is no
/// fault. The engine ends the process at any panic unless told otherwise.
pub fn workbook(bytes: &[u8]) -> Answer {
    static TOLD: Once = Once::new();
    TOLD.call_once(|| {
        let end = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !panic
                .location()
                .is_some_and(|at| at.file().contains("calamine"))
            {
                end(panic);
            }
        }));
    });
    if bytes.starts_with(b"PK") {
        sheet(bytes, "people.xlsx")
    } else {
        sheet(&book(bytes), "people.xlsx")
    }
}

/// Reads a sheet and every row of it as the import does, and writes the rejected ones.
fn sheet(bytes: &[u8], name: &str) -> Answer {
    let limits = Limits {
        max_bytes: 1 << 20,
        max_columns: 50,
        max_rows: 1000,
        max_cell_chars: 1000,
    };
    let Ok(sheet) = read(bytes, name, limits) else {
        return Answer::Refused;
    };
    assert!(sheet.columns.len() <= limits.max_columns && sheet.rows.len() <= limits.max_rows);
    let mapping = guess(&sheet.columns);
    assert_eq!(mapping.len(), sheet.columns.len());
    let mut rejected = Vec::new();
    for row in &sheet.rows {
        if let Err(problems) = read_row(row, &mapping) {
            assert!(!problems.is_empty());
            rejected.push(RejectedRow {
                number: row.number,
                cells: row.cells.clone(),
                reason: problems.len().to_string(),
            });
        }
    }
    let written = write_rejected(&sheet.columns, &rejected);
    let again = read(&written, "rejected.csv", Limits::default()).expect("what we wrote is read");
    assert_eq!(again.rows.len(), rejected.len());
    Answer::Taken
}

/// Packs the XML of a sheet into a workbook with styles for dates.
pub(crate) fn book(sheet: &[u8]) -> Vec<u8> {
    const PARTS: [(&str, &str); 5] = [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/styles.xml",
            r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sanaw" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = PARTS.map(|(name, text)| (name, text.as_bytes()));
    for (name, content) in parts
        .into_iter()
        .chain([("xl/worksheets/sheet1.xml", sheet)])
    {
        zip.start_file(name, SimpleFileOptions::default())
            .and_then(|()| Ok(zip.write_all(content)?))
            .expect("memory takes all");
    }
    zip.finish().expect("a whole workbook").into_inner()
}
