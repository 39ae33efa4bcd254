//! The two machine-readable answers with a shape of their own: `subwatch/listing-1` and
//! `subwatch/changes-1`. Both are stable: fields may be added, none renamed.

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::json::bytes;
use crate::model::{
    Change, Changes, Columns, Country, Listing, Moved, Region, Subprocessor, Version, Weight,
};

/// What `extract` answers: `subwatch/listing-1`. Every field is there, `null` where nothing is known.
#[must_use]
pub fn listing_json(listing: &Listing) -> Vec<u8> {
    bytes(&list(listing))
}

/// What `show` answers: the same, and the moment from which the list stood so, who made it differ, and how
/// its page came to us.
#[must_use]
pub fn version_json(version: &Version) -> Vec<u8> {
    let mut answer = list(&version.listing);
    answer["seen_at"] = json!(version.seen_at);
    answer["cause"] = json!(version.cause);
    answer["origin"] = json!(version.origin);
    bytes(&answer)
}

fn list(listing: &Listing) -> Json {
    let Listing { page, entries, warnings } = listing;
    json!({ "schema": "subwatch/listing-1", "page": page, "entries": entries, "warnings": warnings })
}

/// What `compare` answers: `subwatch/changes-1`. One flat item an event, with what `weigh` says of it; an
/// added or removed row comes with all its fields. `columns` is what columns that came or went weigh.
#[must_use]
pub fn changes_json(
    changes: &Changes,
    weigh: impl Fn(&Change) -> Weight,
    columns: Option<Weight>,
) -> Vec<u8> {
    bytes(&events(changes, |change| Some(weigh(change)), columns))
}

/// What `diff` answers: the same, and of which two stored lists.
#[must_use]
pub fn changes_between_json(
    changes: &Changes,
    [from, to]: [&Version; 2],
    weigh: impl Fn(&Change) -> Weight,
    columns: Option<Weight>,
) -> Vec<u8> {
    let side = |version: &Version| json!({ "seen_at": version.seen_at, "origin": version.origin });
    let mut answer = events(changes, |change| Some(weigh(change)), columns);
    answer["from"] = side(from);
    answer["to"] = side(to);
    bytes(&answer)
}

/// The answer as an object: the facts, as they are told in evidence.
pub(super) fn facts(changes: &Changes) -> Json {
    events(changes, |_| None, None)
}

/// The facts, and what is thought of each.
fn events(changes: &Changes, weigh: impl Fn(&Change) -> Option<Weight>, columns: Option<Weight>) -> Json {
    let Changes { changes, columns: Columns { added, removed }, suspect } = changes;
    let columns = Weighed { item: json!({ "added": added, "removed": removed }), weight: columns };
    let items: Vec<Weighed<Item<'_>>> =
        changes.iter().map(|change| Weighed { item: item(change), weight: weigh(change) }).collect();
    json!({
        "schema": "subwatch/changes-1",
        "changes": items,
        "columns": columns,
        "suspect": suspect,
    })
}

/// An event and how much it matters: `severity` and `reason`.
#[derive(Serialize)]
struct Weighed<T> {
    #[serde(flatten)]
    item: T,
    #[serde(flatten)]
    weight: Option<Weight>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Item<'a> {
    Row {
        kind: &'static str,
        #[serde(flatten)]
        row: &'a Subprocessor,
        #[serde(skip_serializing_if = "Option::is_none")]
        merged_into: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        split_from: Option<&'a str>,
        /// Where its company is not new: what the row is for, and what the company is for otherwise.
        #[serde(skip_serializing_if = "Option::is_none")]
        now_also_for: Option<String>,
        /// Where its company has not left.
        #[serde(skip_serializing_if = "Option::is_none")]
        no_longer_for: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        still_for: Option<Vec<String>>,
    },
    Renamed {
        kind: &'static str,
        before_name: &'a str,
        name: &'a str,
        entity: &'a str,
        section: Option<&'a str>,
    },
    Changed {
        kind: &'static str,
        name: &'a str,
        entity: &'a str,
        section: Option<&'a str>,
        field: &'a str,
        before: Option<&'a str>,
        after: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        countries: Option<&'a Moved<Country>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        regions: Option<&'a Moved<Region>>,
    },
}

