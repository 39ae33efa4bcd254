//! Lines that a label leads, and the records that such lines make up: `Name: Acme`, `Purpose: Hosting`,
//! `Name: Beta` ...

use std::collections::HashSet;

use super::flow::Flow;
use crate::{
    extract::labels::{labelled, records},
    model::{Break, Cell, CellRole, Piece, Row, Style},
};

/// `Label: value` begins with a label up to this length, in bytes.
const KEY_BYTES: usize = 48;

/// The longest run of paragraphs from the first on whose lines are all labelled.
///
/// None where the first one's label has no value: `We use:` leads what follows.
pub(super) fn count(parts: &[Flow]) -> usize {
    let leads = parts
        .first()
        .and_then(|part| lines(part).next())
        .and_then(labelled)
        .is_none_or(|(_, value)| value.is_empty());
    if leads {
        return 0;
    }
    parts.iter().take_while(|part| lines(part).all(|line| labelled(line).is_some())).count()
}

/// The records of labelled lines as a table, header row first.
pub(super) fn table(parts: &[Flow]) -> Option<Vec<Row>> {
    records(&parts.iter().flat_map(lines).filter_map(labelled).collect::<Vec<_>>())
}

/// The records of cells that tell nothing but labels and their values, as a table, header row first. A label
/// is a header cell, or stands before a colon; what follows the former is its value.
pub(super) fn told<'c>(cells: impl Iterator<Item = &'c Cell>) -> Option<Vec<Row>> {
    let mut told: Vec<(String, Vec<Piece>)> = Vec::new();
    for cell in cells {
        if cell.role == CellRole::Header {
            told.push((cell.text().trim_end_matches([':', '：', ' ']).to_owned(), Vec::new()));
        } else if let Some(line) = labelled(&cell.pieces).filter(|_| !is_waiting(told.last())) {
            told.push(line);
        } else {
            let (_, value) = told.last_mut()?;
            let first = value.len();
            value.extend_from_slice(&cell.pieces);
            if let Some(piece) = value.get_mut(first).filter(|_| first > 0) {
                piece.breaks = Break::Item;
            }
        }
    }
    records(&told)
}

/// Whether titles stand above nothing but lists of things, each of which begins with a bold name of its own:
/// these head the lists. What comes again in several of them is no name but a label. Each title is the first
/// of some cells.
pub(super) fn head_lists<'c>(titled: impl Iterator<Item = &'c [Cell]> + Clone) -> bool {
    let is_name = |first: &Piece| {
        let is_bold = first.breaks == Break::Item && first.style == Style::Strong;
        is_bold && !first.text.trim_end().ends_with([':', '：'])
    };
    let is_named = |cell: &Cell| cell.pieces.first().is_some_and(is_name);
    if !titled.clone().all(|cells| cells.len() > 1 && cells[1..].iter().all(is_named)) {
        return false;
    }
    let items = titled.clone().flat_map(|cells| &cells[1..]);
    let names: HashSet<&str> = items.clone().map(|cell| cell.pieces[0].text.as_str()).collect();
    let count = items.count();
    let titles = titled.count();
    titles > 1 && count > titles && names.len() * 5 >= count * 4
}

/// Whether a label still has no value.
fn is_waiting(told: Option<&(String, Vec<Piece>)>) -> bool {
    told.is_some_and(|(_, value)| value.is_empty())
}

/// Whether a line is `Label: value`, by the look of the label or its colon.
pub(super) fn is_labelled(pieces: &[Piece]) -> bool {
    let Some(first) = pieces.first() else { return false };
    let key = first.text.trim_end();
    if first.style == Style::Strong && key.len() <= KEY_BYTES && pieces.len() > 1 {
        return key.ends_with(':') || pieces[1].text.trim_start().starts_with(':');
    }
    let colon = first.text.char_indices().take(KEY_BYTES).find(|&(_, letter)| letter == ':');
    colon.is_some_and(|(at, _)| at > 0 && !first.text[at..].starts_with("://"))
}

/// The lines of a paragraph.
fn lines(part: &Flow) -> impl Iterator<Item = &[Piece]> {
    let mut starts: Vec<usize> =
        (1..part.pieces.len()).filter(|&at| part.pieces[at].breaks != Break::None).collect();
    starts.insert(0, 0);
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([part.pieces.len()]).collect();
    starts.into_iter().zip(ends).map(|(from, to)| &part.pieces[from..to]).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use crate::model::Shape;

    #[test]
    fn numbered_records_with_long_labels_are_a_table() {
        let record = |at: usize, name: &str| {
            format!(
                "<p>{at}. Name: {name}<br>Contact person’s name, position and contact details: A. \
                 Reed<br>Description of processing: mail"
            )
        };
        let document =
            read(&format!("<h2>Annex III</h2>{}{}", record(1, "Acme, Inc."), record(2, "Bolt Ltd")));
        let rows = cells(document.grids.iter().find(|grid| grid.shape == Shape::Table).unwrap());
        assert_eq!(
            rows[0],
            ["!Name", "!Contact person’s name, position and contact details", "!Description of processing"]
        );
        assert_eq!((rows[1][0].as_str(), rows[2][0].as_str()), ("Acme, Inc.", "Bolt Ltd"));
    }

    #[test]
    fn records_of_terms_and_of_cards_that_tell_only_labels_and_values_are_a_table() {
        let record = |name: &str, more: &str| {
            format!("<dt>Provider:<dd>{name}<dt>Purpose<dd>Mail{more}<dt>Where<dd>EU")
        };
        let (acme, bolt) = (record("Acme", "<dd>Chat"), record("Bolt", ""));
        let lines = |name: &str| format!("<div class=c><p>Provider: {name}<p>Where: EU</div>");
        for page in [
            format!("<dl>{acme}{bolt}</dl>"),
            format!("<dl class=c>{acme}</dl><dl class=c>{bolt}</dl>"),
            format!("<ul><li><dl>{acme}</dl><li><dl>{bolt}</dl></ul>"),
        ] {
            let document = read(&format!("<h2>L</h2><div>{page}</div>"));
            let grid = document.grids.iter().find(|grid| grid.shape == Shape::Table).unwrap();
            assert_eq!(
                cells(grid),
                [["!Provider", "!Purpose", "!Where"], ["Acme", "Mail; Chat", "EU"], ["Bolt", "Mail", "EU"]],
                "{page}"
            );
        }
        let named = format!("<h2>L</h2><h3>Acme</h3><dl>{acme}</dl><h3>Bolt</h3><dl>{bolt}</dl>");
        assert!(read(&named).grids.iter().all(|grid| grid.shape != Shape::Table));
        let document = read(&format!("<h2>L</h2><div>{}{}</div>", lines("Acme"), lines("Bolt")));
        assert_eq!(cells(&document.grids[0])[1..], [["Acme", "EU"], ["Bolt", "EU"]]);
    }

    #[test]
    fn numbered_clauses_are_no_records() {
        assert!(read("<p>3.1 The parties agree.</p><p>3.2 They do.</p>").grids.is_empty());
    }
}
