//! A text as words: what every dictionary of this stage is looked up with.

use std::{collections::HashMap, ops::Range};

use foldhash::fast::RandomState;

use unicode_normalization::{UnicodeNormalization, char::decompose_canonical, is_nfkc_quick};

use crate::{model::wordlist, normalise::labels::is_accent};

/// A text cut into words, each known as printed and as folded (small letters, no diacritics).
///
/// Letters and digits make a word. Han, Kana and Hangul have no gaps between words, so there each
/// letter is one. Dots inside an abbreviation fall away: `U.S.A.` is `usa`, `S.à r.l.` is `sa rl`.
#[derive(Debug, Default)]
pub(in super::super) struct Words {
    text: String,
    folded: String,
    cuts: Vec<Word>,
}

/// A word: its bytes as printed (`from`, `to`) and as folded (`start`, `end`).
#[derive(Debug, Clone, Copy)]
struct Word {
    from: usize,
    to: usize,
    start: usize,
    end: usize,
}

/// Longer texts are read up to here; no name or place is longer.
const LONGEST: usize = 4_000;

impl Words {
    /// Cuts a text into words.
    pub(in super::super) fn of(text: &str) -> Self {
        let is_short = text.len() <= LONGEST;
        let end = if is_short {
            text.len()
        } else {
            text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at)
        };
        let text = &text[..end];
        let text: String =
            if text.is_ascii() || is_nfkc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
                text.to_owned()
            } else {
                text.nfkc().collect()
            };
        let mut words =
            Self { folded: String::with_capacity(text.len() + 8), text, cuts: Vec::with_capacity(16) };
        words.cut();
        words
    }

    /// How many words there are.
    pub(in super::super) fn len(&self) -> usize {
        self.cuts.len()
    }

    /// The folded words of a range, one space between each. Empty where the range is.
    pub(in super::super) fn key(&self, range: Range<usize>) -> &str {
        match self.cuts.get(range) {
            Some([first, .., last]) => &self.folded[first.start..last.end],
            Some([only]) => &self.folded[only.start..only.end],
            _ => "",
        }
    }

    /// One folded word; empty past the end.
    pub(in super::super) fn word(&self, at: usize) -> &str {
        self.key(at..at.saturating_add(1))
    }

    /// The text of a range as printed.
    pub(in super::super) fn printed(&self, range: Range<usize>) -> &str {
        match self.cuts.get(range) {
            Some([first, .., last]) => &self.text[first.from..last.to],
            Some([only]) => &self.text[only.from..only.to],
            _ => "",
        }
    }

    /// What stands between a word and the one before it (or the start or end of the text).
    pub(in super::super) fn gap(&self, before: usize) -> &str {
        let from = before.checked_sub(1).and_then(|at| self.cuts.get(at)).map_or(0, |word| word.to);
        let to = self.cuts.get(before).map_or(self.text.len(), |word| word.from);
        if before > self.cuts.len() { "" } else { &self.text[from..to] }
    }

    /// The text that was cut.
    pub(in super::super) fn text(&self) -> &str {
        &self.text
    }

    /// Finds the words of the text, and folds them.
    fn cut(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut rest = text.char_indices().peekable();
        while let Some((from, letter)) = rest.next() {
            if !letter.is_alphanumeric() {
                continue;
            }
            if !self.folded.is_empty() {
                self.folded.push(' ');
            }
            let start = self.folded.len();
            fold_into(letter, &mut self.folded);
            let mut to = from + letter.len_utf8();
            while !stands_alone(letter) {
                let Some(&(at, next)) = rest.peek() else { break };
                if next == '.' && dot_joins(&text[from..at], &text[at + 1..]) {
                    rest.next();
                } else if (next.is_alphanumeric() && !stands_alone(next)) || is_accent(next) {
                    fold_into(next, &mut self.folded);
                    to = at + next.len_utf8();
                    rest.next();
                } else {
                    break;
                }
            }
            self.cuts.push(Word { from, to, start, end: self.folded.len() });
        }
        self.text = text;
    }
}

/// The folded words of a text, one space between each.
pub(in super::super) fn fold(text: &str) -> String {
    Words::of(text).folded
}

