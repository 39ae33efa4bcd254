//! Tests of `group`.

use super::super::{cells, read};
use crate::model::{Shape, Style};

#[test]
fn repeated_boxes_with_titles_are_cards_with_labels_and_values() {
    let card = |name: &str, place: &str| {
        format!(
            "<div class=card><h3>{name}</h3><p>Hosting.</p><div class=fact><span>Location</span>\
             <span>{place}</span></div></div>"
        )
    };
    let document = read(&format!("<h2>List</h2><div>{}{}</div>", card("Acme", "EU"), card("Bolt", "US")));
    assert_eq!(document.grids.len(), 1);
    assert_eq!(document.grids[0].shape, Shape::Cards);
    assert_eq!(
        cells(&document.grids[0]),
        [["Acme", "Hosting.", "!Location", "EU"], ["Bolt", "Hosting.", "!Location", "US"]]
    );
    assert_eq!(document.grids[0].heading(), Some("List"));
}

#[test]
fn titles_above_lists_of_bold_names_are_no_cards() {
    let part = |title: &str, items: [&str; 2]| {
        let items = items.map(|item| format!("<li><b>{item}</b>: mail")).concat();
        format!("<details><summary>{title}</summary><ul>{items}</ul></details>")
    };
    let document = read(&(part("Core", ["Acme", "Bolt"]) + &part("More", ["Cord", "Dent"])));
    let lists = document.grids.iter().filter(|grid| grid.shape == Shape::List);
    assert_eq!(lists.map(|grid| grid.heading().unwrap()).collect::<Vec<_>>(), ["Core", "More"]);
    assert!(document.grids.iter().all(|grid| grid.shape == Shape::List));
    let document = read(&(part("Acme", ["Use", "Place"]) + &part("Bolt", ["Use", "Place"])));
    assert_eq!(document.grids[0].shape, Shape::Cards);
}

#[test]
fn elements_of_different_classes_within_a_line_are_parts_of_a_card() {
    let card = |name: &str| {
        format!("<a class=card href=/x><span class=t>{name}</span><span class=s>Mail</span></a>")
    };
    let document = read(&format!("<div>{}{}{}</div>", card("Acme"), card("Bolt"), card("Cord")));
    assert_eq!(cells(&document.grids[0])[1], ["Bolt", "Mail"]);
}

#[test]
fn a_dl_in_a_card_gives_labels_and_is_no_grid_of_its_own() {
    let card = |name: &str| {
        format!("<article><strong>{name}</strong><dl><dt>Purpose<dd>Mail<dt>Place<dd>EU</dl></article>")
    };
    let document = read(&(card("Acme") + &card("Bolt")));
    assert_eq!(document.grids.len(), 1);
    assert_eq!(cells(&document.grids[0])[1], ["Bolt", "!Purpose", "Mail", "!Place", "EU"]);
}

#[test]
fn a_list_of_boxes_is_cards() {
    let item = |name: &str| {
        format!("<li class=card><div class=card-title>{name}</div><div>Mail for customers</div></li>")
    };
    let document = read(&format!("<ul>{}{}</ul>", item("Acme"), item("Bolt")));
    assert_eq!(document.grids.iter().map(|grid| grid.shape).collect::<Vec<_>>(), [Shape::Cards]);
    assert_eq!(cells(&document.grids[0])[0], ["Acme", "Mail for customers"]);
    assert_eq!(document.grids[0].rows[0].cells[0].pieces[0].style, Style::Strong);
}

#[test]
fn a_heading_between_cards_is_the_heading_of_a_row() {
    let card = |name: &str| format!("<div class=c><h4>{name}</h4><p>Mail</p></div>");
    let page = format!("<div><h3>One</h3>{}{}<h3>Two</h3>{}</div>", card("A1"), card("A2"), card("B1"));
    let grid = &read(&page).grids[0];
    assert_eq!(grid.heading(), Some("One"));
    assert_eq!(
        grid.rows.iter().map(|row| row.heading.as_deref()).collect::<Vec<_>>(),
        [None, None, Some("Two")]
    );
}

#[test]
fn a_lone_card_is_a_card_where_others_of_its_kind_are() {
    let card = |name: &str| format!("<div class=c><h4>{name}</h4><p>Mail</p></div>");
    let page =
        format!("<h3>One</h3><div>{}{}</div><h3>Two</h3><div>{}</div>", card("A1"), card("A2"), card("B1"));
    let document = read(&page);
    let cards: Vec<_> = document
        .grids
        .iter()
        .filter(|grid| grid.shape == Shape::Cards)
        .map(|grid| (grid.heading().unwrap(), grid.rows.len()))
        .collect();
    assert_eq!(cards, [("One", 2), ("Two", 1)]);
}

#[test]
fn initials_in_place_of_a_logo_are_no_text_of_their_own() {
    let card = |logo: &str, name: &str| {
        format!("<div class=c><div class=c-logo>{logo}</div><h3>{name}</h3><p>Mail</p></div>")
    };
    let document = read(&(card("AC", "Acme") + &card("BO", "Bolt")));
    assert_eq!(document.grids[0].rows[0].cells[0].pieces[0].style, Style::Alternative);
}

#[test]
fn categories_of_cards_are_no_cards() {
    let card = |name: &str| format!("<div class=c><strong>{name}</strong><p>Mail</p></div>");
    let part = |name: &str, cards: String| format!("<section><h3>{name}</h3>{cards}</section>");
    let document = read(&(part("One", card("A1") + &card("A2")) + &part("Two", card("B1") + &card("B2"))));
    let found: Vec<_> =
        document.grids.iter().map(|grid| (grid.shape, grid.heading().unwrap(), grid.rows.len())).collect();
    assert_eq!(found, [(Shape::Cards, "One", 2), (Shape::Cards, "Two", 2)]);
}

#[test]
fn titles_that_come_again_in_a_card_are_labels() {
    let card =
        |name: &str, place: &str| format!("<div class=c><h3>{name}</h3><h4>Place</h4><p>{place}</p></div>");
    let document = read(&(card("Acme", "EU") + &card("Bolt", "US")));
    assert_eq!(cells(&document.grids[0]), [["Acme", "!Place", "EU"], ["Bolt", "!Place", "US"]]);
}

#[test]
fn boxes_within_boxes_do_not_cost_more_than_their_text() {
    let page = "<div><div class=a>x</div>".repeat(1_500);
    let document = read(&page);
    assert!(document.grids.iter().map(|grid| grid.rows.len()).sum::<usize>() < 20_000);
}

#[test]
fn lines_of_cards_without_titles_that_repeat_are_no_table() {
    let card = |name: &str, place: &str| format!("<div class=k><p>{name}<p>Mail for all<p>{place}</div>");
    let cards = [("Acme", "EU"), ("Bolt", "US"), ("Cord", "EU"), ("Dent", "US")];
    let document = read(&format!("<div>{}</div>", cards.map(|(name, place)| card(name, place)).concat()));
    assert_eq!(document.grids.len(), 1);
}
