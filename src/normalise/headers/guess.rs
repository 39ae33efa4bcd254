//! What a header means that nobody wrote down before: read from the words in it.

use std::sync::LazyLock;

use super::{Column, LEAST, Meaning, column, in_dictionary};
use crate::{
    model::Field,
    normalise::{
        labels::{Phrases, folded, words},
        vocabulary::{WordSet, set},
    },
};

/// What a word does in a header.
#[derive(Debug, Clone, Copy)]
enum Word {
    /// It speaks for a column, so strongly.
    Speaks(Column, u16),
    /// Behind it stands only what the header is about: `location of ...`.
    Of,
    /// It says nothing of its own: `type of ...`.
    Frame,
}

static WORDS: LazyLock<Phrases<Word>> = LazyLock::new(|| {
    Phrases::parse(include_str!("words.tsv"), |rest| match *rest.first()? {
        "of" => Some(Word::Of),
        "frame" => Some(Word::Frame),
        speaks => {
            let (name, weight) = speaks.split_once(' ')?;
            Some(Word::Speaks(column(name)?, weight.parse().ok()?))
        }
    })
});

/// A guess is never as sure as the dictionary.
const SUREST: u16 = 90;
/// A second thing in a header needs this much.
const LEAST_OF_TWO: u8 = 50;
/// A longer header, in words, is a sentence about one thing.
const LONGEST_COMPOUND: usize = 12;
/// Words that part two things a header names.
static JOINERS: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("joiners.txt")));

/// The things a header names, each with what it may mean.
pub(super) fn parts(header: &str) -> Vec<Vec<Meaning>> {
    let bare = without_brackets(header);
    let text = if folded(&bare).is_empty() { header } else { &bare };
    let whole = one(text);
    let pieces = pieces(text);
    if pieces.len() < 2 || pieces.len() > 4 || text.split_whitespace().count() > LONGEST_COMPOUND {
        return some(whole);
    }
    let mut parts: Vec<Vec<Meaning>> = Vec::new();
    for piece in &pieces {
        let meanings = match in_dictionary(piece) {
            Some(found) => found.into_iter().flatten().collect(),
            None => one(piece),
        };
        let Some(best) = meanings.first().filter(|best| best.weight >= LEAST_OF_TWO) else { continue };
        if !parts.iter().any(|part| part.first().is_some_and(|first| first.what == best.what)) {
            parts.push(meanings);
        }
    }
    if parts.is_empty() { some(whole) } else { parts }
}

/// The meanings of one thing; no thing where there are none.
fn some(meanings: Vec<Meaning>) -> Vec<Vec<Meaning>> {
    if meanings.is_empty() { Vec::new() } else { vec![meanings] }
}

/// The header without what stands in brackets.
pub(super) fn without_brackets(header: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(header.len());
    for letter in header.chars() {
        match letter {
            '(' | '[' | '（' | '【' => depth += 1,
            ')' | ']' | '）' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    kept
}

/// The header cut at slashes, commas and words for `and`.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for word in text.split_inclusive(|letter: char| {
        letter.is_whitespace() || matches!(letter, '/' | ',' | ';' | '|' | '、' | '・' | '／')
    }) {
        let bare = word.trim_end_matches(|letter: char| !letter.is_alphanumeric()).trim();
        let is_joiner = JOINERS.contains(word.trim().to_lowercase().as_str());
        if !is_joiner && let Some(last) = pieces.last_mut() {
            last.push_str(bare);
            last.push(' ');
        }
        let cuts = is_joiner || word.ends_with(['/', ',', ';', '|', '、', '・', '／']);
        if cuts {
            pieces.push(String::new());
        }
    }
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}

