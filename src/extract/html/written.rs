//! What the walk has written so far: blocks and grids, under the headings that stand above them.

use super::{
    flow::{Flow, Part},
    pen::text_of,
    prose::links,
    sight::Around,
    table,
    tree::Tree,
};
use crate::model::{
    Block, BlockKind, Cell, CellRole, Document, Grid, Heading, Link, Piece, Row, Shape, Visibility,
};

/// The document being written, and what holds at the place that the walk has come to.
#[derive(Default)]
pub(super) struct Written {
    pub(super) document: Document,
    /// Text in page order for what is found by looking back: sections, runs of bold paragraphs.
    pub(super) flow: Vec<Flow>,
    /// The headings above, outermost first.
    headings: Vec<Heading>,
    /// A grid came since the last heading.
    has_grid: bool,
    /// Block of the paragraph that stands right above.
    lead: Option<usize>,
    /// The headings that come back where something ends.
    scopes: Vec<(usize, Vec<Heading>)>,
    /// Grids that the place stands in, and where they end.
    inside: Vec<(usize, usize)>,
    /// Where the cards without titles end that the place stands in.
    untitled: Option<usize>,
}

impl Written {
    /// Headings that come in here end with it.
    pub(super) fn scope(&mut self, end: usize) {
        self.scopes.push((end, self.headings.clone()));
    }

    /// Whether headings end at a place.
    pub(super) fn ends_scope(&self, at: usize) -> bool {
        self.scopes.last().is_some_and(|&(end, _)| end <= at)
    }

    /// Leaves the headings that end at a place.
    pub(super) fn leave_scopes(&mut self, at: usize) {
        while let Some((_, headings)) = self.scopes.pop_if(|(end, _)| *end <= at) {
            self.headings = headings;
        }
    }

    /// A heading comes.
    pub(super) fn headed(&mut self, level: u8, text: String) {
        while self.headings.last().is_some_and(|last| last.level >= level) {
            self.headings.pop();
        }
        self.headings.push(Heading { level, text });
        self.has_grid = false;
        self.lead = None;
    }

    /// No heading of the text stands above what comes.
    pub(super) fn forget_headings(&mut self) {
        self.headings.clear();
        self.lead = None;
    }

    /// Whether a heading came and no grid since.
    pub(super) fn is_freshly_headed(&self) -> bool {
        !self.has_grid
    }

    /// Whether a text that announces what comes stands right above.
    pub(super) fn is_led(&self) -> bool {
        let ends_open = |text: &str| text.trim_end().ends_with([':', '：']);
        self.lead.is_some_and(|block| ends_open(&self.document.blocks[block].text))
    }

    /// What comes stands in a grid, up to a place.
    pub(super) fn enter(&mut self, end: usize, grid: usize) {
        self.inside.push((end, grid));
    }

    /// Leaves the grids that end at a place.
    pub(super) fn leave_grids(&mut self, at: usize) {
        while self.inside.last().is_some_and(|&(end, _)| end <= at) {
            self.inside.pop();
        }
        self.untitled = self.untitled.filter(|&end| at < end);
    }

    /// What comes stands in cards without titles, up to a place.
    pub(super) fn enter_untitled(&mut self, end: usize) {
        self.untitled = Some(end);
    }

    /// What the place stands in.
    pub(super) fn around(&self) -> Around {
        if self.inside.is_empty() { Around::Page } else { Around::Grid }
    }

    /// Whether a grid is a group of cards or rows of boxes.
    fn is_cards(&self, grid: usize) -> bool {
        matches!(self.document.grids[grid].shape, Shape::Cards | Shape::Table)
    }

    /// The grid that the place stands in.
    fn innermost(&self) -> Option<usize> {
        self.inside.last().map(|&(_, grid)| grid)
    }

    /// The group of cards that the place stands directly in.
    fn cards(&self) -> Option<usize> {
        self.innermost().filter(|&grid| self.is_cards(grid))
    }

