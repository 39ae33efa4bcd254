//! The table of a sheet.

use std::fmt::Write;

use super::markup::escape;
use crate::report::{
    clean::line,
    ink::{Ink, Span},
    layout::{self, Demand},
    look::Colour,
    plain,
    sheet::{Column, Kind, Sheet},
    value::{Tone, Value},
    words,
};

/// What a character takes, in hundredths of a `rem`.
const CHARACTER: usize = 45;
/// What the padding on both sides of a cell takes, in hundredths of a `rem`.
const PADDING: usize = 120;
/// What the margins on both sides of a page take, in hundredths of a `rem`.
const MARGINS: usize = 300;
/// Screens are told apart in steps of so many `rem`.
const STEP: usize = 5;
/// No screen is asked to be wider than this before it is shown a table, in `rem`.
const WIDEST: usize = 110;
/// Widths of columns come in steps of so many characters.
const WIDTH_STEP: usize = 2;
/// What the sign of a badge takes and the room around it, in characters.
const SIGN: usize = 3;

/// A table that is to be written: the columns that hold a value.
pub(super) struct Table<'a> {
    sheet: &'a Sheet,
    columns: Vec<Shown<'a>>,
    /// Where among the sheet's columns the one stands that names a row.
    naming: Option<usize>,
}

struct Shown<'a> {
    /// Where it stands among the sheet's columns.
    at: usize,
    column: &'a Column,
    heading: String,
    /// How many characters it has room for at least.
    characters: usize,
}

impl<'a> Table<'a> {
    pub(super) fn new(sheet: &'a Sheet) -> Self {
        let columns: Vec<Shown<'a>> =
            sheet.columns.iter().enumerate().filter_map(|(at, column)| shown(sheet, at, column)).collect();
        let names_a_row = |shown: &&Shown<'_>| matches!(shown.column.kind, Kind::Text | Kind::Link);
        let naming = columns.iter().find(names_a_row).map(|shown| shown.at);
        Self { sheet, columns, naming }
    }

    /// How wide a screen must be that has room for the table, in `rem`, rounded up to a step. None if
    /// there is no table.
    pub(super) fn room(&self) -> Option<u16> {
        let room = |shown: &Shown<'_>| shown.characters * CHARACTER + PADDING;
        let hundredths = self.columns.iter().map(room).sum::<usize>() + MARGINS;
        let rem = hundredths.div_ceil(100).next_multiple_of(STEP).min(WIDEST);
        if self.columns.is_empty() { None } else { u16::try_from(rem).ok() }
    }

    /// A rule of the style sheet for each width of a column: `.w12` holds twelve characters at least.
    pub(super) fn width_rules(&self) -> impl Iterator<Item = String> {
        self.columns.iter().map(|shown| {
            let hundredths = shown.characters * CHARACTER + PADDING;
            let (whole, part) = (hundredths / 100, hundredths % 100);
            format!(".w{} {{ min-width: {whole}.{part:02}rem; }}\n", shown.characters)
        })
    }

    /// Writes the table; a sheet whose rows are all empty has none.
    pub(super) fn write(&self, html: &mut String) {
        let Some(rem) = self.room() else { return };
        let _infallible =
            writeln!(html, "<table class=\"r{rem}\">\n<caption>{}</caption>", escape(&self.sheet.title));
        html.push_str("<thead>\n<tr>");
        for Shown { column, heading, characters, .. } in &self.columns {
            let number = if column.kind == Kind::Number { " number" } else { "" };
            let _infallible =
                write!(html, "<th scope=\"col\" class=\"w{characters}{number}\">{heading}</th>");
        }
        html.push_str("</tr>\n</thead>\n<tbody>\n");
        for row in &self.sheet.rows {
            html.push_str("<tr>");
            for shown in &self.columns {
                self.cell(html, shown, row.get(shown.at).unwrap_or(&Value::Empty));
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</tbody>\n</table>\n");
    }

    /// One cell with its heading, which is seen where the table is shown as records.
    fn cell(&self, html: &mut String, shown: &Shown<'_>, value: &Value) {
        let content = content(value);
        let heading = &shown.heading;
        let _infallible = if self.naming == Some(shown.at) && !content.is_empty() {
            write!(html, "<th scope=\"row\" data-label=\"{heading}\">{content}</th>")
        } else if shown.column.kind == Kind::Number {
            write!(html, "<td class=\"number\" data-label=\"{heading}\">{content}</td>")
        } else {
            write!(html, "<td data-label=\"{heading}\">{content}</td>")
        };
    }
}

fn shown<'a>(sheet: &'a Sheet, at: usize, column: &'a Column) -> Option<Shown<'a>> {
    let values = || sheet.rows.iter().filter_map(move |row| row.get(at));
    if values().all(Value::is_empty) {
        return None;
    }
    let printed = column.printed_heading();
    let heading = [Span { text: line(&printed).trim().to_owned(), ink: Ink::Heading }];
    let cells: Vec<Vec<Span>> = values().map(|value| plain::spans(value, Colour::Always)).collect();
    let Demand { least, most, .. } = layout::demand(column.kind, &heading, &cells);
    let sign = if column.kind == Kind::Badge { SIGN } else { 0 };
    let characters = (least.min(most) + sign).next_multiple_of(WIDTH_STEP);
    Some(Shown { at, column, heading: escape(&printed), characters })
}

/// What stands in a cell.
fn content(value: &Value) -> String {
    match value {
        Value::Date(date) => format!("<time datetime=\"{0}\">{0}</time>", plain::day(*date)),
        Value::Time(moment) => {
            format!("<time datetime=\"{moment:.0}\">{}</time>", plain::minute(*moment))
        }
        Value::Link { url, .. } => link(&escape(&plain::raw(value)), url),
        Value::Edit(edits) => line(&words::html(edits, escape)).trim().to_owned(),
        Value::Badge { text, tone } => badge(&escape(text), *tone),
        Value::Empty | Value::Text(_) | Value::Number(_) | Value::Codes(_) => escape(&plain::raw(value)),
    }
}

/// A link. Where the address may not be followed it stands behind the text, so that nothing gets lost.
fn link(text: &str, url: &str) -> String {
    let printed = escape(url);
    match plain::safe_address(url) {
        Some(address) => {
            let address = escape(&address.replace(' ', "%20"));
            // On paper the address is printed behind the text, unless it is the text.
            let class = if text == printed || text == address { " class=\"bare\"" } else { "" };
            format!("<a href=\"{address}\" rel=\"noreferrer noopener\"{class}>{text}</a>")
        }
        None if printed.is_empty() || text == printed => text.to_owned(),
        None => format!("{text} ({printed})"),
    }
}

/// A word with its tone: in colour, by a sign, and in words for whoever is read to.
fn badge(text: &str, tone: Tone) -> String {
    if text.is_empty() {
        return String::new();
    }
    let (class, sign, meaning) = match tone {
        Tone::Good => ("good", "✓", "good"),
        Tone::Warning => ("warning", "!", "attention"),
        Tone::Bad => ("bad", "✕", "alert"),
        Tone::Quiet => return format!("<span class=\"badge quiet\">{text}</span>"),
    };
    format!(
        "<span class=\"badge {class}\"><span aria-hidden=\"true\">{sign}&nbsp;</span>{text}\
         <span class=\"unseen\"> ({meaning})</span></span>"
    )
}
