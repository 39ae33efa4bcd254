//! Which named places say where data go, and which name a law, a customer, a company or a street.

mod words;

use std::ops::Range;

use self::words::{CUSTOMERS, FILLERS, FORMS, MECHANISMS, NEGATIONS, OUTSIDE, PARTIES};
use super::{
    gazetteer::CloudPlace,
    hits::{Hit, Place},
    hosts,
    words::Words,
};
use crate::{
    model::{Country, Region},
    normalise::streets,
};

/// Takes back every hit that does not say where data go.
pub(super) fn narrow(words: &Words, hits: &mut [Hit]) {
    let masked = masks(words);
    let in_aws = (0..words.len()).any(|at| words.word(at) == "aws");
    for at in 0..hits.len() {
        let hit = &hits[at];
        let outside_scope = masked.iter().any(|mask| mask.contains(&hit.words.start))
            || names_others(words, hit)
            || (in_aws && names_aws_area(words, hit, hits.get(at + 1)))
            || is_renamed_zone(words, at, hits);
        if outside_scope {
            hits[at].counts = false;
        }
    }
}

/// The runs of words that a law, a mechanism, an exception or an address of the net takes up.
fn masks(words: &Words) -> Vec<Range<usize>> {
    let mut masked = Vec::new();
    for at in 0..words.len() {
        let word = words.word(at);
        let next = words.word(at + 1);
        if MECHANISMS.contains(word) || MECHANISMS.contains(words.key(at..at + 2)) {
            masked.push(parties_before(words, at));
            masked.extend(party_behind(words, at));
        } else if OUTSIDE.contains(word) || (word == "uden" && next == "for") {
            masked.extend(beyond(words, at));
        } else if word == "e" && next == "g" || word == "eg" {
            masked.extend(words.text().trim_start_matches('`').starts_with('[').then_some(at..words.len()));
        } else if words.gap(at + 1) == "." {
            masked.extend(hosts::domain(words, at));
        }
    }
    masked
}

/// `EU-US and Swiss-US` before `DPF`.
fn parties_before(words: &Words, mechanism: usize) -> Range<usize> {
    let mut from = mechanism;
    while from > 0 && is_joined(words, from) && is_party(words, from - 1) {
        from -= 1;
    }
    from..mechanism
}

/// Whether nothing ends the clause between a word and the one before it.
fn is_joined(words: &Words, at: usize) -> bool {
    let before = words.word(at - 1);
    let is_pair = before == "us" && is_party_at(words, at.checked_sub(2)) && words.gap(at - 1) == "-";
    // The last dot of `U.S.` ends no clause, nor does the comma in `EU-US, Swiss-US and UK`.
    let ends: &[char] = match before.len() {
        2 if is_pair => &['.', ','],
        2 => &['.'],
        _ => &[],
    };
    let gap = words.gap(at).trim_start_matches(ends);
    gap.chars().all(|letter| matches!(letter, ' ' | '-' | '‑' | '–' | '/' | '&'))
}

/// Whether a word is a party to a mechanism, the second of two, or a word between two of them.
fn is_party(words: &Words, at: usize) -> bool {
    let word = words.word(at);
    let before = at.checked_sub(1);
    let is_second = || matches!(word, "us" | "usa" | "eeuu") && is_party_at(words, before);
    let joins = || {
        matches!(word, "and" | "und" | "et" | "en" | "y" | "or")
            && (is_party_at(words, before) || before.is_some_and(|before| words.word(before) == "us"))
    };
    PARTIES.contains(word) || is_second() || joins()
}

/// Whether the word at a place, if there is such a place, is a party.
fn is_party_at(words: &Words, at: Option<usize>) -> bool {
    at.is_some_and(|at| PARTIES.contains(words.word(at)))
}

/// `clauses contractuelles types de l'UE`.
fn party_behind(words: &Words, mechanism: usize) -> Option<Range<usize>> {
    let behind = mechanism + 1;
    let end = (behind..words.len().min(mechanism + 7)).find(|&at| !FILLERS.contains(words.word(at)))?;
    let is_close = |gap: &str| gap.chars().all(|letter| matches!(letter, ' ' | '\'' | '’'));
    let is_linked = end > behind && (behind..=end).all(|at| is_close(words.gap(at)));
    (is_linked && PARTIES.contains(words.word(end))).then_some(end..end + 1)
}

/// What stands behind `outside` to the end of the clause, unless the sentence denies it: data that
/// are not sent outside the EEA are in the EEA.
fn beyond(words: &Words, outside: usize) -> Option<Range<usize>> {
    let ends = |at: usize| words.gap(at).contains(['.', ';', '(', ')', '—', ':', '\n']);
    let first = (outside.saturating_sub(8)..=outside)
        .rev()
        .find(|&at| at == 0 || ends(at))
        .unwrap_or(outside.saturating_sub(8));
    if (first..outside).any(|at| NEGATIONS.contains(words.word(at))) {
        return None;
    }
    let end = (outside + 1..words.len()).find(|&at| ends(at)).unwrap_or(words.len());
    Some(outside..end)
}

