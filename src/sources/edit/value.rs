//! Keys and values as a person writes them.

use toml_edit::{Array, Value};

/// A value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    Text(String),
    Texts(Vec<String>),
    Whole(u16),
    Flag(bool),
}

impl Given {
    /// Whether a value of the file says the same already.
    pub(super) fn is_said_by(&self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text.as_str()),
            Self::Texts(texts) => value.as_array().is_some_and(|array| hold_the_same(array, texts)),
            Self::Whole(number) => value.as_integer() == Some(i64::from(*number)),
            Self::Flag(flag) => value.as_bool() == Some(*flag),
        }
    }

    /// The text of it in the file.
    pub(super) fn written(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Texts(texts) => {
                let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
                format!("[{}]", texts.join(", "))
            }
            Self::Whole(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }

    /// The text of it where another value stood, in the quotes of that one if they can hold it.
    pub(super) fn written_over(&self, old: &str) -> String {
        match self {
            Self::Text(text) if old.starts_with('\'') && fits_single_quotes(text) => format!("'{text}'"),
            _ => self.written(),
        }
    }
}

/// Whether a list holds these texts, in whatever order: tags have none.
fn hold_the_same(array: &Array, texts: &[String]) -> bool {
    let mut held: Vec<Option<&str>> = array.iter().map(Value::as_str).collect();
    let mut wanted: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
    held.sort_unstable();
    wanted.sort_unstable();
    held == wanted
}

/// A text in quotes: double ones, or single ones where double ones would need escapes.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) && fits_single_quotes(text) {
        return format!("'{text}'");
    }
    let escaped = |letter: char| match letter {
        '"' | '\\' => format!("\\{letter}"),
        _ if letter.is_control() => format!("\\u{:04X}", u32::from(letter)),
        _ => letter.to_string(),
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

/// A key, in quotes where it needs them.
pub(super) fn key(text: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !text.is_empty() && text.bytes().all(is_bare) { text.to_owned() } else { quoted(text) }
}

/// Nothing can be escaped between single quotes.
fn fits_single_quotes(text: &str) -> bool {
    !text.contains(|letter: char| letter == '\'' || letter.is_control())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_written_in_the_quotes_that_need_no_escape() {
        for (text, written) in [
            ("Acme", r#""Acme""#),
            ("it's", r#""it's""#),
            (r#"say "a""#, r#"'say "a"'"#),
            (r#"it's "a""#, r#""it's \"a\"""#),
            ("a\u{7f}b\nc", r#""a\u007Fb\u000Ac""#),
        ] {
            assert_eq!(quoted(text), written);
        }
        assert_eq!(
            (key("Ort-2_x"), key("Service provider"), key("")),
            ("Ort-2_x".into(), "\"Service provider\"".into(), "\"\"".into())
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_it_was(
            text in "\\PC{0,8}|[\\x00-\\x22\\\\']{0,8}",
            old in "'a'|\"a\"|\"\"\"a\"\"\"",
        ) {
            let written = Given::Text(text.clone()).written_over(&old);
            let file = format!("{} = {written}\n", key(&text));
            let read = toml_edit::Document::parse(file.as_str()).unwrap();
            prop_assert_eq!(read.get(&text).and_then(|item| item.as_str()), Some(text.as_str()));
        }
    }
}
