//! Tests of `names`.

use super::*;

fn piece(text: &str, style: Style, breaks: Break) -> Piece {
    Piece { text: text.to_owned(), style, link: None, breaks }
}

fn cell(pieces: Vec<Piece>) -> Cell {
    Cell { pieces, ..Cell::default() }
}

#[test]
fn a_badge_and_a_description_are_not_part_of_the_name() {
    let named = split(&cell(vec![
        piece("Acme Cloud", Style::Strong, Break::None),
        piece(" EU", Style::Badge, Break::None),
        piece("Hosting of everything", Style::Small, Break::Line),
    ]));
    assert_eq!((named.name.as_str(), named.badges.as_slice()), ("Acme Cloud", ["EU".to_owned()].as_slice()));
    assert_eq!(named.rest.len(), 1);
}

#[test]
fn a_name_that_was_broken_for_width_is_one_name() {
    let name = |first: &str, second: &str| {
        split(&cell(vec![piece(first, Style::Plain, Break::None), piece(second, Style::Plain, Break::Line)]))
            .name
    };
    for (first, second) in [
        ("Acme Ireland", "Operations Limited"),
        ("Acme Web", "EMEA SARL"),
        ("The Acme", "Group LLC"),
        ("Acme", "International (EMEA) Limited"),
        ("Acme Software", "GmbH"),
        ("Acme Deutschland", "GmbH & Co. KG"),
        ("Acme Research and", "Development"),
        ("Acme &", "Sons"),
    ] {
        assert_eq!(name(first, second), format!("{first} {second}"));
    }
}

#[test]
fn a_company_below_its_brand_a_place_and_a_description_do_not_go_on_with_the_name() {
    for second in [
        "Zenith Data GmbH",
        "Acme Inc.",
        "Ireland",
        "Hosting of everything",
        "International transfers",
        "Group email",
    ] {
        let named = split(&cell(vec![
            piece("Acme", Style::Plain, Break::None),
            piece(second, Style::Plain, Break::Line),
        ]));
        assert_eq!((named.name.as_str(), named.rest.len()), ("Acme", 1), "{second}");
    }
    let looks = split(&cell(vec![
        piece("Acme", Style::Strong, Break::None),
        piece("Group LLC", Style::Plain, Break::Line),
    ]));
    assert_eq!(looks.name, "Acme");
    assert_eq!(
        split(&cell(vec![
            piece("Acme Inc.", Style::Plain, Break::None),
            piece("Group LLC", Style::Plain, Break::Line)
        ]))
        .name,
        "Acme Inc."
    );
}

#[test]
fn a_seat_behind_the_name_is_not_part_of_it() {
    let seat = |text: &str| seated(text);
    assert_eq!(seat("Acme Ltd (formerly Zenith until 2019)"), None);
    assert_eq!(
        seat("Acme Software, Inc., Boston, United States"),
        Some(("Acme Software, Inc.".to_owned(), "Boston, United States".to_owned()))
    );
    assert_eq!(seat("Acme GmbH, Germany"), Some(("Acme GmbH".to_owned(), "Germany".to_owned())));
    assert_eq!(
        seat("Acme, Inc. Portland, Oregon"),
        Some(("Acme, Inc.".to_owned(), "Portland, Oregon".to_owned()))
    );
    assert_eq!(
        seat("Acme GmbH, Hauptstr. 5, 10115 Berlin, Germany"),
        Some(("Acme GmbH".to_owned(), "Hauptstr. 5, 10115 Berlin, Germany".to_owned()))
    );
    assert_eq!(seat("Acme, Inc."), None);
    assert_eq!(seat("Acme Germany GmbH"), None);
}

#[test]
fn a_cell_that_lists_companies_under_a_label_is_told_apart() {
    let list = cell(vec![
        piece("Our affiliates:", Style::Plain, Break::None),
        piece("Acme SE, Germany", Style::Plain, Break::Line),
        piece("Acme Ltd., United Kingdom", Style::Plain, Break::Line),
    ]);
    let (label, names) = several(&list).unwrap();
    assert_eq!((label.as_deref(), names.len()), (Some("Our affiliates:"), 2));
    assert!(
        several(&cell(vec![
            piece("Acme SE", Style::Plain, Break::None),
            piece("Hosting", Style::Plain, Break::Line)
        ]))
        .is_none()
    );
}

#[test]
fn the_general_end_of_a_name_on_a_line_of_its_own_belongs_to_it() {
    let lines = |first: &str, second: &str| {
        split(&cell(vec![piece(first, Style::Plain, Break::None), piece(second, Style::Plain, Break::Line)]))
    };
    assert_eq!(lines("Acme Ireland", "Operations Limited").name, "Acme Ireland Operations Limited");
    assert_eq!(lines("Acme", "EMEA SARL").name, "Acme EMEA SARL");
    assert_eq!(lines("Acme", "Zenith Inc.").name, "Acme");
    assert_eq!(lines("Acme GmbH", "Services").name, "Acme GmbH");
}

#[test]
fn a_note_behind_the_name_is_neither_name_nor_address() {
    let named = split(&cell(vec![
        piece("Acme Software, Inc. ", Style::Plain, Break::None),
        piece("(new, effective 1 May 2026)", Style::Plain, Break::None),
    ]));
    assert_eq!(
        (named.name.as_str(), named.note.as_deref(), named.seat),
        ("Acme Software, Inc.", Some("new, effective 1 May 2026"), None)
    );
}

#[test]
fn a_star_behind_a_name_is_dropped() {
    assert_eq!(tidy("Acme *"), "Acme");
    assert_eq!(tidy("Acme, Inc.†"), "Acme, Inc.");
}

#[test]
fn a_logo_names_the_company_only_where_nothing_else_does() {
    let logo = piece("Acme logo", Style::Alternative, Break::None);
    assert_eq!(split(&cell(vec![logo.clone(), piece("Acme", Style::Plain, Break::None)])).name, "Acme");
    assert_eq!(split(&cell(vec![logo])).name, "Acme logo");
}

#[test]
fn the_number_in_a_list_is_not_part_of_the_name() {
    assert_eq!(tidy("2.1 Plaid"), "Plaid");
    assert_eq!(tidy("3) Stripe:"), "Stripe");
    assert_eq!(tidy("1.1.1.1"), "1.1.1.1");
    assert_eq!(tidy("8x8, Inc."), "8x8, Inc.");
    assert_eq!(tidy("37signals"), "37signals");
}

#[test]
fn an_alias_in_brackets_after_a_bold_name_belongs_to_it() {
    assert!(belongs_to_name(" (AWS)"));
    assert!(belongs_to_name(", Inc."));
    assert!(!belongs_to_name(" – hosting"));
    assert!(!belongs_to_name(" (Frankfurt, Germany)"));
}
