//! A table as it is read, and written with the cells that are merged in it.

use std::{collections::HashMap, fmt::Write as _};

/// A cell is not wider, in columns.
const MAX_SPAN: usize = 100;

/// How a cell is merged with those above and below it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Merge {
    #[default]
    Alone,
    /// It goes on below.
    Begins,
    /// It is a part of the cell above.
    GoesOn,
}

#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) html: String,
    /// Columns that it is wide; none is one.
    pub(super) span: usize,
    pub(super) merge: Merge,
}

#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// It is repeated at the top of each page.
    pub(super) is_header: bool,
    /// A tracked change takes it out.
    pub(super) is_deleted: bool,
}

#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
}

impl Table {
    pub(super) fn row(&mut self) -> Option<&mut Row> {
        self.rows.last_mut()
    }

    pub(super) fn cell(&mut self) -> Option<&mut Cell> {
        self.rows.last_mut()?.cells.last_mut()
    }

    /// The rows of a table of HTML.
    pub(super) fn html(mut self) -> String {
        self.rows.retain(|row| !row.is_deleted);
        let places: Vec<HashMap<usize, usize>> = self.rows.iter().map(places).collect();
        let mut html = String::new();
        for (at, row) in self.rows.iter().enumerate() {
            html.push_str("<tr>");
            let mut column = 0;
            for cell in &row.cells {
                let here = column;
                column += width(cell);
                if cell.merge == Merge::GoesOn && at > 0 {
                    continue;
                }
                let goes_on = |row: &usize| {
                    let cell = places[*row].get(&here).map(|at| &self.rows[*row].cells[*at]);
                    cell.is_some_and(|cell| cell.merge == Merge::GoesOn)
                };
                let rows = if cell.merge == Merge::Alone {
                    1
                } else {
                    1 + (at + 1..places.len()).take_while(goes_on).count()
                };
                let tag = if row.is_header { "th" } else { "td" };
                let _ = write!(html, "<{tag} colspan={} rowspan={rows}>{}</{tag}>", width(cell), cell.html);
            }
            html.push_str("</tr>\n");
        }
        html
    }
}

fn width(cell: &Cell) -> usize {
    cell.span.clamp(1, MAX_SPAN)
}

/// The cells of a row by the column in which they begin.
fn places(row: &Row) -> HashMap<usize, usize> {
    let mut column = 0;
    let place = |(at, cell): (usize, &Cell)| {
        let here = column;
        column += width(cell);
        (here, at)
    };
    row.cells.iter().enumerate().map(place).collect()
}
