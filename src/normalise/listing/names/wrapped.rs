//! Names that were broken over two lines for want of width.

use std::sync::LazyLock;

use super::is_postal;
use crate::normalise::{
    legal_forms, signs,
    vocabulary::{WordSet, of_class},
};

/// The longest second line of a name, in words.
const LONGEST_REST_WORDS: usize = 6;
/// Words that no name ends with.
static JOINING: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("wrapped.tsv"), "joins"));
/// Words that go on in a company's name and begin none.
static GOING_ON: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("wrapped.tsv"), "goes-on"));

/// A line that ends the name above it: with the legal form that the first line lacks, where it begins with
/// the form, a place or a word that begins no name; or behind a word that joins. What begins otherwise is the
/// company of a brand.
pub(super) fn goes_on(name: &str, line: &str) -> bool {
    let begins_as_name = line.starts_with(|letter: char| {
        letter.is_uppercase() || letter.is_ascii_digit() || matches!(letter, '(' | '&')
    });
    let ends_in_form = legal_forms::has_form(&format!("{name} {line}"));
    let is_sentence = line.contains([':', '@', ';', '/']) || !ends_in_form && line.contains('.');
    let is_long = line.split_whitespace().count() > LONGEST_REST_WORDS;
    if is_long || is_sentence || !begins_as_name || is_postal(line) {
        return false;
    }
    let last = name.rsplit(char::is_whitespace).next().unwrap_or("");
    if last.len() < name.len() && JOINING.iter().any(|word| word.eq_ignore_ascii_case(last)) {
        return true;
    }
    let first = |text: &str| {
        text.split_whitespace().next().unwrap_or("").trim_matches(['(', ')', ',']).to_lowercase()
    };
    let word = first(line);
    if !ends_in_form || legal_forms::has_form(name) || first(name) == word {
        return false;
    }
    let is_form_alone = legal_forms::strip(&format!("{name} {line}")).len() <= name.len();
    is_form_alone || GOING_ON.contains(word.as_str()) || signs::of(&word).is_only_place()
}
