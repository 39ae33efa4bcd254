//! Comma-separated values: RFC 4180 (CRLF, quotes where needed), UTF-8 with a byte order mark, the
//! first line the machine names of the columns.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula (CWE-1236, OWASP
//! "CSV Injection"). Text that could be one gets a leading `'`. Typed numbers and days are ours and stay.

use super::{
    clean,
    plain::raw,
    sheet::{Column, Kind, Sheet},
    value::Value,
};

/// What a formula can begin with; some programs fold the full-width signs.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The rows of one sheet. Title and notes have no place in a CSV file.
pub(super) fn sheet(sheet: &Sheet) -> Vec<u8> {
    let mut text = String::from('\u{FEFF}');
    record(&mut text, sheet.columns.iter().flat_map(Column::keys).map(|key| harmless(&key)));
    for row in &sheet.rows {
        record(&mut text, sheet.columns.iter().zip(row).flat_map(|(column, value)| cells(column, value)));
    }
    text.into_bytes()
}

fn record(text: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\n', '\r', ';']) || cell.starts_with(' ') || cell.ends_with(' ') {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

fn cells(column: &Column, value: &Value) -> Vec<String> {
    match (column.kind, value) {
        (Kind::Link, Value::Link { text, url }) => vec![harmless(text), harmless(url)],
        (Kind::Link, _) => vec![cell(value), String::new()],
        _ => vec![cell(value)],
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Number(_) | Value::Date(_) => raw(value),
        Value::Time(moment) => moment.to_string(),
        _ => harmless(&raw(value)),
    }
}

/// Text that no spreadsheet takes for a formula, whatever stands before the sign: white space that is
/// trimmed on import, full-width signs that some versions fold, or a `;` or line end that is read as
/// the end of a cell where the list separator is `;` (there quotes do not protect it).
fn harmless(text: &str) -> String {
    let clean = clean::lines(text);
    let mut safe = String::with_capacity(clean.len() + 1);
    if text.starts_with(['\t', '\r', '\n']) || clean.trim_start().starts_with(SIGNS) {
        safe.push('\'');
    }
    let mut after_end = false;
    for c in clean.chars() {
        if after_end && SIGNS.contains(&c) {
            safe.push('\'');
        }
        after_end = matches!(c, ';' | '\n') || (after_end && c.is_whitespace());
        safe.push(c);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(values: impl IntoIterator<Item = Value>) -> String {
        let mut sheet = Sheet::new("x").column(Column::text("a", "A"));
        for value in values {
            sheet.push([value]);
        }
        String::from_utf8(super::sheet(&sheet)).unwrap()
    }

    #[test]
    fn a_cell_that_could_be_a_formula_is_made_harmless() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+49 30 1", "'+49 30 1"),
            ("-", "'-"),
            ("@SUM(1)", "'@SUM(1)"),
            (" =1", "' =1"),
            ("\u{a0}=1", "'\u{a0}=1"),
            ("\u{3000}\t+1", "'\u{3000} +1"),
            ("\u{200b}=1", "'=1"),
            ("＝1", "'＝1"),
            ("－1", "'－1"),
            ("a-b=c", "a-b=c"),
            ("'=1", "'=1"),
            ("a@b.example", "a@b.example"),
        ];
        for (text, expected) in cases {
            assert_eq!(harmless(text), expected, "{text:?}");
        }
        for text in ["\tx", "\rx", "\nx", "\t=1", "\r\n=1"] {
            assert!(harmless(text).starts_with('\''), "{text:?}");
        }
    }

    #[test]
    fn a_semicolon_or_line_end_does_not_open_a_formula() {
        assert_eq!(harmless("a; =cmd"), "a; '=cmd");
        assert_eq!(harmless("a\n@x"), "a\n'@x");
    }

    #[test]
    fn typed_numbers_and_days_stay() {
        let text = csv([(-5).into(), jiff::civil::date(2026, 5, 1).into(), "-5".into(), Value::Empty]);
        assert_eq!(text, "\u{feff}a\r\n-5\r\n2026-05-01\r\n'-5\r\n\r\n");
    }

    #[test]
    fn quotes_commas_and_line_ends_are_quoted() {
        assert_eq!(
            csv(["a,b".into(), "say \"x\"".into(), "a\r\nb".into()]),
            "\u{feff}a\r\n\"a,b\"\r\n\"say \"\"x\"\"\"\r\n\"a\nb\"\r\n"
        );
    }

    #[test]
    fn what_was_written_is_read_back() {
        let text = csv(["a,\"b\"\nc".into(), " d ".into()]);
        let mut reader = ::csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let cells: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
        assert_eq!(cells, ["a,\"b\"\nc", " d "]);
    }

    #[test]
    fn a_link_takes_two_columns_and_no_control_sequence_is_left() {
        let sheet = Sheet::new("x")
            .column(Column::link("page", "Page"))
            .row([Value::link("\u{1b}[2Jx", "https://a.example/")]);
        assert_eq!(
            super::sheet(&sheet),
            "\u{feff}page,page_url\r\n\u{FFFD}[2Jx,https://a.example/\r\n".as_bytes()
        );
    }
}
