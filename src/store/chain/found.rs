//! What a verification finds.

use std::fmt;

use jiff::Timestamp;

use crate::model::Slug;

/// What was looked through, and the first thing that is not as it was stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Seals.
    pub seals: u64,
    /// Rows in the tables that are sealed.
    pub rows: u64,
    /// Bodies that were unpacked and compared with their digest.
    pub bodies: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bodies that were given up to make room.
    pub given_up: u64,
    /// Versions whose digest was taken again from their rows.
    pub versions: u64,
    /// Digest of the newest seal: to be kept elsewhere. None where nothing is stored yet.
    pub head: Option<String>,
    /// Where the digest that was asked for stands.
    pub expected: Option<Expected>,
    /// What is wrong first, in the order in which it was stored.
    pub fault: Option<Fault>,
}

/// The seal whose digest was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Its number.
    pub seal: i64,
    /// How many seals came after it.
    pub since: u64,
}

/// Something that is not as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Table and key: `change 17`.
    pub place: String,
    /// The source it belongs to, as far as that can still be told.
    pub source: Option<Slug>,
    /// What is wrong.
    pub what: What,
}

/// What is wrong with a row, a body, a seal or the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The row is another than was sealed. The time is that of the newest moment its seal covers.
    Altered(Option<Timestamp>),
    /// The row was sealed and is not there.
    Missing(Option<Timestamp>),
    /// No seal covers the row.
    Inserted,
    /// The seal does not match its own digest.
    Seal,
    /// The seal does not follow the one before it.
    Broken,
    /// No seal has the digest that was asked for.
    Unknown,
    /// Anything else, in words.
    Other(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, source, what } = self;
        f.write_str(place)?;
        if let Some(source) = source {
            write!(f, " of `{source}`")?;
        }
        let on = |at: &Option<Timestamp>| {
            at.map_or(String::new(), |at| format!(" on {}", at.strftime("%Y-%m-%d")))
        };
        match what {
            What::Altered(at) => write!(f, ": altered since it was sealed{}", on(at)),
            What::Missing(at) => write!(f, ": missing; it was sealed{}", on(at)),
            What::Inserted => {
                f.write_str(": no seal covers it; it was slipped in, or its seal was taken away")
            }
            What::Seal => f.write_str(": altered since it was made"),
            What::Broken => f.write_str(": the seal before it is missing or another"),
            What::Unknown => {
                f.write_str(": not in the chain; what it sealed was rewritten, or cut off at the end")
            }
            What::Other(words) => write!(f, ": {words}"),
        }
    }
}

/// How far a verification has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Rows, bodies and versions that are done.
    pub done: u64,
    /// All of them.
    pub total: u64,
}
