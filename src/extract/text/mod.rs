//! Plain text: tables drawn with pipes, tabs or spaces, bullets, headings, paragraphs.

mod line;

use super::{
    draft::{Draft, Frame},
    error::ExtractError,
    json::pieces,
    labels, table,
};
use crate::model::{Cell, CellRole, Document, Row, Shape};

pub(super) use line::bullet;

/// Reads plain text.
pub(super) fn document(text: &str) -> Result<Document, ExtractError> {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).collect();
    let mut draft = Draft::default();
    let mut at = 0;
    while at < lines.len() {
        at = step(&lines, at, &mut draft)?;
    }
    Ok(draft.finish())
}

/// Reads what begins at a line; gives back where the next thing begins.
fn step(lines: &[&str], at: usize, draft: &mut Draft) -> Result<usize, ExtractError> {
    if lines[at].trim().is_empty() || line::is_rule(lines[at]) {
        return Ok(at + 1);
    }
    if let Some((rows, next)) = line::table(lines, at) {
        table::write(draft, Frame::of(Shape::Table), rows)?;
        return Ok(next);
    }
    if bullet(lines[at]).is_some() {
        return list(lines, at, draft);
    }
    if let Some((level, next)) = line::heading(lines, at) {
        let text = lines[at].trim().trim_start_matches('#').trim_end_matches('#');
        if level == 1 {
            draft.title(text);
        }
        draft.heading(level, text);
        return Ok(next);
    }
    Ok(paragraph(lines, at, draft))
}

/// Reads lines up to what is no prose as one paragraph.
fn paragraph(lines: &[&str], at: usize, draft: &mut Draft) -> usize {
    let ends = |next: &usize| {
        let line = lines[*next];
        line.trim().is_empty()
            || bullet(line).is_some()
            || line::is_rule(line)
            || (line.contains('\t') && line::table(lines, *next).is_some())
    };
    let next = (at + 1..lines.len()).find(ends).unwrap_or(lines.len());
    draft.paragraph(&lines[at..next].join(" "));
    next
}

/// Bullets, each with the deeper lines below it.
fn list(lines: &[&str], mut at: usize, draft: &mut Draft) -> Result<usize, ExtractError> {
    let mut rows = Vec::new();
    while at < lines.len() {
        let Some(first) = bullet(lines[at]) else { break };
        let depth = line::depth(lines[at]);
        let mut text = first.to_owned();
        at += 1;
        while at < lines.len()
            && !lines[at].trim().is_empty()
            && line::depth(lines[at]) > depth
            && bullet(lines[at]).is_none()
        {
            text.push('\n');
            text.push_str(lines[at].trim());
            at += 1;
        }
        rows.push(Row { cells: vec![Cell { role: CellRole::Data, pieces: pieces(&text) }], heading: None });
        // One empty line between items does not end the list.
        if at + 1 < lines.len() && lines[at].trim().is_empty() && bullet(lines[at + 1]).is_some() {
            at += 1;
        }
    }
    match records(&rows) {
        Some(table) => draft.grid(Frame::of(Shape::Table), table)?,
        None => draft.grid(Frame::of(Shape::List), rows)?,
    }
    Ok(at)
}

