//! The forms that a date takes, from one place of a text on.

use jiff::civil::Date;

use super::{super::Order, Part, Reading, Token, month};
use crate::normalise::labels::folded;

/// A place in a text, as the token that a date may begin with.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
}

/// A date, how sure its reading is, and the token after it; none where there is no date.
pub(super) type Read = Option<(Date, Reading, usize)>;

impl Cursor<'_> {
    /// The date that begins here, how sure its reading is, and the token after it.
    pub(super) fn date(&self, order: Order) -> Read {
        let first = self.tokens.get(self.at)?;
        match first.part {
            Part::Number { digits: 4, .. } => self.year_first().or_else(|| self.year_month_name()),
            Part::Number { digits: 1 | 2, .. } => self
                .numeric(order)
                .or_else(|| self.day_month_name())
                .or_else(|| self.month_sign())
                .or_else(|| self.era_or_short_year()),
            Part::Word(_) => self.month_name_day(),
            Part::Number { .. } => None,
        }
    }

    /// The token so many behind the first.
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
            return done(
                year,
                self.token(2)?.small()?,
                self.token(4)?.small()?,
                Reading::Certain,
                self.at + 5 + self.day_sign(5),
            );
        }
        let separator = separator(self.gap(1))?;
        let is_alone = !self.follows_a_number() && !self.continues(3);
        let fits = is_alone && self::separator(self.gap(2)) == Some(separator);
        if fits {
            done(year, self.token(1)?.small()?, self.token(2)?.small()?, Reading::Certain, self.at + 3)
        } else {
            None
        }
    }

    /// `2026. május 5.`
    fn year_month_name(&self) -> Read {
        let fits = is_close(self.gap(1)) && is_close(self.gap(2));
        if fits {
            done(
                self.token(0)?.year()?,
                month(self.token(1)?)?,
                self.token(2)?.small()?,
                Reading::Certain,
                self.at + 3,
            )
        } else {
            None
        }
    }

    /// `05.05.2026`, `5/13/2026`, `21/05-2018`, `05.05.26`.
    fn numeric(&self, order: Order) -> Read {
        let (left, right) = (self.token(0)?.small()?, self.token(1)?.small()?);
        let (first, second) = (separator(self.gap(1))?, separator(self.gap(2))?);
        let year = match self.token(2)?.part {
            Part::Number { value, digits: 2 }
                if first == second && first != '-' && self.is_two_digits(0) && self.is_two_digits(1) =>
            {
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

    /// Whether a token is a number written in two digits: `05`.
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
            Part::Number { value, digits: 2 } if self.gap(at).trim_start().starts_with(['\'', '’', '‘']) => {
                2000 + value
            }
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
        if fits {
            done(self.token(at)?.year()?, month, day, Reading::Certain, self.at + at + 1)
        } else {
            None
        }
    }

    /// `2月 13th, 2023`: a month printed by a Japanese or Chinese calendar in an English text.
    fn month_sign(&self) -> Read {
        let month =
            self.token(0)?.small().filter(|_| self.token(1).is_some_and(|sign| sign.is_word("月")))?;
        let day = self.token(2)?.small()?;
        let at = self.after_joints(3);
        done(self.token(at)?.year()?, month, day, Reading::Certain, self.at + at + 1)
    }

    /// `令和8年5月5日`: years of the Reiwa era, which began in 2019.
    fn era_or_short_year(&self) -> Read {
        let before = |back: usize| self.at.checked_sub(back).and_then(|at| self.tokens.get(at));
        let is_reiwa = before(1).is_some_and(|sign| sign.is_word("和"))
            && before(2).is_some_and(|sign| sign.is_word("令"));
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

    /// The first token, of three, that does not merely join the parts of a date.
    fn after_joints(&self, from: usize) -> usize {
        (from..from + 3).find(|&ahead| !self.token(ahead).is_some_and(Token::is_joint)).unwrap_or(from + 3)
    }

    /// Whether the number here is the tail of a longer one: `1.2.2026`, an address, a version.
    pub(super) fn follows_a_number(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        match before {
            Some(Token { part: Part::Number { .. }, .. }) => matches!(self.gap(0), "." | "/" | "-"),
            Some(Token { part: Part::Word(word), .. }) => self.gap(0).is_empty() && word == "v",
            None => false,
        }
    }

    /// Whether another number follows directly, so that it is no date: `1.2.2026.3`.
    fn continues(&self, ahead: usize) -> bool {
        matches!(self.token(ahead), Some(Token { part: Part::Number { .. }, .. }))
            && matches!(self.gap(ahead), "." | "/")
    }
}

/// A date, if there is such a day.
fn done(year: i16, month: i8, day: i8, reading: Reading, end: usize) -> Read {
    Date::new(year, month, day).ok().map(|date| (date, reading, end))
}

/// The sign between two numbers of a date; every hyphen and dash is one sign.
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
        letter.is_whitespace()
            || matches!(letter, '.' | ',' | '-' | '_' | '/' | '\'' | '’' | '‘' | 'º' | 'ª' | '°' | '‑' | '–')
    }) && gap.trim().chars().count() <= 2
}
