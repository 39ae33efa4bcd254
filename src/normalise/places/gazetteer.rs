//! The dictionaries of places, parsed once.

use std::{collections::HashMap, sync::LazyLock};

use super::words::{Phrases, lines};
use crate::model::{Country, Region};

/// What a phrase can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Country(Country),
    Regions(Vec<Region>),
    /// A state or province of a country.
    State(Country),
    /// A city: the countries that have one of that name, and those that count only right behind it.
    City(Vec<Country>, Vec<Country>),
    /// A zone of a cloud, by its code.
    Cloud(CloudPlace),
    /// An airport's code, as clouds use them.
    Airport(Country),
    /// `German`, `Irish`.
    Adjective(Country),
}

/// Where a cloud's zone stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CloudPlace {
    Country(Country),
    Region(Region),
}

/// How a phrase must be printed to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Print {
    Any,
    Capitals,
    Initial,
}

/// One sense of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sense {
    pub(super) meaning: Meaning,
    pub(super) print: Print,
}

/// Every phrase that names a place, best sense first.
pub(super) static PLACES: LazyLock<Phrases<Vec<Sense>>> = LazyLock::new(|| {
    let mut places = Phrases::default();
    add_countries(&mut places);
    add_regions(&mut places);
    add_states(&mut places);
    add_clouds(&mut places);
    add_cities(&mut places);
    places
});

/// Two-letter state codes: `TX` is in the US.
pub(super) static STATE_CODES: LazyLock<HashMap<&'static str, Vec<Country>>> = LazyLock::new(|| {
    let mut codes: HashMap<&str, Vec<Country>> = HashMap::new();
    for line in lines(include_str!("../places_states.tsv")) {
        if let [country, code, ..] = line[..]
            && let Ok(country) = country.parse()
            && !code.is_empty()
        {
            codes.entry(code).or_default().push(country);
        }
    }
    codes
});

/// ISO 3166-1 alpha-3 to alpha-2.
pub(super) static ALPHA3: LazyLock<HashMap<&'static str, Country>> = LazyLock::new(|| {
    let pair = |line: Vec<&'static str>| match line[..] {
        [three, two] => two.parse().ok().map(|country| (three, country)),
        _ => None,
    };
    lines(include_str!("../places_alpha3.tsv")).filter_map(pair).collect()
});

/// English short names by code.
pub(super) static NAMES: LazyLock<HashMap<Country, &'static str>> = LazyLock::new(|| {
    let pair = |line: Vec<&'static str>| match line[..] {
        [code, name, ..] => code.parse().ok().map(|country| (country, name)),
        _ => None,
    };
    lines(include_str!("../places_countries.tsv")).filter_map(pair).collect()
});

/// Gives a phrase one more sense, unless it has it.
fn add(places: &mut Phrases<Vec<Sense>>, phrase: &str, print: Print, meaning: Meaning) {
    if let Some(senses) = places.entry(phrase) {
        let senses = senses.or_default();
        let sense = Sense { meaning, print };
        if !senses.contains(&sense) {
            senses.push(sense);
        }
    }
}

/// A short name in capitals counts only so: `US`, never `us`.
fn print_of(name: &str) -> Print {
    let short = name.chars().filter(|letter| letter.is_alphabetic()).count() <= 5;
    let capitals = name.chars().all(|letter| !letter.is_lowercase()) && name.chars().any(char::is_uppercase);
    if short && capitals { Print::Capitals } else { Print::Any }
}

fn add_countries(places: &mut Phrases<Vec<Sense>>) {
    for line in lines(include_str!("../places_countries.tsv")) {
        let Some(country) = line.first().and_then(|code| code.parse::<Country>().ok()) else { continue };
        let others = line.get(2).into_iter().flat_map(|names| names.split('|'));
        for name in line.get(1).copied().into_iter().chain(others).filter(|name| !name.is_empty()) {
            add(places, name, print_of(name), Meaning::Country(country));
        }
        for adjective in
            line.get(3).into_iter().flat_map(|words| words.split('|')).filter(|word| !word.is_empty())
        {
            add(places, adjective, Print::Any, Meaning::Adjective(country));
        }
    }
}

fn add_regions(places: &mut Phrases<Vec<Sense>>) {
    for line in lines(include_str!("../places_regions.tsv")) {
        let [codes, words] = line[..] else { continue };
        let regions: Vec<Region> = codes.split(' ').filter_map(|code| code.parse().ok()).collect();
        for word in words.split('|') {
            add(places, word, print_of(word), Meaning::Regions(regions.clone()));
        }
    }
}

fn add_states(places: &mut Phrases<Vec<Sense>>) {
    for line in lines(include_str!("../places_states.tsv")) {
        let [country, _, names] = line[..] else { continue };
        let Ok(country) = country.parse::<Country>() else { continue };
        for name in names.split('|') {
            add(places, name, Print::Initial, Meaning::State(country));
        }
    }
}

fn add_clouds(places: &mut Phrases<Vec<Sense>>) {
    for line in lines(include_str!("../places_cloud_regions.tsv")) {
        let [code, place] = line[..] else { continue };
        let country = place.parse::<Country>();
        match (code.strip_prefix('~'), country, place.parse()) {
            (Some(airport), Ok(country), _) => add(places, airport, Print::Any, Meaning::Airport(country)),
            (None, Ok(country), _) => {
                add(places, code, Print::Any, Meaning::Cloud(CloudPlace::Country(country)));
            }
            (None, Err(_), Ok(region)) => {
                add(places, code, Print::Any, Meaning::Cloud(CloudPlace::Region(region)));
            }
            _ => {}
        }
    }
}

fn add_cities(places: &mut Phrases<Vec<Sense>>) {
    for line in lines(include_str!("../places_cities.tsv")) {
        let [name, codes] = line[..] else { continue };
        let (likely, behind): (Vec<&str>, Vec<&str>) =
            codes.split(' ').partition(|code| code.chars().all(char::is_uppercase));
        let countries =
            |codes: Vec<&str>| codes.iter().filter_map(|code| code.to_uppercase().parse().ok()).collect();
        add(places, name, Print::Initial, Meaning::City(countries(likely), countries(behind)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &'static str, columns: std::ops::RangeInclusive<usize>) {
        let mut before = String::new();
        for line in lines(file) {
            assert!(columns.contains(&line.len()), "{line:?}");
            let whole = line.join("\t");
            assert!(before <= whole, "`{whole}` stands behind `{before}`");
            before = whole;
        }
    }

    #[test]
    fn every_dictionary_of_places_is_sorted_and_whole() {
        check(include_str!("../places_countries.tsv"), 2..=4);
        check(include_str!("../places_regions.tsv"), 2..=2);
        check(include_str!("../places_states.tsv"), 3..=3);
        check(include_str!("../places_cloud_regions.tsv"), 2..=2);
        check(include_str!("../places_cities.tsv"), 2..=2);
        assert_eq!((NAMES.len(), ALPHA3.len()), (250, 249));
    }
}
