//! Rows that could not be taken, and lists people take away, as CSV that opens in every table program.
//!
//! UTF-8 with a byte order mark and `;`, as Excel expects here. Cells that a table program would run as a formula get
//! an apostrophe before them, which reading takes off again.

/// Heading of the column with the row's number in the first file; not a word of a language, so that it needs none.
pub const ROW_HEADING: &str = "goldaw_row";
/// Heading of the column with the reasons.
pub const REASON_HEADING: &str = "goldaw_reason";

/// A row that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Number of the row in the file it came from.
    pub number: usize,
    /// Its cells as they were read.
    pub cells: Vec<String>,
    /// Why, already in words or codes.
    pub reason: String,
}

/// Writes rejected rows with the columns they came with, then the row's number and the reason.
///
/// The file can be corrected and read again: its two added columns are left out by themselves. Cells beyond the
/// columns follow the reason.
pub fn write_rejected(columns: &[String], rows: &[RejectedRow]) -> Vec<u8> {
    let mut heading = columns.to_vec();
    heading.extend([ROW_HEADING.to_owned(), REASON_HEADING.to_owned()]);
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let mut line: Vec<String> = row.cells.iter().take(columns.len()).cloned().collect();
            line.resize(columns.len(), String::new());
            line.extend([row.number.to_string(), row.reason.clone()]);
            line.extend(row.cells.iter().skip(columns.len()).cloned());
            line
        })
        .collect();
    write_csv(&heading, &lines)
}

/// Writes a table as CSV: UTF-8 with a byte order mark, `;`, lines ended by CR LF, formulas made harmless.
pub fn write_csv(columns: &[String], rows: &[Vec<String>]) -> Vec<u8> {
    let mut out = "\u{feff}".to_owned();
    for line in std::iter::once(columns).chain(rows.iter().map(Vec::as_slice)) {
        for (at, cell) in line.iter().enumerate() {
            if at > 0 {
                out.push(';');
            }
            push_cell(cell, &mut out);
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn push_cell(cell: &str, out: &mut String) {
    let harmless = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    if cell.contains([';', '"', '\n', '\r', '\t']) || cell.starts_with(' ') {
        out.push('"');
        out.push_str(harmless);
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(harmless);
        out.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::tidy;
    use crate::{Limits, read};
    use proptest::prelude::*;

    fn texts(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|c| (*c).to_owned()).collect()
    }

    #[test]
    fn rejected_rows_keep_their_columns_and_name_row_and_reason() {
        let rows = [
            RejectedRow {
                number: 7,
                cells: texts(&["Amanow", "31.02.1950"]),
                reason: "impossible_date: born".into(),
            },
            RejectedRow {
                number: 9,
                cells: texts(&["Orazow"]),
                reason: "row_too_short".into(),
            },
            RejectedRow {
                number: 12,
                cells: texts(&["a", "b", "c"]),
                reason: "row_too_long".into(),
            },
        ];
        let bytes = write_rejected(&texts(&["name", "born"]), &rows);
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "\u{feff}name;born;goldaw_row;goldaw_reason\r\nAmanow;31.02.1950;7;impossible_date: born\r\n\
             Orazow;;9;row_too_short\r\na;b;12;row_too_long;c\r\n"
        );
    }

    #[test]
    fn a_formula_is_made_harmless_and_comes_back_as_it_was() {
        let cells = texts(&[
            "=1+2",
            "+99365123456",
            "-5",
            "@x",
            "a;b",
            "say \"x\"",
            "two\nlines",
            "Ýazgül",
        ]);
        let columns: Vec<String> = (0..cells.len()).map(|n| format!("c{n}")).collect();
        let bytes = write_csv(&columns, std::slice::from_ref(&cells));
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(
            text.contains("\r\n'=1+2;'+99365123456;'-5;'@x;\"a;b\""),
            "{text}"
        );
        let sheet = read(&bytes, "x.csv", Limits::default()).unwrap();
        assert_eq!(sheet.rows[0].cells, cells);
        assert_eq!(
            (sheet.separator, sheet.encoding.as_str()),
            (Some(';'), "UTF-8")
        );
    }

    /// What people write into cells, quotes and every separator among it.
    const LETTERS: [&str; 12] = [
        ";", ",", "\t", "|", "\"", "\r\n", "\n", "'", " ", "=", "a", "ý",
    ];

    fn cell() -> impl Strategy<Value = String> {
        proptest::collection::vec(proptest::sample::select(&LETTERS[..]), 0..9)
            .prop_map(|letters| letters.concat())
    }

    proptest! {
        #[test]
        fn whatever_stands_in_the_cells_each_row_comes_back(
            names in proptest::collection::vec(cell(), 1..5),
            cells in proptest::collection::vec(proptest::collection::vec(cell(), 0..6), 0..60),
        ) {
            let columns: Vec<String> = names.iter().map(|name| tidy(&format!("x{name}"))).collect();
            let beside = columns.len();
            let rows: Vec<RejectedRow> = cells
                .into_iter()
                .enumerate()
                .map(|(at, cells)| RejectedRow { number: at + 2, cells, reason: "why; so".into() })
                .collect();
            let sheet = read(&write_rejected(&columns, &rows), "x.csv", Limits::default()).unwrap();
            prop_assert_eq!(sheet.rows.len(), rows.len());
            for (read, written) in sheet.rows.iter().zip(&rows) {
                prop_assert_eq!(&read.cells[beside], &written.number.to_string());
                prop_assert_eq!(&read.cells[beside + 1], &written.reason);
            }
        }
    }
}
