//! Where in a text a place is named.

use std::{ops::Range, sync::LazyLock};

use super::{
    gazetteer::{ALPHA3, CloudPlace, Meaning, PLACES, Print, STATE_CODES, Sense},
    words::Words,
};
use crate::{
    model::{Country, Region},
    normalise::vocabulary::{WordSet, set},
};

/// A run of words that names a place.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) words: Range<usize>,
    pub(super) place: Place,
    /// Whether it says where data go, as opposed to whose law or which customers are meant.
    pub(super) counts: bool,
}

/// What it names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Country(Country),
    /// A name of both a country and a state of another: Georgia.
    CountryOrState(Country, Country),
    Regions(&'static [Region]),
    State(Country),
    City(&'static [Country], &'static [Country]),
    Cloud(CloudPlace),
}

/// Nouns that an adjective may stand before: `a German company`.
static NOUNS: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("nouns.txt")));

/// Words that stand between places of a list.
static BETWEEN: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("between.txt")));

/// Countries whose two capitals are read as such even in a sentence; the others only in a list.
static PLAIN_CODES: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("plain_codes.txt")));

/// Two capitals that mean something else far more often than the country.
const NEVER: [&str; 7] = ["AI", "AD", "AS", "PC", "CC", "DB", "TV"];

/// Every place named in the text, in order.
pub(super) fn find(words: &Words) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some((end, place)) = zone_letter(words, at) {
            hits.push(Hit { words: at..end, place, counts: true });
            at = end;
        } else if let Some((end, place)) = PLACES.at(words, at, |range, senses| sense(words, &range, senses))
        {
            hits.push(Hit { words: at..end, place, counts: true });
            at = end;
        } else {
            if let Some(place) = code(words, at, hits.last_mut()) {
                hits.push(Hit { words: at..at + 1, place, counts: true });
            }
            at += 1;
        }
    }
    hits
}

/// `eu-west-1a`: the letter behind a zone's number names one of its buildings.
fn zone_letter(words: &Words, at: usize) -> Option<(usize, Place)> {
    let end = at + 3;
    let (number, letter) = words.word(end - 1).split_at_checked(1)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let is_building = matches!(letter, "a" | "b" | "c" | "d" | "e" | "f");
    if !is_number || !is_building || words.gap(end - 1) != "-" {
        return None;
    }
    let senses = PLACES.get(&format!("{} {number}", words.key(at..end - 1)))?;
    senses.iter().find_map(|sense| match sense.meaning {
        Meaning::Cloud(place) => Some((end, Place::Cloud(place))),
        _ => None,
    })
}

/// Whether a run of words stands as an item of a list: between commas, slashes, brackets, `and`.
pub(super) fn is_item(words: &Words, range: &Range<usize>) -> bool {
    let separates = |gap: &str| {
        gap.contains([
            ',', ';', '/', '(', ')', '[', ']', '+', '·', '|', '&', '–', '—', ':', '`', '\n', '•', '*', '、',
        ])
    };
    let begins_item = range.start == 0
        || separates(words.gap(range.start))
        || BETWEEN.contains(words.word(range.start - 1));
    let ends_item = range.end >= words.len()
        || separates(words.gap(range.end))
        || BETWEEN.contains(words.word(range.end));
    begins_item && ends_item
}

/// The place that a phrase names as it is printed here, by the best of its senses that fits.
fn sense(words: &Words, range: &Range<usize>, senses: &'static [Sense]) -> Option<Place> {
    let fits = |sense: &&Sense| match (&sense.meaning, sense.print) {
        (Meaning::Adjective(_), _) => NOUNS.contains(words.word(range.end)),
        (Meaning::Cloud(_), _) if !is_one_code(words, range) => false,
        _ if !is_one_run(words, range) => false,
        (Meaning::Airport(_), _) => is_item(words, range) && !BETWEEN.contains(words.word(range.end)),
        (_, print) => is_printed(words, range, print),
    };
    let mut fitting = senses.iter().filter(fits).map(|sense| &sense.meaning);
    Some(match (fitting.next()?, fitting.next()) {
        (Meaning::Country(country), Some(Meaning::State(other))) if country != other => {
            Place::CountryOrState(*country, *other)
        }
        (Meaning::Country(country) | Meaning::Adjective(country), _) => Place::Country(*country),
        (Meaning::Regions(regions), _) => Place::Regions(regions),
        (Meaning::State(country), _) => Place::State(*country),
        (Meaning::City(likely, behind), _) => Place::City(likely, behind),
        (Meaning::Cloud(place), _) => Place::Cloud(*place),
        (Meaning::Airport(country), _) => Place::Cloud(CloudPlace::Country(*country)),
    })
}

/// A zone's code is written in one piece; a zone's name with spaces.
fn is_one_code(words: &Words, range: &Range<usize>) -> bool {
    (range.start + 1..range.end).all(|at| matches!(words.gap(at), "" | "-" | " " | "‑"))
}

/// No name goes over the end of a clause.
fn is_one_run(words: &Words, range: &Range<usize>) -> bool {
    let open = words.printed(range.clone());
    open.contains('(') == open.contains(')')
        && (range.start + 1..range.end)
            .all(|at| !words.gap(at).contains([';', ':', '|', '+', '·', ')', '\n']))
}

