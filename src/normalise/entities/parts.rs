//! The parts of a printed name: before the brackets, in them, and what joins the two.

use std::sync::LazyLock;

use crate::{
    model::wordlist::lines,
    normalise::{
        remarks,
        vocabulary::{WordSet, set},
    },
};

/// How the second name relates to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Only brackets.
    Plain,
    /// `d/b/a`, `trading as`, `aka`: the second is the brand.
    DoingBusinessAs,
    /// `formerly`: the second is out of use.
    Formerly,
    /// `by`, `via`, `on behalf of`: the second delivers the first.
    Via,
}

/// A printed name in its parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// The name before brackets and joining words.
    pub(super) outer: String,
    /// The second name.
    pub(super) inner: Option<String>,
    /// How it relates to the first.
    pub(super) role: Role,
    /// Whether the second is only an example (`e.g.`).
    pub(super) example: bool,
}

/// A word that joins two names, and what the second is to the first.
struct Join {
    word: &'static str,
    role: Role,
    /// Whether it is too common to be one outside brackets.
    bracketed: bool,
}

/// The longest first, so that `now known as` is not taken for `now`.
static JOINS: LazyLock<Vec<Join>> = LazyLock::new(|| {
    let mut joins: Vec<Join> = lines(include_str!("joins.tsv")).filter_map(joining).collect();
    joins.sort_by_key(|join| std::cmp::Reverse(join.word.len()));
    joins
});

/// A line of the table of joining words.
fn joining(line: &'static str) -> Option<Join> {
    let (word, said) = line.split_once('\t')?;
    let mut said = said.split('\t');
    let role = match said.next()? {
        "brand" => Role::DoingBusinessAs,
        "former" => Role::Formerly,
        "via" => Role::Via,
        _ => return None,
    };
    Some(Join { word, role, bracketed: said.next() == Some("brackets") })
}

/// Codes of countries that stand behind a name: `Acme, US`.
static COUNTRY_CODES: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("country_codes.txt")));

/// Words before a name that is only an example.
const EXAMPLES: [&str; 9] =
    ["e.g.", "e.g.,", "eg", "z.B.", "such as", "currently", "currently:", "bijv.", "p. ex."];

impl Parts {
    /// Takes a printed name apart.
    pub(super) fn of(name: &str) -> Self {
        let (before, inner) = brackets(name);
        let (outer, joined) = join(before);
        let outer = tidy(outer).to_owned();
        if let Some((role, second)) = joined {
            return Self { outer, inner: Some(tidy(second).to_owned()), role, example: false };
        }
        let Some(inner) = inner else {
            return Self { outer, inner: None, role: Role::Plain, example: false };
        };
        let (inner, example) = match EXAMPLES.iter().find_map(|word| after_word(inner, word)) {
            Some(rest) => (rest, true),
            None => (inner, false),
        };
        let role = JOINS.iter().find_map(|join| after_word(inner, join.word).map(|rest| (rest, join.role)));
        let (inner, role) = role.unwrap_or((inner, Role::Plain));
        if example && is_alternative(inner) {
            let first = inner.split(" or ").next().unwrap_or(inner);
            return Self { outer, inner: Some(tidy(first).to_owned()), role, example };
        }
        if is_number_or_gap(inner) {
            return Self { outer: name.trim().to_owned(), inner: None, role: Role::Plain, example: false };
        }
        Self { outer, inner: Some(tidy(inner).to_owned()), role, example }
    }
}

/// Footnote marks, arrows and separators that stand behind a name.
const MARKS: &str = "*†‡↗→¹²³⁴⁵⁶⧉🔗,;:–—";

/// The name without footnote marks, arrows and remarks at its end.
pub(super) fn without_marks(name: &str) -> &str {
    let mut rest = name.trim();
    loop {
        let before = rest;
        rest = rest.trim_end_matches(|letter: char| letter.is_whitespace() || MARKS.contains(letter));
        rest = remarks::without(rest);
        if let Some((name, _)) = rest.rsplit_once(", ").filter(|(_, code)| COUNTRY_CODES.contains(code)) {
            rest = name;
        }
        if rest == before {
            return rest.trim_start_matches(|letter: char| {
                letter.is_whitespace() || matches!(letter, '*' | '•' | '–' | '—' | '-')
            });
        }
    }
}

