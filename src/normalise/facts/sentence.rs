//! A sentence as the words in it that matter to promises.

use std::{borrow::Cow, sync::LazyLock};

use crate::normalise::{
    labels::{Phrases, folded, words},
    topics,
};

/// What a word does in a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Sub-processors.
    Subject,
    /// Something is new or changes.
    Change,
    /// Somebody is told.
    Notice,
    /// Beforehand; also the word `notice` itself, as in `30 days' notice`.
    Before,
    /// Within so many days.
    Within,
    /// English `for` is within, Danish and Norwegian `før` is before.
    For,
    /// Somebody objects.
    Object,
    /// What days to object are counted from.
    Announced,
    /// Within the period named before.
    Period,
    /// No fewer than so many.
    Least,
    /// It is about something else: deletion, a breach, a payment.
    Against,
    Unit {
        days: u16,
    },
    /// Five of these are seven days.
    Workday,
    /// May stand between a number and its unit.
    Filler,
    /// `a`, `un`: one, where a week or month follows.
    Article,
    Number(u16),
    /// A word that is so many days by itself: `fortnight`.
    Span(u16),
    /// `kündigen`: it ends a contract, but with a parted `an` it announces.
    Termination,
}

static WORDS: LazyLock<Phrases<Vec<Class>>> = LazyLock::new(|| {
    Phrases::parse(include_str!("words.tsv"), |rest| {
        let classes: Vec<Class> = rest.first()?.split(',').filter_map(|name| class(name.trim())).collect();
        (!classes.is_empty()).then_some(classes)
    })
});

/// The class of a name in the dictionary.
fn class(name: &str) -> Option<Class> {
    Some(match name {
        "subject" => Class::Subject,
        "change" => Class::Change,
        "notice" => Class::Notice,
        "before" => Class::Before,
        "within" => Class::Within,
        "for" => Class::For,
        "object" => Class::Object,
        "announced" => Class::Announced,
        "period" => Class::Period,
        "least" => Class::Least,
        "against" => Class::Against,
        "day" => Class::Unit { days: 1 },
        "week" => Class::Unit { days: 7 },
        "month" => Class::Unit { days: 30 },
        "workday" => Class::Workday,
        "filler" => Class::Filler,
        "article" => Class::Article,
        "termination" => Class::Termination,
        _ => match name.split_once(' ')? {
            ("number", number) => Class::Number(number.parse().ok()?),
            ("span", days) => Class::Span(days.parse().ok()?),
            _ => return None,
        },
    })
}

/// A word that matters: where it stands, in words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) class: Class,
}

/// So many days, and where they stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) days: u16,
}

/// The words of a sentence that matter, in order, and the times it names.
#[derive(Debug, Default)]
pub(super) struct Sentence {
    pub(super) marks: Vec<Mark>,
    pub(super) spans: Vec<Span>,
}

/// A promise of more days than this is none.
const LONGEST: u16 = 366;
/// More times than this in one sentence are not looked at.
const MOST_SPANS: usize = 8;

impl Sentence {
    /// The marks and spans of a sentence.
    pub(super) fn read(text: &str) -> Self {
        let text = folded(&with_digits(text));
        let words = words(&text);
        let announces = parted_an(&words);
        let mut marks = Vec::new();
        for hit in WORDS.hits(&words) {
            let classes = hit.value.iter().map(|class| match class {
                Class::Termination if announces => Class::Notice,
                Class::Termination => Class::Against,
                class => *class,
            });
            marks.extend(classes.map(|class| Mark { start: hit.start, end: hit.end, class }));
        }
        let named = topics::named(&words).into_iter();
        marks.extend(named.map(|(start, end)| Mark { start, end, class: Class::Subject }));
        marks.sort_by_key(|mark| mark.start);
        let spans = spans(&words, &marks);
        Self { marks, spans }
    }

