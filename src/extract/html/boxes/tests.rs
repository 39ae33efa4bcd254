//! Tests of `boxes`.

use super::super::{cells, read};
use crate::model::Shape;

#[test]
fn rows_of_boxes_are_a_table_with_the_row_above_as_headers() {
    let row = |class: &str, a: &str, b: &str, c: &str| {
        format!("<div class='{class}'><div>{a}</div><div>{b}</div><div>{c}</div></div>")
    };
    let page = format!(
        "<div class=list>{}{}{}</div>",
        row("list-header", "Name", "Purpose", "Where"),
        row("list-row", "Acme", "Mail", "EU"),
        row("list-row", "Bolt", "Chat", "US")
    );
    let document = read(&page);
    assert_eq!(document.grids[0].shape, Shape::Table);
    assert_eq!(
        cells(&document.grids[0]),
        [["!Name", "!Purpose", "!Where"], ["Acme", "Mail", "EU"], ["Bolt", "Chat", "US"]]
    );
}

#[test]
fn rows_that_are_wrapped_more_deeply_than_their_head_are_one_table_with_it() {
    let cell = |deep: usize, text: &str| {
        format!("{}<p>{text}</p>{}", "<div class=x>".repeat(deep), "</div>".repeat(deep))
    };
    let row = |wraps: usize, deep: usize, texts: [&str; 3]| {
        let cells: String = texts.map(|text| format!("<div class=c>{}</div>", cell(deep, text))).concat();
        format!("{}<div class=k>{cells}</div>{}", "<div class=w>".repeat(wraps), "</div>".repeat(wraps))
    };
    for (wraps, deep) in [(0, 0), (1, 0), (2, 1), (0, 2)] {
        let head = row(0, 0, ["Name", "Purpose", "Where"]).replace("class=k", "class=top");
        let page = format!(
            "<div>{head}{}{}</div>",
            row(wraps, deep, ["Acme", "Mail", "EU"]),
            row(wraps, deep, ["Bolt", "Chat", "US"])
        );
        let document = read(&page);
        assert_eq!(document.grids[0].shape, Shape::Table, "{page}");
        assert_eq!(
            cells(&document.grids[0]),
            [["Name", "Purpose", "Where"], ["Acme", "Mail", "EU"], ["Bolt", "Chat", "US"]],
            "{page}"
        );
    }
}

#[test]
fn spans_are_the_cells_of_a_row_with_and_without_space_between() {
    for space in ["", "\n "] {
        let row = |texts: [&str; 3]| {
            format!("<div class=row>{}</div>", texts.map(|text| format!("<span>{text}</span>")).join(space))
        };
        let page = format!(
            "<div>{}{}{}</div>",
            row(["Name", "Purpose", "Where"]),
            row(["Acme", "Mail", "EU"]),
            row(["Bolt", "Chat", ""])
        );
        assert_eq!(
            cells(&read(&page).grids[0]),
            [["Name", "Purpose", "Where"], ["Acme", "Mail", "EU"], ["Bolt", "Chat", ""]]
        );
        let list = page
            .replace("div class=row", "li")
            .replace("/div><", "/li><")
            .replace("<span></span>", "<span>US</span>");
        let document = read(&list.replacen("<div>", "<ul>", 1));
        assert_eq!(
            (document.grids[0].shape, cells(&document.grids[0])[1].clone()),
            (Shape::Table, ["Acme", "Mail", "EU"].map(str::to_owned).to_vec())
        );
    }
}

#[test]
fn plain_class_names_are_the_head_of_spans_in_items() {
    let item = |texts: [&str; 2]| {
        format!("<li class=flex><span class=name>{}</span><span class=loc>{}</span></li>", texts[0], texts[1])
    };
    let page = format!("<ul>{}{}</ul>", item(["Acme", "EU"]), item(["Bolt", "US"]));
    assert_eq!(cells(&read(&page).grids[0]), [["!name", "!loc"], ["Acme", "EU"], ["Bolt", "US"]]);
    let utility = page.replace("class=loc", "class='text-sm loc'");
    assert_eq!(cells(&read(&utility).grids[0]), [["Acme", "EU"], ["Bolt", "US"]]);
}

#[test]
fn spans_that_go_on_in_each_other_are_one_text() {
    for item in
        ["<span>Acme</span><span>, mail</span><span> in the EU</span>", "<span>Acme</span><span>mail</span>"]
    {
        let document = read(&format!("<ul><li>{item}</li><li>{item}</li></ul>"));
        assert_eq!(document.grids[0].shape, Shape::List, "{item}");
    }
}

