//! A table for a terminal.
//!
//! Columns without a single value are left out, and so are columns marked as detail, one after the
//! other from the right, where there is no room for them (a line below says which). Where even
//! the rest does not fit, each row becomes a record: a line a field.
//!
//! The layout is ours because the libraries for it were tried on the same sheets and read worse. comfy-table
//! and tabled take room from all columns alike: at 80 columns they cut words in the middle (44 and 67 of the
//! words of a list of changes with all columns), cannot leave out a column or turn rows into records, and
//! know no column of sentences that needs more room than a name. textwrap breaks lines well, but as it comes
//! it parts `2026-|05-01`, counts characters one by one where a terminal draws an emoji of several as one,
//! and knows no ink that goes on across lines; what would be left of our own code around it is most of it.

use super::{
    clean::line,
    ink::{Ink, Span},
    layout::{self, Demand},
    look::{Colour, Look},
    plain,
    sheet::{Column, Kind, Place, Report, Sheet},
    value::{Tone, Value},
    wrap::{Line, line_width, wrap},
};

/// Empty terminal columns between two columns of a table.
const GAP: usize = 2;
/// Nothing is laid out narrower than this, however narrow a terminal says it is.
const LEAST_WIDTH: usize = 20;
/// What stands on the left of a record is broken where it is longer, in terminal columns.
const LONGEST_LABEL: usize = 24;

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

