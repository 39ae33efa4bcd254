use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::report::{Column, Format, Tone, Value, render};

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn one_column(column: Column, values: impl IntoIterator<Item = Value>) -> Sheet {
    let mut sheet = Sheet::new("Lists").column(column);
    for value in values {
        sheet.push([value]);
    }
    sheet
}

fn cells(sheet: &Sheet) -> Vec<Data> {
    let bytes = render(sheet, Format::Xlsx, &Look::default()).unwrap();
    let range = open(bytes).worksheet_range("Lists").unwrap();
    range.rows().skip(1).map(|row| row[0].clone()).collect()
}

#[test]
fn text_of_a_page_is_a_string_whatever_it_begins_with() {
    let texts = [
        "=1+1",
        "@SUM(A1)",
        "{=1}",
        "http://a.example",
        "-5",
        "2026-05-01",
        "TRUE",
        "_x0041_",
        "internal:Lists!A1",
    ];
    let found = cells(&one_column(Column::text("a", "A"), texts.map(Value::from)));
    assert_eq!(found, texts.map(|text| Data::String(text.to_owned())));
    let bytes =
        render(&one_column(Column::text("a", "A"), texts.map(Value::from)), Format::Xlsx, &Look::default())
            .unwrap();
    assert!(open(bytes).worksheet_formula("Lists").unwrap().is_empty());
}

#[test]
fn days_moments_and_numbers_are_typed() {
    let moment: Timestamp = "2026-05-01T12:00:00Z".parse().unwrap();
    let values = [
        jiff::civil::date(2026, 5, 1).into(),
        moment.into(),
        (-5).into(),
        jiff::civil::date(1812, 5, 1).into(),
        i64::MAX.into(),
    ];
    let found = cells(&one_column(Column::text("a", "A"), values));
    let [Data::DateTime(day), Data::DateTime(noon), rest @ ..] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert!((day.as_f64() - 46_143.0).abs() < 1e-9 && (noon.as_f64() - 46_143.5).abs() < 1e-9);
    assert_eq!(
        rest,
        [Data::Float(-5.0), Data::String("1812-05-01".into()), Data::String(i64::MAX.to_string())]
    );
}

#[test]
fn what_a_spreadsheet_cannot_hold_is_cut_and_said() {
    let sheet = one_column(Column::text("a", "A"), ["x".repeat(40_000).into()]);
    let mut workbook = open(render(&sheet, Format::Xlsx, &Look::default()).unwrap());
    let Data::String(text) = workbook.worksheet_range("Lists").unwrap().get((1, 0)).unwrap().clone() else {
        panic!()
    };
    assert_eq!((text.len(), text.chars().last()), (32_766 + '…'.len_utf8(), Some('…')));
    let notes = workbook.worksheet_range("Notes").unwrap();
    let said = "1 text is longer than a cell can hold (32,767 characters) and ends with an ellipsis (…).";
    assert_eq!(notes.get((1, 1)), Some(&Data::String(said.into())));
}

#[test]
fn an_address_that_is_no_link_stays_readable() {
    let long = format!("https://a.example/{}", "a".repeat(3_000));
    let links = [
        Value::link("a", "https://a.example/"),
        Value::link("b", "javascript:x"),
        Value::link("c", long.clone()),
        Value::link("", "file:///x"),
        Value::link("d", "internal:Lists!A1"),
    ];
    let found = cells(&one_column(Column::link("a", "A"), links));
    let expected = [
        "a".to_owned(),
        "b (javascript:x)".to_owned(),
        format!("c ({long})"),
        "file:///x".to_owned(),
        "d (internal:Lists!A1)".to_owned(),
    ];
    assert_eq!(found, expected.map(Data::String));
}

#[test]
fn edits_too_long_for_a_rich_string_are_plain() {
    use crate::model::WordEdit::{Deleted, Inserted};
    let short = vec![Deleted("old ".into()), Inserted("new".into())];
    let long = vec![Deleted("o".repeat(20_000)), Inserted("n".repeat(20_000))];
    let escape = vec![Inserted("_x0041_".into())];
    let found = cells(&one_column(
        Column::edit("a", "A"),
        [short.into(), long.into(), escape.into(), Value::Edit(vec![])],
    ));
    assert_eq!(found[0], Data::String("old new".into()));
    assert!(matches!(&found[1], Data::String(text) if text.starts_with("[-ooo") && text.ends_with('…')));
    assert_eq!(found[2], Data::String("{+_x0041_+}".into()));
}

#[test]
fn control_characters_are_no_danger_to_the_file() {
    let text: String =
        (0..0x20).chain([0x7F, 0x9B, 0x202E, 0xFFFE, 0xFFFF]).filter_map(char::from_u32).collect();
    let values = [
        Value::from(format!("a{text}b")),
        Value::badge(text.clone(), Tone::Bad),
        Value::link(text.clone(), "https://a.example/"),
    ];
    let found = cells(&one_column(Column::text("a", &text), values));
    let Data::String(cell) = &found[0] else { panic!("{found:?}") };
    assert!(cell.starts_with('a') && cell.ends_with('b') && !cell.contains('\u{1b}'), "{cell:?}");
}

/// The inflated text of one file in the workbook's zip container (local file header: APPNOTE 4.3.7).
fn part(bytes: &[u8], name: &str) -> String {
    let start = bytes.windows(name.len()).position(|window| window == name.as_bytes()).unwrap();
    let extra = u16::from_le_bytes([bytes[start - 2], bytes[start - 1]]);
    let mut text = String::new();
    flate2::read::DeflateDecoder::new(&bytes[start + name.len() + usize::from(extra)..])
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn the_time_of_making_is_the_one_given_never_the_clocks() {
    let sheet = one_column(Column::text("a", "A"), ["x".into()]);
    let made = |made_at| {
        part(
            &render(&sheet, Format::Xlsx, &Look { made_at, ..Look::default() }).unwrap(),
            "docProps/core.xml",
        )
    };
    let fixed = made(None);
    assert_eq!(fixed.matches("2000-01-01T00:00:00Z").count(), 2, "{fixed}");
    let given = made(Some("2026-05-01T02:03:04Z".parse().unwrap()));
    assert_eq!(given.matches("2026-05-01T02:03:04Z").count(), 2, "{given}");
    assert!(given.contains("<dc:title>Lists</dc:title>"));
}

#[test]
fn tab_names_are_legal_and_differ() {
    let mut taken = Vec::new();
    let long = "A list of 31 letters and more: x/y";
    let titles = ["a/b:c", "'quoted'", "History", "", "A B C", long, long, "?*", "Notes", "notes"];
    let names: Vec<String> = titles.iter().map(|title| tab_name(title, &mut taken)).collect();
    let expected = [
        "a b c",
        "quoted",
        "History list",
        "Sheet",
        "A B C 2",
        "A list of 31 letters and more x",
        "A list of 31 letters and more 2",
        "Sheet 2",
        "Notes",
        "notes 2",
    ];
    assert_eq!(names, expected);
}

#[test]
fn too_many_rows_for_a_worksheet_are_refused() {
    let mut sheet = Sheet::new("Lists");
    sheet.rows = vec![Vec::new(); MOST_ROWS + 1];
    let error = render(&sheet, Format::Xlsx, &Look::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "sheet `Lists` has 1048576 rows and a spreadsheet holds 1048575; use the format `csv`"
    );
}
