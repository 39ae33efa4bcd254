//! Dates in running text, in any printed form.

mod cursor;

use std::{collections::HashMap, sync::LazyLock};

use jiff::civil::Date;

use self::cursor::Cursor;
use super::Order;
use crate::{
    model::wordlist::lines,
    normalise::{
        labels::{folded, is_accent, is_wide},
        vocabulary::{WordSet, set},
    },
};

/// A date and the bytes of the text it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) date: Date,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) reading: Reading,
}

/// Whether the order of day and month had to be guessed, and what a certain one says of the page's habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Certain,
    /// Digits with slashes of which one is over 12.
    Shows(Order),
    Guessed,
}

static MONTHS: LazyLock<HashMap<String, i8>> = LazyLock::new(|| {
    let months = lines(include_str!("../months.tsv"))
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(name, month)| Some((folded(name), month.trim().parse().ok()?)));
    months.collect()
});

/// Words that may stand between the parts of a date.
static JOINTS: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("joints.txt")));
/// Words and signs between the two ends of a range.
static RANGES: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("ranges.txt")));

/// Longest text that is looked at, in bytes: a date far into a wall of text is nobody's date of the page.
const LONGEST: usize = 200_000;

/// Every whole date in a text. A month and year alone is none, nor are the two ends of a range.
pub(super) fn all(text: &str, order: Order) -> Vec<Found> {
    if text.len() > LONGEST || !may_name_a_year(text) {
        return Vec::new();
    }
    let order = Order::stated(text).unwrap_or(order);
    let tokens = tokens(text);
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let cursor = Cursor { text, tokens: &tokens, at };
        match cursor.date(order) {
            Some((date, reading, end)) => {
                found.push(Found { date, start: tokens[at].start, end: tokens[end - 1].end, reading });
                at = end;
            }
            None => at += 1,
        }
    }
    without_ranges(text, &found)
}

/// Whether a text has digits enough for a year and a day, or digits of another script. Most have
/// none.
pub(super) fn may_name_a_year(text: &str) -> bool {
    // Counted in so small parts that the count of one fits a byte: many bytes are looked at in one step.
    let digits = |part: &[u8]| part.iter().map(|byte| u8::from(byte.is_ascii_digit())).sum::<u8>();
    let digits: usize =
        text.as_bytes().chunks(usize::from(u8::MAX)).map(|part| usize::from(digits(part))).sum();
    digits >= 3
        || !text.is_ascii() && text.chars().any(|letter| !letter.is_ascii() && digit(letter).is_some())
}

/// Whether a text names a month and a year next to each other.
pub(super) fn names_a_month(text: &str) -> bool {
    let tokens = tokens(text);
    tokens.windows(2).any(|pair| month(&pair[0]).is_some() && pair[1].year().is_some())
        || tokens
            .windows(3)
            .any(|three| month(&three[0]).is_some() && three[1].is_joint() && three[2].year().is_some())
        || tokens
            .windows(4)
            .any(|four| four[0].year().is_some() && four[1].is_word("年") && four[3].is_word("月"))
}

/// The dates that are neither the first nor the last day of a range.
fn without_ranges(text: &str, found: &[Found]) -> Vec<Found> {
    let is_range = |left: &Found, right: &Found| {
        RANGES.contains(text[left.end..right.start].trim().to_lowercase().as_str())
    };
    let joined: Vec<bool> = found.windows(2).map(|pair| is_range(&pair[0], &pair[1])).collect();
    let is_end = |at: usize| {
        joined.get(at).copied().unwrap_or(false) || at > 0 && joined.get(at - 1).copied().unwrap_or(false)
    };
    found.iter().enumerate().filter(|(at, _)| !is_end(*at)).map(|(_, found)| *found).collect()
}

/// What a token is: a number and how many digits it has, or a folded word.
#[derive(Debug)]
enum Part {
    Number { value: i16, digits: usize },
    Word(String),
}

/// A word or number of a text, and the bytes it stands in.
#[derive(Debug)]
struct Token {
    part: Part,
    start: usize,
    end: usize,
}

impl Token {
    fn is_word(&self, word: &str) -> bool {
        matches!(&self.part, Part::Word(own) if own == word)
    }

    /// Whether it is a word that may stand between the parts of a date.
    fn is_joint(&self) -> bool {
        matches!(&self.part, Part::Word(own) if JOINTS.contains(&own.as_str()))
    }

    /// A year in four digits, from the years in which there were such pages.
    fn year(&self) -> Option<i16> {
        match self.part {
            Part::Number { value, digits: 4 } if (1995..2100).contains(&value) => Some(value),
            _ => None,
        }
    }

    /// A number of one or two digits.
    fn small(&self) -> Option<i8> {
        match self.part {
            Part::Number { value, digits: 1 | 2 } => i8::try_from(value).ok(),
            _ => None,
        }
    }
}

/// The month that a word names, 1 to 12.
fn month(token: &Token) -> Option<i8> {
    match &token.part {
        Part::Word(word) => MONTHS.get(word).copied(),
        Part::Number { .. } => None,
    }
}

/// The value of a digit: Western, Arabic-Indic, Persian or of full width.
fn digit(letter: char) -> Option<u32> {
    match letter {
        '0'..='9' => Some(letter as u32 - 0x30),
        '\u{660}'..='\u{669}' => Some(letter as u32 - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(letter as u32 - 0x6f0),
        '\u{ff10}'..='\u{ff19}' => Some(letter as u32 - 0xff10),
        _ => None,
    }
}

/// The words and numbers of a text, without the signs between them.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((start, first)) = letters.next() {
        let is_number = digit(first).is_some();
        if !is_number && !first.is_alphabetic() {
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some(&(at, next)) = letters.peek() {
            let goes_on = if is_number {
                digit(next).is_some()
            } else {
                (next.is_alphabetic() || is_accent(next)) && !is_wide(first) && !is_wide(next)
            };
            if !goes_on {
                break;
            }
            end = at + next.len_utf8();
            letters.next();
        }
        tokens.push(Token { part: part(&text[start..end]), start, end });
    }
    tokens
}

/// A word or number as a token holds it. A word too long to be of a date is an empty one.
fn part(text: &str) -> Part {
    let digits: Option<Vec<u32>> = text.chars().map(digit).collect();
    match digits {
        Some(digits) => {
            let value = digits
                .iter()
                .take(4)
                .fold(0, |value: i16, digit| value * 10 + i16::try_from(*digit).unwrap_or(0));
            Part::Number { value, digits: digits.len() }
        }
        None if text.len() > 40 => Part::Word(String::new()),
        None => Part::Word(folded(text)),
    }
}
