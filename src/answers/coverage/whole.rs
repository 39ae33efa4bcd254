//! What is known of a source's nights and rows, as a value.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};

use super::{
    nights::{Night, nights},
    spans::{Named, Span, spans},
};
use crate::{
    answers::error::AnswerError,
    model::{Printed, Slug, VersionId},
    normalise::entities,
    store::{
        Store, looks,
        sightings::{self, Sighting},
        versions,
    },
};

/// What is known of a source's nights and rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The source.
    pub slug: Slug,
    /// A night each, from the first look on: what it came to.
    pub nights: Vec<(Date, Night)>,
    /// The moments at which a list was had, the oldest first.
    pub sightings: Vec<Sighting>,
    /// The times through which each row was there, in the order in which the rows were first seen.
    pub rows: Vec<Span>,
}

/// Looks it up. The nights go to the one before `now`, or to tonight if it has been looked at.
///
/// # Errors
/// [`AnswerError::NeverSeen`] where the source was never looked at.
pub async fn coverage(store: &Store, slug: &Slug, now: Timestamp) -> Result<Coverage, AnswerError> {
    let mut read = store.read().await?;
    let looks = looks::of(&mut read, slug).await?;
    let sightings = sightings::of(&mut read, slug).await?;
    if looks.is_empty() && sightings.is_empty() {
        return Err(AnswerError::NeverSeen { slug: slug.clone() });
    }
    let mut lists: BTreeMap<VersionId, Vec<Named>> = BTreeMap::new();
    for version in sightings.iter().map(|sighting| sighting.version).collect::<BTreeSet<_>>() {
        let listing = versions::listing(&mut read, version).await?.unwrap_or_default();
        lists.insert(version, listing.entries.into_iter().map(named).collect());
    }
    Ok(Coverage {
        slug: slug.clone(),
        nights: nights(&looks, &sightings, now),
        rows: spans(&sightings, &lists),
        sightings,
    })
}

fn named(row: Printed) -> Named {
    Named { entity: entities::of(&row.name).entity, name: row.name }
}
