//! What a printed column header, or the label of a card line, says its column holds.
//!
//! A header that the dictionary knows is taken at its word; any other is guessed from the words in it.

mod guess;
mod label;

use std::{collections::HashMap, sync::LazyLock};

use foldhash::fast::RandomState;

use super::{
    labels::{folded, words},
    memo::{Memo, recall},
};
use crate::model::{Field, wordlist::lines};

pub use label::label;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// A field of the common schema.
    Field(Field),
    /// A person, e-mail address or telephone number of the company.
    Contact,
    /// The number of the row.
    Index,
    /// When the row was added, changed or reviewed.
    Date,
    /// The postal address of the company.
    Address,
    /// A known column without a field: it goes to `extra`.
    Other,
}

/// What a header may mean, and how surely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// What the column holds.
    pub what: Column,
    /// 0 to 100: 100 for a header in the dictionary, less for one that is guessed or means several things.
    pub weight: u8,
}

/// A guess below this is no meaning.
const LEAST: u8 = 35;

static DICTIONARY: LazyLock<HashMap<String, Vec<Meaning>, RandomState>> = LazyLock::new(|| {
    lines(include_str!("headers.tsv"))
        .filter_map(|line| line.split_once('\t'))
        .map(|(header, meanings)| (folded(header), listed(meanings)))
        .filter(|(_, meanings)| !meanings.is_empty())
        .collect()
});

/// What a header means, best first; empty where it means nothing we know.
///
/// A header that names two things (`Purpose and data processed`) gives both; so does one that may mean either
/// (`Service`), with less weight. [`parts`] tells the two apart.
#[must_use]
pub fn meanings(header: &str) -> Vec<Meaning> {
    let mut all: Vec<Meaning> = Vec::new();
    for meaning in parts(header).into_iter().flatten() {
        match all.iter_mut().find(|other| other.what == meaning.what) {
            Some(other) => other.weight = other.weight.max(meaning.weight),
            None => all.push(meaning),
        }
    }
    all.sort_by_key(|meaning| std::cmp::Reverse(meaning.weight));
    all
}

/// The things that a header names, in printed order, each with what it may mean, best first.
#[must_use]
pub fn parts(header: &str) -> Vec<Vec<Meaning>> {
    if header.len() > 400 {
        return Vec::new();
    }
    recall(&NAMED, header, |header| in_dictionary(header).unwrap_or_else(|| guess::parts(header)))
}

thread_local! {
    static NAMED: Memo<Vec<Vec<Meaning>>> = Memo::default();
}

/// How far a row of texts looks like a row of headers: 0 not at all, 100 every cell is a header in the
/// dictionary.
#[must_use]
pub fn is_header_like(row: &[&str]) -> u8 {
    let cells: Vec<&str> = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    if cells.is_empty() {
        return 0;
    }
    let mut columns: Vec<Column> = Vec::new();
    let mut sum = 0_usize;
    for cell in &cells {
        let best = if looks_like_content(cell) { None } else { meanings(cell).first().copied() };
        let Some(best) = best else { continue };
        // The same column twice is likelier content: `Hosting`, `Storage`.
        let share = if columns.contains(&best.what) && best.what != Column::Other { 2 } else { 1 };
        columns.push(best.what);
        sum += usize::from(best.weight) / share;
    }
    u8::try_from(sum / cells.len()).unwrap_or(100).min(100)
}

/// Sentences, addresses of pages and people, and numbers are not headers.
fn looks_like_content(cell: &str) -> bool {
    let count = cell.split_whitespace().count();
    let is_sentence = count > 6 && cell.ends_with('.') || count > 14;
    is_sentence
        || cell.contains("://")
        || cell.contains('@')
        || cell.chars().filter(char::is_ascii_digit).count() > 3
}

/// The meanings of a header in the dictionary, with or without what stands in brackets.
fn in_dictionary(header: &str) -> Option<Vec<Vec<Meaning>>> {
    if matches!(header.trim(), "#" | "№" | "＃") {
        return Some(vec![vec![Meaning { what: Column::Index, weight: 100 }]]);
    }
    let whole = folded(header);
    let found = DICTIONARY.get(&whole).or_else(|| {
        let bare = folded(&guess::without_brackets(header));
        // `Country(ies)`, `Location(s)`: the ending in brackets is not a word of its own.
        DICTIONARY.get(&bare).filter(|_| !bare.is_empty())
    })?;
    let together = found.len() > 1 && found.iter().all(|meaning| meaning.weight == 100);
    Some(if together { found.iter().map(|meaning| vec![*meaning]).collect() } else { vec![found.clone()] })
}