    /// Whether a word of a class stands anywhere in it.
    pub(super) fn has(&self, class: Class) -> bool {
        self.marks.iter().any(|mark| mark.class == class)
    }

    /// Words between a span and the nearest word of a class before it.
    pub(super) fn before(&self, span: &Span, class: Class) -> Option<usize> {
        let marks = self.marks.iter().filter(|mark| mark.class == class && mark.end <= span.start);
        marks.map(|mark| span.start - mark.end).min()
    }

    /// Words between a span and the nearest word of a class in or after it.
    pub(super) fn after(&self, span: &Span, class: Class) -> Option<usize> {
        // The unit itself may hold the word, in a script that does not part words: `30日前`.
        let marks = self
            .marks
            .iter()
            .filter(|mark| mark.class == class && mark.end >= span.end && mark.start + 1 >= span.end);
        marks.map(|mark| mark.start.saturating_sub(span.end)).min()
    }

    /// Words between a span and the nearest word of a class on either side.
    pub(super) fn near(&self, span: &Span, class: Class) -> Option<usize> {
        [self.before(span, class), self.after(span, class)].into_iter().flatten().min()
    }
}

/// Whether a German or Dutch verb has its `an` at the end of the clause: `kündigen wir ... an`.
fn parted_an(words: &[&str]) -> bool {
    let ends = |next: Option<&&str>| {
        next.is_none_or(|next| {
            matches!(*next, "und" | "oder" | "en" | "of" | "bevor" | "voordat" | "damit" | "sodass")
        })
    };
    words.iter().enumerate().any(|(at, word)| matches!(*word, "an" | "aan") && ends(words.get(at + 1)))
}

