//! What can be wrong with a sheet as a whole; a single bad row is never an error here but a problem of that row.

/// Why a sheet was not read; nothing of it is used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// The file has no bytes, or no cell with text in it.
    #[error("the sheet is empty")]
    Empty,
    /// The file is larger than a sheet may be.
    #[error("the file has more than {limit} bytes")]
    TooManyBytes {
        /// Bytes allowed.
        limit: usize,
    },
    /// A row has more columns than a sheet may have.
    #[error("the sheet has {found_at_least} columns or more, {limit} are allowed")]
    TooManyColumns {
        /// Columns counted before reading stopped.
        found_at_least: usize,
        /// Columns allowed.
        limit: usize,
    },
    /// There are more rows than a sheet may have.
    #[error("the sheet has more than {limit} rows")]
    TooManyRows {
        /// Rows allowed; less for a sheet of very many columns.
        limit: usize,
    },
    /// The bytes are not text in an encoding known here.
    #[error("the letters of the file cannot be read")]
    UnreadableEncoding,
    /// A quotation mark opens a cell and is never closed, so the rest of the file would be one cell.
    #[error("a quotation mark opened in line {line} is never closed")]
    UnbalancedQuote {
        /// Line of the opening mark, from 1.
        line: usize,
    },
    /// The workbook is of the kind before 2007 (.xls) or protected by a password: both look the same from outside.
    #[error("the workbook is of an old kind or protected by a password")]
    OldOrProtectedWorkbook,
    /// The workbook is damaged or not a workbook.
    #[error("the workbook cannot be read")]
    UnreadableWorkbook,
    /// The workbook would take too much memory when unpacked.
    #[error("the workbook unpacks to more than {limit} bytes")]
    WorkbookTooLarge {
        /// Unpacked bytes allowed.
        limit: usize,
    },
}

impl SheetError {
    /// Gives the code the screens translate.
    pub fn code(&self) -> &'static str {
        match self {
            SheetError::Empty => "sheet-empty",
            SheetError::TooManyBytes { .. } => "sheet-too-many-bytes",
            SheetError::TooManyColumns { .. } => "sheet-too-many-columns",
            SheetError::TooManyRows { .. } => "sheet-too-many-rows",
            SheetError::UnreadableEncoding => "sheet-unreadable-encoding",
            SheetError::UnbalancedQuote { .. } => "sheet-unbalanced-quote",
            SheetError::OldOrProtectedWorkbook => "sheet-old-or-protected-workbook",
            SheetError::UnreadableWorkbook => "sheet-unreadable-workbook",
            SheetError::WorkbookTooLarge { .. } => "sheet-workbook-too-large",
        }
    }
}
