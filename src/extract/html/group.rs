//! Repeated siblings: cards, and rows of columns that are made without a table.

use std::collections::HashMap;

use super::{
    card::{Card, card},
    list::is_menu,
    pen::pieces,
    tag::Tag,
    tree::Tree,
    walk::Walk,
};
use crate::model::{Cell, CellRole, Row, Shape};

/// Cards with more text than this on average are parts of a document, in bytes.
const CARD_BYTES: usize = 2_500;
/// With headings inside, parts of a document are shorter.
const HEADED_BYTES: usize = 1_200;
/// A cell of a row without a table is not longer, in bytes.
const CELL_BYTES: usize = 900;
/// Columns of a table that is made of boxes.
const BOX_COLUMNS: usize = 12;
/// Lone cards that are kept to see whether they have siblings elsewhere.
const SINGLES: usize = 1_000;

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

impl Walk<'_, '_> {
    /// Looks for repeated siblings in a node. Whether any were read as a grid.
    pub(super) fn groups(&mut self, at: usize) -> bool {
        let tree = self.tree;
        if is_menu(tree, at) {
            return false;
        }
        let (kinds, order) = kinds_of(tree, at);
        if order.is_empty() {
            return false;
        }
        if self.columns(at) {
            return true;
        }
        let mut found = false;
        for kind in order {
            let members = &kinds[&kind];
            match members.as_slice() {
                [only] => self.single(*only),
                members => found |= self.boxes(at, members) || self.card_group(at, members),
            }
        }
        found
    }

    /// Cells of a CSS grid that flow into a fixed number of columns, without row elements.
    fn columns(&mut self, at: usize) -> bool {
        let tree = self.tree;
        let width = columns_of(tree, at);
        let cells: Vec<usize> = tree.elements(at).filter(|&cell| tree.nodes[cell].is.chosen).collect();
        if !(2..=BOX_COLUMNS).contains(&width) || tree.nodes[at].is.mixed || cells.len() < width * 2 || cells.len() % width != 0 {
            return false;
        }
        let simple = |&&cell: &&usize| !tree.nodes[cell].is.blocks && tree.nodes[cell].size <= CELL_BYTES;
        let bold_and_more = cells.iter().filter(|&&cell| tree.nodes[cell].is.mixed && starts_bold(tree, cell)).count();
        if cells.iter().filter(simple).count() < cells.len() || bold_and_more * 2 > cells.len() || !self.may_read(tree.nodes[at].end - at) {
            return false;
        }
        let rows = cells.chunks(width).map(|row| self.box_row(row)).collect();
        self.pending.insert(cells[0], Pending::Boxes { rows, end: tree.nodes[at].end });
        true
    }

    /// Rows of boxes: each member has the same number of cells.
    fn boxes(&mut self, at: usize, members: &[usize]) -> bool {
        let tree = self.tree;
        let cells =
            |member: usize| tree.elements(member).filter(|&cell| tree.nodes[cell].tag.breaks_lines() || tree.nodes[cell].look.kind != 0);
        let width = cells(members[0]).count();
        let row_like = |place: usize| tree.nodes[place].look.row || lays_out_columns(tree, place);
        if !(2..=BOX_COLUMNS).contains(&width) || !(row_like(members[0]) || row_like(at) || row_like(tree.nodes[at].parent)) {
            return false;
        }
        let fits = |&member: &usize| {
            let node = &tree.nodes[member];
            let simple = cells(member).all(|cell| tree.nodes[cell].size <= CELL_BYTES && is_simple(tree, cell));
            !node.is.mixed && !node.is.headed && !node.is.tabled && simple && cells(member).count() == width
        };
        // Two columns in a card are a label and its value.
        if !members.iter().all(fits) || (width == 2 && !self.inside.is_empty()) {
            return false;
        }
        let span: usize = members.iter().map(|&member| tree.nodes[member].end - member).sum();
        if !self.may_read(span) {
            return false;
        }
        let mut places: Vec<usize> = Vec::new();
        places.extend(head_above(tree, at, members[0]).filter(|&head| cells(head).count() == width && fits(&head)));
        places.extend(members);
        let rows = places
            .iter()
            .map(|&row| {
                let mut written = self.box_row(&cells(row).collect::<Vec<_>>());
                if tree.nodes[row].look.head || cells(row).all(|cell| tree.nodes[cell].look.head) {
                    written.cells.iter_mut().for_each(|cell| cell.role = CellRole::Header);
                }
                written
            })
            .collect();
        self.pending.insert(members[0], Pending::Boxes { rows, end: tree.nodes[at].end });
        true
    }