/// What one thing means: the words of its head speak loudest, those behind an `of` least.
fn one(text: &str) -> Vec<Meaning> {
    let text = folded(text);
    let words = words(&text);
    let all: Vec<Word> = WORDS.hits(&words).iter().map(|hit| *hit.value).collect();
    let (head, tail) = head_and_tail(&all);
    let mut scores: Vec<(Column, u16)> = Vec::new();
    let last = head.iter().rposition(|word| matches!(word, Word::Speaks(..)));
    for (at, word) in head.iter().enumerate() {
        add(&mut scores, *word, if Some(at) == last { 100 } else { 60 });
    }
    for word in tail {
        add(&mut scores, *word, 35);
    }
    settle(&mut scores);
    let is_of_company = scores.iter().any(|(column, _)| *column == Column::Field(Field::Name));
    // Long texts that happen to hold a word are sentences.
    let faded = 100_u16
        .saturating_sub(u16::try_from(words.len().saturating_sub(8)).unwrap_or(100).min(100) * 4)
        .max(60);
    let meaning = |(what, score): (Column, u16)| Meaning {
        what,
        weight: u8::try_from((score * faded / 100).min(SUREST)).unwrap_or(LEAST),
    };
    scores.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    let mut meanings: Vec<Meaning> =
        scores.into_iter().map(meaning).filter(|meaning| meaning.weight >= LEAST).collect();
    if is_of_company && meanings.first().is_some_and(|best| best.what == Column::Field(Field::Location)) {
        // The place of the company, not of the processing; but pages are loose about it.
        let weight = meanings.first().map_or(LEAST, |best| best.weight);
        meanings.retain(|meaning| meaning.what != Column::Field(Field::EntityLocation));
        meanings.insert(0, Meaning { what: Column::Field(Field::EntityLocation), weight: weight.min(75) });
        meanings[1].weight = weight.min(65);
    }
    meanings.truncate(3);
    meanings
}

/// Whether the words of a text are all in the list.
pub(super) fn knows_all(text: &str) -> bool {
    let text = folded(&without_brackets(text));
    let words = words(&text);
    let hits = WORDS.hits(&words);
    (0..words.len()).all(|at| hits.iter().any(|hit| (hit.start..hit.end).contains(&at)))
}

/// Where two columns are named without a word between that ranks them, the more telling one is meant.
fn settle(scores: &mut [(Column, u16)]) {
    let has = |scores: &[(Column, u16)], column: Column| {
        let least = if column == Column::Field(Field::Transfer) { 20 } else { 40 };
        scores.iter().any(|(named, score)| *named == column && *score > least)
    };
    let field = Column::Field;
    let rules = [
        // `localisation données`, `transfer of data`: data alone says least.
        (field(Field::Location), field(Field::Data)),
        (field(Field::Transfer), field(Field::Data)),
        (Column::Contact, field(Field::Data)),
        // `HQ location`, `country of incorporation`.
        (field(Field::EntityLocation), field(Field::Location)),
        // `legal basis for transfer`.
        (field(Field::Transfer), Column::Other),
    ];
    for (stronger, weaker) in rules {
        if !has(scores, stronger) {
            continue;
        }
        let most = scores.iter().find(|(named, _)| *named == weaker).map_or(0, |(_, score)| *score);
        for (named, score) in scores.iter_mut() {
            if *named == stronger {
                *score = (*score).max(most);
            } else if *named == weaker {
                *score = most * 2 / 3;
            }
        }
    }
}

/// Adds what a word says for its column. Several words for one column count as the strongest.
fn add(scores: &mut Vec<(Column, u16)>, word: Word, share: u16) {
    if let Word::Speaks(column, weight) = word {
        let score = weight * share / 100;
        match scores.iter_mut().find(|(named, _)| *named == column) {
            Some((_, most)) => *most = (*most).max(score),
            None => scores.push((column, score)),
        }
    }
}

/// The words that say what it is, and those that say of what. A head that says nothing gives way to its tail.
fn head_and_tail(words: &[Word]) -> (&[Word], &[Word]) {
    let mut rest = words;
    while let Some(at) = rest.iter().position(|word| matches!(word, Word::Of)) {
        let (head, tail) = (&rest[..at], &rest[at + 1..]);
        if head.iter().any(|word| matches!(word, Word::Speaks(..))) {
            return (head, tail);
        }
        rest = tail;
    }
    (rest, &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::wordlist::lines, normalise::headers::listed};

    /// Headers that nobody wrote down decide: the words alone must find most of those that somebody did.
    #[test]
    fn the_words_alone_get_most_known_headers_right() {
        let lines = lines(include_str!("headers.tsv")).filter_map(|line| line.split_once('\t'));
        let (mut right, mut wrong, mut silent) = (0, 0, 0);
        for (header, meanings) in lines {
            let listed = listed(meanings);
            match one(&without_brackets(header)).first() {
                Some(guess) if listed.iter().any(|meaning| meaning.what == guess.what) => right += 1,
                Some(_) => wrong += 1,
                None => silent += 1,
            }
        }
        println!("right {right}, wrong {wrong}, silent {silent}");
        assert!(right * 100 >= (right + wrong) * 85, "{right} right, {wrong} wrong");
        assert!(right * 100 >= (right + wrong + silent) * 60, "{silent} silent");
    }
}
