//! Which row of the newer list is which row of the older.
//!
//! Rows that print the same in every field that matters are paired at once. What is left is one best
//! assignment (Kuhn and Munkres) over the scores of [`identity`] and [`context`]: who the company is decides
//! whether two rows can be one, the rest of the row decides which of several.

use std::collections::HashMap;

use pathfinding::{kuhn_munkres::kuhn_munkres, matrix::Matrix};

use super::folded;
use crate::model::{Category, Subprocessor};

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

/// The same printed name, letter for letter.
const SAME_NAME: u32 = 100;
/// Another name of the same company.
const SAME_COMPANY: u32 = 80;
/// Names that differ by a typing error.
const SPELLED_ALIKE: u32 = 70;
/// One name is the other with a bracket or a word added, of the same company.
const NAME_GROWN: u32 = 85;
/// The names share one telling word, and the purpose is all but the same.
const SHARED_WORD: u32 = 60;
/// Likeness from which two purposes are the same work.
const SAME_WORK: f64 = 0.5;
/// A word of so many letters tells who a company is.
const TELLING_WORD: usize = 5;
/// One name is the other with words added behind.
const NAME_EXTENDED: u32 = 65;

/// Likeness from which two spellings are one name (Damerau-Levenshtein, 1 is equal).
const ALIKE: f64 = 0.84;
/// Shortest name that may be a misspelling of another: shorter ones differ by being others.
const SHORTEST_MISSPELLED: usize = 6;
/// A word that more rows share than this says nothing about who they are.
const COMMONPLACE: usize = 64;
/// Largest group of rows that is assigned exactly; a larger one goes best score first.
const LARGEST_GROUP: usize = 256;

/// The best assignment of the older list's rows to the newer's, in the order of the newer list.
#[must_use]
pub fn pairs(before: &[Subprocessor], after: &[Subprocessor]) -> Vec<Pair> {
    let old: Vec<Printed> = before.iter().map(Printed::of).collect();
    let new: Vec<Printed> = after.iter().map(Printed::of).collect();
    let mut pairs = same_rows(&old, &new);
    let mut taken_old = vec![false; old.len()];
    let mut taken_new = vec![false; new.len()];
    for pair in &pairs {
        taken_old[pair.before] = true;
        taken_new[pair.after] = true;
    }
    let edges = candidates(&old, &new, &taken_old, &taken_new);
    pairs.extend(groups(&edges).iter().flat_map(|group| assign(group)));
    pairs.sort_by_key(|pair| (pair.after, pair.before));
    pairs
}

/// What of a row decides who it is, folded once.
struct Printed<'a> {
    row: &'a Subprocessor,
    name: String,
    entity: String,
    name_words: Vec<String>,
    entity_words: Vec<String>,
    section: String,
}

impl<'a> Printed<'a> {
    fn of(row: &'a Subprocessor) -> Self {
        Self {
            row,
            name: folded::letters(&row.name),
            entity: folded::letters(&row.entity),
            name_words: folded::words(&row.name),
            entity_words: folded::words(&row.entity),
            section: folded::letters(row.section.as_deref().unwrap_or_default()),
        }
    }

    fn whole(&self) -> String {
        let Subprocessor { purpose, data, location, entity_location, .. } = self.row;
        let fields = [purpose, data, location, entity_location].map(|field| folded::letters(field.as_deref().unwrap_or_default()));
        [self.name.as_str(), self.section.as_str(), &fields.join("\n")].join("\n")
    }
}

fn same_rows(old: &[Printed<'_>], new: &[Printed<'_>]) -> Vec<Pair> {
    let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, row) in old.iter().enumerate().rev() {
        waiting.entry(row.whole()).or_default().push(at);
    }
    let same = |(after, row): (usize, &Printed<'_>)| {
        let before = waiting.get_mut(&row.whole())?.pop()?;
        Some(Pair { before, after, score: SAME_ROW, why: "the same row" })
    };
    new.iter().enumerate().filter_map(same).collect()
}

/// Two rows that could be one, with their score.
#[derive(Clone, Copy)]
struct Edge {
    before: usize,
    after: usize,
    score: u32,
    why: &'static str,
}

fn candidates(old: &[Printed<'_>], new: &[Printed<'_>], taken_old: &[bool], taken_new: &[bool]) -> Vec<Edge> {
    let mut by_key: HashMap<&str, Vec<usize>> = HashMap::new();
    let free = new.iter().enumerate().filter(|(at, _)| !taken_new[*at]);
    for (at, row) in free {
        for key in keys(row) {
            by_key.entry(key).or_default().push(at);
        }
    }
    let mut edges = Vec::new();
    for (before, row) in old.iter().enumerate().filter(|(at, _)| !taken_old[*at]) {
        let mut near: Vec<usize> =
            keys(row).filter_map(|key| by_key.get(key)).filter(|rows| rows.len() <= COMMONPLACE).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        edges.extend(near.into_iter().filter_map(|after| {
            let (sure, why) = identity(row, &new[after])?;
            Some(Edge { before, after, score: sure + context(row, &new[after]), why })
        }));
    }
    edges
}

