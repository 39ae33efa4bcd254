//! What a recogniser of lists sees of the page.

use super::{pen::Base, tree::Tree};

/// The page, which a recogniser only reads, and whether the place it looks at stands in a grid already.
#[derive(Clone, Copy)]
pub(super) struct Sight<'t, 'a> {
    /// The page.
    pub(super) tree: &'t Tree<'a>,
    /// Where its links are resolved.
    pub(super) base: &'t Base,
    /// What stands around the place.
    pub(super) around: Around,
}

/// What a place stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// The page itself.
    Page,
    /// A grid that was found before.
    Grid,
}
