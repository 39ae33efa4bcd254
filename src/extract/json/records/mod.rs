//! Finds the records in a tree of values and lays them out as grids.

mod keys;
mod shapes;

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use self::{
    keys::{HEADERS, is_naming, lower},
    shapes::{
        columns, data, header, is_envelope, is_language_tag, is_map_of_lists, is_map_of_names,
        is_map_of_records, label, level, one_language, row, unwrapped,
    },
};
use super::cell;
use crate::{
    extract::{
        draft::{Draft, Frame, MAX_COLUMNS, MAX_DEPTH, within},
        error::ExtractError,
    },
    model::{Cell, Row, Shape, Visibility},
};

/// A string of at least this many characters is prose rather than a fact.
const PROSE: usize = 80;
/// Reads a tree into the draft.
pub(super) fn read(value: &Value, draft: &mut Draft, visibility: Visibility) -> Result<(), ExtractError> {
    Walk { draft, visibility }.value(value, 1)
}

/// Goes through the values and writes what it finds into the draft.
struct Walk<'a> {
    draft: &'a mut Draft,
    visibility: Visibility,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value, depth: usize) -> Result<(), ExtractError> {
        within(depth, MAX_DEPTH, "levels of nesting")?;
        match value {
            Value::Object(map) => self.object(map, depth),
            Value::Array(items) => self.array(items, None, depth),
            Value::String(text) => {
                self.draft.prose(&cell::pieces(text));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A map of records or of names, or else facts and the lists below its keys.
    fn object(&mut self, map: &Map<String, Value>, depth: usize) -> Result<(), ExtractError> {
        if is_map_of_records(map) {
            return self.keyed(map);
        }
        if depth > 1 && is_map_of_names(map) {
            let rows = map.iter().map(|(key, value)| row([Cell::plain(key), data(value)])).collect();
            return self.grid(Shape::Definitions, rows);
        }
        self.facts(map);
        let columns = map
            .iter()
            .find(|(key, _)| HEADERS.contains(&lower(key).as_str()))
            .and_then(|(key, value)| Some((key, columns(value)?)));
        for (key, value) in map {
            if !matches!(value, Value::Array(_) | Value::Object(_))
                || columns.as_ref().is_some_and(|(header, _)| *header == key)
            {
                continue;
            }
            let level = level(depth);
            self.draft.under(level, key);
            match value {
                Value::Array(items) => {
                    self.array(items, columns.as_ref().map(|(_, names)| names.as_slice()), depth + 1)?;
                }
                value => self.value(value, depth + 1)?,
            }
            self.draft.leave(level);
        }
        Ok(())
    }

    /// The scalars of an object: facts of the document, or of the group it is.
    fn facts(&mut self, map: &Map<String, Value>) {
        for (key, value) in map {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                _ => continue,
            };
            match lower(key).as_str() {
                "title" if !self.draft.has_title() => self.draft.title(&text),
                "lang" | "language" | "locale" if is_language_tag(&text) => self.draft.language(&text),
                _ => {}
            }
            if text.chars().count() >= PROSE && text.contains(' ') {
                self.draft.prose(&cell::pieces(&text));
            } else {
                self.draft.metadata(key, &crate::model::join(&cell::pieces(&text)));
            }
        }
    }

    /// A list of records, of rows, or of plain values; `columns` are the names that stand beside it.
    fn array(
        &mut self,
        items: &[Value],
        columns: Option<&[String]>,
        depth: usize,
    ) -> Result<(), ExtractError> {
        within(depth, MAX_DEPTH, "levels of nesting")?;
        let count = |is: fn(&Value) -> bool| items.iter().filter(|item| is(item)).count();
        if count(Value::is_object) * 2 > items.len() {
            let records: Vec<&Map<String, Value>> =
                items.iter().filter_map(Value::as_object).map(unwrapped).collect();
            return match inner_lists(&records) {
                inner if inner.is_empty() => self.records(&records),
                inner => self.groups(&records, &inner, depth),
            };
        }
        if count(Value::is_array) * 2 > items.len() {
            return self.rows(items, columns, depth);
        }
        let rows: Vec<Row> =
            items.iter().map(data).filter(|cell| !cell.is_empty()).map(|cell| row([cell])).collect();
        self.grid(Shape::List, rows)
    }

    /// Rows as arrays of cells. Arrays that hold more than cells are read one by one.
    fn rows(
        &mut self,
        items: &[Value],
        columns: Option<&[String]>,
        depth: usize,
    ) -> Result<(), ExtractError> {
        let flat = |item: &Value| {
            item.as_array()
                .is_some_and(|cells| cells.iter().all(|cell| !cell.is_object() && !cell.is_array()))
        };
        if !items.iter().all(flat) {
            return items.iter().try_for_each(|item| self.value(item, depth + 1));
        }
        let mut rows: Vec<Row> = Vec::new();
        rows.extend(columns.map(|names| row(names.iter().map(|name| header(name)))));
        rows.extend(items.iter().filter_map(Value::as_array).map(|cells| row(cells.iter().map(data))));
        if columns.is_none() && items[0].as_array().is_some_and(|cells| cells.iter().all(Value::is_string)) {
            crate::extract::table::mark_header(&mut rows);
        }
        self.grid(Shape::Table, rows)
    }

    /// Records that are groups of other records: each inner list is a grid under the label of its group.
    fn groups(
        &mut self,
        records: &[&Map<String, Value>],
        inner: &[&str],
        depth: usize,
    ) -> Result<(), ExtractError> {
        for record in records {
            let level = level(depth);
            let label = label(record);
            self.draft.under(level, label.as_deref().unwrap_or_default());
            for (key, value) in *record {
                match value {
                    Value::String(text) if Some(text) != label.as_ref() => {
                        self.draft.prose(&cell::pieces(text));
                    }
                    _ if inner.contains(&key.as_str()) => {
                        if inner.len() > 1 {
                            self.draft.under((level + 1).min(7), key);
                        }
                        self.value(value, depth + 1)?;
                    }
                    _ => {}
                }
            }
            self.draft.leave(level);
        }
        Ok(())
    }

    fn records(&mut self, records: &[&Map<String, Value>]) -> Result<(), ExtractError> {
        let rows = laid_out(records)?;
        self.grid(Shape::Records, rows)
    }

    /// A map of name or id to record.
    fn keyed(&mut self, map: &Map<String, Value>) -> Result<(), ExtractError> {
        let records: Vec<&Map<String, Value>> =
            map.values().filter_map(Value::as_object).map(unwrapped).collect();
        let named = records.iter().any(|record| record.keys().any(|key| is_naming(key)));
        let mut rows = laid_out(&records)?;
        let keys = std::iter::once(header(if named { "key" } else { "name" }))
            .chain(map.keys().map(|key| Cell::plain(key)));
        for (row, key) in rows.iter_mut().zip(keys) {
            row.cells.insert(0, key);
        }
        self.grid(Shape::Records, rows)
    }

    fn grid(&mut self, shape: Shape, rows: Vec<Row>) -> Result<(), ExtractError> {
        self.draft.grid(Frame { shape, caption: None, visibility: self.visibility }, rows)
    }
}

/// Header row and rows: the union of the keys in order of first appearance.
fn laid_out(records: &[&Map<String, Value>]) -> Result<Vec<Row>, ExtractError> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut rows = vec![Row::default()];
    for record in records {
        let mut flat = Vec::new();
        flatten(record, "", 0, &mut flat);
        let mut cells = Vec::new();
        for (key, cell) in flat {
            let next = places.len();
            let at = *places.entry(key).or_insert_with_key(|key| {
                rows[0].cells.push(header(key));
                next
            });
            within(places.len(), MAX_COLUMNS, "columns in a table")?;
            if cells.len() <= at {
                cells.resize_with(at + 1, Cell::default);
            }
            cells[at] = cell;
        }
        rows.push(Row { cells, heading: None });
    }
    // A record without a value is no row, and keys without any record are no table.
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    if rows.len() < 2 {
        rows.clear();
    }
    Ok(rows)
}

