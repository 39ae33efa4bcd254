//! Lines that a label leads, and the records that such lines make up: `Name: Acme`, `Purpose: Hosting`,
//! `Name: Beta` ...

use super::flow::Flow;
use crate::{
    extract::labels::{labelled, records},
    model::{Break, Piece, Row, Style},
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
    fn numbered_clauses_are_no_records() {
        assert!(read("<p>3.1 The parties agree.</p><p>3.2 They do.</p>").grids.is_empty());
    }
}
