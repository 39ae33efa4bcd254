//! Tests of the changes at all vendors.

use std::sync::Arc;

use jiff::Timestamp;

use super::{told::keep_from, *};
use crate::{
    answers::{deadline::Periods, events::Weighed},
    model::{Change, ChangeId, Changes, Columns, Origin, Severity, Subprocessor, VersionId},
    report::{Format, Look, render},
};

/// What a vendor changed on the third of May; its changes have the keys 1, 2 and so on.
fn changed(changes: Vec<Change>, columns: Columns) -> VendorChange {
    let ids: Vec<ChangeId> = (1..).take(changes.len()).map(ChangeId).collect();
    let changes = Changes { changes, columns, suspect: None };
    VendorChange {
        slug: "acme".parse().unwrap(),
        vendor: "Acme".to_owned(),
        version: VersionId(2),
        seen_at: "2026-05-03T02:10:00Z".parse().unwrap(),
        origin: Origin::Crawled,
        last_seen_before: None,
        periods: Periods::default(),
        changed: Weighed::of(changes, &ids, jiff::civil::date(2026, 5, 3)),
    }
}

fn gone(column: &str) -> VendorChange {
    changed(vec![], Columns { added: vec![], removed: vec![column.to_owned()] })
}

#[test]
fn only_what_matters_enough_is_left() {
    let note = || Change::of_field(Subprocessor::named("A"), "notes", None, Some("see below"));
    let added = || Change::Added {
        row: Arc::new(Subprocessor::named("New Ltd")),
        split_from: None,
        beside: Vec::new(),
    };
    let columns = || Columns { added: vec!["notes".into()], removed: vec![] };
    let with = |changes: Vec<Change>| changed(changes, columns());
    let mut events = vec![with(vec![note(), added()]), with(vec![note()]), with(vec![])];
    keep_from(&mut events, Severity::High);
    let mut left = changed(vec![added()], Columns::default());
    left.changed.events[0].id = Some(ChangeId(2));
    assert_eq!(events, [left]);
}

#[test]
fn a_column_that_went_is_a_row_of_its_own_and_left_where_it_matters() {
    let mut events = vec![gone("transfer"), gone("url")];
    keep_from(&mut events, Severity::Medium);
    assert_eq!(events, [gone("transfer")]);
    let told = Told { since: Timestamp::UNIX_EPOCH, until: None, events };
    let bytes = render(&feed(&told), Format::Csv, &Look::default()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let row = text.lines().nth(1).unwrap();
    let reason = "the page no longer says what secures the transfer";
    assert!(
        ["column removed", ",medium,", ",transfer,", reason].iter().all(|part| row.contains(part)),
        "{row}"
    );
}