/// `name 75, purpose 60`, best first as printed.
fn listed(meanings: &str) -> Vec<Meaning> {
    let read = |printed: &str| {
        let mut words = printed.split_whitespace();
        let what = column(words.next()?)?;
        let weight = words.next().map_or(Some(100), |weight| weight.parse().ok())?;
        Some(Meaning { what, weight })
    };
    meanings.split(',').filter_map(read).collect()
}

/// The column of a name in the dictionaries.
fn column(name: &str) -> Option<Column> {
    Some(match name {
        "contact" => Column::Contact,
        "index" => Column::Index,
        "date" => Column::Date,
        "address" => Column::Address,
        "other" => Column::Other,
        _ => Column::Field(name.parse().ok()?),
    })
}

/// Whether the dictionaries know every word of a header, so that it speaks of nothing that they do not.
#[must_use]
pub fn is_of_known_words(header: &str) -> bool {
    is_known(header) || guess::knows_all(header)
}

/// Whether a header is in the dictionary.
fn is_known(header: &str) -> bool {
    DICTIONARY.contains_key(&folded(header))
}

/// How many words a text has.
fn count(text: &str) -> usize {
    words(&folded(text)).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::labels::untidy;

    fn named(header: &str) -> Vec<String> {
        let name = |meaning: &Meaning| match meaning.what {
            Column::Field(field) => field.name().to_owned(),
            other => format!("{other:?}").to_lowercase(),
        };
        meanings(header).iter().map(name).collect()
    }

    fn first(header: &str) -> String {
        named(header).into_iter().next().unwrap_or_default()
    }

    #[test]
    fn a_header_in_the_dictionary_is_taken_at_its_word() {
        assert_eq!(meanings("Sub-processor:"), [Meaning { what: Column::Field(Field::Name), weight: 100 }]);
        assert_eq!(first("LOCATION(S)*"), "location");
        assert_eq!(first("Unterauftragsverarbeiter"), "name");
        assert_eq!(first("所在地"), "location");
        assert_eq!(first("الغرض"), "purpose");
        assert_eq!(first("Место обработки"), "location");
    }

    #[test]
    fn a_header_never_seen_is_guessed_from_its_words() {
        for (header, column) in [
            ("Hosting Location(s)", "location"),
            ("Where is customer data processed and stored?", "location"),
            ("Purposes of the processing activity", "purpose"),
            ("Name of third-party supplier engaged", "name"),
            ("Kind of personal data concerned", "data"),
            ("Legal basis for cross-border transfer", "transfer"),
            ("Country in which the company is established", "entity_location"),
            ("Location of the sub-processor company", "entity_location"),
            ("Ort der Datenspeicherung", "location"),
            ("Categorías de datos personales afectados", "data"),
            ("Mécanisme de transfert applicable", "transfer"),
        ] {
            assert_eq!(first(header), column, "{header}");
        }
    }

    #[test]
    fn a_header_that_names_two_things_gives_both() {
        assert_eq!(named("Name and address"), ["name", "address"]);
        assert_eq!(named("Purpose and data processed"), ["purpose", "data"]);
        assert_eq!(parts("Vendor purpose / Hosting region").len(), 2);
        assert_eq!(parts("Service").len(), 1);
        assert_eq!(named("Service"), ["purpose", "name"]);
        assert_eq!(named("Nature & purpose of processing"), ["purpose"]);
    }

    #[test]
    fn what_is_no_header_means_nothing() {
        for text in ["", "   ", "Acme Inc.", "—", "1", &"location ".repeat(200)] {
            assert!(meanings(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_row_of_headers_is_told_from_a_row_of_content() {
        assert!(is_header_like(&["Sub-processor", "Purpose", "Location"]) >= 95);
        assert!(is_header_like(&["Anbieter", "Wofür genutzt", "Wo verarbeitet"]) >= 70);
        assert!(is_header_like(&["Amazon Web Services", "Cloud hosting", "Germany"]) < 40);
        assert_eq!(is_header_like(&["", ""]), 0);
    }

    #[test]
    fn the_dictionaries_are_sorted_and_agree_with_themselves() {
        let text = include_str!("headers.tsv");
        assert_eq!(untidy(text), [""; 0]);
        assert_eq!(untidy(include_str!("words.tsv")), [""; 0]);
        for (header, meanings) in lines(text).filter_map(|line| line.split_once('\t')) {
            assert!(!listed(meanings).is_empty(), "{header}");
            assert_eq!(DICTIONARY.get(&folded(header)), Some(&listed(meanings)), "{header} is there twice");
        }
    }
}
