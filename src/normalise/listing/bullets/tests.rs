//! Tests of `bullets`.

use super::*;

#[test]
fn a_place_goes_on_in_brackets() {
    assert_eq!(place_at_end("cloud hosting - Canada (Toronto)"), Some(("cloud hosting", "Canada (Toronto)")));
}

#[test]
fn a_label_for_the_name_is_not_what_the_company_does() {
    let mut draft = Draft::default();
    item(&mut draft, &Cell::plain("1. Name: Acme, Inc."), Order::NameFirst);
    assert_eq!((draft.name.as_str(), draft.texts.is_empty()), ("Acme, Inc.", true));
}
