//! Rows and columns that are made of boxes, without a table.

use super::{group::Pending, pen::pieces, tag::Tag, tree::Tree, walk::Walk};
use crate::model::{Cell, CellRole, Row};

/// A cell of a row without a table is not longer, in bytes.
const CELL_BYTES: usize = 900;
/// Columns of a table that is made of boxes.
const BOX_COLUMNS: usize = 12;

impl Walk<'_, '_> {
    /// Cells of a CSS grid that flow into a fixed number of columns, without row elements.
    pub(super) fn columns(&mut self, at: usize) -> bool {
        let tree = self.tree;
        let width = columns_of(tree, at);
        let cells: Vec<usize> = tree.elements(at).filter(|&cell| tree.nodes[cell].is.chosen).collect();
        if !(2..=BOX_COLUMNS).contains(&width) || tree.nodes[at].is.mixed || cells.len() < width * 2 || !cells.len().is_multiple_of(width) {
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
    pub(super) fn boxes(&mut self, at: usize, members: &[usize]) -> bool {
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
}

/// An element above the first row that may hold the headers: its sibling, or that of the box around the rows.
fn head_above(tree: &Tree<'_>, at: usize, first: usize) -> impl Iterator<Item = usize> {
    let head = tree.element_before(first).or_else(|| tree.element_before(at));
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

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use crate::model::Shape;

    #[test]
    fn rows_of_boxes_are_a_table_with_the_row_above_as_headers() {
        let row = |class: &str, a: &str, b: &str, c: &str| format!("<div class='{class}'><div>{a}</div><div>{b}</div><div>{c}</div></div>");
        let page = format!(
            "<div class=list>{}{}{}</div>",
            row("list-header", "Name", "Purpose", "Where"),
            row("list-row", "Acme", "Mail", "EU"),
            row("list-row", "Bolt", "Chat", "US")
        );
        let document = read(&page);
        assert_eq!(document.grids[0].shape, Shape::Table);
        assert_eq!(cells(&document.grids[0]), [["!Name", "!Purpose", "!Where"], ["Acme", "Mail", "EU"], ["Bolt", "Chat", "US"]]);
    }

    #[test]
    fn boxes_that_flow_into_columns_are_a_table() {
        for grid in [
            "class='grid grid-cols-2'",
            "style='display:grid;grid-template-columns:1fr 2fr'",
            "style='grid-template-columns: repeat(2, 1fr)'",
        ] {
            let page = format!("<div {grid}><div>Name</div><div>Where</div><div>Acme</div><div>EU</div></div>");
            assert_eq!(cells(&read(&page).grids[0]), [["Name", "Where"], ["Acme", "EU"]], "{grid}");
        }
    }
}
