//! A table for a terminal.
//!
//! Columns without a single value are left out, and so are columns marked as detail, one after the
//! other from the right, where there is no room for them (a line below says which). Where even
//! the rest does not fit, each row becomes a record: a line a field.

use super::{
    Colour, Look,
    clean::line,
    layout::{self, Demand},
    plain::{self, Ink, Span},
    sheet::{Column, Kind, Place, Report, Sheet},
    value::{Tone, Value},
    wrap::{Line, line_width, longest_piece, width, wrap},
};

const GAP: usize = 2;
const LEAST_WIDTH: usize = 20;
/// What stands on the left of a record, and a short text in a table, in terminal columns.
const LONGEST_LABEL: usize = 24;
/// Sentences in narrower columns cannot be read.
const LEAST_SENTENCE: usize = 24;

/// Several sheets under one another.
pub(super) fn report(report: &Report, look: &Look) -> String {
    let mut screen = Screen::new(look);
    screen.title(&report.title);
    screen.prose(&report.notes, Ink::Plain);
    for sheet in &report.sheets {
        screen.blank();
        screen.sheet(sheet);
    }
    screen.text
}

/// One sheet.
pub(super) fn sheet(sheet: &Sheet, look: &Look) -> String {
    let mut screen = Screen::new(look);
    screen.sheet(sheet);
    screen.text
}

/// What is written so far, and how.
struct Screen {
    text: String,
    width: usize,
    colour: Colour,
}

/// A column that is shown, with its cells.
struct Shown<'a> {
    column: &'a Column,
    heading: Line,
    cells: Vec<Line>,
}

impl Screen {
    fn new(look: &Look) -> Self {
        Self { text: String::new(), width: look.width.max(LEAST_WIDTH), colour: look.colour }
    }

    fn sheet(&mut self, sheet: &Sheet) {
        self.title(&sheet.title);
        self.prose(&sheet.above, Ink::Plain);
        self.blank();
        if sheet.rows.is_empty() {
            self.prose(std::slice::from_ref(&sheet.nothing), Ink::Faint);
        } else {
            self.rows(sheet);
        }
        if !sheet.below.is_empty() {
            self.blank();
            self.prose(&sheet.below, Ink::Plain);
        }
    }

    fn rows(&mut self, sheet: &Sheet) {
        let all = shown(sheet, self.colour);
        let mut narrow: Vec<&Shown> = all.iter().collect();
        let mut left_out: Vec<String> = Vec::new();
        loop {
            let demands: Vec<Demand> = narrow.iter().map(|shown| demand(shown)).collect();
            if let Some(widths) = layout::widths(&demands, GAP, self.width) {
                self.table(&narrow, &widths, sheet.rows.len());
                break;
            }
            let Some(at) = narrow.iter().rposition(|shown| shown.column.place == Place::Detail) else {
                self.records(&all.iter().collect::<Vec<_>>(), sheet.rows.len());
                return;
            };
            left_out.push(line(&narrow.remove(at).column.heading));
        }
        if !left_out.is_empty() {
            left_out.reverse();
            self.blank();
            self.prose(&[format!("Not shown at this width: {}.", left_out.join(", "))], Ink::Faint);
        }
    }

    fn table(&mut self, columns: &[&Shown], widths: &[usize], rows: usize) {
        let cells = |row: usize| -> Vec<Vec<Line>> {
            let cell = |(shown, &width): (&&Shown, &usize)| shown.cells.get(row).map(|cell| wrap(cell, width)).unwrap_or_default();
            columns.iter().zip(widths).map(cell).collect()
        };
        let headings: Vec<Vec<Line>> = columns.iter().zip(widths).map(|(shown, &width)| wrap(&shown.heading, width)).collect();
        self.row(columns, widths, &headings);
        let rules: Vec<Vec<Line>> = widths.iter().map(|&width| vec![vec![Span { text: "─".repeat(width), ink: Ink::Faint }]]).collect();
        self.row(columns, widths, &rules);
        let wrapped: Vec<Vec<Vec<Line>>> = (0..rows).map(cells).collect();
        let high = wrapped.iter().filter(|row| row.iter().any(|cell| cell.len() > 1)).count();
        // Rows that are several lines high need air between them; single lines do not.
        let airy = high * 4 > rows;
        for (at, row) in wrapped.iter().enumerate() {
            if airy && at > 0 {
                self.blank();
            }
            self.row(columns, widths, row);
        }
    }

