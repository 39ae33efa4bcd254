//! Words for what is not there.

use std::{collections::HashSet, sync::LazyLock};

use foldhash::fast::RandomState;

use super::{
    places::words::fold,
    vocabulary::{WordSet, of_class},
};

/// Folded, since a text in a script that does not part words is cut at every letter.
static GAPS: LazyLock<HashSet<String, RandomState>> =
    LazyLock::new(|| of_class(include_str!("absent.tsv"), "gap").into_iter().map(fold).collect());
static NOBODY: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("absent.tsv"), "nobody"));

/// Whether a whole text, folded, is a gap that nobody filled in yet: `tbd`, `to be confirmed`.
pub(super) fn is_gap(folded: &str) -> bool {
    GAPS.contains(folded)
}

/// Whether a word, in small letters, begins a row which says that there are no companies: `none`, `keine`.
pub(super) fn begins_nobody(word: &str) -> bool {
    NOBODY.contains(word)
}
