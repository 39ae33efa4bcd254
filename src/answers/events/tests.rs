//! Tests of events and their sheets.

use std::sync::Arc;

use jiff::civil::Date;

use super::{
    cells::{cells, moves, record, signs},
    rolled::Rolled,
    *,
};
use crate::{
    answers::draft::Detail,
    model::{Change, ChangeId, Changes, Columns, Moves, Region, Severity, Subprocessor},
    report::{Tone, Value},
};

const DAY: Date = jiff::civil::date(2026, 5, 1);

fn changed(field: &str, before: &str, after: &str) -> Change {
    let row =
        Subprocessor::named("Datadog, Inc.").with(|_, derived| "Datadog".clone_into(&mut derived.entity));
    let [before, after] = [before, after].map(|text| (!text.is_empty()).then_some(text));
    Change::of_field(row, field, before, after)
}

fn weighed(changes: Vec<Change>) -> Weighed {
    Weighed::of(Changes { changes, ..Changes::default() }, &[], DAY)
}

/// The only event.
fn event(change: Change) -> Event {
    weighed(vec![change]).events.remove(0)
}

fn in_places(countries: &[&str], regions: &[Region]) -> Subprocessor {
    let countries = countries.iter().map(|code| code.parse().unwrap()).collect();
    Subprocessor::named("A").with(|_, derived| {
        derived.countries = countries;
        derived.regions = regions.iter().copied().collect();
    })
}

#[test]
fn places_that_came_and_went_are_signed() {
    let places = Moves::between(&in_places(&["US"], &[]), &in_places(&["DE"], &[Region::Eu]));
    let change = changed("location", "US", "EU (Germany)").moving(places);
    assert_eq!(signs(&moves(&change)), ["+DE", "+EU", "−US"]);
    let row = Arc::new(in_places(&["DE", "IE"], &[]));
    assert_eq!(
        signs(&moves(&Change::Added { row: row.clone(), split_from: None, beside: Vec::new() })),
        ["+DE", "+IE"]
    );
    assert_eq!(
        signs(&moves(&Change::Removed { row, merged_into: None, beside: Vec::new() })),
        ["−DE", "−IE"]
    );
}

#[test]
fn a_row_under_another_heading_has_moved() {
    let change = changed("section", "Cloud", "Support");
    let moved = event(change.clone());
    let at = |detail| cells(&Rolled::alone(&moved), None, detail);
    let text = Value::from("moved from Cloud to Support");
    assert_eq!(
        (&at(Detail::Screen)[0], &at(Detail::Screen)[7]),
        (&Value::badge("moved", Tone::Warning), &text)
    );
    assert_eq!(
        (&at(Detail::Record)[0], &at(Detail::Record)[7]),
        (&Value::badge("changed", Tone::Warning), &text)
    );
    assert_eq!(tally(&weighed(vec![change, changed("data", "", "x")])), "1 moved, 1 field change");
}

#[test]
fn the_other_row_of_a_merge_or_a_split_is_named() {
    let row = || {
        let purpose = Some("E-mail".to_owned());
        Arc::new(Subprocessor::named("SendGrid").with(|printed, _| printed.purpose = purpose))
    };
    let merged = event(Change::Removed {
        row: row(),
        merged_into: Some("Twilio (SendGrid)".to_owned()),
        beside: Vec::new(),
    });
    let split =
        event(Change::Added { row: row(), split_from: Some("Twilio".to_owned()), beside: Vec::new() });
    assert_eq!(
        cells(&Rolled::alone(&merged), None, Detail::Screen)[7],
        Value::from("E-mail · merged into Twilio (SendGrid)")
    );
    assert_eq!(
        cells(&Rolled::alone(&split), None, Detail::Page)[7],
        Value::from("E-mail · split from Twilio")
    );
    assert_eq!(record(cells(&Rolled::alone(&split), None, Detail::Record))[13], Value::from("Twilio"));
}

#[test]
fn a_severity_is_told_with_its_reason() {
    let event = event(changed("transfer", "SCCs", ""));
    let cells = cells(&Rolled::alone(&event), None, Detail::Record);
    assert_eq!((&cells[1], &cells[2]), (&Value::badge("high", Tone::Bad), &Value::badge("high", Tone::Bad)));
    assert_eq!(cells[15], Value::from("it no longer says what secures the transfer"));
}

#[test]
fn a_tally_counts_each_kind_in_words() {
    assert_eq!(tally(&weighed(vec![changed("location", "a", "b")])), "1 field change");
    assert_eq!(tally(&weighed(vec![])), "no change");
}

#[test]
fn a_name_is_not_said_twice_running_at_a_terminal() {
    let (one, two) = (event(changed("location", "a", "b")), event(changed("location", "b", "c")));
    assert_eq!(cells(&Rolled::alone(&two), Some(&one), Detail::Screen)[3], Value::Empty);
    assert_eq!(cells(&Rolled::alone(&two), Some(&one), Detail::Record)[3], Value::from("Datadog, Inc."));
}

#[test]
fn only_what_matters_enough_is_left_with_its_key() {
    let note = || changed("notes", "", "see below");
    let added =
        Change::Added { row: Arc::new(Subprocessor::named("New Ltd")), split_from: None, beside: Vec::new() };
    let columns = Columns { added: vec!["notes".into()], removed: vec![] };
    let changes = Changes { changes: vec![note(), added.clone()], columns, suspect: None };
    let mut left = Weighed::of(changes, &[ChangeId(1), ChangeId(2)], DAY);
    assert_eq!((left.count(), left.worst()), (3, Some(Severity::High)));
    left.keep_from(Severity::High);
    let alone = Changes { changes: vec![added], ..Changes::default() };
    assert_eq!(left, Weighed::of(alone, &[ChangeId(2)], DAY));
    left.keep_from(Severity::Critical);
    assert!(left.is_empty() && left.worst().is_none());
}

#[test]
fn what_is_weighed_is_what_changed() {
    let changes = Changes { changes: vec![changed("data", "a", "b")], ..Changes::default() };
    assert_eq!(Weighed::of(changes.clone(), &[], DAY).changes(), changes);
}
