//! The common schema: whatever a page looks like, it becomes one `Listing`.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Subprocessor, UnknownCode};

/// Every sub-processor of one capture, and the page's own facts.
///
/// As a list of [`Printed`] rows it is what was read, what is stored and what is compared; as one of
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

/// A field of [`Subprocessor`] that a printed column can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the field of `Subprocessor` of that name")]
pub enum Field {
    Name,
    Section,
    Purpose,
    Category,
    Data,
    Location,
    EntityLocation,
    Transfer,
    Status,
    Effective,
    AppliesTo,
    Notes,
    Url,
}

impl Field {
    /// Every field, in the order of the schema.
    pub const ALL: [Self; 13] = [
        Self::Name,
        Self::Section,
        Self::Purpose,
        Self::Category,
        Self::Data,
        Self::Location,
        Self::EntityLocation,
        Self::Transfer,
        Self::Status,
        Self::Effective,
        Self::AppliesTo,
        Self::Notes,
        Self::Url,
    ];

    /// Its name in `sources.toml` and in the machine-readable answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Section => "section",
            Self::Purpose => "purpose",
            Self::Category => "category",
            Self::Data => "data",
            Self::Location => "location",
            Self::EntityLocation => "entity_location",
            Self::Transfer => "transfer",
            Self::Status => "status",
            Self::Effective => "effective",
            Self::AppliesTo => "applies_to",
            Self::Notes => "notes",
            Self::Url => "url",
        }
    }
}

impl FromStr for Field {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.into_iter().find(|field| field.name() == name);
        known.ok_or_else(|| UnknownCode { code: name.to_owned(), list: "field" })
    }
}

/// Whether a row applies now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It applies.
    #[default]
    Current,
    /// It is announced.
    Upcoming,
    /// The page still prints it, as one that was let go.
    Removed,
}

impl Status {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Upcoming => "upcoming",
            Self::Removed => "removed",
        }
    }
}

impl FromStr for Status {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let known =
            [Self::Current, Self::Upcoming, Self::Removed].into_iter().find(|status| status.code() == code);
        known.ok_or_else(|| UnknownCode { code: code.to_owned(), list: "status" })
    }
}

macro_rules! categories {
    ($($variant:ident $code:literal,)*) => {
        /// What a sub-processor does, in a closed list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "the code says it")]
        pub enum Category {
            $(#[serde(rename = $code)] $variant,)*
        }

        impl Category {
            /// Every category, in the order of the schema.
            pub const ALL: [Self; [$($code),*].len()] = [$(Self::$variant),*];

            /// Its code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }
    };
}

categories! {
    Hosting "hosting",
    CdnSecurity "cdn-security",
    Database "database",
    Storage "storage",
    Email "email",
    Messaging "messaging",
    Telephony "telephony",
    Video "video",
    Analytics "analytics",
    Monitoring "monitoring",
    ErrorTracking "error-tracking",
    Payments "payments",
    Crm "crm",
    Support "support",
    Ai "ai",
    Identity "identity",
    Search "search",
    Content "content",
    DevTools "dev-tools",
    Hr "hr",
    Productivity "productivity",
    Advertising "advertising",
    Logistics "logistics",
    ProfessionalServices "professional-services",
    Affiliate "affiliate",
    Other "other",
}

impl FromStr for Category {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.into_iter().find(|category| category.code() == code);
        known.ok_or_else(|| UnknownCode { code: code.to_owned(), list: "category" })
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_and_category_is_read_back_from_its_name() {
        for field in Field::ALL {
            assert_eq!(field.name().parse::<Field>(), Ok(field));
        }
        for category in Category::ALL {
            assert_eq!(category.code().parse::<Category>(), Ok(category));
        }
        assert!("colour".parse::<Field>().is_err());
    }
}