/// Customers, companies and streets, and what is expressly not meant (`non-EU`).
fn names_others(words: &Words, hit: &Hit) -> bool {
    let Range { start, end } = hit.words;
    if is_excepted(words, start) {
        return true;
    }
    let gap = words.gap(end);
    let is_close = matches!(gap, " " | "-");
    let next = words.word(end);
    let is_other = match hit.place {
        Place::Cloud(_) => return false,
        Place::City(..) | Place::State(_) => {
            is_close && streets::is_behind_name(next) || is_behind_street(words, start)
        }
        Place::Country(_) | Place::CountryOrState(..) | Place::Regions(_) => {
            is_close && (CUSTOMERS.contains(next) || words.key(end..end + 2) == "data subjects")
        }
    };
    let is_company = || matches!(gap, " " | ", ") && FORMS.contains(next);
    let is_whole = matches!(hit.place, Place::Regions(_) | Place::Country(_));
    is_other || is_company() || is_whole && is_of_customers(words, start)
}

/// `non-EU`, `extra-EU`, `nicht EU`.
fn is_excepted(words: &Words, start: usize) -> bool {
    let before = start.checked_sub(1).map_or("", |at| words.word(at));
    matches!(before, "non" | "extra" | "nicht") && matches!(words.gap(start), " " | "-" | "‑")
}

/// `customers in the EU`, `users based in Germany`: the place is theirs.
fn is_of_customers(words: &Words, start: usize) -> bool {
    let before = |back: usize| start.checked_sub(back).map_or("", |at| words.word(at));
    let article = usize::from(matches!(before(1), "the" | "der"));
    let is_in = matches!(before(1 + article), "in" | "from");
    let is_served = CUSTOMERS.contains(before(2 + article))
        || matches!(before(2 + article), "located" | "based" | "residing")
            && CUSTOMERS.contains(before(3 + article));
    is_in && is_served && !words.gap(start - 1 - article).contains(['.', ':'])
}

/// `rue d'Amsterdam`, `via Roma`: the kind of street stands in front.
fn is_behind_street(words: &Words, start: usize) -> bool {
    let small = ["d", "de", "du", "di", "da", "del", "della", "la", "des", "do"];
    let kind = (start.saturating_sub(3)..start).rev().find(|&at| !small.contains(&words.word(at)));
    let is_close = |at: usize| matches!(words.gap(at), " " | "'" | "’");
    kind.is_some_and(|at| streets::is_before_name(words.word(at)) && (at + 1..=start).all(is_close))
}

/// `Europe (Frankfurt)` is the name that AWS gives to a zone, and says no more than the city.
fn names_aws_area(words: &Words, hit: &Hit, next: Option<&Hit>) -> bool {
    let area =
        matches!(hit.place, Place::Regions([Region::Europe | Region::Apac | Region::Latam | Region::Mea]));
    let city = next.is_some_and(|next| {
        next.words.start == hit.words.end && matches!(next.place, Place::City(..) | Place::Country(_))
    });
    let gap = words.gap(hit.words.end).trim();
    let after_aws = hit.words.start > 0 && words.word(hit.words.start - 1) == "aws";
    area && city && (gap == "(" || (gap == "," && after_aws))
}

/// `eu-west-1 (Frankfurt)`: where code and city disagree, the writer knew the city.
fn is_renamed_zone(words: &Words, at: usize, hits: &[Hit]) -> bool {
    let Place::Cloud(CloudPlace::Country(zone)) = hits[at].place else { return false };
    let hit = &hits[at].words;
    let joins_code_and_name =
        |gap: &str| gap.chars().all(|letter| matches!(letter, ' ' | '(' | '`' | '—' | '–' | '-' | ':'));
    let is_city_elsewhere = |place: Place| match place {
        Place::City(likely, behind) => !likely.contains(&zone) && !behind.contains(&zone),
        _ => false,
    };
    let is_other_country = |country: Country| country != zone && words.gap(hit.end).contains('(');
    let next = hits
        .get(at + 1)
        .filter(|next| next.words.start == hit.end && joins_code_and_name(words.gap(hit.end)));
    let before = at
        .checked_sub(1)
        .map(|at| &hits[at])
        .filter(|before| before.words.end == hit.start && joins_code_and_name(words.gap(hit.start)));
    let does_next_differ = next.is_some_and(|next| match next.place {
        Place::Country(country) | Place::State(country) => is_other_country(country),
        place => is_city_elsewhere(place),
    });
    does_next_differ || before.is_some_and(|before| is_city_elsewhere(before.place))
}
