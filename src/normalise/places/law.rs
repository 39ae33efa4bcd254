//! What the law says of a country on a day.

use std::sync::LazyLock;

use jiff::civil::{Date, date};

use super::words::lines;
use crate::model::Country;

/// How far a country is recognised as adequate (GDPR Art. 45).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adequacy {
    /// No decision holds.
    None,
    /// A decision holds for the whole country.
    Whole,
    /// A decision holds, but only for these recipients (for the US: DPF members only).
    Only(&'static str),
}

/// The 27 members of the EU (2026), and Iceland, Liechtenstein and Norway.
const EEA: &str = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK";

/// A line of the table of adequacy decisions.
struct Decision {
    country: Country,
    from: Date,
    until: Option<Date>,
    only: Option<&'static str>,
}

static DECISIONS: LazyLock<Vec<Decision>> =
    LazyLock::new(|| lines(include_str!("../places_adequacy.tsv")).filter_map(|line| decision(&line)).collect());

/// Whether the GDPR applied there as EU or EEA law on that day. The United Kingdom counts until the
/// end of its transition period (Withdrawal Agreement Art. 126).
#[must_use]
pub fn is_eea(country: Country, day: Date) -> bool {
    let code = country.code();
    EEA.split(' ').any(|member| member == code) || (code == "GB" && day <= date(2020, 12, 31))
}

/// Whether an adequacy decision held for the country on that day (GDPR Art. 45(3)).
#[must_use]
pub fn is_adequate(country: Country, day: Date) -> Adequacy {
    let holds =
        |decision: &&Decision| decision.country == country && decision.from <= day && decision.until.is_none_or(|until| day <= until);
    match DECISIONS.iter().find(holds) {
        None => Adequacy::None,
        Some(Decision { only: None, .. }) => Adequacy::Whole,
        Some(Decision { only: Some(only), .. }) => Adequacy::Only(only),
    }
}

fn decision(line: &[&'static str]) -> Option<Decision> {
    let [country, from, until, only, _] = *line else { return None };
    let until = if until.is_empty() { None } else { Some(until.parse().ok()?) };
    Some(Decision { country: country.parse().ok()?, from: from.parse().ok()?, until, only: (!only.is_empty()).then_some(only) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Country {
        code.parse().unwrap()
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        assert_eq!(DECISIONS.len(), lines(include_str!("../places_adequacy.tsv")).count());
    }

    #[test]
    fn adequacy_begins_on_its_day_and_is_limited_in_the_us() {
        assert_eq!(is_adequate(country("BR"), date(2026, 1, 25)), Adequacy::None);
        assert_eq!(is_adequate(country("BR"), date(2026, 1, 26)), Adequacy::Whole);
        assert_eq!(is_adequate(country("US"), date(2022, 1, 1)), Adequacy::None);
        assert_eq!(is_adequate(country("US"), date(2026, 1, 1)), Adequacy::Only("DPF members"));
        assert_eq!(is_adequate(country("IN"), date(2026, 1, 1)), Adequacy::None);
    }

    #[test]
    fn the_united_kingdom_left_at_the_end_of_2020() {
        assert!(is_eea(country("GB"), date(2020, 12, 31)));
        assert!(!is_eea(country("GB"), date(2021, 1, 1)));
        assert!(is_eea(country("NO"), date(2026, 1, 1)) && !is_eea(country("CH"), date(2026, 1, 1)));
    }
}
