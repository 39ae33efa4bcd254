//! One card as cells: its title, its lines, its labels and values.

use super::{
    labelled::is_labelled,
    pen::{Base, Pen, pieces},
    prose::goes_on,
    tag::Tag,
    tree::{Node, Tree},
};
use crate::model::{Break, Cell, CellRole, Piece, Style};

/// A label is not longer, in bytes.
const LABEL_BYTES: usize = 48;
/// A value is not longer, in bytes, where only its place tells that it is one.
const VALUE_BYTES: usize = 400;
/// A title is not longer, in bytes.
const TITLE_BYTES: usize = 120;

/// A card.
pub(super) struct Card {
    /// Its lines in reading order.
    pub(super) cells: Vec<Cell>,
    /// Cells that may be labels, if other cards have the same.
    pub(super) maybe: Vec<usize>,
}

impl Card {
    /// The first line that is no logo.
    fn first(&self) -> Option<(usize, &Cell)> {
        self.cells
            .iter()
            .enumerate()
            .find(|(_, cell)| cell.pieces.iter().any(|piece| piece.style != Style::Alternative))
    }

    /// Whether it begins with what looks like a title. Badges and small print may stand before it.
    pub(super) fn is_titled(&self) -> bool {
        let is_text = |piece: &&Piece| !matches!(piece.style, Style::Alternative | Style::Badge);
        let is_title = |piece: &Piece| piece.style == Style::Strong && piece.text.len() <= TITLE_BYTES;
        let mut lines = self.cells.iter().filter_map(|cell| Some((cell, cell.pieces.iter().find(is_text)?)));
        lines.next().is_some_and(|(cell, first)| {
            cell.role == CellRole::Data && is_title(first) && !is_labelled(&cell.pieces)
        })
    }

    /// Lines after the first that are bold throughout, as a title is.
    pub(super) fn later_titles(&self) -> impl Iterator<Item = usize> + '_ {
        let title = |cell: &Cell| {
            let mut written = cell.pieces.iter().filter(|piece| piece.style != Style::Alternative).peekable();
            cell.role == CellRole::Data
                && written.peek().is_some()
                && written.all(|piece| piece.style == Style::Strong)
        };
        (0..self.cells.len()).filter(move |&at| title(&self.cells[at])).skip(usize::from(self.is_titled()))
    }

    /// Whether it begins with a short line that is no sentence, and more follows.
    pub(super) fn has_short_first_line(&self) -> bool {
        self.first().is_some_and(|(at, cell)| {
            let text = cell.text();
            at + 1 < self.cells.len() && text.len() <= TITLE_BYTES && !goes_on(&text)
        })
    }
}

/// A card being read.
struct Writer<'t, 'a> {
    tree: &'t Tree<'a>,
    base: &'t Base,
    pen: Pen<'t, 'a>,
    card: Card,
}

/// Reads a card; none where a table of three columns or more stands in it.
pub(super) fn card(tree: &Tree<'_>, base: &Base, at: usize) -> Option<Card> {
    let mut writer =
        Writer { tree, base, pen: Pen::new(tree, base), card: Card { cells: Vec::new(), maybe: Vec::new() } };
    let hidden = tree.nodes[at].is.hidden;
    let mut place = at;
    while place < tree.nodes[at].end {
        if writer.pen.close(place) {
            writer.flush();
        }
        let node = &tree.nodes[place];
        place = if node.is.hidden && !hidden { node.end } else { writer.step(place, at)? };
    }
    writer.flush();
    Some(writer.card)
}

impl Writer<'_, '_> {
    /// Reads one node and gives the place to go on at; none where a row of a wide table begins.
    fn step(&mut self, at: usize, card: usize) -> Option<usize> {
        let node = &self.tree.nodes[at];
        if node.tag.breaks_lines() {
            self.flush();
        }
        let is_inner = at != card;
        let is_label = || node.look.label && (1..=LABEL_BYTES).contains(&node.size);
        match node.tag {
            Tag::TableRow => return self.table_row(at),
            Tag::Term => self.whole(at, CellRole::Header),
            Tag::Description => self.whole(at, CellRole::Data),
            Tag::Item if is_inner && !node.is.headed => self.item(at),
            Tag::Block | Tag::Inline | Tag::Strong if is_inner && is_label() => {
                self.flush();
                self.whole(at, CellRole::Header);
            }
            Tag::Block | Tag::Inline | Tag::Paragraph if is_inner && (self.pair(at) || self.pairs(at)) => {}
            Tag::Inline if is_inner && are_parts(self.tree, node.parent) => {
                self.flush();
                return Some(self.pen.enter(at));
            }
            _ => return Some(self.pen.enter(at)),
        }
        Some(node.end)
    }

