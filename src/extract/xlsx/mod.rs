//! Office Open XML workbooks (ECMA-376): every visible sheet is a table.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};

use super::{
    archive,
    draft::{Draft, Frame, MAX_CELLS, within},
    error::ExtractError,
    json::pieces,
    table,
};
use crate::model::{Cell, CellRole, Document, Row, Shape, Visibility};

/// The most text that all cells of a workbook may hold together, in bytes: a string that is stored once may
/// be shown many times.
pub(super) const MAX_TEXT: usize = 32 * 1024 * 1024;
/// The most sheets that are read.
pub(super) const MAX_SHEETS: usize = 100;
/// Sheets end here (ECMA-376: 1,048,576 rows, 16,384 columns); what claims to stand beyond is not read.
const LAST: (u32, u32) = (1_048_575, 16_383);

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;
type Place = (u32, u32);

/// Reads a workbook.
pub(super) fn document(body: &[u8]) -> Result<Document, ExtractError> {
    archive::check(body, "workbook")?;
    // The reader of workbooks may panic on what is broken in a way nobody thought of.
    catch_unwind(AssertUnwindSafe(|| read(body))).unwrap_or_else(|_| Err(unreadable("it is broken inside")))
}

fn read(body: &[u8]) -> Result<Document, ExtractError> {
    let mut book: Book<'_> = Xlsx::new(Cursor::new(body)).map_err(unreadable)?;
    let mut draft = Draft::default();
    let mut text = 0;
    let sheets = book.sheets_metadata().to_vec();
    within(sheets.len(), MAX_SHEETS, "sheets")?;
    for sheet in sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
    {
        let cells = cells(&mut book, &sheet.name, &mut text)?;
        let rows = rows(&mut book, &sheet.name, &cells)?;
        let frame = Frame { shape: Shape::Table, caption: Some(&sheet.name), visibility: Visibility::Shown };
        table::write(&mut draft, frame, rows)?;
    }
    Ok(draft.finish())
}

/// The filled cells of a sheet.
fn cells(book: &mut Book<'_>, sheet: &str, text: &mut usize) -> Result<BTreeMap<Place, Cell>, ExtractError> {
    let links = links(book, sheet);
    let mut reader = book.worksheet_cells_reader(sheet).map_err(unreadable)?;
    let mut cells = BTreeMap::new();
    while let Some(cell) = reader.next_cell().map_err(unreadable)? {
        let printed = printed(cell.get_value());
        let place = cell.get_position();
        if printed.trim().is_empty() || place.0 > LAST.0 || place.1 > LAST.1 {
            continue;
        }
        *text += printed.len();
        within(*text, MAX_TEXT, "bytes of text in a workbook")?;
        let mut pieces = pieces(&printed);
        if let (Some(first), Some(link)) = (pieces.first_mut(), links.get(&place)) {
            first.link = Some(link.clone());
        }
        cells.insert(place, Cell { role: CellRole::Data, pieces });
        within(cells.len(), MAX_CELLS, "cells")?;
    }
    Ok(cells)
}

/// Rows and columns without a single filled cell are left out: a sheet may claim a million of them.
fn rows(book: &mut Book<'_>, sheet: &str, cells: &BTreeMap<Place, Cell>) -> Result<Vec<Row>, ExtractError> {
    let lines: BTreeSet<u32> = cells.keys().map(|place| place.0).collect();
    let columns: Vec<u32> =
        cells.keys().map(|place| place.1).collect::<BTreeSet<u32>>().into_iter().collect();
    within(lines.len().saturating_mul(columns.len()), MAX_CELLS, "cells")?;
    let spans = spans(book, sheet, cells, &lines, &columns)?;
    let cell = |line: u32, column: u32| {
        let own = cells.get(&(line, column)).cloned();
        let spanned = || spans.get(&(line, column)).and_then(|from| cells.get(from)).cloned();
        own.or_else(|| spanned().map(|cell| Cell { role: CellRole::Spanned, ..cell })).unwrap_or_default()
    };
    Ok(lines
        .iter()
        .map(|&line| Row { cells: columns.iter().map(|&column| cell(line, column)).collect(), heading: None })
        .collect())
}

