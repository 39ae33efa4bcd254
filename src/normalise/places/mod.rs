//! What a location text names: countries, and regions where it names those itself.

mod gazetteer;
mod hits;
mod law;
mod scope;
pub(super) mod words;

use std::collections::BTreeSet;

pub use law::{Adequacy, is_adequate, is_eea};

use self::{
    gazetteer::{CloudPlace, NAMES},
    hits::{Hit, Place},
    words::Words,
};
use crate::model::{Country, Region};

/// What a text names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Countries, named by themselves or by a city, state or cloud zone of theirs.
    pub countries: BTreeSet<Country>,
    /// Regions that the text names itself.
    pub regions: BTreeSet<Region>,
}

/// Words that stand around places and say nothing else.
const CONNECTIVES: &[&str] = &[
    "and",
    "or",
    "the",
    "in",
    "of",
    "at",
    "und",
    "oder",
    "et",
    "ou",
    "y",
    "en",
    "e",
    "og",
    "och",
    "i",
    "region",
    "regions",
    "data",
    "center",
    "centers",
    "centre",
    "centres",
    "datacenter",
    "hosted",
    "hosting",
    "located",
    "location",
    "locations",
    "server",
    "servers",
    "only",
    "primary",
    "primarily",
    "aws",
    "azure",
    "gcp",
    "zone",
    "zones",
    "edge",
    "based",
    "edge",
    "network",
    "stored",
    "processed",
    "rechenzentrum",
    "serverstandort",
    "standort",
    "de",
    "la",
    "der",
    "die",
    "das",
    "dans",
    "plus",
    "with",
    "area",
    "cloud",
    "main",
    "backup",
    "default",
];

/// Reads the countries and regions that a location text names.
///
/// Names of a law or mechanism (`EU SCCs`, `EU-US DPF`), of those served (`EU customers`), of companies
/// and of streets are no places; nor is what data may leave for (`outside the EEA`), unless denied.
#[must_use]
pub fn read(text: &str) -> Places {
    let words = Words::of(text);
    let mut hits = hits::find(&words);
    scope::narrow(&words, &mut hits);
    let named = named_countries(&words, &hits);
    let mut places = Places::default();
    for (at, hit) in hits.iter().enumerate().filter(|(_, hit)| hit.counts) {
        match hit.place {
            Place::Country(country) | Place::State(country) | Place::Cloud(CloudPlace::Country(country)) => {
                places.countries.insert(country);
            }
            Place::CountryOrState(country, other) => {
                places.countries.insert(if named.contains(&other) { other } else { country });
            }
            Place::Regions(regions) => places.regions.extend(regions),
            Place::Cloud(CloudPlace::Region(region)) => {
                places.regions.insert(region);
            }
            Place::City(..) => places.countries.extend(city(&words, &hits, at, &named)),
        }
    }
    for place in scope::hosts(&words) {
        match place {
            CloudPlace::Country(country) => places.countries.insert(country),
            CloudPlace::Region(region) => places.regions.insert(region),
        };
    }
    places
}

/// How much of a text is places, 0 to 1: its share of words that name one, with the words that
/// stand around them. A text that names none has 0; numbers are left out.
#[must_use]
pub fn share(text: &str) -> f32 {
    let words = Words::of(text);
    let mut hits = hits::find(&words);
    scope::narrow(&words, &mut hits);
    let vague = |hit: &Hit| matches!(hit.place, Place::Regions([Region::Varies | Region::Unknown]));
    let named: Vec<&Hit> = hits.iter().filter(|hit| hit.counts || matches!(hit.place, Place::City(..))).collect();
    if named.is_empty() {
        return 0.0;
    }
    let mut covered = 0_u16;
    let mut counted = 0_u16;
    for at in 0..words.len() {
        let word = words.word(at);
        let placed = named.iter().any(|hit| hit.words.contains(&at));
        if placed || !word.bytes().all(|byte| byte.is_ascii_digit()) {
            counted += 1;
            covered += u16::from(placed || CONNECTIVES.contains(&word));
        }
    }
    let share = f32::from(covered) / f32::from(counted.max(1));
    if named.iter().all(|hit| vague(hit)) { share / 2.0 } else { share }
}

/// The English short name of a country.
#[must_use]
pub fn name(country: Country) -> &'static str {
    NAMES.get(&country).copied().unwrap_or("")
}

/// Countries that the text names by anything but a city.
fn named_countries(words: &Words, hits: &[Hit]) -> Vec<Country> {
    let mut named: Vec<Country> = Vec::new();
    for hit in hits.iter().filter(|hit| hit.counts) {
        match hit.place {
            Place::Country(country) | Place::State(country) | Place::Cloud(CloudPlace::Country(country)) => named.push(country),
            Place::City([only], _) if words.gap(hit.words.end).starts_with(',') => named.push(*only),
            _ => {}
        }
    }
    named
}

/// The country of a city: the one right behind it, else one that the text names, else the likeliest.
fn city(words: &Words, hits: &[Hit], at: usize, named: &[Country]) -> Option<Country> {
    let Place::City(likely, behind) = hits[at].place else { return None };
    let next = hits.get(at + 1).filter(|next| next.words.start == hits[at].words.end && next.counts);
    let right_behind = next.and_then(|next| match next.place {
        Place::Country(country) => (likely.contains(&country) || behind.contains(&country)).then_some(country),
        Place::CountryOrState(_, state) => (likely.contains(&state) || behind.contains(&state)).then_some(state),
        Place::State(country) => words.gap(next.words.start).trim_start().starts_with(',').then_some(country),
        _ => None,
    });
    right_behind.or_else(|| likely.iter().find(|country| named.contains(country)).copied()).or_else(|| likely.first().copied())
}
