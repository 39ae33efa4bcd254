//! One sheet onto one worksheet.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    cell::Pen,
    cut::{Cut, one_line, short},
    style::Styles,
};
use crate::report::{
    clean,
    ink::{Ink, Span},
    layout::{self, Demand},
    plain,
    sheet::{Column, Kind, Place, Sheet},
    value::Value,
    words,
    wrap::{width, wrap},
};

/// Paper size A4, as in the print dialogue of Excel.
const A4: u8 = 9;
/// Room that the arrow of a filter takes in a header cell, in characters.
const ARROW: usize = 4;
/// Characters across the page that can still be read when the sheet is shrunk to its width.
const PAGE: usize = 190;
/// Points that a line of 11 point text takes.
const LINE: u16 = 15;
/// Excel makes no row higher: 409 points.
const MOST_LINES: u16 = 27;
/// Excel holds no more columns.
const MOST_COLUMNS: usize = 16_384;

/// Writes header, rows and print set-up. Says how many texts were cut.
pub(super) fn write(worksheet: &mut Worksheet, sheet: &Sheet, styles: &Styles) -> Result<Cut, XlsxError> {
    if sheet.columns.len() > MOST_COLUMNS {
        return Err(XlsxError::RowColumnLimitError);
    }
    let widths = widths(sheet);
    header(worksheet, sheet, &widths, styles)?;
    let mut pen = Pen { worksheet, styles, links: 0, cut: Cut::default() };
    for (row, values) in (1..).zip(&sheet.rows) {
        for (column, value) in (0..).zip(values) {
            pen.write((row, column), value)?;
        }
        fit_height(pen.worksheet, row, values.iter().zip(widths.iter().copied()))?;
    }
    let cut = pen.cut;
    set_up_print(worksheet, &sheet.title)?;
    Ok(cut)
}

fn header(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    widths: &[usize],
    styles: &Styles,
) -> Result<(), XlsxError> {
    for ((at, column), &width) in (0_u16..).zip(&sheet.columns).zip(widths) {
        let style = if column.kind == Kind::Number { &styles.number_header } else { &styles.header };
        worksheet.set_column_width(at, f64::from(u16::try_from(width).unwrap_or(u16::MAX)))?;
        worksheet.write_string_with_format(0, at, one_line(&column.printed_heading()), style)?;
        let empty = || sheet.rows.iter().filter_map(|row| row.get(usize::from(at))).all(Value::is_empty);
        if column.place == Place::Detail && !sheet.rows.is_empty() && empty() {
            // There for who looks for it, and out of the way.
            worksheet.set_column_hidden(at)?;
        }
    }
    let last = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    if !sheet.columns.is_empty() {
        let rows = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
        worksheet.autofilter(0, 0, rows, last)?;
    }
    worksheet.set_row_height(0, 22)?;
    worksheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// The width of each column in characters: as its widest cell wants it, less where the page gets too
/// wide to be read on paper.
fn widths(sheet: &Sheet) -> Vec<usize> {
    let values = |at: usize| sheet.rows.iter().filter_map(move |row| row.get(at));
    let demands: Vec<Demand> =
        sheet.columns.iter().enumerate().map(|(at, column)| demand(column, values(at))).collect();
    layout::widths(&demands, 0, PAGE).unwrap_or_else(|| demands.iter().map(|demand| demand.least).collect())
}

fn demand<'a>(column: &Column, values: impl Iterator<Item = &'a Value>) -> Demand {
    let heading = width(&column.printed_heading()) + ARROW;
    let widest = values.map(|value| width(&plain::text(value)) + 2).max().unwrap_or(0);
    let most = widest.min(column.width).max(heading.min(24)).max(6);
    let least = match column.kind {
        Kind::Text | Kind::Link => most.min(20),
        Kind::LongText | Kind::Edit => most.min(34),
        Kind::Number | Kind::Date | Kind::Time | Kind::Codes | Kind::Badge => most,
    };
    Demand { least: least.max(heading.min(20)).min(most), comfort: least, usual: most, most }
}

/// Makes a row as high as its highest cell; not every program does so by itself.
pub(super) fn fit_height<'a>(
    worksheet: &mut Worksheet,
    row: u32,
    cells: impl IntoIterator<Item = (&'a Value, usize)>,
) -> Result<(), XlsxError> {
    let high = cells.into_iter().map(|(value, width)| lines(value, width)).max().unwrap_or(1);
    if high > 1 {
        worksheet.set_row_height(row, high.min(MOST_LINES) * LINE)?;
    }
    Ok(())
}

/// How many lines a cell takes, about: characters of a proportional font are of no one width.
fn lines(value: &Value, room: usize) -> u16 {
    let text = match value {
        Value::Edit(edits) => words::inked(edits).into_iter().map(|span| span.text).collect(),
        _ => plain::raw(value),
    };
    let count = |line: &str| match width(line) {
        short if short <= room => 1,
        _ => wrap(&[Span { text: clean::line(line), ink: Ink::Plain }], room).len(),
    };
    let lines: usize = clean::lines(&text).split('\n').map(count).sum();
    u16::try_from(lines).unwrap_or(u16::MAX)
}

/// A4 across, as wide as the paper, the header on every page, title and page number around it.
pub(super) fn set_up_print(worksheet: &mut Worksheet, title: &str) -> Result<(), XlsxError> {
    let title = short(clean::line(title).trim(), 100).0.replace('&', "&&");
    worksheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    worksheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    worksheet.set_header(format!("&L&\"Calibri,Bold\" {title}")).set_footer("&Lsubwatch&RPage &P of &N");
    worksheet.set_repeat_rows(0, 0)?;
    Ok(())
}
