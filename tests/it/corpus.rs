//! Pages and what a careful reader takes from them: a folder in `tests/corpus` is a case.
//!
//! `expected.json` says of a page and its rows what is beyond doubt; a key that it leaves out is not looked
//! at. Texts are compared by letters and digits, names and codes to the character.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Map, Value};
use subwatch::{
    extract::{self, About},
    model::{Listing, Recipe},
    normalise::{self, derive},
    report,
};
use url::Url;

#[test]
fn every_page_of_the_corpus_is_read_as_a_careful_reader_would() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut cases: Vec<_> = fs::read_dir(&corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(cases.len() >= 40, "only {} cases in {}", cases.len(), corpus.display());
    let faults: Vec<String> = cases.iter().flat_map(|case| faults(case)).collect();
    assert!(faults.is_empty(), "{} differences:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_difference_in_a_row_is_told() {
    let expected: Value =
        serde_json::json!({"page": {"notice_days": 30}, "entries": [{"name": "Acme", "purpose": "Hosting"}]});
    let got: Value = serde_json::json!({"page": {"notice_days": 14}, "entries": [{"name": "Acme", "purpose": "Mail"}, {"name": "Zenith"}]});
    let told = differences("case", &expected, &got);
    assert_eq!(
        told,
        [
            "case: 1 rows wanted, 2 got: [\"Acme\",\"Zenith\"]",
            "case: `Acme`.purpose: wanted \"Hosting\", got \"Mail\"",
            "case: page.notice_days: wanted 30, got 14",
        ]
    );
}

fn faults(case: &Path) -> Vec<String> {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let page = fs::read_dir(case)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_stem().is_some_and(|stem| stem == "page"));
    let Some(page) = page else { return vec![format!("{name}: there is no page")] };
    let expected: Value =
        serde_json::from_str(&fs::read_to_string(case.join("expected.json")).unwrap()).unwrap();
    let listing = read(&page);
    let got: Value = serde_json::from_slice(&report::listing_json(&listing)).unwrap();
    differences(&name, &expected, &got)
}

fn read(page: &Path) -> Listing {
    let address = Url::from_file_path(page).unwrap();
    let about = About { content_type: None, address: Some(&address), media: None };
    let document = extract::document(&fs::read(page).unwrap(), about, &Recipe::default()).unwrap();
    derive::listing(normalise::listing(&document, &Recipe::default()).listing)
}

fn differences(case: &str, expected: &Value, got: &Value) -> Vec<String> {
    let mut told = Vec::new();
    let (wanted, found) = (rows(expected), rows(got));
    if wanted.len() != found.len() {
        let names: Vec<&Value> = found.iter().map(|row| &row["name"]).collect();
        let names: Value = names.into_iter().cloned().collect();
        told.push(format!("{case}: {} rows wanted, {} got: {names}", wanted.len(), found.len()));
    }
    let mut left: BTreeMap<String, Vec<&Map<String, Value>>> = BTreeMap::new();
    for row in found.into_iter().rev() {
        left.entry(letters(&row["name"])).or_default().push(row);
    }
    for row in wanted {
        let Some(other) = left.get_mut(&letters(&row["name"])).and_then(Vec::pop) else {
            told.push(format!("{case}: no row {}", row["name"]));
            continue;
        };
        for (key, value) in row {
            let got = other.get(key).unwrap_or(&Value::Null);
            if !same(key, value, got) {
                told.push(format!(
                    "{case}: `{}`.{key}: wanted {value}, got {got}",
                    row["name"].as_str().unwrap_or_default()
                ));
            }
        }
    }
    for (key, value) in expected["page"].as_object().into_iter().flatten() {
        if *value != got["page"][key] {
            told.push(format!("{case}: page.{key}: wanted {value}, got {}", got["page"][key]));
        }
    }
    told
}

fn rows(listing: &Value) -> Vec<&Map<String, Value>> {
    listing["entries"].as_array().into_iter().flatten().filter_map(Value::as_object).collect()
}

fn same(key: &str, wanted: &Value, got: &Value) -> bool {
    match key {
        "countries" | "status" | "entity" => wanted == got,
        // Whether a text is vague is a matter of taste.
        "regions" => plain(wanted) == plain(got),
        "url" => {
            link(wanted) == link(got)
                || link(got).ends_with(&format!("/{}", link(wanted).trim_start_matches(['.', '/'])))
        }
        _ => letters(wanted) == letters(got),
    }
}

fn plain(regions: &Value) -> Vec<&str> {
    regions
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|code| !["VARIES", "UNKNOWN"].contains(code))
        .collect()
}

fn link(value: &Value) -> String {
    value.as_str().unwrap_or_default().trim_end_matches('/').to_lowercase()
}

fn letters(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_default()
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
