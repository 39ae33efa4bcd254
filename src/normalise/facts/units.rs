//! Whether a text names a time at all. Most do not, and are skipped.

use std::{collections::HashMap, sync::LazyLock};

use foldhash::fast::RandomState;

use crate::model::wordlist::lines;

/// Parts of words for days, weeks and months.
struct Units {
    /// By their first two bytes in lower case.
    by_start: HashMap<[u8; 2], Vec<Unit>, RandomState>,
    /// The first two and the first three bytes of parts: next to all of a text is passed over by these alone.
    pairs: Bits,
    triples: Bits,
}

/// A part of a word for days, weeks or months, and where in a word it stands.
struct Unit {
    part: &'static [u8],
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    /// `mes` begins a word; it stands in `names` too.
    Start,
}

/// A set of numbers of 16 bits.
struct Bits([u64; 1 << 10]);

impl Bits {
    const NONE: Self = Self([0; 1 << 10]);

    fn add(&mut self, number: u16) {
        self.0[usize::from(number >> 6)] |= 1 << (number & 63);
    }

    fn has(&self, number: u16) -> bool {
        self.0[usize::from(number >> 6)] & 1 << (number & 63) != 0
    }
}

/// Three bytes as one number, the same in either case; other bytes may come to it, too.
fn without_case(three: [u8; 3]) -> u16 {
    three.into_iter().fold(0, |number, byte| number << 5 | u16::from(byte & 31))
}

impl Units {
    fn add(&mut self, part: &'static [u8], place: Place) {
        // A shorter part would be in every second word.
        let &[first, second, third, ..] = part else { return };
        let cases = |byte: u8| [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()];
        for pair in cases(first).into_iter().flat_map(|first| cases(second).map(|second| [first, second])) {
            self.pairs.add(u16::from_le_bytes(pair));
        }
        self.triples.add(without_case([first, second, third]));
        self.by_start.entry([first, second]).or_default().push(Unit { part, place });
    }
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let mut units = Units { by_start: HashMap::default(), pairs: Bits::NONE, triples: Bits::NONE };
    for unit in lines(include_str!("units.txt")) {
        let (part, place) =
            unit.strip_prefix('^').map_or((unit, Place::Anywhere), |part| (part, Place::Start));
        units.add(part.as_bytes(), place);
    }
    units
});

/// Whether a text has a word for days, weeks or months, in one pass over its bytes.
pub(super) fn named(text: &str) -> bool {
    let Units { by_start, pairs, triples } = &*UNITS;
    let bytes = text.as_bytes();
    let is_unit = |at: usize, [first, second, _]: [u8; 3]| {
        let near =
            by_start.get(&[first.to_ascii_lowercase(), second.to_ascii_lowercase()]).into_iter().flatten();
        let begins = at.checked_sub(1).is_none_or(|before| !bytes[before].is_ascii_alphabetic());
        near.into_iter().any(|unit| {
            let fits = unit.place == Place::Anywhere || begins;
            fits && bytes[at..]
                .get(..unit.part.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(unit.part))
        })
    };
    let may = |three: [u8; 3]| {
        pairs.has(u16::from_le_bytes([three[0], three[1]])) && triples.has(without_case(three))
    };
    bytes.array_windows().enumerate().any(|(at, &three)| may(three) && is_unit(at, three))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_time_is_told_at_once() {
        assert!(
            named("within 30 DAYS")
                && named("30日前に")
                && named("за 30 дней")
                && named("binnen 14 Werktagen")
        );
        assert!(
            !named("Names and addresses of holiday guests")
                && !named("Cloud hosting")
                && !named("")
                && !named("d")
                && !named("é")
        );
    }

    #[test]
    fn the_list_is_sorted_and_each_part_long_enough_to_be_looked_for() {
        let units: Vec<&str> = lines(include_str!("units.txt")).collect();
        assert!(units.is_sorted() && units.iter().all(|unit| unit.trim_start_matches('^').len() >= 3));
    }
}
