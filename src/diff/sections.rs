//! Headings that were reworded over the same rows.

use std::collections::{HashMap, HashSet};

use super::{Pair, folded};
use crate::model::Listing;

/// Old and new headings, folded, that are one heading reworded.
pub(super) struct Renamed(HashSet<(String, String)>);

impl Renamed {
    /// Whether a row that stood under one heading and stands under the other has moved.
    pub(super) fn moved(&self, before: Option<&str>, after: Option<&str>) -> bool {
        let (before, after) = (fold(before), fold(after));
        // A list that gets its first headings, or loses them, moves nobody.
        !(before == after || before.is_empty() || after.is_empty() || self.0.contains(&(before, after)))
    }
}

/// Finds the headings that were reworded: most of the old heading's rows stand under the new one, most of
/// the new heading's rows stood under the old one, and one of the two is on one side only.
///
/// Where the two share words it is enough to look at the rows that stayed; where they share none, what came
/// and what went counts too: a new heading that took over two rows of many is a new heading. A heading is
/// another one at most, and the answer is the same read backwards.
pub(super) fn renamed(before: &Listing, after: &Listing, pairs: &[Pair]) -> Renamed {
    let (old, new) = (headings(before), headings(after));
    let mut moves: HashMap<(usize, usize), usize> = HashMap::new();
    let (mut leaving, mut arriving) = (vec![0; old.names.len()], vec![0; new.names.len()]);
    for pair in pairs {
        let (from, to) = (old.of_row[pair.before], new.of_row[pair.after]);
        *moves.entry((from, to)).or_default() += 1;
        leaving[from] += 1;
        arriving[to] += 1;
    }
    let (known_old, known_new): (HashSet<&String>, HashSet<&String>) =
        (old.names.iter().collect(), new.names.iter().collect());
    let mut claims: Vec<(bool, usize, usize, usize)> = moves
        .into_iter()
        .filter(|&((from, to), _)| {
            let (left, right) = (&old.names[from], &new.names[to]);
            left != right && (!known_new.contains(left) || !known_old.contains(right))
        })
        .filter_map(|((from, to), count)| {
            let alike = folded::likeness(Some(&old.stems[from]), Some(&new.stems[to])) >= SHARED_WORDS;
            let most = |all: usize| 2 * count >= all;
            let taken = if alike {
                most(leaving[from]) || most(arriving[to])
            } else {
                most(old.rows[from]) && most(new.rows[to])
            };
            taken.then_some((alike, count, from, to))
        })
        .collect();
    // Claims on the same heading differ in the sum of their places.
    claims.sort_by_key(|&(alike, count, from, to)| (std::cmp::Reverse((alike, count)), from + to, from));
    let (mut left, mut right) = (HashSet::new(), HashSet::new());
    claims.retain(|&(_, _, from, to)| {
        !left.contains(&from) && !right.contains(&to) && left.insert(from) && right.insert(to)
    });
    Renamed(
        claims.into_iter().map(|(_, _, from, to)| (old.names[from].clone(), new.names[to].clone())).collect(),
    )
}

/// From this likeness on, two headings share enough words to be one reworded.
const SHARED_WORDS: f64 = 0.4;

/// The headings of a list.
struct Headings {
    /// Folded, each once, in order of appearance.
    names: Vec<String>,
    /// The beginnings of their words, so that one letter more or less at the end does not matter.
    stems: Vec<String>,
    /// How many rows stand under each.
    rows: Vec<usize>,
    /// Which one each row stands under.
    of_row: Vec<usize>,
}

fn headings(listing: &Listing) -> Headings {
    let mut headings =
        Headings { names: Vec::new(), stems: Vec::new(), rows: Vec::new(), of_row: Vec::new() };
    let mut known: HashMap<String, usize> = HashMap::new();
    for row in &listing.entries {
        let name = fold(row.printed.section.as_deref());
        let at = *known.entry(name.clone()).or_insert_with(|| {
            headings.names.push(name);
            headings.stems.push(stems(row.printed.section.as_deref().unwrap_or_default()));
            headings.rows.push(0);
            headings.names.len() - 1
        });
        headings.rows[at] += 1;
        headings.of_row.push(at);
    }
    headings
}

/// Letters of a word that are compared.
const STEM: usize = 7;

fn stems(heading: &str) -> String {
    folded::words(heading)
        .iter()
        .map(|word| word.chars().take(STEM).collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

fn fold(heading: Option<&str>) -> String {
    folded::letters(heading.unwrap_or_default())
}
