//! What to watch, and how.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

use super::{Criticality, Field, Media, Vendor};

/// Everything `sources.toml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// What holds for all sources.
    pub settings: Settings,
    /// The vendors: those with a block of their own, then those that sources name alone, each in the order of
    /// the file. Names are unique, where case does not count.
    pub vendors: Vec<Vendor>,
    /// The sources, in the order of the file. Slugs are unique.
    pub sources: Vec<Source>,
}

impl Catalogue {
    /// A catalogue in which every source has its vendor: one that is named by a source and not given is a
    /// vendor of that name, of which nothing else is known.
    #[must_use]
    pub fn new(settings: Settings, vendors: Vec<Vendor>, sources: Vec<Source>) -> Self {
        let mut vendors = vendors;
        let mut named: BTreeSet<String> = vendors.iter().map(|vendor| Vendor::key(&vendor.name)).collect();
        for source in &sources {
            if named.insert(Vendor::key(&source.vendor)) {
                vendors.push(Vendor::bare(source.vendor.clone()));
            }
        }
        Self { settings, vendors, sources }
    }

    /// The vendor of a name, in any case.
    #[must_use]
    pub fn vendor(&self, name: &str) -> Option<&Vendor> {
        let key = Vendor::key(name);
        self.vendors.iter().find(|vendor| Vendor::key(&vendor.name) == key)
    }
}

/// What holds for all sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `User-Agent` (RFC 9110 section 10.1.5), with an address where the crawler's owner can be reached.
    pub user_agent: String,
    /// The least time between two requests to one host.
    pub pace: Pace,
    /// Hosts with their own pace.
    pub hosts: BTreeMap<HostKey, Pace>,
    /// How many hosts are visited at once. Always one request at a time a host (invariant 6).
    pub hosts_at_once: usize,
    /// How long to wait for what.
    pub timeouts: Timeouts,
    /// The largest body that is kept, in bytes, after its content coding was undone.
    pub max_body_bytes: usize,
    /// How many requests at most one source costs a night, the first included.
    pub tries: u32,
    /// The longest `Retry-After` that is waited for within a night.
    pub longest_wait: Duration,
    /// The address that is asked for after a crawl that came to its end, so that somebody notices when none
    /// does.
    pub heartbeat: Option<Url>,
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection, TLS included.
    pub connect: Duration,
    /// For the next bytes of an answer.
    pub read: Duration,
    /// For one whole request, from its first byte sent to its last byte received.
    pub total: Duration,
}

/// The least time between the starts of two requests to one host. Zero is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pace(pub Duration);

/// A host and port, lower case, as politeness counts them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HostKey(String);

impl HostKey {
    /// The host that an address is at; none for an address without one.
    #[must_use]
    pub fn of(address: &Url) -> Option<Self> {
        let host = address.host_str()?.trim_end_matches('.').to_lowercase();
        Some(match address.port() {
            Some(port) => Self(format!("{host}:{port}")),
            None => Self(host),
        })
    }

    /// A host as written in `sources.toml`: `example.com` or `example.com:8080`.
    #[must_use]
    pub fn named(host: &str) -> Self {
        Self(host.trim_end_matches('.').to_lowercase())
    }

    /// The text of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A source's short name: 1 to 64 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The text is no slug.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is no slug: use 1 to 64 small letters, digits and hyphens, such as `acme-eu`")]
pub struct BadSlug {
    /// What was given.
    pub text: String,
}

impl Slug {
    /// The text of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = BadSlug;

    fn from_str(text: &str) -> Result<Self, BadSlug> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let bytes = text.as_bytes();
        let fits = matches!(bytes.len(), 1..=64)
            && bytes.iter().all(|&byte| plain(byte) || byte == b'-')
            && bytes.first().copied().is_some_and(plain)
            && bytes.last().copied().is_some_and(plain);
        if fits { Ok(Self(text.to_owned())) } else { Err(BadSlug { text: text.to_owned() }) }
    }
}

impl TryFrom<String> for Slug {
    type Error = BadSlug;