/// Whether a dot belongs to an abbreviation: between single letters, or between pairs of capitals.
fn dot_joins(before: &str, after: &str) -> bool {
    let part = before.rsplit('.').next().unwrap_or(before);
    let next = after.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or("");
    let fits = |piece: &str| match piece.chars().count() {
        1 => piece.chars().all(char::is_alphabetic),
        2 => piece.chars().all(char::is_uppercase),
        _ => false,
    };
    fits(part) && fits(next)
}

/// Scripts that are written without gaps between words.
fn stands_alone(letter: char) -> bool {
    matches!(
        letter,
        '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
    )
}

/// Writes a letter in small, without its accents, in letters of Latin script.
fn fold_into(letter: char, folded: &mut String) {
    if letter.is_ascii() {
        folded.push(letter.to_ascii_lowercase());
        return;
    }
    for small in letter.to_lowercase() {
        match small {
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            '\u{80}'..='\u{590}' | '\u{1e00}'..='\u{1fff}' => decompose_canonical(small, |part| {
                if !is_accent(part) {
                    folded.push(part);
                }
            }),
            _ => folded.push(small),
        }
    }
}

/// Phrases and what each means, looked up by the longest that fits.
#[derive(Debug)]
pub(in super::super) struct Phrases<T> {
    meanings: HashMap<Box<str>, T, RandomState>,
    longest: HashMap<Box<str>, usize, RandomState>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { meanings: HashMap::default(), longest: HashMap::default() }
    }
}

impl<T> Phrases<T> {
    /// The meaning of a phrase, to be filled in. None for a phrase without a word.
    pub(in super::super) fn entry(
        &mut self,
        phrase: &str,
    ) -> Option<std::collections::hash_map::Entry<'_, Box<str>, T>> {
        let words = Words::of(phrase);
        if words.len() == 0 {
            return None;
        }
        let longest = self.longest.entry(words.word(0).into()).or_default();
        *longest = (*longest).max(words.len());
        Some(self.meanings.entry(words.folded.into_boxed_str()))
    }

    /// What these folded words mean.
    pub(in super::super) fn get(&self, key: &str) -> Option<&T> {
        self.meanings.get(key)
    }

    /// The longest phrase that starts at a word and that `accepts` agrees to: its end and meaning.
    pub(in super::super) fn at<'a, U>(
        &'a self,
        words: &Words,
        from: usize,
        mut accepts: impl FnMut(Range<usize>, &'a T) -> Option<U>,
    ) -> Option<(usize, U)> {
        let longest = *self.longest.get(words.word(from))?;
        (1..=longest.min(words.len().saturating_sub(from))).rev().find_map(|count| {
            let range = from..from + count;
            let meaning = self.meanings.get(words.key(range.clone()))?;
            accepts(range.clone(), meaning).map(|accepted| (range.end, accepted))
        })
    }
}

/// The lines of a dictionary file: no comments, no empty lines, each split at its tabs.
pub(in super::super) fn lines(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    wordlist::lines(file).map(|line| line.split('\t').map(str::trim).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_folded_and_an_abbreviation_loses_its_dots() {
        assert_eq!(fold("Zürich, U.S.A. / EE.UU. S.à r.l. Sp. z o.o."), "zurich usa eeuu sa rl sp z oo");
        assert_eq!(fold("Łódź Großbritannien İstanbul EØS"), "lodz grossbritannien istanbul eos");
        assert_eq!(fold("eu.i.posthog.com N.Virginia"), "eu i posthog com n virginia");
    }

    #[test]
    fn scripts_without_gaps_are_cut_at_every_letter() {
        assert_eq!(fold("日本（東京）ap-1"), "日 本 東 京 ap 1");
    }

    #[test]
    fn gaps_and_ranges_past_the_end_are_empty() {
        let words = Words::of("a, b");
        assert_eq!((words.gap(0), words.gap(1), words.gap(2), words.gap(9)), ("", ", ", "", ""));
        assert_eq!((words.key(0..2), words.key(1..9), words.word(7)), ("a b", "", ""));
    }
}
