//! An Excel workbook (ISO/IEC 29500): a tab a sheet, ready to sort, filter and print.
//!
//! The header is the first row and the data follow at once, so that a filter, a pivot table or a script
//! needs no telling where they begin. Title and notes stand on a tab of their own, `Notes`, at the end.
//! Text of a page is written as a string cell, never as a formula, whatever it begins with.

mod cell;
mod cut;
mod style;
mod tab;

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::{clean, error::RenderError, look::Look, sheet::Sheet, value::Value};
use cut::{Cut, fit, short};
use style::Styles;

/// Rows of a worksheet below the header.
const MOST_ROWS: usize = 1_048_575;
/// Width of the column of notes, in characters.
const NOTE_WIDTH: u8 = 100;

/// The workbook as bytes. `notes` are about the whole of it.
pub(super) fn workbook(
    title: &str,
    notes: &[String],
    sheets: &[Sheet],
    look: &Look,
) -> Result<Vec<u8>, RenderError> {
    if let Some(sheet) = sheets.iter().find(|sheet| sheet.rows.len() > MOST_ROWS) {
        return Err(RenderError::TooLong {
            sheet: sheet.title.clone(),
            rows: sheet.rows.len(),
            limit: MOST_ROWS,
        });
    }
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(title, look.made_at)?);
    let styles = Styles::new();
    let mut taken_tabs = Vec::new();
    let mut remarks: Vec<Remark> =
        notes.iter().map(|note| Remark { about: title.to_owned(), line: note.clone() }).collect();
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(tab_name(&sheet.title, &mut taken_tabs))?;
        let cut = tab::write(worksheet, sheet, &styles)?;
        remarks.extend(about(sheet, cut));
    }
    if !remarks.is_empty() {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(tab_name("Notes", &mut taken_tabs))?;
        write_remarks(worksheet, &remarks, &styles)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// A line of prose on the tab `Notes`, and the title of the sheet it belongs to.
struct Remark {
    about: String,
    line: String,
}

fn properties(title: &str, made_at: Option<Timestamp>) -> Result<DocProperties, XlsxError> {
    // Without a time the writer would ask the clock, and no two files would be the same.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let made_at =
        made_at.and_then(|time| ExcelDateTime::from_timestamp(time.as_second()).ok()).unwrap_or(fixed);
    let title = short(&clean::line(title), 255).0;
    Ok(DocProperties::new().set_title(title).set_author("subwatch").set_creation_datetime(&made_at))
}

/// What is to be said of a sheet beside its rows.
fn about(sheet: &Sheet, cut: Cut) -> Vec<Remark> {
    let mut lines = sheet.above.clone();
    if sheet.rows.is_empty() {
        lines.push(sheet.nothing.clone());
    }
    lines.extend_from_slice(&sheet.below);
    if cut.0 > 0 {
        let (texts, ends) = if cut.0 == 1 { ("text is", "ends") } else { ("texts are", "end") };
        lines.push(format!(
            "{} {texts} longer than a cell can hold (32,767 characters) and {ends} with an ellipsis (…).",
            cut.0
        ));
    }
    lines.into_iter().map(|line| Remark { about: sheet.title.clone(), line }).collect()
}

fn write_remarks(worksheet: &mut Worksheet, remarks: &[Remark], styles: &Styles) -> Result<(), XlsxError> {
    worksheet.set_column_width(0, 26)?.set_column_width(1, f64::from(NOTE_WIDTH))?.set_row_height(0, 22)?;
    worksheet.write_string_with_format(0, 0, "Sheet", &styles.header)?;
    worksheet.write_string_with_format(0, 1, "Note", &styles.header)?;
    for (row, Remark { about, line }) in (1..).zip(remarks) {
        worksheet.write_string_with_format(row, 0, cut::one_line(about), &styles.text)?;
        worksheet.write_string_with_format(
            row,
            1,
            short(&clean::lines(line), cut::LONGEST).0,
            &styles.text,
        )?;
        tab::fit_height(worksheet, row, [(&Value::from(line), usize::from(NOTE_WIDTH))])?;
    }
    tab::set_up_print(worksheet, "Notes")?;
    Ok(())
}

/// A name Excel accepts: 1 to 31 UTF-16 units, none of `[]:*?/\`, no quote at an end, not `History`,
/// and none that another tab has in any case.
fn tab_name(title: &str, taken: &mut Vec<String>) -> String {
    let legal: String =
        clean::line(title).chars().map(|c| if "[]:*?/\\".contains(c) { ' ' } else { c }).collect();
    let legal = clean::line(&legal);
    let trim = |text: &str| text.trim_matches([' ', '\'']).to_owned();
    let base = match trim(&legal) {
        empty if empty.is_empty() => "Sheet".to_owned(),
        reserved if reserved.eq_ignore_ascii_case("history") => format!("{reserved} list"),
        base => base,
    };
    let numbered = (1_usize..).map(|number| {
        let tail = if number == 1 { String::new() } else { format!(" {number}") };
        format!("{}{tail}", trim(&fit(&base, 31 - tail.len())))
    });
    let free = |name: &String| !taken.contains(&name.to_lowercase());
    let name =
        numbered.take(taken.len() + 1).find(free).unwrap_or_else(|| format!("Sheet {}", taken.len() + 1));
    taken.push(name.to_lowercase());
    name
}

#[cfg(test)]
mod tests;
