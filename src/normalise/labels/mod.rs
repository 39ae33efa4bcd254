//! Printed words made comparable, and dictionaries of phrases over them.
//!
//! A dictionary is a text file with one fact a line: a phrase, a tab, what it stands for. A word that ends in
//! `*` stands for every word that begins so. Lines that begin with `#` are remarks.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use unicode_normalization::UnicodeNormalization;

use crate::model::wordlist::lines;

/// Words in small letters without accents, parted by one space: `Sub-Processor(s)` gives `subprocessor s`.
///
/// Words are also parted where small letters meet a capital (`lastUpdated`, `v1.4Last`) and where digits meet
/// a script that does not part words. `sub` is joined to the word after it, as pages write it in three ways.
pub(crate) fn folded(text: &str) -> String {
    let mut fold = Fold { out: String::with_capacity(text.len() + 8), last: Kind::Gap, start: 0 };
    if text.is_ascii() {
        text.chars().for_each(|letter| fold.push(letter));
    } else {
        text.nfkd().filter(|letter| !is_mark(*letter)).nfc().for_each(|letter| fold.push(letter));
    }
    let length = fold.out.trim_end().len();
    fold.out.truncate(length);
    fold.out
}

/// An accent that stands behind its letter as a sign of its own.
pub(crate) fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Accents, soft hyphens and marks of no width.
fn is_mark(letter: char) -> bool {
    is_accent(letter)
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
        // Vowel signs of Hebrew and Arabic, which most texts leave out.
        || matches!(letter, '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}')
}

/// The words of a folded text.
pub(crate) fn words(folded: &str) -> Vec<&str> {
    folded.split(' ').filter(|word| !word.is_empty()).collect()
}

/// Whether a letter belongs to a script that does not part words by spaces.
pub(crate) fn is_wide(letter: char) -> bool {
    matches!(
        letter,
        '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
    )
}

/// Whether a word has such a letter.
pub(crate) fn has_wide(word: &str) -> bool {
    !word.is_ascii() && word.chars().any(is_wide)
}

/// What a letter is, as far as words are parted by it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gap,
    Digit,
    Small,
    Capital,
    Wide,
    Hangul,
}

/// What kind a letter is of.
fn kind(letter: char) -> Kind {
    match letter {
        'a'..='z' => Kind::Small,
        'A'..='Z' => Kind::Capital,
        '0'..='9' => Kind::Digit,
        _ if letter.is_ascii() || !letter.is_alphanumeric() && letter != 'ー' => Kind::Gap,
        _ if is_wide(letter) => Kind::Wide,
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => Kind::Hangul,
        _ if letter.is_numeric() => Kind::Digit,
        _ if letter.is_uppercase() => Kind::Capital,
        _ => Kind::Small,
    }
}

/// A folded text while it is written, the kind of its last letter, and where its last word begins.
struct Fold {
    out: String,
    last: Kind,
    start: usize,
}

impl Fold {
    /// Writes a letter, and a space where a word ends before it.
    fn push(&mut self, letter: char) {
        let kind = kind(letter);
        if kind == Kind::Gap {
            self.part();
        } else {
            if parts(self.last, kind) {
                self.part();
            }
            match letter {
                _ if letter.is_ascii() => self.out.push(letter.to_ascii_lowercase()),
                'ß' | 'ẞ' => self.out.push_str("ss"),
                'ø' | 'Ø' => self.out.push('o'),
                'æ' | 'Æ' => self.out.push_str("ae"),
                'œ' | 'Œ' => self.out.push_str("oe"),
                'ł' | 'Ł' => self.out.push('l'),
                'đ' | 'Đ' | 'ð' => self.out.push('d'),
                'ı' => self.out.push('i'),
                'ς' => self.out.push('σ'),
                _ => self.out.extend(letter.to_lowercase().map(western_digit)),
            }
        }
        self.last = kind;
    }

    /// Ends a word, unless it is one that is always written together with the next.
    fn part(&mut self) {
        if self.out.get(self.start..).is_some_and(|word| !word.is_empty() && word != "sub") {
            self.out.push(' ');
            self.start = self.out.len();
        }
    }
}

