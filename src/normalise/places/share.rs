//! How much of a text is places.

use std::sync::LazyLock;

use super::{
    hits::{self, Hit, Place},
    misspelt, scope,
    words::Words,
};
use crate::{
    model::Region,
    normalise::{
        memo::{Memo, recall},
        vocabulary::{WordSet, set},
    },
};

/// Words that stand around places and say nothing else.
static AROUND: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("around.txt")));

/// How much of a text is places, 0 to 1: its share of words that name one, with the words that
/// stand around them. A text that names none has 0; numbers are left out.
#[must_use]
pub fn share(text: &str) -> f32 {
    recall(&SHARES, text, covered)
}

thread_local! {
    static SHARES: Memo<f32> = Memo::default();
}

/// The share of a text, found anew.
fn covered(text: &str) -> f32 {
    let words = Words::of(text);
    let mut hits = hits::find(&words);
    scope::narrow(&words, &mut hits);
    let vague = |hit: &Hit| matches!(hit.place, Place::Regions([Region::Varies | Region::Unknown]));
    let named: Vec<&Hit> =
        hits.iter().filter(|hit| hit.counts || matches!(hit.place, Place::City(..))).collect();
    if named.is_empty() {
        return if hits.is_empty() { misspelt::share(&words) } else { 0.0 };
    }
    let mut covered = 0_u16;
    let mut counted = 0_u16;
    for at in 0..words.len() {
        let word = words.word(at);
        let placed = named.iter().any(|hit| hit.words.contains(&at));
        if placed || !word.bytes().all(|byte| byte.is_ascii_digit()) {
            counted += 1;
            covered += u16::from(placed || AROUND.contains(word));
        }
    }
    let share = f32::from(covered) / f32::from(counted.max(1));
    if named.iter().all(|hit| vague(hit)) { share / 2.0 } else { share }
}
