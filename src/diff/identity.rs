//! Whether two rows can be the same company, and what the rest of them says to it.

use std::collections::HashMap;

use super::folded;
use crate::model::{Category, Derived, Printed, Subprocessor};

/// The same printed name, letter for letter.
pub(super) const SAME_NAME: u32 = 100;
/// One name is the other with a bracket or a word added, of the same company.
const NAME_GROWN: u32 = 95;
/// Another name of the same company.
const SAME_COMPANY: u32 = 80;
/// Names that differ by a typing error.
const SPELLED_ALIKE: u32 = 70;
/// One name is the other with words added behind.
const NAME_EXTENDED: u32 = 65;
/// The names share one telling word, and the purpose is all but the same.
const SHARED_WORD: u32 = 60;

/// Likeness from which two purposes are the same work.
const SAME_WORK: f64 = 0.5;
/// A word of so many letters tells who a company is.
const TELLING_WORD: usize = 5;
/// Likeness from which two spellings are one name (Damerau-Levenshtein, 1 is equal).
const ALIKE: f64 = 0.84;
/// Shortest name that may be a misspelling of another: shorter ones differ by being others.
const SHORTEST_MISSPELLED: usize = 6;

/// What of a row decides who it is, folded once.
pub(super) struct Folded<'a> {
    pub(super) row: &'a Subprocessor,
    pub(super) name: String,
    pub(super) entity: String,
    pub(super) name_words: Vec<String>,
    pub(super) entity_words: Vec<String>,
    section: String,
    /// Letters of `name`, and of `entity`.
    lengths: (usize, usize),
    purpose: Vec<u32>,
    data: Vec<u32>,
    location: Vec<u32>,
}

/// A number for each word, so that texts are compared as sets of numbers.
#[derive(Default)]
pub(super) struct Vocabulary(HashMap<String, u32>);

