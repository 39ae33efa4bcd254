//! A company that publishes lists, as our own house sees it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Host;

/// A company that publishes a list, perhaps on several pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vendor {
    /// What people call it. Unique in the catalogue, where case does not count.
    pub name: String,
    /// The domain of the company itself. Its pages may stand elsewhere.
    pub domain: Option<Domain>,
    /// Who answers for this supplier in our own house.
    pub owner: Option<String>,
    /// How much depends on this supplier.
    pub criticality: Option<Criticality>,
    /// Words to find its sources by.
    pub tags: Vec<String>,
    /// Days to object by our own contract. They win over what a page says.
    pub objection_days: Option<u16>,
}

impl Vendor {
    /// A vendor of which nothing but its name is said.
    #[must_use]
    pub fn bare(name: String) -> Self {
        Self { name, domain: None, owner: None, criticality: None, tags: Vec::new(), objection_days: None }
    }

    /// A vendor's name as it is compared with another: without regard to case.
    #[must_use]
    pub fn key(name: &str) -> String {
        name.trim().to_lowercase()
    }
}

/// A company's domain, such as `acme.example`: lower case, without `www.`, in the ASCII form of IDNA.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Domain(String);

/// The text is no domain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is no domain; write it without `https://`, `www.`, port and path, such as `acme.example`")]
pub struct BadDomain {
    /// What was given.
    pub text: String,
}

impl Domain {
    /// The text of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Domain {
    type Err = BadDomain;

    fn from_str(text: &str) -> Result<Self, BadDomain> {
        let bad = || BadDomain { text: text.to_owned() };
        let Ok(Host::Domain(domain)) = Host::parse(text) else { return Err(bad()) };
        let labels: Vec<&str> = domain.split('.').collect();
        let is_whole = labels.len() > 1 && labels.iter().all(|label| !label.is_empty());
        if is_whole && labels.first() != Some(&"www") { Ok(Self(domain)) } else { Err(bad()) }
    }
}

impl TryFrom<String> for Domain {
    type Error = BadDomain;

    fn try_from(text: String) -> Result<Self, BadDomain> {
        text.parse()
    }
}

impl From<Domain> for String {
    fn from(domain: Domain) -> Self {
        domain.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much depends on a supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Criticality {
    Low,
    Medium,
    High,
    Critical,
}

impl Criticality {
    /// Every degree, lowest first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word for it in `sources.toml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_a_name_with_a_dot_and_nothing_around_it() {
        for (text, domain) in [
            ("acme.example", "acme.example"),
            ("ACME.co.uk", "acme.co.uk"),
            ("bücher.de", "xn--bcher-kva.de"),
        ] {
            assert_eq!(text.parse::<Domain>().unwrap().as_str(), domain);
        }
        for bad in [
            "",
            "acme",
            "https://acme.example",
            "acme.example/x",
            "acme.example:443",
            "www.acme.example",
            "me@acme.example",
            "acme.example.",
            ".example",
            "acme example.com",
            "10.0.0.1",
            "[::1]",
        ] {
            assert!(bad.parse::<Domain>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_vendor_has_one_name_whatever_its_case() {
        assert_eq!(Vendor::key(" ACME Größe "), Vendor::key("acme grÖße"));
        assert_ne!(Vendor::key("Acme"), Vendor::key("Acme SE"));
    }
}
