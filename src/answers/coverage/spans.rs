//! The times through which each row was there.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    model::VersionId,
    store::sightings::{How, Sighting},
};

/// What a row is known by through all lists of its source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    /// Its printed name.
    pub(super) name: String,
    /// The company behind it.
    pub(super) entity: String,
}

/// A time through which a row was in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its printed name.
    pub name: String,
    /// The company behind it.
    pub entity: String,
    /// The sighting before, where the row was absent; none where the list was seen for the first time.
    pub absent: Option<Timestamp>,
    /// When it was seen first.
    pub first: Timestamp,
    /// When it was seen last.
    pub last: Timestamp,
    /// The sighting after, where it was absent again; none while it is there.
    pub gone: Option<Timestamp>,
    /// In how many sightings it was present.
    pub seen: usize,
    /// How many of those only confirmed the list.
    pub confirmed: usize,
}

/// The times through which each row was there, in the order in which the rows were first seen.
pub(super) fn spans(sightings: &[Sighting], lists: &BTreeMap<VersionId, Vec<Named>>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    // Places in `spans` of the rows that are there.
    let mut open: BTreeMap<&Named, usize> = BTreeMap::new();
    let mut before = None;
    for Sighting { at, version, how } in sightings {
        let Some(rows) = lists.get(version) else { continue };
        let present: BTreeSet<&Named> = rows.iter().collect();
        open.retain(|row, span| {
            let stays = present.contains(row);
            if !stays && let Some(span) = spans.get_mut(*span) {
                span.gone = Some(*at);
            }
            stays
        });
        let mut counted = BTreeSet::new();
        for row in rows.iter().filter(|row| counted.insert(*row)) {
            let span = *open.entry(row).or_insert_with(|| {
                spans.push(begun(row, before, *at));
                spans.len() - 1
            });
            if let Some(span) = spans.get_mut(span) {
                span.last = *at;
                span.seen += 1;
                span.confirmed += usize::from(*how == How::Confirmed);
            }
        }
        before = Some(*at);
    }
    spans
}

fn begun(Named { name, entity }: &Named, absent: Option<Timestamp>, at: Timestamp) -> Span {
    Span {
        name: name.clone(),
        entity: entity.clone(),
        absent,
        first: at,
        last: at,
        gone: None,
        seen: 0,
        confirmed: 0,
    }
}
