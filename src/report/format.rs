//! The formats an answer can be written in.

use std::str::FromStr;

use crate::model::UnknownCode;

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table for a terminal.
    Text,
    /// One JSON object with a `schema` (RFC 8259).
    Json,
    /// Comma-separated values with a byte order mark (RFC 4180). A report gives its first sheet only.
    Csv,
    /// An Excel workbook (ISO/IEC 29500) with a tab for each sheet.
    Xlsx,
    /// GitHub Flavored Markdown.
    Md,
    /// One page of HTML that needs nothing besides itself.
    Html,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] = [Self::Text, Self::Json, Self::Csv, Self::Xlsx, Self::Md, Self::Html];

    /// Its name on the command line; for all but `text` also the usual ending of a file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Md => "md",
            Self::Html => "html",
        }
    }
}

impl FromStr for Format {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        let named_so = Self::ALL.into_iter().find(|format| format.name() == name);
        named_so.ok_or_else(|| UnknownCode { code: name.to_owned(), list: "format" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read_back_from_its_name() {
        for format in Format::ALL {
            assert_eq!(format.name().parse::<Format>(), Ok(format));
        }
        assert!("pdf".parse::<Format>().is_err());
    }
}
