//! Countries whose names are misspelt by one letter.

use std::sync::LazyLock;

use super::{
    gazetteer::{Meaning, NAMES, PLACES},
    words::{Words, fold},
};
use crate::model::Country;

/// A shorter name is too near to other words: `Niger` and `Tiger`.
const SHORTEST: usize = 7;
/// A longer text, in words, is prose.
const LONGEST_TEXT: usize = 4;

/// The English names that are long enough, folded.
static COUNTRIES: LazyLock<Vec<(String, Country)>> = LazyLock::new(|| {
    let mut names: Vec<(String, Country)> = NAMES.iter().map(|(country, name)| (fold(name), *country)).collect();
    names.retain(|(name, _)| name.chars().count() >= SHORTEST);
    names.sort();
    names
});

/// The countries of a short text that names none, if a run of its words is one by a single slip of the pen: a letter too
/// many, too few, wrong, or two swapped.
pub(super) fn countries(words: &Words) -> Vec<Country> {
    if words.len() == 0 || words.len() > LONGEST_TEXT {
        return Vec::new();
    }
    let runs = (0..words.len()).flat_map(|from| (from + 1..=words.len()).map(move |to| from..to));
    let keys = runs.map(|run| words.key(run)).filter(|key| key.len() + 1 >= SHORTEST && key.is_ascii() && !is_place(key));
    let mut found: Vec<Country> = keys.filter_map(named).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn named(key: &str) -> Option<Country> {
    // A letter more at the end makes another word of it: `Georgian`.
    let near = |name: &str| name.len().abs_diff(key.len()) <= 1 && !key.starts_with(name) && strsim::damerau_levenshtein(name, key) == 1;
    COUNTRIES.iter().find(|(name, _)| near(name)).map(|(_, country)| *country)
}

/// A word that has a meaning of its own is not misspelt: `Austrian`, `Georgian`.
fn is_place(key: &str) -> bool {
    PLACES.get(key).is_some_and(|senses| senses.iter().any(|sense| !matches!(sense.meaning, Meaning::Airport(_))))
}
