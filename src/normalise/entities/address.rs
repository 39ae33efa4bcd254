//! A company's name and the postal address printed behind it.

use std::sync::LazyLock;

use super::{
    super::{legal_forms, places, streets},
    catalogue::COMPANIES,
};
use crate::{model::wordlist::lines, normalise::places::words::Words};

/// Longer texts are prose, in bytes.
const LONGEST: usize = 400;
/// From this share of place words on, a text is nothing but a place.
const ALL_PLACE: f32 = 0.9;

/// Splits `Name, street 1, 12345 City, Country` into the name, with its legal form, and the address behind
/// it, both as printed.
///
/// The two may be parted by a comma, a line, a semicolon, a bar or a dash. None where what stands behind the
/// name is no address: it must hold a street with its number, a postal code, a box, or be nothing but places.
#[must_use]
pub fn without_address(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let cuts = cuts(text);
    let mut fallback = None;
    for &(end, start) in &cuts {
        let (name, rest) = (tidy(&text[..end]), tidy(&text[start..]));
        // Next to all that stands behind a comma has neither a number nor a company before it.
        let sure = || legal_forms::has_form(name) || is_known(name);
        if name.is_empty() || rest.is_empty() || (!may_be_street_or_code(rest) && !sure()) {
            continue;
        }
        if is_address_part(name) || continues_name(rest) {
            continue;
        }
        let strength = strength(rest);
        if strength == Strength::None {
            continue;
        }
        if sure() || strength == Strength::Street {
            return Some((name.to_owned(), rest.to_owned()));
        }
        fallback = fallback.or(Some((name, rest)).filter(|_| strength == Strength::Code));
    }
    fallback.map(|(name, rest)| (name.to_owned(), rest.to_owned()))
}

/// Whether a text may hold a street, a box or a postal code: it has a digit, what may stand for one, or the
/// `/` of `c/o`.
fn may_be_street_or_code(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'/' || !byte.is_ascii())
}

/// Where a name may end and an address begin: the bytes behind the one and before the other.
fn cuts(text: &str) -> Vec<(usize, usize)> {
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for sign in [", ", ",", "; ", ";", "\n", " – ", " — ", " - ", " | ", " · ", ": ", " ("] {
        cuts.extend(text.match_indices(sign).map(|(at, _)| (at, at + sign.len())));
    }
    // `Acme GmbH Hauptstr. 1`: nothing parts the two but the end of the legal form.
    cuts.extend(behind_form(text));
    cuts.sort_unstable();
    cuts.dedup_by_key(|(end, _)| *end);
    cuts
}

/// The end of a legal form that stands inside the text.
fn behind_form(text: &str) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices(' ').map(|(at, _)| (at, at + 1)).filter(|&(end, start)| {
        let last = text[..end].rsplit([' ', ',']).next().unwrap_or_default();
        let starts =
            text[start..].starts_with(|letter: char| letter.is_uppercase() || letter.is_ascii_digit());
        starts
            && last.len() >= 2
            && legal_forms::has_form(&format!("Xyzzy {last}"))
            && legal_forms::has_form(&text[..end])
    })
}

/// How plainly a text is an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    None,
    /// Nothing but places.
    Places,
    /// A postal code among words.
    Code,
    /// A street with its number, or a box.
    Street,
}

