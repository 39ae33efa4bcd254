//! Separated values (RFC 4180, and what is called so).

mod lenient;

use csv::ReaderBuilder;

use super::{
    draft::{Draft, Frame, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, within},
    error::ExtractError,
    json::pieces,
    table,
};
use crate::model::{Cell, CellRole, Document, Row, Shape};

/// How many lines are looked at to find the delimiter.
const SNIFFED_LINES: usize = 60;
/// How many bytes of them.
const SNIFFED_BYTES: usize = 64 * 1024;

/// Reads separated values.
pub(super) fn document(text: &str) -> Result<Document, ExtractError> {
    let text = text.trim_start_matches('\u{feff}');
    let (declared, text) = declared_delimiter(text);
    let delimiter = declared.unwrap_or_else(|| sniff(text));
    let mut records = read(text, delimiter)?;
    // By RFC 4180 an odd quote eats the rest of the file; what it makes uneven is read again as its writer
    // meant it.
    let width = usual(&records.iter().map(Vec::len).collect::<Vec<_>>());
    let uneven = |records: &[Vec<String>]| records.iter().filter(|record| record.len() != width).count();
    if text.contains('"') && (uneven(&records) > 0 || swallows_lines(&records, delimiter)) {
        let leniently = lenient::rows(text, delimiter, width);
        if leniently.len() > records.len() || uneven(&leniently) < uneven(&records) {
            leniently.iter().try_fold(0, |cells, record| {
                counted(&leniently, cells + record.len()).map(|()| cells + record.len())
            })?;
            records = leniently;
        }
    }
    for record in &mut records {
        rejoin(record, width, delimiter);
    }
    let rows = records
        .iter()
        .map(|record| Row { cells: record.iter().map(|text| cell(text)).collect(), heading: None })
        .collect();
    let mut draft = Draft::default();
    table::write(&mut draft, Frame::of(Shape::Table), rows)?;
    Ok(draft.finish())
}

/// The `sep=;` that a spreadsheet program writes into the first line.
fn declared_delimiter(text: &str) -> (Option<u8>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.trim_end().trim_matches('"').strip_prefix("sep=").map(str::as_bytes) {
        Some(&[delimiter]) if delimiter.is_ascii() => (Some(delimiter), rest),
        _ => (None, text),
    }
}

/// The delimiter that parts most lines into the same number of cells.
fn sniff(text: &str) -> u8 {
    let end = text.char_indices().map(|(at, _)| at).take_while(|&at| at <= SNIFFED_BYTES).last().unwrap_or(0);
    let head = if text.len() > SNIFFED_BYTES { &text[..end] } else { text };
    let score = |delimiter: &u8| {
        let widths: Vec<usize> = reader(head, *delimiter)
            .records()
            .take(SNIFFED_LINES)
            .flatten()
            .map(|record| record.len())
            .collect();
        let usual = usual(&widths);
        let same = widths.iter().filter(|&&width| width == usual).count();
        if usual < 2 { 0 } else { same * 1000 / widths.len() * 100 + usual.min(50) }
    };
    // `max_by_key` gives the last of equals: the comma.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(score).unwrap_or(b',')
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

fn read(text: &str, delimiter: u8) -> Result<Vec<Vec<String>>, ExtractError> {
    let mut records: Vec<Vec<String>> = Vec::new();
    let mut cells = 0;
    for record in reader(text, delimiter).records() {
        let record =
            record.map_err(|error| ExtractError::Unreadable { kind: "CSV", reason: error.to_string() })?;
        cells += record.len();
        within(record.len(), MAX_COLUMNS, "columns in a table")?;
        records.push(record.iter().map(str::to_owned).collect());
        counted(&records, cells)?;
    }
    Ok(records)
}

fn counted(records: &[Vec<String>], cells: usize) -> Result<(), ExtractError> {
    within(records.len(), MAX_ROWS, "rows in a table")?;
    within(cells, MAX_CELLS, "cells")
}

/// Whether a quote that is never closed may have eaten rows: a cell of several lines holds a row, or a quote
/// is left over.
fn swallows_lines(records: &[Vec<String>], delimiter: u8) -> bool {
    let width = usual(&records.iter().map(Vec::len).collect::<Vec<_>>());
    let is_row = |line: &str| width > 1 && line.matches(char::from(delimiter)).count() + 1 >= width;
    let is_odd =
        |field: &String| field.contains('\n') && (field.contains('"') || field.lines().skip(1).any(is_row));
    records.iter().flatten().any(is_odd)
}

/// Puts together what an unquoted delimiter has torn: in a row that is too long, a cell that begins with a
/// space goes on with the one before (`Acme, Inc.`).
fn rejoin(record: &mut Vec<String>, width: usize, delimiter: u8) {
    let mut at = 1;
    while record.len() > width && at < record.len() {
        if record[at].starts_with(' ') && !record[at].trim().is_empty() && !record[at - 1].is_empty() {
            let tail = record.remove(at);
            record[at - 1].push(char::from(delimiter));
            record[at - 1].push_str(&tail);
        } else {
            at += 1;
        }
    }
}

fn usual(widths: &[usize]) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for &width in widths {
        *counts.entry(width).or_insert(0_usize) += 1;
    }
    counts.into_iter().max_by_key(|&(width, count)| (count, width)).map_or(0, |(width, _)| width)
}

