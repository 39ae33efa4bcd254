//! Whether a text names a time at all. Most do not, and are skipped.

use std::{collections::HashMap, sync::LazyLock};

use foldhash::fast::RandomState;

/// Parts of words for days, weeks and months by their first two bytes in lower case.
struct Units {
    by_start: HashMap<[u8; 2], Vec<Unit>, RandomState>,
    /// Their first and second bytes, and their second and third, in either case.
    first: Pairs,
    second: Pairs,
}

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

/// Pairs of bytes, a bit each: small enough to stay in the nearest cache.
struct Pairs(Vec<u64>);

impl Pairs {
    fn none() -> Self {
        Self(vec![0; 1 << 10])
    }

    fn add(&mut self, left: u8, right: u8) {
        for left in [left.to_ascii_lowercase(), left.to_ascii_uppercase()] {
            for right in [right.to_ascii_lowercase(), right.to_ascii_uppercase()] {
                let pair = u16::from_be_bytes([left, right]);
                self.0[usize::from(pair >> 6)] |= 1 << (pair & 63);
            }
        }
    }

    fn has(&self, left: u8, right: u8) -> bool {
        let pair = u16::from_be_bytes([left, right]);
        self.0.get(usize::from(pair >> 6)).is_some_and(|bits| bits >> (pair & 63) & 1 == 1)
    }
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let mut units = Units { by_start: HashMap::default(), first: Pairs::none(), second: Pairs::none() };
    for unit in include_str!("units.txt").lines().filter(|line| !line.starts_with('#')) {
        let (part, place) = unit.strip_prefix('^').map_or((unit, Place::Anywhere), |part| (part, Place::Start));
        // A shorter part would be in every second word.
        if let [first, second, third, ..] = *part.as_bytes() {
            units.by_start.entry([first, second]).or_default().push(Unit { part: part.as_bytes(), place });
            units.first.add(first, second);
            units.second.add(second, third);
        }
    }
    units
});

/// Whether a text has a word for days, weeks or months, in one pass over its bytes.
pub(super) fn named(text: &str) -> bool {
    let units = &*UNITS;
    let bytes = text.as_bytes();
    let is_unit = |at: usize, pair: [u8; 2]| {
        let rest = bytes.get(at..).unwrap_or_default();
        let known = units.by_start.get(&pair.map(|byte| byte.to_ascii_lowercase())).into_iter().flatten();
        let starts = at.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(|before| !before.is_ascii_alphabetic());
        known.into_iter().any(|unit| {
            let fits = unit.place == Place::Anywhere || starts;
            fits && rest.get(..unit.part.len()).is_some_and(|start| start.eq_ignore_ascii_case(unit.part))
        })
    };
    let may = |three: &[u8]| units.first.has(three[0], three[1]) && units.second.has(three[1], three[2]);
    bytes.windows(3).enumerate().any(|(at, three)| may(three) && is_unit(at, [three[0], three[1]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_time_is_told_at_once() {
        assert!(named("within 30 DAYS") && named("30日前に") && named("за 30 дней") && named("binnen 14 Werktagen"));
        assert!(!named("Names and addresses of holiday guests") && !named("Cloud hosting") && !named("") && !named("d") && !named("é"));
    }

    #[test]
    fn the_list_is_sorted_and_each_part_long_enough_to_be_looked_for() {
        let units: Vec<&str> = include_str!("units.txt").lines().skip(2).collect();
        assert!(units.is_sorted() && units.iter().all(|unit| unit.trim_start_matches('^').len() >= 3));
    }
}