/// Whether a phrase is printed as it must be to count.
fn is_printed(words: &Words, range: &Range<usize>, print: Print) -> bool {
    let printed = words.printed(range.clone());
    match print {
        Print::Any => true,
        Print::Initial => printed.chars().next().is_some_and(|letter| !letter.is_lowercase()),
        Print::Capitals => {
            let is_bracketed = words.gap(range.start).contains('(') || words.gap(range.end).contains(')');
            let is_plain_so = matches!(words.key(range.clone()), "eu" | "us" | "uk" | "usa");
            is_capitals(printed) || words.len() == 1 || (is_plain_so && is_bracketed)
        }
    }
}

/// Whether a text has capitals and no small letters.
fn is_capitals(printed: &str) -> bool {
    printed.chars().any(char::is_uppercase) && !printed.chars().any(char::is_lowercase)
}

/// A code of two or three capitals: ISO 3166-1, or a state's where an address is written.
fn code(words: &Words, at: usize, before: Option<&mut Hit>) -> Option<Place> {
    let printed = words.printed(at..at + 1);
    if !printed.bytes().all(|byte| byte.is_ascii_uppercase()) || !matches!(printed.len(), 2 | 3) {
        return None;
    }
    let range = at..at + 1;
    let country: Option<Country> = match printed.len() {
        2 => printed.parse().ok(),
        _ => ALPHA3.get(printed).copied(),
    };
    if let Some(place) = behind_city(words, at, country, before) {
        return Some(place);
    }
    if let Some(place) = state(words, at, country) {
        return Some(place);
    }
    let country = country?;
    // Where all is in capitals, two of them may be any word.
    let is_plain = PLAIN_CODES.contains(printed) && words.text().chars().any(char::is_lowercase);
    let is_code = !NEVER.contains(&printed) && (is_plain || is_item(words, &range));
    is_code.then_some(Place::Country(country))
}

/// `Paris, TX` and `Dublin, IE`: the code behind a city says which.
fn behind_city(
    words: &Words,
    at: usize,
    country: Option<Country>,
    before: Option<&mut Hit>,
) -> Option<Place> {
    let hit = before?;
    let Place::City(likely, behind) = hit.place else { return None };
    if hit.words.end != at || !matches!(words.gap(at), ", " | " " | "," | " (") {
        return None;
    }
    if let Some(country) = country.filter(|country| likely.contains(country)) {
        hit.counts = false;
        return Some(Place::Country(country));
    }
    let states = STATE_CODES.get(words.printed(at..at + 1))?;
    let of_city = states.iter().find(|country| likely.contains(country) || behind.contains(country));
    let state = of_city.or_else(|| {
        states.first().filter(|_| country.is_none() || is_zip(words, at + 1) || ends_address(words, at + 1))
    });
    state.map(|&country| {
        hit.counts = false;
        Place::State(country)
    })
}

/// A state's code behind a comma, before a ZIP code or before `USA`.
fn state(words: &Words, at: usize, country: Option<Country>) -> Option<Place> {
    let printed = words.printed(at..at + 1);
    let &state = STATE_CODES.get(printed)?.first()?;
    let is_behind_comma = at > 0 && words.gap(at).trim_start().starts_with(',');
    let is_behind_town =
        at > 0 && words.printed(at - 1..at).starts_with(char::is_uppercase) && words.word(at - 1).len() > 3;
    let is_before_us =
        matches!(words.word(at + 1), "us" | "usa") || words.key(at + 1..at + 3) == "united states";
    let is_before_zip = is_zip(words, at + 1);
    let is_state = match country {
        None => is_behind_comma || is_before_zip,
        Some(_) if printed == "DE" => is_behind_comma && is_behind_town && is_before_us,
        Some(_) => {
            is_before_zip
                || (is_behind_town && is_before_us)
                || (is_behind_comma
                    && is_behind_town
                    && !PLAIN_CODES.contains(printed)
                    && !is_listed_name(words, at))
        }
    };
    (is_state && printed.len() == 2).then_some(Place::State(state))
}

/// Whether the word before is itself a country: then the code continues a list.
fn is_listed_name(words: &Words, at: usize) -> bool {
    let is_whole = |meaning: &Meaning| matches!(meaning, Meaning::Country(_) | Meaning::Regions(_));
    let before = at.saturating_sub(1)..at;
    PLACES
        .get(words.key(before.clone()))
        .is_some_and(|senses| senses.iter().any(|sense| is_whole(&sense.meaning)))
        || words.printed(before).parse::<Country>().is_ok()
        || matches!(words.printed(at..at + 1), "IN" | "ID")
}

/// Whether a word is a ZIP code of the US.
fn is_zip(words: &Words, at: usize) -> bool {
    let word = words.word(at);
    word.len() == 5 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether an address ends before a word.
fn ends_address(words: &Words, at: usize) -> bool {
    at >= words.len() || words.gap(at).contains([';', '.', ')', '\n'])
}
