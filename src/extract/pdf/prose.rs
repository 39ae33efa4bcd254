//! The lines outside tables: headings, lists and paragraphs, told by their size, their weight and their
//! distance.

use std::collections::HashMap;

use super::{
    flow::{Item, pieces},
    words::Line,
};
use crate::{
    extract::{
        draft::{Draft, Frame},
        error::ExtractError,
        table,
        text::bullet,
    },
    model::{Break, Cell, CellRole, Piece, Row, Shape},
};

/// A label has so many words at most.
const LABEL_WORDS: usize = 5;

/// The sizes of letters: that of the running text, and those of headings.
struct Sizes {
    text: f64,
    /// The usual distance of two lines of a paragraph, in heights of the letters.
    leading: f64,
    headings: Vec<f64>,
}

impl Sizes {
    fn of(items: &[Item]) -> Self {
        let mut counts: HashMap<i64, usize> = HashMap::new();
        for item in items {
            if let Item::Line(line) = item {
                *counts.entry(halves(line.size)).or_default() +=
                    line.words.iter().map(|word| word.text.len()).sum::<usize>();
            }
        }
        let text = counts.iter().max_by_key(|(size, count)| (**count, -**size)).map_or(10, |(size, _)| *size);
        let mut headings: Vec<i64> = counts.into_keys().filter(|size| *size * 10 > text * 11).collect();
        headings.sort_unstable_by(|one, other| other.cmp(one));
        #[expect(clippy::cast_precision_loss, reason = "sizes of letters are small")]
        let points = |size: i64| size as f64 / 2.0;
        Self {
            text: points(text),
            leading: leading(items),
            headings: headings.into_iter().map(points).collect(),
        }
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

/// The distance that most neighbouring lines of one size have.
fn leading(items: &[Item]) -> f64 {
    let mut counts: HashMap<i64, usize> = HashMap::new();
    for pair in items.windows(2) {
        if let [Item::Line(above), Item::Line(line)] = pair
            && halves(above.size) == halves(line.size)
            && (0.9..2.2).contains(&((line.y - above.y) / line.size))
        {
            *counts.entry(halves(10.0 * (line.y - above.y) / line.size)).or_default() += 1;
        }
    }
    // Paragraphs of one line are further apart, and may be many: the least distance that is usual.
    let most = counts.values().copied().max().unwrap_or(0);
    let usual = counts
        .into_iter()
        .filter(|(_, count)| count * 2 >= most)
        .map(|(distance, _)| distance)
        .min()
        .unwrap_or(28);
    #[expect(clippy::cast_precision_loss, reason = "a distance in twentieths")]
    let usual = usual as f64 / 20.0;
    usual.max(1.25)
}

#[expect(clippy::cast_possible_truncation, reason = "sizes of letters are small")]
fn halves(size: f64) -> i64 {
    (size.clamp(0.0, 1000.0) * 2.0).round() as i64
}

/// Writes lines as headings, lists and paragraphs, and tables as they come.
pub(super) fn write(items: Vec<Item>, draft: &mut Draft) -> Result<(), ExtractError> {
    let sizes = &Sizes::of(&items);
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
    let near = line.y > last.y && line.y - last.y <= 1.15 * sizes.leading * last.size.max(line.size);
    let same =
        halves(last.size) == halves(line.size) && sizes.level(last).is_some() == sizes.level(line).is_some();
    near && same && bullet(&line.text()).is_none()
}

/// The place of the first line that begins with a label, where all after it tell several facts of what stands
/// above: `Purpose: mail`, `Location: EU`.
fn labelled(lines: &[Line]) -> Option<usize> {
    let first = lines.iter().position(has_label)?;
    (lines.iter().filter(|line| has_label(line)).count() > 1).then_some(first)
}

fn has_label(line: &Line) -> bool {
    let text = line.text();
    text.split_once(": ").is_some_and(|(label, value)| {
        let words = label.split(' ').count() <= LABEL_WORDS && label.starts_with(char::is_uppercase);
        words && !label.ends_with(char::is_numeric) && !value.trim().is_empty()
    })
}

/// The text of some lines, each that begins with a label a line of its own.
fn by_label(lines: &[Line]) -> Vec<Piece> {
    let mut written: Vec<Piece> = Vec::new();
    for fact in lines.chunk_by(|_, line| !has_label(line)) {
        let mut pieces = pieces(fact, 0.0);
        if let Some(first) = pieces.first_mut().filter(|_| !written.is_empty()) {
            first.breaks = Break::Line;
        }
        written.append(&mut pieces);
    }
    written
}

fn close(
    open: &mut Vec<Line>,
    list: &mut Vec<Row>,
    sizes: &Sizes,
    draft: &mut Draft,
) -> Result<(), ExtractError> {
    end_block(open, list, sizes, draft)?;
    draft.grid(Frame::of(Shape::List), std::mem::take(list))
}

fn end_block(
    open: &mut Vec<Line>,
    list: &mut Vec<Row>,
    sizes: &Sizes,
    draft: &mut Draft,
) -> Result<(), ExtractError> {
    let lines = std::mem::take(open);
    let Some(first) = lines.first() else { return Ok(()) };
    let text = first.text();
    let facts = labelled(&lines);
    if let Some(item) = list.last_mut().filter(|_| facts == Some(0)) {
        let mut written = by_label(&lines);
        written.iter_mut().take(1).for_each(|piece| piece.breaks = Break::Line);
        item.cells[0].pieces.append(&mut written);
        return Ok(());
    }
    if bullet(&text).is_some() && first.x0().is_finite() {
        let mut pieces = if facts == Some(1) { by_label(&lines) } else { pieces(&lines, 0.0) };
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
            if level == 1 && draft.begins() {
                draft.title(&text);
            }
            draft.heading(level, &text);
        }
        _ => draft.prose(&words),
    }
    Ok(())
}
