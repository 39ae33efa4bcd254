//! What a location text names: countries, and regions where it names those itself.

mod gazetteer;
mod hits;
mod hosts;
mod misspelt;
mod scope;
mod share;
pub(super) mod words;

use std::collections::BTreeSet;

pub use share::share;

use self::{
    gazetteer::{CloudPlace, NAMES},
    hits::{Hit, Place},
    words::Words,
};
use super::memo::{Memo, recall};
use crate::model::{Country, Region};

/// What a text names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Countries, named by themselves or by a city, state or cloud zone of theirs.
    pub countries: BTreeSet<Country>,
    /// Regions that the text names itself.
    pub regions: BTreeSet<Region>,
}

/// Reads the countries and regions that a location text names.
///
/// Names of a law or mechanism (`EU SCCs`, `EU-US DPF`), of those served (`EU customers`), of companies
/// and of streets are no places; nor is what data may leave for (`outside the EEA`), unless denied.
#[must_use]
pub fn read(text: &str) -> Places {
    recall(&READ, text, find)
}

thread_local! {
    static READ: Memo<Places> = Memo::default();
}

/// Whether a text may be the name of a town that no gazetteer knows: at most three words, each with a capital
/// and of letters alone.
pub(super) fn may_be_town(text: &str) -> bool {
    let is_named = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '.' | '\''))
    };
    text.split_whitespace().count() <= 3 && text.split_whitespace().all(is_named)
}

/// What a text names, found anew.
fn find(text: &str) -> Places {
    let words = Words::of(text);
    let mut hits = hits::find(&words);
    scope::narrow(&words, &mut hits);
    let named = named_countries(&words, &hits);
    let mut places = Places::default();
    for (at, hit) in hits.iter().enumerate().filter(|(_, hit)| hit.counts) {
        match hit.place {
            Place::Country(country) | Place::State(country) | Place::Cloud(CloudPlace::Country(country)) => {
                places.countries.insert(country);
            }
            Place::CountryOrState(country, other) => {
                places.countries.insert(if named.contains(&other) { other } else { country });
            }
            Place::Regions(regions) => places.regions.extend(regions),
            Place::Cloud(CloudPlace::Region(region)) => {
                places.regions.insert(region);
            }
            Place::City(..) => places.countries.extend(city(&words, &hits, at, &named)),
        }
    }
    for place in hosts::named(&words) {
        match place {
            CloudPlace::Country(country) => places.countries.insert(country),
            CloudPlace::Region(region) => places.regions.insert(region),
        };
    }
    if hits.is_empty() && places.countries.is_empty() && places.regions.is_empty() {
        places.countries.extend(misspelt::countries(&words));
    }
    places
}

/// The English short name of a country.
#[must_use]
pub fn name(country: Country) -> &'static str {
    NAMES.get(&country).copied().unwrap_or("")
}

/// Countries that the text names by anything but a city.
fn named_countries(words: &Words, hits: &[Hit]) -> Vec<Country> {
    let mut named: Vec<Country> = Vec::new();
    for hit in hits.iter().filter(|hit| hit.counts) {
        match hit.place {
            Place::Country(country) | Place::State(country) | Place::Cloud(CloudPlace::Country(country)) => {
                named.push(country);
            }
            Place::City([only], _) if words.gap(hit.words.end).starts_with(',') => named.push(*only),
            _ => {}
        }
    }
    named
}

