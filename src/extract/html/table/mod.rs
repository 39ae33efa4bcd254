//! Tables: `table` and `role=table`, with spans resolved.

use std::borrow::Cow;

use super::{
    inline,
    page::Element,
    pen::{Base, pieces},
    tag::Tag,
    tree::{Node, Tree},
};
use crate::model::{Break, Cell, CellRole, Hint, Piece, Row, Style, join};

/// Columns of a table that are read.
pub(super) const COLUMNS: usize = 100;
/// Rows that a cell can cover.
const ROW_SPAN: usize = 5_000;
/// Cells that repeat a cell that spans, in one table; beyond, a span leaves empty cells.
const SPANNED_CELLS: usize = 400_000;
/// Text that such cells repeat, in bytes, in one table.
const SPANNED_BYTES: usize = 8 << 20;
/// A lone cell across the whole table up to this length is a heading of the rows below, in bytes.
const BAND_BYTES: usize = 120;
/// Rows that the head of a table has at most.
const HEAD_ROWS: usize = 4;
/// A table of label and value has so many rows at most.
const FACT_ROWS: usize = 16;

/// A cell that reaches into rows below.
struct Reach {
    column: usize,
    width: usize,
    rows: usize,
    cell: Cell,
}

/// A table as it was read.
pub(super) struct Table {
    /// Its rows, all of them as long as the longest.
    pub(super) rows: Vec<Row>,
    /// The limit that its spans met.
    pub(super) limit: Option<Hint>,
}

/// Reads a table; none where it only lays out other things.
pub(super) fn table(tree: &Tree<'_>, base: &Base, at: usize) -> Option<Table> {
    if is_layout(tree, at) {
        return None;
    }
    let mut build =
        Build { tree, base, rows: Vec::new(), reaching: Vec::new(), spanned: (0, 0), cut: false, heads: 1 };
    for (row, part) in rows_of(tree, at) {
        build.row(row, part);
    }
    let Build { mut rows, cut, .. } = build;
    let limit = cut
        .then(|| Hint::Limit(format!("spans of a table beyond {COLUMNS} columns or {SPANNED_CELLS} cells")));
    square(&mut rows);
    let mut rows = stacked(rows);
    inline::take_labels(&mut rows);
    Some(Table { rows: bands(rows), limit })
}

/// The text of a table's caption, where it has one.
pub(super) fn caption(tree: &Tree<'_>, base: &Base, at: usize) -> Option<String> {
    let caption = (at + 1..tree.nodes[at].end).find(|&place| tree.nodes[place].tag == Tag::Caption)?;
    Some(join(&pieces(tree, base, caption)).into_owned())
}

/// Whether a table is one of labels and values.
pub(super) fn tells_facts(rows: &[Row]) -> bool {
    rows.len() <= FACT_ROWS && rows.iter().all(|row| row.cells.len() == 2)
}

/// A table that holds a table, or one row of larger things, only lays them out.
fn is_layout(tree: &Tree<'_>, at: usize) -> bool {
    let node = &tree.nodes[at];
    if node.is.tabled {
        return true;
    }
    let rows = tree.nodes[at..node.end].iter().filter(|node| node.tag == Tag::TableRow).count();
    let in_words = matches!(tree.attribute(at, "role"), Some("presentation" | "none"));
    rows == 0
        || (rows == 1
            && (node.is.headed
                || in_words
                || tree.nodes[at..node.end].iter().any(|node| node.tag == Tag::List)))
}

/// The rows of a table and the part of it that each stands in.
fn rows_of(tree: &Tree<'_>, at: usize) -> Vec<(usize, Tag)> {
    let mut rows = Vec::new();
    let mut part = (0, Tag::TableBody);
    let mut place = at + 1;
    while place < tree.nodes[at].end {
        let node = &tree.nodes[place];
        if place >= part.0 {
            part = (usize::MAX, Tag::TableBody);
        }
        match node.tag {
            Tag::TableHead | Tag::TableBody => part = (node.end, node.tag),
            Tag::TableRow => {
                rows.push((place, part.1));
                place = node.end;
                continue;
            }
            Tag::Caption => {
                place = node.end;
                continue;
            }
            _ => {}
        }
        place += 1;
    }
    // All rows of a body are hidden by the table or by themselves; the latter are for scripts to show.
    rows.retain(|&(row, _)| {
        tree.nodes[row].is.chosen && (!tree.nodes[row].is.hidden || tree.nodes[at].is.hidden)
    });
    rows
}

