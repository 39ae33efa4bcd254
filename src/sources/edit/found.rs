//! Blocks found by their names, in a text that loads.

use toml_edit::{ArrayOfTables, Document, Table};

use super::{
    error::EditError,
    lines,
    section::{self, Section},
};
use crate::{
    model::{Slug, Vendor},
    sources::{
        IsSelector, load_with,
        problem::{Log, START},
        toml_tree,
    },
};

const MARK: &str = "\u{feff}";

/// The byte order mark of a text, perhaps empty, and what stands behind it.
pub(super) fn without_mark(text: &str) -> (&str, &str) {
    text.strip_prefix(MARK).map_or(("", text), |rest| (MARK, rest))
}

/// Nothing, if the text loads as it is.
pub(super) fn load(text: &str, is_selector: IsSelector) -> Result<(), EditError> {
    load_with(text, is_selector).map(|_| ()).map_err(|problems| EditError::Flawed { problems })
}

/// The text with the place of everything in it.
pub(super) fn parsed(text: &str) -> Result<Document<&str>, EditError> {
    Document::parse(text).map_err(|error| {
        let mut log = Log::new(text);
        let at = error.span().map_or(START, |span| span.start);
        log.add(at, format!("this is not TOML: {}", error.message().trim()));
        EditError::Flawed { problems: log.into_never_empty() }
    })
}

/// All blocks of a list; none, if the list is not there.
pub(super) fn blocks<'d>(
    text: &str,
    document: &'d Document<&str>,
    list: &'static str,
) -> Result<Option<&'d ArrayOfTables>, EditError> {
    let Some((key, item)) = document.get_key_value(list) else { return Ok(None) };
    let line = || line(text, key.span().map_or(START, |span| span.start));
    item.as_array_of_tables().map(Some).ok_or_else(|| EditError::InBrackets { list, line: line() })
}

/// The sections of all blocks of a list.
pub(super) fn sections(blocks: Option<&ArrayOfTables>) -> Vec<Section> {
    blocks.into_iter().flatten().flat_map(section::sections).collect()
}

/// The source of a slug, and its place in the list.
pub(super) fn source<'d>(
    text: &str,
    document: &'d Document<&str>,
    slug: &Slug,
) -> Result<(usize, &'d Table), EditError> {
    let sources = blocks(text, document, "source")?;
    let of_slug = |(_, table): &(usize, &Table)| text_of(table, "slug") == slug.as_str();
    sources
        .into_iter()
        .flatten()
        .enumerate()
        .find(of_slug)
        .ok_or_else(|| EditError::NoSource { slug: slug.clone(), near: near(slug.as_str(), sources, "slug") })
}

/// The vendor of a name, and its place in the list.
pub(super) fn vendor<'d>(
    text: &str,
    document: &'d Document<&str>,
    name: &str,
) -> Result<(usize, &'d Table), EditError> {
    let vendors = blocks(text, document, "vendor")?;
    let of_name = |(_, table): &(usize, &Table)| Vendor::key(text_of(table, "name")) == Vendor::key(name);
    vendors
        .into_iter()
        .flatten()
        .enumerate()
        .find(of_name)
        .ok_or_else(|| EditError::NoVendor { name: name.to_owned(), near: near(name, vendors, "name") })
}

fn near(given: &str, blocks: Option<&ArrayOfTables>, key: &str) -> Option<String> {
    let names: Vec<&str> = blocks.into_iter().flatten().map(|table| text_of(table, key)).collect();
    toml_tree::nearest(given, &names).map(str::to_owned)
}

/// The text under a key as it is read: without white space around it.
pub(super) fn text_of<'d>(table: &'d Table, key: &str) -> &'d str {
    table.get(key).and_then(|item| item.as_str()).unwrap_or_default().trim()
}

/// The line in which a key of a block stands.
pub(super) fn line_of(text: &str, table: &Table, key: &str) -> usize {
    line(text, table.key(key).and_then(toml_edit::Key::span).map_or(START, |span| span.start))
}

/// The line of a place, from 1.
fn line(text: &str, at: usize) -> usize {
    let start = lines::line_start(text, at);
    text.get(..start).unwrap_or_default().matches('\n').count() + 1
}