    fn try_from(text: String) -> Result<Self, BadSlug> {
        text.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One page of one vendor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its short name, unique in the catalogue; also its folder under `snapshots/`.
    pub slug: Slug,
    /// The name of the [`Vendor`] that publishes it. What the vendor's block says and the source does not is
    /// in the source's own fields.
    pub vendor: String,
    /// The address of the page: http or https, without credentials.
    pub url: Url,
    /// What the page is.
    pub kind: SourceKind,
    /// How often to look; none: on every crawl.
    pub every: Option<Duration>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Who answers for this supplier in our own house.
    pub owner: Option<String>,
    /// How much depends on this supplier.
    pub criticality: Option<Criticality>,
    /// Days to object by our own contract. It wins over what the page says.
    pub objection_days: Option<u16>,
    /// The kind of document, where neither its content type nor its content tells.
    pub media: Option<Media>,
    /// Whether it is crawled.
    pub enabled: Enabled,
    /// Which addresses may be asked for it, redirects included.
    pub reach: Reach,
    /// Why its host's robots.txt is not asked; none: it is asked and kept to (RFC 9309).
    pub ignore_robots: Option<String>,
    /// How to read it, where the general reader needs help.
    pub recipe: Recipe,
}

impl Source {
    /// A source of which nothing more is said: looked at on every crawl, read without a recipe, robots.txt
    /// kept to.
    #[must_use]
    pub fn bare(slug: Slug, vendor: String, url: Url) -> Self {
        Self {
            slug,
            vendor,
            url,
            kind: SourceKind::List,
            every: None,
            tags: Vec::new(),
            owner: None,
            criticality: None,
            objection_days: None,
            media: None,
            enabled: Enabled::Yes,
            reach: Reach::Public,
            ignore_robots: None,
            recipe: Recipe::default(),
        }
    }
}

/// What a vendor's page is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A page with the list of sub-processors.
    #[default]
    List,
    /// A trust centre, which shows the list among other things.
    TrustCentre,
    /// The data processing agreement.
    Dpa,
    /// A page that tells in words what changed in the list.
    ChangeLog,
}

impl SourceKind {
    /// Every kind, in the order of the docs.
    pub const ALL: [Self; 4] = [Self::List, Self::TrustCentre, Self::Dpa, Self::ChangeLog];

    /// The word for it in `sources.toml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::TrustCentre => "trust-centre",
            Self::Dpa => "dpa",
            Self::ChangeLog => "change-log",
        }
    }

    /// Whether a list is expected on such a page. A page without one is known and checked, and no night looks
    /// at it by itself: it could only be told as a list that is gone.
    #[must_use]
    pub fn holds_list(self) -> bool {
        match self {
            Self::List | Self::TrustCentre => true,
            Self::Dpa | Self::ChangeLog => false,
        }
    }
}

/// Whether a source is crawled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Enabled {
    /// It is.
    #[default]
    Yes,
    /// It is kept in the catalogue but not looked at.
    No,
}

/// Which addresses may be asked for a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// Addresses of the public internet alone.
    #[default]
    Public,
    /// Those of our own network and machine too (`allow_private = true`), for a list that is kept in our own
    /// house. A cloud's metadata service and link-local addresses stay refused.
    Private,
}

/// How to read a page where the general reader needs help. The empty recipe is the general reader.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// CSS selector of the element that holds the list; every match is read, nothing else is.
    pub list: Option<String>,
    /// Printed header → field, where the dictionary does not know it or is wrong. Compared without case.
    pub columns: BTreeMap<String, Field>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_small_letters_digits_and_hyphens() {
        for good in ["a", "clerk-io", "3cx"] {
            assert!(good.parse::<Slug>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a b", "ä", "../x", &"a".repeat(65)] {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_host_is_the_same_whatever_its_case_or_final_dot() {
        let key = |text: &str| HostKey::of(&Url::parse(text).unwrap()).unwrap();
        assert_eq!(key("https://Example.COM./a"), key("https://example.com/b"));
        assert_eq!(key("https://example.com:443/"), key("https://example.com/"));
        assert_ne!(key("http://127.0.0.1:8080/"), key("http://127.0.0.1:8081/"));
    }
}
