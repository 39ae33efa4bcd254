//! What the law says of a country on a day.

use std::sync::LazyLock;

use jiff::civil::{Date, date};

use super::{Country, wordlist::lines};

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

/// The members of the EEA, sorted.
static EEA: LazyLock<Vec<&str>> = LazyLock::new(|| lines(include_str!("eea.txt")).collect());

/// A line of the table of adequacy decisions.
struct Decision {
    country: Country,
    from: Date,
    until: Option<Date>,
    only: Option<&'static str>,
}

static DECISIONS: LazyLock<Vec<Decision>> =
    LazyLock::new(|| lines(include_str!("law_adequacy.tsv")).filter_map(decision).collect());

/// Whether the GDPR applied there as EU or EEA law on that day. The United Kingdom counts until the
/// end of its transition period (Withdrawal Agreement Art. 126).
#[must_use]
pub fn is_eea(country: Country, day: Date) -> bool {
    let code = country.code();
    EEA.binary_search(&code).is_ok() || (code == "GB" && day <= date(2020, 12, 31))
}

/// Whether an adequacy decision held for the country on that day (GDPR Art. 45(3)).
#[must_use]
pub fn is_adequate(country: Country, day: Date) -> Adequacy {
    let holds = |decision: &&Decision| {
        decision.country == country && decision.from <= day && decision.until.is_none_or(|until| day <= until)
    };
    match DECISIONS.iter().find(holds) {
        None => Adequacy::None,
        Some(Decision { only: None, .. }) => Adequacy::Whole,
        Some(Decision { only: Some(only), .. }) => Adequacy::Only(only),
    }
}

/// Whether data may go there on that day without a safeguard of their own: EEA law, or an adequacy decision
/// that covers the recipient. A decision for the members of a framework covers whoever prints its name with
/// the transfer.
#[must_use]
pub fn is_safe(country: Country, day: Date, safeguard: Option<&str>) -> bool {
    let named = |words: &[&str]| {
        let text = safeguard.unwrap_or_default().to_lowercase();
        words.iter().any(|word| text.contains(word))
    };
    is_eea(country, day)
        || match is_adequate(country, day) {
            Adequacy::None => false,
            Adequacy::Only("DPF members") => named(&["dpf", "data privacy framework"]),
            Adequacy::Only("Privacy Shield members") => named(&["privacy shield"]),
            Adequacy::Only("Safe Harbor members") => named(&["safe harbor", "safe harbour"]),
            // Of Canada's decision no list can say more: a sub-processor is a commercial organisation.
            Adequacy::Whole | Adequacy::Only(_) => true,
        }
}

fn decision(line: &'static str) -> Option<Decision> {
    let [country, from, until, only, _] = *line.split('\t').collect::<Vec<_>>() else { return None };
    let until = if until.is_empty() { None } else { Some(until.parse().ok()?) };
    Some(Decision {
        country: country.parse().ok()?,
        from: from.parse().ok()?,
        until,
        only: (!only.is_empty()).then_some(only),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Country {
        code.parse().unwrap()
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        assert_eq!(DECISIONS.len(), lines(include_str!("law_adequacy.tsv")).count());
        assert!(DECISIONS.len() > 15);
        assert!(EEA.is_sorted() && EEA.len() == 30);
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
    fn the_us_are_safe_for_members_of_the_framework_of_the_day_alone() {
        let (us, day) = (country("US"), date(2026, 5, 1));
        assert!(!is_safe(us, day, None) && !is_safe(us, day, Some("SCCs")));
        assert!(
            is_safe(us, day, Some("EU-US DPF; SCCs"))
                && is_safe(us, day, Some("certified under the Data Privacy Framework"))
        );
        assert!(
            !is_safe(us, day, Some("Privacy Shield"))
                && is_safe(us, date(2019, 5, 1), Some("Privacy Shield"))
        );
        for (code, safe) in [
            ("DE", true),
            ("NO", true),
            ("GB", true),
            ("JP", true),
            ("CA", true),
            ("IN", false),
            ("CN", false),
        ] {
            assert_eq!(is_safe(country(code), day, None), safe, "{code}");
        }
    }

    #[test]
    fn the_united_kingdom_left_at_the_end_of_2020() {
        assert!(is_eea(country("GB"), date(2020, 12, 31)));
        assert!(!is_eea(country("GB"), date(2021, 1, 1)));
        assert!(is_eea(country("NO"), date(2026, 1, 1)) && !is_eea(country("CH"), date(2026, 1, 1)));
    }
}
