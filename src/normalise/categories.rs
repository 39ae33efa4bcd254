//! What a sub-processor does, in the closed list.

use std::{collections::HashMap, collections::hash_map::Entry, sync::LazyLock};

use foldhash::fast::RandomState;

use super::{
    entities::Company,
    memo::{Memo, recall},
    places::words::{Phrases, Words, fold, lines},
};
use crate::model::Category;

/// Words and phrases, each with its category and weight; and stems, for languages that join words.
#[derive(Default)]
struct Keywords {
    phrases: Phrases<(Category, u32)>,
    /// By their first three letters.
    stems: HashMap<String, Vec<(String, Category, u32)>, RandomState>,
}

static KEYWORDS: LazyLock<Keywords> = LazyLock::new(|| {
    let mut keywords = Keywords::default();
    for line in lines(include_str!("categories.tsv")) {
        let [word, category, weight] = line[..] else { continue };
        let (Ok(category), Ok(weight)) = (category.parse(), weight.parse()) else { continue };
        if let Some(stem) = word.strip_suffix('*') {
            let stem = fold(stem);
            keywords.stems.entry(beginning(&stem).to_owned()).or_default().push((stem, category, weight));
        } else if let Some(Entry::Vacant(free)) = keywords.phrases.entry(word) {
            free.insert((category, weight));
        }
    }
    keywords
});

/// How much each text says: what a page prints as the category most, its heading least.
const PRINTED: u32 = 4;
const PURPOSE: u32 = 3;
const SECTION: u32 = 1;
/// What the company is known for: less than a plain word of the purpose, more than a hint.
const COMPANY: u32 = 5;

/// The category that the purpose, the page's own category, the section and the company speak for.
///
/// Each keyword found adds its weight; in the purpose an earlier one counts for more. The company's
/// own category decides between near equals, and alone where no word says anything.
#[must_use]
pub fn of(
    purpose: Option<&str>,
    printed: Option<&str>,
    section: Option<&str>,
    company: Option<&Company>,
) -> Category {
    let mut scores = Scores::default();
    for (text, weight) in [(printed, PRINTED), (purpose, PURPOSE), (section, SECTION)] {
        if let Some(text) = text {
            weigh(text, weight, &mut scores);
        }
    }
    if let Some(company) = company
        && company.category != Category::Other
    {
        scores[company.category as usize] += COMPANY;
    }
    let best = scores.iter().copied().max().unwrap_or(0);
    let found = Category::ALL.into_iter().find(|&category| scores[category as usize] == best);
    found.filter(|_| best > 0).unwrap_or(Category::Other)
}

/// Points by category.
type Scores = [u32; Category::ALL.len()];

/// Adds what the words of one text say, times how much that text counts.
fn weigh(text: &str, weight: u32, scores: &mut Scores) {
    let said = recall(&SAID, text, said);
    scores.iter_mut().zip(said).for_each(|(score, points)| *score += points * weight);
}

thread_local! {
    static SAID: Memo<Scores> = Memo::default();
}

/// What the words of a text say.
fn said(text: &str) -> Scores {
    let mut scores = Scores::default();
    let words = Words::of(text);
    let mut at = 0;
    let mut first = true;
    while at < words.len() {
        let phrase = KEYWORDS.phrases.at(&words, at, |_, &found| Some(found));
        let stem = || stem(words.word(at)).map(|found| (at + 1, found));
        let Some((end, (category, own))) = phrase.or_else(stem) else {
            at += 1;
            continue;
        };
        // What is named first is the purpose; the rest is often detail.
        scores[category as usize] += own * if first { 2 } else { 1 };
        first = false;
        at = end;
    }
    scores
}

/// What the longest stem that a word begins with says.
fn stem(word: &str) -> Option<(Category, u32)> {
    let stems = KEYWORDS.stems.get(beginning(word))?;
    let fitting = stems.iter().filter(|(stem, ..)| word.starts_with(stem.as_str()));
    fitting.max_by_key(|(stem, ..)| stem.len()).map(|&(_, category, weight)| (category, weight))
}

/// The first three letters of a word, by which stems are kept.
fn beginning(word: &str) -> &str {
    word.char_indices().nth(3).map_or(word, |(at, _)| &word[..at])
}

#[cfg(test)]
mod tests {
    use super::{super::entities, *};

    fn purpose(text: &str) -> Category {
        of(Some(text), None, None, None)
    }

    #[test]
    fn a_purpose_is_read_in_many_languages() {
        for (text, category) in [
            ("Cloud hosting and data storage", Category::Hosting),
            ("Error tracking and performance monitoring", Category::ErrorTracking),
            ("Application and infrastructure monitoring, logs, and metrics", Category::Monitoring),
            ("Zahlungsabwicklung", Category::Payments),
            ("Versand von E-Mails", Category::Email),
            ("Hébergement de l'application", Category::Hosting),
            ("Procesamiento de pagos", Category::Payments),
            ("Betalingsverwerking", Category::Payments),
            ("決済処理", Category::Payments),
            ("Large language model inference", Category::Ai),
            ("Customer support and live chat", Category::Support),
            ("Product analytics", Category::Analytics),
            ("Frobnication", Category::Other),
        ] {
            assert_eq!(purpose(text), category, "{text}");
        }
    }

    #[test]
    fn the_company_speaks_where_the_purpose_is_silent() {
        let stripe = entities::company("Stripe");
        assert_eq!(of(None, None, None, stripe), Category::Payments);
        assert_eq!(of(Some("Sending e-mails to customers"), None, None, stripe), Category::Email);
        assert_eq!(of(None, None, Some("Monitoring & Analytics"), None), Category::Monitoring);
        assert_eq!(of(None, None, None, None), Category::Other);
    }

    #[test]
    fn every_keyword_has_a_category_and_a_weight() {
        for line in lines(include_str!("categories.tsv")) {
            let [_, category, weight] = line[..] else { panic!("{line:?}") };
            assert!(
                category.parse::<Category>().is_ok()
                    && weight.parse::<u32>().is_ok_and(|weight| (1..=6).contains(&weight)),
                "{line:?}"
            );
        }
        assert!(lines(include_str!("categories.tsv")).map(|line| line.join("\t")).is_sorted());
    }
}
