//! What may be changed in a block.

use std::time::Duration;

use super::value::Given;
use crate::{
    model::{Criticality, Enabled, Field, Media, Reach, Slug, SourceKind},
    sources::measure,
};

/// One key of a `[[source]]`, and what it shall say. None takes the key out of the block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceEdit {
    /// Another short name. What is stored under the old one does not follow.
    Slug(Slug),
    /// Another vendor.
    Vendor(String),
    /// Another address.
    Url(String),
    /// What the page is.
    Kind(Option<SourceKind>),
    /// How often to look.
    Every(Option<Duration>),
    /// Words to find it by. An empty list says that it has none, whatever its vendor has.
    Tags(Option<Vec<String>>),
    /// Who answers for it. An empty text says that nobody does, whoever answers for its vendor.
    Owner(Option<String>),
    /// How much depends on it.
    Criticality(Option<Criticality>),
    /// Days to object by our own contract.
    ObjectionDays(Option<u16>),
    /// The kind of document.
    Media(Option<Media>),
    /// Whether it is crawled.
    Enabled(Option<Enabled>),
    /// Which addresses may be asked for it.
    Reach(Option<Reach>),
    /// Why robots.txt is not asked.
    IgnoreRobots(Option<String>),
    /// The recipe's selector of what holds the list.
    List(Option<String>),
    /// What one printed header means by the recipe.
    Column(String, Option<Field>),
}

/// One key of a `[[vendor]]`, and what it shall say. None takes the key out of the block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VendorEdit {
    /// Another name, in its sources too.
    Name(String),
    /// The company's domain.
    Domain(Option<String>),
    /// Words to find its sources by.
    Tags(Option<Vec<String>>),
    /// Who answers for it.
    Owner(Option<String>),
    /// How much depends on it.
    Criticality(Option<Criticality>),
    /// Days to object by our own contract.
    ObjectionDays(Option<u16>),
}

/// A key below a block, and what shall stand there: nothing, if none.
#[derive(Debug)]
pub(super) struct Wish<'a> {
    pub(super) path: Vec<&'a str>,
    pub(super) given: Option<Given>,
}

impl SourceEdit {
    pub(super) fn wish(&self) -> Wish<'_> {
        let path = match self {
            Self::Slug(_) => vec!["slug"],
            Self::Vendor(_) => vec!["vendor"],
            Self::Url(_) => vec!["url"],
            Self::Kind(_) => vec!["kind"],
            Self::Every(_) => vec!["every"],
            Self::Tags(_) => vec!["tags"],
            Self::Owner(_) => vec!["owner"],
            Self::Criticality(_) => vec!["criticality"],
            Self::ObjectionDays(_) => vec!["objection_days"],
            Self::Media(_) => vec!["media"],
            Self::Enabled(_) => vec!["enabled"],
            Self::Reach(_) => vec!["allow_private"],
            Self::IgnoreRobots(_) => vec!["ignore_robots"],
            Self::List(_) => vec!["recipe", "list"],
            Self::Column(header, _) => vec!["recipe", "columns", header],
        };
        Wish { path, given: self.given() }
    }

    fn given(&self) -> Option<Given> {
        match self {
            Self::Slug(slug) => Some(text(slug.as_str())),
            Self::Vendor(given) | Self::Url(given) => Some(text(given)),
            Self::Kind(kind) => kind.map(|kind| text(kind.name())),
            Self::Every(every) => every.map(|every| text(&measure::show(every))),
            Self::Tags(tags) => tags.clone().map(Given::Texts),
            Self::Owner(given) | Self::IgnoreRobots(given) | Self::List(given) => given.as_deref().map(text),
            Self::Criticality(degree) => degree.map(|degree| text(degree.name())),
            Self::ObjectionDays(days) => days.map(Given::Whole),
            Self::Media(media) => media.map(|media| text(media.name())),
            Self::Enabled(enabled) => enabled.map(|enabled| Given::Flag(enabled == Enabled::Yes)),
            Self::Reach(reach) => reach.map(|reach| Given::Flag(reach == Reach::Private)),
            Self::Column(_, field) => field.map(|field| text(field.name())),
        }
    }
}

impl VendorEdit {
    pub(super) fn wish(&self) -> Wish<'_> {
        let (key, given) = match self {
            Self::Name(name) => ("name", Some(text(name))),
            Self::Domain(domain) => ("domain", domain.as_deref().map(text)),
            Self::Tags(tags) => ("tags", tags.clone().map(Given::Texts)),
            Self::Owner(owner) => ("owner", owner.as_deref().map(text)),
            Self::Criticality(degree) => ("criticality", degree.map(|degree| text(degree.name()))),
            Self::ObjectionDays(days) => ("objection_days", days.map(Given::Whole)),
        };
        Wish { path: vec![key], given }
    }
}

fn text(text: &str) -> Given {
    Given::Text(text.to_owned())
}
