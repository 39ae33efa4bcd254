//! Bullets, numbered items and definition lists.

use super::{
    pen::pieces,
    tag::Tag,
    tree::Tree,
    walk::{PSEUDO_LEVEL, Walk},
};
use crate::model::{Cell, CellRole, Heading, Piece, Row, Shape, Style, join};

/// What stands before an inner list heads it up to this length, in bytes.
const LABEL_BYTES: usize = 120;
/// Nodes looked at for it.
const LABEL_NODES: usize = 64;
/// `Label: value` begins with a label up to this length, in bytes.
const KEY_BYTES: usize = 48;

impl Walk<'_, '_> {
    /// Reads a list as a grid, unless it is a menu or the facts of one card.
    pub(super) fn list(&mut self, at: usize) {
        let tree = self.tree;
        let node = &tree.nodes[at];
        if is_menu(tree, at) {
            return;
        }
        let items: Vec<usize> = items_of(tree, at);
        let bulky = items.iter().filter(|&&item| tree.nodes[item].is.headed || tree.nodes[item].is.tabled).count();
        if bulky * 2 > items.len() {
            if items.len() > 1 {
                self.groups(at);
            }
            return;
        }
        if items.is_empty() || (items.len() == 1 && !self.fresh_heading) || !self.may_read(node.end - at) {
            return;
        }
        if items.iter().any(|&item| tree.nodes[item].is.blocks) && self.groups(at) {
            return;
        }
        let rows: Vec<Row> = items
            .iter()
            .map(|&item| Row { cells: vec![Cell { role: CellRole::Data, pieces: pieces(tree, self.base, item) }], heading: None })
            .filter(|row| !row.cells[0].is_empty())
            .collect();
        let facts = rows.iter().all(|row| is_labelled(&row.cells[0].pieces));
        let around = outer_label(self, at);
        if rows.is_empty() || (facts && (!self.inside.is_empty() || around.is_some())) {
            return;
        }
        let mut grid = self.grid(at, Shape::List, rows);
        if let Some(text) = around {
            grid.headings.retain(|heading| heading.level < PSEUDO_LEVEL);
            grid.headings.push(Heading { level: PSEUDO_LEVEL, text });
            grid.lead = None;
        }
        let index = self.keep(grid);
        if self.inside.is_empty() {
            self.inside.push((node.end, index));
        }
    }

    /// Reads a `dl`, unless it holds the facts of one card.
    pub(super) fn definitions(&mut self, at: usize) {
        let tree = self.tree;
        let end = tree.nodes[at].end;
        if is_menu(tree, at)
            || self.inside.iter().any(|&(_, grid)| self.document.grids[grid].shape == Shape::Cards)
            || !self.may_read(end - at)
        {
            return;
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut open = 0;
        let mut place = at + 1;
        while place < end {
            let node = &tree.nodes[place];
            if !matches!(node.tag, Tag::Term | Tag::Description) {
                place = if node.tag == Tag::Definitions { node.end } else { place + 1 };
                continue;
            }
            let written = pieces(tree, self.base, place);
            if node.tag == Tag::Term {
                if rows.get(open).is_some_and(|row| row.cells.len() > 1) {
                    open = rows.len();
                }
                rows.push(Row { cells: vec![Cell { role: CellRole::Header, pieces: written }], heading: None });
            } else {
                for row in rows.iter_mut().skip(open) {
                    row.cells.push(Cell { role: CellRole::Data, pieces: written.clone() });
                }
            }
            place = node.end;
        }
        if rows.len() > 1 || (rows.len() == 1 && self.fresh_heading) {
            let grid = self.grid(at, Shape::Definitions, rows);
            let index = self.keep(grid);
            if self.inside.is_empty() {
                self.inside.push((end, index));
            }
        }
    }
}

/// A list of nothing but links beside the page's own text.
pub(super) fn is_menu(tree: &Tree<'_>, at: usize) -> bool {
    let node = &tree.nodes[at];
    node.size == 0 || (node.is.aside && node.linked * 10 >= node.size * 6)
}

fn items_of(tree: &Tree<'_>, at: usize) -> Vec<usize> {
    let hidden = tree.nodes[at].is.hidden;
    let read = |&item: &usize| {
        let node = &tree.nodes[item];
        (node.size > 0 || node.is.blocks) && node.is.chosen && (hidden || !node.is.hidden) && !matches!(node.tag, Tag::List | Tag::Text)
    };
    tree.elements(at).filter(read).collect()
}

/// Whether a line is `Label: value`, by the look of the label or its colon.
pub(super) fn is_labelled(pieces: &[Piece]) -> bool {
    let Some(first) = pieces.first() else { return false };
    let key = first.text.trim_end();
    if first.style == Style::Strong && key.len() <= KEY_BYTES && pieces.len() > 1 {
        return key.ends_with(':') || pieces[1].text.trim_start().starts_with(':');
    }
    let colon = first.text.char_indices().take(KEY_BYTES).find(|&(_, letter)| letter == ':');
    colon.is_some_and(|(at, _)| at > 0 && !first.text[at..].starts_with("://"))
}

/// What an item says before the list inside it, where that is short enough to be a label.
fn outer_label(walk: &Walk<'_, '_>, list: usize) -> Option<String> {
    let tree = walk.tree;
    let mut item = tree.nodes[list].parent;
    while item > 0 && matches!(tree.nodes[item].tag, Tag::Block | Tag::Inline | Tag::Paragraph) && !tree.nodes[item].is.mixed {
        item = tree.nodes[item].parent;
    }
    if tree.nodes[item].tag != Tag::Item || list - item > LABEL_NODES {
        return None;
    }
    let mut pen = super::pen::Pen::new(tree, walk.base);
    let mut place = item + 1;
    while place < list {
        pen.close(place);
        place = pen.enter(place);
    }
    let text = join(&pen.pieces);
    (!text.is_empty() && text.len() <= LABEL_BYTES).then(|| text.trim_end_matches([':', ' ']).to_owned())
}
