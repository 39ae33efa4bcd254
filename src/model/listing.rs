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
}

/// A remark on the reading of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Warning(pub String);
