//! Which row of the newer list is which row of the older.
//!
//! Rows that print the same in every field that matters are paired at once. What is left is one best
//! assignment over the scores of [`identity`](super::identity): who the company is decides whether two rows
//! can be one, the rest of the row decides which of several. The answer is the same whichever of the two
//! lists is the older one.

use std::collections::HashMap;

use super::{
    assign::{self, Edge},
    identity::{Folded, SAME_NAME, Vocabulary, context, identity},
};
use crate::model::Subprocessor;

/// A row of the older list and the row of the newer one that it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Position in the older list.
    pub before: usize,
    /// Position in the newer list.
    pub after: usize,
    /// How sure the match is: 200 where nothing that matters differs, else 60 to 150.
    pub score: u32,
    /// Why the two are held for the same company, in words.
    pub why: &'static str,
}

/// Score of two rows that print the same.
const SAME_ROW: u32 = 200;

/// A word that more rows share than this says nothing about who they are.
const COMMONPLACE: usize = 64;

/// The best assignment of the older list's rows to the newer's, in the order of the newer list.
#[must_use]
pub fn pairs(before: &[Subprocessor], after: &[Subprocessor]) -> Vec<Pair> {
    let mut vocabulary = Vocabulary::default();
    let old: Vec<Folded> = before.iter().map(|row| Folded::of(row, &mut vocabulary)).collect();
    let new: Vec<Folded> = after.iter().map(|row| Folded::of(row, &mut vocabulary)).collect();
    let mut pairs = Vec::new();
    let texts: [fn(&Folded<'_>) -> String; 2] = [|row| row.everything(), |row| row.whole()];
    for text in texts {
        let (free_old, free_new) = free(&pairs, old.len(), new.len());
        pairs.extend(same_rows((&old, &free_old), (&new, &free_new), text));
    }
    let (free_old, free_new) = free(&pairs, old.len(), new.len());
    let edges = candidates((&old, &free_old), (&new, &free_new));
    let order = |rows: &[usize], columns: &[usize]| wholes(&old, rows).cmp(&wholes(&new, columns));
    pairs.extend(assign::best(&edges, order).iter().map(pair));
    let (free_old, free_new) = free(&pairs, old.len(), new.len());
    pairs.extend(namesakes((&old, &free_old), (&new, &free_new)));
    pairs.sort_by_key(|pair| (pair.after, pair.before));
    pairs
}

/// The rows of both lists that no pair holds.
pub(super) fn free(pairs: &[Pair], old: usize, new: usize) -> (Vec<usize>, Vec<usize>) {
    let (mut old, mut new) = (vec![true; old], vec![true; new]);
    for pair in pairs {
        old[pair.before] = false;
        new[pair.after] = false;
    }
    let left =
        |rows: Vec<bool>| rows.into_iter().enumerate().filter_map(|(at, free)| free.then_some(at)).collect();
    (left(old), left(new))
}

fn same_rows(
    (old, free_old): Which<'_, '_>,
    (new, free_new): Which<'_, '_>,
    text: fn(&Folded<'_>) -> String,
) -> Vec<Pair> {
    let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
    for &at in free_old.iter().rev() {
        waiting.entry(text(&old[at])).or_default().push(at);
    }
    let same = |&after: &usize| {
        let before = waiting.get_mut(&text(&new[after]))?.pop()?;
        Some(Pair { before, after, score: SAME_ROW, why: "the same row" })
    };
    free_new.iter().filter_map(same).collect()
}

/// Some rows as texts, sorted.
fn wholes(rows: &[Folded<'_>], which: &[usize]) -> Vec<String> {
    let mut wholes: Vec<String> = which.iter().map(|&row| rows[row].whole()).collect();
    wholes.sort_unstable();
    wholes
}

/// Some rows of a list, by their positions.
type Which<'l, 'p> = (&'l [Folded<'p>], &'l [usize]);

/// The pairs of rows that could be one, among some rows of either list.
pub(super) fn candidates((old, free_old): Which<'_, '_>, (new, free_new): Which<'_, '_>) -> Vec<Edge> {
    let (of_old, of_new) = (by_key(old, free_old), by_key(new, free_new));
    let telling = |key: &str| of_old.get(key).is_none_or(|rows| rows.len() <= COMMONPLACE);
    let mut edges = Vec::new();
    for &before in free_old {
        let row = &old[before];
        let shared = keys(row).filter(|key| telling(key)).filter_map(|key| of_new.get(key));
        let mut near: Vec<usize> =
            shared.filter(|rows| rows.len() <= COMMONPLACE).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        edges.extend(near.into_iter().filter_map(|after| {
            let (sure, why) = identity(row, &new[after])?;
            Some(Edge { before, after, score: sure + context(row, &new[after]), why })
        }));
    }
    edges
}

fn by_key<'l>(rows: &'l [Folded<'_>], which: &[usize]) -> HashMap<&'l str, Vec<usize>> {
    let mut by_key: HashMap<&str, Vec<usize>> = HashMap::new();
    for &at in which {
        for key in keys(&rows[at]) {
            let rows = by_key.entry(key).or_default();
            if rows.last() != Some(&at) {
                rows.push(at);
            }
        }
    }
    by_key
}

/// What two rows must share at least one of to be looked at together: whole names, their words, their
/// beginnings.
fn keys<'p>(row: &'p Folded<'_>) -> impl Iterator<Item = &'p str> {
    let start = |text: &'p str| text.char_indices().nth(3).map_or(text, |(at, _)| &text[..at]);
    let words = row.name_words.iter().chain(&row.entity_words).map(String::as_str);
    [row.name.as_str(), row.entity.as_str(), start(&row.entity), start(&row.name)]
        .into_iter()
        .chain(words)
        .filter(|key| !key.is_empty())
}

/// Rows left over that print the same name, in the order of the page: a name on so many rows that it tells
/// nobody apart.
fn namesakes((old, free_old): Which<'_, '_>, (new, free_new): Which<'_, '_>) -> Vec<Pair> {
    let mut waiting: HashMap<&str, Vec<usize>> = HashMap::new();
    for &at in free_old.iter().rev() {
        waiting.entry(&old[at].name).or_default().push(at);
    }
    let same = |&after: &usize| {
        let before = waiting.get_mut(new[after].name.as_str())?.pop()?;
        Some(Pair { before, after, score: SAME_NAME, why: "same name, by the order of the page" })
    };
    free_new.iter().filter_map(same).collect()
}

fn pair(edge: &Edge) -> Pair {
    Pair { before: edge.before, after: edge.after, score: edge.score, why: edge.why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, entity: &str, purpose: &str) -> Subprocessor {
        Subprocessor::named(name).with(|printed, derived| {
            derived.entity = entity.to_owned();
            printed.purpose = Some(purpose.to_owned());
        })
    }

    fn matched(before: &[Subprocessor], after: &[Subprocessor]) -> Vec<(usize, usize)> {
        pairs(before, after).iter().map(|pair| (pair.before, pair.after)).collect()
    }

    #[test]
    fn the_same_company_on_several_rows_is_matched_row_by_row() {
        let old = [
            row("AWS", "AWS", "Hosting"),
            row("AWS", "AWS", "Storage of files"),
            row("AWS", "AWS", "E-mail"),
        ];
        let new = [
            row("AWS", "AWS", "E-mail delivery"),
            row("AWS", "AWS", "Hosting"),
            row("AWS", "AWS", "Storage of all files"),
        ];
        assert_eq!(matched(&old, &new), [(2, 0), (0, 1), (1, 2)]);
    }

    #[test]
    fn rows_that_differ_in_a_remark_alone_are_told_apart_by_it() {
        let with = |notes: &str| {
            row("AWS", "AWS", "Hosting").with(|printed, _| printed.notes = Some(notes.to_owned()))
        };
        assert_eq!(
            matched(&[with("Plan A"), with("Plan B")], &[with("Plan B"), with("Plan A")]),
            [(1, 0), (0, 1)]
        );
    }

    #[test]
    fn a_replacement_with_the_same_purpose_is_no_rename() {
        assert!(matched(&[row("Copper", "Copper", "CRM")], &[row("HubSpot", "HubSpot", "CRM")]).is_empty());
        assert!(
            matched(&[row("Postmark", "Postmark", "E-mail")], &[row("Postman", "Postman", "API tests")])
                .is_empty()
        );
    }

    #[test]
    fn a_legal_form_a_brand_and_a_typing_error_are_renames() {
        let why = |old: &Subprocessor, new: &Subprocessor| {
            pairs(std::slice::from_ref(old), std::slice::from_ref(new)).first().map(|pair| pair.why)
        };
        assert_eq!(
            why(&row("OpenAI, Inc.", "OpenAI", "AI"), &row("OpenAI, LLC", "OpenAI", "AI")),
            Some("same company under another name")
        );
        assert_eq!(
            why(&row("Cloudfare", "Cloudfare", "CDN"), &row("Cloudflare", "Cloudflare", "CDN")),
            Some("spelled alike")
        );
        assert_eq!(
            why(&row("Grafana", "Grafana", "Logs"), &row("Grafana Cloud", "Grafana Cloud", "Logs")),
            Some("one name extends the other")
        );
    }

    #[test]
    fn five_thousand_rows_are_matched_each_with_itself() {
        let list: Vec<Subprocessor> =
            (0..5000).map(|n| row(&format!("Company {n}"), &format!("Company {n}"), "Hosting")).collect();
        let mut edited = list.clone();
        for n in (0..5000).step_by(100) {
            edited[n].printed.purpose = Some(format!("Hosting and backup {n}"));
        }
        let pairs = pairs(&list, &edited);
        assert_eq!(pairs.len(), 5000);
        assert!(pairs.iter().all(|pair| pair.before == pair.after));
    }
}
