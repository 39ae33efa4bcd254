//! The text of the page in reading order, kept to look back at.

use std::collections::HashSet;

use crate::model::{Document, Grid, Heading, Piece};

/// Level of what looks like a heading but has no level of its own: a bold paragraph, the label of a tab.
pub(super) const PSEUDO_LEVEL: u8 = 7;

/// What a run of text was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A heading of a level.
    Heading(u8),
    /// Prose.
    Paragraph,
    /// An item of a list.
    Item,
    /// Names the value that follows.
    Label,
    /// The value of a label.
    Value,
    /// A table of three columns or more stood here.
    Table,
}

/// One run of text.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// What it was.
    pub(super) part: Part,
    /// Its text.
    pub(super) pieces: Vec<Piece>,
    /// Its block.
    pub(super) block: usize,
    /// It stands in cards without titles: their lines are no run of paragraphs.
    pub(super) in_cards: bool,
    /// The group of cards, or the rows of boxes, that it stands in.
    pub(super) cards: Option<usize>,
}

/// Puts grids that were found by looking back where they stand on the page, and leaves out some.
pub(super) fn settle(document: &mut Document, found: Vec<Grid>, left_out: &HashSet<usize>) {
    let mut order: Vec<usize> =
        (0..document.grids.len() + found.len()).filter(|at| !left_out.contains(at)).collect();
    document.grids.extend(found);
    order.sort_by_key(|&at| document.grids[at].block);
    let mut places: Vec<Option<usize>> = vec![None; document.grids.len()];
    for (place, &at) in order.iter().enumerate() {
        places[at] = Some(place);
    }
    for block in &mut document.blocks {
        block.grid = block.grid.and_then(|grid| places[grid]);
    }
    let mut grids: Vec<Option<Grid>> = std::mem::take(&mut document.grids).into_iter().map(Some).collect();
    document.grids = order.into_iter().filter_map(|at| grids[at].take()).collect();
}

/// The headings above a place, as they open and close in reading order.
#[derive(Default)]
pub(super) struct Path(pub(super) Vec<Heading>);

impl Path {
    /// A heading comes.
    pub(super) fn enter(&mut self, level: u8, text: String) {
        while self.0.last().is_some_and(|last| last.level >= level) {
            self.0.pop();
        }
        self.0.push(Heading { level, text });
    }
}
