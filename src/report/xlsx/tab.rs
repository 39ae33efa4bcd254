//! One sheet onto one worksheet.

use rust_xlsxwriter::{Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::{
    cell::{Cut, Pen, one_line, short},
    style::Styles,
};
use crate::report::{
    clean, plain,
    sheet::{Column, Kind, Place, Sheet},
    value::Value,
};

/// Paper size A4, as in the print dialogue of Excel.
const A4: u8 = 9;
/// Room that the arrow of a filter takes in a header cell, in characters.
const ARROW: usize = 4;
/// Excel holds no more columns.
const MOST_COLUMNS: usize = 16_384;

/// Writes header, rows and print set-up. Says how many texts were cut.
pub(super) fn write(worksheet: &mut Worksheet, sheet: &Sheet, styles: &Styles) -> Result<Cut, XlsxError> {
    if sheet.columns.len() > MOST_COLUMNS {
        return Err(XlsxError::RowColumnLimitError);
    }
    header(worksheet, sheet, styles)?;
    let widths: Vec<u16> = sheet.columns.iter().enumerate().map(|(at, column)| width_of(sheet, at, column)).collect();
    let mut pen = Pen { worksheet, styles, links: 0, cut: Cut::default() };
    for (row, values) in (1..).zip(&sheet.rows) {
        for (column, value) in (0..).zip(values) {
            pen.write((row, column), value)?;
        }
        let lines = values.iter().zip(&widths).map(|(value, &width)| lines(value, width)).max().unwrap_or(1);
        if lines > 1 {
            // Not every program makes room for wrapped text by itself when it opens a file.
            pen.worksheet.set_row_height(row, LINE_HEIGHT * f64::from(lines.min(MOST_LINES)))?;
        }
    }
    let cut = pen.cut;
    set_up_print(worksheet, &sheet.title)?;
    Ok(cut)
}

fn header(worksheet: &mut Worksheet, sheet: &Sheet, styles: &Styles) -> Result<(), XlsxError> {
    for (at, column) in (0_u16..).zip(&sheet.columns) {
        let style = if column.kind == Kind::Number { &styles.number_header } else { &styles.header };
        let heading = one_line(&column.printed_heading());
        worksheet.set_column_width(at, f64::from(width_of(sheet, usize::from(at), column)))?;
        let empty = || sheet.rows.iter().filter_map(|row| row.get(usize::from(at))).all(Value::is_empty);
        if column.place == Place::Detail && !sheet.rows.is_empty() && empty() {
            // There, for who looks for it, and out of the way.
            worksheet.set_column_hidden(at)?;
        }
        worksheet.write_string_with_format(0, at, heading, style)?;
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

/// Height of a line of text, in points.
const LINE_HEIGHT: f64 = 15.0;
/// Excel makes no row higher than 409 points.
const MOST_LINES: u16 = 27;

fn width_of(sheet: &Sheet, at: usize, column: &Column) -> u16 {
    width(&one_line(&column.printed_heading()), sheet.rows.iter().filter_map(|row| row.get(at)), column.width)
}

/// How many lines a value takes in a column of this width: words do not break, so a line is not quite filled.
fn lines(value: &Value, width: u16) -> u16 {
    let room = usize::from(width).saturating_sub(1).max(1);
    let text = plain::text(value);
    let lines: usize = text.lines().map(|line| (line.width() * 11 / 10).div_ceil(room).max(1)).sum();
    u16::try_from(lines.max(1)).unwrap_or(u16::MAX)
}

/// As wide as the widest cell, at most `most` characters; a heading may go a little beyond.
fn width<'a>(heading: &str, values: impl Iterator<Item = &'a Value>, most: usize) -> u16 {
    let widest = values.map(|value| plain::text(value).width()).max().unwrap_or(0);
    let wanted = (widest + 2).min(most).max((heading.width() + ARROW).min(most.max(24))).max(6);
    u16::try_from(wanted).unwrap_or(u16::MAX)
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
