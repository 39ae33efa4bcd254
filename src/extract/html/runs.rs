//! Lists that are written as plain paragraphs: bold names, lines parted by `br`, tables whose cells are
//! paragraphs.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{
    flow::{Flow, Part, Path},
    labelled,
};
use crate::model::{Break, Cell, CellRole, Grid, Piece, Row, Shape, Style, Visibility, join};

/// A name at the start of a paragraph is not longer, in bytes.
const NAME_BYTES: usize = 120;
/// A paragraph that is a cell or a line is not longer, in bytes.
const CELL_BYTES: usize = 300;
/// Columns of a table written as paragraphs.
const COLUMNS: std::ops::RangeInclusive<usize> = 2..=10;
/// Rows that such a table has at least, its header among them.
const ROWS: usize = 3;

/// Grids of what is written as runs of paragraphs.
pub(super) fn runs(flow: &[Flow]) -> Vec<Grid> {
    let mut found = Vec::new();
    let mut path = Path::default();
    let mut at = 0;
    while at < flow.len() {
        if let Part::Heading(level) = flow[at].part {
            path.enter(level, join(&flow[at].pieces).into_owned());
        }
        if !may_run(&flow[at]) {
            at += 1;
            continue;
        }
        let end = at + flow[at..].iter().take_while(|part| may_run(part)).count();
        read(flow, at..end, &path, &mut found);
        at = end;
    }
    found
}

/// Whether a text may be one of a run of paragraphs.
fn may_run(part: &Flow) -> bool {
    part.part == Part::Paragraph && part.cards.is_none() && !part.in_cards
}

/// Looks for tables and lists in a run of paragraphs.
fn read(flow: &[Flow], run: std::ops::Range<usize>, path: &Path, found: &mut Vec<Grid>) {
    let mut at = run.start;
    // Where a run of short paragraphs that was tried as a table ends.
    let mut tried = at;
    // Where a run of labelled lines that was counted before ends.
    let mut counted = at;
    while at < run.end {
        if at >= counted {
            let count = labelled::count(&flow[at..run.end]);
            counted = at + count.max(1);
            if let Some(rows) = labelled::table(&flow[at..at + count]) {
                found.push(grid(flow, at, path, Shape::Table, rows));
                at += count;
                continue;
            }
        }
        let count = |fits: fn(&Flow) -> bool| flow[at..run.end].iter().take_while(|part| fits(part)).count();
        let short = if at < tried { 0 } else { count(is_short) };
        tried = tried.max(at + short);
        if let Some((skipped, width)) = columns(&flow[at..at + short]) {
            let rows = flow[at + skipped..at + short]
                .chunks(width)
                .map(|row| to_row(row.iter().map(|part| part.pieces.clone())))
                .collect();
            found.push(grid(flow, at + skipped, path, Shape::Table, rows));
            at += short;
            continue;
        }
        let named = count(is_named);
        if named > 1 || (named == 1 && is_record(&flow[at].pieces)) {
            let rows = flow[at..at + named]
                .iter()
                .map(|part| to_row(std::iter::once(without_bullet(&part.pieces).to_vec())))
                .collect();
            found.push(grid(flow, at, path, Shape::List, rows));
        } else if let Some(rows) = lines(&flow[at].pieces) {
            found.push(grid(flow, at, path, Shape::List, rows));
        }
        at += named.max(1);
    }
}

fn grid(flow: &[Flow], at: usize, path: &Path, shape: Shape, rows: Vec<Row>) -> Grid {
    let above = at.checked_sub(1).map(|at| &flow[at]).filter(|above| above.part == Part::Paragraph);
    Grid {
        shape,
        headings: path.0.clone(),
        caption: None,
        lead: above.map(|above| join(&above.pieces).into_owned()),
        rows,
        visibility: Visibility::Shown,
        block: flow[at].block,
    }
}

fn to_row(cells: impl Iterator<Item = Vec<Piece>>) -> Row {
    Row { cells: cells.map(|pieces| Cell { role: CellRole::Data, pieces }).collect(), heading: None }
}

/// Whether a paragraph is short enough for a cell.
fn is_short(part: &Flow) -> bool {
    part.pieces.iter().map(|piece| piece.text.len()).sum::<usize>() <= CELL_BYTES
}

/// Begins with a bold or linked name, and more follows.
fn is_named(part: &Flow) -> bool {
    let mut pieces = without_bullet(&part.pieces).iter().filter(|piece| piece.style != Style::Alternative);
    let Some(first) = pieces.next() else { return false };
    let marked = first.style == Style::Strong || first.link.is_some();
    marked
        && pieces.next().is_some()
        && first.text.len() <= NAME_BYTES
        && first.text.chars().filter(|letter| letter.is_alphabetic()).count() > 1
}

