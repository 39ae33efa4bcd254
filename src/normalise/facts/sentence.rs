//! A sentence as the words in it that matter to promises.

use std::sync::LazyLock;

use crate::normalise::labels::{Phrases, folded, words};

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
    Number(u16),
}

static WORDS: LazyLock<Phrases<Vec<Class>>> = LazyLock::new(|| {
    Phrases::parse(include_str!("words.tsv"), |rest| {
        let classes: Vec<Class> = rest.first()?.split(',').filter_map(|name| class(name.trim())).collect();
        (!classes.is_empty()).then_some(classes)
    })
});

fn class(name: &str) -> Option<Class> {
    Some(match name {
        "subject" => Class::Subject,
        "change" => Class::Change,
        "notice" => Class::Notice,
        "before" => Class::Before,
        "within" => Class::Within,
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
        _ => Class::Number(name.strip_prefix("number ")?.parse().ok()?),
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
    pub(super) fn read(text: &str) -> Self {
        let text = folded(text);
        let words = words(&text);
        let mut marks = Vec::new();
        for hit in WORDS.hits(&words) {
            marks.extend(hit.value.iter().map(|class| Mark { start: hit.start, end: hit.end, class: *class }));
        }
        let spans = spans(&words, &marks);
        Self { marks, spans }
    }

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
        let marks = self.marks.iter().filter(|mark| mark.class == class && mark.end >= span.end && mark.start + 1 >= span.end);
        marks.map(|mark| mark.start.saturating_sub(span.end)).min()
    }

    /// Words between a span and the nearest word of a class on either side.
    pub(super) fn near(&self, span: &Span, class: Class) -> Option<usize> {
        [self.before(span, class), self.after(span, class)].into_iter().flatten().min()
    }
}

/// Every `30 days`, `thirty (30) calendar days`, `30日` in a sentence.
fn spans(words: &[&str], marks: &[Mark]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let numbers = (0..words.len()).filter_map(|at| Some((at, number(words, at, marks)?)));
    for (start, count) in numbers {
        if spans.len() >= MOST_SPANS {
            break;
        }
        if spans.last().is_some_and(|last| start < last.end) {
            continue;
        }
        if let Some((end, times, per)) = unit(words, start + 1, marks)
            && let days = count.saturating_mul(times) / per
            && (1..=LONGEST).contains(&days)
        {
            spans.push(Span { start, end, days });
        }
    }
    spans
}

fn number(words: &[&str], at: usize, marks: &[Mark]) -> Option<u16> {
    let word = words.get(at)?;
    if word.len() <= 3
        && let Ok(number) = word.parse::<u16>()
    {
        // `5月30日` is a date.
        let is_date = at > 0 && words.get(at - 1).is_some_and(|before| before.ends_with('月') || before.ends_with('월'));
        return (!is_date).then_some(number);
    }
    first_at(marks, at).find_map(|mark| match mark.class {
        Class::Number(number) if mark.end == at + 1 => Some(number),
        _ => None,
    })
}

/// Where the unit ends that stands at a word, or behind fillers and the number in other words, and the days in it as a
/// fraction: five working days are seven.
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
        for (phrase, classes) in text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')) {
            assert!(classes.split(',').all(|name| class(name.trim()).is_some()), "{phrase}: {classes}");
        }
    }
}