/// The country of a city: the one right behind it, else one that the text names, else the likeliest.
fn city(words: &Words, hits: &[Hit], at: usize, named: &[Country]) -> Option<Country> {
    let Place::City(likely, behind) = hits[at].place else { return None };
    let next = hits.get(at + 1).filter(|next| next.words.start == hits[at].words.end && next.counts);
    let right_behind = next.and_then(|next| match next.place {
        Place::Country(country) => {
            (likely.contains(&country) || behind.contains(&country)).then_some(country)
        }
        Place::CountryOrState(_, state) => {
            (likely.contains(&state) || behind.contains(&state)).then_some(state)
        }
        Place::State(country) => words.gap(next.words.start).trim_start().starts_with(',').then_some(country),
        _ => None,
    });
    right_behind
        .or_else(|| likely.iter().find(|country| named.contains(country)).copied())
        .or_else(|| likely.first().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> (String, String) {
        let Places { countries, regions } = read(text);
        let countries: Vec<&str> = countries.iter().map(Country::code).collect();
        let regions: Vec<&str> = regions.iter().map(|region| region.code()).collect();
        (countries.join(" "), regions.join(" "))
    }

    fn check(cases: &[(&str, &str, &str)]) {
        for &(text, countries, regions) in cases {
            assert_eq!(codes(text), (countries.to_owned(), regions.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_country_is_read_in_many_languages() {
        check(&[
            ("Vereinigte Staaten, Irland", "IE US", ""),
            ("EE. UU. / Alemania", "DE US", ""),
            ("EUA e Irlanda", "IE US", ""),
            ("Verenigde Staten; VK", "GB US", ""),
            ("Stany Zjednoczone, EOG", "US", "EEA"),
            ("ABD, İrlanda", "IE US", ""),
            ("米国、ドイツ（フランクフルト）", "DE US", ""),
            ("美国、德国", "DE US", ""),
            ("아일랜드, 미국", "IE US", ""),
            ("США, Германия", "DE US", ""),
            ("ΗΠΑ", "US", ""),
            ("Korea, Republic of", "KR", ""),
            ("Northern Ireland", "GB", ""),
        ]);
    }

    #[test]
    fn a_state_is_told_from_a_country_by_what_stands_around_it() {
        check(&[
            ("San Francisco, CA", "US", ""),
            ("1 Main St, Smallville, CA 94103", "US", ""),
            ("CA", "CA", ""),
            ("US, CA, MX", "CA MX US", ""),
            ("Georgia", "GE", ""),
            ("Georgia, USA", "US", ""),
            ("Jersey City, New Jersey", "US", ""),
            ("New Mexico", "US", ""),
            ("Perth, WA", "AU", ""),
            ("Vancouver, WA", "US", ""),
            ("Wilmington, DE, USA", "US", ""),
            ("Nürnberg, DE", "DE", ""),
            ("Bangalore, IN", "IN", ""),
            ("Indianapolis, IN", "US", ""),
            ("Cambridge, MA", "US", ""),
            ("Cambridge, UK", "GB", ""),
            ("London, Ontario", "CA", ""),
            ("Paris, Texas", "US", ""),
        ]);
    }

    #[test]
    fn one_slip_of_the_pen_is_forgiven_in_a_long_name() {
        check(&[
            ("Unitied States", "US", ""),
            ("Untied States", "US", ""),
            ("United Sates", "US", ""),
            ("Germnay", "DE", ""),
            ("Netherland", "NL", ""),
            ("The Nehterlands", "NL", ""),
            ("Irelnd", "IE", ""),
            ("Swizterland", "CH", ""),
            ("Untied Kingdom", "GB", ""),
            ("Georgian", "", ""),
            ("Tiger", "", ""),
            ("Polland of many words in a text", "", ""),
            ("Stored safely", "", ""),
        ]);
    }

    #[test]
    fn small_words_of_a_sentence_are_no_codes() {
        check(&[
            ("We do it in house at no cost, as is", "", ""),
            ("IT services are given in Germany", "DE", ""),
            ("HOSTED IN IRELAND", "IE", ""),
            ("IN", "IN", ""),
            ("NO / IS", "IS NO", ""),
        ]);
    }

    #[test]
    fn a_cloud_zone_names_its_country() {
        check(&[
            ("aws-eu-central-1", "DE", ""),
            ("us-east-1, ap-southeast-2", "AU US", ""),
            ("europe-west3 / us-central1", "DE US", ""),
            ("germanywestcentral", "DE", ""),
            ("West Europe", "NL", ""),
            ("East US 2", "US", ""),
            ("eu-west-1a", "IE", ""),
            ("fsn1, hel1", "DE FI", ""),
            ("Europe (Frankfurt), AWS", "DE", ""),
            ("Amsterdam `eu-west-1`", "NL", ""),
            ("EU (ingest.de.example.io)", "DE", "EU"),
        ]);
    }

    #[test]
    fn a_law_a_customer_a_company_and_a_street_are_no_places() {
        check(&[
            ("USA (EU-U.S. Data Privacy Framework)", "US", ""),
            ("United States – EU Standard Contractual Clauses", "US", ""),
            ("USA (mit EU-DPA/SCCs)", "US", ""),
            ("US (EU-US and Swiss-US DPF, UK IDTA)", "US", ""),
            ("Ireland (EU customers); United States (US customers)", "IE US", ""),
            ("Google Ireland Limited, USA", "US", ""),
            ("London Road, Sydney", "AU", ""),
            ("USA, certified under the EU-US, Swiss-US and UK Extension DPF", "US", ""),
            ("40 bis rue d'Amsterdam, 75009 Paris", "FR", ""),
            ("non-EU countries", "", ""),
        ]);
    }

    #[test]
    fn outside_a_region_is_not_in_it_unless_denied() {
        check(&[
            ("May involve processing outside the EEA", "", ""),
            ("No transfer outside the EEA", "", "EEA"),
            ("Germany; keine Übermittlung außerhalb der EU", "DE", "EU"),
        ]);
    }

    #[test]
    fn the_share_of_places_is_high_for_a_location_and_none_for_prose() {
        assert!(share("Frankfurt, Germany (EU)") > 0.95);
        assert!(share("Data center in Dublin, Ireland") > 0.95);
        assert!(share("Sends transactional e-mail to users in the EU") < 0.5);
        assert!(share("Error tracking") < 0.01);
        assert!(share("Unitied States") > 0.95);
        assert!(share("") < 0.01);
    }

    #[test]
    fn nothing_panics_and_nothing_is_slow_on_odd_input() {
        for text in [
            "",
            " ",
            "(",
            ")(",
            "‑‑‑",
            "eu.",
            ".eu.",
            "a.b.c",
            "İ",
            "\u{301}\u{301}",
            "🇩🇪🇺🇸",
            "[REGION",
            "e.g.",
            "EU-",
            "-EU",
            "US/",
            ", CA",
            "non-",
        ] {
            let _ = (read(text), share(text));
        }
        proptest::proptest!(|(text in ".{0,60}")| {
            let share = share(&text);
            proptest::prop_assert!((0.0..=1.0).contains(&share));
            let _ = read(&text);
        });
        let _ = read(&"outside EU-US SCCs (US, CA 94103) eu-west-1 ".repeat(2_000));
    }

    #[test]
    fn a_country_has_an_english_name() {
        assert_eq!("CZ".parse().map(name), Ok("Czech Republic"));
    }
}
