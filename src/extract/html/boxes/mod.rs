//! Rows and columns that are made of boxes, without a table.

use super::{
    finds::{Finds, Pending},
    inline,
    pen::pieces,
    sight::{Around, Sight},
    tag::Tag,
    tree::Tree,
};
use crate::model::{Cell, CellRole, Row, Style};

/// A cell of a row without a table is not longer, in bytes.
const CELL_BYTES: usize = 900;
/// Columns of a table that is made of boxes.
const BOX_COLUMNS: usize = 12;
/// Boxes with nothing but one box in them that may stand around a row.
const WRAPS: usize = 4;
/// The head of a column is not longer, in bytes.
const HEAD_BYTES: usize = 40;

/// Cells of a CSS grid that flow into a fixed number of columns, without row elements. Whether they were read
/// as rows.
pub(super) fn columns(sight: Sight<'_, '_>, at: usize, finds: &mut Finds) -> bool {
    let tree = sight.tree;
    if tree.nodes[at].is.mixed {
        return false;
    }
    let cells: Vec<usize> = tree.elements(at).filter(|&cell| tree.nodes[cell].is.chosen).collect();
    let width = match columns_of(tree, at) {
        0 => period(tree, &cells),
        width => width,
    };
    if !(2..=BOX_COLUMNS).contains(&width) {
        return false;
    }
    if cells.len() < width * 2 || !cells.len().is_multiple_of(width) {
        return false;
    }
    let is_plain = |&cell: &usize| !tree.nodes[cell].is.blocks && tree.nodes[cell].size <= CELL_BYTES;
    let begins_bold = |&&cell: &&usize| tree.nodes[cell].is.mixed && starts_bold(tree, cell);
    if !cells.iter().all(is_plain)
        || cells.iter().filter(begins_bold).count() * 2 > cells.len()
        || !finds.may_read(tree.nodes[at].end - at)
    {
        return false;
    }
    let rows = cells.chunks(width).map(|row| box_row(sight, row)).collect();
    finds.pending.insert(cells[0], Pending::Boxes { rows, end: tree.nodes[at].end });
    true
}

/// Cells of three columns or more whose classes come again in the same order, none twice in a row; the head
/// may have classes of its own. The number of columns, or none.
fn period(tree: &Tree<'_>, cells: &[usize]) -> usize {
    let kind = |&cell: &usize| tree.kind(cell);
    let Some((last, others)) = cells.split_last() else { return 0 };
    let width = others.iter().rev().position(|cell| kind(cell) == kind(last)).map_or(0, |before| before + 1);
    let is_cell = |&cell: &usize| {
        let node = &tree.nodes[cell];
        matches!(node.tag, Tag::Block | Tag::Inline) && node.look.kind != 0 && !node.is.headed
    };
    if width < 3
        || cells.len() < width * 3
        || !cells.len().is_multiple_of(width)
        || !cells.iter().all(is_cell)
    {
        return 0;
    }
    let row = &cells[cells.len() - width..];
    let are_apart = (1..width).all(|at| !row[..at].iter().any(|other| kind(other) == kind(&row[at])));
    let repeat = cells[width..].chunks(width).all(|other| other.iter().map(kind).eq(row.iter().map(kind)));
    if width <= BOX_COLUMNS && are_apart && repeat { width } else { 0 }
}

/// Rows of boxes: each member has the same number of cells, whatever is wrapped around them. Whether they
/// were read as rows.
pub(super) fn rows(sight: Sight<'_, '_>, at: usize, members: &[usize], finds: &mut Finds) -> bool {
    let tree = sight.tree;
    let rows: Vec<usize> = members.iter().map(|&member| unwrapped(tree, member)).collect();
    let width = cells(tree, rows[0]).count();
    // Two columns in a card are a label and its value.
    if !(2..=BOX_COLUMNS).contains(&width) || (width == 2 && sight.around == Around::Grid) {
        return false;
    }
    let fits = |row: usize| is_row(tree, row, width);
    let head = head_above(tree, at, members[0]).map(|head| unwrapped(tree, head)).filter(|&head| fits(head));
    let holds_rows = |place: usize| tree.nodes[place].look.row || lays_out_columns(tree, place);
    // A row may be a grid of its cells; what is around rows and a grid by name may be one of cards, too.
    let row_like = |place: usize| holds_rows(place) || tree.nodes[place].look.grid;
    let named =
        || row_like(members[0]) || row_like(rows[0]) || holds_rows(at) || holds_rows(tree.nodes[at].parent);
    // Without names that tell, a row of short words above as many values is the head of a table. It may be
    // the first of the rows.
    let headed = || {
        width > 2
            && (head.is_some_and(|head| is_head(tree, head)) || begin_with_head(tree, &rows))
            && !rows.iter().any(|&row| is_titled(tree, row))
    };
    let span: usize = members.iter().map(|&member| tree.nodes[member].end - member).sum();
    if !rows.iter().all(|&row| fits(row)) || !(named() || headed()) || !finds.may_read(span) {
        return false;
    }
    let mut written: Vec<Row> = head.into_iter().chain(rows).map(|row| row_of_boxes(sight, row)).collect();
    inline::take_labels(&mut written);
    finds.pending.insert(members[0], Pending::Boxes { rows: written, end: tree.nodes[at].end });
    true
}

