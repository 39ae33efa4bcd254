//! One sheet onto one worksheet.

use rust_xlsxwriter::{Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::{
    cell::{Cut, Pen, one_line, short},
    style::Styles,
};
use crate::report::{
    clean, plain,
    sheet::{Kind, Sheet},
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
    let mut pen = Pen { worksheet, styles, links: 0, cut: Cut::default() };
    for (row, values) in (1..).zip(&sheet.rows) {
        for (column, value) in (0..).zip(values) {
            pen.write((row, column), value)?;
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
        let values = sheet.rows.iter().filter_map(|row| row.get(usize::from(at)));
        worksheet.set_column_width(at, f64::from(width(&heading, values, column.width)))?;
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