/// How plainly what stands behind a name is an address.
fn strength(rest: &str) -> Strength {
    let parts: Vec<&str> =
        rest.split([',', ';', '\n', '|', '·']).map(tidy).filter(|part| !part.is_empty()).take(12).collect();
    let Some(first) = parts.first() else { return Strength::None };
    if is_sentence(rest) {
        return Strength::None;
    }
    if is_street(first) || is_box(first) || is_care(first) {
        return Strength::Street;
    }
    // `2 bis, avenue Foch`: the number stands apart.
    if parts.len() >= 2
        && first.starts_with(|letter: char| letter.is_ascii_digit())
        && is_street(&format!("{first} {}", parts[1]))
    {
        return Strength::Street;
    }
    // `Building 4, 12 High Street`, `Tour Nord, 5 rue Haute`: the house has a name before the street.
    if parts.len() >= 3 && is_house(first) && parts[1..3].iter().any(|part| is_street(part)) {
        return Strength::Street;
    }
    let coded = parts.iter().take(2).any(|part| has_postal_code(part));
    if coded && parts.iter().take(2).all(|part| part.split_whitespace().count() <= 5) {
        return Strength::Code;
    }
    if places::share(rest) >= ALL_PLACE && !places::read(rest).countries.is_empty() {
        return Strength::Places;
    }
    // `Springfield, USA`: a town that no gazetteer knows before a country that it does.
    let last = parts.last().copied().unwrap_or_default();
    let towns = parts.len() >= 2 && parts[..parts.len() - 1].iter().all(|part| places::may_be_town(part));
    if towns && places::share(last) >= ALL_PLACE && !places::read(last).countries.is_empty() {
        Strength::Places
    } else {
        Strength::None
    }
}

/// Whether the catalogue of companies has exactly this name.
fn is_known(name: &str) -> bool {
    let words = Words::of(name);
    COMPANIES.named(words.key(0..words.len())).is_some()
}

/// What follows is still the name: a legal form (`Acme, Inc.`) or another name with a form.
fn continues_name(rest: &str) -> bool {
    let first = rest.split([',', ';', '\n']).next().unwrap_or(rest);
    let is_form = |end: usize| legal_forms::strip(&format!("Xyzzy, {}", &first[..end])) == "Xyzzy";
    let ends = first.match_indices(' ').map(|(at, _)| at).take(4).chain([first.len()]);
    ends.into_iter().any(is_form) || legal_forms::has_form(first) && !is_street(first)
}

/// What ends in a street, a postal code or a bare number is no name.
fn is_address_part(name: &str) -> bool {
    let last = name.split([',', ';', '\n']).next_back().unwrap_or(name).trim();
    let is_number =
        last.starts_with(|letter: char| letter.is_ascii_digit()) && last.split_whitespace().count() <= 2;
    name.len() != last.len() && (is_number || is_street(last) || has_postal_code(last))
        || name.chars().all(|letter| !letter.is_alphabetic())
}

/// Whether a text is prose, or an address of a page or a person.
fn is_sentence(text: &str) -> bool {
    let small = text
        .split_whitespace()
        .filter(|word| word.chars().all(char::is_lowercase) && word.chars().count() > 3)
        .count();
    small > 3 || text.contains("://") || text.contains('@')
}

/// A street with a house number: `Hauptstr. 5`, `548 Market St`, `12 rue de la Paix`, `Keizersgracht 1`.
fn is_street(part: &str) -> bool {
    let words = Words::of(part);
    let count = words.len();
    if !(2..=9).contains(&count) {
        return false;
    }
    // A house number: digits, and a letter or two behind them.
    let house = |at: usize| {
        let word = words.word(at);
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        (1..=5).contains(&digits) && word.len() <= digits + 3
    };
    let is_capital = |at: usize| words.printed(at..at + 1).starts_with(char::is_uppercase);
    // `Willestr. 4-6`
    let has_word_for_street =
        || (0..count).any(house) && (0..count).any(|at| streets::is_in_address(words.word(at)));
    // `Keilaniemi 3`: no word for a street, but a name and a house number behind it.
    let is_name_and_number = || {
        let last = count - 1;
        count <= 4
            && is_capital(0)
            && house(last)
            && words.word(last).len() <= 4
            && (0..last).all(|at| is_capital(at) || house(at))
            && !words.word(0).bytes().all(|byte| byte.is_ascii_digit())
    };
    // `548 Market`, but not `94104 San Francisco`.
    let is_number_and_name =
        || count <= 5 && house(0) && (1..count).all(is_capital) && !has_code_shape(words.word(0));
    has_word_for_street() || is_name_and_number() || is_number_and_name()
}