/// A table whose rows are read one after the other.
struct Build<'t, 'a> {
    tree: &'t Tree<'a>,
    base: &'t Base,
    rows: Vec<Row>,
    /// Cells above that reach into the row that comes.
    reaching: Vec<Reach>,
    /// Cells that repeat one that spans, and the bytes of their text.
    spanned: (usize, usize),
    /// A span met a limit.
    cut: bool,
    /// Rows that the headers of the first row reach over.
    heads: usize,
}

impl Build<'_, '_> {
    /// Reads a row, among the cells that reach into it from above.
    fn row(&mut self, place: usize, part: Tag) {
        let tree = self.tree;
        let first_row = self.rows.is_empty();
        let in_head = (part == Tag::TableHead && first_row) || (!first_row && self.rows.len() < self.heads);
        let mut cells: Vec<Cell> = Vec::new();
        let mut reaching = std::mem::take(&mut self.reaching);
        reaching.sort_by_key(|reach| reach.column);
        let mut above = reaching.iter();
        let mut next = above.next();
        let mut begun = Vec::new();
        for child in cells_of(tree, place) {
            while let Some(reach) = next.filter(|reach| reach.column <= cells.len()) {
                self.repeat(&mut cells, &reach.cell, reach.width);
                next = above.next();
            }
            if cells.len() >= COLUMNS {
                self.cut = true;
                break;
            }
            let node = &tree.nodes[child];
            let role = if node.tag == Tag::HeaderCell || in_head { CellRole::Header } else { CellRole::Data };
            let cell = Cell { role, pieces: pieces(tree, self.base, child) };
            let (width, height) = self.span(child, cells.len());
            if height > 1 {
                begun.push(Reach { column: cells.len(), width, rows: height, cell: cell.clone() });
            }
            let first = cells.len();
            cells.push(cell);
            if width > 1 {
                let cell = cells[first].clone();
                self.repeat(&mut cells, &cell, width - 1);
            }
        }
        while let Some(reach) = next {
            cells.resize_with(cells.len().max(reach.column), Cell::default);
            self.repeat(&mut cells, &reach.cell, reach.width);
            next = above.next();
        }
        if first_row
            && cells.iter().all(|cell| cell.role != CellRole::Data)
            && cells.iter().any(|cell| cell.role == CellRole::Spanned)
        {
            self.heads = begun.iter().map(|reach| reach.rows).min().unwrap_or(1).min(HEAD_ROWS);
        }
        reaching.append(&mut begun);
        for reach in &mut reaching {
            reach.rows -= 1;
        }
        reaching.retain(|reach| reach.rows > 0);
        self.reaching = reaching;
        if cells.iter().any(|cell| !cell.is_empty())
            || tree.nodes[place].size > 0
            || cells.iter().any(|cell| cell.role == CellRole::Header)
        {
            self.rows.push(Row { cells, heading: None });
        }
    }

    /// Columns and rows that a cell covers, at most what a table may have.
    fn span(&mut self, cell: usize, column: usize) -> (usize, usize) {
        let (mut width, mut rows) = (None, None);
        for (name, value) in self.tree.nodes[cell].element.into_iter().flat_map(Element::attrs) {
            let number = || value.trim().parse::<usize>().ok();
            match name {
                "colspan" => width = number().or(width),
                "aria-colspan" => width = width.or_else(number),
                "rowspan" => rows = number().or(rows),
                "aria-rowspan" => rows = rows.or_else(number),
                _ => {}
            }
        }
        let width = width.unwrap_or(1).max(1);
        let room = COLUMNS.saturating_sub(column).max(1);
        self.cut |= width > room;
        let height = match rows {
            Some(0) => ROW_SPAN,
            Some(rows) => rows.min(ROW_SPAN),
            None => 1,
        };
        (width.min(room), height)
    }

