//! Pages one after the other: tables that go on, what is repeated at the edges, headings and prose.

use std::collections::HashMap;

use super::{
    Sheet,
    columns::{self, Region},
    ruled::{self, Axis, Lattice},
    words::{Line, Word, lines, parted},
};
use crate::{
    extract::{
        ExtractError,
        draft::{Draft, Frame},
        table,
        text::bullet,
    },
    model::{Break, Cell, CellRole, Piece, Row, Shape, Style},
};

/// What stands on a page, from top to bottom.
enum Item {
    Line(Line),
    Table(Vec<Row>),
}

/// Writes all pages into the draft.
pub(super) fn write(sheets: &[Sheet], draft: &mut Draft) -> Result<(), ExtractError> {
    let mut pages: Vec<Vec<Item>> = sheets.iter().map(items).collect();
    drop_repeated(&mut pages, sheets);
    let mut all: Vec<Item> = Vec::new();
    for page in pages {
        for (at, item) in page.into_iter().enumerate() {
            match (all.last_mut(), item) {
                // The first thing on a page goes on with the last thing of the page before.
                (Some(Item::Table(rows)), Item::Table(more)) if at == 0 && goes_on(rows, &more) => continue_table(rows, more),
                (_, item) => all.push(item),
            }
        }
    }
    let sizes = Sizes::of(&all);
    prose(all, &sizes, draft)
}

