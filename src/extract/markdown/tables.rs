//! Tables as people type them, written so that the letter of the format is met: rows of dashes with tabs or
//! typographic dashes in them, or with more or fewer cells than the header, text right above the header,
//! empty lines between rows, and tables whose lines are all drawn (`+----+----+`).

use std::borrow::Cow;

/// A table has no more columns: what looks so is drawing.
const COLUMNS: usize = 100;

/// Writes the tables of a text so that each is one by the letter of the format. Code stays as it is.
pub(super) fn mended(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut page = String::with_capacity(text.len() + 64);
    let mut fenced = false;
    let mut listed = false;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let bare = line.trim();
        fenced ^= bare.starts_with("```") || bare.starts_with("~~~");
        if !bare.is_empty() && !line.starts_with([' ', '\t']) {
            listed =
                bare.starts_with(['-', '*', '+']) || bare.starts_with(|first: char| first.is_ascii_digit());
        }
        let table = if fenced { None } else { drawn(&lines[at..]).or_else(|| typed(&lines[at..])) };
        let Some(table) = table else {
            page.push_str(line);
            page.push('\n');
            at += 1;
            continue;
        };
        // An indent belongs to the item of a list. By itself it would make code of the table.
        let margin = if listed || table.margin.contains('>') { table.margin } else { "" };
        // Text right above a header would take it for its own next line.
        if at > 0 && !lines[at - 1].trim_matches(['>', ' ', '\t']).is_empty() {
            page.push_str(margin);
            page.push('\n');
        }
        for row in &table.rows {
            page.push_str(margin);
            page.push_str(row);
            page.push('\n');
        }
        if table.is_drawn {
            page.push('\n');
        }
        at += table.lines;
    }
    page
}

/// A table at the beginning of some lines, written anew.
struct Table<'t> {
    /// What stands before each of its lines: indents, marks of a quotation.
    margin: &'t str,
    rows: Vec<Cow<'t, str>>,
    /// How many lines it takes.
    lines: usize,
    is_drawn: bool,
}

/// A header with a row of dashes below it, and the rows below these.
fn typed<'t>(lines: &[&'t str]) -> Option<Table<'t>> {
    let (margin, header) = margin(lines.first()?);
    let (_, dashes) = self::margin(lines.get(1)?);
    let is_header = header.contains('|') && !is_delimiter(header);
    if !is_header || !is_delimiter(dashes) {
        return None;
    }
    let columns = cells(header).len().max(cells(dashes).len());
    if columns > COLUMNS {
        return None;
    }
    let missing = columns - cells(header).len();
    let mut rows = vec![match missing {
        0 => Cow::Borrowed(header),
        missing => format!("| {} |{}", cells(header).join(" | "), "  |".repeat(missing)).into(),
    }];
    rows.push(["|", &"---|".repeat(columns)].concat().into());
    let mut at = 2;
    while let Some(line) = lines.get(at) {
        let row = self::margin(line).1;
        if is_row(row) {
            rows.push(Cow::Borrowed(row));
            at += 1;
        } else if row.is_empty() && goes_on(&lines[at + 1..]) && rows.last().is_some_and(|row| is_row(row)) {
            at += 1;
        } else {
            break;
        }
    }
    Some(Table { margin, rows, lines: at, is_drawn: false })
}

/// Whether the table above an empty line goes on below it: a whole row comes that heads no other table.
fn goes_on(lines: &[&str]) -> bool {
    let below = |at: usize| lines.get(at).map_or("", |line| margin(line).1);
    is_row(below(0)) && !is_delimiter(below(0)) && !is_delimiter(below(1))
}

/// Whether a line is a row between pipes.
fn is_row(line: &str) -> bool {
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// A line without its indent and the marks of a quotation, and these.
fn margin(line: &str) -> (&str, &str) {
    let rest = line.trim_start_matches([' ', '\t', '>', '\u{a0}']);
    (&line[..line.len() - rest.len()], rest.trim_end())
}

/// Whether a line parts a header from its rows: cells of dashes, of whatever kind.
fn is_delimiter(line: &str) -> bool {
    let is_dash = |letter: char| matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '=');
    let is_dashes = |cell: &&str| {
        let inner = cell.trim_matches([':', ' ', '\t', '\u{a0}']);
        !inner.is_empty() && inner.chars().all(is_dash)
    };
    line.contains('|') && cells(line).iter().all(is_dashes)
}