/// The text before the first bracket and the text in it.
fn brackets(name: &str) -> (&str, Option<&str>) {
    let Some(open) = name.find([' ', '(', '[']).and_then(|_| name.find(['(', '['])).filter(|&at| at > 0)
    else {
        return (name, None);
    };
    let (before, rest) = name.split_at(open);
    let rest = &rest[1..];
    let mut depth = 1_u32;
    for (at, letter) in rest.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let behind = rest[at + 1..].trim();
            // `PayPal (Europe) S.à r.l.`: the brackets are inside the name, not behind it.
            let parts = ['.', ',', ';', '(', ')', ']', '—', '–', '-', '/', '&', '+', '['];
            let is_name = |word: &str| !matches!(word, "via" | "by") && !word.starts_with(parts);
            let is_inside = behind.split_whitespace().next().is_some_and(is_name);
            return if is_inside { (name, None) } else { (before.trim_end(), Some(rest[..at].trim())) };
        }
    }
    (before.trim_end(), Some(rest.trim()))
}

/// A joining word outside brackets: `X dba Y`.
fn join(name: &str) -> (&str, Option<(Role, &str)>) {
    let starts = name.match_indices([' ', ',']).map(|(at, _)| at + 1);
    let mut words = starts.filter(|&at| name[at..].starts_with(char::is_alphabetic));
    let joined = words.find_map(|at| {
        let mut joins = JOINS.iter().filter(|join| !join.bracketed);
        joins.find_map(|join| after_word(&name[at..], join.word).map(|rest| (at, join.role, rest)))
    });
    match joined {
        Some((at, role, rest)) => (&name[..at], Some((role, rest))),
        None => (name, None),
    }
}

/// What stands behind a word that a text begins with, in whatever case.
fn after_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.get(..word.len())
        .filter(|start| start.eq_ignore_ascii_case(word))
        .and_then(|_| text[word.len()..].strip_prefix(' '))
}

/// Whether a text names two things of which one is meant: `Fly.io or Render`.
fn is_alternative(inner: &str) -> bool {
    inner.contains(" or ")
}

/// A number or a mark in brackets belongs to the name: `Provider (2)`, `Partner (TBD)`.
fn is_number_or_gap(inner: &str) -> bool {
    inner.chars().all(|letter| letter.is_ascii_digit()) || matches!(inner, "TBD" | "TBC" | "TBA")
}

/// A name without the signs that part it from what stands around it.
fn tidy(name: &str) -> &str {
    name.trim()
        .trim_end_matches([',', ';', ':', '-', '–', '—', '/', '(', ' ', '*'])
        .trim_start_matches([' ', '-', '–', '—', '*'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str) -> (String, Option<String>, Role) {
        let Parts { outer, inner, role, .. } = Parts::of(name);
        (outer, inner, role)
    }

    #[test]
    fn a_name_comes_apart_at_brackets_and_joining_words() {
        assert_eq!(parts("A, Inc. (d/b/a B)"), ("A, Inc.".into(), Some("B".into()), Role::DoingBusinessAs));
        assert_eq!(parts("A Ltd, trading as B"), ("A Ltd".into(), Some("B".into()), Role::DoingBusinessAs));
        assert_eq!(parts("A (formerly B)"), ("A".into(), Some("B".into()), Role::Formerly));
        assert_eq!(parts("A (Europe) S.A."), ("A (Europe) S.A.".into(), None, Role::Plain));
        assert_eq!(parts("A (B (C), D"), ("A".into(), Some("B (C), D".into()), Role::Plain));
    }

    #[test]
    fn marks_and_remarks_fall_off_the_end() {
        for name in
            ["Acme*", "Acme ↗", "Acme (optional)", "Acme, US", "Acme Optional", "Acme DPA **", "• Acme"]
        {
            assert_eq!(without_marks(name), "Acme", "{name}");
        }
        assert_eq!(without_marks("DPA"), "DPA");
    }
}
