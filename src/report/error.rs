//! Why a report could not be rendered.

use rust_xlsxwriter::XlsxError;
use thiserror::Error;

/// Why a report could not be rendered. All but the last two are mistakes of the caller.
#[derive(Debug, Error)]
pub enum RenderError {
    /// There is nothing to render.
    #[error("the report `{title}` has no sheet; give it at least one")]
    NoSheet {
        /// Title of the report.
        title: String,
    },
    /// A row does not fit the columns.
    #[error(
        "row {row} of sheet `{sheet}` has {cells} cells for {columns} columns; give each column one value"
    )]
    RowLength {
        /// Title of the sheet.
        sheet: String,
        /// Number of the row, from 1.
        row: usize,
        /// Cells it has.
        cells: usize,
        /// Columns the sheet has.
        columns: usize,
    },
    /// Two columns would be one in JSON. A link column `x` also takes `x_url`.
    #[error("sheet `{sheet}` has the key `{key}` twice; rename one of the columns")]
    RepeatedKey {
        /// Title of the sheet.
        sheet: String,
        /// The key.
        key: String,
    },
    /// A spreadsheet has no room for so many rows.
    #[error("sheet `{sheet}` has {rows} rows and a spreadsheet holds {limit}; use the format `csv`")]
    TooLong {
        /// Title of the sheet.
        sheet: String,
        /// Rows it has.
        rows: usize,
        /// Rows that fit below the header.
        limit: usize,
    },
    /// The spreadsheet writer refused.
    #[error("the spreadsheet could not be written; use the format `csv`")]
    Spreadsheet {
        /// What it said.
        #[from]
        source: XlsxError,
    },
    /// The archive writer refused.
    #[error("the archive could not be written")]
    Archive {
        /// What it said.
        #[from]
        source: zip::result::ZipError,
    },
}
