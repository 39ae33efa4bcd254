//! Records that are written as lines, each led by the name of its field: `Name: Acme`, `Purpose: Hosting`,
//! `Name: Beta` ...

use crate::model::{Break, Cell, CellRole, Piece, Row, join};

/// A label is not longer, in bytes, with what it says in brackets, and without. The longest of the EU's
/// standard clauses (Decision 2021/914, annex III) has 53, and brackets of over a hundred.
const WHOLE_LABEL_BYTES: usize = 200;
const LABEL_BYTES: usize = 90;
/// Fields of a record.
const FIELDS: std::ops::RangeInclusive<usize> = 2..=20;

/// Labels and values as a table, header row first: the first label begins a record wherever it comes again.
/// None where it does not, or where a record tells nothing else.
pub(super) fn records(printed: &[(String, Vec<Piece>)]) -> Option<Vec<Row>> {
    // `SDK name` and `SDKname` are one label: scripts that part no words are written either way.
    let parts_no_words = |letter: char| matches!(letter, '\u{2e80}'..='\u{9fff}');
    let bare = |label: &String| {
        if label.contains(parts_no_words) { label.split_whitespace().collect() } else { label.clone() }
    };
    let told: Vec<(String, &Vec<Piece>)> =
        printed.iter().map(|(label, value)| (bare(label), value)).collect();
    let (first, _) = told.first()?;
    let mut labels: Vec<&str> = Vec::new();
    for (label, _) in &told {
        if !labels.contains(&label.as_str()) {
            labels.push(label);
            if labels.len() > *FIELDS.end() {
                return None;
            }
        }
    }
    let records = told.iter().filter(|(label, _)| label == first).count();
    if records < 2 || labels.len() < *FIELDS.start() || told.len() < records * 2 {
        return None;
    }
    let header_of = |label: &&str| {
        let own = told.iter().zip(printed).find(|((bare, _), _)| bare == label);
        Cell { role: CellRole::Header, ..Cell::plain(own.map_or(label, |(_, (own, _))| own)) }
    };
    let header = labels.iter().map(header_of).collect();
    let mut rows = vec![Row { cells: header, heading: None }];
    for (label, value) in &told {
        if label == first {
            rows.push(Row { cells: vec![Cell::default(); labels.len()], heading: None });
        }
        let column = labels.iter().position(|column| column == label)?;
        // A label that comes twice in a record has two values.
        rows.last_mut()?.cells[column].pieces.extend(value.iter().cloned());
    }
    Some(rows)
}

/// A line as its label and value, if it begins with a short text and a colon. The number of its place in a
/// list goes.
pub(super) fn labelled(line: &[Piece]) -> Option<(String, Vec<Piece>)> {
    let mut label = String::new();
    for (at, piece) in line.iter().enumerate() {
        let Some(cut) = colon(&piece.text) else {
            if label.len() + piece.text.len() > WHOLE_LABEL_BYTES {
                return None;
            }
            label.push_str(&piece.text);
            continue;
        };
        let (before, after) = piece.text.split_at(cut);
        let after = after.trim_start_matches([':', '：']);
        label.push_str(before);
        let label = without_number(&label).split_whitespace().collect::<Vec<_>>().join(" ");
        // The colon of an address or of a time of day stands between letters.
        let parts =
            after.is_empty() || after.starts_with(char::is_whitespace) || piece.text[cut..].starts_with('：');
        let worded = label.chars().any(char::is_alphabetic) && label.len() <= WHOLE_LABEL_BYTES;
        let worded = worded && label.split(['(', '（']).next().unwrap_or(&label).len() <= LABEL_BYTES;
        if !parts || !worded {
            return None;
        }
        let mut value: Vec<Piece> = Vec::new();
        if !after.trim().is_empty() {
            value.push(Piece { text: after.trim_start().to_owned(), breaks: Break::None, ..piece.clone() });
        }
        value.extend(line[at + 1..].iter().cloned());
        return Some((label, value)).filter(|(_, value)| join(value).len() <= 2_000);
    }
    None
}

/// Where the first colon stands, if that is near enough to the start to end a label.
fn colon(text: &str) -> Option<usize> {
    // What stands before a label, and is no part of it, is not longer than a label.
    let start = &text[..text.floor_char_boundary(2 * WHOLE_LABEL_BYTES)];
    let wide = if start.is_ascii() { None } else { start.find('：') };
    memchr::memchr(b':', start.as_bytes()).into_iter().chain(wide).min()
}

/// `1. Name` and `(b) Name` as `Name`.
fn without_number(label: &str) -> &str {
    let label = label.trim_start();
    let inner = label.trim_start_matches('(');
    let rest = inner.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = inner.len() - rest.len();
    let letter = || inner.len() > 1 && inner.starts_with(|letter: char| letter.is_ascii_lowercase());
    let rest = if number == 0 && letter() { &inner[1..] } else { rest };
    let marked = (1..=3).contains(&(inner.len() - rest.len()));
    let after =
        rest.strip_prefix([')', '.']).filter(|after| marked && after.starts_with(char::is_whitespace));
    after.map_or(label, str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_kept_as_it_is_printed_first_however_it_is_spaced_later() {
        let line = |label: &str, value: &str| (label.to_owned(), Cell::plain(value).pieces);
        let told = [
            line("第三方 SDK 名称", "Wibble"),
            line("目的", "a"),
            line("第三方SDK名称", "Orbit"),
            line("目的", "b"),
        ];
        let rows = records(&told).unwrap();
        assert_eq!((rows.len(), rows[0].cells[0].text().as_ref()), (3, "第三方 SDK 名称"));
    }

    fn told(lines: &[&str]) -> Vec<(String, Vec<Piece>)> {
        lines.iter().filter_map(|line| labelled(&Cell::plain(line).pieces)).collect()
    }

    #[test]
    fn the_first_label_begins_a_record_whatever_its_number() {
        let rows = records(&told(&[
            "1. Name: Acme",
            "Place: EU",
            "(b) Name: Bolt",
            "Use: mail",
            "3) Name: Cord",
            "Place: US",
        ]))
        .unwrap();
        let texts: Vec<Vec<String>> =
            rows.iter().map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect()).collect();
        assert_eq!(
            texts,
            [["Name", "Place", "Use"], ["Acme", "EU", ""], ["Bolt", "", "mail"], ["Cord", "US", ""]]
        );
    }

    #[test]
    fn labels_that_never_come_again_are_no_records() {
        assert_eq!(records(&told(&["Name: Acme", "Place: EU"])), None);
        assert_eq!(records(&told(&["Name: Acme", "Name: Bolt"])), None);
        assert_eq!(told(&["at 10:30 we meet", "https://a.test", "2026: a year"]), []);
    }
}
