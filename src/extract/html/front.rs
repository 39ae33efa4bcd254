//! Front matter: the block of metadata at the head of a text file (YAML between `---`, TOML between `+++`).

use saphyr::{LoadableYamlNode, Yaml};
use serde_json::{Map, Number, Value};

/// Front matter longer than this is left unread, in bytes.
const FRONT_BYTES: usize = 64 << 10;
/// Brackets of YAML in flow style that are read, and marks of structure at the head of one line.
const BRACKETS: usize = 400;
/// Levels of it that are read.
const DEPTH: usize = 16;

/// Parts a text into what its front matter says and the rest.
pub(in crate::extract) fn split(text: &str) -> (Front, &str) {
    let (head, rest) = halves(text);
    let fence = head.get(..3).unwrap_or("");
    let inner = head.split_once('\n').and_then(|(_, inner)| inner.trim_end().rsplit_once('\n')).map_or("", |(inner, _)| inner);
    let front = if inner.is_empty() || inner.len() > FRONT_BYTES { Front::default() } else { Front::read(inner, fence) };
    (front, rest)
}

/// Cuts a text after its front matter, fences included. The first half is empty where there is none of it.
pub(in crate::extract) fn halves(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let fence = ["---", "+++"].into_iter().find(|fence| text.lines().next().is_some_and(|line| line.trim_end() == *fence));
    let Some((fence, start)) = fence.and_then(|fence| Some((fence, text.find('\n')?))) else { return ("", text) };
    let mut at = start + 1;
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == fence {
            return text.split_at(at);
        }
    }
    ("", text)
}

/// What front matter says.
#[derive(Debug, Default)]
pub(in crate::extract) struct Front {
    /// Values at its top, in order.
    pub(in crate::extract) facts: Vec<(String, String)>,
    /// All of it.
    pub(in crate::extract) value: Value,
}

impl Front {
    fn read(text: &str, fence: &str) -> Self {
        if fence == "+++" {
            return Self { facts: text.lines().filter_map(assignment).collect(), value: Value::Null };
        }
        if !is_tame(text) {
            return Self { facts: text.lines().filter_map(pair).collect(), value: Value::Null };
        }
        let Some(document) = Yaml::load_from_str(text).ok().and_then(|documents| documents.into_iter().next()) else {
            return Self { facts: text.lines().filter_map(pair).collect(), value: Value::Null };
        };
        let value = to_json(&document, 0);
        let facts = value.as_object().into_iter().flatten().filter_map(|(key, value)| Some((key.clone(), scalar(value)?))).collect();
        Self { facts, value }
    }
}

/// No aliases that multiply (YAML 1.2.2, section 7.1), and nothing nested deeply enough to exhaust the stack.
fn is_tame(text: &str) -> bool {
    let structure = |line: &str| line.bytes().take_while(|byte| b"-?:[{ ".contains(byte)).filter(|&byte| byte != b' ').count();
    !(text.contains('&') && text.contains('*'))
        && text.bytes().filter(|byte| b"[{".contains(byte)).count() <= BRACKETS
        && text.lines().all(|line| structure(line) <= BRACKETS)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A line `key: value` of front matter that is no good YAML.
fn pair(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once(':')?;
    plain(key, value)
}

fn assignment(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once('=')?;
    plain(key, value)
}

fn plain(key: &str, value: &str) -> Option<(String, String)> {
    let value = value.trim().trim_matches(['"', '\'']);
    let word = !key.is_empty() && key.trim().chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    (word && !value.is_empty()).then(|| (key.trim().to_owned(), value.to_owned()))
}

fn to_json(yaml: &Yaml<'_>, depth: usize) -> Value {
    if depth > DEPTH {
        return Value::Null;
    }
    if let Some(text) = yaml.as_str() {
        return Value::String(text.to_owned());
    }
    if let Some(number) = yaml.as_integer() {
        return Value::Number(number.into());
    }
    if let Some(number) = yaml.as_floating_point() {
        return Number::from_f64(number).map_or(Value::Null, Value::Number);
    }
    if let Some(truth) = yaml.as_bool() {
        return Value::Bool(truth);
    }
    if let Some(items) = yaml.as_sequence() {
        return Value::Array(items.iter().map(|item| to_json(item, depth + 1)).collect());
    }
    let pairs = yaml.as_mapping().into_iter().flatten();
    let object: Map<String, Value> = pairs.filter_map(|(key, value)| Some((key.as_str()?.to_owned(), to_json(value, depth + 1)))).collect();
    if object.is_empty() { Value::Null } else { Value::Object(object) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_parted_from_the_text() {
        let (front, rest) = split("---\ntitle: List\nupdated_at: 2026-03-19\nflag: true\n---\nText");
        assert_eq!(rest, "Text");
        assert_eq!(front.facts, [("title".to_owned(), "List".to_owned()), ("updated_at".to_owned(), "2026-03-19".to_owned())]);
    }

    #[test]
    fn a_rule_at_the_top_without_an_end_is_text() {
        let (front, rest) = split("---\nText");
        assert!(front.facts.is_empty());
        assert_eq!(rest, "---\nText");
    }

    #[test]
    fn toml_front_matter_is_read_too() {
        let (front, _) = split("+++\ndate = \"2026-01-02\"\n+++\n");
        assert_eq!(front.facts, [("date".to_owned(), "2026-01-02".to_owned())]);
    }
}
