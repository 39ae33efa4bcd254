//! Which named places say where data go, and which name a law, a customer, a company or a street.

mod words;

use std::ops::Range;

use self::words::{CUSTOMERS, FORMS, MECHANISM_PAIRS, MECHANISMS, NEGATIONS, OUTSIDE, PARTIES, STREETS};
use super::{
    gazetteer::CloudPlace,
    hits::{Hit, Place},
    hosts,
    words::Words,
};
use crate::model::{Country, Region};

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

fn masks(words: &Words) -> Vec<Range<usize>> {
    let mut masked = Vec::new();
    for at in 0..words.len() {
        let word = words.word(at);
        let next = words.word(at + 1);
        if MECHANISMS.contains(&word) || MECHANISM_PAIRS.contains(&(word, next)) {
            masked.push(parties_before(words, at));
            masked.extend(party_behind(words, at));
        } else if OUTSIDE.contains(&word) || (word == "uden" && next == "for") {
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
    while from > 0 {
        let word = words.word(from - 1);
        // The last dot of `U.S.` ends no clause, nor does the comma in `EU-US, Swiss-US and UK`.
        let chained =
            word == "us" && from > 1 && PARTIES.contains(&words.word(from - 2)) && words.gap(from - 1) == "-";
        let ends: &[char] = if chained { &['.', ','] } else { &['.'] };
        let gap = words.gap(from).trim_start_matches(if word.len() == 2 { ends } else { &[] });
        if !gap.chars().all(|letter| matches!(letter, ' ' | '-' | '‑' | '–' | '/' | '&')) {
            break;
        }
        let party_of_two =
            matches!(word, "us" | "usa" | "eeuu") && from > 1 && PARTIES.contains(&words.word(from - 2));
        let joins = matches!(word, "and" | "und" | "et" | "en" | "y" | "or") && from > 1 && {
            let other = words.word(from - 2);
            PARTIES.contains(&other) || matches!(other, "us")
        };
        if !(PARTIES.contains(&word) || party_of_two || joins) {
            break;
        }
        from -= 1;
    }
    from..mechanism
}

/// `clauses contractuelles types de l'UE`.
fn party_behind(words: &Words, mechanism: usize) -> Option<Range<usize>> {
    let filler = [
        "der",
        "de",
        "l",
        "la",
        "of",
        "the",
        "van",
        "da",
        "del",
        "dell",
        "della",
        "contractual",
        "clauses",
        "contractuelles",
        "types",
        "tipo",
        "by",
        "approved",
        "commission",
    ];
    let end =
        (mechanism + 1..words.len().min(mechanism + 7)).find(|&at| !filler.contains(&words.word(at)))?;
    let linked = end > mechanism + 1
        && (mechanism + 1..=end)
            .all(|at| words.gap(at).chars().all(|letter| matches!(letter, ' ' | '\'' | '’')));
    (linked && PARTIES.contains(&words.word(end))).then_some(end..end + 1)
}

/// What stands behind `outside` to the end of the clause, unless the sentence denies it: data that
/// are not sent outside the EEA are in the EEA.
fn beyond(words: &Words, outside: usize) -> Option<Range<usize>> {
    let ends = |at: usize| words.gap(at).contains(['.', ';', '(', ')', '—', ':', '\n']);
    let first = (outside.saturating_sub(8)..=outside)
        .rev()
        .find(|&at| at == 0 || ends(at))
        .unwrap_or(outside.saturating_sub(8));
    if (first..outside).any(|at| NEGATIONS.contains(&words.word(at))) {
        return None;
    }
    let end = (outside + 1..words.len()).find(|&at| ends(at)).unwrap_or(words.len());
    Some(outside..end)
}

/// Customers, companies and streets, and what is expressly not meant (`non-EU`).
fn names_others(words: &Words, hit: &Hit) -> bool {
    let (start, end) = (hit.words.start, hit.words.end);
    let next = words.word(end);
    let gap = words.gap(end);
    let close = matches!(gap, " " | "-");
    let before = if start > 0 { words.word(start - 1) } else { "" };
    if matches!(before, "non" | "extra" | "nicht") && matches!(words.gap(start), " " | "-" | "‑") {
        return true;
    }
    match hit.place {
        Place::Cloud(_) => return false,
        Place::City(..) | Place::State(_) if close && STREETS.contains(&next) => return true,
        Place::City(..) | Place::State(_) if behind_street(words, start) => return true,
        Place::City(..) | Place::State(_) => {}
        _ if close
            && (CUSTOMERS.contains(&next) || (next == "data" && words.word(end + 1) == "subjects")) =>
        {
            return true;
        }
        _ => {}
    }
    if matches!(gap, " " | ", ") && FORMS.contains(&next) {
        return true;
    }
    let article = usize::from(before == "the" || before == "der");
    let preposition =
        start.checked_sub(1 + article).is_some_and(|at| matches!(words.word(at), "in" | "from"));
    let who = |back: usize| start.checked_sub(back + article).map_or("", |at| words.word(at));
    let served = CUSTOMERS.contains(&who(2))
        || (matches!(who(2), "located" | "based" | "residing") && CUSTOMERS.contains(&who(3)));
    preposition
        && served
        && matches!(hit.place, Place::Regions(_) | Place::Country(_))
        && !words.gap(start - 1 - article).contains(['.', ':'])
}

/// `rue d'Amsterdam`, `via Roma`: the kind of street stands in front.
fn behind_street(words: &Words, start: usize) -> bool {
    let small = ["d", "de", "du", "di", "da", "del", "della", "la", "des", "do"];
    let kinds = [
        "rue",
        "via",
        "calle",
        "avenue",
        "avenida",
        "boulevard",
        "rua",
        "piazza",
        "plaza",
        "corso",
        "viale",
        "chemin",
        "quai",
        "route",
        "place",
        "cours",
        "allee",
        "travessa",
        "carrer",
    ];
    let kind = (start.saturating_sub(3)..start).rev().find(|&at| !small.contains(&words.word(at)));
    kind.is_some_and(|at| {
        kinds.contains(&words.word(at)) && (at + 1..=start).all(|at| matches!(words.gap(at), " " | "'" | "’"))
    })
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
    let names =
        |gap: &str| gap.chars().all(|letter| matches!(letter, ' ' | '(' | '`' | '—' | '–' | '-' | ':'));
    let other = |place: Place| match place {
        Place::City(likely, behind) => !likely.contains(&zone) && !behind.contains(&zone),
        _ => false,
    };
    let is_other_country = |country: Country| country != zone && words.gap(hit.end).contains('(');
    let next = hits.get(at + 1).filter(|next| next.words.start == hit.end && names(words.gap(hit.end)));
    let before = at
        .checked_sub(1)
        .map(|at| &hits[at])
        .filter(|before| before.words.end == hit.start && names(words.gap(hit.start)));
    let next_differs = next.is_some_and(|next| match next.place {
        Place::Country(country) | Place::State(country) => is_other_country(country),
        place => other(place),
    });
    next_differs || before.is_some_and(|before| other(before.place))
}