/// Five digits, as a postal code has in many countries.
fn has_code_shape(word: &str) -> bool {
    word.len() == 5 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// How a post office box begins; `*` stands for any ending.
static BOXES: LazyLock<Vec<&str>> = LazyLock::new(|| lines(include_str!("boxes.txt")).collect());

/// A post office box: `P.O. Box 12`, `Postfach 10 11 12`.
fn is_box(part: &str) -> bool {
    let words = Words::of(part);
    let key = words.key(0..words.len().min(4));
    let begins = |start: &str| match start.strip_suffix('*') {
        Some(stem) => key.starts_with(stem),
        None => key.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')),
    };
    BOXES.iter().any(|start| begins(start)) && part.chars().any(|letter| letter.is_ascii_digit())
}

/// `c/o Somebody`.
fn is_care(part: &str) -> bool {
    let start: String = part.chars().take(4).flat_map(char::to_lowercase).collect();
    start.starts_with("c/o") || start.starts_with("℅")
}

/// `Building 4`, `3rd Floor`, `Tour Nord`: stands before a street.
fn is_house(part: &str) -> bool {
    part.split_whitespace().count() <= 5
        && part.starts_with(|letter: char| letter.is_uppercase() || letter.is_ascii_digit())
}

/// A postal code among other words: `10115 Berlin`, `1012 AB Amsterdam`, `SE-111 22`, `D02 AF30`, `EC2A 4BX`,
/// `00-950`.
fn has_postal_code(part: &str) -> bool {
    let words = Words::of(part);
    let digits = |at: usize| {
        let word = words.word(at);
        if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) { word.len() } else { 0 }
    };
    let letters = part.chars().any(char::is_alphabetic);
    (0..words.len().min(8)).any(|at| {
        let plain = (4..=6).contains(&digits(at)) && letters;
        let parted = digits(at) == 3 && digits(at + 1) == 2 || digits(at) == 2 && digits(at + 1) == 3;
        let british = is_outward(words.word(at)) && is_inward(words.word(at + 1));
        plain || parted || british
    })
}

/// `EC2A`, `D02`: the first half of a code of letters and digits.
fn is_outward(word: &str) -> bool {
    (2..=4).contains(&word.len())
        && word.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && word.bytes().any(|byte| byte.is_ascii_digit())
}

/// `4BX`, `AF30`: the second half of such a code.
fn is_inward(word: &str) -> bool {
    (3..=4).contains(&word.len())
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// A text without the signs that part it from what stands around it.
fn tidy(text: &str) -> &str {
    text.trim().trim_matches([',', ';', '|', '·', '–', '—', '(']).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_from_the_address_behind_it() {
        let lines = include_str!("addresses.tsv").lines().filter(|line| !line.starts_with('#'));
        let wrong = lines.filter_map(|line| {
            let (text, name) = line.split_once('\t').unwrap();
            let found = without_address(&text.replace("\\n", "\n")).map_or("-".to_owned(), |(name, _)| name);
            (found != name).then(|| format!("{text}: {found}"))
        });
        assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn the_address_is_what_stands_behind_the_name() {
        let (name, address) =
            without_address("Quoll Labs B.V. – Keizersgracht 1, 1015 CN Amsterdam").unwrap();
        assert_eq!(
            (name.as_str(), address.as_str()),
            ("Quoll Labs B.V.", "Keizersgracht 1, 1015 CN Amsterdam")
        );
    }

    #[test]
    fn a_box_is_known_by_its_first_words() {
        for text in ["P.O. Box 12", "PO Boxes 3", "Postfach 10 11 12", "BP 5", "Box 7", "C P 4"] {
            assert!(is_box(text), "{text}");
        }
        for text in ["Boxer 7", "Postfach", "BPost 5", ""] {
            assert!(!is_box(text), "{text}");
        }
    }

    #[test]
    fn odd_texts_do_not_panic() {
        for text in ["", ",", ", ,", " (", "é, é 1", "a,1", "–", "İ, İ 12345"] {
            let _ = without_address(text);
        }
        proptest::proptest!(|(text in ".{0,60}|[A-Za-z0-9 ,.;()é–-]{0,60}")| {
            let _ = without_address(&text);
        });
    }
}