    /// Writes what the pen holds as lines of the card.
    fn flush(&mut self) {
        let written = self.pen.take();
        for line in split(written) {
            self.card.cells.push(Cell { role: CellRole::Data, pieces: line });
        }
    }

    /// Writes all that stands in an element as one cell.
    fn whole(&mut self, at: usize, role: CellRole) {
        let written = pieces(self.tree, self.base, at);
        if !written.is_empty() {
            self.card.cells.push(Cell { role, pieces: written });
        }
    }

    /// Writes an item of a list in the card as a cell.
    fn item(&mut self, at: usize) {
        let mut written = pieces(self.tree, self.base, at);
        if let Some(first) = written.first_mut() {
            first.breaks = Break::Item;
            self.card.cells.push(Cell { role: CellRole::Data, pieces: written });
        }
    }

    /// A row of a table in the card: a label and its value, or one cell.
    fn table_row(&mut self, at: usize) -> Option<usize> {
        let cells: Vec<usize> =
            self.tree.elements(at).filter(|&cell| self.tree.nodes[cell].size > 0).collect();
        match *cells.as_slice() {
            [label, value] => {
                self.whole(label, CellRole::Header);
                self.whole(value, CellRole::Data);
            }
            [only] => self.whole(only, CellRole::Data),
            [] => {}
            _ => return None,
        }
        Some(self.tree.nodes[at].end)
    }

    /// Two elements and nothing else, of which the first may name the second.
    fn pair(&mut self, at: usize) -> bool {
        let tree = self.tree;
        let node = &tree.nodes[at];
        if node.is.mixed || node.is.headed || node.is.tabled {
            return false;
        }
        let mut parts =
            tree.elements(at).filter(|&part| tree.nodes[part].size > 0 && !tree.nodes[part].look.unseen);
        let (Some(label), Some(value), None) = (parts.next(), parts.next(), parts.next()) else {
            return self.pair_without_value(at);
        };
        let (first, second) = (&tree.nodes[label], &tree.nodes[value]);
        let is_short = !first.is.blocks && first.size <= LABEL_BYTES && first.tag != Tag::Item;
        if !is_short || second.size > VALUE_BYTES || !is_plain(tree, value) {
            return false;
        }
        // `dl` wrapped in `div` is read by its own tags.
        if matches!(
            first.tag,
            Tag::Term | Tag::Description | Tag::HeaderCell | Tag::DataCell | Tag::Table | Tag::Definitions
        ) {
            return false;
        }
        self.flush();
        let named = first.look.label || ends_with_colon(tree, label);
        if !named {
            self.card.maybe.push(self.card.cells.len());
        }
        self.whole(label, if named { CellRole::Header } else { CellRole::Data });
        self.whole(value, CellRole::Data);
        true
    }

    /// Labels and values side by side without a box around each pair: the labels look alike, and the values
    /// otherwise.
    fn pairs(&mut self, at: usize) -> bool {
        let tree = self.tree;
        let node = &tree.nodes[at];
        let parts: Vec<usize> = tree
            .elements(at)
            .filter(|&part| tree.nodes[part].size > 0 && !tree.nodes[part].look.unseen)
            .collect();
        if node.is.mixed || node.is.blocks || parts.len() < 4 || !parts.len().is_multiple_of(2) {
            return false;
        }
        let are_alike = |one: usize, other: usize| {
            tree.kind(one) == tree.kind(other) && tree.nodes[one].tag == tree.nodes[other].tag
        };
        let is_label = |part: usize| {
            let node = &tree.nodes[part];
            node.size <= LABEL_BYTES && node.tag != Tag::Link && are_alike(part, parts[0])
        };
        let is_value = |part: usize| {
            let node = &tree.nodes[part];
            node.size <= VALUE_BYTES && node.tag != Tag::LineBreak && are_alike(part, parts[1])
        };
        let is_pair = |pair: &[usize]| is_label(pair[0]) && is_value(pair[1]);
        if are_alike(parts[0], parts[1]) || !parts.chunks(2).all(is_pair) {
            return false;
        }
        self.flush();
        for pair in parts.chunks(2) {
            self.card.maybe.push(self.card.cells.len());
            self.whole(pair[0], CellRole::Data);
            self.whole(pair[1], CellRole::Data);
        }
        true
    }

