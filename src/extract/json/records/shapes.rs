//! What an object of JSON is: an envelope, a map of records, a record with a label.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{
    super::cell,
    keys::{ENVELOPES, GROUPING, is_language, is_naming, lower},
};
use crate::model::{Break, Cell, CellRole, Row};

/// The record inside its envelope: `{"node": {…}}`, `{"id": 1, "attributes": {…}}`.
pub(super) fn unwrapped(record: &Map<String, Value>) -> &Map<String, Value> {
    let inner = record
        .iter()
        .find_map(|(key, value)| value.as_object().filter(|_| ENVELOPES.contains(&lower(key).as_str())));
    match inner {
        Some(inner) if record.len() == 1 => inner,
        _ => record,
    }
}

/// Whether all that a record says of itself stands in that one member of it.
pub(super) fn is_envelope(record: &Map<String, Value>, key: &str, inner: &Map<String, Value>) -> bool {
    let others = || record.keys().filter(|other| *other != key);
    let collides = others().any(|other| inner.contains_key(other));
    let named = others().any(|other| is_naming(other));
    ENVELOPES.contains(&lower(key).as_str()) && !named && !collides && !is_map_of_lists(inner)
}

/// `{"id": {record}, …}`: at least two records that share most of their keys.
pub(super) fn is_map_of_records(map: &Map<String, Value>) -> bool {
    let records: Vec<&Map<String, Value>> = map.values().filter_map(Value::as_object).collect();
    if records.len() < 2 || records.len() < map.len() || records.iter().any(|record| record.is_empty()) {
        return false;
    }
    let holds_more = |value: &Value| match value {
        Value::Array(items) => {
            items.iter().any(|item| item.as_object().is_some_and(|object| object.len() > 1))
        }
        Value::Object(inner) => inner.values().any(|value| value.is_object() || value.is_array()),
        _ => false,
    };
    if records.iter().copied().flatten().any(|(_, value)| holds_more(value)) {
        return false;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for key in records.iter().flat_map(|record| record.keys()) {
        *counts.entry(key).or_default() += 1;
    }
    let total: usize = counts.values().sum();
    // On average a key stands in more than half of the records.
    total * 2 > counts.len() * records.len()
}

/// `{"Acme": "Mail", "Beta Inc.": "Web", …}`: keys that look like names rather than like identifiers.
pub(super) fn is_map_of_names(map: &Map<String, Value>) -> bool {
    let is_name = |key: &String| key.starts_with(char::is_uppercase) || key.contains(' ');
    map.len() >= 3 && map.values().all(Value::is_string) && map.keys().all(is_name)
}

/// Whether every member of an object is a list of plain values.
pub(super) fn is_map_of_lists(map: &Map<String, Value>) -> bool {
    !map.is_empty()
        && map.values().all(|value| {
            value
                .as_array()
                .is_some_and(|items| items.iter().all(|item| !item.is_object() && !item.is_array()))
        })
}

/// The English text, where an object holds the same text in several languages.
pub(super) fn one_language(map: &Map<String, Value>) -> Option<&Value> {
    let is_translation = |key: &str, value: &Value| {
        key.len() <= 5 && (value.is_string() || value.is_null()) && is_language(key)
    };
    let all = map.iter().all(|(key, value)| is_translation(key, value));
    let english = || map.iter().find(|(key, _)| lower(key).starts_with("en"));
    if all { english().map(|(_, value)| value) } else { None }
}

/// The names of columns, printed beside the rows: strings, or objects with a label.
pub(super) fn columns(value: &Value) -> Option<Vec<String>> {
    let items = value.as_array().filter(|items| items.len() > 1)?;
    items
        .iter()
        .map(|item| match item {
            Value::String(text) => Some(text.clone()),
            Value::Object(map) => label(map),
            _ => None,
        })
        .collect()
}

/// What a record calls itself.
pub(super) fn label(record: &Map<String, Value>) -> Option<String> {
    let texts = || record.iter().filter_map(|(key, value)| Some((key, value.as_str()?)));
    let named = texts().find(|(key, _)| is_naming(key));
    let of_group = || texts().find(|(key, _)| GROUPING.contains(&lower(key).as_str()));
    let (_, label) = named.or_else(of_group).or_else(|| texts().next())?;
    Some(label.to_owned())
}

/// The level of a heading that a key at this depth is.
pub(super) fn level(depth: usize) -> u8 {
    u8::try_from(depth).unwrap_or(6).clamp(1, 6)
}

/// Whether a text is a tag of a language (BCP 47): `en`, `pt-BR`.
pub(super) fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split(['-', '_']);
    let primary = parts.next().is_some_and(|code| {
        matches!(code.len(), 2 | 3) && code.bytes().all(|byte| byte.is_ascii_lowercase())
    });
    primary
        && parts
            .all(|part| matches!(part.len(), 2..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// A row of these cells.
pub(super) fn row(cells: impl IntoIterator<Item = Cell>) -> Row {
    Row { cells: cells.into_iter().collect(), heading: None }
}

/// A header cell with this text.
pub(super) fn header(text: &str) -> Cell {
    Cell { role: CellRole::Header, ..Cell::plain(text) }
}

/// The cell of a value. What is no list begins on the line at hand.
pub(super) fn data(value: &Value) -> Cell {
    let mut pieces = cell::of(value);
    if let Some(first) = pieces.first_mut()
        && !value.is_array()
        && !value.is_object()
    {
        first.breaks = Break::None;
    }
    Cell { role: CellRole::Data, pieces }
}
