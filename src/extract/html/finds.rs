//! What the recognisers of lists find, which waits for the walk to come to it.

use std::collections::{HashMap, HashSet};

use crate::model::{Grid, Row};

/// Grids may read each node so many times over, since one may lie in another.
const READS_A_NODE: usize = 8;
/// Reads that every page may take besides.
const FREE_READS: usize = 100_000;

/// What was found among the elements of a node and waits for the walk to come to its first member,
/// since headings and prose may stand before that.
pub(super) enum Pending {
    /// Cards; with titles of their own, headings in them end with them.
    Cards { rows: Vec<Row>, members: Vec<usize>, scoped: bool },
    /// Rows of boxes in the node around them.
    Boxes { rows: Vec<Row>, end: usize },
    /// A lone element that would be a card had it siblings.
    Single,
}

/// What was found so far, and how much may still be read.
pub(super) struct Finds {
    /// Groups that were found before their first member was visited, by its place.
    pub(super) pending: HashMap<usize, Pending>,
    /// Kinds of elements that were read as cards.
    pub(super) card_kinds: HashSet<u64>,
    /// Elements that would be cards if they had siblings, each with the empty grid that it would stand in.
    pub(super) singles: Vec<(usize, Grid)>,
    /// Something was not read because too much was read before, and nobody has told it yet.
    pub(super) cut_short: bool,
    reads: usize,
}

impl Finds {
    /// Nothing yet, on a page of so many nodes.
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            pending: HashMap::new(),
            card_kinds: HashSet::new(),
            singles: Vec::new(),
            cut_short: false,
            reads: FREE_READS + READS_A_NODE * nodes,
        }
    }

    /// Whether so many nodes may be read into a grid. They count as read then.
    pub(super) fn may_read(&mut self, nodes: usize) -> bool {
        if let Some(left) = self.reads.checked_sub(nodes) {
            self.reads = left;
            return true;
        }
        self.cut_short = true;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_much_may_be_read_and_what_is_refused_is_noted() {
        let mut finds = Finds::new(10);
        assert!(finds.may_read(FREE_READS) && finds.may_read(10 * READS_A_NODE - 1));
        assert!(!finds.cut_short);
        assert!(!finds.may_read(2) && finds.cut_short);
        // What is refused does not count as read.
        assert!(finds.may_read(1) && !finds.may_read(1));
    }
}