/// What two rows must share at least one of to be looked at together: whole names, their words, their beginnings.
fn keys<'p>(row: &'p Printed<'_>) -> impl Iterator<Item = &'p str> {
    let start = |text: &'p str| text.char_indices().nth(3).map_or(text, |(at, _)| &text[..at]);
    let words = row.name_words.iter().chain(&row.entity_words).map(String::as_str);
    [row.name.as_str(), row.entity.as_str(), start(&row.entity), start(&row.name)].into_iter().chain(words).filter(|key| !key.is_empty())
}

/// Whether two rows can be the same company, how sure that is, and why.
fn identity(old: &Printed<'_>, new: &Printed<'_>) -> Option<(u32, &'static str)> {
    if old.name == new.name {
        return Some((SAME_NAME, "same name"));
    }
    let alike = spelled_alike(&old.entity, &new.entity);
    let extended = extends(&old.name_words, &new.name_words) || extends(&old.entity_words, &new.entity_words);
    // Affiliates share their parent's name by nature: only the printed name tells them apart.
    if old.row.category == Category::Affiliate || new.row.category == Category::Affiliate {
        return (spelled_alike(&old.name, &new.name) && alike).then_some((SPELLED_ALIKE, "spelled alike"));
    }
    if extends(&old.name_words, &new.name_words) && (old.entity == new.entity || is_bracketed(&old.row.name, &new.row.name)) {
        return Some((NAME_GROWN, "one name extends the other"));
    }
    if !old.entity.is_empty() && old.entity == new.entity {
        return Some((SAME_COMPANY, "same company under another name"));
    }
    if alike {
        return Some((SPELLED_ALIKE, "spelled alike"));
    }
    if extended {
        return Some((NAME_EXTENDED, "one name extends the other"));
    }
    let shared = || old.name_words.iter().any(|word| word.chars().count() >= TELLING_WORD && new.name_words.contains(word));
    let purpose = || folded::likeness(old.row.purpose.as_deref(), new.row.purpose.as_deref());
    let told = old.row.purpose.is_some() && new.row.purpose.is_some();
    (told && shared() && purpose() >= SAME_WORK).then_some((SHARED_WORD, "the names share a word, and the work is the same"))
}

/// Whether the longer of two names is the shorter one with a bracket behind it: `Twilio` and `Twilio (SendGrid)`.
fn is_bracketed(left: &str, right: &str) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    long.get(..short.len()) == Some(short) && long[short.len()..].trim_start().starts_with('(')
}

fn spelled_alike(left: &str, right: &str) -> bool {
    left.chars().count().min(right.chars().count()) >= SHORTEST_MISSPELLED
        && !left.chars().filter(char::is_ascii_digit).ne(right.chars().filter(char::is_ascii_digit))
        && strsim::normalized_damerau_levenshtein(left, right) >= ALIKE
}

fn extends(left: &[String], right: &[String]) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    !short.is_empty() && short.len() < long.len() && long.starts_with(short) && short.iter().any(|word| word.len() >= 3)
}

/// What the rest of two rows adds to their score: at most 50.
fn context(old: &Printed<'_>, new: &Printed<'_>) -> u32 {
    let share = |left: &Option<String>, right: &Option<String>| folded::likeness(left.as_deref(), right.as_deref());
    let points = 22.0 * share(&old.row.purpose, &new.row.purpose)
        + 8.0 * share(&old.row.data, &new.row.data)
        + 8.0 * share(&old.row.location, &new.row.location)
        + if old.section == new.section { 10.0 } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 48")]
    let points = points as u32;
    points + u32::from(old.row.url.is_some() && old.row.url == new.row.url) * 2
}

