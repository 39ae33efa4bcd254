//! The one walk over the page: text into blocks, and a grid wherever a reader could see a list of things.

use std::collections::{HashMap, HashSet};

use super::{
    flow::{Flow, Part},
    group::Pending,
    pen::{Base, Pen, text_of},
    tag::Tag,
    tree::Tree,
};
use crate::model::{
    Block, BlockKind, Break, Document, Grid, Heading, Hint, Link, Piece, Row, Shape, Style, Visibility,
};

/// A bold paragraph up to this length serves as a heading, in bytes.
const PSEUDO_HEADING_BYTES: usize = 160;
/// Level of what looks like a heading but has no level of its own.
pub(super) const PSEUDO_LEVEL: u8 = 7;
/// Grids may read each node so many times over, since one may lie in another.
const READS_A_NODE: usize = 8;
/// Reads that every page may take besides.
const FREE_READS: usize = 100_000;

/// The walk and what it found so far.
pub(super) struct Walk<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    pub(super) base: &'t Base,
    pub(super) document: Document,
    /// Text in page order for what is found by looking back: sections, runs of bold paragraphs.
    pub(super) flow: Vec<Flow>,
    pub(super) headings: Vec<Heading>,
    /// A heading came and no grid since.
    pub(super) fresh_heading: bool,
    /// Block of the paragraph that stands right above.
    lead: Option<usize>,
    pen: Pen<'t, 'a>,
    kinds: Vec<(usize, BlockKind)>,
    scopes: Vec<(usize, Vec<Heading>)>,
    /// Grids that the place stands in, and where they end.
    pub(super) inside: Vec<(usize, usize)>,
    /// Cards by the place where they begin.
    pub(super) cards: HashMap<usize, usize>,
    /// Kinds of elements that were read as cards.
    pub(super) card_kinds: HashSet<u64>,
    /// Elements that would be cards if they had siblings.
    pub(super) singles: Vec<(usize, Grid)>,
    /// Groups that were found before their first member was visited.
    pub(super) pending: HashMap<usize, Pending>,
    /// Where the last menu or footer ends.
    beside: usize,
    reads: usize,
    source: Source,
}

/// Where the text that the pen holds came from.
#[derive(Clone, Copy, Default)]
struct Source {
    place: usize,
    shown: bool,
}

impl<'t, 'a> Walk<'t, 'a> {
    /// A walk that has not begun.
    pub(super) fn new(tree: &'t Tree<'a>, base: &'t Base) -> Self {
        Self {
            tree,
            base,
            document: Document::default(),
            flow: Vec::new(),
            headings: Vec::new(),
            fresh_heading: true,
            lead: None,
            pen: Pen::new(tree, base),
            kinds: Vec::new(),
            scopes: Vec::new(),
            inside: Vec::new(),
            cards: HashMap::new(),
            card_kinds: HashSet::new(),
            singles: Vec::new(),
            pending: HashMap::new(),
            beside: 0,
            reads: FREE_READS + READS_A_NODE * tree.nodes.len(),
            source: Source::default(),
        }
    }

    /// Walks over the whole page.
    pub(super) fn run(&mut self) {
        let mut at = 1;
        while at < self.tree.nodes.len() {
            self.close(at);
            at = self.visit(at);
        }
        self.close(self.tree.nodes.len());
        self.flush();
    }

    fn close(&mut self, at: usize) {
        while self.kinds.last().is_some_and(|&(end, _)| end <= at) {
            self.flush();
            self.kinds.pop();
        }
        if self.pen.close(at) {
            self.flush();
        }
        while self.inside.last().is_some_and(|&(end, _)| end <= at) {
            self.inside.pop();
        }
        while self.scopes.last().is_some_and(|&(end, _)| end <= at) {
            self.flush();
            if let Some((_, headings)) = self.scopes.pop() {
                self.headings = headings;
            }
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
            self.scope(node.end);
        }
        if node.tag.breaks_lines() {
            self.flush();
        }
        if !self.pending.is_empty() {
            self.settle(at);
        }
        if !self.cards.is_empty()
            && let Some(grid) = self.cards.remove(&at)
        {
            self.inside.push((node.end, grid));
            self.scope(node.end);
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
            self.groups(at);
        }
        self.pen.enter(at)
    }

    /// Headings that come in here end with it.
    pub(super) fn scope(&mut self, end: usize) {
        self.scopes.push((end, self.headings.clone()));
    }

    /// Menus and footers stand under no heading of the text, and say nothing about the last one.
    fn beside(&mut self, at: usize) {
        let node = &self.tree.nodes[at];
        self.scope(node.end);
        let menu = node.element.is_some_and(|element| element.name() != "aside");
        if menu {
            self.headings.clear();
            self.lead = None;
        }
        // A side bar with headings of its own is no section of the text.
        if menu || node.is.headed {
            self.beside = self.beside.max(node.end);
        }
    }

    /// A panel of tabs is headed by its tab.
    fn label_panel(&mut self, at: usize) {
        if !self.tree.nodes[at].is.tab_panel {
            return;
        }
        let Some(id) = self.tree.attribute(at, "aria-labelledby") else { return };
        self.scope(self.tree.nodes[at].end);
        if let Some(text) = self.tree.labels.get(id) {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.headed(PSEUDO_LEVEL, text);
        }
    }

