//! One JSON object, stable in the order of its keys (RFC 8259).
//!
//! A sheet is `{"schema", "title", "notes", "rows"}`, a report `{"schema", "title", "notes", "sheets"}`.
//! A row has every key of its columns: text and badges are strings, numbers numbers, days
//! `YYYY-MM-DD`, moments RFC 3339 in UTC, codes arrays, edits `{"before", "after"}`, links two strings
//! (`key` and `key_url`), and what is empty is `null`.

use serde_json::{Map, Value as Json, json};

use super::{
    clean,
    sheet::{Column, Kind, Report, Sheet},
    value::Value,
    words,
};

/// One sheet.
pub(super) fn sheet(sheet: &Sheet) -> Vec<u8> {
    bytes(&json!({
        "schema": schema(&sheet.name),
        "title": sheet.title,
        "notes": notes(sheet),
        "rows": rows(sheet),
    }))
}

/// Several sheets.
pub(super) fn report(report: &Report) -> Vec<u8> {
    let sheet = |sheet: &Sheet| {
        json!({
            "name": sheet.name,
            "title": sheet.title,
            "notes": notes(sheet),
            "rows": rows(sheet),
        })
    };
    let sheets: Vec<Json> = report.sheets.iter().map(sheet).collect();
    bytes(&json!({
        "schema": schema(&report.name),
        "title": report.title,
        "notes": report.notes,
        "sheets": sheets,
    }))
}

/// The object, indented, with a line end.
pub(super) fn bytes(object: &Json) -> Vec<u8> {
    let mut text = clean::json(&format!("{object:#}"));
    text.push('\n');
    text.into_bytes()
}

fn schema(name: &str) -> String {
    format!("subwatch/{name}-1")
}

fn notes(sheet: &Sheet) -> Vec<&String> {
    sheet.above.iter().chain(&sheet.below).collect()
}

fn rows(sheet: &Sheet) -> Vec<Json> {
    let row = |row: &Vec<Value>| {
        Json::Object(
            sheet.columns.iter().zip(row).flat_map(|(column, value)| fields(column, value)).collect(),
        )
    };
    sheet.rows.iter().map(row).collect()
}

fn fields(column: &Column, value: &Value) -> Map<String, Json> {
    let values = match (column.kind, value) {
        (Kind::Link, Value::Link { text, url }) => vec![json!(text), json!(url)],
        (Kind::Link, _) => vec![field(value), Json::Null],
        _ => vec![field(value)],
    };
    column.keys().into_iter().zip(values).collect()
}

fn field(value: &Value) -> Json {
    match value {
        Value::Empty => Json::Null,
        Value::Text(text) | Value::Badge { text, .. } => json!(text),
        Value::Number(number) => json!(number),
        Value::Date(date) => json!(date.to_string()),
        Value::Time(moment) => json!(moment.to_string()),
        Value::Link { text, url } => json!({ "text": text, "url": url }),
        Value::Codes(codes) => json!(codes),
        Value::Edit(edits) => json!({ "before": words::before(edits), "after": words::after(edits) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WordEdit;

    #[test]
    fn every_value_keeps_its_type() {
        let sheet = Sheet::new("Lists")
            .above("Two lists.")
            .column(Column::link("vendor", "Vendor"))
            .column(Column::number("rows", "Rows"));
        let sheet =
            sheet.column(Column::codes("countries", "Countries")).column(Column::time("seen", "Seen"));
        let sheet = sheet.column(Column::edit("what", "What changed")).row([
            Value::link("Clerk.io", "https://a.example/"),
            (-5).into(),
            Value::codes(["DE", "US"]),
            "2026-05-01T02:00:00Z".parse::<jiff::Timestamp>().unwrap().into(),
            vec![WordEdit::Deleted("a".into()), WordEdit::Inserted("b".into())].into(),
        ]);
        let sheet = sheet.row([Value::Empty, Value::Empty, Value::Codes(vec![]), Value::Empty, Value::Empty]);
        insta::assert_snapshot!(String::from_utf8(super::sheet(&sheet)).unwrap(), @r#"
        {
          "schema": "subwatch/lists-1",
          "title": "Lists",
          "notes": [
            "Two lists."
          ],
          "rows": [
            {
              "vendor": "Clerk.io",
              "vendor_url": "https://a.example/",
              "rows": -5,
              "countries": [
                "DE",
                "US"
              ],
              "seen": "2026-05-01T02:00:00Z",
              "what": {
                "before": "a",
                "after": "b"
              }
            },
            {
              "vendor": null,
              "vendor_url": null,
              "rows": null,
              "countries": [],
              "seen": null,
              "what": null
            }
          ]
        }
        "#);
    }

    #[test]
    fn a_report_is_an_object_of_sheets() {
        let report = Report::new("Night").sheet(Sheet::new("Changes")).sheet(Sheet::new("Lists"));
        let answer: Json = serde_json::from_slice(&super::report(&report)).unwrap();
        assert_eq!(answer["schema"], "subwatch/night-1");
        assert_eq!(
            answer["sheets"][1],
            json!({ "name": "lists", "title": "Lists", "notes": [], "rows": [] })
        );
    }
}
