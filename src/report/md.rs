//! GitHub Flavored Markdown: a heading, the notes, a table.

use std::fmt::Write;

use super::{
    clean::line,
    plain,
    sheet::{Kind, Report, Sheet},
    value::Value,
    words,
};

/// Several sheets, each under a heading of the second level.
pub(super) fn report(report: &Report) -> String {
    let mut text = format!("# {}\n", escape(&report.title));
    paragraphs(&mut text, &report.notes);
    for sheet in &report.sheets {
        text.push('\n');
        text.push_str(&self::sheet(sheet, "##"));
    }
    text
}

/// One sheet under a heading of the given level, such as `##`.
pub(super) fn sheet(sheet: &Sheet, level: &str) -> String {
    let mut text = format!("{level} {}\n", escape(&sheet.title));
    paragraphs(&mut text, &sheet.above);
    if sheet.rows.is_empty() {
        paragraphs(&mut text, std::slice::from_ref(&sheet.nothing));
    } else if !sheet.columns.is_empty() {
        text.push('\n');
        row(&mut text, sheet.columns.iter().map(|column| escape(&column.printed_heading())));
        row(
            &mut text,
            sheet
                .columns
                .iter()
                .map(|column| if column.kind == Kind::Number { "---:" } else { "---" }.to_owned()),
        );
        for values in &sheet.rows {
            row(&mut text, values.iter().map(cell));
        }
    }
    paragraphs(&mut text, &sheet.below);
    text
}

fn paragraphs(text: &mut String, lines: &[String]) {
    for line in lines {
        let _infallible = write!(text, "\n{}\n", escape(line));
    }
}

fn row(text: &mut String, cells: impl Iterator<Item = String>) {
    text.push('|');
    for cell in cells {
        let _infallible = write!(text, " {cell} |");
    }
    text.push('\n');
}

fn cell(value: &Value) -> String {
    match value {
        Value::Link { url, .. } => match plain::safe_address(url) {
            Some(address) => format!("[{}](<{}>)", escape(&plain::text(value)), target(&address)),
            None => escape(&plain::text(value)),
        },
        Value::Edit(edits) => line(&words::html(edits, escape)).trim().to_owned(),
        _ => escape(&plain::text(value)),
    }
}

/// An address between `<` and `>` in a table cell.
fn target(address: &str) -> String {
    line(address)
        .replace('<', "%3C")
        .replace('>', "%3E")
        .replace('\\', "%5C")
        .replace('|', "%7C")
        .replace(' ', "%20")
        .replace('`', "%60")
}

/// Text that is no markup: neither GFM nor the HTML that GFM lets through.
fn escape(text: &str) -> String {
    let clean = line(text);
    let clean = clean.trim();
    let mut safe = String::with_capacity(clean.len() + 8);
    for (at, c) in clean.chars().enumerate() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => safe.extend(['\\', c]),
            // Signs that begin a list, a heading or a rule do so only where a line begins.
            '#' | '-' | '+' | '=' | '!' if at == 0 => safe.extend(['\\', c]),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::WordEdit,
        report::{Column, Tone},
    };

    #[test]
    fn a_sheet_is_a_heading_notes_and_a_table() {
        let sheet = Sheet::new("Changes")
            .above("2 changes since 2026-05-01.")
            .column(Column::link("vendor", "Vendor"));
        let sheet =
            sheet.column(Column::number("rows", "Rows")).column(Column::edit("what", "What changed")).row([
                Value::link("Clerk.io", "https://a.example/x|y"),
                12.into(),
                vec![
                    WordEdit::Kept("in ".into()),
                    WordEdit::Deleted("USA ".into()),
                    WordEdit::Inserted("<b>EU ".into()),
                    WordEdit::Kept("only".into()),
                ]
                .into(),
            ]);
        let sheet = sheet
            .row(["a|b\n`c`".into(), Value::Empty, Value::badge("new", Tone::Good)])
            .below("Read *all* of it.");
        insta::assert_snapshot!(super::sheet(&sheet, "#"), @r#"
        # Changes

        2 changes since 2026-05-01.

        | Vendor | Rows | What changed |
        | --- | ---: | --- |
        | [Clerk.io](<https://a.example/x%7Cy>) | 12 | in <del>USA</del> <ins>&lt;b&gt;EU</ins> only |
        | a\|b \`c\` |  | new |

        Read \*all\* of it.
        "#);
    }

    #[test]
    fn nothing_of_a_page_becomes_markup() {
        assert_eq!(escape("<script>&lt;"), "&lt;script&gt;&amp;lt;");
        assert_eq!(escape("[x](javascript:y) **b** _i_ \\"), r"\[x\](javascript:y) \*\*b\*\* \_i\_ \\");
        assert_eq!(escape("# no heading"), r"\# no heading");
        assert_eq!(escape("a\u{1b}[2J\u{202e}b\r\nc"), "a\u{FFFD}\\[2Jb c");
        assert_eq!(cell(&Value::link("click", "javascript:alert(1)")), "click");
        assert_eq!(
            cell(&Value::link("a]b", "https://a.example/<x>")),
            r"[a\]b](<https://a.example/%3Cx%3E>)"
        );
    }
}
