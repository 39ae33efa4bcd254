//! Signs that words alone decide: data, safeguards, answers, numbers, addresses.

use std::sync::LazyLock;

use crate::normalise::{
    labels::{Phrases, folded, has_wide, is_wide, words},
    vocabulary::{WordSet, set},
};

/// Words for personal data, in many languages.
static DATA: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::parse(include_str!("data.tsv"), |_| Some(())));
/// Words for safeguards of transfers (GDPR Art. 44 to 49), in many languages.
static TRANSFERS: LazyLock<Phrases<()>> =
    LazyLock::new(|| Phrases::parse(include_str!("transfers.tsv"), |_| Some(())));
/// Words that answer a question.
static ANSWERS: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("answers.txt")));
/// A longer text, in bytes, is looked at up to here.
const LOOKED_AT: usize = 600;

/// How many words a text has. Of a script that parts none, two letters count as one.
pub(super) fn words_of(text: &str) -> usize {
    let parted = text.split_whitespace().count();
    if text.is_ascii() {
        parted
    } else {
        parted.max(text.chars().filter(|letter| is_wide(*letter)).count() / 2)
    }
}

/// How much of a text is words for personal data, in percent.
pub(super) fn data(text: &str) -> u8 {
    covered(&DATA, text)
}

/// How much of a text is words for safeguards, in percent. A short text is one by a single word: `SCCs`.
pub(super) fn transfer(text: &str) -> u8 {
    covered(&TRANSFERS, text)
}

/// How many of the letters of a text belong to phrases of a dictionary, in percent.
fn covered(phrases: &Phrases<()>, text: &str) -> u8 {
    let end = text.char_indices().map(|(at, _)| at).take_while(|&at| at <= LOOKED_AT).last().unwrap_or(0);
    let text = if text.len() <= LOOKED_AT { text } else { &text[..end] };
    let text = folded(text);
    let words = words(&text);
    let letters = |words: &[&str]| words.iter().map(|word| word.len()).sum::<usize>();
    let all = letters(&words);
    // A script that does not part words is one word, of which a phrase covers some letters.
    let found = phrases.hits(&words);
    let hit = found.iter().map(|hit| match words[hit.start] {
        word if has_wide(word) => word.chars().take(hit.letters).map(char::len_utf8).sum(),
        _ => letters(&words[hit.start..hit.end]),
    });
    share(hit.sum(), all)
}

/// Whether a text answers a question and says nothing else.
pub(super) fn is_answer(text: &str) -> bool {
    let bare = text.split(['(', '（', ',', ';', '.']).next().unwrap_or(text);
    let bare = bare.trim_matches(|letter: char| letter.is_whitespace() || "*†.".contains(letter));
    bare.len() <= 24 && ANSWERS.contains(bare.to_lowercase().as_str())
}

/// Whether a text is a number, with the signs that stand around one.
pub(super) fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.chars().all(|letter| letter.is_ascii_digit() || " .,)#-–/".contains(letter))
}

/// Whether a text is mostly a long number, with the words of a register before it.
pub(super) fn is_registration(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let sentence = text.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count() > 2;
    digits >= 5 && digits * 3 >= letters && !sentence && !text.contains([',', '@', ':'])
        || digits >= 8 && digits > letters
}

/// Whether a text is the address of a page.
pub(crate) fn is_address(text: &str) -> bool {
    text.starts_with("http") || text.starts_with("www.")
}

/// A share in 0 to 1 as percent.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share in 0 to 1")]
pub(super) fn percent(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// A part of a whole as percent.
fn share(part: usize, all: usize) -> u8 {
    u8::try_from(part.min(all) * 100 / all.max(1)).unwrap_or(100)
}
