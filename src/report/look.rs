//! What a report is told about the place where it will be read.

use jiff::Timestamp;

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
    /// The time at which a workbook or a page of HTML says it was made. Without one a workbook says
    /// 2000-01-01 and a page says nothing, so that the same rows always give the same bytes.
    pub made_at: Option<Timestamp>,
}

impl Default for Look {
    fn default() -> Self {
        Self { width: 80, colour: Colour::Never, made_at: None }
    }
}
