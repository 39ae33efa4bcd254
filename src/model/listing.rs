//! The common schema: whatever a page looks like, it becomes one `Listing`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Subprocessor;

/// Every sub-processor of one capture, and the page's own facts.
///
/// As a list of [`Printed`](super::Printed) rows it is what was read, what is stored and what is compared; as
/// one of
/// [`Subprocessor`]s each row comes with what today's dictionaries make of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing<Row = Subprocessor> {
    /// What the page says of itself.
    pub page: PageFacts,
    /// The rows, in page order.
    pub entries: Vec<Row>,
    /// What a reader of the result should know, in words.
    pub warnings: Vec<Warning>,
}

impl<Row> Default for Listing<Row> {
    fn default() -> Self {
        Self { page: PageFacts::default(), entries: Vec::new(), warnings: Vec::new() }
    }
}

impl<Row> Listing<Row> {
    /// The same list with other rows.
    #[must_use]
    pub fn map<Other>(self, make: impl FnMut(Row) -> Other) -> Listing<Other> {
        let Self { page, entries, warnings } = self;
        Listing { page, entries: entries.into_iter().map(make).collect(), warnings }
    }
}

/// What a page says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageFacts {
    /// Its title.
    pub title: Option<String>,
    /// The day it says it was last updated.
    pub last_updated: Option<Date>,
    /// Days of advance notice promised before a new sub-processor (GDPR Art. 28(2)).
    pub notice_days: Option<u16>,
    /// Days a customer has to object, if the page says so.
    pub objection_days: Option<u16>,
    /// The e-mail address for questions and objections.
    pub contact: Option<String>,
    /// Language of the text (BCP 47).
    pub language: Option<String>,
    /// How much of its list it shows, where that is not all of it.
    #[serde(default, skip_serializing_if = "Presence::is_whole")]
    pub presence: Presence,
}

/// How much of a list its page shows. It decides whether the list is believed (invariant 3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// All of it, as far as the page tells.
    #[default]
    Whole,
    /// A part: the text by which the page says so, or the address of its next page.
    Cut(String),
    /// Nobody is on it: the page says so in these words.
    SaidNone(String),
    /// None of it: it stands at this address.
    Elsewhere(String),
    /// None of it, and nothing is said: what was seen instead.
    Absent(String),
    /// Something else was read: most rows are no companies, such as these.
    Unlikely(String),
}

impl Presence {
    /// Whether nothing says that it is not all.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        *self == Self::Whole
    }
}

/// A remark on the reading of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Warning(pub String);
