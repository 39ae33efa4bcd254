//! What the cells of a column look like, whatever its header says.

use crate::{
    model::{Cell, Field, Row, Style},
    normalise::{
        entities,
        memo::{Memo, recall},
        places,
    },
};

/// How many rows are looked at to learn what a column holds.
const SAMPLE: usize = 12;

/// What one cell looks like by its text.
#[derive(Debug, Clone, Copy)]
struct Look {
    words: usize,
    company: f32,
    place: f32,
    address: bool,
    number: bool,
}

thread_local! {
    static LOOKS: Memo<Look> = Memo::default();
}

impl Look {
    fn of(cell: &Cell) -> Self {
        match cell.pieces.as_slice() {
            // Columns print the same few texts again and again.
            [only] if only.style == Style::Plain => recall(&LOOKS, &only.text, |_| Self::find(cell)),
            _ => Self::find(cell),
        }
    }

    fn find(cell: &Cell) -> Self {
        let text = cell.text();
        let words = text.split_whitespace().count();
        // A place that is misspelt is one all the same.
        let named = words <= 4 && !places::read(&text).countries.is_empty();
        let share = places::share(&text);
        Self {
            words,
            company: entities::looks_like_company(&super::names::split(cell).name),
            place: if named { share.max(0.8) } else { share },
            address: text.starts_with("http") || text.starts_with("www."),
            number: text.chars().all(|letter| letter.is_ascii_digit() || ".)#".contains(letter)),
        }
    }
}

/// What a column holds, from a sample of its cells: shares in 0..=1 of the filled ones.
pub(super) struct Content {
    pub(super) rows: usize,
    pub(super) filled: usize,
    pub(super) companies: f32,
    pub(super) places: f32,
    pub(super) links: f32,
    pub(super) numbers: f32,
    /// Mean number of words.
    pub(super) words: f32,
}

impl Content {
    #[expect(clippy::cast_precision_loss, reason = "a sample of a few dozen")]
    pub(super) fn of(rows: &[Row], column: usize) -> Self {
        let cells =
            rows.iter().filter_map(|row| row.cells.get(column)).filter(|cell| !cell.is_empty()).take(SAMPLE);
        let (mut filled, mut companies, mut places_sum, mut links, mut numbers, mut words) =
            (0usize, 0.0, 0.0, 0.0, 0.0, 0usize);
        for cell in cells {
            filled += 1;
            let look = Look::of(cell);
            words += look.words;
            companies += look.company;
            places_sum += look.place;
            links += f32::from(u8::from(look.address || (cell.link().is_some() && look.words <= 4)));
            numbers += f32::from(u8::from(look.number));
        }
        let all = filled.max(1) as f32;
        Self {
            rows: rows.len().min(SAMPLE),
            filled,
            companies: companies / all,
            places: places_sum / all,
            links: links / all,
            numbers: numbers / all,
            words: words as f32 / all,
        }
    }

    /// What the content adds to, or takes from, the claim of a header.
    pub(super) fn fit(&self, field: Field) -> i32 {
        let few = self.filled == 0;
        match field {
            _ if few => -5,
            Field::Name => {
                points(self.companies, 30) - if self.words > 12.0 { 40 } else { 0 } - points(self.numbers, 60)
            }
            Field::Location | Field::EntityLocation => {
                points(self.places, 30) - points(self.companies, 15) - points(self.links, 10)
            }
            Field::Purpose | Field::Data => {
                -points(self.places, 40) - points(self.links, 10) - points(self.numbers, 50)
            }
            Field::Url => points(self.links, 30),
            _ => 0,
        }
    }

    /// What a column without a header may be, by its content alone.
    pub(super) fn guesses(&self) -> Vec<(Field, i32)> {
        let mut guesses = Vec::new();
        if self.filled == 0 {
            return guesses;
        }
        if self.companies >= 0.4 && self.words <= 8.0 {
            guesses.push((Field::Name, points(self.companies, 40)));
        }
        if self.places >= 0.6 {
            guesses.push((Field::Location, points(self.places, 40)));
        }
        if self.links >= 0.8 && self.words <= 4.0 {
            guesses.push((Field::Url, 30));
        }
        if self.places < 0.4 && self.links < 0.5 && self.numbers < 0.5 && self.words >= 1.5 {
            guesses.push((Field::Purpose, 12 + points((self.words / 12.0).min(1.0), 10)));
        }
        guesses
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "shares in 0..=1 of a few points"
)]
/// A share of so many points.
fn points(share: f32, most: i32) -> i32 {
    (share.clamp(0.0, 1.0) * most as f32) as i32
}
