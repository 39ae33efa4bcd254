//! Bullets, numbered items and definition lists.

use std::collections::{HashMap, HashSet};

use super::{
    pen::pieces,
    tag::Tag,
    tree::Tree,
    walk::{PSEUDO_LEVEL, Walk},
};
use crate::model::{Cell, CellRole, Document, Grid, Heading, Piece, Row, Shape, Style, join};

/// What stands before an inner list heads it up to this length, in bytes.
const LABEL_BYTES: usize = 120;
/// Nodes looked at for it.
const LABEL_NODES: usize = 64;
/// Terms that share their descriptions; of more, the rest have none.
const TERMS: usize = 8;
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
        let bulky =
            items.iter().filter(|&&item| tree.nodes[item].is.headed || tree.nodes[item].is.tabled).count();
        if bulky * 2 > items.len() {
            if items.len() > 1 {
                self.groups(at);
            }
            return;
        }
        let around = outer_label(self, at);
        let alone = items.len() == 1 && !self.fresh_heading && (around.is_none() || !self.follows_inner());
        if items.is_empty() || alone || !self.may_read(node.end - at) {
            return;
        }
        if items.iter().any(|&item| tree.nodes[item].is.blocks) && self.groups(at) {
            return;
        }
        if self.item_rows(at, &items) {
            return;
        }
        let rows: Vec<Row> = items
            .iter()
            .map(|&item| Row {
                cells: vec![Cell { role: CellRole::Data, pieces: pieces(tree, self.base, item) }],
                heading: None,
            })
            .filter(|row| !row.cells[0].is_empty())
            .collect();
        let facts = rows.iter().all(|row| is_labelled(&row.cells[0].pieces));
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

    /// Whether the grid before is a list of several in an item of another: this one may have one item only.
    fn follows_inner(&self) -> bool {
        let inner = |grid: &Grid| grid.headings.last().is_some_and(|heading| heading.level == PSEUDO_LEVEL);
        self.document
            .grids
            .last()
            .is_some_and(|grid| grid.shape == Shape::List && grid.rows.len() > 1 && inner(grid))
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
                rows.push(Row {
                    cells: vec![Cell { role: CellRole::Header, pieces: written }],
                    heading: None,
                });
            } else {
                for row in rows.iter_mut().skip(open).take(TERMS) {
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

/// Lists that say something of the heading above them, label by label, as other lists do with the same
/// labels.
///
/// They are in [`Shape::Sections`] as the text below that heading.
pub(super) fn facts(document: &Document) -> HashSet<usize> {
    let labelled = |grid: &Grid| {
        grid.shape == Shape::List && grid.rows.iter().all(|row| is_labelled(&row.cells[0].pieces))
    };
    let lists: Vec<(usize, Vec<String>)> = document
        .grids
        .iter()
        .enumerate()
        .filter(|(_, grid)| labelled(grid))
        .map(|(at, grid)| (at, grid.rows.iter().map(label).collect()))
        .collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for label in lists.iter().flat_map(|(_, labels)| labels) {
        *times.entry(label).or_default() += 1;
    }
    let shared = |labels: &[String]| {
        labels.iter().filter(|label| times[label.as_str()] > 1).count() * 2 > labels.len()
    };
    lists.iter().filter(|(_, labels)| labels.len() > 1 && shared(labels)).map(|&(at, _)| at).collect()
}

fn label(row: &Row) -> String {
    let text = row.cells[0].text();
    text.split_once(':').map_or_else(|| text.to_string(), |(label, _)| label.to_lowercase())
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
        (node.size > 0 || node.is.blocks)
            && node.is.chosen
            && (hidden || !node.is.hidden)
            && !matches!(node.tag, Tag::List | Tag::Text)
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
    while item > 0
        && matches!(tree.nodes[item].tag, Tag::Block | Tag::Inline | Tag::Paragraph)
        && !tree.nodes[item].is.mixed
    {
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

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use crate::model::{Break, Shape, Style};

    #[test]
    fn an_item_is_a_row_whose_pieces_keep_their_looks() {
        let document =
            read("<ul><li><b>Acme</b> – mail<br>EU<li><a href=https://b.test>Bolt</a>. Chat.</ul>");
        let pieces = &document.grids[0].rows[0].cells[0].pieces;
        let found: Vec<_> =
            pieces.iter().map(|piece| (piece.text.as_str(), piece.style, piece.breaks)).collect();
        assert_eq!(
            found,
            [
                ("Acme", Style::Strong, Break::None),
                (" – mail", Style::Plain, Break::None),
                ("EU", Style::Plain, Break::Line)
            ]
        );
        assert_eq!(document.grids[0].rows[1].cells[0].link(), Some("https://b.test"));
    }

    #[test]
    fn a_list_in_an_item_is_lines_of_it_and_a_grid_of_its_own_under_its_label() {
        let document =
            read("<h2>L</h2><ul><li>Hosting:<ul><li>Acme<li>Bolt</ul><li>Mail<ul><li>Cord<li>Dent</ul></ul>");
        assert_eq!(cells(&document.grids[0]), [["Hosting: Acme; Bolt"], ["Mail; Cord; Dent"]]);
        let inner: Vec<_> =
            document.grids[1..].iter().map(|grid| (grid.heading().unwrap(), grid.rows.len())).collect();
        assert_eq!(inner, [("Hosting", 2), ("Mail", 2)]);
    }

    #[test]
    fn facts_in_an_item_are_no_list_of_things() {
        let document = read(
            "<ul><li>Acme<ul><li>Purpose: mail<li>Place: EU</ul><li>Bolt<ul><li>Purpose: chat<li>Place: US</ul></ul>",
        );
        assert_eq!(document.grids.len(), 1);
    }

    #[test]
    fn facts_below_headings_are_text_of_their_sections() {
        let page = "<h1>L</h1><h2>Acme</h2><ul><li>Purpose: mail<li>Place: EU</ul><h2>Bolt</h2><ul><li>Purpose: chat<li>Place: US</ul>";
        let document = read(page);
        assert_eq!(document.grids.len(), 1);
        assert_eq!(
            cells(&document.grids[0]),
            [["Acme", "Purpose: mail", "Place: EU"], ["Bolt", "Purpose: chat", "Place: US"]]
        );
    }

    #[test]
    fn one_item_is_a_list_only_right_below_its_heading() {
        assert_eq!(read("<h2>Mail</h2><ul><li>Acme</ul>").grids.len(), 1);
        assert_eq!(read("<h2>Mail</h2><ul><li>A<li>B</ul><ul><li>C</ul>").grids.len(), 1);
    }

    #[test]
    fn one_item_is_a_list_where_its_neighbours_in_the_outer_list_have_more() {
        let document =
            read("<p>We use:</p><ul><li>Mail<ul><li>Acme<li>Bolt</ul><li>Chat<ul><li>Cord</ul></ul>");
        let inner: Vec<_> =
            document.grids[1..].iter().map(|grid| (grid.heading().unwrap(), grid.rows.len())).collect();
        assert_eq!(inner, [("Mail", 2), ("Chat", 1)]);
        assert_eq!(read("<ul><li>Acme<ul><li>mail</ul><li>Bolt<ul><li>chat</ul></ul>").grids.len(), 1);
    }

    #[test]
    fn terms_and_descriptions_are_rows() {
        let document = read("<dl><div><dt>Acme<dd>Mail<dd>EU</div><div><dt>Bolt<dd>Chat</div></dl>");
        assert_eq!(document.grids[0].shape, Shape::Definitions);
        assert_eq!(cells(&document.grids[0]), [vec!["!Acme", "Mail", "EU"], vec!["!Bolt", "Chat"]]);
    }
}
