//! Labels in the cells of a table that narrow windows show in place of its head.

use crate::model::{Break, Cell, CellRole, Row};

/// Takes the head of a column out of its cells, where each of them begins with it.
pub(super) fn take_labels(rows: &mut [Row]) {
    let Some((head, rows)) = rows.split_first_mut() else { return };
    for (column, cell) in head.cells.iter().enumerate().filter(|(_, cell)| cell.role == CellRole::Header) {
        let label = cell.text();
        let label = label.trim_end_matches([':', ' ']);
        let filled = |row: &&Row| row.cells.get(column).is_some_and(|cell| !cell.is_empty());
        // Whether a cell that begins with the label has a value behind it.
        let value = |row: &Row| {
            row.cells.get(column).and_then(|cell| value_at(cell, label).map(|(at, _)| at < cell.pieces.len()))
        };
        let values: Option<Vec<bool>> = rows.iter().filter(filled).map(value).collect();
        let given = values.as_ref().map_or(0, |values| values.iter().filter(|is_given| **is_given).count());
        if label.is_empty() || values.is_none_or(|values| values.len() < 2 || given * 2 < values.len()) {
            continue;
        }
        for row in rows.iter_mut() {
            if let Some(cell) = row.cells.get_mut(column) {
                take(cell, label);
            }
        }
    }
}

/// Where the value of a cell begins, as a piece and a place in it, if the label stands before it and
/// something parts them: a piece of its own, a colon, or no space at all. Behind the last piece where there
/// is no value.
fn value_at(cell: &Cell, label: &str) -> Option<(usize, usize)> {
    let first = cell.pieces.first()?;
    let rest = first.text.trim_start().strip_prefix(label)?;
    let value = rest.trim_start_matches([':', ' ']);
    if value.is_empty() {
        return Some((1, 0));
    }
    let parted =
        rest.starts_with(|letter: char| letter == ':' || letter.is_uppercase() || letter.is_ascii_digit());
    parted.then(|| (0, first.text.len() - value.len()))
}

/// Takes the label out of a cell.
fn take(cell: &mut Cell, label: &str) {
    let Some((at, place)) = value_at(cell, label) else { return };
    cell.pieces.drain(..at);
    if let Some(first) = cell.pieces.first_mut() {
        first.text = first.text[place..].trim_start_matches([':', ' ']).to_owned();
        first.breaks = Break::None;
    }
    cell.pieces.retain(|piece| !piece.text.trim().is_empty());
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};

    const HEAD: &str = "<tr><th>Name<th>Where</tr>";

    #[test]
    fn labels_for_narrow_windows_are_no_part_of_the_values() {
        for (open, close) in [("<span>", "</span>"), ("<b>", "</b>"), ("<b>", ":</b> "), ("<div>", "</div>")]
        {
            let row = |name: &str, place: &str| {
                format!(
                    "<tr><td>{open}Name{close}<span>{name}</span><td>{open}Where{close}<span>{place}</span>\
                     </tr>"
                )
            };
            let document = read(&format!("<table>{HEAD}{}{}</table>", row("Acme", "EU"), row("Bolt", "")));
            assert_eq!(cells(&document.grids[0])[1..], [["Acme", "EU"], ["Bolt", ""]], "{open}{close}");
        }
    }

    #[test]
    fn a_name_that_begins_with_the_head_of_its_column_stays() {
        let page = format!("<table>{HEAD}<tr><td>Name Cheap<td>Where<tr><td>Name Fast<td>EU</table>");
        assert_eq!(cells(&read(&page).grids[0])[1..], [["Name Cheap", "Where"], ["Name Fast", "EU"]]);
        let one = format!("<table>{HEAD}<tr><td>NameCheap<td>US<tr><td>Bolt<td>EU</table>");
        assert_eq!(cells(&read(&one).grids[0])[1], ["NameCheap", "US"]);
    }
}