/// Chinese and Japanese numerals before a unit of time as digits: `三十天` is `30天`.
fn with_digits(text: &str) -> Cow<'_, str> {
    if !text.contains(is_numeral) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_numeral) {
        let run = &rest[start..];
        let end = run.find(|letter| !is_numeral(letter)).unwrap_or(run.len());
        out.push_str(&rest[..start]);
        // `五月五日` is a date.
        let is_date = out.ends_with('月') || run[end..].starts_with('月');
        match numeral(&run[..end]).filter(|_| !is_date && run[end..].starts_with(is_unit)) {
            Some(number) => out.push_str(&number.to_string()),
            None => out.push_str(&run[..end]),
        }
        rest = &run[end..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

const NUMERALS: &str = "一二三四五六七八九";

/// Whether a letter is a Chinese or Japanese numeral.
fn is_numeral(letter: char) -> bool {
    !letter.is_ascii() && NUMERALS.contains(letter) || matches!(letter, '十' | '两' | '兩')
}

/// Whether a letter begins a unit of time, in Chinese and Japanese.
fn is_unit(letter: char) -> bool {
    matches!(letter, '天' | '日' | '周' | '週' | '个' | '個' | 'か' | 'ヶ' | 'ヵ' | 'カ' | '营' | '営' | '工')
}

/// A numeral below a hundred.
fn numeral(run: &str) -> Option<u16> {
    let digit = |letter: char| match letter {
        '两' | '兩' => Some(2),
        _ => NUMERALS.chars().position(|numeral| numeral == letter).and_then(|at| u16::try_from(at + 1).ok()),
    };
    let one = |part: &str| {
        let mut letters = part.chars();
        letters.next().and_then(digit).filter(|_| letters.next().is_none())
    };
    match run.split_once('十') {
        None => one(run),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { one(tens)? };
            let ones = if ones.is_empty() { 0 } else { one(ones)? };
            Some(tens * 10 + ones)
        }
    }
}

/// Every `30 days`, `thirty (30) calendar days`, `30日` in a sentence.
fn spans(words: &[&str], marks: &[Mark]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let numbers =
        (0..words.len()).filter_map(|at| number(words, at, marks).map(|(count, end)| (at, count, end)));
    for (start, count, behind) in numbers {
        if spans.len() >= MOST_SPANS {
            break;
        }
        if spans.last().is_some_and(|last| start < last.end) {
            continue;
        }
        if let Some(mark) = first_at(marks, start).find(|mark| matches!(mark.class, Class::Span(_))) {
            spans.push(Span { start, end: mark.end, days: count });
        } else if let Some((end, times, per)) = unit(words, behind, marks)
            && let days = count.saturating_mul(times) / per
            && (1..=LONGEST).contains(&days)
        {
            spans.push(Span { start, end, days });
        }
    }
    spans
}

/// The number that begins at a word, and the word behind it.
fn number(words: &[&str], at: usize, marks: &[Mark]) -> Option<(u16, usize)> {
    let word = words.get(at)?;
    if word.len() <= 3
        && let Ok(number) = word.parse::<u16>()
    {
        // `5月30日` is a date.
        let is_date = at > 0
            && words.get(at - 1).is_some_and(|before| before.ends_with('月') || before.ends_with('월'));
        return (!is_date).then_some((number, at + 1));
    }
    first_at(marks, at).find_map(|mark| match mark.class {
        Class::Span(days) | Class::Number(days) => Some((days, mark.end)),
        // `seven days a week`
        Class::Article
            if is_long_unit(marks, at + 1)
                && !marks.iter().any(|mark| mark.end == at && matches!(mark.class, Class::Unit { .. })) =>
        {
            Some((1, mark.end))
        }
        _ => None,
    })
}

/// Whether a week or a month begins at a word.
fn is_long_unit(marks: &[Mark], at: usize) -> bool {
    first_at(marks, at).any(|mark| matches!(mark.class, Class::Unit { days: 7.. }))
}

/// Where the unit ends that stands at a word, or behind fillers and the number in other words, and the days
/// in it as a fraction: five working days are seven.
fn unit(words: &[&str], from: usize, marks: &[Mark]) -> Option<(usize, u16, u16)> {
    let mut at = from;
    while at < words.len().min(from + 4) {
        let mut next = at;
        for mark in first_at(marks, at) {
            match mark.class {
                Class::Unit { days: 1 } => return Some((mark.end, 1, 1)),
                Class::Unit { days: 7 } => return Some((mark.end, 7, 1)),
                Class::Unit { .. } => return Some((mark.end, 30, 1)),
                Class::Workday => return Some((mark.end, 7, 5)),
                Class::Filler | Class::Number(_) => next = mark.end,
                _ => {}
            }
        }
        if next == at {
            return None;
        }
        at = next;
    }
    None
}

/// The marks that begin at a word.
fn first_at(marks: &[Mark], at: usize) -> impl Iterator<Item = &Mark> {
    let from = marks.partition_point(|mark| mark.start < at);
    marks[from..].iter().take_while(move |mark| mark.start == at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::labels::untidy;

    fn days(text: &str) -> Vec<u16> {
        Sentence::read(text).spans.iter().map(|span| span.days).collect()
    }

    #[test]
    fn times_are_read_in_digits_and_words() {
        assert_eq!(days("at least thirty (30) days' notice"), [30]);
        assert_eq!(days("30 (trinta) dias"), [30]);
        assert_eq!(days("within fourteen calendar days or two weeks"), [14, 14]);
        assert_eq!(days("10 business days"), [14]);
        assert_eq!(days("変更の30日前に"), [30]);
        assert_eq!(days("30-day notice"), [30]);
        assert_eq!(days("einen Monat im Voraus"), [30]);
        assert_eq!(days("am 5月30日 und 2026 days 9999 days 0 days"), [0; 0]);
    }

    #[test]
    fn the_dictionary_is_sorted_and_every_class_is_known() {
        let text = include_str!("words.tsv");
        assert_eq!(untidy(text), [""; 0]);
        for (phrase, classes) in
            text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
        {
            assert!(classes.split(',').all(|name| class(name.trim()).is_some()), "{phrase}: {classes}");
        }
    }
}
