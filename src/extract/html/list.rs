//! Bullets, numbered items and definition lists.

use std::collections::{HashMap, HashSet};

use super::{
    boxes,
    finds::Finds,
    flow::PSEUDO_LEVEL,
    group,
    labelled::is_labelled,
    pen::{Base, Pen, pieces},
    sight::{Around, Sight},
    tag::Tag,
    tree::Tree,
};
use crate::model::{Cell, CellRole, Document, Grid, Row, Shape, join};

/// What stands before an inner list heads it up to this length, in bytes.
const LABEL_BYTES: usize = 120;
/// Nodes looked at for it.
const LABEL_NODES: usize = 64;
/// Terms that share their descriptions; of more, the rest have none.
const TERMS: usize = 8;

/// What stands before a list.
pub(super) struct Before<'d> {
    /// A heading came and no grid since, or a lead of its own stands right above (`These are in the EU:`).
    pub(super) is_headed: bool,
    /// The last grid.
    pub(super) grid: Option<&'d Grid>,
}

impl Before<'_> {
    /// Whether the grid before is a list of several in an item of another: this one may have one item only.
    fn is_inner_list(&self) -> bool {
        let is_inner =
            |grid: &Grid| grid.headings.last().is_some_and(|heading| heading.level == PSEUDO_LEVEL);
        self.grid.is_some_and(|grid| grid.shape == Shape::List && grid.rows.len() > 1 && is_inner(grid))
    }
}

/// A list that is a grid of its own.
pub(super) struct List {
    /// A row for each item.
    pub(super) rows: Vec<Row>,
    /// What the item around it says before it.
    pub(super) label: Option<String>,
}

/// Reads a list as a grid, unless it is a menu, the facts of one card, or a group of cards or rows: such a
/// group is noted among the finds.
pub(super) fn list(sight: Sight<'_, '_>, at: usize, before: &Before<'_>, finds: &mut Finds) -> Option<List> {
    let Sight { tree, base, around } = sight;
    let node = &tree.nodes[at];
    if tree.is_menu(at) {
        return None;
    }
    let items: Vec<usize> = items_of(tree, at);
    let bulky =
        items.iter().filter(|&&item| tree.nodes[item].is.headed || tree.nodes[item].is.tabled).count();
    if bulky * 2 > items.len() {
        if items.len() > 1 {
            group::groups(sight, at, finds);
        }
        return None;
    }
    let label = outer_label(tree, base, at);
    let alone = items.len() == 1 && !before.is_headed && (label.is_none() || !before.is_inner_list());
    if items.is_empty() || alone || !finds.may_read(node.end - at) {
        return None;
    }
    if items.iter().any(|&item| tree.nodes[item].is.blocks) && group::groups(sight, at, finds) {
        return None;
    }
    if boxes::item_rows(sight, at, &items, finds) {
        return None;
    }
    let row = |&item: &usize| Row {
        cells: vec![Cell { role: CellRole::Data, pieces: pieces(tree, base, item) }],
        heading: None,
    };
    let rows: Vec<Row> = items.iter().map(row).filter(|row| !row.cells[0].is_empty()).collect();
    let tells_facts = rows.iter().all(|row| is_labelled(&row.cells[0].pieces));
    let of_another = around == Around::Grid || label.is_some();
    if rows.is_empty() || (tells_facts && of_another) {
        return None;
    }
    Some(List { rows, label })
}

/// The rows of a `dl`: each term with its descriptions.
pub(super) fn definitions(tree: &Tree<'_>, base: &Base, at: usize) -> Vec<Row> {
    let end = tree.nodes[at].end;
    let mut rows: Vec<Row> = Vec::new();
    let mut open = 0;
    let mut place = at + 1;
    while place < end {
        let node = &tree.nodes[place];
        if !matches!(node.tag, Tag::Term | Tag::Description) {
            place = if node.tag == Tag::Definitions { node.end } else { place + 1 };
            continue;
        }
        let written = pieces(tree, base, place);
        if node.tag == Tag::Term {
            if rows.get(open).is_some_and(|row| row.cells.len() > 1) {
                open = rows.len();
            }
            rows.push(Row { cells: vec![Cell { role: CellRole::Header, pieces: written }], heading: None });
        } else {
            for row in rows.iter_mut().skip(open).take(TERMS) {
                row.cells.push(Cell { role: CellRole::Data, pieces: written.clone() });
            }
        }
        place = node.end;
    }
    rows
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

/// What a row says before its colon.
fn label(row: &Row) -> String {
    let text = row.cells[0].text();
    text.split_once(':').map_or_else(|| text.to_string(), |(label, _)| label.to_lowercase())
}

/// The items of a list that are read.
fn items_of(tree: &Tree<'_>, at: usize) -> Vec<usize> {
    let hidden = tree.nodes[at].is.hidden;
    let is_item = |&item: &usize| {
        let node = &tree.nodes[item];
        let is_filled = node.size > 0 || node.is.blocks;
        let is_read = node.is.chosen && (hidden || !node.is.hidden);
        is_filled && is_read && node.tag != Tag::List
    };
    tree.elements(at).filter(is_item).collect()
}

/// What an item says before the list inside it, where that is short enough to be a label.
fn outer_label(tree: &Tree<'_>, base: &Base, list: usize) -> Option<String> {
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
    let mut pen = Pen::new(tree, base);
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
            "<ul><li>Acme<ul><li>Purpose: mail<li>Place: EU</ul><li>Bolt<ul><li>Purpose: chat<li>Place: \
             US</ul></ul>",
        );
        assert_eq!(document.grids.len(), 1);
    }

    #[test]
    fn facts_below_headings_are_text_of_their_sections() {
        let page = "<h1>L</h1><h2>Acme</h2><ul><li>Purpose: mail<li>Place: EU</ul><h2>Bolt</h2><ul>\
            <li>Purpose: chat<li>Place: US</ul>";
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
        let page = "<h2>Mail</h2><ul><li>A<li>B</ul><p>These are in the EU:</p><ul><li>C</ul><p>Thanks.";
        assert_eq!(read(page).grids.len(), 2);
        assert_eq!(read(&page.replace("EU:", "EU.")).grids.len(), 1);
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