/// Items of a list that are laid out as rows: each is the same number of `span`s and nothing else. Whether
/// they were read as rows.
pub(super) fn item_rows(sight: Sight<'_, '_>, at: usize, items: &[usize], finds: &mut Finds) -> bool {
    let tree = sight.tree;
    let width = items.first().map_or(0, |&item| tree.elements(item).count());
    if items.len() < 2 || !(2..=BOX_COLUMNS).contains(&width) || sight.around == Around::Grid {
        return false;
    }
    // Two may be a name and what goes on behind it, unless the item parts them.
    let is_laid_out = |item: usize| {
        let look = tree.nodes[item].look;
        width > 2 || look.block || look.row || look.grid
    };
    let fits =
        |&item: &usize| is_laid_out(item) && is_span_row(tree, item) && tree.elements(item).count() == width;
    if !items.iter().all(fits) || !finds.may_read(tree.nodes[at].end - at) {
        return false;
    }
    let cells = |&item: &usize| tree.elements(item).collect::<Vec<_>>();
    let head = named_columns(tree, items, width);
    let rows = head.into_iter().chain(items.iter().map(|item| box_row(sight, &cells(item)))).collect();
    finds.pending.insert(items[0], Pending::Boxes { rows, end: tree.nodes[at].end });
    true
}

/// The cells of a row of boxes; headers where a name says so.
fn row_of_boxes(sight: Sight<'_, '_>, row: usize) -> Row {
    let tree = sight.tree;
    let places: Vec<usize> = cells(tree, row).collect();
    let mut written = box_row(sight, &places);
    let is_named = |at: usize| tree.nodes[at].look.head || is_named_head(tree, at);
    if is_named(row) || is_named(tree.nodes[row].parent) || places.iter().all(|&cell| is_named(cell)) {
        written.cells.iter_mut().for_each(|cell| cell.role = CellRole::Header);
    }
    written
}

/// A row of these cells.
fn box_row(sight: Sight<'_, '_>, cells: &[usize]) -> Row {
    let cell = |&cell: &usize| Cell { role: CellRole::Data, pieces: pieces(sight.tree, sight.base, cell) };
    Row { cells: cells.iter().map(cell).collect(), heading: None }
}

/// The cells of a row of boxes. Where nothing stands in it but `span`s, each of them is one.
fn cells<'t>(tree: &'t Tree<'_>, row: usize) -> impl Iterator<Item = usize> + 't {
    let spans =
        !tree.nodes[row].is.mixed && tree.elements(row).all(|cell| tree.nodes[cell].tag == Tag::Inline);
    tree.elements(row)
        .filter(move |&cell| spans || tree.nodes[cell].tag.breaks_lines() || tree.nodes[cell].look.kind != 0)
}

/// Whether a row is nothing but `span`s with words of their own: none goes on in the next, none is a badge.
fn is_span_row(tree: &Tree<'_>, row: usize) -> bool {
    let begins = |text: &str| text.starts_with(|letter: char| letter.is_alphanumeric() || letter == '(');
    let goes_on = |text: &str| text.ends_with([':', ',', ' ', '-', '–', '(']);
    let has_own_words = |cell: usize| {
        let texts = tree.nodes[cell..tree.nodes[cell].end].iter().map(|node| node.text);
        let mut texts = texts.filter(|text| !text.is_empty());
        let first = texts.next();
        first.is_some_and(begins) && !texts.next_back().or(first).is_some_and(goes_on)
    };
    let is_plain = |cell: usize| {
        let node = &tree.nodes[cell];
        let is_badge = node.look.style == Some(Style::Badge) || node.look.pill;
        node.tag == Tag::Inline && !node.is.blocks && !is_badge
    };
    !tree.nodes[row].is.mixed
        && tree.nodes[row].size <= CELL_BYTES
        && tree.elements(row).all(|cell| is_plain(cell) && has_own_words(cell))
}

/// The row in a box that holds nothing but it, as builders of pages wrap them.
pub(super) fn unwrapped(tree: &Tree<'_>, at: usize) -> usize {
    let mut row = at;
    for _ in 0..WRAPS {
        let mut inner = tree.elements(row).filter(|&inner| tree.nodes[inner].size > 0);
        match (inner.next(), inner.next()) {
            (Some(only), None) if tree.nodes[only].tag == Tag::Block && !tree.nodes[row].is.mixed => {
                row = only;
            }
            _ => break,
        }
    }
    row
}

/// Whether a box is a row of so many cells and nothing else.
fn is_row(tree: &Tree<'_>, row: usize, width: usize) -> bool {
    let node = &tree.nodes[row];
    let holds_only_cells = !node.is.mixed && !node.is.headed && !node.is.tabled;
    let is_cell = |cell: usize| tree.nodes[cell].size <= CELL_BYTES && is_simple(tree, cell);
    holds_only_cells && cells(tree, row).count() == width && cells(tree, row).all(is_cell)
}

