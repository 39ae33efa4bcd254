//! Dates in running text, in any printed form.

use std::{collections::HashMap, sync::LazyLock};

use jiff::civil::Date;

use super::Order;
use crate::normalise::labels::{folded, is_wide};

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
    let lines = include_str!("months.tsv").lines().filter(|line| !line.starts_with('#'));
    let months =
        lines.filter_map(|line| line.split_once('\t')).filter_map(|(name, month)| Some((folded(name), month.trim().parse().ok()?)));
    months.collect()
});

/// Words that may stand between the parts of a date.
const JOINTS: [&str; 32] = [
    "st", "nd", "rd", "th", "er", "re", "e", "o", "a", "of", "de", "del", "d", "di", "do", "da", "den", "dell", "des", "dne", "the", "r",
    "day", "ten", "tes", "ste", "ieme", "των", "του", "г", "р", "في",
];

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
    let digits: usize = text.as_bytes().chunks(usize::from(u8::MAX)).map(|part| usize::from(digits(part))).sum();
    digits >= 3 || !text.is_ascii() && text.chars().any(|letter| !letter.is_ascii() && digit(letter).is_some())
}

/// Whether a text names a month and a year next to each other.
pub(super) fn names_a_month(text: &str) -> bool {
    let tokens = tokens(text);
    tokens.windows(2).any(|pair| month(&pair[0]).is_some() && pair[1].year().is_some())
        || tokens.windows(3).any(|three| month(&three[0]).is_some() && three[1].is_joint() && three[2].year().is_some())
        || tokens.windows(4).any(|four| four[0].year().is_some() && four[1].is_word("年") && four[3].is_word("月"))
}

fn without_ranges(text: &str, found: &[Found]) -> Vec<Found> {
    let is_range = |left: &Found, right: &Found| {
        let between = text[left.end..right.start].trim().to_lowercase();
        matches!(
            between.as_str(),
            "-" | "–"
                | "—"
                | "/"
                | "to"
                | "until"
                | "till"
                | "through"
                | "bis"
                | "au"
                | "al"
                | "a"
                | "à"
                | "t/m"
                | "tot"
                | "til"
                | "do"
                | "~"
                | "〜"
                | "～"
                | "から"
        )
    };
    let joined: Vec<bool> = found.windows(2).map(|pair| is_range(&pair[0], &pair[1])).collect();
    let is_end = |at: usize| joined.get(at).copied().unwrap_or(false) || at > 0 && joined.get(at - 1).copied().unwrap_or(false);
    found.iter().enumerate().filter(|(at, _)| !is_end(*at)).map(|(_, found)| *found).collect()
}

#[derive(Debug)]
enum Part {
    Number { value: i16, digits: usize },
    Word(String),
}

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

    fn is_joint(&self) -> bool {
        matches!(&self.part, Part::Word(own) if JOINTS.contains(&own.as_str()))
    }

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

fn month(token: &Token) -> Option<i8> {
    match &token.part {
        Part::Word(word) => MONTHS.get(word).copied(),
        Part::Number { .. } => None,
    }
}

fn digit(letter: char) -> Option<u32> {
    match letter {
        '0'..='9' => Some(letter as u32 - 0x30),
        '\u{660}'..='\u{669}' => Some(letter as u32 - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(letter as u32 - 0x6f0),
        '\u{ff10}'..='\u{ff19}' => Some(letter as u32 - 0xff10),
        _ => None,
    }
}

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
                (next.is_alphabetic() || is_mark(next)) && !is_wide(first) && !is_wide(next)
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

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

fn part(text: &str) -> Part {
    let digits: Option<Vec<u32>> = text.chars().map(digit).collect();
    match digits {
        Some(digits) => {
            let value = digits.iter().take(4).fold(0, |value: i16, digit| value * 10 + i16::try_from(*digit).unwrap_or(0));
            Part::Number { value, digits: digits.len() }
        }
        None if text.len() > 40 => Part::Word(String::new()),
        None => Part::Word(folded(text)),
    }
}

struct Cursor<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
}