    /// A label and an empty element where its value would stand.
    fn pair_without_value(&mut self, at: usize) -> bool {
        let tree = self.tree;
        let mut parts = tree
            .elements(at)
            .filter(|&part| !tree.nodes[part].look.unseen && tree.nodes[part].tag != Tag::LineBreak);
        let (Some(label), Some(value), None) = (parts.next(), parts.next(), parts.next()) else {
            return false;
        };
        let (first, second) = (&tree.nodes[label], &tree.nodes[value]);
        let is_empty = second.size == 0 && second.end == value + 1 && second.tag != Tag::Image;
        let is_short = (1..=LABEL_BYTES).contains(&first.size) && first.tag != Tag::Image;
        let names_another = || first.look.label || ends_with_colon(tree, label);
        if !is_empty || !is_short || first.is.blocks || !names_another() {
            return false;
        }
        self.flush();
        self.whole(label, CellRole::Header);
        self.card.cells.push(Cell::default());
        true
    }
}

/// The parts that a line of a card may have by their class names.
const PARTS: std::ops::RangeInclusive<usize> = 2..=6;

/// Whether an element holds nothing but elements within a line, each of a class of its own: these are parts
/// that a design sets apart.
fn are_parts(tree: &Tree<'_>, around: usize) -> bool {
    let node = &tree.nodes[around];
    if node.is.mixed || node.is.blocks || !matches!(node.tag, Tag::Block | Tag::Link) {
        return false;
    }
    let mut kinds: Vec<u64> = Vec::with_capacity(*PARTS.end());
    for part in tree.elements(around).filter(|&part| tree.nodes[part].size > 0) {
        let look = tree.nodes[part].look;
        let is_part =
            tree.nodes[part].tag == Tag::Inline && look.kind != 0 && look.style != Some(Style::Badge);
        if !is_part || look.pill || look.logo || kinds.contains(&look.kind) || kinds.len() == *PARTS.end() {
            return false;
        }
        kinds.push(look.kind);
    }
    PARTS.contains(&kinds.len())
}

/// Whether the text in an element ends with a colon.
fn ends_with_colon(tree: &Tree<'_>, at: usize) -> bool {
    let last = tree.nodes[at..tree.nodes[at].end].iter().rev().find(|node| !node.text.trim().is_empty());
    last.is_some_and(|node| node.text.trim_end().ends_with([':', '：']))
}

/// Holds text, paragraphs or a list, but no labels or boxes of its own.
fn is_plain(tree: &Tree<'_>, at: usize) -> bool {
    let inner = |node: &Node<'_>| {
        !node.tag.breaks_lines() || matches!(node.tag, Tag::Paragraph | Tag::List | Tag::Item)
    };
    tree.nodes[at + 1..tree.nodes[at].end].iter().all(|node| inner(node) && !node.look.label)
}

/// Parts lines that begin with a label or a bold word of their own.
fn split(written: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    let mut rest = written.into_iter().peekable();
    let mut line: Vec<Piece> = Vec::new();
    while let Some(piece) = rest.next() {
        let starts = piece.breaks == Break::Line
            && (piece.style == Style::Strong || is_labelled(std::slice::from_ref(&piece)));
        if starts && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line.push(piece);
        if rest.peek().is_none() {
            lines.push(std::mem::take(&mut line));
        }
    }
    for line in &mut lines {
        if let Some(first) = line.first_mut().filter(|first| first.breaks == Break::Line) {
            first.breaks = Break::None;
        }
    }
    lines
}