    fn frame(&mut self, at: usize) {
        let hidden = self.tree.nodes[at].is.hidden
            || ["width", "height"]
                .iter()
                .any(|side| matches!(self.tree.attribute(at, side), Some("0" | "1")));
        let address = self.tree.attribute(at, "src").and_then(|src| self.base.resolve(src));
        if let Some(address) = address.filter(|_| !hidden) {
            self.document.hints.push(Hint::Frame(address));
        }
    }

    fn headed(&mut self, level: u8, text: String) {
        while self.headings.last().is_some_and(|last| last.level >= level) {
            self.headings.pop();
        }
        self.headings.push(Heading { level, text });
        self.fresh_heading = true;
        self.lead = None;
    }

    /// Writes what the pen holds as a block.
    fn flush(&mut self) {
        let pieces = self.pen.take();
        if pieces.is_empty() {
            return;
        }
        let mut kind = self.kinds.last().map_or(BlockKind::Paragraph, |&(_, kind)| kind);
        if kind == BlockKind::Paragraph && is_pseudo_heading(&pieces) && !self.in_term() {
            kind = BlockKind::Heading(PSEUDO_LEVEL);
        }
        let mut text = text_of(&pieces);
        if let BlockKind::Heading(level) = kind {
            text.truncate(text.trim_end_matches(['#', '¶', '🔗', ' ']).len());
            if text.is_empty() {
                return;
            }
            self.headed(level, text.clone());
        }
        if !self.source.shown {
            return;
        }
        let menu =
            self.tree.nodes[self.source.place].is.aside && pieces.iter().all(|piece| piece.link.is_some());
        let part = self.part(kind);
        let block = self.document.blocks.len();
        self.lead = (kind == BlockKind::Paragraph).then_some(block);
        let grid = self.inside.last().map(|&(_, grid)| grid);
        let cards = grid.filter(|&grid| self.document.grids[grid].shape == Shape::Cards);
        self.document.blocks.push(Block { kind, text, links: links(&pieces), grid });
        if !menu && self.source.place >= self.beside {
            self.flow.push(Flow { part, pieces, block, cards });
        }
    }

    fn in_term(&self) -> bool {
        let place = self.source.place;
        [place, self.tree.nodes[place].parent]
            .iter()
            .any(|&at| matches!(self.tree.nodes[at].tag, Tag::Term | Tag::Description))
    }

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

    /// Whether so much may be read into a grid; what may not is named in a hint.
    pub(super) fn may_read(&mut self, nodes: usize) -> bool {
        if let Some(left) = self.reads.checked_sub(nodes) {
            self.reads = left;
            return true;
        }
        let hint = Hint::Limit("lists within lists: some were not read apart".to_owned());
        if !self.document.hints.contains(&hint) {
            self.document.hints.push(hint);
        }
        false
    }

    /// A grid at a place, under the headings and prose that stand above it now.
    pub(super) fn grid(&self, at: usize, shape: Shape, rows: Vec<Row>) -> Grid {
        let hidden = self.tree.nodes[at].is.hidden;
        Grid {
            shape,
            headings: self.headings.clone(),
            caption: self
                .tree
                .attribute(at, "aria-label")
                .map(str::trim)
                .filter(|label| !label.is_empty())
                .map(str::to_owned),
            lead: self.lead.map(|block| self.document.blocks[block].text.clone()),
            rows,
            visibility: if hidden { Visibility::Hidden } else { Visibility::Shown },
            block: self.document.blocks.len(),
        }
    }

    /// Keeps a grid and gives its index.
    pub(super) fn keep(&mut self, grid: Grid) -> usize {
        self.fresh_heading = false;
        self.document.grids.push(grid);
        self.document.grids.len() - 1
    }

    /// Nothing stands directly above what comes next but a grid.
    pub(super) fn forget_lead(&mut self) {
        self.lead = None;
    }
}

/// The links in some pieces; pieces of one link are joined.
pub(super) fn links(pieces: &[Piece]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut goes_on = false;
    for piece in pieces {
        match (&piece.link, links.last_mut()) {
            (Some(target), Some(last)) if goes_on && last.target == *target => {
                last.text.push_str(&piece.text);
            }
            (Some(target), _) => {
                links.push(Link { text: piece.text.trim().to_owned(), target: target.clone() });
            }
            (None, _) => {}
        }
        goes_on = piece.link.is_some();
    }
    links
}

/// A short line that is bold throughout and is no sentence and no `label: value`.
fn is_pseudo_heading(pieces: &[Piece]) -> bool {
    let mut written = pieces.iter().filter(|piece| piece.style != Style::Alternative);
    let bold = written.clone().next().is_some()
        && written.all(|piece| piece.style == Style::Strong && piece.breaks == Break::None);
    if !bold {
        return false;
    }
    let text = text_of(pieces);
    let text = text.trim_end();
    text.len() <= PSEUDO_HEADING_BYTES
        && text.contains(char::is_alphabetic)
        && !text.ends_with(['.', ',', ';'])
        && !text.split_once(": ").is_some_and(|(_, value)| value.contains(char::is_numeric))
}