/// Whether a word ends between two kinds of letters.
fn parts(left: Kind, right: Kind) -> bool {
    match (left, right) {
        (Kind::Gap, _) => false,
        (Kind::Small | Kind::Digit, Kind::Capital) => true,
        (Kind::Wide | Kind::Hangul, other) | (other, Kind::Wide | Kind::Hangul) => {
            left != right && other != Kind::Gap
        }
        _ => false,
    }
}

/// Arabic-Indic and Persian digits as ASCII digits; anything else as it is.
fn western_digit(letter: char) -> char {
    let digit = match letter {
        '\u{660}'..='\u{669}' => letter as u32 - 0x660,
        '\u{6f0}'..='\u{6f9}' => letter as u32 - 0x6f0,
        _ => return letter,
    };
    char::from_digit(digit, 10).unwrap_or(letter)
}

/// Bytes of a word that a stem is looked for in.
const LONGEST_STEM: usize = 64;

/// A dictionary of phrases.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    entries: Vec<Entry<T>>,
    whole: HashMap<String, Vec<usize>, RandomState>,
    stems: HashMap<String, Vec<usize>, RandomState>,
    wide: HashMap<char, Vec<usize>, RandomState>,
    /// By the first byte of a phrase, how long its first word is, whole or a stem: a bit a length. Most words
    /// of a text begin no phrase, and are not looked up.
    lengths: Box<[(u64, u64); 256]>,
}

/// The bit of a length in bytes.
fn bit(length: usize) -> u64 {
    1 << length.min(63)
}

/// A phrase of a dictionary and its value.
#[derive(Debug)]
struct Entry<T> {
    words: Vec<Word>,
    value: T,
}

/// A word of a phrase.
#[derive(Debug)]
struct Word {
    text: String,
    ending: Ending,
}

/// What a word of a text may end in that begins as that of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    None,
    Any,
}

/// A phrase found in a text: the words from `start` up to, not including, `end`.
#[derive(Debug)]
pub(crate) struct Hit<'a, T> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) value: &'a T,
    /// How many letters of its first word it covers: all, unless the script does not part words.
    pub(crate) letters: usize,
}

impl<T> Phrases<T> {
    /// Reads a dictionary; lines that `read` makes nothing of are left out.
    pub(crate) fn parse(text: &'static str, read: impl Fn(&[&str]) -> Option<T>) -> Self {
        let mut phrases = Self {
            entries: Vec::new(),
            whole: HashMap::default(),
            stems: HashMap::default(),
            wide: HashMap::default(),
            lengths: Box::new([(0, 0); 256]),
        };
        for line in lines(text) {
            let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
            if let Some((phrase, rest)) = columns.split_first()
                && let Some(value) = read(rest)
            {
                phrases.insert(phrase, value);
            }
        }
        for found in
            phrases.wide.values_mut().chain(phrases.whole.values_mut()).chain(phrases.stems.values_mut())
        {
            let length = |at: &usize| {
                phrases.entries[*at].words.iter().map(|word| 100 + word.text.len()).sum::<usize>()
            };
            found.sort_by_key(|at| std::cmp::Reverse(length(at)));
        }
        phrases
    }

    /// Takes up a phrase under its first word, whole or a stem, or under its first letter.
    fn insert(&mut self, phrase: &str, value: T) {
        let mut entry = Entry { words: Vec::new(), value };
        for printed in phrase.split_whitespace() {
            let ending = if printed.ends_with('*') { Ending::Any } else { Ending::None };
            let text = folded(printed);
            let mut parts: Vec<Word> = words(&text)
                .into_iter()
                .map(|text| Word { text: text.to_owned(), ending: Ending::None })
                .collect();
            if let Some(last) = parts.last_mut() {
                last.ending = ending;
            }
            entry.words.append(&mut parts);
        }
        let Some(first) = entry.words.first() else { return };
        let at = self.entries.len();
        let (whole, stems) = &mut self.lengths[usize::from(first.text.as_bytes()[0])];
        match first.text.chars().next() {
            Some(letter) if is_wide(letter) => self.wide.entry(letter).or_default().push(at),
            _ if first.ending == Ending::Any => {
                *stems |= bit(first.text.len());
                self.stems.entry(first.text.clone()).or_default().push(at);
            }
            _ => {
                *whole |= bit(first.text.len());
                self.whole.entry(first.text.clone()).or_default().push(at);
            }
        }
        self.entries.push(entry);
    }

