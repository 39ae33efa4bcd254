//! The two doors of this stage: a sheet or a report goes in with a format, bytes come out.

use std::collections::BTreeSet;

use super::{
    csv,
    error::RenderError,
    format::Format,
    html, json,
    look::Look,
    md,
    sheet::{Column, Report, Sheet},
    text, xlsx,
};

/// One sheet as the bytes of a file or for standard output.
pub fn render(sheet: &Sheet, format: Format, look: &Look) -> Result<Vec<u8>, RenderError> {
    check(sheet)?;
    match format {
        Format::Text => Ok(text::sheet(sheet, look).into_bytes()),
        Format::Json => Ok(json::sheet(sheet)),
        Format::Csv => Ok(csv::sheet(sheet)),
        Format::Xlsx => xlsx::workbook(&sheet.title, &[], std::slice::from_ref(sheet), look),
        Format::Md => Ok(md::sheet(sheet, "#").into_bytes()),
        Format::Html => Ok(html::sheet(sheet, look).into_bytes()),
    }
}

/// Several sheets as one file: tabs of a workbook, tables under one another. CSV has room for one
/// table only and gives the first sheet.
pub fn render_report(report: &Report, format: Format, look: &Look) -> Result<Vec<u8>, RenderError> {
    report.sheets.iter().try_for_each(check)?;
    let Some(first) = report.sheets.first() else {
        return Err(RenderError::NoSheet { title: report.title.clone() });
    };
    match format {
        Format::Text => Ok(text::report(report, look).into_bytes()),
        Format::Json => Ok(json::report(report)),
        Format::Csv => Ok(csv::sheet(first)),
        Format::Xlsx => xlsx::workbook(&report.title, &report.notes, &report.sheets, look),
        Format::Md => Ok(md::report(report).into_bytes()),
        Format::Html => Ok(html::report(report, look).into_bytes()),
    }
}

fn check(sheet: &Sheet) -> Result<(), RenderError> {
    let columns = sheet.columns.len();
    if let Some(at) = sheet.rows.iter().position(|row| row.len() != columns) {
        let cells = sheet.rows.get(at).map_or(0, Vec::len);
        return Err(RenderError::RowLength { sheet: sheet.title.clone(), row: at + 1, cells, columns });
    }
    let mut keys = BTreeSet::new();
    for key in sheet.columns.iter().flat_map(Column::keys) {
        if !keys.insert(key.clone()) {
            return Err(RenderError::RepeatedKey { sheet: sheet.title.clone(), key });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_does_not_fit_the_columns_is_refused() {
        let sheet = Sheet::new("Lists")
            .column(Column::text("a", "A"))
            .row(["x".into()])
            .row(["x".into(), "y".into()]);
        let error = render(&sheet, Format::Csv, &Look::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "row 2 of sheet `Lists` has 2 cells for 1 columns; give each column one value"
        );
    }

    #[test]
    fn a_link_column_takes_two_keys() {
        let sheet = Sheet::new("Lists")
            .column(Column::link("page", "Page"))
            .column(Column::text("page_url", "Address"));
        let error = render(&sheet, Format::Json, &Look::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "sheet `Lists` has the key `page_url` twice; rename one of the columns"
        );
    }

    #[test]
    fn a_report_without_a_sheet_is_refused() {
        let error = render_report(&Report::new("Night"), Format::Text, &Look::default()).unwrap_err();
        assert_eq!(error.to_string(), "the report `Night` has no sheet; give it at least one");
    }
}
