//! Workbooks written and read back, and bytes that are none.

use super::*;

fn cell(row: u32, column: u32, value: BookValue) -> BookCell {
    BookCell { row, column, value }
}

#[test]
fn a_book_is_read_as_it_was_written() {
    let book = Book {
        sheets: vec![
            BookSheet {
                name: "survey".to_owned(),
                cells: vec![
                    cell(1, 1, BookValue::Text("type".to_owned())),
                    cell(2, 1, BookValue::Text("=1+1".to_owned())),
                    cell(2, 3, BookValue::Number(1.5)),
                    cell(40, 2, BookValue::Truth(true)),
                ],
            },
            BookSheet {
                name: "empty".to_owned(),
                cells: Vec::new(),
            },
        ],
    };
    let bytes = write_book(&book).unwrap();
    assert_eq!(read_book(&bytes, Limits::default()), Ok(book));
}

#[test]
fn what_is_no_workbook_is_told_apart() {
    let read = |bytes: &[u8]| read_book(bytes, Limits::default());
    assert_eq!(read(b""), Err(SheetError::Empty));
    assert_eq!(read(b"type,name"), Err(SheetError::UnreadableWorkbook));
    let old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0];
    assert_eq!(read(&old), Err(SheetError::OldOrProtectedWorkbook));
    let small = Limits {
        max_bytes: 3,
        ..Limits::default()
    };
    let error = read_book(b"PK\x03\x04", small);
    assert_eq!(error, Err(SheetError::TooManyBytes { limit: 3 }));
}

#[test]
fn a_name_no_sheet_can_have_is_refused() {
    let book = Book {
        sheets: vec![BookSheet {
            name: "a/b".to_owned(),
            cells: Vec::new(),
        }],
    };
    assert_eq!(write_book(&book), Err(SheetError::UnreadableWorkbook));
}