/// The edges in groups that share no row, so that each can be assigned by itself.
fn groups(edges: &[Edge]) -> Vec<Vec<Edge>> {
    let mut group_of_old: HashMap<usize, usize> = HashMap::new();
    let mut group_of_new: HashMap<usize, usize> = HashMap::new();
    let mut groups: Vec<Vec<Edge>> = Vec::new();
    for edge in edges {
        let own = group_of_old.get(&edge.before).copied();
        let other = group_of_new.get(&edge.after).copied();
        let target = match (own, other) {
            (Some(own), Some(other)) if own != other => {
                let moved = std::mem::take(&mut groups[other]);
                for member in &moved {
                    group_of_old.insert(member.before, own);
                    group_of_new.insert(member.after, own);
                }
                groups[own].extend(moved);
                own
            }
            (Some(group), _) | (None, Some(group)) => group,
            (None, None) => {
                groups.push(Vec::new());
                groups.len() - 1
            }
        };
        groups[target].push(*edge);
        group_of_old.insert(edge.before, target);
        group_of_new.insert(edge.after, target);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn assign(group: &[Edge]) -> Vec<Pair> {
    if let [edge] = group {
        return vec![pair(edge)];
    }
    let (mut rows, mut columns): (Vec<usize>, Vec<usize>) = group.iter().map(|edge| (edge.before, edge.after)).unzip();
    for side in [&mut rows, &mut columns] {
        side.sort_unstable();
        side.dedup();
    }
    if rows.len().max(columns.len()) > LARGEST_GROUP {
        return best_first(group);
    }
    let (height, width) = (rows.len().min(columns.len()), rows.len().max(columns.len()));
    let upright = rows.len() <= columns.len();
    let mut weights: Matrix<i64> = Matrix::new(height, width, 0);
    let mut edge_at: HashMap<(usize, usize), &Edge> = HashMap::new();
    for edge in group {
        let (Ok(row), Ok(column)) = (rows.binary_search(&edge.before), columns.binary_search(&edge.after)) else { continue };
        let place = if upright { (row, column) } else { (column, row) };
        // Among equals the order of the page decides.
        let order = i64::try_from(row.abs_diff(column).min(99)).unwrap_or(99);
        weights[place] = i64::from(edge.score) * 100 - order;
        edge_at.insert(place, edge);
    }
    let (_, chosen) = kuhn_munkres(&weights);
    chosen.into_iter().enumerate().filter_map(|place| edge_at.get(&place).map(|edge| pair(edge))).collect()
}

fn best_first(group: &[Edge]) -> Vec<Pair> {
    let mut edges: Vec<&Edge> = group.iter().collect();
    edges.sort_by_key(|edge| (std::cmp::Reverse(edge.score), edge.after, edge.before));
    let (mut old, mut new) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    let mut take = |edge: &&Edge| {
        let free = !old.contains(&edge.before) && !new.contains(&edge.after);
        if free {
            old.insert(edge.before);
            new.insert(edge.after);
        }
        free
    };
    edges.into_iter().filter(|edge| take(edge)).map(pair).collect()
}

fn pair(edge: &Edge) -> Pair {
    Pair { before: edge.before, after: edge.after, score: edge.score, why: edge.why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, entity: &str, purpose: &str) -> Subprocessor {
        Subprocessor { entity: entity.to_owned(), purpose: Some(purpose.to_owned()), ..Subprocessor::named(name) }
    }

    fn matched(before: &[Subprocessor], after: &[Subprocessor]) -> Vec<(usize, usize)> {
        pairs(before, after).iter().map(|pair| (pair.before, pair.after)).collect()
    }

    #[test]
    fn the_same_company_on_several_rows_is_matched_row_by_row() {
        let old = [row("AWS", "AWS", "Hosting"), row("AWS", "AWS", "Storage of files"), row("AWS", "AWS", "E-mail")];
        let new = [row("AWS", "AWS", "E-mail delivery"), row("AWS", "AWS", "Hosting"), row("AWS", "AWS", "Storage of all files")];
        assert_eq!(matched(&old, &new), [(2, 0), (0, 1), (1, 2)]);
    }

    #[test]
    fn a_replacement_with_the_same_purpose_is_no_rename() {
        assert!(matched(&[row("Copper", "Copper", "CRM")], &[row("HubSpot", "HubSpot", "CRM")]).is_empty());
        assert!(matched(&[row("Postmark", "Postmark", "E-mail")], &[row("Postman", "Postman", "API tests")]).is_empty());
    }

    #[test]
    fn a_legal_form_a_brand_and_a_typing_error_are_renames() {
        let why = |old: &Subprocessor, new: &Subprocessor| {
            pairs(std::slice::from_ref(old), std::slice::from_ref(new)).first().map(|pair| pair.why)
        };
        assert_eq!(why(&row("OpenAI, Inc.", "OpenAI", "AI"), &row("OpenAI, LLC", "OpenAI", "AI")), Some("same company under another name"));
        assert_eq!(why(&row("Cloudfare", "Cloudfare", "CDN"), &row("Cloudflare", "Cloudflare", "CDN")), Some("spelled alike"));
        assert_eq!(
            why(&row("Grafana", "Grafana", "Logs"), &row("Grafana Cloud", "Grafana Cloud", "Logs")),
            Some("one name extends the other")
        );
    }

    #[test]
    fn five_thousand_rows_are_matched_each_with_itself() {
        let list: Vec<Subprocessor> = (0..5000).map(|n| row(&format!("Company {n}"), &format!("Company {n}"), "Hosting")).collect();
        let mut edited = list.clone();
        for n in (0..5000).step_by(100) {
            edited[n].purpose = Some(format!("Hosting and backup {n}"));
        }
        let pairs = pairs(&list, &edited);
        assert_eq!(pairs.len(), 5000);
        assert!(pairs.iter().all(|pair| pair.before == pair.after));
    }
}