fn item(change: &Change) -> Item<'_> {
    let kind = change.kind();
    match change {
        Change::Added { row, split_from, beside } => Item::Row {
            kind,
            row,
            merged_into: None,
            split_from: split_from.as_deref(),
            now_also_for: (!beside.is_empty()).then(|| change.what()),
            no_longer_for: None,
            still_for: None,
        },
        Change::Removed { row, merged_into, beside } => Item::Row {
            kind,
            row,
            merged_into: merged_into.as_deref(),
            split_from: None,
            now_also_for: None,
            no_longer_for: (!beside.is_empty()).then(|| change.what()),
            still_for: (!beside.is_empty()).then(|| change.still()),
        },
        Change::Renamed { old, row: _ } => Item::Renamed {
            kind,
            before_name: &old.printed.name,
            name: change.name(),
            entity: change.entity(),
            section: change.section(),
        },
        Change::Changed { field, before, after, places, old: _, row: _ } => Item::Changed {
            kind,
            name: change.name(),
            entity: change.entity(),
            section: change.section(),
            field,
            before: before.as_deref(),
            after: after.as_deref(),
            countries: Some(&places.countries).filter(|moved| !moved.is_empty()),
            regions: Some(&places.regions).filter(|moved| !moved.is_empty()),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Doubt, Moves, Severity, Suspicion, Warning};

    fn low(_: &Change) -> Weight {
        Weight { severity: Severity::Low, reason: "a test".into() }
    }

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn an_empty_listing_still_has_every_key() {
        let listing = Listing { warnings: vec![Warning("no list was found".into())], ..Listing::default() };
        insta::assert_snapshot!(text(listing_json(&listing)), @r#"
        {
          "schema": "subwatch/listing-1",
          "page": {
            "title": null,
            "last_updated": null,
            "notice_days": null,
            "objection_days": null,
            "contact": null,
            "language": null
          },
          "entries": [],
          "warnings": [
            "no list was found"
          ]
        }
        "#);
    }

    #[test]
    fn a_row_has_every_field_of_the_schema() {
        let listing = Listing { entries: vec![Subprocessor::named("Datadog, Inc.")], ..Listing::default() };
        let answer: serde_json::Value = serde_json::from_slice(&listing_json(&listing)).unwrap();
        let keys: Vec<&str> = answer["entries"][0].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            keys.join(" "),
            "name entity section purpose category data location entity_location countries regions transfer \
             status effective applies_to notes url extra"
        );
    }

    #[test]
    fn each_kind_of_change_is_one_flat_item() {
        let row =
            |name: &str, entity: &str| Subprocessor::named(name).with(|_, row| row.entity = entity.into());
        let moves = Moves {
            countries: Moved { added: [].into(), removed: ["US".parse().unwrap()].into() },
            ..Moves::default()
        };
        let datadog = row("Datadog, Inc.", "Datadog");
        let moved = Change::of_field(datadog, "location", Some("United States"), None).moving(moves);
        let renamed = Change::of_name("OpenAI, Inc.", row("OpenAI, LLC", "OpenAI"));
        let columns = Columns { added: vec![], removed: vec!["transfer".into()] };
        let changes = Changes {
            changes: vec![renamed, moved],
            columns,
            suspect: Some(Suspicion { doubt: Doubt::Gone, seen: "none now".into() }),
        };
        insta::assert_snapshot!(text(changes_json(&changes, low, None)), @r#"
        {
          "schema": "subwatch/changes-1",
          "changes": [
            {
              "kind": "renamed",
              "before_name": "OpenAI, Inc.",
              "name": "OpenAI, LLC",
              "entity": "OpenAI",
              "section": null,
              "severity": "low",
              "reason": "a test"
            },
            {
              "kind": "changed",
              "name": "Datadog, Inc.",
              "entity": "Datadog",
              "section": null,
              "field": "location",
              "before": "United States",
              "after": null,
              "countries": {
                "added": [],
                "removed": [
                  "US"
                ]
              },
              "severity": "low",
              "reason": "a test"
            }
          ],
          "columns": {
            "added": [],
            "removed": [
              "transfer"
            ]
          },
          "suspect": "the list is gone: none now"
        }
        "#);
    }

    #[test]
    fn a_stored_list_says_since_when_it_stood_and_how_its_page_came_to_us() {
        let origin = crate::model::Origin::File { name: "saved.html".into() };
        let version = Version {
            id: crate::model::VersionId(1),
            capture: crate::model::CaptureId(1),
            seen_at: "2024-05-01T00:00:00Z".parse().unwrap(),
            cause: crate::model::VersionCause::Vendor,
            extractor: crate::model::Extractor(1),
            origin,
            listing: Listing::default(),
        };
        let answer: Json = serde_json::from_slice(&version_json(&version)).unwrap();
        assert_eq!(
            (&answer["schema"], &answer["seen_at"]),
            (&json!("subwatch/listing-1"), &json!("2024-05-01T00:00:00Z"))
        );
        assert_eq!(
            (&answer["cause"], &answer["origin"]),
            (&json!("vendor"), &json!({ "kind": "file", "name": "saved.html" }))
        );
        let answer: Json = serde_json::from_slice(&changes_between_json(
            &Changes::default(),
            [&version, &version],
            low,
            None,
        ))
        .unwrap();
        assert_eq!((&answer["changes"], &answer["to"]["origin"]["kind"]), (&json!([]), &json!("file")));
    }

    #[test]
    fn an_added_row_comes_with_its_fields() {
        let row = Arc::new(Subprocessor::named("Contabo"));
        let came = Change::Added { row: row.clone(), split_from: None, beside: Vec::new() };
        let went = Change::Removed { row, merged_into: Some("Hetzner (Contabo)".into()), beside: Vec::new() };
        let changes = Changes { changes: vec![came, went], ..Changes::default() };
        let answer: serde_json::Value = serde_json::from_slice(&changes_json(&changes, low, None)).unwrap();
        assert_eq!(answer["changes"][0]["kind"], "added");
        assert_eq!(answer["changes"][1]["kind"], "removed");
        assert_eq!(answer["changes"][0]["entity"], "Contabo");
        assert_eq!(answer["changes"][0]["countries"], json!([]));
        assert_eq!(answer["changes"][1]["merged_into"], "Hetzner (Contabo)");
        assert_eq!(answer["changes"][0].get("split_from"), None);
        assert_eq!(answer["changes"][0]["severity"], "low");
        assert_eq!(answer["suspect"], serde_json::Value::Null);
    }
}