/// The cells of a row; an escaped pipe parts none.
fn cells(line: &str) -> Vec<&str> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(line);
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in line.match_indices('|').filter(|(at, _)| !line[..*at].ends_with('\\')) {
        cells.push(line[start..at].trim());
        start = at + 1;
    }
    cells.push(line[start..].trim());
    cells
}

/// A table all of whose lines are drawn, with several lines in a cell.
fn drawn<'t>(lines: &[&'t str]) -> Option<Table<'t>> {
    let (margin, first) = margin(lines.first()?);
    if !is_drawn_line(first) {
        return None;
    }
    let columns = first.matches('+').count() - 1;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut begins = true;
    let mut count = 1;
    for line in &lines[1..] {
        let row = self::margin(line).1;
        if is_drawn_line(row) && !begins {
            begins = true;
        } else if is_row(row) && cells(row).len() == columns {
            if begins {
                rows.push(vec![String::new(); columns]);
            }
            begins = false;
            for (cell, more) in rows.last_mut()?.iter_mut().zip(cells(row)) {
                let space = if cell.is_empty() || more.is_empty() { "" } else { " " };
                cell.push_str(space);
                cell.push_str(more);
            }
        } else {
            break;
        }
        count += 1;
    }
    let written = |row: &Vec<String>| Cow::Owned(format!("| {} |", row.join(" | ")));
    let mut whole: Vec<Cow<'_, str>> = rows.iter().map(written).collect();
    if whole.len() < 2 || columns > COLUMNS {
        return None;
    }
    whole.insert(1, ["|", &"---|".repeat(columns)].concat().into());
    Some(Table { margin, rows: whole, lines: count, is_drawn: true })
}

/// `+-----+=====+`
fn is_drawn_line(line: &str) -> bool {
    line.len() > 4
        && line.starts_with("+-")
        && line.ends_with('+')
        && line.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'=' | b':'))
        || line.len() > 4 && line.starts_with("+=") && line.ends_with('+')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_dashes_counts_whatever_stands_between_them() {
        for dashes in
            ["|---\t|---\t|", "|\t:--\t|\t--:\t|", "| —— | –– |", "---|---", "|---|---|---", "|---|"]
        {
            let page = mended(&format!("| Name | Use |\n{dashes}\n| Acme | Mail |\n"));
            assert!(page.contains("| Acme | Mail |\n") && page.contains("|---|---|"), "{page}");
        }
        assert!(mended("| Name | Use\n|---|---|---|\n").starts_with("| Name | Use |  |\n|---|---|---|\n"));
    }

    #[test]
    fn a_table_is_parted_from_the_text_above_and_not_within_itself() {
        let page = mended("We use:\n| Name | Use |\n|---|---|\n| Acme | Mail |\n\n| Beta | Web |\n\nEnd\n");
        assert_eq!(page, "We use:\n\n| Name | Use |\n|---|---|\n| Acme | Mail |\n| Beta | Web |\n\nEnd\n");
        let two = "| Name |\n|---|\n| Acme |\n\n| Old |\n|---|\n| Beta |\n";
        assert_eq!(mended(two), two);
        assert!(mended("    a | b\n    -|-\n    c | d\n").starts_with("a | b\n|---|---|\n"));
        assert!(mended("- List\n\n  |a|b|\n  |-|-|\n").contains("\n  |a|b|\n"));
    }

    #[test]
    fn what_is_no_table_stays() {
        for text in
            ["a | b\nc | d\n", "Title\n---\n", "```\na | b\n—|—\n```\n", "---\n", "+1 | 2\n+-\n", "|\n|\n"]
        {
            assert_eq!(mended(text), text);
        }
    }

    #[test]
    fn a_table_whose_lines_are_drawn_is_read_cell_by_cell() {
        let page = mended(
            "+------+------+\n| Name | Use  |\n+======+======+\n| Acme | Mail |\n| Inc. |      |\n+------+------+\n",
        );
        assert_eq!(page, "| Name | Use |\n|---|---|\n| Acme Inc. | Mail |\n\n");
    }

    #[test]
    fn many_rows_and_empty_lines_take_no_longer_than_their_text() {
        for text in ["| a |\n\n".repeat(50_000), "+--+\n".repeat(50_000), "a|b\n-|-\n".repeat(50_000)] {
            assert!(mended(&text).len() <= text.len() * 3);
        }
    }
}
