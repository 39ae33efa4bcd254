//! Pages one after the other: their lines and tables, tables that go on, what is repeated at the edges.

use std::collections::HashMap;

use super::{
    broken::BROKEN,
    columns::{self, Head, Region},
    rows,
    ruled::{self, Axis, Columns, Lattice, Rule},
    sheet::Sheet,
    words::{Line, Word, first_end, lines, parted},
};
use crate::{
    extract::text::bullet,
    model::{Break, Cell, CellRole, Piece, Row, Style},
};

/// What stands on a page, from top to bottom.
pub(super) enum Item {
    Line(Line),
    Table(Vec<Row>),
}

/// What stands on all pages, one after the other: a table that goes on below the edge of a page is one.
pub(super) fn items(sheets: &[Sheet]) -> Vec<Item> {
    let mut pages: Vec<Vec<Item>> = sheets.iter().map(items_of).collect();
    let repeated = take_repeated(&mut pages, sheets);
    let mut all: Vec<Item> = Vec::new();
    for page in pages {
        for (at, item) in page.into_iter().enumerate() {
            match (all.last_mut(), item) {
                // The first thing on a page goes on with the last thing of the page before.
                (Some(Item::Table(rows)), Item::Table(more)) if at == 0 && goes_on(rows, &more) => {
                    continue_table(rows, more);
                }
                (_, item) => all.push(item),
            }
        }
    }
    all.extend(repeated.into_iter().map(Item::Line));
    all
}

/// The tables and lines of a page.
fn items_of(sheet: &Sheet) -> Vec<Item> {
    let (mut lattices, partings) = ruled::lattices(&sheet.rules, &sheet.words);
    let all = lines(sheet.words.clone());
    let heads = heads(&mut lattices, &partings, &all);
    for lattice in &mut lattices {
        lattice.run_over(&all);
    }
    let mut inside: Vec<Vec<Word>> = vec![Vec::new(); lattices.len()];
    let mut outside = Vec::new();
    for word in &sheet.words {
        match lattices.iter().position(|lattice| lattice.holds(word.home())) {
            Some(at) => inside[at].push(word.clone()),
            None => outside.push(word.clone()),
        }
    }
    let mut placed: Vec<(f64, Item)> = Vec::new();
    for (lattice, words) in lattices.iter().zip(inside) {
        placed.push((lattice.ys[0], Item::Table(drawn(lattice, words))));
    }
    let lines = lines(outside);
    // A drawn table between two lines parts them, however their gaps fall together.
    let parts = lines
        .chunk_by(|above, below| !lattices.iter().any(|lattice| (above.y..below.y).contains(&lattice.ys[0])));
    for part in parts {
        let mut next = 0;
        for region in columns::regions(part, &heads) {
            placed
                .extend(part[next..region.lines.start].iter().map(|line| (line.y, Item::Line(line.clone()))));
            next = region.lines.end;
            let own = &part[region.lines.clone()];
            let (top, bottom) = (own[0].y - own[0].size, own[own.len() - 1].y);
            let drawn = partings.iter().filter(|rule| rule.axis == Axis::Horizontal).map(|rule| rule.at);
            let rules: Vec<f64> = drawn
                .chain(heads.iter().flat_map(|head| head.rules.iter().copied()))
                .filter(|at| (top..bottom).contains(at))
                .collect();
            placed.push((own[0].y, Item::Table(undrawn(own, &region, &rules))));
        }
        placed.extend(part[next..].iter().map(|line| (line.y, Item::Line(line.clone()))));
    }
    placed.sort_by(|one, other| one.0.total_cmp(&other.0));
    placed.into_iter().map(|(_, item)| item).collect()
}

/// Takes the drawn grids that only draw the cells of their header: one row, or rows that only lines across
/// part.
fn heads(lattices: &mut Vec<Lattice>, partings: &[Rule], lines: &[Line]) -> Vec<Head> {
    let mut heads = Vec::new();
    lattices.retain(|lattice| {
        let Some(head) = head(lattice, partings) else { return true };
        let is_head = columns::regions(lines, std::slice::from_ref(&head)).iter().any(|region| {
            let first = &lines[region.lines.start];
            lattice.holds(first.words[0].middle()) && region.cuts.len() + 2 == lattice.xs.len()
        });
        if is_head {
            heads.push(head);
        }
        !is_head
    });
    heads
}

fn head(lattice: &Lattice, partings: &[Rule]) -> Option<Head> {
    let (left, right) = (lattice.xs[0], lattice.xs[lattice.xs.len() - 1]);
    let (top, bottom) = (lattice.ys[0], lattice.ys[1]);
    let as_wide =
        |rule: &&Rule| rule.at > bottom && (rule.from - left).abs() < 8.0 && (rule.to - right).abs() < 8.0;
    let below: Vec<f64> = partings.iter().filter(as_wide).map(|rule| rule.at).collect();
    let ends = if lattice.ys.len() > 2 { &lattice.ys[2..] } else { &below[..] };
    let end = ends.iter().copied().fold(None, |end: Option<f64>, at| Some(end.map_or(at, |end| end.max(at))));
    let open = lattice.open_rows();
    let is_head = lattice.ys.len() == 2
        || (open[0] == Columns::Drawn
            && open.iter().filter(|row| **row == Columns::Open).count() * 2 > open.len());
    is_head.then(|| Head { xs: lattice.xs.clone(), ys: (top, bottom), end, rules: lattice.ys.clone() })
}

