//! What the cells of a column look like, whatever its header says.

use crate::{
    model::{Cell, Field, Row, Style},
    normalise::{
        places,
        signs::{self, Signs},
    },
};

use super::names;

/// How many cells, from all over a column, are looked at to learn what it holds.
const SAMPLE: usize = 16;
/// A column of short texts has no more words a cell, in tenths.
const SHORT: usize = 40;

/// What a column holds, from a sample of its cells: how many percent of the filled ones are of a kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    /// Rows of the table, filled or not.
    pub(super) rows: usize,
    /// How many cells of the column were filled, of those looked at.
    pub(super) filled: usize,
    pub(super) names: usize,
    pub(super) places: usize,
    pub(super) links: usize,
    pub(super) addresses: usize,
    pub(super) numbers: usize,
    pub(super) dates: usize,
    pub(super) answers: usize,
    pub(super) documents: usize,
    pub(super) data: usize,
    pub(super) tasks: usize,
    pub(super) transfers: usize,
    /// Mean number of words, in tenths.
    pub(super) words: usize,
}

impl Content {
    pub(super) fn of(rows: &[Row], column: usize) -> Self {
        let mut content = Self { rows: rows.len(), ..Self::default() };
        let step = rows.len().div_ceil(SAMPLE).max(1);
        let sampled = rows.iter().step_by(step).filter_map(|row| row.cells.get(column));
        let mut sampled: Vec<&Cell> = sampled.filter(|cell| !cell.is_empty()).collect();
        if sampled.len() < SAMPLE / 4 {
            // A column that is hardly filled is known by what there is.
            let all = rows.iter().filter_map(|row| row.cells.get(column));
            sampled = all.filter(|cell| !cell.is_empty()).take(SAMPLE).collect();
        }
        for cell in &sampled {
            content.take_in(cell);
        }
        let all = content.filled.max(1);
        content.names /= all;
        content.places /= all;
        content.words = content.words * 10 / all;
        for count in [
            &mut content.links,
            &mut content.addresses,
            &mut content.numbers,
            &mut content.dates,
            &mut content.answers,
            &mut content.documents,
            &mut content.data,
            &mut content.tasks,
            &mut content.transfers,
        ] {
            *count = *count * 100 / all;
        }
        content
    }

    /// Counts one cell.
    fn take_in(&mut self, cell: &Cell) {
        let text = cell.text();
        let signs = signs::of(&text);
        let is_one_text = matches!(cell.pieces.as_slice(), [only] if only.style == Style::Plain);
        let is_bare = is_one_text && signs.words() <= 6 && !text.contains(['(', ',', ';']);
        let name = || {
            if is_bare { signs.name().weight } else { signs::of(&names::split(cell).name).name().weight }
        };
        self.filled += 1;
        self.words += signs.words();
        self.names += usize::from(name());
        self.places += usize::from(place(&signs, &text));
        let is_link = signs.is_address() || cell.link().is_some() && signs.words() <= 4;
        self.links += usize::from(is_link);
        self.addresses += usize::from(signs.is_address());
        self.numbers += usize::from(signs.is_number());
        self.dates += usize::from(signs.is_date());
        self.answers += usize::from(signs.is_answer());
        self.documents += usize::from(signs.words() <= 6 && signs.is_document());
        self.data += usize::from(signs.is_data());
        self.tasks += usize::from(signs.is_task());
        self.transfers += usize::from(signs.is_transfer());
    }

    /// What the content adds to, or takes from, the claim of a header.
    pub(super) fn fit(&self, field: Field) -> i32 {
        if self.filled == 0 {
            return -5;
        }
        let never = points(self.numbers, 60) + points(self.dates, 60) + points(self.answers, 70);
        match field {
            Field::Name => {
                points(self.names, 30)
                    - if self.words > 120 { 40 } else { 0 }
                    - never
                    - points(self.documents, 60)
            }
            Field::Location | Field::EntityLocation => {
                let foreign = if self.places < 50 { points(self.names, 15) } else { 0 };
                points(self.places, 30) - foreign - points(self.links, 10) - never
            }
            Field::Purpose => points(self.tasks, 10) - self.strange(),
            Field::Data => points(self.data, 20) - self.strange() - never,
            Field::Transfer => points(self.transfers, 25) - points(self.dates, 40),
            Field::Notes => -points(self.documents.min(self.links), 70),
            Field::Url => points(self.links, 30) - points(self.answers, 40),
            Field::Effective => points(self.dates, 30) - if self.dates == 0 { 20 } else { 0 },
            _ => 0,
        }
    }

    /// How far the content is no text on what a company does or sees.
    fn strange(&self) -> i32 {
        let links = points(self.links, 10) + points(self.documents.min(self.links), 60);
        let foreign = if self.data < 50 { points(self.places, 40) } else { points(self.places, 10) };
        foreign + links + points(self.numbers, 50) + points(self.dates, 60) + points(self.answers, 50)
    }

    /// What a column without a header that is known may be, by its content alone.
    pub(super) fn guesses(&self) -> Vec<(Field, i32)> {
        let mut guesses = Vec::new();
        if self.filled == 0 || self.dates >= 50 || self.answers >= 50 {
            return guesses;
        }
        if self.names >= 40 && self.words <= 80 && self.documents < 50 {
            guesses.push((Field::Name, points(self.names, 40)));
        }
        if self.places >= 50 {
            guesses.push((Field::Location, points(self.places, 40)));
        }
        if self.links >= 80 && self.words <= SHORT {
            guesses.push((Field::Url, 30));
        }
        if self.transfers >= 50 {
            guesses.push((Field::Transfer, 5 + points(self.transfers, 25)));
        }
        if self.data >= 60 && self.tasks < 80 && self.places < 50 {
            guesses.push((Field::Data, points(self.data, 26)));
        }
        let tells_something = self.words >= 15 || self.tasks >= 40;
        if self.places < 40 && self.links < 50 && self.numbers < 50 && self.documents < 50 && tells_something
        {
            let length = i32::try_from(self.words.min(120) / 12).unwrap_or(10);
            guesses.push((Field::Purpose, 12 + length + points(self.tasks, 8)));
        }
        guesses
    }
}

/// How much of a cell is places. A place that is misspelt is one all the same.
fn place(signs: &Signs, text: &str) -> u8 {
    let named = || signs.words() <= 4 && !places::read(text).countries.is_empty();
    if signs.place() < 80 && named() { 80 } else { signs.place() }
}

/// So many percent of some points.
fn points(percent: usize, most: i32) -> i32 {
    i32::try_from(percent.min(100)).unwrap_or(100) * most / 100
}
