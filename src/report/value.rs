//! What a cell of a sheet holds.

use jiff::{Timestamp, civil::Date};

use crate::model::WordEdit;

/// One cell. Its type decides how each format writes it, never its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Value {
    /// Nothing is known, or nothing is printed.
    #[default]
    Empty,
    /// Any text, of any length.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Date(Date),
    /// A moment, shown in UTC.
    Time(Timestamp),
    /// A text that leads to an address.
    Link {
        /// What is read; where it is empty, the address itself.
        text: String,
        /// Where it leads. Only http, https and mailto become links, anything else stays text.
        url: String,
    },
    /// Short codes, such as countries.
    Codes(Vec<String>),
    /// A text that changed, word by word.
    Edit(Vec<WordEdit>),
    /// A word that says how things stand.
    Badge {
        /// The word.
        text: String,
        /// What it means to the reader.
        tone: Tone,
    },
}

/// What a [`Value::Badge`] means to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Good,
    /// Worth a look.
    Warning,
    /// Something is wrong.
    Bad,
    /// Nothing to see.
    Quiet,
}

impl Value {
    /// A word with a tone.
    #[must_use]
    pub fn badge(text: impl Into<String>, tone: Tone) -> Self {
        Self::Badge { text: text.into(), tone }
    }

    /// A text that leads to an address.
    #[must_use]
    pub fn link(text: impl Into<String>, url: impl Into<String>) -> Self {
        Self::Link { text: text.into(), url: url.into() }
    }

    /// Codes, such as a set of countries or regions.
    #[must_use]
    pub fn codes<T: ToString>(codes: impl IntoIterator<Item = T>) -> Self {
        Self::Codes(codes.into_iter().map(|code| code.to_string()).collect())
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) | Self::Badge { text, .. } => text.trim().is_empty(),
            Self::Link { text, url } => text.trim().is_empty() && url.trim().is_empty(),
            Self::Codes(codes) => codes.is_empty(),
            Self::Edit(edits) => edits.is_empty(),
            Self::Number(_) | Self::Date(_) | Self::Time(_) => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        Self::Time(time)
    }
}

impl From<Vec<WordEdit>> for Value {
    fn from(edits: Vec<WordEdit>) -> Self {
        Self::Edit(edits)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_empty() {
        assert_eq!(Value::from(None::<&str>), Value::Empty);
        assert_eq!(Value::from(Some(3_u16)), Value::Number(3));
        assert!(Value::from(" ").is_empty() && Value::codes([""; 0]).is_empty());
        assert!(!Value::from(0).is_empty());
    }
}
