//! Countries and regions as codes.

use std::{fmt, str::FromStr, sync::LazyLock};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::wordlist::lines;

/// A country: an officially assigned ISO 3166-1 alpha-2 code, or `XK` (Kosovo, by EC use).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// A place wider or vaguer than a country, where a page names it itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Region {
    /// North, Central and South America.
    Americas,
    /// Asia and the Pacific.
    Apac,
    /// European Economic Area.
    Eea,
    /// European Union.
    Eu,
    /// Europe, the continent.
    Europe,
    /// Worldwide.
    Global,
    /// Latin America.
    Latam,
    /// Middle East and Africa.
    Mea,
    /// North America.
    Na,
    /// The text says that no place can be told.
    Unknown,
    /// The text says that it depends.
    Varies,
}

/// The text is no code of the list.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{code}` is no {list} code")]
pub struct UnknownCode {
    /// What was given.
    pub code: String,
    /// The list it was looked up in.
    pub list: &'static str,
}

/// The officially assigned codes of ISO 3166-1 and `XK`, sorted.
static ASSIGNED: LazyLock<Vec<&str>> = LazyLock::new(|| lines(include_str!("countries.txt")).collect());

impl Country {
    /// The two letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("ZZ")
    }
}

impl FromStr for Country {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        match code.as_bytes() {
            &[first, second] if ASSIGNED.binary_search(&code).is_ok() => Ok(Self([first, second])),
            _ => Err(UnknownCode { code: code.to_owned(), list: "ISO 3166-1 alpha-2" }),
        }
    }
}

impl TryFrom<String> for Country {
    type Error = UnknownCode;

    fn try_from(code: String) -> Result<Self, UnknownCode> {
        code.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Region {
    /// Every region, sorted by code.
    pub const ALL: [Self; 11] = [
        Self::Americas,
        Self::Apac,
        Self::Eea,
        Self::Eu,
        Self::Europe,
        Self::Global,
        Self::Latam,
        Self::Mea,
        Self::Na,
        Self::Unknown,
        Self::Varies,
    ];

    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Americas => "AMERICAS",
            Self::Apac => "APAC",
            Self::Eea => "EEA",
            Self::Eu => "EU",
            Self::Europe => "EUROPE",
            Self::Global => "GLOBAL",
            Self::Latam => "LATAM",
            Self::Mea => "MEA",
            Self::Na => "NA",
            Self::Unknown => "UNKNOWN",
            Self::Varies => "VARIES",
        }
    }
}

impl FromStr for Region {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.into_iter().find(|region| region.code() == code);
        known.ok_or_else(|| UnknownCode { code: code.to_owned(), list: "region" })
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_each_assigned_code_once() {
        let mut codes: Vec<&str> = ASSIGNED.clone();
        assert!(codes.is_sorted());
        assert_eq!(codes.len(), 250);
        codes.dedup();
        assert_eq!(codes.len(), 250);
    }

    #[test]
    fn a_region_or_a_small_letter_is_no_country() {
        assert!("EU".parse::<Country>().is_err());
        assert!("de".parse::<Country>().is_err());
        assert_eq!("DE".parse::<Country>().unwrap().code(), "DE");
    }

    #[test]
    fn every_region_is_read_back_from_its_code() {
        for region in Region::ALL {
            assert_eq!(region.code().parse::<Region>(), Ok(region));
        }
        assert!("MARS".parse::<Region>().is_err());
    }
}
