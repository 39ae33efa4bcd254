//! What each night came to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan, civil::Date};

use crate::{
    answers::days::day,
    model::Outcome,
    store::{
        looks::Look,
        sightings::{How, Sighting},
    },
};

/// What a night came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Night {
    /// A list was read or confirmed.
    Had,
    /// A list came and is not believed.
    Suspect(String),
    /// No list came: code of the cause, and what happened.
    Failed(&'static str, String),
    /// Nobody looked.
    Away,
}

/// Every night from the first look to last night, or to tonight if it has been looked at.
pub(super) fn nights(looks: &[Look], sightings: &[Sighting], now: Timestamp) -> Vec<(Date, Night)> {
    let night_of = |look: &Look| day(look.at);
    let (Some(first), Some(last)) = (looks.iter().map(night_of).min(), looks.iter().map(night_of).max())
    else {
        return Vec::new();
    };
    let end = day(now).checked_sub(1.day()).map_or(last, |yesterday| yesterday.max(last));
    let crawled = sightings.iter().filter(|sighting| sighting.how != How::Imported);
    let had: BTreeSet<Date> = crawled.map(|sighting| day(sighting.at)).collect();
    // The newest look of a night comes first.
    let mut newest: BTreeMap<Date, Night> = BTreeMap::new();
    for look in looks {
        newest.entry(night_of(look)).or_insert_with(|| came_to(&look.outcome));
    }
    let night = |day: Date| {
        if had.contains(&day) { Night::Had } else { newest.remove(&day).unwrap_or(Night::Away) }
    };
    let days: Vec<Date> = first.series(1.day()).take_while(|day| *day <= end).collect();
    days.iter().copied().zip(days.iter().copied().map(night)).collect()
}

fn came_to(outcome: &Outcome) -> Night {
    match outcome {
        Outcome::Suspect(reason) => Night::Suspect(reason.clone()),
        Outcome::Failed(cause, _) => Night::Failed(cause.code(), cause.sentence().to_owned()),
        Outcome::First(_) | Outcome::Changed(_) | Outcome::Unchanged(_) => Night::Had,
    }
}