type Read = Option<(Date, Reading, usize)>;

impl Cursor<'_> {
    /// The date that begins here, how sure its reading is, and the token after it.
    fn date(&self, order: Order) -> Read {
        let first = self.tokens.get(self.at)?;
        match first.part {
            Part::Number { digits: 4, .. } => self.year_first().or_else(|| self.year_month_name()),
            Part::Number { digits: 1 | 2, .. } => {
                self.numeric(order).or_else(|| self.day_month_name()).or_else(|| self.month_sign()).or_else(|| self.era_or_short_year())
            }
            Part::Word(_) => self.month_name_day(),
            Part::Number { .. } => None,
        }
    }

    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    /// What stands between a token and the one before it.
    fn gap(&self, ahead: usize) -> &str {
        match (self.at + ahead).checked_sub(1).and_then(|before| self.tokens.get(before)) {
            Some(before) => self.token(ahead).map_or("", |token| &self.text[before.end..token.start]),
            None => "",
        }
    }

    /// `2026-05-05`, `2026. 5. 5`, `2026年5月5日`, `2026년 5월 5일`.
    fn year_first(&self) -> Read {
        let year = self.token(0)?.year()?;
        if self.token(1)?.is_word("年") || self.token(1)?.is_word(&folded("년")) {
            return done(year, self.token(2)?.small()?, self.token(4)?.small()?, Reading::Certain, self.at + 5 + self.day_sign(5));
        }
        let separator = separator(self.gap(1))?;
        let is_alone = !self.follows_a_number() && !self.continues(3);
        let fits = is_alone && self::separator(self.gap(2)) == Some(separator);
        if fits { done(year, self.token(1)?.small()?, self.token(2)?.small()?, Reading::Certain, self.at + 3) } else { None }
    }

    /// `2026. május 5.`
    fn year_month_name(&self) -> Read {
        let fits = is_close(self.gap(1)) && is_close(self.gap(2));
        if fits {
            done(self.token(0)?.year()?, month(self.token(1)?)?, self.token(2)?.small()?, Reading::Certain, self.at + 3)
        } else {
            None
        }
    }

    /// `05.05.2026`, `5/13/2026`, `21/05-2018`, `05.05.26`.
    fn numeric(&self, order: Order) -> Read {
        let (left, right) = (self.token(0)?.small()?, self.token(1)?.small()?);
        let (first, second) = (separator(self.gap(1))?, separator(self.gap(2))?);
        let year = match self.token(2)?.part {
            Part::Number { value, digits: 2 } if first == second && first != '-' && self.is_two_digits(0) && self.is_two_digits(1) => {
                2000 + value
            }
            _ => self.token(2)?.year()?,
        };
        if self.follows_a_number() || self.continues(3) {
            return None;
        }
        let end = self.at + 3;
        let is_open = first == '/';
        let certain = |order| if is_open { Reading::Shows(order) } else { Reading::Certain };
        match (left > 12, right > 12) {
            (true, _) => done(year, right, left, certain(Order::DayFirst), end),
            (_, true) => done(year, left, right, certain(Order::MonthFirst), end),
            _ if is_open && order == Order::MonthFirst => done(year, left, right, Reading::Guessed, end),
            _ => done(year, right, left, if is_open { Reading::Guessed } else { Reading::Certain }, end),
        }
    }

    fn is_two_digits(&self, ahead: usize) -> bool {
        matches!(self.token(ahead), Some(Token { part: Part::Number { digits: 2, .. }, .. }))
    }

    /// `5 May 2026`, `5. Mai 2026`, `5 de mayo de 2026`, `22th Feb ’23`.
    fn day_month_name(&self) -> Read {
        let day = self.token(0)?.small()?;
        let mut at = self.after_joints(1);
        let month = month(self.token(at)?)?;
        at = self.after_joints(at + 1);
        let year = self.token(at)?;
        let year = match year.part {
            Part::Number { value, digits: 2 } if self.gap(at).trim_start().starts_with(['\'', '’', '‘']) => 2000 + value,
            _ => year.year()?,
        };
        let fits = (1..=at).all(|ahead| is_close(self.gap(ahead)));
        if fits { done(year, month, day, Reading::Certain, self.at + at + 1) } else { None }
    }

    /// `May 5th, 2026`.
    fn month_name_day(&self) -> Read {
        let month = month(self.token(0)?)?;
        let start = self.after_joints(1);
        let day = self.token(start)?.small()?;
        let at = self.after_joints(start + 1);
        let fits = (1..=at).all(|ahead| is_close(self.gap(ahead)));
        if fits { done(self.token(at)?.year()?, month, day, Reading::Certain, self.at + at + 1) } else { None }
    }

    /// `2月 13th, 2023`: a month printed by a Japanese or Chinese calendar in an English text.
    fn month_sign(&self) -> Read {
        let month = self.token(0)?.small().filter(|_| self.token(1).is_some_and(|sign| sign.is_word("月")))?;
        let day = self.token(2)?.small()?;
        let at = self.after_joints(3);
        done(self.token(at)?.year()?, month, day, Reading::Certain, self.at + at + 1)
    }

    /// `令和8年5月5日`: years of the Reiwa era, which began in 2019.
    fn era_or_short_year(&self) -> Read {
        let before = |back: usize| self.at.checked_sub(back).and_then(|at| self.tokens.get(at));
        let is_reiwa = before(1).is_some_and(|sign| sign.is_word("和")) && before(2).is_some_and(|sign| sign.is_word("令"));
        if !is_reiwa || !self.token(1)?.is_word("年") {
            return None;
        }
        done(
            2018 + i16::from(self.token(0)?.small()?),
            self.token(2)?.small()?,
            self.token(4)?.small()?,
            Reading::Certain,
            self.at + 5 + self.day_sign(5),
        )
    }

    /// 1 where the sign for `day` stands there, else 0.
    fn day_sign(&self, ahead: usize) -> usize {
        usize::from(self.token(ahead).is_some_and(|sign| sign.is_word("日") || sign.is_word("일")))
    }

    fn after_joints(&self, from: usize) -> usize {
        (from..from + 3).find(|&ahead| !self.token(ahead).is_some_and(Token::is_joint)).unwrap_or(from + 3)
    }

    /// Whether the number here is the tail of a longer one: `1.2.2026`, an address, a version.
    fn follows_a_number(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        match before {
            Some(Token { part: Part::Number { .. }, .. }) => matches!(self.gap(0), "." | "/" | "-"),
            Some(Token { part: Part::Word(word), .. }) => self.gap(0).is_empty() && word == "v",
            None => false,
        }
    }

    fn continues(&self, ahead: usize) -> bool {
        matches!(self.token(ahead), Some(Token { part: Part::Number { .. }, .. })) && matches!(self.gap(ahead), "." | "/")
    }
}

fn done(year: i16, month: i8, day: i8, reading: Reading, end: usize) -> Read {
    Date::new(year, month, day).ok().map(|date| (date, reading, end))
}

fn separator(gap: &str) -> Option<char> {
    match gap.trim() {
        "." => Some('.'),
        "/" => Some('/'),
        "-" | "–" | "‑" | "‐" => Some('-'),
        _ => None,
    }
}

/// Whether two parts stand so close that they are one date.
fn is_close(gap: &str) -> bool {
    gap.chars().all(|letter| {
        letter.is_whitespace() || matches!(letter, '.' | ',' | '-' | '_' | '/' | '\'' | '’' | '‘' | 'º' | 'ª' | '°' | '‑' | '–')
    }) && gap.trim().chars().count() <= 2
}
