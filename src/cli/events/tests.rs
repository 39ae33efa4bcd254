//! Tests of `events`.

use std::sync::Arc;

use super::*;
use crate::model::Region;

const DAY: Date = jiff::civil::date(2026, 5, 1);

fn changed(field: &str, before: &'static str, after: &'static str) -> Change {
    let text = |text: &'static str| (!text.is_empty()).then_some(text);
    let row = Subprocessor::named("Datadog, Inc.").with(|_, row| row.entity = "Datadog".to_owned());
    Change::of_field(row, field, text(before), text(after))
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
    assert_eq!(signs(&moves(&Change::Added { row: row.clone(), split_from: None })), ["+DE", "+IE"]);
    assert_eq!(signs(&moves(&Change::Removed { row, merged_into: None })), ["−DE", "−IE"]);
}

#[test]
fn a_row_under_another_heading_has_moved() {
    let change = changed("section", "Cloud", "Support");
    let at = |detail| cells(&change, None, DAY, detail);
    let text = Value::from("moved from Cloud to Support");
    assert_eq!(
        (&at(Detail::Screen)[0], &at(Detail::Screen)[7]),
        (&Value::badge("moved", Tone::Warning), &text)
    );
    assert_eq!(
        (&at(Detail::Record)[0], &at(Detail::Record)[7]),
        (&Value::badge("changed", Tone::Warning), &text)
    );
    assert_eq!(
        tally(&Changes { changes: vec![change, changed("data", "", "x")], ..Changes::default() }),
        "1 moved, 1 field change"
    );
}

#[test]
fn the_other_row_of_a_merge_or_a_split_is_named() {
    let row = || {
        Arc::new(
            Subprocessor::named("SendGrid").with(|printed, _| printed.purpose = Some("E-mail".to_owned())),
        )
    };
    let merged = Change::Removed { row: row(), merged_into: Some("Twilio (SendGrid)".to_owned()) };
    let split = Change::Added { row: row(), split_from: Some("Twilio".to_owned()) };
    assert_eq!(
        cells(&merged, None, DAY, Detail::Screen)[7],
        Value::from("E-mail · merged into Twilio (SendGrid)")
    );
    assert_eq!(cells(&split, None, DAY, Detail::Page)[7], Value::from("E-mail · split from Twilio"));
    assert_eq!(record(cells(&split, None, DAY, Detail::Record))[13], Value::from("Twilio"));
}

#[test]
fn a_severity_is_told_with_its_reason() {
    let cells = cells(&changed("transfer", "SCCs", ""), None, DAY, Detail::Record);
    assert_eq!((&cells[1], &cells[2]), (&Value::badge("high", Tone::Bad), &Value::badge("high", Tone::Bad)));
    assert_eq!(cells[15], Value::from("it no longer says what secures the transfer"));
}

#[test]
fn a_tally_counts_each_kind_in_words() {
    let changes = Changes { changes: vec![changed("location", "a", "b")], ..Changes::default() };
    assert_eq!(tally(&changes), "1 field change");
    assert_eq!(tally(&Changes::default()), "no change");
}

#[test]
fn a_name_is_not_said_twice_running_at_a_terminal() {
    let (one, two) = (changed("location", "a", "b"), changed("location", "b", "c"));
    assert_eq!(cells(&two, Some(&one), DAY, Detail::Screen)[3], Value::Empty);
    assert_eq!(cells(&two, Some(&one), DAY, Detail::Record)[3], Value::from("Datadog, Inc."));
}