    /// Repeats a cell that spans, as far as the limits let it.
    fn repeat(&mut self, cells: &mut Vec<Cell>, cell: &Cell, times: usize) {
        for _ in 0..times.min(COLUMNS.saturating_sub(cells.len())) {
            self.spanned.0 += 1;
            self.spanned.1 += cell.pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
            let fits = self.spanned.0 <= SPANNED_CELLS && self.spanned.1 <= SPANNED_BYTES;
            self.cut |= !fits;
            let pieces = if fits { cell.pieces.clone() } else { Vec::new() };
            cells.push(Cell { role: CellRole::Spanned, pieces });
        }
    }
}

/// The cells of a row.
fn cells_of<'t>(tree: &'t Tree<'_>, row: usize) -> impl Iterator<Item = usize> + 't {
    let by_role = tree.nodes[row].is.by_role;
    let is_cell = move |node: &Node<'_>| {
        matches!(node.tag, Tag::HeaderCell | Tag::DataCell)
            || (by_role && node.tag != Tag::Text && node.size > 0)
    };
    tree.children(row).filter(move |&child| {
        is_cell(&tree.nodes[child]) && (!tree.nodes[child].is.hidden || tree.nodes[row].is.hidden)
    })
}

/// Makes all rows as long as the longest.
fn square(rows: &mut [Row]) {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    for row in rows {
        row.cells.resize_with(width, Cell::default);
    }
}

/// A table that is printed in halves side by side, each under the same heads, as one below the other.
fn stacked(rows: Vec<Row>) -> Vec<Row> {
    let Some((head, rest)) = rows.split_first() else { return rows };
    let heads: Vec<Cow<'_, str>> = head.cells.iter().map(Cell::text).collect();
    let repeats = |&width: &usize| {
        heads.len().is_multiple_of(width)
            && heads[..width].iter().all(|head| !head.is_empty())
            && heads.chunks(width).all(|part| *part == heads[..width])
            && heads[..width].iter().enumerate().all(|(at, head)| !heads[..at].contains(head))
    };
    let widths = 2..=heads.len() / 2;
    let is_spanned = || rows.iter().any(|row| row.cells.iter().any(|cell| cell.role == CellRole::Spanned));
    let Some(width) = widths.into_iter().find(repeats).filter(|_| !is_spanned()) else { return rows };
    let row = |cells: &[Cell]| Row { cells: cells.to_vec(), heading: None };
    let parts = (0..heads.len()).step_by(width);
    let below = parts.flat_map(|from| rest.iter().map(move |row| &row.cells[from..from + width]));
    let filled = below.filter(|cells| cells.iter().any(|cell| !cell.is_empty()));
    std::iter::once(&head.cells[..width]).chain(filled).map(row).collect()
}

/// A table of one column whose cells are cards: each has several lines, the first of them bold. As rows of
/// lines.
pub(super) fn cards(rows: &[Row]) -> Option<Vec<Row>> {
    let is_card = |row: &Row| {
        let [cell] = row.cells.as_slice() else { return false };
        let lines = cell.lines();
        lines.len() > 1 && lines[0].first().is_some_and(|piece| piece.style == Style::Strong)
    };
    let line = |pieces: &[Piece]| {
        let mut pieces = pieces.to_vec();
        if let Some(first) = pieces.first_mut() {
            first.breaks = Break::None;
        }
        Cell { role: CellRole::Data, pieces }
    };
    let card = |row: &Row| Row {
        cells: row.cells[0].lines().into_iter().map(line).collect(),
        heading: row.heading.clone(),
    };
    (!rows.is_empty() && rows.iter().all(is_card)).then(|| rows.iter().map(card).collect())
}

/// A row that is one short cell from edge to edge heads the rows below it.
fn bands(rows: Vec<Row>) -> Vec<Row> {
    let last = rows.len().saturating_sub(1);
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    let mut heading: Option<String> = None;
    for (at, mut row) in rows.into_iter().enumerate() {
        let band = at < last
            && row.cells.len() > 1
            && row.cells[1..]
                .iter()
                .all(|cell| cell.role == CellRole::Spanned && cell.pieces == row.cells[0].pieces);
        let text = if band { row.cells[0].text() } else { Cow::default() };
        if band && !text.is_empty() && text.len() <= BAND_BYTES && row.cells[0].role != CellRole::Spanned {
            heading = Some(text.into_owned());
            continue;
        }
        row.heading = heading.take();
        kept.push(row);
    }
    kept
}

#[cfg(test)]
mod tests;
