//! A sheet of rows as text, JSON, CSV, XLSX or Markdown.
//!
//! Every command puts what it has to say into a [`Sheet`] and gets bytes back. A new export is one
//! more file here. Nothing in this stage reads a clock, a disk or a terminal: the width and the time
//! come in a [`Look`].
//!
//! What a page printed is never trusted here. Text for a terminal carries no control sequence, text
//! for a spreadsheet never becomes a formula, text for Markdown never becomes markup.
//!
//! ```
//! use subwatch::report::{Column, Format, Look, Sheet, Tone, Value, render};
//!
//! let sheet = Sheet::new("Outcomes")
//!     .column(Column::text("vendor", "Vendor"))
//!     .column(Column::badge("outcome", "Outcome"))
//!     .column(Column::number("rows", "Rows"))
//!     .row(["Clerk.io".into(), Value::badge("changed", Tone::Warning), 12.into()]);
//! let bytes = render(&sheet, Format::Csv, &Look::default())?;
//! assert_eq!(bytes, b"\xEF\xBB\xBFvendor,outcome,rows\r\nClerk.io,changed,12\r\n");
//! # Ok::<(), subwatch::report::RenderError>(())
//! ```

mod answer;
mod clean;
mod csv;
mod evidence;
mod json;
mod layout;
mod md;
mod plain;
mod sheet;
mod text;
mod value;
mod warc;
pub mod words;
mod wrap;
mod xlsx;

use std::{collections::BTreeSet, str::FromStr};

use jiff::Timestamp;
use rust_xlsxwriter::XlsxError;
use thiserror::Error;

use crate::model::UnknownCode;

pub use answer::{changes_between_json, changes_json, listing_json, version_json};
pub use evidence::{Proof, Side, evidence};
pub use sheet::{Column, Kind, Report, Sheet};
pub use value::{Tone, Value};
pub use warc::{Archived, Earlier, RecordKind, Warc};

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table for a terminal.
    Text,
    /// One JSON object with a `schema` (RFC 8259).
    Json,
    /// Comma-separated values with a byte order mark (RFC 4180). Of a report, the first sheet.
    Csv,
    /// An Excel workbook (ISO/IEC 29500), a tab a sheet.
    Xlsx,
    /// GitHub Flavored Markdown.
    Md,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Text, Self::Json, Self::Csv, Self::Xlsx, Self::Md];

    /// Its name on the command line; for all but `text` also the usual ending of a file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Md => "md",
        }
    }
}

impl FromStr for Format {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.into_iter().find(|format| format.name() == name);
        known.ok_or_else(|| UnknownCode { code: name.to_owned(), list: "format" })
    }
}

/// Whether text for a terminal is coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Colour {
    /// Plain characters; word edits are `[-old-]{+new+}`.
    #[default]
    Never,
    /// With SGR sequences (ECMA-48 section 8.3.117).
    Always,
}

/// How a report shall look. Only what the format can show counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal; less than 20 counts as 20.
    pub width: usize,
    /// Whether text is coloured.
    pub colour: Colour,
    /// The time a workbook says it was made. Without one it says 2000-01-01, so that the same rows
    /// always give the same bytes.
    pub made_at: Option<Timestamp>,
}

impl Default for Look {
    fn default() -> Self {
        Self { width: 80, colour: Colour::Never, made_at: None }
    }
}

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

/// One sheet as the bytes of a file or for standard output.
pub fn render(sheet: &Sheet, format: Format, look: &Look) -> Result<Vec<u8>, RenderError> {
    check(sheet)?;
    match format {
        Format::Text => Ok(text::sheet(sheet, look).into_bytes()),
        Format::Json => Ok(json::sheet(sheet)),
        Format::Csv => Ok(csv::sheet(sheet)),
        Format::Xlsx => xlsx::workbook(&sheet.title, &[], std::slice::from_ref(sheet), look),
        Format::Md => Ok(md::sheet(sheet, "#").into_bytes()),
    }
}

/// Several sheets as one file: tabs of a workbook, tables under one another. CSV has room for one
/// table only and gives the first sheet.
pub fn render_report(report: &Report, format: Format, look: &Look) -> Result<Vec<u8>, RenderError> {
    report.sheets.iter().try_for_each(check)?;
    let Some(first) = report.sheets.first() else {
        return Err(RenderError::NoSheet { title: report.title.clone() });
    };
    match format {
        Format::Text => Ok(text::report(report, look).into_bytes()),
        Format::Json => Ok(json::report(report)),
        Format::Csv => Ok(csv::sheet(first)),
        Format::Xlsx => xlsx::workbook(&report.title, &report.notes, &report.sheets, look),
        Format::Md => Ok(md::report(report).into_bytes()),
    }
}