/// The tables and lines of a page.
fn items(sheet: &Sheet) -> Vec<Item> {
    let (lattices, partings) = ruled::lattices(&sheet.rules, &sheet.words);
    let mut inside: Vec<Vec<Word>> = vec![Vec::new(); lattices.len()];
    let mut outside = Vec::new();
    for word in &sheet.words {
        match lattices.iter().position(|lattice| lattice.holds(word.middle())) {
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
    let parts = lines.chunk_by(|above, below| !lattices.iter().any(|lattice| (above.y..below.y).contains(&lattice.ys[0])));
    for part in parts {
        let mut next = 0;
        for region in columns::regions(part) {
            placed.extend(part[next..region.lines.start].iter().map(|line| (line.y, Item::Line(line.clone()))));
            next = region.lines.end;
            let own = &part[region.lines.clone()];
            let (top, bottom) = (own[0].y - own[0].size, own[own.len() - 1].y);
            let rules: Vec<f64> = partings
                .iter()
                .filter(|rule| rule.axis == Axis::Horizontal && (top..bottom).contains(&rule.at))
                .map(|rule| rule.at)
                .collect();
            placed.push((own[0].y, Item::Table(undrawn(own, &region, &rules))));
        }
        placed.extend(part[next..].iter().map(|line| (line.y, Item::Line(line.clone()))));
    }
    placed.sort_by(|one, other| one.0.total_cmp(&other.0));
    placed.into_iter().map(|(_, item)| item).collect()
}

/// The rows of a drawn table.
fn drawn(lattice: &Lattice, words: Vec<Word>) -> Vec<Row> {
    let columns = lattice.xs.len() - 1;
    let owners = lattice.owners();
    let mut boxes: Vec<Vec<Word>> = vec![Vec::new(); owners.len()];
    for word in words {
        if let Some((row, column)) = lattice.cell(word.middle()) {
            boxes[owners[row * columns + column]].push(word);
        }
    }
    let right = |owner: usize| {
        let last = (0..owners.len()).filter(|&cell| owners[cell] == owner).map(|cell| cell % columns).max().unwrap_or(0);
        lattice.xs[last + 1] - 2.0
    };
    let texts: Vec<Vec<Piece>> = boxes
        .into_iter()
        .enumerate()
        .map(|(owner, words)| if words.is_empty() { Vec::new() } else { pieces(&lines(words), right(owner)) })
        .collect();
    let cell =
        |at: usize| Cell { role: if owners[at] == at { CellRole::Data } else { CellRole::Spanned }, pieces: texts[owners[at]].clone() };
    let rows = (0..lattice.ys.len() - 1)
        .map(|row| Row { cells: (0..columns).map(|column| cell(row * columns + column)).collect(), heading: None });
    // A row that only repeats what began above it is the lower part of one row.
    rows.filter(|row| row.cells.iter().any(|cell| cell.role == CellRole::Data && !cell.is_empty())).collect()
}

/// The rows of a table without drawn columns.
fn undrawn(own: &[Line], region: &Region, rules: &[f64]) -> Vec<Row> {
    let count = region.cuts.len() + 1;
    let mut right = vec![0.0_f64; count];
    for word in own.iter().flat_map(|line| &line.words) {
        let column = columns::column(&region.cuts, word.middle().0);
        right[column] = right[column].max(word.x1);
    }
    let starts = columns::row_starts(own, &region.cuts, rules);
    let ends = starts.iter().skip(1).copied().chain([own.len()]);
    let mut rows: Vec<Row> = Vec::new();
    for (from, to) in starts.iter().copied().zip(ends) {
        let mut boxes: Vec<Vec<Word>> = vec![Vec::new(); count];
        for word in own[from..to].iter().flat_map(|line| &line.words) {
            boxes[columns::column(&region.cuts, word.middle().0)].push(word.clone());
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
fn pieces(lines: &[Line], right: f64) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let text = line.text();
        let mut breaks = Break::None;
        if at > 0 {
            let (last, next) = (lines[at - 1].words.last(), line.words.first());
            let room = last.zip(next).map_or(0.0, |(last, next)| right - last.x1 - (next.x1 - next.x0) - 0.3 * next.size);
            breaks = if room > 0.5 * line.size || lines[at - 1].is_bold() != line.is_bold() { Break::Line } else { Break::None };
        }
        if bullet(&text).is_some() {
            breaks = Break::Item;
        }
        let first = pieces.len();
        for (place, word) in line.words.iter().enumerate() {
            let space =
                if place > 0 { parted(&line.words[place - 1], word) } else { at > 0 && breaks == Break::None && !hyphenated(&pieces) };
            add(&mut pieces, word, space, if place == 0 { breaks } else { Break::None });
        }
        if breaks == Break::Item
            && let Some(piece) = pieces.get_mut(first)
        {
            let text = piece.text.trim_start_matches(|letter: char| !letter.is_alphanumeric() && !"([{\"'„“".contains(letter)).to_owned();
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
    pieces.last().is_some_and(|piece| piece.text.ends_with(['-', '/']) && !piece.text.ends_with(" -") && piece.text.len() > 1)
}

/// Adds a word to the last piece, or as a piece of its own where its look changes.
fn add(pieces: &mut Vec<Piece>, word: &Word, space: bool, breaks: Break) {
    let style = if word.bold { Style::Strong } else { Style::Plain };
    if let Some(last) = pieces.last_mut()
        && breaks == Break::None
        && last.style == style
        && last.link == word.link
    {
        if space {
            last.text.push(' ');
        }
        last.text.push_str(&word.text);
        return;
    }
    let text = if space && breaks == Break::None { format!(" {}", word.text) } else { word.text.clone() };
    pieces.push(Piece { text, style, link: word.link.clone(), breaks });
}

/// Whether a table is the rest of the one on the page before: as many columns.
fn goes_on(rows: &[Row], more: &[Row]) -> bool {
    let width = |rows: &[Row]| rows.first().map_or(0, |row| row.cells.len());
    width(rows) == width(more) && width(rows) > 1
}

fn continue_table(rows: &mut Vec<Row>, mut more: Vec<Row>) {
    let texts = |row: &Row| row.cells.iter().map(Cell::text).collect::<Vec<_>>();
    if rows.first().map(texts) == more.first().map(texts) {
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
            if first.breaks == Break::None && !cell.pieces.is_empty() && !hyphenated(&cell.pieces) {
                first.text.insert(0, ' ');
            }
            cell.pieces.push(first);
            cell.pieces.extend(pieces);
        }
    }
}

/// Drops what is printed at the same edge of several pages, but for its first time.
fn drop_repeated(pages: &mut [Vec<Item>], sheets: &[Sheet]) {
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
    let mut seen = std::collections::HashSet::new();
    for (page, sheet) in pages.iter_mut().zip(sheets) {
        page.retain(|item| match item {
            Item::Line(line) => key(line, sheet).is_none_or(|key| {
                let is_number = !key.0.contains(char::is_alphabetic);
                let first = seen.insert(key.clone());
                !is_number && (first || counts.get(&key).copied().unwrap_or(0) < several)
            }),
            Item::Table(_) => true,
        });
    }
}

/// The sizes of letters: that of the running text, and those of headings.
struct Sizes {
    text: f64,
    headings: Vec<f64>,
}

impl Sizes {
    fn of(items: &[Item]) -> Self {
        let mut counts: HashMap<i64, usize> = HashMap::new();
        for item in items {
            if let Item::Line(line) = item {
                *counts.entry(halves(line.size)).or_default() += line.words.iter().map(|word| word.text.len()).sum::<usize>();
            }
        }
        let text = counts.iter().max_by_key(|(size, count)| (**count, -**size)).map_or(10, |(size, _)| *size);
        let mut headings: Vec<i64> = counts.into_keys().filter(|size| *size * 10 > text * 11).collect();
        headings.sort_unstable_by(|one, other| other.cmp(one));
        #[expect(clippy::cast_precision_loss, reason = "sizes of letters are small")]
        let points = |size: i64| size as f64 / 2.0;
        Self { text: points(text), headings: headings.into_iter().map(points).collect() }
    }

    fn level(&self, line: &Line) -> Option<u8> {
        let size = self.headings.iter().position(|size| halves(*size) == halves(line.size));
        if let Some(at) = size {
            return Some(u8::try_from(at + 1).unwrap_or(6).min(6));
        }
        let text = line.text();
        let short = text.chars().count() <= 100 && !text.ends_with(['.', ',', ';']);
        (line.is_bold() && short && line.size >= 0.9 * self.text).then_some(7)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "sizes of letters are small")]
fn halves(size: f64) -> i64 {
    (size.clamp(0.0, 1000.0) * 2.0).round() as i64
}

/// Writes lines as headings, lists and paragraphs, and tables as they come.
fn prose(items: Vec<Item>, sizes: &Sizes, draft: &mut Draft) -> Result<(), ExtractError> {
    let mut open: Vec<Line> = Vec::new();
    let mut list: Vec<Row> = Vec::new();
    for item in items {
        match item {
            Item::Table(rows) => {
                close(&mut open, &mut list, sizes, draft)?;
                table::write(draft, Frame::of(Shape::Table), rows)?;
            }
            Item::Line(line) => {
                let goes_on = open.last().is_some_and(|last| follows(last, &line, sizes));
                if !goes_on {
                    end_block(&mut open, &mut list, sizes, draft)?;
                }
                open.push(line);
            }
        }
    }
    close(&mut open, &mut list, sizes, draft)
}

/// Whether a line is of one paragraph, heading or item with the line above it.
fn follows(last: &Line, line: &Line, sizes: &Sizes) -> bool {
    let near = line.y > last.y && line.y - last.y <= 1.65 * last.size.max(line.size);
    let same = halves(last.size) == halves(line.size) && sizes.level(last).is_some() == sizes.level(line).is_some();
    near && same && bullet(&line.text()).is_none()
}

fn close(open: &mut Vec<Line>, list: &mut Vec<Row>, sizes: &Sizes, draft: &mut Draft) -> Result<(), ExtractError> {
    end_block(open, list, sizes, draft)?;
    draft.grid(Frame::of(Shape::List), std::mem::take(list))
}

fn end_block(open: &mut Vec<Line>, list: &mut Vec<Row>, sizes: &Sizes, draft: &mut Draft) -> Result<(), ExtractError> {
    let lines = std::mem::take(open);
    let Some(first) = lines.first() else { return Ok(()) };
    let text = first.text();
    if bullet(&text).is_some() && first.x0().is_finite() {
        let mut pieces = pieces(&lines, 0.0);
        if let Some(piece) = pieces.first_mut() {
            piece.breaks = Break::None;
        }
        list.push(Row { cells: vec![Cell { role: CellRole::Data, pieces }], heading: None });
        return Ok(());
    }
    draft.grid(Frame::of(Shape::List), std::mem::take(list))?;
    let words = pieces(&lines, 0.0);
    match sizes.level(first) {
        Some(level) if crate::model::join(&words).chars().count() <= 160 => {
            let text = crate::model::join(&words);
            if level == 1 {
                draft.title(&text);
            }
            draft.heading(level, &text);
        }
        _ => draft.prose(&words),
    }
    Ok(())
}
