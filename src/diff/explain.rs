//! Why rows were matched as they were: for people who want to check.

use std::collections::HashMap;

use super::{
    Pair,
    assign::Edge,
    identity::{Folded, Vocabulary, context, is_same_work},
    pairs::{self, candidates, free},
};
use crate::model::Listing;

/// How two listings were matched, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The rows that stayed.
    pub pairs: Vec<Pair>,
    /// The rows that are gone.
    pub gone: Vec<Lone>,
    /// The rows that came.
    pub came: Vec<Lone>,
}

/// A row without a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lone {
    /// Its position in its own list.
    pub row: usize,
    /// The row of the other list that was nearest to it.
    pub nearest: Option<Nearest>,
}

/// What a row without a partner was nearest to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// Its position in the other list.
    pub row: usize,
    /// What the two would have scored: from 60 on they could have been one, below that only the rest of the
    /// row is alike.
    pub score: u32,
    /// What speaks for or against it, in words.
    pub why: &'static str,
}

/// Lists with more lonely rows than this, one side times the other, are not searched for rows that do the
/// same work.
const MOST_COMPARED: usize = 250_000;

/// Tells the pairs of two listings with their scores, and for each other row what it was nearest to.
#[must_use]
pub fn explain(before: &Listing, after: &Listing) -> Explanation {
    let pairs = pairs::pairs(&before.entries, &after.entries);
    let mut vocabulary = Vocabulary::default();
    let old: Vec<Folded> = before.entries.iter().map(|row| Folded::of(row, &mut vocabulary)).collect();
    let new: Vec<Folded> = after.entries.iter().map(|row| Folded::of(row, &mut vocabulary)).collect();
    let (gone, came) = free(&pairs, old.len(), new.len());
    let replaced = if gone.len() * came.len() <= MOST_COMPARED { came.as_slice() } else { &[] };
    let replacing = if gone.len() * came.len() <= MOST_COMPARED { gone.as_slice() } else { &[] };
    let lone = |rows: &[usize], own: &[Folded<'_>], other: &[Folded<'_>], others: &[usize]| {
        let could_be = could_be_one(rows, own, other);
        let nearest =
            |row: usize| could_be.get(&row).cloned().or_else(|| same_work(&own[row], other, others));
        rows.iter().map(|&row| Lone { row, nearest: nearest(row) }).collect::<Vec<Lone>>()
    };
    let (gone, came) = (lone(&gone, &old, &new, replaced), lone(&came, &new, &old, replacing));
    Explanation { pairs, gone, came }
}

/// For each of some rows the one that it could have been, the best where there are several.
fn could_be_one(rows: &[usize], own: &[Folded<'_>], other: &[Folded<'_>]) -> HashMap<usize, Nearest> {
    let all: Vec<usize> = (0..other.len()).collect();
    let mut best: HashMap<usize, Nearest> = HashMap::new();
    for Edge { before, after, score, why } in candidates((own, rows), (other, &all)) {
        if best.get(&before).is_none_or(|nearest| nearest.score < score) {
            best.insert(before, Nearest { row: after, score, why });
        }
    }
    best
}

/// Another company that does the same work: a replacement.
fn same_work(row: &Folded<'_>, other: &[Folded<'_>], others: &[usize]) -> Option<Nearest> {
    let alike = others.iter().filter(|&&at| is_same_work(row, &other[at]));
    let best = alike.max_by_key(|&&at| (context(row, &other[at]), std::cmp::Reverse(at)))?;
    Some(Nearest {
        row: *best,
        score: context(row, &other[*best]),
        why: "the same work, but no sign of the same company",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Subprocessor;

    fn list(rows: &[(&str, &str)]) -> Listing {
        let row = |&(name, purpose): &(&str, &str)| {
            Subprocessor::named(name).with(|printed, _| printed.purpose = Some(purpose.to_owned()))
        };
        Listing { entries: rows.iter().map(row).collect(), ..Listing::default() }
    }

    #[test]
    fn a_replacement_is_told_with_its_score_and_why_it_is_no_pair() {
        let found = explain(
            &list(&[("Copper", "CRM"), ("Stripe", "Payments")]),
            &list(&[("HubSpot", "CRM"), ("Stripe", "Payments")]),
        );
        assert_eq!(found.pairs, [Pair { before: 1, after: 1, score: 200, why: "the same row" }]);
        let nearest =
            Some(Nearest { row: 0, score: 48, why: "the same work, but no sign of the same company" });
        assert_eq!(found.gone, [Lone { row: 0, nearest: nearest.clone() }]);
        assert_eq!(found.came, [Lone { row: 0, nearest }]);
    }

    #[test]
    fn a_row_whose_partner_was_taken_tells_what_it_could_have_been() {
        let found = explain(&list(&[("AWS", "Hosting"), ("AWS", "Storage")]), &list(&[("AWS", "Hosting")]));
        assert_eq!(found.gone.len(), 1);
        assert_eq!(
            found.gone[0].nearest.as_ref().map(|nearest| (nearest.row, nearest.score, nearest.why)),
            Some((0, 126, "same name"))
        );
        assert!(found.came.is_empty());
    }
}