impl Vocabulary {
    /// Its words, each once, sorted.
    fn words(&mut self, text: Option<&str>) -> Vec<u32> {
        let mut numbers: Vec<u32> = folded::words(text.unwrap_or_default())
            .into_iter()
            .map(|word| {
                let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
                *self.0.entry(word).or_insert(next)
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

impl<'a> Folded<'a> {
    pub(super) fn of(row: &'a Subprocessor, vocabulary: &mut Vocabulary) -> Self {
        let (name, entity) = (folded::letters(&row.printed.name), folded::letters(&row.derived.entity));
        Self {
            row,
            lengths: (name.chars().count(), entity.chars().count()),
            name,
            entity,
            name_words: folded::words(&row.printed.name),
            entity_words: folded::words(&row.derived.entity),
            section: folded::letters(row.printed.section.as_deref().unwrap_or_default()),
            purpose: vocabulary.words(row.printed.purpose.as_deref()),
            data: vocabulary.words(row.printed.data.as_deref()),
            location: vocabulary.words(row.printed.location.as_deref()),
        }
    }

    /// Every printed field, in one text.
    pub(super) fn everything(&self) -> String {
        let Printed { transfer, applies_to, notes, url, .. } = &self.row.printed;
        let Derived { status, effective, .. } = &self.row.derived;
        let mut text = self.whole();
        for field in [transfer, applies_to, notes] {
            text.push('\n');
            text.push_str(&folded::value(field.as_deref().unwrap_or_default()));
        }
        let url = folded::link(url.as_deref().unwrap_or_default());
        let day = effective.map(|day| day.to_string()).unwrap_or_default();
        text.extend(["\n", status.code(), "\n", &day, "\n", &url]);
        for (header, field) in self.row.extra() {
            text.extend(["\n", header, "\n", &folded::value(field)]);
        }
        text
    }

    /// What of it decides which row it is, in one text.
    pub(super) fn whole(&self) -> String {
        let Printed { purpose, data, location, entity_location, .. } = &self.row.printed;
        let fields = [purpose, data, location, entity_location]
            .map(|field| folded::value(field.as_deref().unwrap_or_default()));
        [self.name.as_str(), self.section.as_str(), &fields.join("\n")].join("\n")
    }
}

/// Whether two rows can be the same company, how sure that is, and why. The same either way round.
pub(super) fn identity(old: &Folded<'_>, new: &Folded<'_>) -> Option<(u32, &'static str)> {
    if old.name == new.name {
        return Some((SAME_NAME, "same name"));
    }
    let alike = || spelled_alike(&old.entity, &new.entity, old.lengths.1, new.lengths.1);
    // Affiliates share their parent's name by nature: only the printed name tells them apart.
    if old.row.derived.category == Category::Affiliate || new.row.derived.category == Category::Affiliate {
        return (spelled_alike(&old.name, &new.name, old.lengths.0, new.lengths.0) && alike())
            .then_some((SPELLED_ALIKE, "spelled alike"));
    }
    let grown = extends(&old.name_words, &new.name_words);
    if grown && (old.entity == new.entity || is_bracketed(&old.row.printed.name, &new.row.printed.name)) {
        return Some((NAME_GROWN, "one name extends the other"));
    }
    if !old.entity.is_empty() && old.entity == new.entity {
        return Some((SAME_COMPANY, "same company under another name"));
    }
    if alike() {
        return Some((SPELLED_ALIKE, "spelled alike"));
    }
    if grown || extends(&old.entity_words, &new.entity_words) {
        return Some((NAME_EXTENDED, "one name extends the other"));
    }
    let shared = || {
        old.name_words
            .iter()
            .any(|word| word.chars().count() >= TELLING_WORD && new.name_words.contains(word))
    };
    (is_same_work(old, new) && shared())
        .then_some((SHARED_WORD, "the names share a word, and the work is the same"))
}

/// Whether both say what they do, and it is all but the same.
pub(super) fn is_same_work(old: &Folded<'_>, new: &Folded<'_>) -> bool {
    !old.purpose.is_empty() && !new.purpose.is_empty() && dice(&old.purpose, &new.purpose) >= SAME_WORK
}

/// What the rest of two rows adds to their score: at most 50.
pub(super) fn context(old: &Folded<'_>, new: &Folded<'_>) -> u32 {
    let points = 22.0 * dice(&old.purpose, &new.purpose)
        + 8.0 * dice(&old.data, &new.data)
        + 8.0 * dice(&old.location, &new.location)
        + if old.section == new.section { 10.0 } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 48")]
    let points = points as u32;
    points + u32::from(old.row.printed.url.is_some() && old.row.printed.url == new.row.printed.url) * 2
}

/// Whether the longer of two names is the shorter one with a bracket behind it: `Twilio` and `Twilio
/// (SendGrid)`.
fn is_bracketed(left: &str, right: &str) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    long.strip_prefix(short).is_some_and(|rest| rest.trim_start().starts_with('('))
}

fn spelled_alike(left: &str, right: &str, left_length: usize, right_length: usize) -> bool {
    let (short, long) = (left_length.min(right_length), left_length.max(right_length));
    // Every letter more is at least one edit: most names are told apart by their length.
    let near = short * 100 >= long * 84;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    short >= SHORTEST_MISSPELLED
        && near
        && digits(left) == digits(right)
        && strsim::normalized_damerau_levenshtein(left, right) >= ALIKE
}

fn extends(left: &[String], right: &[String]) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    !short.is_empty()
        && short.len() < long.len()
        && long.starts_with(short)
        && short.iter().any(|word| word.len() >= 3)
}

/// How much two sorted sets share, in 0..=1 (Dice). Two empty ones share all.
fn dice(left: &[u32], right: &[u32]) -> f64 {
    if left.is_empty() && right.is_empty() {
        return 1.0;
    }
    let (mut at, mut shared) = (0, 0_u32);
    for word in left {
        while right.get(at).is_some_and(|other| other < word) {
            at += 1;
        }
        shared += u32::from(right.get(at) == Some(word));
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
    let both = (left.len() + right.len()) as f64;
    2.0 * f64::from(shared) / both
}