/// A paragraph without the sign that it begins with (`•`, `-`), where that has a piece of its own.
fn without_bullet(pieces: &[Piece]) -> &[Piece] {
    match pieces {
        [first, rest @ ..] if !rest.is_empty() && !first.text.contains(char::is_alphanumeric) => rest,
        _ => pieces,
    }
}

/// Whether a bold name stands above lines that all have labels: one thing and what is said of it.
fn is_record(pieces: &[Piece]) -> bool {
    let cell = pieces.chunk_by(|_, next| next.breaks == Break::None);
    let mut lines = cell.skip(1).peekable();
    pieces[0].style == Style::Strong && lines.peek().is_some() && lines.all(labelled::is_labelled)
}

/// A paragraph of three lines or more is a list of lines; where some lines begin in bold, of what they begin.
fn lines(pieces: &[Piece]) -> Option<Vec<Row>> {
    if pieces.iter().filter(|piece| piece.breaks != Break::None).count() < 2 {
        return None;
    }
    let cell = Cell { role: CellRole::Data, pieces: pieces.to_vec() };
    let lines = cell.lines();
    let long = |line: &&[Piece]| line.iter().map(|piece| piece.text.len()).sum::<usize>() > CELL_BYTES;
    if lines.len() < 3 || lines.iter().any(long) {
        return None;
    }
    let bold = |line: &[Piece]| line.first().is_some_and(|piece| piece.style == Style::Strong);
    let by_bold = bold(lines[0]) && lines.iter().filter(|line| bold(line)).count() > 1;
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some(last) if by_bold && !bold(line) => last.extend_from_slice(line),
            _ => rows.push(line.to_vec()),
        }
    }
    for row in &mut rows {
        if let Some(first) = row.first_mut() {
            first.breaks = Break::None;
        }
    }
    Some(rows.into_iter().map(|row| to_row(std::iter::once(row))).collect())
}

/// Width of a table whose cells are paragraphs, and how many paragraphs stand before it.
///
/// Values of a column repeat (a country, a legal mechanism), so equal texts stand whole rows apart: the
/// greatest common divisor of their distances is the width. Fewer than two repeats prove nothing.
fn columns(run: &[Flow]) -> Option<(usize, usize)> {
    if run.len() < COLUMNS.start() * ROWS {
        return None;
    }
    let mut seen: HashMap<_, usize, RandomState> = HashMap::default();
    let (mut repeats, mut width) = (0, 0);
    for (at, part) in run.iter().enumerate() {
        if let Some(before) = seen.insert(join(&part.pieces), at) {
            repeats += 1;
            width = divisor(width, at - before);
        }
    }
    let skipped = run.len().checked_rem(width)?;
    (repeats > 1 && COLUMNS.contains(&width) && run.len() / width >= ROWS).then_some((skipped, width))
}

/// The greatest common divisor.
fn divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use crate::model::Shape;

    #[test]
    fn paragraphs_that_begin_with_a_bold_name_are_a_list() {
        let document = read("<h2>L</h2><p><b>Acme</b> – mail</p><p><b>Bolt</b><br>chat</p><p>End.</p>");
        assert_eq!((document.grids[0].shape, document.grids[0].heading()), (Shape::List, Some("L")));
        assert_eq!(cells(&document.grids[0]), [["Acme – mail"], ["Bolt chat"]]);
    }

    #[test]
    fn numbered_clauses_are_no_names() {
        assert!(read("<p><b>3.1</b> The parties agree.</p><p><b>3.2</b> They do.</p>").grids.is_empty());
    }

    #[test]
    fn lines_parted_by_breaks_are_a_list() {
        assert_eq!(
            cells(&read("<p>Acme, mail<br>Bolt, chat<br>Cord, calls").grids[0]),
            [["Acme, mail"], ["Bolt, chat"], ["Cord, calls"]]
        );
        let grouped = read("<p><b>Acme</b><br>mail<br><b>Bolt</b><br>chat");
        assert_eq!(cells(&grouped.grids[0]), [["Acme mail"], ["Bolt chat"]]);
    }

    #[test]
    fn paragraphs_whose_repeats_stand_whole_rows_apart_are_a_table() {
        let texts = [
            "Intro", "Name", "Where", "Why", "Acme", "EU", "Mail", "Bolt", "EU", "Chat", "Cord", "EU", "Mail",
        ];
        let page = "<p>".to_owned() + &texts.join("<p>");
        let grid = &read(&page).grids[0];
        assert_eq!(grid.shape, Shape::Table);
        assert_eq!(cells(grid)[1], ["Acme", "EU", "Mail"]);
        assert_eq!(grid.rows.len(), 4);
    }
}
