//! The one walk over the page: text into blocks, and a grid wherever a reader could see a list of things.
//!
//! What is a list of things is recognised by functions that only read the page; what they find is written
//! down here.

use std::collections::HashMap;

use super::{
    card::{Card, card},
    finds::{Finds, Pending},
    flow::{Flow, PSEUDO_LEVEL, Part},
    group, labelled,
    list::{self, Before, List},
    pen::{Base, Pen, text_of},
    prose::is_pseudo_heading,
    sight::{Around, Sight},
    table,
    tag::Tag,
    tree::Tree,
    written::Written,
};
use crate::model::{BlockKind, Document, Grid, Heading, Hint, Row, Shape};

/// Walks over the whole page. Gives what is written and the same text in page order, to look back at.
pub(super) fn walk(tree: &Tree<'_>, base: &Base) -> (Document, Vec<Flow>) {
    let mut walk = Walk {
        tree,
        base,
        written: Written::default(),
        finds: Finds::new(tree.nodes.len()),
        pen: Pen::new(tree, base),
        kinds: Vec::new(),
        cards: HashMap::new(),
        beside: 0,
        source: Source::default(),
    };
    walk.run();
    walk.settle_singles();
    (walk.written.document, walk.written.flow)
}

/// The walk and what it found so far.
struct Walk<'t, 'a> {
    tree: &'t Tree<'a>,
    base: &'t Base,
    written: Written,
    finds: Finds,
    pen: Pen<'t, 'a>,
    /// The kinds of the blocks that are open, and where they end.
    kinds: Vec<(usize, BlockKind)>,
    /// Cards by the place where they begin.
    cards: HashMap<usize, usize>,
    /// Where the last menu or footer ends.
    beside: usize,
    source: Source,
}

/// Where the text that the pen holds came from.
#[derive(Clone, Copy, Default)]
struct Source {
    place: usize,
    shown: bool,
}

impl<'t, 'a> Walk<'t, 'a> {
    /// Walks from the first node to the last.
    fn run(&mut self) {
        let mut at = 1;
        while at < self.tree.nodes.len() {
            self.close(at);
            at = self.visit(at);
        }
        self.close(self.tree.nodes.len());
        self.flush();
    }

    /// Leaves what ends at a place.
    fn close(&mut self, at: usize) {
        while self.kinds.last().is_some_and(|&(end, _)| end <= at) {
            self.flush();
            self.kinds.pop();
        }
        if self.pen.close(at) {
            self.flush();
        }
        self.written.leave_grids(at);
        if self.written.ends_scope(at) {
            self.flush();
            self.written.leave_scopes(at);
        }
    }

    /// Reads one node and gives the place to go on at.
    fn visit(&mut self, at: usize) -> usize {
        let tree = self.tree;
        let node = &tree.nodes[at];
        if node.tag == Tag::Text {
            if node.size > 0 {
                self.source = Source { place: node.parent, shown: node.is.chosen && !node.is.hidden };
            }
            return self.pen.enter(at);
        }
        if node.is.hidden != tree.nodes[node.parent].is.hidden {
            self.flush();
            self.written.scope(node.end);
        }
        if node.tag.breaks_lines() {
            self.flush();
        }
        if !self.finds.pending.is_empty() {
            self.settle(at);
        }
        if !self.cards.is_empty()
            && let Some(grid) = self.cards.remove(&at)
        {
            self.written.enter(node.end, grid);
            self.written.scope(node.end);
        }
        self.label_panel(at);
        match node.tag {
            Tag::Heading(level) => self.kinds.push((node.end, BlockKind::Heading(level))),
            Tag::Summary => self.kinds.push((node.end, BlockKind::Heading(PSEUDO_LEVEL))),
            Tag::Item => self.kinds.push((node.end, BlockKind::Item)),
            Tag::Term | Tag::Description => self.kinds.push((node.end, BlockKind::Paragraph)),
            Tag::Table if self.table(at) => return node.end,
            Tag::List => self.list(at),
            Tag::Definitions => self.definitions(at),
            Tag::Frame => self.frame(at),
            Tag::Aside => self.beside(at),
            _ => {}
        }
        if matches!(node.tag, Tag::Aside | Tag::Block | Tag::Header | Tag::DataCell | Tag::Description) {
            group::groups(self.sight(), at, &mut self.finds);
            self.tell_limit();
        }
        self.pen.enter(at)
    }