fn cell(text: &str) -> Cell {
    Cell { role: CellRole::Data, pieces: pieces(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let document = document(text).unwrap();
        document
            .grids
            .first()
            .map(|grid| {
                grid.rows
                    .iter()
                    .map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect())
                    .collect()
            })
            .unwrap_or_default()
    }

    #[test]
    fn quoted_cells_keep_their_commas_and_lines() {
        let read =
            texts("Name,Address\r\n\"Acme, Inc.\",\"1 Main St.\r\nBoston\"\r\nBeta,\"says \"\"hi\"\"\"\r\n");
        assert_eq!(read, [["Name", "Address"], ["Acme, Inc.", "1 Main St. Boston"], ["Beta", "says \"hi\""]]);
    }

    #[test]
    fn every_usual_delimiter_is_found() {
        for delimiter in [",", ";", "\t", "|"] {
            let text = ["Name,x", "Acme Inc. (US, EU; UK),Mail", "Beta,Web"].map(|line| {
                let (name, rest) = line.rsplit_once(',').unwrap();
                format!("\"{name}\"{delimiter}{rest}{delimiter}US\n")
            });
            assert_eq!(texts(&text.concat())[1], ["Acme Inc. (US, EU; UK)", "Mail", "US"], "{delimiter}");
        }
        assert_eq!(texts("sep=;\nName;Use, place\nAcme;Mail, US\n")[0], ["Name", "Use, place"]);
    }

    #[test]
    fn a_comma_inside_a_semicolon_table_is_no_delimiter() {
        assert_eq!(
            texts("Name;Ort\nAcme, Inc.;Berlin, DE\nBeta, Ltd.;London\n")[1],
            ["Acme, Inc.", "Berlin, DE"]
        );
    }

    #[test]
    fn a_mark_a_preamble_and_empty_edges_are_gone() {
        let read = texts("\u{feff}Vendors of Acme,,,\n,,,\nName,Use,,\nBeta,Mail,,\nGamma,Web,,\n,,,\n");
        assert_eq!(read, [["Name", "Use"], ["Beta", "Mail"], ["Gamma", "Web"]]);
    }

    #[test]
    fn short_rows_are_filled_up() {
        assert_eq!(texts("Name,Use,Place\nAcme\nBeta,Web,DE\n")[1], ["Acme", "", ""]);
    }

    #[test]
    fn a_quote_that_is_never_closed_eats_no_rows() {
        let read = texts("Name,Use,Place\nAcme,\"Mail,US\nBeta,Web,DE\nGamma,Hosting,FR\nDelta,Logs,IE\n");
        assert_eq!(read.len(), 5);
        assert_eq!(read[1], ["Acme", "Mail", "US"]);
        assert_eq!(read[4], ["Delta", "Logs", "IE"]);
        let read = texts("Name,Use,Place\nAcme 5\" Inc.,Mail,US\n\"Beta,Web,DE\n\"Gamma\",Hosting,FR\n");
        assert_eq!(read[2], ["Beta", "Web", "DE"]);
        assert_eq!(read[3], ["Gamma", "Hosting", "FR"]);
    }

    #[test]
    fn an_unquoted_delimiter_in_a_name_is_put_together_again() {
        let read = texts("Name,Use,Place\nBeta, Inc.,\"Mail, post\",US\nGamma,Logs,DE\n");
        assert_eq!(read[1], ["Beta, Inc.", "Mail, post", "US"]);
    }

    #[test]
    fn the_limits_are_kept() {
        assert!(matches!(document(&"a,".repeat(100_000)), Err(ExtractError::TooLarge { .. })));
        assert!(matches!(document(&"a,b\n".repeat(MAX_ROWS + 1)), Err(ExtractError::TooLarge { .. })));
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(document("").unwrap().grids.is_empty());
        assert!(document("\n\n,,,\n").unwrap().grids.is_empty());
    }
}
