//! A sheet whose columns depend on who reads it.

use crate::report::{Column, Sheet, Value};

/// How much of a table a reader can take in: a terminal is narrow, a machine wants all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Every reader.
    Screen,
    /// Whoever asks for more: `-v`, or a document to read (Markdown, HTML).
    Page,
    /// Spreadsheets and programs.
    Record,
}

/// A sheet in the making. Rows are given whole; what this reader is not shown is left out of each.
#[derive(Debug)]
pub struct Draft {
    sheet: Sheet,
    shown: Vec<bool>,
    detail: Detail,
}

impl Draft {
    /// A sheet without columns and rows yet, for readers who take in so much.
    #[must_use]
    pub fn new(sheet: Sheet, detail: Detail) -> Self {
        Self { sheet, shown: Vec::new(), detail }
    }

    /// A column for readers who take in so much, and for all who take in more.
    #[must_use]
    pub fn column(mut self, from: Detail, column: Column) -> Self {
        let shown = from <= self.detail;
        self.shown.push(shown);
        if shown {
            self.sheet = self.sheet.column(column);
        }
        self
    }

    /// A column for readers who take in no more than so much, where those who do have it in another form.
    #[must_use]
    pub fn up_to(mut self, last: Detail, column: Column) -> Self {
        let shown = self.detail <= last;
        self.shown.push(shown);
        if shown {
            self.sheet = self.sheet.column(column);
        }
        self
    }

    /// A row: a value for each column, shown or not.
    pub fn push<const COLUMNS: usize>(&mut self, values: [Value; COLUMNS]) {
        self.push_all(values);
    }

    /// A row that is put together of several parts.
    pub fn push_all(&mut self, values: impl IntoIterator<Item = Value>) {
        let shown = values.into_iter().zip(&self.shown).filter(|(_, shown)| **shown);
        self.sheet.push(shown.map(|(value, _)| value));
    }

    /// The sheet, done.
    #[must_use]
    pub fn sheet(self) -> Sheet {
        self.sheet
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Format, Look, render};

    #[test]
    fn a_terminal_is_shown_less_than_a_spreadsheet() {
        let csv = |detail| {
            let mut draft = Draft::new(Sheet::new("Lists"), detail)
                .column(Detail::Screen, Column::text("a", "A"))
                .up_to(Detail::Screen, Column::text("b", "B"))
                .column(Detail::Record, Column::text("c", "C"));
            draft.push(["1".into(), "2".into(), "3".into()]);
            String::from_utf8(render(&draft.sheet(), Format::Csv, &Look::default()).unwrap()).unwrap()
        };
        assert_eq!(csv(Detail::Screen), "\u{feff}a,b\r\n1,2\r\n");
        assert_eq!(csv(Detail::Page), "\u{feff}a\r\n1\r\n");
        assert_eq!(csv(Detail::Record), "\u{feff}a,c\r\n1,3\r\n");
    }
}