    /// Menus and footers stand under no heading of the text, and say nothing about the last one.
    fn beside(&mut self, at: usize) {
        let node = &self.tree.nodes[at];
        self.written.scope(node.end);
        let is_menu = node.element.is_some_and(|element| element.name() != "aside");
        if is_menu {
            self.written.forget_headings();
        }
        // A side bar with headings of its own is no section of the text.
        if is_menu || node.is.headed {
            self.beside = self.beside.max(node.end);
        }
    }

    /// A panel of tabs is headed by its tab.
    fn label_panel(&mut self, at: usize) {
        if !self.tree.nodes[at].is.tab_panel {
            return;
        }
        let Some(id) = self.tree.attribute(at, "aria-labelledby") else { return };
        self.written.scope(self.tree.nodes[at].end);
        if let Some(text) = self.tree.labels.get(id) {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.written.headed(PSEUDO_LEVEL, text);
        }
    }

    /// Notes a page that is shown inside this one.
    fn frame(&mut self, at: usize) {
        let has_no = |side: &&str| matches!(self.tree.attribute(at, side), Some("0" | "1"));
        let is_hidden = self.tree.nodes[at].is.hidden || ["width", "height"].iter().any(has_no);
        let address = self.tree.attribute(at, "src").and_then(|src| self.base.resolve(src));
        if let Some(address) = address.filter(|_| !is_hidden) {
            self.written.document.hints.push(Hint::Frame(address));
        }
    }

    /// Writes what the pen holds as a block.
    fn flush(&mut self) {
        let pieces = self.pen.take();
        if pieces.is_empty() {
            return;
        }
        let mut kind = self.kinds.last().map_or(BlockKind::Paragraph, |&(_, kind)| kind);
        if kind == BlockKind::Paragraph && is_pseudo_heading(&pieces) && !self.is_in_term() {
            kind = BlockKind::Heading(PSEUDO_LEVEL);
        }
        let mut text = text_of(&pieces);
        if let BlockKind::Heading(level) = kind {
            text.truncate(text.trim_end_matches(['#', '¶', '🔗', ' ']).len());
            if text.is_empty() {
                return;
            }
            self.written.headed(level, text.clone());
        }
        if !self.source.shown {
            return;
        }
        let place = self.source.place;
        let is_menu = self.tree.nodes[place].is.aside && pieces.iter().all(|piece| piece.link.is_some());
        let is_of_the_text = !is_menu && place >= self.beside;
        let part = is_of_the_text.then(|| self.part(kind));
        self.written.block(kind, text, pieces, part);
    }

    /// Whether the text that the pen holds stands in a term of a `dl` or in its description.
    fn is_in_term(&self) -> bool {
        let place = self.source.place;
        [place, self.tree.nodes[place].parent]
            .iter()
            .any(|&at| matches!(self.tree.nodes[at].tag, Tag::Term | Tag::Description))
    }

    /// What the text that the pen holds is to those who look back.
    fn part(&self, kind: BlockKind) -> Part {
        let mut place = self.source.place;
        for _ in 0..3 {
            match self.tree.nodes[place].tag {
                Tag::Term => return Part::Label,
                Tag::Description => return Part::Value,
                _ => place = self.tree.nodes[place].parent,
            }
        }
        match kind {
            BlockKind::Heading(level) => Part::Heading(level),
            BlockKind::Item => Part::Item,
            BlockKind::Paragraph | BlockKind::Metadata => Part::Paragraph,
        }
    }

    /// What a recogniser sees from here.
    fn sight(&self) -> Sight<'t, 'a> {
        Sight { tree: self.tree, base: self.base, around: self.written.around() }
    }

    /// Says once that something was not read because too much was read before.
    fn tell_limit(&mut self) {
        if !std::mem::take(&mut self.finds.cut_short) {
            return;
        }
        let hint = Hint::Limit("lists within lists: some were not read apart".to_owned());
        if !self.written.document.hints.contains(&hint) {
            self.written.document.hints.push(hint);
        }
    }

