//! Front matter: the block of metadata at the head of a text file (YAML between `---`, TOML between `+++`).

use serde_json::Value;

use crate::extract::yaml;

/// Front matter longer than this is left unread, in bytes.
const FRONT_BYTES: usize = 64 << 10;

/// Parts a text into what its front matter says and the rest.
pub(in crate::extract) fn split(text: &str) -> (Front, &str) {
    let (head, rest) = halves(text);
    let fence = head.get(..3).unwrap_or("");
    let inner = head
        .split_once('\n')
        .and_then(|(_, inner)| inner.trim_end().rsplit_once('\n'))
        .map_or("", |(inner, _)| inner);
    let front = if inner.is_empty() || inner.len() > FRONT_BYTES {
        Front::default()
    } else {
        Front::read(inner, fence)
    };
    (front, rest)
}

/// Cuts a text after its front matter, fences included. The first half is empty where there is none of it.
pub(in crate::extract) fn halves(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let fence = ["---", "+++"].into_iter().find(|fence| {
        text.starts_with(fence) && text.lines().next().is_some_and(|line| line.trim_end() == *fence)
    });
    let Some((fence, start)) = fence.and_then(|fence| Some((fence, text.find('\n')?))) else {
        return ("", text);
    };
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
        let Some(value) = yaml::values(text).ok().and_then(|documents| documents.into_iter().next()) else {
            return Self { facts: text.lines().filter_map(pair).collect(), value: Value::Null };
        };
        let facts = value
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(key, value)| Some((key.clone(), dated(value)?)))
            .collect();
        Self { facts, value }
    }
}

/// A value, or the date of what it tells more of: `last_update: {date: 2026-04-02, author: A}`.
fn dated(value: &Value) -> Option<String> {
    scalar(value.get("date").unwrap_or(value))
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !matches!(text.trim(), "" | "true" | "false") => {
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        _ => None,
    }
}

/// A line `key: value` of front matter that is no good YAML.
fn pair(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once(':')?;
    plain(key, value)
}

/// A line `key = value` of TOML.
fn assignment(line: &str) -> Option<(String, String)> {
    let (key, value) = line.split_once('=')?;
    plain(key, value)
}

fn plain(key: &str, value: &str) -> Option<(String, String)> {
    let value = value.trim().trim_matches(['"', '\'']);
    let word = !key.is_empty()
        && key.trim().chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    (word && !value.is_empty()).then(|| (key.trim().to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_parted_from_the_text() {
        let (front, rest) = split("---\ntitle: List\nupdated_at: 2026-03-19\nflag: true\n---\nText");
        assert_eq!(rest, "Text");
        assert_eq!(
            front.facts,
            [("title".to_owned(), "List".to_owned()), ("updated_at".to_owned(), "2026-03-19".to_owned())]
        );
    }

    #[test]
    fn a_date_in_a_fact_is_its_value() {
        let (front, _) = split("---\nlast_update:\n  date: 2026-04-02\n  author: A\nother: {name: B}\n---\n");
        assert_eq!(front.facts, [("last_update".to_owned(), "2026-04-02".to_owned())]);
    }

    #[test]
    fn a_rule_at_the_top_without_an_end_is_text() {
        let (front, rest) = split("---\nText");
        assert!(front.facts.is_empty());
        assert_eq!(rest, "---\nText");
    }

    #[test]
    fn front_matter_that_is_no_yaml_is_read_line_by_line() {
        let (front, rest) = split("---\ntitle: a: b\n\tupdated: 2026-03-19\nb: [\n---\nText");
        assert!(front.facts.contains(&("updated".to_owned(), "2026-03-19".to_owned())), "{:?}", front.facts);
        assert_eq!(rest, "Text");
    }

    #[test]
    fn aliases_that_multiply_are_not_followed() {
        let mut text = String::from("---\na0: &a0 [x, x]\nb0: &b0 [x, x]\n");
        for level in 1..40 {
            let inner = level - 1;
            text.extend(
                ["a", "b"]
                    .map(|name| format!("{name}{level}: &{name}{level} [*{name}{inner}, *{name}{inner}]\n")),
            );
        }
        let (front, _) = split(&(text + "---\n"));
        assert_eq!(front.value, Value::Null);
    }

    #[test]
    fn toml_front_matter_is_read_too() {
        let (front, _) = split("+++\ndate = \"2026-01-02\"\n+++\n");
        assert_eq!(front.facts, [("date".to_owned(), "2026-01-02".to_owned())]);
    }
}