/// The fields of a record and of the records in it, as `outer.inner`.
fn flatten(record: &Map<String, Value>, prefix: &str, depth: usize, into: &mut Vec<(String, Cell)>) {
    for (key, value) in record {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Object(map) if prefix.is_empty() && is_envelope(record, key, map) => {
                flatten(map, "", depth + 1, into);
            }
            Value::Object(map) => match one_language(map) {
                Some(text) => into.push((path, data(text))),
                None if depth >= 5 || is_map_of_lists(map) => into.push((path, data(value))),
                None => flatten(map, &path, depth + 1, into),
            },
            value => into.push((path, data(value))),
        }
    }
}

/// The keys whose arrays hold the real records, of which the outer ones are groups: inner records have a name
/// and say more.
fn inner_lists<'a>(records: &[&'a Map<String, Value>]) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let mut own: HashSet<&str> = HashSet::new();
    let mut inner: HashSet<&str> = HashSet::new();
    for (key, value) in records.iter().copied().flatten() {
        let objects: Vec<&Map<String, Value>> = value
            .as_array()
            .map(|items| items.iter().filter_map(Value::as_object).collect())
            .unwrap_or_default();
        if objects.iter().any(|object| object.keys().any(|key| is_naming(key))) {
            inner.extend(objects.iter().flat_map(|object| object.keys()).map(String::as_str));
            if !found.contains(&key.as_str()) {
                found.push(key);
            }
        } else {
            own.insert(key);
        }
    }
    if inner.len() >= 2 && inner.len() >= own.len() { found } else { Vec::new() }
}
