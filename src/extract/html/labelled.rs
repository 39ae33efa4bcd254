//! Records that are written as lines, each led by the name of its field: `Name: Acme`, `Purpose: Hosting`, `Name: Beta` ...

use super::flow::Flow;
use crate::model::{Break, Cell, CellRole, Piece, Row, join};

/// A label is not longer, in bytes, with what it says in brackets, and without.
const WHOLE_LABEL_BYTES: usize = 200;
const LABEL_BYTES: usize = 90;
/// Fields of a record.
const FIELDS: std::ops::RangeInclusive<usize> = 2..=12;

/// The longest run of paragraphs from the first on whose lines are all labelled.
///
/// None where the first one's label has no value: `We use:` leads what follows.
pub(super) fn count(parts: &[Flow]) -> usize {
    let leads = parts.first().and_then(|part| lines(part).next()).and_then(labelled).is_none_or(|(_, value)| value.is_empty());
    if leads {
        return 0;
    }
    parts.iter().take_while(|part| lines(part).all(|line| labelled(line).is_some())).count()
}

/// The records of labelled lines as a table, header row first: the first label begins a record wherever it comes again.
/// None where it does not, or where a record tells nothing else.
pub(super) fn table(parts: &[Flow]) -> Option<Vec<Row>> {
    let told: Vec<(String, Vec<Piece>)> = parts.iter().flat_map(lines).filter_map(labelled).collect();
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
    let header = labels.iter().map(|label| Cell { role: CellRole::Header, ..Cell::plain(label) }).collect();
    let mut rows = vec![Row { cells: header, heading: None }];
    for (label, value) in &told {
        if label == first {
            rows.push(Row { cells: vec![Cell::default(); labels.len()], heading: None });
        }
        let column = labels.iter().position(|known| known == label)?;
        // A label that comes twice in a record has two values.
        rows.last_mut()?.cells[column].pieces.extend(value.iter().cloned());
    }
    Some(rows)
}

fn lines(part: &Flow) -> impl Iterator<Item = &[Piece]> {
    let mut starts: Vec<usize> = (1..part.pieces.len()).filter(|&at| part.pieces[at].breaks != Break::None).collect();
    starts.insert(0, 0);
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([part.pieces.len()]).collect();
    starts.into_iter().zip(ends).map(|(from, to)| &part.pieces[from..to]).filter(|line| !line.is_empty())
}

/// A line as its label and value, if it begins with a short text and a colon.
fn labelled(line: &[Piece]) -> Option<(String, Vec<Piece>)> {
    let mut label = String::new();
    for (at, piece) in line.iter().enumerate() {
        let Some(cut) = piece.text.find([':', '：']) else {
            label.push_str(&piece.text);
            if label.len() > WHOLE_LABEL_BYTES {
                return None;
            }
            continue;
        };
        let (before, after) = piece.text.split_at(cut);
        let after = after.trim_start_matches([':', '：']);
        label.push_str(before);
        let label = without_number(&label.split_whitespace().collect::<Vec<_>>().join(" ")).to_owned();
        // The colon of an address or of a time of day stands between letters.
        let parts = after.is_empty() || after.starts_with(char::is_whitespace) || piece.text[cut..].starts_with('：');
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

/// A label without the number of its record: `2. Name`, `(3) Name`.
fn without_number(label: &str) -> &str {
    let rest = label.strip_prefix('(').unwrap_or(label);
    let bare = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = rest.len() - bare.len();
    match bare.strip_prefix(['.', ')']) {
        Some(rest) if (1..=3).contains(&number) && rest.starts_with(' ') => rest.trim_start(),
        _ => label,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use crate::model::Shape;

    #[test]
    fn numbered_records_with_long_labels_are_a_table() {
        let record = |at: usize, name: &str| {
            format!(
                "<p>{at}. Name: {name}<br>Contact person’s name, position and contact details: A. Reed<br>Description of processing: mail"
            )
        };
        let document = read(&format!("<h2>Annex III</h2>{}{}", record(1, "Acme, Inc."), record(2, "Bolt Ltd")));
        let rows = cells(document.grids.iter().find(|grid| grid.shape == Shape::Table).unwrap());
        assert_eq!(rows[0], ["!Name", "!Contact person’s name, position and contact details", "!Description of processing"]);
        assert_eq!((rows[1][0].as_str(), rows[2][0].as_str()), ("Acme, Inc.", "Bolt Ltd"));
    }

    #[test]
    fn numbered_clauses_are_no_records() {
        assert!(read("<p>3.1 The parties agree.</p><p>3.2 They do.</p>").grids.is_empty());
    }
}