#[test]
fn a_head_before_the_wrapper_of_the_rows_is_theirs() {
    let row = |class: &str, texts: [&str; 3]| {
        format!("<div class={class}>{}</div>", texts.map(|text| format!("<div>{text}</div>")).concat())
    };
    let rows = row("grid", ["Acme", "Mail", "EU"]) + &row("grid", ["Bolt", "Chat", "US"]);
    let page = format!(
        "<p>We use:</p>{}<div class=w><div role=list>{rows}</div></div>",
        row("top", ["Name", "Purpose", "Where"])
    );
    let grid = &read(&page).grids[0];
    assert_eq!(cells(grid), [["Name", "Purpose", "Where"], ["Acme", "Mail", "EU"], ["Bolt", "Chat", "US"]]);
    let prose = format!("<p>We use:</p><div class=w>{rows}</div>");
    assert_eq!(read(&prose).grids[0].rows.len(), 2);
}

#[test]
fn a_head_is_told_by_the_name_its_author_gave_it_and_rows_by_their_display() {
    let row = |more: &str, texts: [&str; 3]| {
        format!("<div {more}>{}</div>", texts.map(|text| format!("<div>{text}</div>")).concat())
    };
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
    let page = format!(
        "<div><div><div>All</div><div>Mail</div><div>Chat</div></div>{}{}</div>",
        card("Acme"),
        card("Bolt")
    );
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

#[test]
fn rows_without_names_are_a_table_with_the_first_of_them_as_its_head() {
    let row = |texts: [&str; 3]| texts.map(|text| format!("<div class=c>{text}</div>")).concat();
    let page = |first: [&str; 3]| {
        let rows = [first, ["Acme", "Mails in 3 steps", "EU"], ["Bolt", "Chat", "US"]];
        format!("<div>{}</div>", rows.map(|texts| format!("<div>{}</div>", row(texts))).concat())
    };
    let document = read(&page(["Name", "Purpose", "Where"]));
    assert_eq!((document.grids.len(), document.grids[0].shape), (1, Shape::Table));
    assert_eq!(cells(&document.grids[0])[0], ["Name", "Purpose", "Where"]);
    // A value is no head.
    assert_eq!(read(&page(["Cord", "Mail: 2 of them", "EU"])).grids[0].shape, Shape::Cards);
}

#[test]
fn rows_of_boxes_are_no_text_of_the_heading_above_and_no_run_of_paragraphs() {
    let row = |texts: [&str; 3]| {
        format!("<div class=row>{}</div>", texts.map(|text| format!("<div>{text}</div>")).concat())
    };
    let part = |heading: &str, name: &str| {
        format!("<h2>{heading}</h2><div>{}{}</div>", row(["Name", "For", "At"]), row([name, "Mail", "EU"]))
    };
    let document = read(&format!("<h1>L</h1>{}{}", part("Core", "Acme"), part("More", "Bolt")));
    let shapes: Vec<_> = document.grids.iter().map(|grid| grid.shape).collect();
    assert_eq!(shapes, [Shape::Table, Shape::Table]);
}

#[test]
fn cells_whose_classes_come_again_in_one_order_are_rows() {
    let cells_of = |texts: [&str; 3], classes: [&str; 3]| {
        texts
            .iter()
            .zip(classes)
            .map(|(text, class)| format!("<div class={class}>{text}</div>"))
            .collect::<Vec<String>>()
            .concat()
    };
    let row = |texts: [&str; 3]| cells_of(texts, ["a", "b", "c"]);
    let head = cells_of(["Name", "For", "At"], ["h", "h", "h"]);
    let rows = row(["Acme", "Mail", "EU"]) + &row(["Bolt", "Chat", "US"]);
    let document = read(&format!("<div class=q>{head}{rows}</div>"));
    assert_eq!(
        cells(&document.grids[0]),
        [["Name", "For", "At"], ["Acme", "Mail", "EU"], ["Bolt", "Chat", "US"]]
    );
    let cut = format!("<div class=q>{head}{rows}<div class=a>Cord</div></div>");
    assert!(read(&cut).grids.iter().all(|grid| grid.rows[0].cells.len() != 3));
}

#[test]
fn a_row_whose_cells_begin_as_those_of_the_next_is_no_head_but_labels_its_values() {
    let card = |name: &str, place: &str| {
        format!(
            "<div class=k><div>{name}</div><div><i>For</i> <u>mail</u></div><div><i>At</i> <u>{place}</u></div></div>"
        )
    };
    let document =
        read(&format!("<div>{}{}{}</div>", card("Acme Inc.", "EU"), card("Bolt", "US"), card("Cord", "UK")));
    assert_eq!(document.grids[0].shape, Shape::Cards);
    assert_eq!(cells(&document.grids[0])[0], ["Acme Inc.", "!For", "mail", "!At", "EU"]);
}