    /// The phrases in a text, in order; where two overlap, the one that begins first, and of those the
    /// longest.
    pub(crate) fn hits(&self, words: &[&str]) -> Vec<Hit<'_, T>> {
        let mut hits = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            if has_wide(word) {
                self.wide_hits(&words[at..], at, &mut hits);
                at += 1;
            } else if let Some((entry, length)) = self.longest(&words[at..]) {
                hits.push(Hit {
                    start: at,
                    end: at + length,
                    value: &entry.value,
                    letters: word.chars().count(),
                });
                at += length;
            } else {
                at += 1;
            }
        }
        hits
    }

    /// The value of a phrase that is the whole text.
    pub(crate) fn whole(&self, words: &[&str]) -> Option<&T> {
        let word = words.first()?;
        if has_wide(word) {
            let entries = word.chars().next().and_then(|letter| self.wide.get(&letter)).into_iter().flatten();
            return entries
                .map(|&at| &self.entries[at])
                .find(|entry| entry.is_all(words))
                .map(|entry| &entry.value);
        }
        self.longest(words).filter(|(_, length)| *length == words.len()).map(|(entry, _)| &entry.value)
    }

    /// The longest phrase that words begin with, and how many words it has.
    fn longest(&self, words: &[&str]) -> Option<(&Entry<T>, usize)> {
        let word = *words.first()?;
        let (whole, stems) = self.lengths[usize::from(*word.as_bytes().first()?)];
        let mut best: Option<(&Entry<T>, usize)> = None;
        let mut consider = |found: Option<&Vec<usize>>| {
            for entry in found.into_iter().flatten().map(|&at| &self.entries[at]) {
                let length = entry.words.len();
                if best.is_none_or(|(_, longest)| length > longest) && entry.begins(words) {
                    best = Some((entry, length));
                }
            }
        };
        if whole & bit(word.len()) != 0 {
            consider(self.whole.get(word));
        }
        // Longest stem first, so that the more telling of two stems wins.
        for end in (1..=word.len().min(LONGEST_STEM)).rev().filter(|&end| stems & bit(end) != 0) {
            if let Some(stem) = word.get(..end) {
                consider(self.stems.get(stem));
            }
        }
        best
    }

    /// The phrases within one word of a script that does not part words.
    fn wide_hits<'a>(&'a self, words: &[&str], at: usize, hits: &mut Vec<Hit<'a, T>>) {
        let Some(&word) = words.first() else { return };
        let mut from = 0;
        while let Some(letter) = word[from..].chars().next() {
            let rest = &word[from..];
            let mut found = self.wide.get(&letter).into_iter().flatten().map(|&at| &self.entries[at]);
            // A phrase of several words goes on where the letters of this script end.
            let goes_on = |entry: &&Entry<T>| match entry.words.as_slice() {
                [only] => rest.starts_with(only.text.as_str()),
                [first, behind @ ..] => {
                    let next = words.get(1..=behind.len());
                    rest == first.text
                        && next.is_some_and(|next| behind.iter().zip(next).all(|(own, word)| own.is(word)))
                }
                [] => false,
            };
            let found = found.find(goes_on);
            from += match found {
                Some(entry) => {
                    let letters = entry.words[0].text.chars().count();
                    hits.push(Hit { start: at, end: at + 1, value: &entry.value, letters });
                    entry.words[0].text.len()
                }
                None => letter.len_utf8(),
            };
        }
    }
}

impl<T> Entry<T> {
    fn begins(&self, words: &[&str]) -> bool {
        self.words.len() <= words.len() && self.words.iter().zip(words).all(|(own, word)| own.is(word))
    }

    fn is_all(&self, words: &[&str]) -> bool {
        self.words.len() == words.len() && self.begins(words)
    }
}

impl Word {
    fn is(&self, word: &str) -> bool {
        match self.ending {
            Ending::None => self.text == word,
            Ending::Any => word.starts_with(&self.text),
        }
    }
}

/// Lines of a dictionary that a stranger could not find again: out of order, doubled or without a tab.
#[cfg(test)]
pub(crate) fn untidy(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let bare = lines.iter().filter(|line| !line.contains('\t')).copied();
    bare.chain(lines.windows(2).filter(|pair| pair[0] >= pair[1]).map(|pair| pair[1])).collect()
}

#[cfg(test)]
mod tests;
