//! What a request is for.

use crate::fetch::condition::Condition;

/// What a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::fetch::door) enum Wanted {
    /// A page, or what a page needs: whole or not at all, and under this condition.
    Page(Condition),
    /// A robots.txt, of which only the beginning counts.
    Rules,
}
