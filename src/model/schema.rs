//! The fields of the common schema, and the codes that stand in some of them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::UnknownCode;

/// A field of [`Printed`](super::Printed) that a printed column can fill.
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