    /// Writes a table; false where it only lays out other things.
    fn table(&mut self, at: usize) -> bool {
        let Some(table) = table::table(self.tree, self.base, at) else { return false };
        self.written.document.hints.extend(table.limit);
        if table.rows.is_empty() {
            return false;
        }
        let (shape, rows) = match table::cards(&table.rows) {
            Some(cards) => (Shape::Cards, cards),
            None => (Shape::Table, table.rows),
        };
        let mut grid = self.written.grid(self.tree, at, shape, rows);
        if let Some(caption) = table::caption(self.tree, self.base, at) {
            grid.caption = Some(caption).filter(|text| !text.is_empty());
        }
        self.written.keep_table(grid);
        true
    }

    /// Writes a list as a grid, unless it is none of its own.
    fn list(&mut self, at: usize) {
        let before = Before {
            is_headed: self.written.is_freshly_headed() || self.written.is_led(),
            grid: self.written.document.grids.last(),
        };
        let found = list::list(self.sight(), at, &before, &mut self.finds);
        self.tell_limit();
        let Some(List { rows, label }) = found else { return };
        let mut grid = self.written.grid(self.tree, at, Shape::List, rows);
        if let Some(text) = label {
            grid.headings.retain(|heading| heading.level < PSEUDO_LEVEL);
            grid.headings.push(Heading { level: PSEUDO_LEVEL, text });
            grid.lead = None;
        }
        self.keep_outermost(at, grid);
    }

    /// Writes a `dl` as a grid, unless it holds the facts of one card.
    fn definitions(&mut self, at: usize) {
        let nodes = self.tree.nodes[at].end - at;
        if self.tree.is_menu(at) || self.written.around() == Around::Grid {
            return;
        }
        if !self.finds.may_read(nodes) {
            self.tell_limit();
            return;
        }
        let rows = list::definitions(self.tree, self.base, at);
        if rows.len() > 1 || (rows.len() == 1 && self.written.is_freshly_headed()) {
            let (shape, rows) = match labelled::told(rows.iter().flat_map(|row| &row.cells)) {
                Some(records) => (Shape::Table, records),
                None => (Shape::Definitions, rows),
            };
            let grid = self.written.grid(self.tree, at, shape, rows);
            self.keep_outermost(at, grid);
        }
    }

    /// Keeps a grid. What comes in it stands in it, unless it stands in another.
    fn keep_outermost(&mut self, at: usize, grid: Grid) {
        let around = self.written.around();
        let index = self.written.keep(grid);
        if around == Around::Page {
            self.written.enter(self.tree.nodes[at].end, index);
        }
    }

    /// Writes what waited for the walk to come to a place.
    fn settle(&mut self, at: usize) {
        match self.finds.pending.remove(&at) {
            Some(Pending::Cards { rows, members, scoped }) => {
                let grid = self.written.grid(self.tree, at, Shape::Cards, rows);
                let index = self.written.keep(grid);
                match members.last() {
                    Some(&last) if !scoped => self.written.enter_untitled(self.tree.nodes[last].end),
                    _ => self.cards.extend(members.iter().map(|&member| (member, index))),
                }
            }
            Some(Pending::Boxes { rows, end }) => {
                let grid = self.written.grid(self.tree, at, Shape::Table, rows);
                let index = self.written.keep_boxes(grid);
                self.written.enter(end, index);
            }
            Some(Pending::Single) if self.written.around() == Around::Page => {
                let grid = self.written.grid(self.tree, at, Shape::Cards, Vec::new());
                self.finds.singles.push((at, grid));
            }
            Some(Pending::Single) | None => {}
        }
    }

    /// Turns lone elements of a kind that was read as cards elsewhere into grids of one row.
    fn settle_singles(&mut self) {
        for (at, mut grid) in std::mem::take(&mut self.finds.singles) {
            let is_of_a_kind = self.finds.card_kinds.contains(&self.tree.kind(at));
            if !is_of_a_kind || !self.finds.may_read(self.tree.nodes[at].end - at) {
                continue;
            }
            if let Some(card) = card(self.tree, self.base, at).filter(Card::is_titled) {
                grid.rows.push(Row { cells: card.cells, heading: None });
                self.written.document.grids.push(grid);
            }
        }
        self.tell_limit();
    }
}
