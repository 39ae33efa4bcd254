//! A sheet of rows as text, JSON, CSV, XLSX, Markdown or HTML.
//!
//! Every command puts what it has to say into a [`Sheet`] and gets bytes back. A new export is one
//! more file here. Nothing in this stage reads a clock, a disk or a terminal: the width and the time
//! come in a [`Look`].
//!
//! What a page printed is never trusted here. Text for a terminal carries no control sequence, text
//! for a spreadsheet never becomes a formula, text for Markdown or HTML never becomes markup.
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
mod error;
mod evidence;
mod format;
mod html;
mod ink;
mod json;
mod layout;
mod look;
mod md;
mod plain;
mod render;
mod sheet;
mod text;
mod value;
mod warc;
pub mod words;
mod wrap;
mod xlsx;

pub use answer::{changes_between_json, changes_json, listing_json, version_json};
pub use error::RenderError;
pub use evidence::{Proof, Side, evidence};
pub use format::Format;
pub use look::{Colour, Look};
pub use render::{render, render_report};
pub use sheet::{Column, Kind, Report, Sheet};
pub use value::{Tone, Value};
pub use warc::{Archived, Earlier, RecordKind, Warc};

#[cfg(test)]
mod tests;
