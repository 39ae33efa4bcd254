//! Words for what is not there.

use std::sync::LazyLock;

use super::vocabulary::{WordSet, of_class};

static GAPS: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("absent.tsv"), "gap"));
static NOBODY: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("absent.tsv"), "nobody"));

/// Whether a whole text, folded, is a gap that nobody filled in yet: `tbd`, `to be confirmed`.
pub(super) fn is_gap(folded: &str) -> bool {
    GAPS.contains(folded)
}

/// Whether a word, in small letters, begins a row which says that there are no companies: `none`, `keine`.
pub(super) fn begins_nobody(word: &str) -> bool {
    NOBODY.contains(word)
}