    /// Writes a block, with its part in the flow of the text if it has one.
    pub(super) fn block(&mut self, kind: BlockKind, text: String, pieces: Vec<Piece>, part: Option<Part>) {
        let block = self.document.blocks.len();
        self.lead = (kind == BlockKind::Paragraph).then_some(block);
        let grid = self.innermost();
        self.document.blocks.push(Block { kind, text, links: links(&pieces), grid });
        if let Some(part) = part {
            let in_cards = self.untitled.is_some();
            self.flow.push(Flow { part, pieces, block, in_cards, cards: self.cards() });
        }
    }

    /// A grid at a place, under the headings and prose that stand above it now.
    pub(super) fn grid(&self, tree: &Tree<'_>, at: usize, shape: Shape, rows: Vec<Row>) -> Grid {
        let label = tree.attribute(at, "aria-label").map(str::trim).filter(|label| !label.is_empty());
        let is_hidden = tree.nodes[at].is.hidden;
        Grid {
            shape,
            headings: self.headings.clone(),
            caption: label.map(str::to_owned),
            lead: self.lead.map(|block| self.document.blocks[block].text.clone()),
            rows,
            visibility: if is_hidden { Visibility::Hidden } else { Visibility::Shown },
            block: self.document.blocks.len(),
        }
    }

    /// Keeps a grid and gives its index.
    pub(super) fn keep(&mut self, grid: Grid) -> usize {
        self.has_grid = true;
        self.document.grids.push(grid);
        self.document.grids.len() - 1
    }

    /// Keeps rows of boxes and gives their index. What looks back finds a table where they stand, as it is to
    /// a reader; the walk writes their text.
    pub(super) fn keep_boxes(&mut self, grid: Grid) -> usize {
        if grid.visibility == Visibility::Shown && !table::tells_facts(&grid.rows) {
            self.look_back_at(Part::Table, Vec::new(), None);
        }
        self.keep(grid)
    }

    /// Keeps a table, with the text of its cells as blocks and for what looks back if it is shown. Nothing
    /// stands directly above what comes next but the table.
    pub(super) fn keep_table(&mut self, grid: Grid) {
        let is_shown = grid.visibility == Visibility::Shown;
        let index = self.keep(grid);
        if is_shown {
            let rows = std::mem::take(&mut self.document.grids[index].rows);
            self.cells(&rows, index);
            self.document.grids[index].rows = rows;
        }
        self.lead = None;
    }

    /// Writes the cells of a table.
    fn cells(&mut self, rows: &[Row], grid: usize) {
        let tells_facts = table::tells_facts(rows);
        if !tells_facts {
            self.look_back_at(Part::Table, Vec::new(), None);
        }
        let cards = self.cards();
        let is_printed = |cell: &Cell| cell.role != CellRole::Spanned && !cell.is_empty();
        for row in rows {
            if let Some(heading) = &row.heading {
                self.cell_block(heading.clone(), Vec::new(), grid);
            }
            for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| is_printed(cell)) {
                if tells_facts {
                    let part = if column == 0 { Part::Label } else { Part::Value };
                    self.look_back_at(part, cell.pieces.clone(), cards);
                }
                self.cell_block(text_of(&cell.pieces), links(&cell.pieces), grid);
            }
        }
    }

    /// Keeps a text for what looks back, as part of the block that comes next.
    fn look_back_at(&mut self, part: Part, pieces: Vec<Piece>, cards: Option<usize>) {
        let block = self.document.blocks.len();
        self.flow.push(Flow { part, pieces, block, in_cards: false, cards });
    }

    /// Writes the text of a cell as a block.
    fn cell_block(&mut self, text: String, links: Vec<Link>, grid: usize) {
        self.document.blocks.push(Block { kind: BlockKind::Paragraph, text, links, grid: Some(grid) });
    }
}
