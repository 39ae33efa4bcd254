//! Rows and columns that are made of boxes, without a table.

use super::{group::Pending, pen::pieces, tag::Tag, tree::Tree, walk::Walk};
use crate::model::{Cell, CellRole, Row, Style};

/// A cell of a row without a table is not longer, in bytes.
const CELL_BYTES: usize = 900;
/// Columns of a table that is made of boxes.
const BOX_COLUMNS: usize = 12;
/// Boxes with nothing but one box in them that may stand around a row.
const WRAPS: usize = 4;
/// The head of a column is not longer, in bytes.
const HEAD_BYTES: usize = 40;

impl Walk<'_, '_> {
    /// Cells of a CSS grid that flow into a fixed number of columns, without row elements.
    pub(super) fn columns(&mut self, at: usize) -> bool {
        let tree = self.tree;
        let width = columns_of(tree, at);
        if !(2..=BOX_COLUMNS).contains(&width) || tree.nodes[at].is.mixed {
            return false;
        }
        let cells: Vec<usize> = tree.elements(at).filter(|&cell| tree.nodes[cell].is.chosen).collect();
        if cells.len() < width * 2 || !cells.len().is_multiple_of(width) {
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

    /// Rows of boxes: each member has the same number of cells, whatever is wrapped around them.
    pub(super) fn boxes(&mut self, at: usize, members: &[usize]) -> bool {
        let tree = self.tree;
        let rows: Vec<usize> = members.iter().map(|&member| unwrapped(tree, member)).collect();
        let width = cells(tree, rows[0]).count();
        // Two columns in a card are a label and its value.
        if !(2..=BOX_COLUMNS).contains(&width) || (width == 2 && !self.inside.is_empty()) {
            return false;
        }
        let fits = |row: usize| is_row(tree, row, width);
        let head = head_above(tree, at, members[0]).map(|head| unwrapped(tree, head)).find(|&head| fits(head));
        let row_like = |place: usize| tree.nodes[place].look.row || lays_out_columns(tree, place);
        let named = || row_like(members[0]) || row_like(rows[0]) || row_like(at) || row_like(tree.nodes[at].parent);
        // Without names that tell, a row of short words above as many values is the head of a table.
        let headed = || width > 2 && head.is_some_and(|head| is_head(tree, head)) && !rows.iter().any(|&row| is_titled(tree, row));
        let span: usize = members.iter().map(|&member| tree.nodes[member].end - member).sum();
        if !rows.iter().all(|&row| fits(row)) || !(named() || headed()) || !self.may_read(span) {
            return false;
        }
        let written = head.into_iter().chain(rows).map(|row| self.row_of_boxes(row)).collect();
        self.pending.insert(members[0], Pending::Boxes { rows: written, end: tree.nodes[at].end });
        true
    }

    fn row_of_boxes(&self, row: usize) -> Row {
        let tree = self.tree;
        let places: Vec<usize> = cells(tree, row).collect();
        let mut written = self.box_row(&places);
        let named = |at: usize| tree.nodes[at].look.head || is_named_head(tree, at);
        if named(row) || named(tree.nodes[row].parent) || places.iter().all(|&cell| named(cell)) {
            written.cells.iter_mut().for_each(|cell| cell.role = CellRole::Header);
        }
        written
    }

    fn box_row(&self, cells: &[usize]) -> Row {
        let cell = |&cell: &usize| Cell { role: CellRole::Data, pieces: pieces(self.tree, self.base, cell) };
        Row { cells: cells.iter().map(cell).collect(), heading: None }
    }
}

/// The cells of a row of boxes.
fn cells<'t>(tree: &'t Tree<'_>, row: usize) -> impl Iterator<Item = usize> + 't {
    tree.elements(row).filter(|&cell| tree.nodes[cell].tag.breaks_lines() || tree.nodes[cell].look.kind != 0)
}

/// The row in a box that holds nothing but it, as builders of pages wrap them.
fn unwrapped(tree: &Tree<'_>, at: usize) -> usize {
    let mut row = at;
    for _ in 0..WRAPS {
        let mut inner = tree.elements(row).filter(|&inner| tree.nodes[inner].size > 0);
        match (inner.next(), inner.next()) {
            (Some(only), None) if tree.nodes[only].tag == Tag::Block && !tree.nodes[row].is.mixed => row = only,
            _ => break,
        }
    }
    row
}

fn is_row(tree: &Tree<'_>, row: usize, width: usize) -> bool {
    let node = &tree.nodes[row];
    let plain = !node.is.mixed && !node.is.headed && !node.is.tabled;
    plain && cells(tree, row).count() == width && cells(tree, row).all(|cell| tree.nodes[cell].size <= CELL_BYTES && is_simple(tree, cell))
}

/// Every cell is a short word or two without a link, as the heads of columns are.
fn is_head(tree: &Tree<'_>, row: usize) -> bool {
    cells(tree, row).all(|cell| {
        let node = &tree.nodes[cell];
        let digits = tree.nodes[cell..node.end].iter().any(|node| node.text.contains(|letter: char| letter.is_ascii_digit()));
        node.size > 0 && node.size <= HEAD_BYTES && node.linked == 0 && !digits
    })
}

/// Begins with a title of its own, as cards do.
fn is_titled(tree: &Tree<'_>, row: usize) -> bool {
    let title =
        |at: usize| tree.nodes[at..tree.nodes[at].end].iter().any(|node| node.look.style == Some(Style::Strong) || node.tag == Tag::Strong);
    cells(tree, row).next().is_some_and(title) && !cells(tree, row).all(title)
}

/// Builders of pages keep the name that the author gave a box.
fn is_named_head(tree: &Tree<'_>, at: usize) -> bool {
    let named = |(name, value): (&str, &str)| {
        name.starts_with("data-")
            && value.len() <= HEAD_BYTES
            && ["head", "header", "thead"].iter().any(|head| value.to_ascii_lowercase().split([' ', '-', '_']).any(|word| word == *head))
    };
    tree.nodes[at].element.is_some_and(|element| element.attrs().any(named))
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
        style.contains("grid-template-columns") || style.contains("table-row") || style.contains("contents")
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
    fn rows_that_are_wrapped_more_deeply_than_their_head_are_one_table_with_it() {
        let cell = |deep: usize, text: &str| format!("{}<p>{text}</p>{}", "<div class=x>".repeat(deep), "</div>".repeat(deep));
        let row = |wraps: usize, deep: usize, texts: [&str; 3]| {
            let cells: String = texts.map(|text| format!("<div class=c>{}</div>", cell(deep, text))).concat();
            format!("{}<div class=k>{cells}</div>{}", "<div class=w>".repeat(wraps), "</div>".repeat(wraps))
        };
        for (wraps, deep) in [(0, 0), (1, 0), (2, 1), (0, 2)] {
            let head = row(0, 0, ["Name", "Purpose", "Where"]).replace("class=k", "class=top");
            let page = format!("<div>{head}{}{}</div>", row(wraps, deep, ["Acme", "Mail", "EU"]), row(wraps, deep, ["Bolt", "Chat", "US"]));
            let document = read(&page);
            assert_eq!(document.grids[0].shape, Shape::Table, "{page}");
            assert_eq!(cells(&document.grids[0]), [["Name", "Purpose", "Where"], ["Acme", "Mail", "EU"], ["Bolt", "Chat", "US"]], "{page}");
        }
    }

    #[test]
    fn a_head_is_told_by_the_name_its_author_gave_it_and_rows_by_their_display() {
        let row = |more: &str, texts: [&str; 3]| format!("<div {more}>{}</div>", texts.map(|text| format!("<div>{text}</div>")).concat());
        let style = "style='display: contents'";
        let page = format!(
            "<div>{}{}{}</div>",
            row(&format!("{style} data-name='Table head'"), ["Name", "Purpose", "Where"]),
            row(style, ["Acme", "Mail", "EU"]),
            row(style, ["Bolt", "Chat", "US"])
        );
        assert_eq!(cells(&read(&page).grids[0])[0], ["!Name", "!Purpose", "!Where"]);
    }

    #[test]
    fn cards_with_titles_below_a_row_of_buttons_are_no_rows() {
        let card = |name: &str| format!("<div class=card><b>{name}</b><div>Mail</div><div>EU</div></div>");
        let page = format!("<div><div><div>All</div><div>Mail</div><div>Chat</div></div>{}{}</div>", card("Acme"), card("Bolt"));
        assert!(read(&page).grids.iter().all(|grid| grid.shape != Shape::Table));
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