/// Every cell is a short word or two without a link, as the heads of columns are.
fn is_head(tree: &Tree<'_>, row: usize) -> bool {
    let is_value = |text: &str| text.contains(|letter: char| letter.is_ascii_digit() || letter == ':');
    let is_short_word = |cell: usize| {
        let node = &tree.nodes[cell];
        node.size <= HEAD_BYTES
            && node.linked == 0
            && !tree.nodes[cell..node.end].iter().any(|node| is_value(node.text))
    };
    // The column of a link or button may have no head.
    cells(tree, row).all(is_short_word)
        && cells(tree, row).filter(|&cell| tree.nodes[cell].size > 0).count() > 1
}

/// Whether the first of some rows may be the head of the others: it has nothing but short words, and the
/// cells of the others are alike, column by column.
fn begin_with_head(tree: &Tree<'_>, rows: &[usize]) -> bool {
    let [first, second, others @ ..] = rows else { return false };
    let alike = |&row: &usize| {
        let kinds = |row: usize| cells(tree, row).map(|cell| tree.kind(cell));
        kinds(row).eq(kinds(*second))
    };
    // Labels stand in every row.
    let begin = |cell: usize| {
        tree.nodes[cell..tree.nodes[cell].end]
            .iter()
            .map(|node| node.text.trim())
            .find(|text| !text.is_empty())
    };
    let has_labels = || {
        cells(tree, *first)
            .zip(cells(tree, *second))
            .any(|(one, other)| begin(one).is_some_and(|text| begin(other) == Some(text)))
    };
    !others.is_empty() && is_head(tree, *first) && others.iter().all(alike) && !has_labels()
}

/// Begins with a title of its own, as cards do.
fn is_titled(tree: &Tree<'_>, row: usize) -> bool {
    let title = |at: usize| {
        tree.nodes[at..tree.nodes[at].end]
            .iter()
            .any(|node| node.look.style == Some(Style::Strong) || node.look.logo || names_rest(node.tag))
    };
    cells(tree, row).next().is_some_and(title) && !cells(tree, row).all(title)
}

/// Whether elements of a kind say in words or by their place that they name what follows.
fn names_rest(tag: Tag) -> bool {
    matches!(tag, Tag::Strong | Tag::Summary | Tag::Term)
}

/// Builders of pages keep the name that the author gave a box.
fn is_named_head(tree: &Tree<'_>, at: usize) -> bool {
    let is_head_word =
        |word: &str| ["head", "header", "thead"].iter().any(|head| word.eq_ignore_ascii_case(head));
    let is_head_name = |(name, value): (&str, &str)| {
        name.starts_with("data-")
            && value.len() <= HEAD_BYTES
            && value.split([' ', '-', '_']).any(is_head_word)
    };
    tree.nodes[at].element.is_some_and(|element| element.attrs().any(is_head_name))
}

/// The head of columns that only class names tell: one plain word each, the same in every row, no two alike.
fn named_columns(tree: &Tree<'_>, items: &[usize], width: usize) -> Option<Row> {
    let is_word = |name: &str| {
        (3..=HEAD_BYTES).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let class = |item: usize, column: usize| {
        tree.elements(item).nth(column).and_then(|cell| tree.attribute(cell, "class")).map(str::trim)
    };
    let mut names: Vec<&str> = Vec::new();
    for column in 0..width {
        let name = class(items[0], column)?;
        let is_in_every_row = || items.iter().all(|&item| class(item, column) == Some(name));
        if !is_word(name) || names.contains(&name) || !is_in_every_row() {
            return None;
        }
        names.push(name);
    }
    let cells = names.into_iter().map(|name| Cell { role: CellRole::Header, ..Cell::plain(name) }).collect();
    Some(Row { cells, heading: None })
}

/// An element above the first row that may hold the headers: its sibling, that of the box around the rows, or
/// that of a box around nothing but this.
fn head_above(tree: &Tree<'_>, at: usize, first: usize) -> Option<usize> {
    let mut around = at;
    let mut head = tree.element_before(first).or_else(|| tree.element_before(at));
    for _ in 0..WRAPS {
        if head.is_some() || around == 0 {
            break;
        }
        around = tree.nodes[around].parent;
        head = tree.element_before(around).filter(|&head| is_head(tree, unwrapped(tree, head)));
    }
    head.filter(|&head| tree.nodes[head].size > 0)
}

/// No box stands in a cell but lines of text.
fn is_simple(tree: &Tree<'_>, cell: usize) -> bool {
    tree.nodes[cell..tree.nodes[cell].end].iter().filter(|node| node.tag == Tag::Block).count() <= 4
}

/// Whether the first element in a box is bold.
fn starts_bold(tree: &Tree<'_>, at: usize) -> bool {
    tree.elements(at).next().is_some_and(|first| tree.nodes[first].tag == Tag::Strong)
}

/// Whether the own style of an element lays out columns or rows.
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
mod tests;