/// The rows of a drawn table.
fn drawn(lattice: &Lattice, words: Vec<Word>) -> Vec<Row> {
    let columns = lattice.xs.len() - 1;
    let owners = lattice.owners();
    let mut boxes: Vec<Vec<Word>> = vec![Vec::new(); owners.len()];
    for word in words {
        if let Some((row, column)) = lattice.cell(word.home()) {
            boxes[owners[row * columns + column]].push(word);
        }
    }
    let edges = edges(lattice, &boxes, columns);
    let right = |owner: usize| {
        let last = (0..owners.len())
            .filter(|&cell| owners[cell] == owner)
            .map(|cell| cell % columns)
            .max()
            .unwrap_or(0);
        if last == owner % columns { edges[last] } else { lattice.xs[last + 1] - 2.0 }
    };
    let texts: Vec<Vec<Piece>> = boxes
        .into_iter()
        .enumerate()
        .map(|(owner, words)| if words.is_empty() { Vec::new() } else { pieces(&lines(words), right(owner)) })
        .collect();
    let cell = |at: usize| Cell {
        role: if owners[at] == at { CellRole::Data } else { CellRole::Spanned },
        pieces: texts[owners[at]].clone(),
    };
    let rows = (0..lattice.ys.len() - 1).map(|row| Row {
        cells: (0..columns).map(|column| cell(row * columns + column)).collect(),
        heading: None,
    });
    // A row that only repeats what began above it is the lower part of one row.
    rows.filter(|row| row.cells.iter().any(|cell| cell.role == CellRole::Data && !cell.is_empty())).collect()
}

/// Where the text of each column ends: as far from its right rule as from its left, or where the longest line
/// ends. What wraps, wraps there.
fn edges(lattice: &Lattice, boxes: &[Vec<Word>], columns: usize) -> Vec<f64> {
    let edge = |column: usize| {
        let (left, right) = (lattice.xs[column], lattice.xs[column + 1]);
        let words = || boxes.iter().skip(column).step_by(columns).flatten().filter(|word| word.x1 <= right);
        let margin =
            words().map(|word| word.x0 - left).fold(f64::INFINITY, f64::min).clamp(0.0, right - left);
        words().map(|word| word.x1).fold(right - margin, f64::max)
    };
    (0..columns).map(edge).collect()
}

/// The rows of a table without drawn columns.
fn undrawn(own: &[Line], region: &Region, rules: &[f64]) -> Vec<Row> {
    let count = region.cuts.len() + 1;
    let right = columns::right_ends(own, &region.cuts);
    let starts = rows::starts(own, &region.cuts, rules);
    let ends = starts.iter().skip(1).copied().chain([own.len()]);
    let mut rows: Vec<Row> = Vec::new();
    for (from, to) in starts.iter().copied().zip(ends) {
        let mut boxes: Vec<Vec<Word>> = vec![Vec::new(); count];
        for word in own[from..to].iter().flat_map(|line| &line.words) {
            boxes[columns::column(&region.cuts, word.home().0)].push(word.clone());
        }
        let cells: Vec<Cell> = boxes
            .into_iter()
            .zip(&right)
            .map(|(words, right)| Cell { role: CellRole::Data, pieces: pieces(&lines(words), *right) })
            .collect();
        match rows.last_mut() {
            Some(above) if cells[0].is_empty() => go_on(above, cells),
            _ => rows.push(Row { cells, heading: None }),
        }
    }
    rows
}

/// The pieces of some lines of one cell. A line that ends long before the edge was ended on purpose.
pub(super) fn pieces(lines: &[Line], right: f64) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let text = line.text();
        let mut breaks = Break::None;
        if at > 0 {
            let (last, next) = (lines[at - 1].words.last(), line.words.first());
            let room = last.zip(next).map_or(0.0, |(last, next)| {
                right - last.x1 - (first_end(&line.words) - next.x0) - 0.3 * next.size
            });
            // Words are measured a hair wider or narrower by other programs.
            breaks = if room > 0.5 * line.size || lines[at - 1].is_bold() != line.is_bold() {
                Break::Line
            } else {
                Break::None
            };
        }
        if bullet(&text).is_some() {
            breaks = Break::Item;
        }
        let first = pieces.len();
        for (place, word) in line.words.iter().enumerate() {
            let space = match place {
                0 if at > 0 && breaks == Break::None => joint(&pieces),
                1.. if parted(&line.words[place - 1], word) => " ".to_owned(),
                _ => String::new(),
            };
            add(&mut pieces, word, &space, if place == 0 { breaks } else { Break::None });
        }
        if breaks == Break::Item
            && let Some(piece) = pieces.get_mut(first)
        {
            let text = piece
                .text
                .trim_start_matches(|letter: char| !letter.is_alphanumeric() && !"([{\"'„“".contains(letter))
                .to_owned();
            if text.is_empty() { pieces.truncate(first) } else { piece.text = text }
        }
    }
    pieces.retain(|piece| !piece.text.trim().is_empty());
    if let Some(first) = pieces.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    pieces
}

