//! One page of HTML that needs nothing besides itself: no script, no request, no font.
//!
//! Columns without a single value are left out. Where a screen is too narrow for a table, each row
//! becomes a record: its cells stand under one another, each with its heading. On paper every table is
//! a table, with its header on each page.

mod markup;
mod table;

use std::{collections::BTreeSet, fmt::Write};

use jiff::Timestamp;

use self::{
    markup::{escape, paragraphs, prose},
    table::Table,
};
use super::{
    look::Look,
    plain,
    sheet::{Report, Sheet},
};

/// How everything looks.
const STYLE: &str = include_str!("style.css");
/// How a table becomes records where the screen is at most `{rem}` wide.
const RECORDS: &str = include_str!("records.css");
/// Nothing is loaded and nothing is run, whatever a page managed to slip in.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
/// What stands in place of an empty title.
const UNTITLED: &str = "subwatch";
/// With fewer sheets a reader sees all headings without a list of them.
const SHEETS_TO_LIST: usize = 4;

/// Several sheets under one another.
pub(super) fn report(report: &Report, look: &Look) -> String {
    let mut body = String::new();
    let _infallible = writeln!(body, "<h1>{}</h1>", heading(&report.title));
    paragraphs(&mut body, &report.notes);
    if report.sheets.len() >= SHEETS_TO_LIST {
        contents(&mut body, &report.sheets);
    }
    let tables: Vec<Table<'_>> = report.sheets.iter().map(Table::new).collect();
    for (number, (sheet, table)) in (1..).zip(report.sheets.iter().zip(&tables)) {
        let _infallible = writeln!(
            body,
            "<section aria-labelledby=\"sheet-{number}\">\n<h2 id=\"sheet-{number}\">{}</h2>",
            heading(&sheet.title)
        );
        content(&mut body, sheet, table);
        body.push_str("</section>\n");
    }
    page(&report.title, &body, &tables, look.made_at)
}

/// One sheet.
pub(super) fn sheet(sheet: &Sheet, look: &Look) -> String {
    let table = Table::new(sheet);
    let mut body = String::new();
    let _infallible = writeln!(body, "<h1>{}</h1>", heading(&sheet.title));
    content(&mut body, sheet, &table);
    page(&sheet.title, &body, &[table], look.made_at)
}

/// Links to the sheets of the page.
fn contents(body: &mut String, sheets: &[Sheet]) {
    body.push_str("<nav aria-label=\"Tables on this page\">\n<ul>\n");
    for (number, sheet) in (1..).zip(sheets) {
        let _infallible =
            writeln!(body, "<li><a href=\"#sheet-{number}\">{}</a></li>", heading(&sheet.title));
    }
    body.push_str("</ul>\n</nav>\n");
}

/// What stands below the heading of a sheet.
fn content(body: &mut String, sheet: &Sheet, table: &Table<'_>) {
    paragraphs(body, &sheet.above);
    if sheet.rows.is_empty() {
        let _infallible = writeln!(body, "<p class=\"nothing\">{}</p>", prose(&sheet.nothing));
    } else {
        table.write(body);
    }
    paragraphs(body, &sheet.below);
}

/// The whole document.
fn page(title: &str, body: &str, tables: &[Table<'_>], made_at: Option<Timestamp>) -> String {
    let limits: BTreeSet<u16> = tables.iter().filter_map(Table::room).collect();
    let records: String = limits.iter().map(|rem| RECORDS.replace("{rem}", &rem.to_string())).collect();
    let widths: BTreeSet<String> = tables.iter().flat_map(Table::width_rules).collect();
    let widths: String = widths.into_iter().collect();
    let made = made_at.map_or_else(String::new, |moment| {
        format!(" on <time datetime=\"{moment:.0}\">{} UTC</time>", plain::minute(moment))
    });
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{}</title>\n<style>\n{STYLE}{widths}{records}</style>\n</head>\n<body>\n\
         <main>\n{body}</main>\n<footer>Made by subwatch{made}.</footer>\n</body>\n</html>\n",
        Some(escape(title)).filter(|title| !title.is_empty()).as_deref().unwrap_or(UNTITLED)
    )
}

/// A title that may not be empty, since a reader is led to it.
fn heading(title: &str) -> String {
    Some(prose(title)).filter(|title| !title.is_empty()).unwrap_or_else(|| UNTITLED.to_owned())
}

#[cfg(test)]
mod tests;