    /// One row of a table, as high as its highest cell.
    fn row(&mut self, columns: &[&Shown], widths: &[usize], cells: &[Vec<Line>]) {
        for at in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line: Line = Vec::new();
            let mut owed = 0;
            for ((shown, &room), cell) in columns.iter().zip(widths).zip(cells) {
                let part = cell.get(at).map_or(&[][..], Vec::as_slice);
                let blank = room.saturating_sub(line_width(part));
                let before = if shown.column.kind == Kind::Number { blank } else { 0 };
                if !part.is_empty() {
                    line.push(Span { text: " ".repeat(owed + before), ink: Ink::Plain });
                    line.extend_from_slice(part);
                    owed = 0;
                } else {
                    owed += before;
                }
                owed += blank - before + GAP;
            }
            self.line(&line);
        }
    }

    /// One block of lines a row: heading on the left, value on the right.
    fn records(&mut self, columns: &[&Shown], rows: usize) {
        let label = columns.iter().map(|shown| line_width(&shown.heading)).max().unwrap_or(0).min(LONGEST_LABEL).min(self.width / 3);
        let room = self.width.saturating_sub(label + GAP);
        for row in 0..rows {
            if row > 0 {
                self.blank();
            }
            for shown in columns {
                let Some(cell) = shown.cells.get(row).filter(|cell| line_width(cell) > 0) else { continue };
                let (left, right) = (wrap(&shown.heading, label), wrap(cell, room));
                for at in 0..left.len().max(right.len()) {
                    let mut line: Line = left.get(at).cloned().unwrap_or_default();
                    let pad = label.saturating_sub(line_width(&line)) + GAP;
                    if let Some(part) = right.get(at) {
                        line.push(Span { text: " ".repeat(pad), ink: Ink::Plain });
                        line.extend_from_slice(part);
                    }
                    self.line(&line);
                }
            }
        }
    }

    fn title(&mut self, title: &str) {
        self.prose(&[title.to_owned()], Ink::Heading);
    }

    fn prose(&mut self, paragraphs: &[String], ink: Ink) {
        for paragraph in paragraphs {
            let span = Span { text: line(paragraph).trim().to_owned(), ink };
            for wrapped in wrap(&[span], self.width) {
                self.line(&wrapped);
            }
        }
    }

    /// An empty line, unless there is one or nothing above it.
    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn line(&mut self, line: &[Span]) {
        for Span { text, ink } in line {
            match (self.colour, sgr(*ink)) {
                (Colour::Always, Some(code)) if !text.is_empty() => {
                    self.text.push_str("\u{1b}[");
                    self.text.push_str(code);
                    self.text.push('m');
                    self.text.push_str(text);
                    self.text.push_str("\u{1b}[0m");
                }
                _ => self.text.push_str(text),
            }
        }
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }
}

/// Select Graphic Rendition (ECMA-48 section 8.3.117) of an ink.
fn sgr(ink: Ink) -> Option<&'static str> {
    match ink {
        Ink::Plain => None,
        Ink::Heading => Some("1"),
        Ink::Faint | Ink::Tone(Tone::Quiet) => Some("2"),
        Ink::Deleted => Some("31;9"),
        Ink::Inserted | Ink::Tone(Tone::Good) => Some("32"),
        Ink::Tone(Tone::Warning) => Some("33"),
        Ink::Tone(Tone::Bad) => Some("31"),
    }
}

/// The columns that hold a value, with their cells as one line each.
fn shown(sheet: &Sheet, colour: Colour) -> Vec<Shown<'_>> {
    let values = |at: usize| sheet.rows.iter().map(move |row| row.get(at).unwrap_or(&Value::Empty));
    let columns = sheet.columns.iter().enumerate().filter(|(at, _)| values(*at).any(|value| !value.is_empty()));
    let shown = columns.map(|(at, column)| Shown {
        column,
        heading: vec![Span { text: line(&column.printed_heading()).trim().to_owned(), ink: Ink::Heading }],
        cells: values(at).map(|value| plain::spans(value, colour)).collect(),
    });
    shown.collect()
}

fn demand(shown: &Shown) -> Demand {
    let mut lengths: Vec<usize> = shown.cells.iter().map(|cell| line_width(cell)).collect();
    lengths.sort_unstable();
    let heading = shown.heading.iter().map(|span| width(&span.text)).max().unwrap_or(0);
    let most = lengths.last().copied().unwrap_or(0).max(heading);
    let usual = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(most).max(heading);
    let piece = shown.cells.iter().map(|cell| longest_piece(cell)).max().unwrap_or(0);
    let (floor, comfort) = match shown.column.kind {
        Kind::Number | Kind::Date | Kind::Time => (most, most),
        Kind::Badge => (most.min(LONGEST_LABEL), most.min(LONGEST_LABEL)),
        Kind::Codes => (piece.clamp(6, 16), usual.min(16)),
        Kind::Text | Kind::Link => (piece.clamp(10, 18), usual.min(LONGEST_LABEL)),
        Kind::LongText | Kind::Edit => (LEAST_SENTENCE, LEAST_SENTENCE),
    };
    let word = shown.heading.iter().flat_map(|span| span.text.split(' ')).map(width).max().unwrap_or(0);
    Demand { least: floor.max(word.min(18)), comfort, usual, most }
}
