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
pub(super) fn renamed(before: &Listing, after: &Listing, pairs: &[Pair]) -> Renamed {
    let old: Vec<String> = before.entries.iter().map(|row| fold(row.section.as_deref())).collect();
    let new: Vec<String> = after.entries.iter().map(|row| fold(row.section.as_deref())).collect();
    let mut moves: HashMap<(&str, &str), usize> = HashMap::new();
    let (mut leaving, mut arriving): (HashMap<&str, usize>, HashMap<&str, usize>) = (HashMap::new(), HashMap::new());
    for pair in pairs {
        let (from, to) = (old[pair.before].as_str(), new[pair.after].as_str());
        *moves.entry((from, to)).or_default() += 1;
        *leaving.entry(from).or_default() += 1;
        *arriving.entry(to).or_default() += 1;
    }
    let gone = |heading: &str| !new.iter().any(|other| other == heading);
    let fresh = |heading: &str| !old.iter().any(|other| other == heading);
    let reworded = |(&(from, to), &count): (&(&str, &str), &usize)| {
        let most = 2 * count >= leaving.get(from).copied().unwrap_or(0) && 2 * count >= arriving.get(to).copied().unwrap_or(0);
        (from != to && most && (gone(from) || fresh(to))).then(|| (from.to_owned(), to.to_owned()))
    };
    Renamed(moves.iter().filter_map(reworded).collect())
}

fn fold(heading: Option<&str>) -> String {
    folded::letters(heading.unwrap_or_default())
}