    fn box_row(&self, cells: &[usize]) -> Row {
        let cell = |&cell: &usize| Cell { role: CellRole::Data, pieces: pieces(self.tree, self.base, cell) };
        Row { cells: cells.iter().map(cell).collect(), heading: None }
    }

    /// Keeps what waited for the walk to come to a place.
    pub(super) fn settle(&mut self, at: usize) {
        match self.pending.remove(&at) {
            Some(Pending::Cards { rows, members, scoped }) => {
                let grid = self.grid(at, Shape::Cards, rows);
                let index = self.keep(grid);
                if scoped {
                    self.cards.extend(members.iter().map(|&member| (member, index)));
                }
            }
            Some(Pending::Boxes { rows, end }) => {
                let grid = self.grid(at, Shape::Table, rows);
                let index = self.keep(grid);
                self.inside.push((end, index));
            }
            Some(Pending::Single) if self.inside.is_empty() => {
                let grid = self.grid(at, Shape::Cards, Vec::new());
                self.singles.push((at, grid));
            }
            Some(Pending::Single) | None => {}
        }
    }

    /// Siblings of one kind, each with a title.
    fn card_group(&mut self, at: usize, members: &[usize]) -> bool {
        let tree = self.tree;
        let size: usize = members.iter().map(|&member| tree.nodes[member].size).sum();
        let headed = members.iter().filter(|&&member| tree.nodes[member].is.headed).count() * 2 > members.len();
        let most = if headed { HEADED_BYTES } else { CARD_BYTES };
        let span: usize = members.iter().map(|&member| tree.nodes[member].end - member).sum();
        if size > most * members.len() || !self.may_read(span) {
            return false;
        }
        let Some(mut cards) = members.iter().map(|&member| card(tree, self.base, member)).collect::<Option<Vec<Card>>>() else {
            return false;
        };
        let titled = cards.iter().filter(|card| card.is_titled()).count();
        let short = cards.iter().filter(|card| card.is_titled() || card.has_short_first_line()).count();
        let strict = titled * 5 >= cards.len() * 4;
        let classed = tree.nodes[members[0]].look.kind != 0;
        if !strict && (short * 5 < cards.len() * 4 || !(classed || members.len() > 2)) {
            return false;
        }
        name_labels(&mut cards);
        let headings = headings_between(self, at, members);
        let rows: Vec<Row> = cards
            .into_iter()
            .zip(headings)
            .map(|(card, heading)| Row { cells: card.cells, heading })
            .filter(|row| !row.cells.is_empty())
            .collect();
        if rows.len() < 2 || (!self.inside.is_empty() && rows.iter().all(|row| row.cells.len() <= 2)) {
            return false;
        }
        self.card_kinds.insert(tree.kind(members[0]));
        self.pending.insert(members[0], Pending::Cards { rows, members: members.to_vec(), scoped: strict });
        true
    }

    /// A lone element that would be a card had it siblings: one of a category with a single card.
    fn single(&mut self, at: usize) {
        let node = &self.tree.nodes[at];
        let fits = node.look.kind != 0 && node.is.blocks && node.size > 0 && node.size <= HEADED_BYTES && !node.is.aside;
        if fits && self.inside.is_empty() && self.singles.len() < SINGLES {
            self.pending.insert(at, Pending::Single);
        }
    }

    /// Turns lone elements of a kind that was read as cards elsewhere into grids of one row.
    pub(super) fn settle_singles(&mut self) {
        for (at, mut grid) in std::mem::take(&mut self.singles) {
            if !self.card_kinds.contains(&self.tree.kind(at)) || !self.may_read(self.tree.nodes[at].end - at) {
                continue;
            }
            if let Some(card) = card(self.tree, self.base, at).filter(Card::is_titled) {
                grid.rows.push(Row { cells: card.cells, heading: None });
                self.document.grids.push(grid);
            }
        }
    }
}

