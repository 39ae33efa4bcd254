//! How each source stands, as a value.

use std::collections::BTreeSet;

use crate::{
    answers::error::AnswerError,
    model::{self, Catalogue, Enabled, Slug},
    store::{
        Store,
        looks::{self, Health},
    },
};

/// How each source stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources {
    /// Those that the database knows, by slug; then those of the catalogue that it does not know, in the
    /// order of the catalogue.
    pub sources: Vec<Source>,
}

/// How one source stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// When it was looked at and what that came to.
    pub health: Health,
    /// Whether it is still watched; none where there is no catalogue to say so.
    pub watched: Option<Watched>,
}

/// Whether a source is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched {
    /// It stands in the catalogue.
    Yes,
    /// It stands there, and is not to be looked at.
    SwitchedOff,
    /// It has left the catalogue.
    No,
}

impl Watched {
    /// In a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::SwitchedOff => "switched off",
            Self::No => "no",
        }
    }

    fn of(catalogue: &Catalogue, slug: &Slug) -> Self {
        let source = catalogue.sources.iter().find(|source| source.slug == *slug);
        source.map_or(Self::No, |source| match source.enabled {
            Enabled::Yes => Self::Yes,
            Enabled::No => Self::SwitchedOff,
        })
    }
}

/// How each source stands: those that the database knows, and with a catalogue those that nobody has looked
/// at.
///
/// # Errors
/// [`AnswerError::Store`] alone.
pub async fn status(store: &Store, catalogue: Option<&Catalogue>) -> Result<Sources, AnswerError> {
    let mut found = looks::status(&mut *store.read().await?).await?;
    let is_seen = |source: &Health| source.last.is_some() || source.rows.is_some();
    found.retain(|source| is_seen(source) || is_crawled(catalogue, &source.slug));
    let recorded: BTreeSet<Slug> = found.iter().map(|source| source.slug.clone()).collect();
    let all = catalogue.map(|catalogue| catalogue.sources.as_slice()).unwrap_or_default();
    let missing =
        all.iter().filter(|source| source.kind.holds_list() && !recorded.contains(&source.slug)).map(unseen);
    let with = |health: Health| Source {
        watched: catalogue.map(|catalogue| Watched::of(catalogue, &health.slug)),
        health,
    };
    Ok(Sources { sources: found.into_iter().chain(missing).map(with).collect() })
}

/// Whether a night looks at a source. A page that holds no list is in the catalogue, and never looked at.
fn is_crawled(catalogue: Option<&Catalogue>, slug: &Slug) -> bool {
    let source = catalogue.and_then(|all| all.sources.iter().find(|source| source.slug == *slug));
    source.is_none_or(|source| source.kind.holds_list())
}

/// A source of the catalogue that the database does not know.
fn unseen(source: &model::Source) -> Health {
    Health {
        slug: source.slug.clone(),
        vendor: source.vendor.clone(),
        url: source.url.to_string(),
        last: None,
        last_success: None,
        last_change: None,
        failing_since: None,
        rows: None,
        origin: None,
        remark: None,
        ruling: None,
    }
}
