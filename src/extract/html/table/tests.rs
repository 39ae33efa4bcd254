//! Tests of `table`.

use super::super::{cells, read};
use crate::model::{BlockKind, Hint, Shape};

#[test]
fn cells_that_span_are_repeated_where_they_reach() {
    let page =
        "<table><tr><th rowspan=2>Name<th colspan=2>Where<tr><td>Data<td>Seat<tr><td>A<td>EU<td>US</table>";
    let document = read(page);
    assert_eq!(
        cells(&document.grids[0]),
        [["!Name", "!Where", "=Where"], ["=Name", "!Data", "!Seat"], ["A", "EU", "US"]]
    );
    let printed = document.blocks.iter().filter(|block| block.text == "Where").count();
    assert_eq!(printed, 1);
}

#[test]
fn a_span_from_a_row_above_shifts_the_cells_below() {
    let page = "<table><tr><td>H<td rowspan=2>x<td>1<tr><td>I<td>2<tr><td>J<td>y<td>3</table>";
    assert_eq!(cells(&read(page).grids[0]), [["H", "x", "1"], ["I", "=x", "2"], ["J", "y", "3"]]);
}

#[test]
fn hostile_spans_are_cut_and_told() {
    let page = "<table><tr><td colspan=100000 rowspan=65534>a<tr><td>b<tr><td>c</table>";
    let document = read(page);
    assert!(document.grids[0].rows.iter().all(|row| row.cells.len() <= super::COLUMNS));
    assert!(matches!(document.hints[..], [Hint::Limit(_)]));
}

#[test]
fn rows_are_kept_as_they_are_and_roles_come_from_the_markup_alone() {
    let page = "<table><thead><tr><td><td></thead><tr><td>Name<td>Where<tr><td>A<td>EU</table>";
    assert_eq!(cells(&read(page).grids[0]), [["!", "!"], ["Name", "Where"], ["A", "EU"]]);
}

#[test]
fn a_band_across_the_table_heads_the_rows_below_it() {
    let page = "<table><tr><th>Name<th>Where<tr><td colspan=2>Hosting<tr><td>A<td>EU<tr><td>B<td>US</table>";
    let document = read(page);
    let headings: Vec<Option<&str>> =
        document.grids[0].rows.iter().map(|row| row.heading.as_deref()).collect();
    assert_eq!(headings, [None, Some("Hosting"), None]);
}

#[test]
fn a_table_around_a_table_only_lays_out() {
    let document = read("<table><tr><td>Menu<td><table><tr><td>A<td>EU<tr><td>B<td>US</table></table>");
    assert_eq!(document.grids.len(), 1);
    assert_eq!(cells(&document.grids[0]), [["A", "EU"], ["B", "US"]]);
    assert_eq!(document.blocks[0].text, "Menu");
}

#[test]
fn a_table_by_role_is_a_table() {
    let page = "<div role=table aria-label=List><div role=rowgroup><div role=row><span \
        role=columnheader>Name</span>\
        <span role=columnheader>Where</span></div></div><div role=row><span role=cell>A</span><span \
        role=cell>EU</span></div></div>";
    let document = read(page);
    assert_eq!(cells(&document.grids[0]), [["!Name", "!Where"], ["A", "EU"]]);
    assert_eq!((document.grids[0].shape, document.grids[0].caption.as_deref()), (Shape::Table, Some("List")));
}

#[test]
fn each_cell_is_a_block_that_names_its_grid() {
    let document =
        read("<p>Before<table><caption>C</caption><tr><td>A<td><a href=https://a.test>x</a></table>");
    let block = document.blocks.last().unwrap();
    assert_eq!((block.kind, block.grid, block.links.len()), (BlockKind::Paragraph, Some(0), 1));
    assert_eq!((document.grids[0].block, document.grids[0].caption.as_deref()), (1, Some("C")));
}

#[test]
fn lines_and_items_of_a_cell_stay_apart() {
    let document = read("<table><tr><td>N<td>W<tr><td>A<br>Street 1<td><ul><li>EU<li>US</ul></table>");
    let row = &document.grids[0].rows[1];
    assert_eq!((row.cells[0].lines().len(), &*row.cells[1].text()), (2, "EU; US"));
}

#[test]
fn a_hundred_thousand_rows_are_read() {
    let page = "<table>".to_owned() + &"<tr><td>a<td>b".repeat(100_000);
    assert_eq!(read(&page).grids[0].rows.len(), 100_000);
}

#[test]
fn halves_side_by_side_under_the_same_heads_stand_below_one_another() {
    let page = "<table><tr><th>Name<th>For<th>Name<th>For<tr><td>Acme<td>Mail<td>Cord<td>Logs<tr><td>Bolt<td>Chat\
        </table>";
    assert_eq!(
        cells(&read(page).grids[0]),
        [["!Name", "!For"], ["Acme", "Mail"], ["Bolt", "Chat"], ["Cord", "Logs"]]
    );
    let others = page.replace("<th>Name<th>For<tr>", "<th>Name<th>At<tr>");
    assert_eq!(read(&others).grids[0].rows[0].cells.len(), 4);
}

#[test]
fn cells_of_one_column_that_begin_in_bold_and_go_on_below_are_cards() {
    let card = |name: &str| format!("<tr><td><p><b>{name}</b></p><p>For: mail</p>");
    let document = read(&format!("<table>{}{}</table>", card("Acme"), card("Bolt")));
    assert_eq!(document.grids[0].shape, Shape::Cards);
    assert_eq!(cells(&document.grids[0]), [["Acme", "For: mail"], ["Bolt", "For: mail"]]);
    assert_eq!(read("<table><tr><td>Acme<br>Mail<tr><td>Bolt</table>").grids[0].shape, Shape::Table);
}