/// The elements in a node that could be cards or rows, by kind, and the kinds in page order.
fn kinds_of(tree: &Tree<'_>, at: usize) -> (HashMap<u64, Vec<usize>>, Vec<u64>) {
    let mut kinds: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut order = Vec::new();
    let hidden = tree.nodes[at].is.hidden;
    for child in tree.elements(at) {
        let node = &tree.nodes[child];
        let able = matches!(node.tag, Tag::Block | Tag::Item | Tag::Link | Tag::Header | Tag::TableRow)
            || (node.tag == Tag::Inline && node.is.blocks)
            || (node.tag == Tag::Definitions && node.is.blocks);
        if !able || node.size == 0 || !node.is.chosen || (node.is.hidden && !hidden) {
            continue;
        }
        let members = kinds.entry(tree.kind(child)).or_default();
        if members.is_empty() {
            order.push(tree.kind(child));
        }
        members.push(child);
    }
    (kinds, order)
}

/// Cells that may be labels are labels where other cards print the same.
fn name_labels(cards: &mut [Card]) {
    let mut times: HashMap<String, usize> = HashMap::new();
    for card in cards.iter() {
        for &at in &card.maybe {
            *times.entry(card.cells[at].text()).or_default() += 1;
        }
    }
    for card in cards.iter_mut() {
        for &at in &card.maybe {
            if times.get(&card.cells[at].text()).is_some_and(|&times| times > 1) {
                card.cells[at].role = CellRole::Header;
            }
        }
    }
}

/// For each member the heading between it and the one before.
fn headings_between(walk: &Walk<'_, '_>, at: usize, members: &[usize]) -> Vec<Option<String>> {
    let tree = walk.tree;
    let mut last = None;
    let mut headings = vec![None; members.len()];
    let mut next = 0;
    for child in tree.elements(at) {
        if members.get(next) == Some(&child) {
            headings[next] = last.take();
            next += 1;
        } else if matches!(tree.nodes[child].tag, Tag::Heading(_)) {
            let text = crate::model::join(&pieces(tree, walk.base, child));
            last = Some(text).filter(|text| !text.is_empty());
        }
    }
    headings
}

/// An element above the first row that may hold the headers: its sibling, or that of the box around the rows.
fn head_above(tree: &Tree<'_>, at: usize, first: usize) -> impl Iterator<Item = usize> {
    let before = |place: usize| tree.elements(tree.nodes[place].parent).take_while(|&sibling| sibling < place).last();
    let head = before(first).or_else(|| before(at));
    head.filter(|&head| tree.nodes[head].size > 0).into_iter()
}

/// No box stands in a cell but lines of text.
fn is_simple(tree: &Tree<'_>, cell: usize) -> bool {
    tree.nodes[cell..tree.nodes[cell].end].iter().filter(|node| node.tag == Tag::Block).count() <= 4
}

fn starts_bold(tree: &Tree<'_>, at: usize) -> bool {
    tree.elements(at).next().is_some_and(|first| tree.nodes[first].tag == Tag::Strong)
}

fn lays_out_columns(tree: &Tree<'_>, at: usize) -> bool {
    tree.attribute(at, "style").is_some_and(|style| {
        let style = style.to_ascii_lowercase();
        style.contains("grid-template-columns") || style.contains("table-row")
    })
}

/// The number of columns of a CSS grid, where its class or style tells.
fn columns_of(tree: &Tree<'_>, at: usize) -> usize {
    let by_class = usize::from(tree.nodes[at].look.columns);
    let style = tree.attribute(at, "style").and_then(|style| style.split_once("grid-template-columns"));
    let Some((_, style)) = style else { return by_class };
    let tracks = style.trim_start_matches([':', ' ']).split(';').next().unwrap_or("").trim();
    match tracks.strip_prefix("repeat(") {
        Some(times) => times.split(',').next().and_then(|times| times.trim().parse().ok()).unwrap_or(0),
        None if tracks.contains('(') => 0,
        None => tracks.split_ascii_whitespace().count(),
    }
}
