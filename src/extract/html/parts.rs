//! Parts of a page that it carries as data: records that are no things themselves but hold lists of things.

use serde_json::{Map, Value};

/// Keys of a text that heads what else is in its record.
const HEADING: [&str; 6] = ["heading", "title", "headline", "label", "category", "name"];
/// Keys of what things are called by.
const NAMING: [&str; 8] =
    ["name", "company", "vendor", "provider", "subprocessor", "entity", "processor", "supplier"];
/// Keys of lists in general.
const LISTS: [&str; 10] = [
    "items",
    "rows",
    "entries",
    "list",
    "data",
    "subprocessors",
    "vendors",
    "providers",
    "children",
    "companies",
];
/// A heading is not longer, in bytes.
const HEADING_BYTES: usize = 120;

/// What a record calls itself.
pub(super) fn heading(record: &Map<String, Value>) -> Option<&str> {
    let texts = HEADING.iter().filter_map(|key| record.get(*key).and_then(Value::as_str));
    texts.into_iter().find(|text| !text.trim().is_empty() && text.len() <= HEADING_BYTES)
}

/// Whether the items of an array are parts of a page rather than things: at least half of them hold a list of
/// things.
pub(super) fn are_held_by(items: &[Value]) -> bool {
    let parts = items.iter().filter(|item| item.as_object().is_some_and(is_part)).count();
    parts > 0 && parts * 2 >= items.len()
}

/// Records that stand under what they are called by, with that as their name.
///
/// A key that parts its words, or begins large, is the name of a thing; others are of fields.
pub(super) fn keyed(records: &Map<String, Value>) -> Option<Vec<Value>> {
    let is_name = |key: &str| key.starts_with(char::is_uppercase) || key.contains(' ');
    let fields = |value: &Value| {
        let record = value.as_object()?;
        let is_named = record.keys().any(|key| NAMING.contains(&lower(key).as_str()));
        let texts = record.values().filter(|value| value.is_string()).count();
        (!is_named && texts > 0).then(|| record.keys().next().cloned()).flatten()
    };
    let first = fields(records.values().next()?)?;
    let is_alike = |(key, value): (&String, &Value)| is_name(key) && fields(value).as_ref() == Some(&first);
    if records.len() < 2 || !records.iter().all(is_alike) {
        return None;
    }
    let named = |(key, value): (&String, &Value)| {
        let mut record = Map::from_iter([("name".to_owned(), Value::from(key.as_str()))]);
        record
            .extend(value.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())));
        Value::Object(record)
    };
    Some(records.iter().map(named).collect())
}

/// A heading and a list of named records. A thing that has a name of its own may hold lists as well (its
/// places, its products): it is a part only where it says nothing but its name.
fn is_part(record: &Map<String, Value>) -> bool {
    let said = record.iter().filter(|(key, value)| value.is_string() && !is_technical(key)).count();
    let named = record.keys().any(|key| NAMING.contains(&lower(key).as_str()));
    let headed = !named && heading(record).is_some();
    record.iter().any(|(key, value)| {
        holds_things(value) && (headed || (said <= 1 && LISTS.contains(&lower(key).as_str())))
    })
}

/// Whether a value is a list of named records.
fn holds_things(value: &Value) -> bool {
    let thing = |record: &Map<String, Value>| {
        record.len() > 1
            && record.iter().any(|(key, value)| value.is_string() && NAMING.contains(&lower(key).as_str()))
    };
    let records = value.as_array().into_iter().flatten().take(3).filter_map(Value::as_object);
    records.into_iter().any(thing)
}

/// Whether a key is for programs only.
fn is_technical(key: &str) -> bool {
    key.starts_with(['_', '$']) || matches!(key, "id" | "type" | "slug" | "key" | "uuid")
}

/// A key in lower case, without what parts its words.
fn lower(key: &str) -> String {
    key.chars().filter(|letter| letter.is_alphanumeric()).take(40).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn records_under_names_are_named_by_them() {
        let named = |value: Value| keyed(value.as_object().unwrap());
        let records =
            named(json!({"Acme": {"use": "Mail"}, "Bolt AG": {"use": "Chat", "at": "EU"}})).unwrap();
        assert_eq!(records[1], json!({"name": "Bolt AG", "use": "Chat", "at": "EU"}));
        assert_eq!(named(json!({"home": {"url": "/"}, "about": {"url": "/about"}})), None);
        assert_eq!(named(json!({"Acme": {"name": "Acme", "use": "Mail"}, "Bolt": {"name": "Bolt"}})), None);
    }

    #[test]
    fn parts_of_a_page_are_told_from_things_that_hold_lists() {
        let held = |value: Value| are_held_by(value.as_array().unwrap());
        let things = json!([{"name": "Acme", "at": "EU"}]);
        assert!(held(json!([{"title": "Core", "body": "x", "more": "y", "rows": things}])));
        assert!(held(json!([{"id": "c1", "name": "Core", "items": things}, {"name": "More", "items": []}])));
        assert!(!held(json!([{"name": "Acme", "purpose": "Mail", "items": things}])));
        assert!(!held(json!([{"title": "Acme", "places": [{"city": "Bonn", "country": "DE"}]}])));
        assert!(!held(json!([{"title": "Acme", "use": "Mail"}])));
    }
}
