//! Dates inside a text, so that a date alone makes no event.
//!
//! Only what names a day or a month of a year is one: `2026-05-01`, `1.5.2026`, `1er mai 2026`, `May 1,
//! 2026`, `März 2026`, `2026年5月1日`, each with a time behind it or not. A year alone (`ISO 27001:2022`) and a
//! version (`1.2.3`) are none.

use std::{ops::Range, sync::LazyLock};

use crate::model::wordlist::lines;

/// The text without its dates.
pub(super) fn without(text: &str) -> String {
    let tokens = tokens(text);
    let mut left = String::with_capacity(text.len());
    let (mut at, mut kept) = (0, 0);
    while at < tokens.len() {
        let found = date(&tokens[at..]);
        if found > 0 {
            let end = at + found + time(&tokens[at + found..]);
            left.push_str(&text[kept..tokens[at].place.start]);
            // What stood on both sides does not become one word.
            left.push(' ');
            kept = tokens[end - 1].place.end;
            at = end;
        } else {
            at += 1;
        }
    }
    left.push_str(&text[kept..]);
    left
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Digits, with what they count where that is below 10,000.
    Number(u32),
    Word,
    Sign(char),
}

#[derive(Debug)]
struct Token<'t> {
    text: &'t str,
    kind: Kind,
    place: Range<usize>,
}

/// Runs of digits, runs of letters and single signs; white space parts them and is none.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token> = Vec::new();
    let class = |c: char| if c.is_ascii_digit() { 1 } else { u8::from(c.is_alphanumeric()) * 2 };
    let mut last = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let now = class(c);
        match tokens.last_mut() {
            Some(token) if last == Some(now) && now > 0 => token.place.end = end,
            _ if c.is_whitespace() => {}
            _ => tokens.push(Token {
                text: "",
                kind: if now == 0 { Kind::Sign(c) } else { Kind::Word },
                place: at..end,
            }),
        }
        last = (!c.is_whitespace()).then_some(now);
    }
    for token in &mut tokens {
        token.text = &text[token.place.clone()];
        if token.text.starts_with(|c: char| c.is_ascii_digit()) {
            token.kind = Kind::Number(token.text.parse().unwrap_or(u32::MAX));
        }
    }
    tokens
}

