//! JSON: arrays of records, maps of records, tables of rows and lists, wherever they stand in the document.

mod bill;
mod cell;
mod records;

use serde_json::Value;

use super::{draft::Draft, error::ExtractError};
use crate::model::{Document, Visibility};

pub(super) use cell::pieces;

/// Reads a value that was parsed: JSON, YAML.
pub(super) fn value(value: &Value) -> Result<Document, ExtractError> {
    let mut draft = Draft::default();
    let bill = bill::of(value);
    records::read(bill.as_ref().unwrap_or(value), &mut draft, Visibility::Shown)?;
    Ok(draft.finish())
}

/// The value of JSON, or of one JSON value a line.
pub(super) fn parse(text: &str) -> Result<Value, ExtractError> {
    let text = text.trim_start_matches('\u{feff}');
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let values: Option<Vec<Value>> = lines.by_ref().map(|line| serde_json::from_str(line).ok()).collect();
    match values {
        Some(values) if values.len() > 1 => Ok(Value::Array(values)),
        _ => Err(ExtractError::Unreadable { kind: "JSON", reason: error.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BlockKind, CellRole, Grid, Shape};

    fn document(text: &str) -> Result<Document, ExtractError> {
        value(&parse(text)?)
    }

    fn read(text: &str) -> Document {
        document(text).unwrap()
    }

    fn texts(grid: &Grid) -> Vec<Vec<String>> {
        grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect()).collect()
    }

    fn headings(grid: &Grid) -> Vec<&str> {
        grid.headings.iter().map(|heading| heading.text.as_str()).collect()
    }

    #[test]
    fn an_array_of_objects_is_a_table_under_the_union_of_its_keys() {
        let document = read(r#"[{"name": "Acme", "eu": true}, {"name": "Beta", "since": 2019, "eu": null}]"#);
        let grid = &document.grids[0];
        assert_eq!(grid.shape, Shape::Records);
        assert_eq!(texts(grid), [["name", "eu", "since"], ["Acme", "true", ""], ["Beta", "", "2019"]]);
        assert!(grid.rows[0].cells.iter().all(|cell| cell.role == CellRole::Header));
    }

    #[test]
    fn a_nested_array_stands_under_the_names_of_its_path() {
        let document = read(
            r#"{"title": "Vendors", "updated": "2026-01-02", "data":
                {"vendors": [{"name": "Acme"}, {"name": "Beta"}]}}"#,
        );
        assert_eq!(document.title.as_deref(), Some("Vendors"));
        assert_eq!(headings(&document.grids[0]), ["data", "vendors"]);
        assert!(
            document
                .blocks
                .iter()
                .any(|block| block.kind == BlockKind::Metadata && block.text == "updated: 2026-01-02")
        );
    }

    #[test]
    fn a_map_of_records_has_its_keys_as_first_column() {
        let document = read(
            r#"{"vendors": {"Acme": {"use": "Mail", "place": "US"}, "Beta": {"use": "Web", "place": "DE"}}}"#,
        );
        assert_eq!(
            texts(&document.grids[0]),
            [["name", "use", "place"], ["Acme", "Mail", "US"], ["Beta", "Web", "DE"]]
        );
        let document =
            read(r#"{"a1": {"name": "Acme", "use": "Mail"}, "b2": {"name": "Beta", "use": "Web"}}"#);
        assert_eq!(texts(&document.grids[0])[0], ["key", "name", "use"]);
    }

    #[test]
    fn groups_of_records_are_grids_under_the_label_of_the_group() {
        let document = read(
            r#"[{"group": "Hosting", "vendors": [{"name": "Acme", "place": "US"}]},
                {"group": "Mail", "vendors": [{"name": "Beta", "place": "DE"}]}]"#,
        );
        assert_eq!(document.grids.len(), 2);
        assert_eq!(headings(&document.grids[1]), ["Mail"]);
        assert_eq!(texts(&document.grids[1]), [["name", "place"], ["Beta", "DE"]]);
    }

    #[test]
    fn inner_records_that_only_describe_the_outer_one_stay_in_its_row() {
        let document = read(
            r#"[{"name": "Acme", "purpose": "Mail", "data": "E-mail",
                "places": [{"country": "US", "city": "Boston"}, {"country": "DE"}]}]"#,
        );
        assert_eq!(texts(&document.grids[0])[1], ["Acme", "Mail", "E-mail", "US, Boston; DE"]);
    }

    #[test]
    fn nested_objects_are_flattened_and_maps_of_lists_are_one_cell() {
        let document = read(
            r#"[{"name": "Acme", "entity": {"country": "US", "address": {"city": "Boston"}},
                "data": {"Contact": ["E-mail", "Phone"], "Place": ["City"]}}]"#,
        );
        assert_eq!(
            texts(&document.grids[0]),
            [
                ["name", "entity.country", "entity.address.city", "data"],
                ["Acme", "US", "Boston", "Contact: E-mail, Phone; Place: City"]
            ]
        );
    }

    #[test]
    fn envelopes_around_records_are_opened() {
        let document =
            read(r#"{"edges": [{"node": {"id": 1, "name": "Acme"}}, {"node": {"id": 2, "name": "Beta"}}]}"#);
        assert_eq!(texts(&document.grids[0]), [["id", "name"], ["1", "Acme"], ["2", "Beta"]]);
        let document = read(r#"[{"id": 1, "attributes": {"name": "Acme", "use": "Mail"}}]"#);
        assert_eq!(texts(&document.grids[0])[0], ["id", "name", "use"]);
    }

    #[test]
    fn columns_and_rows_apart_are_a_table() {
        let document = read(r#"{"columns": ["Name", "Use"], "rows": [["Acme", "Mail"], ["Beta", "Web"]]}"#);
        assert_eq!(document.grids.len(), 1);
        assert_eq!(texts(&document.grids[0]), [["Name", "Use"], ["Acme", "Mail"], ["Beta", "Web"]]);
        assert_eq!(document.grids[0].rows[0].cells[0].role, CellRole::Header);
    }

    #[test]
    fn strings_are_a_list_and_long_ones_paragraphs() {
        let words = "We tell our customers about every new vendor thirty days before it begins, by e-mail to \
            the owner of the account.";
        let document = read(&format!(r#"{{"vendors": ["Acme", "Beta"], "notice": "{words}"}}"#));
        assert_eq!((document.grids[0].shape, document.grids[0].rows.len()), (Shape::List, 2));
        assert!(
            document.blocks.iter().any(|block| block.kind == BlockKind::Paragraph && block.text == words)
        );
    }

    #[test]
    fn one_of_several_languages_is_read() {
        let document = read(r#"[{"name": "Acme", "use": {"de": "Post", "en": "Mail"}}]"#);
        assert_eq!(texts(&document.grids[0]), [["name", "use"], ["Acme", "Mail"]]);
    }

    #[test]
    fn one_value_a_line_is_read() {
        assert_eq!(read("{\"name\": \"Acme\"}\n{\"name\": \"Beta\"}\n").grids[0].rows.len(), 3);
    }

    #[test]
    fn broken_and_too_deep_json_is_an_error() {
        assert!(matches!(document("{\"a\": "), Err(ExtractError::Unreadable { kind: "JSON", .. })));
        assert!(document(&"[".repeat(100_000)).is_err());
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        assert!(matches!(document(&deep), Err(ExtractError::TooLarge { .. })));
    }

    #[test]
    fn records_that_share_no_key_meet_the_limit_of_columns() {
        let records: Vec<String> = (0..2_000).map(|at| format!("{{\"k{at}\": 1, \"n\": 2}}")).collect();
        assert!(matches!(document(&format!("[{}]", records.join(","))), Err(ExtractError::TooLarge { .. })));
    }
}
