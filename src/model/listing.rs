//! The common schema: whatever a page looks like, it becomes one `Listing`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Country, Region, UnknownCode};

/// Every sub-processor of one capture, and the page's own facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// What the page says of itself.
    pub page: PageFacts,
    /// The printed rows, in page order.
    pub entries: Vec<Subprocessor>,
    /// What a reader of the result should know, in words.
    pub warnings: Vec<Warning>,
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

/// One printed row in the common schema.
///
/// Text is what a reader sees: tags gone, white space folded to one space, list items of a cell
/// joined by `; `. Wherever a row is stored, compared or shown it is destructured in full, so that
/// the compiler lists the places when a field is added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subprocessor {
    /// Name as printed, without badge, description or postal address that share its cell.
    pub name: String,
    /// The company or brand behind the name, in its plain well-known form.
    pub entity: String,
    /// Nearest heading above the row that tells one list from another.
    pub section: Option<String>,
    /// What it does for the vendor, as printed.
    pub purpose: Option<String>,
    /// The purpose in a closed list.
    pub category: Category,
    /// Categories of personal data, as printed.
    pub data: Option<String>,
    /// Where data are processed, as printed.
    pub location: Option<String>,
    /// Where the company is established, when the page says that apart from `location`.
    pub entity_location: Option<String>,
    /// Countries that the location text names, else the entity location.
    pub countries: BTreeSet<Country>,
    /// Regions that the location text names itself, else the entity location.
    pub regions: BTreeSet<Region>,
    /// Transfer mechanism or safeguard, as printed (GDPR Art. 44 to 49).
    pub transfer: Option<String>,
    /// Whether the row applies now.
    pub status: Status,
    /// Day from which the row applies, if printed.
    pub effective: Option<Date>,
    /// Product, plan or condition that the row is limited to.
    pub applies_to: Option<String>,
    /// Remarks.
    pub notes: Option<String>,
    /// The link on the name, else of the website, policy or DPA column, absolute where a base is known.
    pub url: Option<String>,
    /// Every other printed column, by its header.
    pub extra: BTreeMap<String, String>,
}

impl Subprocessor {
    /// A row of which only the name is known.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            entity: name.to_owned(),
            section: None,
            purpose: None,
            category: Category::Other,
            data: None,
            location: None,
            entity_location: None,
            countries: BTreeSet::new(),
            regions: BTreeSet::new(),
            transfer: None,
            status: Status::Current,
            effective: None,
            applies_to: None,
            notes: None,
            url: None,
            extra: BTreeMap::new(),
        }
    }
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
    fn a_listing_is_printed_in_the_common_schema() {
        let mut row = Subprocessor::named("Datadog, Inc.");
        row.countries.insert("DE".parse().unwrap());
        row.regions.insert(Region::Eu);
        let json = serde_json::to_value(&row).unwrap();
        assert_eq!(json["countries"], serde_json::json!(["DE"]));
        assert_eq!(json["regions"], serde_json::json!(["EU"]));
        assert_eq!(json["category"], "other");
        assert_eq!(json["status"], "current");
        assert_eq!(serde_json::from_value::<Subprocessor>(json).unwrap(), row);
    }

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