/// A column that is shown, with its cells and how wide it wants to be.
struct Shown<'a> {
    column: &'a Column,
    heading: Line,
    cells: Vec<Line>,
    demand: Demand,
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
            let demands: Vec<Demand> = narrow.iter().map(|shown| shown.demand).collect();
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
            let cell = |(shown, &width): (&&Shown, &usize)| {
                shown.cells.get(row).map(|cell| wrap(cell, width)).unwrap_or_default()
            };
            columns.iter().zip(widths).map(cell).collect()
        };
        let headings: Vec<Vec<Line>> =
            columns.iter().zip(widths).map(|(shown, &width)| wrap(&shown.heading, width)).collect();
        self.row(columns, widths, &headings);
        let rules: Vec<Vec<Line>> = widths
            .iter()
            .map(|&width| vec![vec![Span { text: "─".repeat(width), ink: Ink::Faint }]])
            .collect();
        self.row(columns, widths, &rules);
        let wrapped: Vec<Vec<Vec<Line>>> = (0..rows).map(cells).collect();
        let high = wrapped.iter().filter(|row| row.iter().any(|cell| cell.len() > 1)).count();
        // Rows that are several lines high need air between them; single lines do not.
        let needs_air = high * 4 > rows;
        for (at, row) in wrapped.iter().enumerate() {
            if needs_air && at > 0 {
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
                owed += before;
                if !part.is_empty() {
                    line.push(Span { text: " ".repeat(owed), ink: Ink::Plain });
                    line.extend_from_slice(part);
                    owed = 0;
                }
                owed += blank - before + GAP;
            }
            self.line(&line);
        }
    }

    /// One block of lines a row: heading on the left, value on the right.
    fn records(&mut self, columns: &[&Shown], rows: usize) {
        let label = columns
            .iter()
            .map(|shown| line_width(&shown.heading))
            .max()
            .unwrap_or(0)
            .min(LONGEST_LABEL)
            .min(self.width / 3);
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
    let columns =
        sheet.columns.iter().enumerate().filter(|(at, _)| values(*at).any(|value| !value.is_empty()));
    let shown = columns.map(|(at, column)| {
        let heading =
            vec![Span { text: line(&column.printed_heading()).trim().to_owned(), ink: Ink::Heading }];
        let cells: Vec<Line> = values(at).map(|value| plain::spans(value, colour)).collect();
        let demand = layout::demand(column.kind, &heading, &cells);
        Shown { column, heading, cells, demand }
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WordEdit::{Deleted, Inserted, Kept};

    fn look(width: usize, colour: Colour) -> Look {
        Look { width, colour, made_at: None }
    }

    fn changes() -> Sheet {
        Sheet::new("Changes")
            .above("2 changes since 2026-05-01.")
            .column(Column::text("vendor", "Vendor"))
            .column(Column::badge("kind", "Change"))
            .column(Column::text("note", "Note"))
            .column(Column::number("rows", "Rows"))
            .column(Column::edit("what", "What changed"))
            .row(["Clerk.io".into(), Value::badge("changed", Tone::Warning), Value::Empty, 7.into(), edit()])
            .row([
                "Gorgias".into(),
                Value::badge("removed", Tone::Quiet),
                Value::Empty,
                1234.into(),
                Value::Empty,
            ])
    }

    fn edit() -> Value {
        vec![
            Kept("Hosting in ".into()),
            Deleted("the USA ".into()),
            Inserted("Germany ".into()),
            Kept("and backups".into()),
        ]
        .into()
    }

    #[test]
    fn a_table_fits_the_width_and_leaves_out_empty_columns() {
        insta::assert_snapshot!(sheet(&changes(), &look(60, Colour::Never)), @r#"
        Changes
        2 changes since 2026-05-01.

        Vendor    Change   Rows  What changed
        ────────  ───────  ────  ───────────────────────────────────
        Clerk.io  changed     7  Hosting in [-the USA-] {+Germany+}
                                 and backups

        Gorgias   removed  1234
        "#);
    }

    #[test]
    fn a_table_that_does_not_fit_becomes_records() {
        insta::assert_snapshot!(sheet(&changes(), &look(40, Colour::Never)), @r#"
        Changes
        2 changes since 2026-05-01.

        Vendor        Clerk.io
        Change        changed
        Rows          7
        What changed  Hosting in [-the USA-]
                      {+Germany+} and backups

        Vendor        Gorgias
        Change        removed
        Rows          1234
        "#);
    }

    #[test]
    fn details_are_left_out_before_the_table_is_given_up() {
        let sheet = Sheet::new("Lists")
            .column(Column::text("name", "Name"))
            .column(Column::long("purpose", "Purpose").detail());
        let sheet = sheet.column(Column::long("data", "Data").detail()).row([
            "a".into(),
            "b ".repeat(40).into(),
            "c ".repeat(40).into(),
        ]);
        insta::assert_snapshot!(super::sheet(&sheet, &look(40, Colour::Never)), @r#"
        Lists

        Name  Purpose
        ────  ──────────────────────────────────
        a     b b b b b b b b b b b b b b b b b
              b b b b b b b b b b b b b b b b b
              b b b b b b

        Not shown at this width: Data.
        "#);
    }

    #[test]
    fn colour_marks_words_and_tones() {
        let line = |sheet: &Sheet| sheet_lines(sheet).last().cloned().unwrap();
        let edited = Sheet::new("x").column(Column::edit("a", "A")).row([edit()]);
        assert_eq!(
            line(&edited),
            "Hosting in \u{1b}[31;9mthe USA\u{1b}[0m \u{1b}[32mGermany\u{1b}[0m and backups"
        );
        let toned = Sheet::new("x").column(Column::badge("a", "A")).row([Value::badge("failed", Tone::Bad)]);
        assert_eq!(line(&toned), "\u{1b}[31mfailed\u{1b}[0m");
    }

    fn sheet_lines(sheet: &Sheet) -> Vec<String> {
        super::sheet(sheet, &look(80, Colour::Always)).lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_sheet_without_rows_says_so() {
        let empty =
            Sheet::new("Changes").column(Column::text("a", "A")).when_empty("No change since 2026-05-01.");
        assert_eq!(sheet(&empty, &look(80, Colour::Never)), "Changes\n\nNo change since 2026-05-01.\n");
    }

    #[test]
    fn sheets_of_a_report_stand_under_one_another() {
        let night =
            Report::new("Night").note("All is well.").sheet(Sheet::new("One")).sheet(Sheet::new("Two"));
        let expected = "Night\nAll is well.\n\nOne\n\nNothing to show.\n\nTwo\n\nNothing to show.\n";
        assert_eq!(report(&night, &look(80, Colour::Never)), expected);
    }
}
