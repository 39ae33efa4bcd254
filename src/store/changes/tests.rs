//! Tests of `changes`.

use std::sync::Arc;

use super::*;
use crate::{
    model::{CaptureId, Change, Listing, Outcome, Unchanged, VersionCause},
    store::trial::{Trial, at, listing, slug},
};

const NIGHT_1: &str = "2026-05-01T02:00:00Z";
const NIGHT_2: &str = "2026-05-02T02:00:00Z";
const NIGHT_3: &str = "2026-05-03T02:00:00Z";

/// Changes of each kind, with and without what only some have.
fn all_kinds() -> Changes {
    let text = |text: &str| Some(text.to_owned());
    let row = |name: &str| Arc::new(Subprocessor::named(name).with(|printed, _| printed.purpose = text("p")));
    let other = |field: &str, before, after| Change::of_field(Subprocessor::named("C"), field, before, after);
    let moved = other("location", Some("US"), Some("DE and Europe"));
    let renamed = Change::of_name("B", Subprocessor::named("B2").with(|row, _| row.section = text("S")));
    let changes = vec![
        Change::Added { row: row("A"), split_from: text("A and more"), beside: Vec::new() },
        Change::Removed { row: row("Z"), merged_into: None, beside: Vec::new() },
        Change::Removed { row: row("Y"), merged_into: text("X (Y)"), beside: Vec::new() },
        renamed,
        moved,
        other("location", None, Some("EU")),
        other("extra:Née", Some(""), None),
    ];
    Changes {
        changes,
        columns: Columns { added: vec!["extra:New".to_owned()], removed: vec!["notes".to_owned()] },
        suspect: None,
    }
}

/// What is stored of changes.
fn printed(changes: Changes) -> Changes<Printed> {
    let Changes { changes, columns, suspect } = changes;
    Changes { changes: changes.iter().map(Change::printed).collect(), columns, suspect }
}

/// A first night with a list, and a second on which it changed.
async fn two_nights(trial: &Trial, name: &str) -> CaptureId {
    let first = trial.keeps(name, NIGHT_1, "one").await;
    trial.records(name, first, NIGHT_1, VersionCause::Vendor, &listing(&["Z"]), &Changes::default()).await;
    trial.looks(name, NIGHT_1, Outcome::First(1), Some(first), Some(&["Z"])).await;
    let second = trial.keeps(name, NIGHT_2, "two").await;
    let page = PageFacts { notice_days: Some(30), objection_days: Some(14), ..PageFacts::default() };
    let list = Listing { page, ..listing(&["A"]) };
    trial.records(name, second, NIGHT_2, VersionCause::Vendor, &list, &all_kinds()).await;
    trial.looks(name, NIGHT_2, Outcome::Changed(5), Some(second), Some(&["A"])).await;
    second
}

#[tokio::test]
async fn every_kind_of_change_is_read_back_with_its_dates() {
    let trial = Trial::of(&["acme"]).await;
    two_nights(&trial, "acme").await;
    let mut read = trial.store.read().await.unwrap();
    let events = since(&mut read, at(NIGHT_1), None).await.unwrap();
    let expected = Event {
        slug: slug("acme"),
        vendor: "acme".to_owned(),
        version: events[0].version,
        seen_at: at(NIGHT_2),
        origin: Origin::Crawled,
        last_seen_before: Some(at(NIGHT_1)),
        notice_days: Some(30),
        objection_days: Some(14),
        changes: printed(all_kinds()),
        ids: (1..=7).map(ChangeId).collect(),
    };
    assert_eq!(events, [expected]);
    assert_eq!(of(&mut read, events[0].version).await.unwrap(), printed(all_kinds()));
}

#[tokio::test]
async fn what_we_only_read_otherwise_is_not_the_vendors_change() {
    let trial = Trial::of(&["acme"]).await;
    let capture = two_nights(&trial, "acme").await;
    let better = trial
        .records("acme", capture, NIGHT_2, VersionCause::Ours, &listing(&["A", "B"]), &all_kinds())
        .await;
    let mut read = trial.store.read().await.unwrap();
    let events = since(&mut read, at(NIGHT_1), None).await.unwrap();
    assert!(events.iter().all(|event| event.version != better.id()));
    assert_eq!(events.len(), 1);
}

#[tokio::test]
async fn changes_are_found_by_time_and_vendor_and_the_newest_comes_first() {
    let trial = Trial::of(&["acme", "beta"]).await;
    two_nights(&trial, "acme").await;
    two_nights(&trial, "beta").await;
    let third = trial.keeps("acme", NIGHT_3, "three").await;
    trial.records("acme", third, NIGHT_3, VersionCause::Vendor, &listing(&["A", "B"]), &all_kinds()).await;
    let mut read = trial.store.read().await.unwrap();
    let mut found = async |moment: &str, vendor: Option<&str>| {
        let events = since(&mut read, at(moment), vendor).await.unwrap();
        events.iter().map(|event| format!("{} {}", event.slug, event.seen_at)).collect::<Vec<_>>()
    };
    assert_eq!(
        found(NIGHT_1, None).await,
        ["acme 2026-05-03T02:00:00Z", "beta 2026-05-02T02:00:00Z", "acme 2026-05-02T02:00:00Z"]
    );
    assert_eq!(found(NIGHT_1, Some("BETA")).await, ["beta 2026-05-02T02:00:00Z"]);
    assert_eq!(found("2026-05-02T02:00:01Z", None).await, ["acme 2026-05-03T02:00:00Z"]);
    assert!(found(NIGHT_1, Some("nobody")).await.is_empty());
}

#[tokio::test]
async fn nights_that_saw_no_list_do_not_narrow_when_it_changed() {
    let trial = Trial::of(&["acme"]).await;
    let first = trial.keeps("acme", NIGHT_1, "one").await;
    trial.records("acme", first, NIGHT_1, VersionCause::Vendor, &listing(&["Z"]), &Changes::default()).await;
    let confirmed = Outcome::Unchanged(Unchanged::NotModified);
    trial.looks("acme", NIGHT_1, confirmed, Some(first), Some(&["Z"])).await;
    let failed = Outcome::Failed(crate::model::Cause::Timeout, "30 s".to_owned());
    trial.looks("acme", NIGHT_2, failed, None, None).await;
    let third = trial.keeps("acme", NIGHT_3, "three").await;
    trial.looks("acme", NIGHT_3, Outcome::Changed(5), Some(third), Some(&["A"])).await;
    trial.records("acme", third, NIGHT_3, VersionCause::Vendor, &listing(&["A"]), &all_kinds()).await;
    let mut read = trial.store.read().await.unwrap();
    let events = since(&mut read, at(NIGHT_1), None).await.unwrap();
    assert_eq!(events[0].last_seen_before, Some(at(NIGHT_1)));
}
