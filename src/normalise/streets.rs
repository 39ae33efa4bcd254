//! Words for streets and houses, by where they stand.

use std::sync::LazyLock;

use super::vocabulary::{WordSet, of_class};

const TABLE: &str = include_str!("streets.tsv");

/// Words of a postal address, and ends of longer ones (`*strasse`).
struct Address {
    whole: WordSet,
    ends: Vec<&'static str>,
}

static IN_ADDRESSES: LazyLock<Address> = LazyLock::new(|| {
    let (ends, whole): (Vec<&str>, Vec<&str>) =
        of_class(TABLE, "address").into_iter().partition(|word| word.starts_with('*'));
    Address {
        whole: whole.into_iter().collect(),
        ends: ends.into_iter().map(|end| end.trim_start_matches('*')).collect(),
    }
});
static BEHIND: LazyLock<WordSet> = LazyLock::new(|| of_class(TABLE, "behind"));
static IN_FRONT: LazyLock<WordSet> = LazyLock::new(|| of_class(TABLE, "front"));

/// A shorter word, in bytes, is not looked at for how it ends.
const SHORTEST_COMPOUND: usize = 6;

/// Whether a folded word of a postal address is one for a street: `street`, `hauptstrasse`.
pub(super) fn is_in_address(word: &str) -> bool {
    let Address { whole, ends } = &*IN_ADDRESSES;
    whole.contains(word) || word.len() >= SHORTEST_COMPOUND && ends.iter().any(|end| word.ends_with(end))
}

/// Whether a folded word makes a street or house of the name before it: `Amsterdam Road`.
pub(super) fn is_behind_name(word: &str) -> bool {
    BEHIND.contains(word)
}

/// Whether a folded word makes a street of the name behind it: `via Roma`.
pub(super) fn is_before_name(word: &str) -> bool {
    IN_FRONT.contains(word)
}