/// Where merged cells go on: each covered place with the place they began at.
fn spans(
    book: &mut Book<'_>,
    sheet: &str,
    cells: &BTreeMap<Place, Cell>,
    lines: &BTreeSet<u32>,
    columns: &[u32],
) -> Result<HashMap<Place, Place>, ExtractError> {
    let mut spans = HashMap::new();
    let mut covered = 0_usize;
    for merged in book.merge_cells_by_sheet_name(sheet).unwrap_or_default() {
        let (start, end) = (merged.start, merged.end);
        if start.0 > end.0 || start.1 > end.1 || !cells.contains_key(&start) {
            continue;
        }
        for &line in lines.range(start.0..=end.0) {
            for &column in columns.iter().filter(|column| (start.1..=end.1).contains(*column)) {
                covered += 1;
                within(covered, MAX_CELLS, "merged cells")?;
                if (line, column) != start {
                    spans.insert((line, column), start);
                }
            }
        }
    }
    Ok(spans)
}

/// The links of a sheet, by the first cell of what they cover.
fn links(book: &mut Book<'_>, sheet: &str) -> HashMap<Place, String> {
    let links = book.hyperlinks_by_sheet_name(sheet).unwrap_or_default();
    links.into_iter().filter_map(|link| Some((link.range.start, link.target?))).collect()
}

/// What a cell shows, as far as it can be told without its number format.
fn printed(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(moment) => date(moment),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A date as ISO 8601 text; with its time where it has one.
fn date(moment: &ExcelDateTime) -> String {
    if moment.is_duration() || !(1.0..2_958_466.0).contains(&moment.as_f64()) {
        return moment.as_f64().to_string();
    }
    let (year, month, day, hour, minute, _, _) = moment.to_ymd_hms_milli();
    match (hour, minute) {
        (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (hour, minute) => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
    }
}

fn unreadable(reason: impl std::fmt::Display) -> ExtractError {
    ExtractError::Unreadable { kind: "workbook", reason: format!("{reason}") }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    use super::*;

    fn texts(document: &Document, grid: usize) -> Vec<Vec<String>> {
        document.grids[grid]
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect())
            .collect()
    }

    #[test]
    fn every_visible_sheet_is_a_table_with_its_dates_and_links() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("Vendors").unwrap();
        sheet.write(1, 1, "List of vendors").unwrap();
        for (column, header) in ["Name", "Since", "Policy"].into_iter().enumerate() {
            sheet.write(3, u16::try_from(column).unwrap() + 1, header).unwrap();
        }
        sheet.write(4, 1, "Acme").unwrap();
        let date = ExcelDateTime::from_ymd(2026, 3, 9).unwrap();
        sheet.write_with_format(4, 2, &date, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
        sheet.write_url_with_text(4, 3, "https://acme.example/", "Their policy").unwrap();
        sheet.write(900_000, 1, "Beta").unwrap();
        let hidden = book.add_worksheet().set_name("Notes").unwrap();
        hidden.write(0, 0, "secret").unwrap();
        hidden.set_hidden(true);
        let document = document(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(document.grids.len(), 1);
        assert_eq!(
            texts(&document, 0),
            [["Name", "Since", "Policy"], ["Acme", "2026-03-09", "Their policy"], ["Beta", "", ""]]
        );
        let grid = &document.grids[0];
        assert_eq!(grid.caption.as_deref(), Some("Vendors"));
        assert_eq!(grid.rows[0].cells[0].role, CellRole::Header);
        assert_eq!(grid.rows[1].cells[2].link(), Some("https://acme.example/"));
        assert_eq!(document.blocks[0].text, "List of vendors");
    }

    #[test]
    fn merged_cells_are_repeated_as_spanned() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in [["Region", "Name"], ["", "Acme"], ["", "Beta"]].into_iter().enumerate() {
            for (column, text) in cells.into_iter().enumerate() {
                sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), text).unwrap();
            }
        }
        sheet.merge_range(1, 0, 2, 0, "Europe", &Format::new()).unwrap();
        let document = document(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(texts(&document, 0), [["Region", "Name"], ["Europe", "Acme"], ["Europe", "Beta"]]);
        assert_eq!(document.grids[0].rows[2].cells[0].role, CellRole::Spanned);
    }

    #[test]
    fn a_far_corner_costs_no_memory_and_a_diagonal_meets_the_limit() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for at in 0..2_000_u16 {
            sheet.write(u32::from(at), at, 1).unwrap();
        }
        let error = document(&book.save_to_buffer().unwrap()).unwrap_err();
        assert!(matches!(error, ExtractError::TooLarge { .. }));
    }

    #[test]
    fn a_broken_workbook_is_an_error() {
        assert!(matches!(document(b"PK\x03\x04 nothing"), Err(ExtractError::Unreadable { .. })));
        let mut book = Workbook::new();
        book.add_worksheet().write(0, 0, "x").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        assert!(document(&bytes[..bytes.len() / 2]).is_err());
    }
}
