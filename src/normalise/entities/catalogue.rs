//! The catalogue of companies, parsed once.

use std::{collections::hash_map::Entry, sync::LazyLock};

use super::super::places::words::{Phrases, Words, fold, lines};
use crate::model::{Category, Country};

/// A company, or a brand or service that goes under a name of its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Company {
    /// Its plain well-known name.
    pub name: &'static str,
    /// Its domain.
    pub domain: &'static str,
    /// Where it is established, or its group is led from.
    pub seat: Option<Country>,
    /// What it mostly does for others.
    pub category: Category,
    /// The name of the company it belongs to.
    pub parent: Option<&'static str>,
}

/// How much of a printed name must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// The beginning: nobody else is called so.
    Name,
    /// All of it: it is a common word too.
    Word,
    /// The beginning, but what follows can be a product with a name of its own.
    Umbrella,
}

/// Companies by their printed names.
pub(super) struct Catalogue {
    companies: Vec<Company>,
    names: Phrases<(usize, Match)>,
}

/// The catalogue that ships with the program.
pub(super) static COMPANIES: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut catalogue = Catalogue { companies: Vec::new(), names: Phrases::default() };
    let all: Vec<Vec<&'static str>> = lines(include_str!("../entities_companies.tsv")).collect();
    for line in &all {
        catalogue.companies.extend(company(line));
    }
    // A name of its own goes before anybody's other name.
    for (at, line) in all.iter().enumerate() {
        if let Some(name) = line.first() {
            catalogue.add(at, name, own_match(line));
        }
    }
    for (at, line) in all.iter().enumerate() {
        for alias in line.get(5).into_iter().flat_map(|names| names.split('|')) {
            let (alias, kind) = split(alias);
            catalogue.add(at, alias, kind);
        }
    }
    catalogue
});

impl Catalogue {
    /// The company with exactly this folded name.
    pub(super) fn named(&'static self, key: &str) -> Option<&'static Company> {
        self.names.get(key).and_then(|&(at, _)| self.companies.get(at))
    }

    /// Whether the folded name is some company's and nothing else.
    pub(super) fn is_distinctive(&'static self, key: &str) -> bool {
        self.names.get(key).is_some_and(|&(_, kind)| kind != Match::Word)
    }

    /// The company whose name starts at a word, the longest that fits: the end of the name, the
    /// company, and how it may match.
    pub(super) fn at(&'static self, words: &Words, from: usize) -> Option<(usize, &'static Company, Match)> {
        let (end, (at, kind)) = self.names.at(words, from, |_, &found| Some(found))?;
        self.companies.get(at).map(|company| (end, company, kind))
    }

    /// Gives a name to a company, unless another company has it.
    fn add(&mut self, at: usize, name: &str, kind: Match) {
        if let Some(Entry::Vacant(free)) = self.names.entry(name) {
            free.insert((at, kind));
        }
    }
}

/// A line of the catalogue: name, domain, seat, category, parent and other names.
fn company(line: &[&'static str]) -> Option<Company> {
    let [name, domain, seat, category, ..] = *line else { return None };
    let parent = line.get(4).copied().filter(|parent| !parent.is_empty());
    Some(Company { name, domain, seat: seat.parse().ok(), category: category.parse().ok()?, parent })
}

/// A company's own name counts as its list of other names says, if that repeats it.
fn own_match(line: &[&'static str]) -> Match {
    let name = line.first().map_or_else(String::new, |name| fold(name));
    let mut aliases = line.get(5).into_iter().flat_map(|names| names.split('|')).map(split);
    aliases
        .find(|(alias, kind)| *kind != Match::Name && fold(alias) == name)
        .map_or(Match::Name, |(_, kind)| kind)
}

/// Another name, and how much of a printed name must match it: `=` all, `+` an umbrella.
fn split(alias: &'static str) -> (&'static str, Match) {
    match (alias.strip_prefix('='), alias.strip_prefix('+')) {
        (Some(word), _) => (word, Match::Word),
        (_, Some(umbrella)) => (umbrella, Match::Umbrella),
        _ => (alias, Match::Name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_company_and_the_lines_are_sorted() {
        let all: Vec<_> = lines(include_str!("../entities_companies.tsv")).collect();
        assert_eq!(all.len(), COMPANIES.companies.len());
        assert!(all.len() > 700);
        for line in &all {
            assert!(
                company(line)
                    .is_some_and(|company| company.domain.contains('.') || company.domain.is_empty()),
                "{line:?}"
            );
        }
        assert!(all.iter().map(|line| line.join("\t")).is_sorted());
    }
}
