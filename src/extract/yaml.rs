//! YAML 1.2, read as the values of JSON. Scalars stay as they are written.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

use super::{
    draft::{MAX_DEPTH, within},
    error::ExtractError,
};

/// The most values of a document, those that aliases repeat included.
pub(super) const MAX_VALUES: usize = 1_000_000;

/// One YAML document, or several as the items of a list.
pub(super) fn value(text: &str) -> Result<Value, ExtractError> {
    let mut documents = values(text)?;
    Ok(if documents.len() == 1 { documents.remove(0) } else { Value::Array(documents) })
}

/// The documents of a stream.
pub(super) fn values(text: &str) -> Result<Vec<Value>, ExtractError> {
    let mut loader = Loader::default();
    for event in Parser::new_from_str(text.trim_start_matches('\u{feff}')) {
        match event {
            Ok((event, _)) => loader.event(event)?,
            Err(error) => return Err(ExtractError::Unreadable { kind: "YAML", reason: error.to_string() }),
        }
    }
    Ok(loader.documents)
}

/// Builds values from events. The parser's own tree is not used: it clones what aliases name, without a limit
/// on depth.
#[derive(Default)]
struct Loader {
    documents: Vec<Value>,
    open: Vec<Open>,
    anchors: HashMap<usize, (Value, usize)>,
    values: usize,
    /// How many values the anchors hold together.
    kept: usize,
}

/// A collection that is not yet closed.
struct Open {
    value: Value,
    key: Option<String>,
    anchor: usize,
    began_at: usize,
}

impl Loader {
    fn event(&mut self, event: Event<'_>) -> Result<(), ExtractError> {
        match event {
            Event::DocumentStart(_) => self.anchors.clear(),
            Event::SequenceStart(anchor, _) => self.open(Value::Array(Vec::new()), anchor)?,
            Event::MappingStart(anchor, _) => self.open(Value::Object(Map::new()), anchor)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let size = self.values - open.began_at;
                    self.close(open.value, open.anchor, size)?;
                }
            }
            Event::Scalar(text, style, anchor, _) => {
                self.count(1)?;
                let null =
                    style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                self.close(if null { Value::Null } else { Value::String(text.into_owned()) }, anchor, 1)?;
            }
            Event::Alias(anchor) => {
                // Counted before it is copied, so that a bomb stops before it goes off.
                let size = self.anchors.get(&anchor).map_or(1, |(_, size)| *size);
                self.count(size)?;
                let value = self.anchors.get(&anchor).map_or(Value::Null, |(value, _)| value.clone());
                within(self.open.len() + depth(&value), MAX_DEPTH, "levels of nesting")?;
                self.close(value, 0, size)?;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn count(&mut self, more: usize) -> Result<(), ExtractError> {
        self.values = self.values.saturating_add(more);
        within(self.values, MAX_VALUES, "values in a YAML document")
    }

    fn open(&mut self, value: Value, anchor: usize) -> Result<(), ExtractError> {
        self.count(1)?;
        let began_at = self.values - 1;
        self.open.push(Open { value, key: None, anchor, began_at });
        within(self.open.len(), MAX_DEPTH, "levels of nesting")
    }

    fn close(&mut self, value: Value, anchor: usize, size: usize) -> Result<(), ExtractError> {
        if anchor > 0 {
            // What is kept for aliases is a copy. Anchors inside each other would keep the same values once a
            // level.
            self.kept = self.kept.saturating_add(size);
            within(self.kept, MAX_VALUES, "values behind anchors in a YAML document")?;
            self.anchors.insert(anchor, (value.clone(), size));
        }
        let Some(open) = self.open.last_mut() else {
            self.documents.push(value);
            return Ok(());
        };
        match (&mut open.value, open.key.take()) {
            (Value::Array(items), _) => items.push(value),
            (Value::Object(_), None) => open.key = Some(key(value)),
            // `<<` takes over what another mapping says (YAML 1.1 merge key); what stands here wins.
            (Value::Object(map), Some(key)) if key == "<<" => merge(map, value),
            (Value::Object(map), Some(key)) => {
                map.insert(key, value);
            }
            _ => {}
        }
        Ok(())
    }
}

fn merge(map: &mut Map<String, Value>, value: Value) {
    let sources = match value {
        Value::Array(items) => items,
        one => vec![one],
    };
    for (key, value) in sources
        .into_iter()
        .filter_map(|source| if let Value::Object(source) = source { Some(source) } else { None })
        .flatten()
    {
        map.entry(key).or_insert(value);
    }
}

fn key(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Values here are at most [`MAX_DEPTH`] deep, for they were built by the loader.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{extract::json, model::Document};

    fn document(text: &str) -> Result<Document, ExtractError> {
        json::value(&value(text)?)
    }

    #[test]
    fn values_stay_as_they_are_written() {
        let read = values(
            "updated: 2026-08-15\nversion: 1.10\nno: NO\nempty:\nquoted: \"~\"\ntext: |\n  one\n  two\n",
        )
        .unwrap();
        assert_eq!(
            read,
            [json!({
                "updated": "2026-08-15", "version": "1.10", "no": "NO", "empty": null, "quoted": "~",
                "text": "one\ntwo\n"
            })]
        );
    }

    #[test]
    fn several_documents_are_records_of_one_list() {
        let read = document("---\nname: Acme\nuse: Mail\n---\nname: Beta\nuse: Web\n...\n").unwrap();
        assert_eq!(read.grids[0].rows.len(), 3);
    }

    #[test]
    fn aliases_and_merge_keys_are_followed() {
        let read = values("base: &us\n  place: US\n  use: Web\nlist:\n  - <<: *us\n    use: Mail\n  - *us\n")
            .unwrap();
        assert_eq!(read[0]["list"], json!([{"place": "US", "use": "Mail"}, {"place": "US", "use": "Web"}]));
    }

    #[test]
    fn a_bomb_of_aliases_meets_the_limit() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for at in 1..12 {
            let aliases = vec![format!("*a{}", at - 1); 10].join(", ");
            bomb += &["a", &at.to_string(), ": &a", &at.to_string(), " [", &aliases, "]\n"].concat();
        }
        assert!(matches!(document(&bomb), Err(ExtractError::TooLarge { limit }) if limit.contains("values")));
    }

    #[test]
    fn anchors_inside_each_other_meet_the_limit_though_nothing_names_them() {
        let opened: String = (0..60).map(|at| ["&a", &at.to_string(), " ["].concat()).collect();
        let page = opened + &"a,".repeat(MAX_VALUES / 50) + &"]".repeat(60);
        assert!(
            matches!(document(&page), Err(ExtractError::TooLarge { limit }) if limit.contains("anchors"))
        );
    }

    #[test]
    fn depth_meets_the_limit() {
        let error = document(&"- ".repeat(10_000)).unwrap_err();
        assert!(matches!(error, ExtractError::TooLarge { limit } if limit.contains("levels")));
        assert!(document(&"[".repeat(10_000)).is_err());
        assert!(document(&"{a: ".repeat(10_000)).is_err());
    }

    #[test]
    fn broken_yaml_is_an_error() {
        assert!(matches!(document("a: [1, 2\nb: }\n"), Err(ExtractError::Unreadable { kind: "YAML", .. })));
    }
}
