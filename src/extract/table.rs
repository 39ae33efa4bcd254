//! Rows of text cells of unknown make (CSV, a sheet, a page of a PDF): where the header is, and what stands
//! above it.

use super::{
    draft::{Draft, Frame},
    error::ExtractError,
};
use crate::model::{Cell, CellRole, Row};

/// How many rows are looked at for the header.
const HEADER_ROWS: usize = 12;
/// The longest text that a header cell has, in characters.
const HEADER_CHARS: usize = 80;

/// Writes rows as one table. Rows above the header become prose, empty rows and empty columns at the edges
/// go.
pub(super) fn write(draft: &mut Draft, frame: Frame<'_>, mut rows: Vec<Row>) -> Result<(), ExtractError> {
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    trim_columns(&mut rows);
    let above = header_row(&rows).unwrap_or(0);
    let table = rows.split_off(above);
    for row in rows {
        preamble(draft, &row);
    }
    let mut table = table;
    trim_columns(&mut table);
    mark_header(&mut table);
    draft.grid(frame, table)
}

/// Marks the cells of the first row as header, if they look like one.
pub(super) fn mark_header(rows: &mut [Row]) {
    if header_row(rows) == Some(0)
        && let Some(row) = rows.first_mut()
    {
        for cell in row.cells.iter_mut().filter(|cell| cell.role == CellRole::Data) {
            cell.role = CellRole::Header;
        }
    }
}

/// The first row that looks like a header: as full as the rows below it, of short words, none of them a
/// value, none twice.
pub(super) fn header_row(rows: &[Row]) -> Option<usize> {
    let filled: Vec<usize> = rows.iter().take(HEADER_ROWS * 4).map(filled).collect();
    let usual = {
        let mut sorted = filled.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied().unwrap_or(0)
    };
    if usual == 0 || rows.len() < 2 {
        return None;
    }
    let enough = if usual == 1 { 1 } else { (usual * 3).div_ceil(5).max(2) };
    for (at, &count) in filled.iter().enumerate().take(HEADER_ROWS.min(rows.len() - 1)) {
        if count >= enough && looks_like_header(&rows[at]) {
            return Some(at);
        }
        // A row as full as those of the table that is no header: there is none. A less full one may stand
        // above it.
        if count >= usual {
            return None;
        }
    }
    None
}

fn looks_like_header(row: &Row) -> bool {
    let texts: Vec<_> = row
        .cells
        .iter()
        .filter(|cell| cell.role != CellRole::Spanned)
        .map(Cell::text)
        .filter(|text| !text.is_empty())
        .collect();
    let mut seen = std::collections::HashSet::new();
    !texts.is_empty() && texts.iter().all(|text| is_label(text) && seen.insert(text.to_lowercase()))
}

/// Whether a text may be the name of a column: short, no number, address, date or sentence.
fn is_label(text: &str) -> bool {
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_worded = letters > digits || matches!(text, "#" | "№");
    let is_address = || text.contains("://") || text.contains('@') || text.starts_with("www.");
    let is_sentence = || text.ends_with('.') && text.split(' ').count() > 3;
    is_worded && text.chars().count() <= HEADER_CHARS && !is_address() && !is_sentence()
}

fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.is_empty() && cell.role != CellRole::Spanned).count()
}

/// A row above the header: a fact if it is a key and a value, else prose.
fn preamble(draft: &mut Draft, row: &Row) {
    let texts: Vec<_> = row
        .cells
        .iter()
        .filter(|cell| cell.role != CellRole::Spanned)
        .map(Cell::text)
        .filter(|text| !text.is_empty())
        .collect();
    match texts.as_slice() {
        [key, value] if key.chars().count() <= 40 => draft.metadata(key.trim_end_matches(':'), value),
        texts => draft.paragraph(&texts.join(" ")),
    }
}

/// Drops columns at both ends that are empty in every row.
fn trim_columns(rows: &mut [Row]) {
    let full = |cell: &Cell| !cell.is_empty();
    let first = rows.iter().filter_map(|row| row.cells.iter().position(full)).min().unwrap_or(0);
    let last = rows.iter().filter_map(|row| row.cells.iter().rposition(full)).max().map_or(0, |at| at + 1);
    for row in rows {
        row.cells.truncate(last);
        row.cells.drain(..first.min(row.cells.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BlockKind, Shape};

    fn rows(lines: &[&str]) -> Vec<Row> {
        lines
            .iter()
            .map(|line| Row { cells: line.split('|').map(Cell::plain).collect(), heading: None })
            .collect()
    }

    #[test]
    fn what_stands_above_the_header_is_prose_and_facts() {
        let mut draft = Draft::default();
        let lines = [
            "|Our vendors||",
            "|Last updated|2026-01-02|",
            "|||",
            "|Name|Use|Place",
            "|Acme|Mail|US",
            "|Beta|Web|DE",
        ];
        write(&mut draft, Frame::of(Shape::Table), rows(&lines)).unwrap();
        let document = draft.finish();
        assert_eq!(document.blocks[0].text, "Our vendors");
        assert_eq!(
            (document.blocks[1].kind, document.blocks[1].text.as_str()),
            (BlockKind::Metadata, "Last updated: 2026-01-02")
        );
        let grid = &document.grids[0];
        assert_eq!((grid.rows.len(), grid.rows[0].cells.len()), (3, 3));
        assert_eq!(grid.rows[0].cells[0].role, CellRole::Header);
        assert_eq!(grid.rows[1].cells[0].role, CellRole::Data);
    }

    #[test]
    fn a_first_row_of_values_is_no_header() {
        let mut table = rows(&["Acme|https://acme.example/|2026", "Beta|https://beta.example/|2025"]);
        mark_header(&mut table);
        assert!(table[0].cells.iter().all(|cell| cell.role == CellRole::Data));
    }

    #[test]
    fn a_table_without_rows_has_no_header() {
        assert_eq!(header_row(&rows(&["Name|Use"])), None);
        assert_eq!(header_row(&[]), None);
    }
}