fn hyphenated(pieces: &[Piece]) -> bool {
    let stem = pieces.last().and_then(|piece| piece.text.strip_suffix(['-', '/', BROKEN]));
    stem.is_some_and(|stem| stem.ends_with(char::is_alphanumeric))
}

/// What stands between the last line and the next: nothing where a word is broken, else a space.
fn joint(pieces: &[Piece]) -> String {
    match pieces.last() {
        Some(last) if hyphenated(pieces) => {
            if last.text.ends_with('-') {
                BROKEN.to_string()
            } else {
                String::new()
            }
        }
        _ => " ".to_owned(),
    }
}

/// Adds a word to the last piece, with the space before it, or as a piece of its own where its look changes.
fn add(pieces: &mut Vec<Piece>, word: &Word, space: &str, breaks: Break) {
    let style = if word.bold { Style::Strong } else { Style::Plain };
    if let Some(last) = pieces.last_mut()
        && breaks == Break::None
        && last.style == style
        && last.link == word.link
    {
        last.text.push_str(space);
        last.text.push_str(&word.text);
        return;
    }
    let text = if breaks == Break::None { format!("{space}{}", word.text) } else { word.text.clone() };
    pieces.push(Piece { text, style, link: word.link.clone(), breaks });
}

/// Whether a table is the rest of the one on the page before: as many columns.
fn goes_on(rows: &[Row], more: &[Row]) -> bool {
    let width = |rows: &[Row]| rows.first().map_or(0, |row| row.cells.len());
    width(rows) == width(more) && width(rows) > 1
}

fn continue_table(rows: &mut Vec<Row>, mut more: Vec<Row>) {
    let same =
        |row: &Row, other: &Row| row.cells.iter().map(Cell::text).eq(other.cells.iter().map(Cell::text));
    if rows.first().zip(more.first()).is_some_and(|(row, other)| same(row, other)) {
        more.remove(0);
    }
    if let (Some(last), Some(first)) = (rows.last_mut(), more.first())
        && first.cells.first().is_some_and(Cell::is_empty)
    {
        go_on(last, more.remove(0).cells);
    }
    rows.extend(more);
}

/// Adds the cells of a row to the row above, which it goes on.
fn go_on(above: &mut Row, cells: Vec<Cell>) {
    for (cell, more) in above.cells.iter_mut().zip(cells) {
        let mut pieces = more.pieces.into_iter();
        if let Some(mut first) = pieces.next() {
            if first.breaks == Break::None && !cell.pieces.is_empty() {
                first.text.insert_str(0, &joint(&cell.pieces));
            }
            cell.pieces.push(first);
            cell.pieces.extend(pieces);
        }
    }
}

/// Takes out what is printed at the same edge of several pages, and numbers of pages. Gives back each line
/// once.
fn take_repeated(pages: &mut [Vec<Item>], sheets: &[Sheet]) -> Vec<Line> {
    let key = |line: &Line, sheet: &Sheet| {
        let edge = line.y < 0.12 * sheet.height || line.y > 0.88 * sheet.height;
        let text: String = line.text().chars().filter(|letter| !letter.is_ascii_digit()).collect();
        edge.then_some((text, line.y < 0.5 * sheet.height))
    };
    let mut counts: HashMap<(String, bool), usize> = HashMap::new();
    for (page, sheet) in pages.iter().zip(sheets) {
        for item in page {
            if let Item::Line(line) = item
                && let Some(key) = key(line, sheet)
            {
                *counts.entry(key).or_default() += 1;
            }
        }
    }
    let several = pages.len().div_ceil(2).max(2);
    let mut taken: HashMap<(String, bool), Line> = HashMap::new();
    let mut order = Vec::new();
    for (page, sheet) in pages.iter_mut().zip(sheets) {
        page.retain(|item| {
            let Item::Line(line) = item else { return true };
            let Some(key) = key(line, sheet) else { return true };
            let is_number = !key.0.contains(char::is_alphabetic);
            if !is_number && counts.get(&key).copied().unwrap_or(0) < several {
                return true;
            }
            if !is_number && !taken.contains_key(&key) {
                order.push(key.clone());
                taken.insert(key, line.clone());
            }
            false
        });
    }
    order.iter().filter_map(|key| taken.remove(key)).collect()
}
