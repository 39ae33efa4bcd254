use super::*;
use crate::model::{Subprocessor, Warning};

fn row(name: &str, purpose: &str, location: &str) -> Subprocessor {
    Subprocessor { purpose: Some(purpose.to_owned()), location: Some(location.to_owned()), ..Subprocessor::named(name) }
}

fn list(entries: &[Subprocessor]) -> Listing {
    Listing { entries: entries.to_vec(), ..Listing::default() }
}

fn three() -> Vec<Subprocessor> {
    vec![row("Alpha", "Hosting", "Ireland"), row("Beta", "E-mail", "United States"), row("Gamma", "Payments", "EU")]
}

fn kinds(changes: &Changes) -> Vec<(&str, &str)> {
    changes.changes.iter().map(|change| (change.kind(), change.name())).collect()
}

#[test]
fn a_list_does_not_differ_from_itself_in_any_order() {
    let mut shuffled = three();
    shuffled.rotate_left(1);
    assert!(changes(&list(&three()), &list(&shuffled)).is_empty());
}

#[test]
fn a_field_that_changed_is_one_event_with_both_texts() {
    let mut new = three();
    new[0].location = Some("Germany".to_owned());
    let found = changes(&list(&three()), &list(&new));
    assert_eq!(
        found.changes,
        [Change::Changed {
            name: "Alpha".to_owned(),
            entity: "Alpha".to_owned(),
            section: None,
            field: "location".to_owned(),
            before: Some("Ireland".to_owned()),
            after: Some("Germany".to_owned()),
        }]
    );
}

#[test]
fn rows_that_came_and_went_are_told_with_their_whole_row() {
    let mut new = three();
    new.remove(1);
    new.push(row("Delta", "Search", "France"));
    let found = changes(&list(&three()), &list(&new));
    assert_eq!(kinds(&found), [("added", "Delta"), ("removed", "Beta")]);
}

#[test]
fn a_column_that_appears_for_every_row_is_said_once() {
    let mut new = three();
    for row in &mut new {
        row.data = Some(format!("Data of {}", row.name));
    }
    let found = changes(&list(&three()), &list(&new));
    assert_eq!((found.changes.len(), found.columns.added.as_slice()), (0, ["data".to_owned()].as_slice()));
    let back = changes(&list(&new), &list(&three()));
    assert_eq!((back.changes.len(), back.columns.removed.as_slice()), (0, ["data".to_owned()].as_slice()));
}

#[test]
fn a_reworded_heading_moves_no_row_and_another_heading_does() {
    let under = |headings: [&str; 3]| {
        let mut rows = three();
        for (row, heading) in rows.iter_mut().zip(headings) {
            row.section = Some(heading.to_owned());
        }
        list(&rows)
    };
    let before = under(["Cloud", "Cloud", "Money"]);
    assert!(changes(&before, &under(["Infrastructure", "Infrastructure", "Money"])).is_empty());
    let moved = changes(&before, &under(["Cloud", "Money", "Money"]));
    assert_eq!(kinds(&moved), [("changed", "Beta")]);
}

#[test]
fn a_list_that_is_gone_or_collapsed_is_suspect() {
    let nine: Vec<Subprocessor> = (0..9).map(|n| row(&format!("Company {n}"), "Hosting", "EU")).collect();
    let gone = Listing { warnings: vec![Warning("no list found".to_owned())], ..Listing::default() };
    let suspicion = changes(&list(&nine), &gone).suspect.unwrap();
    assert_eq!(suspicion.0, "the list is gone: 9 rows before, none now (no list found)");
    assert!(changes(&list(&nine), &list(&nine[..4])).suspect.is_some());
    assert!(changes(&list(&nine), &list(&nine[..5])).suspect.is_none());
    assert!(changes(&Listing::default(), &list(&nine)).suspect.is_none());
}