/// How many tokens at the start are a date; 0 where none is.
fn date(tokens: &[Token<'_>]) -> usize {
    [numeric, day_first, month_first, ideographic]
        .into_iter()
        .map(|form| form(tokens).unwrap_or(0))
        .max()
        .unwrap_or(0)
}

fn is_year(token: &Token<'_>) -> bool {
    matches!(token.kind, Kind::Number(year) if (1990..2100).contains(&year))
}

fn is_day(token: &Token<'_>) -> bool {
    matches!(token.kind, Kind::Number(day) if (1..=31).contains(&day)) && token.text.len() <= 2
}

fn is_sign(token: &Token<'_>, signs: &str) -> bool {
    matches!(token.kind, Kind::Sign(sign) if signs.contains(sign))
}

/// `2026-05-01`, `1.5.2026`, `05/01/26`.
fn numeric(tokens: &[Token<'_>]) -> Option<usize> {
    let [first, sign, second, other, third, ..] = tokens else { return None };
    let parted = is_sign(sign, "-./‐‑–") && sign.kind == other.kind;
    let short_year = || {
        is_sign(sign, "/") && is_day(first) && third.text.len() == 2 && matches!(third.kind, Kind::Number(_))
    };
    let whole = is_year(first) && is_day(third) || is_day(first) && is_year(third) || short_year();
    (parted && is_day(second) && whole).then_some(5)
}

/// `1 May 2026`, `1. Mai 2026`, `1er mai 2026`, `1 de mayo de 2026`, `01-May-2026`: a month in whatever
/// language.
fn day_first(tokens: &[Token<'_>]) -> Option<usize> {
    if !is_day(tokens.first()?) {
        return None;
    }
    let mut at = 1;
    at += usize::from(
        is_sign(tokens.get(at)?, ".-/º°") || ["st", "nd", "rd", "th", "er"].contains(&tokens.get(at)?.text),
    );
    at += usize::from(["of", "de", "do", "di"].contains(&tokens.get(at)?.text));
    let month = tokens.get(at)?;
    if month.kind != Kind::Word || !(3..=12).contains(&month.text.chars().count()) {
        return None;
    }
    at += 1;
    year_behind(tokens, at)
}

/// `May 1, 2026`, `May 2026`.
fn month_first(tokens: &[Token<'_>]) -> Option<usize> {
    let month = tokens.first()?;
    if month.kind != Kind::Word || !is_month(month.text) {
        return None;
    }
    let mut at = 1 + usize::from(is_sign(tokens.get(1)?, "."));
    if is_day(tokens.get(at)?) {
        at += 1;
        at += usize::from(["st", "nd", "rd", "th"].contains(&tokens.get(at)?.text));
    }
    year_behind(tokens, at)
}

fn year_behind(tokens: &[Token<'_>], mut at: usize) -> Option<usize> {
    at += usize::from(is_sign(tokens.get(at)?, ".,-/"));
    at += usize::from(["of", "de", "del", "do"].contains(&tokens.get(at)?.text));
    is_year(tokens.get(at)?).then_some(at + 1)
}

/// `2026年5月1日`, `2026년 5월`.
fn ideographic(tokens: &[Token<'_>]) -> Option<usize> {
    let is = |at: usize, words: [&str; 2]| tokens.get(at).is_some_and(|token| words.contains(&token.text));
    let (year, month) = (tokens.first()?, tokens.get(2)?);
    if !is_year(year) || !is(1, ["年", "년"]) || !is_day(month) || !is(3, ["月", "월"]) {
        return None;
    }
    Some(if tokens.get(4).is_some_and(is_day) && is(5, ["日", "일"]) { 6 } else { 4 })
}

/// How many tokens behind a date are its time: `T02:10:00Z`, `, 14:30 UTC`.
fn time(tokens: &[Token<'_>]) -> usize {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let number = |at: usize| {
        tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Number(_)) && token.text.len() <= 2)
    };
    let mut at = usize::from(["T", "at", "um", ",", "à"].contains(&text(0)));
    if !(number(at) && text(at + 1) == ":" && number(at + 2)) {
        return 0;
    }
    at += 3;
    at += if text(at) == ":" && number(at + 1) { 2 } else { 0 };
    at + usize::from(["Z", "UTC", "GMT", "CET", "CEST", "am", "pm", "AM", "PM", "Uhr"].contains(&text(at)))
}

/// How the months begin.
static MONTHS: LazyLock<Vec<&str>> = LazyLock::new(|| lines(include_str!("months.txt")).collect());

fn is_month(word: &str) -> bool {
    let lower = word.to_lowercase();
    word.starts_with(char::is_uppercase)
        && MONTHS.iter().any(|month| lower.starts_with(month))
        && lower.len() <= 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_print_a_day_or_a_month_is_a_date() {
        for date in [
            "2026-05-01",
            "2026/5/1",
            "01.05.2026",
            "1. 5. 2026",
            "05/01/26",
            "1 May 2026",
            "1st of May 2026",
            "1. Mai 2026",
            "1er mai 2026",
            "1 de mayo de 2026",
            "01-May-2026",
            "May 1, 2026",
            "May 1st, 2026",
            "Sept. 2026",
            "März 2026",
            "2026年5月1日",
            "2026년 5월",
            "2026-05-01T02:10:00Z",
            "1 May 2026, 14:30 UTC",
        ] {
            assert_eq!(without(&format!("Added {date} by us")), "Added   by us", "{date}");
        }
    }

    #[test]
    fn a_year_a_version_and_a_number_are_none() {
        for text in [
            "ISO 27001:2022",
            "version 1.2.3",
            "SOC 2 Type 2",
            "10.0.0.1",
            "24/7",
            "Hosting 2026",
            "12 of 30",
            "eu-west-1",
            "",
            "é 31",
        ] {
            assert_eq!(without(text), text);
        }
    }
}