/// Items whose lines all begin with a label, and each with the same, as a table.
fn records(items: &[Row]) -> Option<Vec<Row>> {
    let lines = || items.iter().flat_map(|row| row.cells[0].lines());
    let labelled: Vec<_> = lines().map(labels::labelled).collect::<Option<_>>()?;
    labels::records(&labelled).filter(|table| table.len() == items.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BlockKind, Grid};

    fn texts(grid: &Grid) -> Vec<Vec<String>> {
        grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect()).collect()
    }

    #[test]
    fn tables_drawn_with_pipes_tabs_and_spaces_are_read() {
        let pipes = "+------+------+\n| Name | Use  |\n+------+------+\n| Acme | Mail |\n| Beta | Web  \
            |\n+------+------+\n";
        let tabs = "Name\tUse\nAcme\tMail\nBeta\tWeb\n";
        let spaces = "Name        Use\n----        ---\nAcme        Mail\nBeta        Web\n";
        for text in [pipes, tabs, spaces] {
            let document = document(&format!("Our vendors\n\n{text}\nThat is all.\n")).unwrap();
            assert_eq!(
                texts(&document.grids[0]),
                [["Name", "Use"], ["Acme", "Mail"], ["Beta", "Web"]],
                "{text}"
            );
            assert_eq!(document.blocks.last().unwrap().text, "That is all.");
        }
    }

    #[test]
    fn empty_lines_part_the_rows_of_a_table_drawn_with_spaces() {
        let text = "No.  Name           Use            Place\n\n1    Acme Ireland   Hosting of     EU\n     \
            Limited        everything\n\n\
                    2    Beta           Mail           US\n\nPage 1 of 1\n\nWe use  two spaces.\n";
        let document = document(text).unwrap();
        let head = ["No.", "Name", "Use", "Place"];
        assert_eq!(
            texts(&document.grids[0]),
            [head, ["1", "Acme Ireland Limited", "Hosting of everything", "EU"], ["2", "Beta", "Mail", "US"]]
        );
        assert_eq!(document.blocks.last().unwrap().text, "We use two spaces.");
    }

    #[test]
    fn many_short_tables_that_are_none_take_no_longer_than_their_text() {
        let started = std::time::Instant::now();
        assert!(document(&"a  b\nx\nx\n\n".repeat(20_000)).unwrap().grids.is_empty());
        assert!(document(&"a  b\nc  d\n\ne  f\nx\nx\nx\nx\n\n".repeat(10_000)).is_ok());
        assert!(started.elapsed().as_secs() < 5);
    }

    #[test]
    fn bullets_are_a_list_with_their_lower_lines() {
        let document =
            document("Vendors:\n\n- Acme: mail,\n  in the US\n\n- Beta\n* Gamma\n1. Delta\n").unwrap();
        let grid = &document.grids[0];
        assert_eq!(grid.shape, Shape::List);
        assert_eq!(texts(grid), [["Acme: mail, in the US"], ["Beta"], ["Gamma"], ["Delta"]]);
        assert_eq!(grid.heading(), Some("Vendors:"));
    }

    #[test]
    fn items_whose_lines_all_have_labels_are_records() {
        let document = document("1. Name: Acme\n   Place: EU\n\n2. Name: Beta\n   Place: US\n").unwrap();
        assert_eq!(texts(&document.grids[0]), [["Name", "Place"], ["Acme", "EU"], ["Beta", "US"]]);
        assert_eq!(super::document("- Acme: mail\n- Beta: chat\n").unwrap().grids[0].shape, Shape::List);
    }

    #[test]
    fn headings_are_underlined_capitals_or_end_with_a_colon() {
        let document =
            document("Vendors\n=======\n\nWe use these.\n\nEU HOSTING\n\nAcme does it.\n\nMail:\n\nBeta.\n")
                .unwrap();
        let heads: Vec<&str> = document
            .blocks
            .iter()
            .filter(|block| matches!(block.kind, BlockKind::Heading(_)))
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(heads, ["Vendors", "EU HOSTING", "Mail:"]);
        assert_eq!(document.title.as_deref(), Some("Vendors"));
    }

    #[test]
    fn lines_of_one_paragraph_are_joined() {
        let document = document("We tell you\nthirty days before.\n\nWrite to us.").unwrap();
        assert_eq!(
            document.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(),
            ["We tell you thirty days before.", "Write to us."]
        );
    }

    #[test]
    fn two_spaces_after_a_full_stop_are_no_table() {
        let document =
            document("We sell nothing.  We never did.\nWe never will.  That is a promise.\n").unwrap();
        assert!(document.grids.is_empty());
    }

    #[test]
    fn one_long_line_is_one_paragraph() {
        assert_eq!(document(&"word ".repeat(100_000)).unwrap().blocks.len(), 1);
    }
}
