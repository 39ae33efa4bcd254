//! Countries whose names are misspelt by one letter.

use std::{ops::Range, sync::LazyLock};

use super::{
    gazetteer::{Meaning, NAMES, PLACES},
    words::{Words, fold},
};
use crate::model::Country;

/// A shorter name is too near to other words: `Niger` and `Tiger`.
const SHORTEST: usize = 7;
/// A longer text, in words, is prose.
const LONGEST_TEXT: usize = 4;

/// The English names that are long enough, folded, each with its letters.
static COUNTRIES: LazyLock<Vec<(String, Country, u32)>> = LazyLock::new(|| {
    let named = |(country, name): (&Country, &&str)| {
        let name = fold(name);
        let letters = letters(&name);
        (name, *country, letters)
    };
    let mut names: Vec<(String, Country, u32)> = NAMES.iter().map(named).collect();
    names.retain(|(name, ..)| name.chars().count() >= SHORTEST);
    names.sort();
    names
});

/// Which letters a text has, as a bit each. One slip changes no more than two.
fn letters(text: &str) -> u32 {
    text.bytes().fold(0, |letters, byte| letters | 1 << (byte & 31))
}

/// The countries of a short text that names none, if a run of its words is one by a single slip of the pen: a
/// letter too many, too few, wrong, or two swapped.
pub(super) fn countries(words: &Words) -> Vec<Country> {
    let mut found: Vec<Country> = runs(words).filter_map(|run| named(words.key(run))).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// How much of such a text is one country, 0 to 1.
pub(super) fn share(words: &Words) -> f32 {
    let longest = runs(words)
        .filter(|run| named(words.key(run.clone())).is_some())
        .map(|run| run.len())
        .max()
        .unwrap_or(0);
    let count = |words: usize| u16::try_from(words).map_or(f32::INFINITY, f32::from);
    if longest == 0 { 0.0 } else { count(longest) / count(words.len()) }
}

/// The runs of words of a short text that may be a country misspelt.
fn runs(words: &Words) -> impl Iterator<Item = Range<usize>> {
    let end = if words.len() <= LONGEST_TEXT { words.len() } else { 0 };
    let runs = (0..end).flat_map(move |from| (from + 1..=end).map(move |to| from..to));
    runs.filter(|run| {
        let key = words.key(run.clone());
        key.len() + 1 >= SHORTEST && key.is_ascii() && !is_place(key)
    })
}

/// The country whose name a text is but for one slip.
fn named(key: &str) -> Option<Country> {
    // A letter more at the end makes another word of it: `Georgian`.
    let near = |name: &str| is_one_slip(name.as_bytes(), key.as_bytes()) && !key.starts_with(name);
    let own = letters(key);
    COUNTRIES
        .iter()
        .find(|(name, _, letters)| (letters ^ own).count_ones() <= 2 && near(name))
        .map(|(_, country, _)| *country)
}

/// Whether two texts are at a distance of one in the sense of Damerau and Levenshtein. What differs lies
/// between what both begin and what both end with, so there is no table to fill.
fn is_one_slip(left: &[u8], right: &[u8]) -> bool {
    if left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let shorter = left.len().min(right.len());
    let head = left.iter().zip(right).take_while(|(left, right)| left == right).count();
    let tail = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take(shorter - head)
        .take_while(|(left, right)| left == right)
        .count();
    match (&left[head..left.len() - tail], &right[head..right.len() - tail]) {
        ([] | [_], [_]) | ([_], []) => true,
        ([first, second], [other_first, other_second]) => first == other_second && second == other_first,
        _ => false,
    }
}

/// A word that has a meaning of its own is not misspelt: `Austrian`, `Georgian`.
fn is_place(key: &str) -> bool {
    PLACES
        .get(key)
        .is_some_and(|senses| senses.iter().any(|sense| !matches!(sense.meaning, Meaning::Airport(_))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_a_letter_too_many_too_few_wrong_or_two_swapped() {
        let is = |left: &str, right: &str| is_one_slip(left.as_bytes(), right.as_bytes());
        assert!(
            is("germany", "germaany")
                && is("germany", "gemany")
                && is("germany", "hermany")
                && is("germany", "germnay")
        );
        assert!(
            !is("germany", "germany")
                && !is("germany", "hermani")
                && !is("", "ab")
                && !is("germany", "ynamreg")
        );
    }
}