fn check(sheet: &Sheet) -> Result<(), RenderError> {
    let columns = sheet.columns.len();
    if let Some(at) = sheet.rows.iter().position(|row| row.len() != columns) {
        let cells = sheet.rows.get(at).map_or(0, Vec::len);
        return Err(RenderError::RowLength { sheet: sheet.title.clone(), row: at + 1, cells, columns });
    }
    let mut keys = BTreeSet::new();
    for key in sheet.columns.iter().flat_map(Column::keys) {
        if !keys.insert(key.clone()) {
            return Err(RenderError::RepeatedKey { sheet: sheet.title.clone(), key });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::WordEdit;

    #[test]
    fn every_format_is_read_back_from_its_name() {
        for format in Format::ALL {
            assert_eq!(format.name().parse::<Format>(), Ok(format));
        }
        assert!("pdf".parse::<Format>().is_err());
    }

    #[test]
    fn a_row_that_does_not_fit_the_columns_is_refused() {
        let sheet = Sheet::new("Lists")
            .column(Column::text("a", "A"))
            .row(["x".into()])
            .row(["x".into(), "y".into()]);
        let error = render(&sheet, Format::Csv, &Look::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "row 2 of sheet `Lists` has 2 cells for 1 columns; give each column one value"
        );
    }

    #[test]
    fn a_link_column_takes_two_keys() {
        let sheet = Sheet::new("Lists")
            .column(Column::link("page", "Page"))
            .column(Column::text("page_url", "Address"));
        let error = render(&sheet, Format::Json, &Look::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "sheet `Lists` has the key `page_url` twice; rename one of the columns"
        );
    }

    #[test]
    fn a_report_without_a_sheet_is_refused() {
        let error = render_report(&Report::new("Night"), Format::Text, &Look::default()).unwrap_err();
        assert_eq!(error.to_string(), "the report `Night` has no sheet; give it at least one");
    }

    /// What a hostile page could print: sequences for a terminal, reordering, markup, formulas.
    const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}\0\r\n\u{2028}=cmd|' /C'!A1";

    fn hostile() -> Sheet {
        let edits = vec![
            WordEdit::Kept(HOSTILE.into()),
            WordEdit::Deleted(HOSTILE.into()),
            WordEdit::Inserted(HOSTILE.into()),
        ];
        Sheet::new(HOSTILE)
            .above(HOSTILE)
            .below(HOSTILE)
            .column(Column::text("a", HOSTILE))
            .column(Column::link("b", "B"))
            .column(Column::codes("c", "C"))
            .column(Column::badge("d", "D"))
            .column(Column::edit("e", "E"))
            .row([
                HOSTILE.into(),
                Value::link(HOSTILE, format!("https://a.example/{HOSTILE}")),
                Value::codes([HOSTILE]),
                Value::badge(HOSTILE, Tone::Bad),
                edits.into(),
            ])
            .row([Value::Empty, Value::link("", HOSTILE), Value::Empty, Value::Empty, Value::Edit(vec![])])
    }

    #[test]
    fn no_control_sequence_of_a_page_reaches_a_terminal() {
        for format in [Format::Text, Format::Json, Format::Csv, Format::Md] {
            for width in [20, 80, 400] {
                let bytes = render(&hostile(), format, &Look { width, ..Look::default() }).unwrap();
                let text = String::from_utf8(bytes).unwrap();
                let text = text.replace("\r\n", "\n");
                let bad = |c: &char| {
                    c.is_control() && *c != '\n'
                        || matches!(c, '\u{2028}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
                };
                assert_eq!(text.chars().find(bad), None, "{format:?}");
            }
        }
    }

    #[test]
    fn colour_is_the_only_sequence_in_text() {
        let bytes =
            render(&hostile(), Format::Text, &Look { colour: Colour::Always, ..Look::default() }).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        for sequence in text.split('\u{1b}').skip(1) {
            let code = sequence.strip_prefix('[').and_then(|rest| rest.split_once('m')).map(|(code, _)| code);
            assert!(matches!(code, Some("0" | "1" | "2" | "31;9" | "32" | "33" | "31")), "{sequence:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_text_makes_a_format_fail(title: String, texts: [String; 5], width in 0_usize..200) {
            let [a, b, c, d, e] = texts;
            let edits = vec![WordEdit::Kept(c.clone()), WordEdit::Deleted(d), WordEdit::Inserted(e)];
            let sheet = Sheet::new(&title).above(&*a).column(Column::text("a", &title)).column(Column::link("b", &b)).column(Column::edit("c", &c));
            let report = Report::new(&title).sheet(sheet.row([a.into(), Value::link(b.clone(), b), edits.into()])).sheet(Sheet::new(&title));
            for format in Format::ALL {
                let look = Look { width, ..Look::default() };
                let bytes = render_report(&report, format, &look).unwrap();
                if format == Format::Text {
                    let widest = String::from_utf8(bytes).unwrap().lines().map(wrap::width).max();
                    prop_assert!(widest <= Some(width.max(20)));
                }
            }
        }
    }
}
