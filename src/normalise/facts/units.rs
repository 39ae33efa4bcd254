//! Whether a text names a time at all. Most do not, and are skipped.

use std::{collections::HashMap, sync::LazyLock};

use foldhash::fast::RandomState;

/// Parts of words for days, weeks and months by their first two bytes, and which pairs of bytes there are.
struct Units {
    by_start: HashMap<[u8; 2], Vec<Unit>, RandomState>,
    /// A bit a pair: small enough to stay in the nearest cache.
    starts: Vec<u64>,
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

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let mut units = Units { by_start: HashMap::default(), starts: vec![0; 1 << 10] };
    for unit in include_str!("units.txt").lines().filter(|line| !line.starts_with('#')) {
        let (part, place) = unit.strip_prefix('^').map_or((unit, Place::Anywhere), |part| (part, Place::Start));
        if let [first, second, ..] = *part.as_bytes() {
            units.by_start.entry([first, second]).or_default().push(Unit { part: part.as_bytes(), place });
            let (at, bit) = index([first, second]);
            units.starts[at] |= bit;
        }
    }
    units
});

fn index(pair: [u8; 2]) -> (usize, u64) {
    let pair = u16::from_be_bytes(pair);
    (usize::from(pair >> 6), 1 << (pair & 63))
}

/// Whether a text has a word for days, weeks or months, in one pass over its bytes.
pub(super) fn named(text: &str) -> bool {
    let units = &*UNITS;
    let bytes = text.as_bytes();
    let is_unit = |at: usize, pair: [u8; 2]| {
        let rest = bytes.get(at..).unwrap_or_default();
        let known = units.by_start.get(&pair).into_iter().flatten();
        let starts = at.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(|before| !before.is_ascii_alphabetic());
        known.into_iter().any(|unit| {
            let fits = unit.place == Place::Anywhere || starts;
            fits && rest.get(..unit.part.len()).is_some_and(|start| start.eq_ignore_ascii_case(unit.part))
        })
    };
    let pairs = bytes.windows(2).map(|pair| [pair[0].to_ascii_lowercase(), pair[1].to_ascii_lowercase()]);
    let may = |pair: [u8; 2]| {
        let (at, bit) = index(pair);
        units.starts.get(at).is_some_and(|bits| bits & bit != 0)
    };
    pairs.enumerate().any(|(at, pair)| may(pair) && is_unit(at, pair))
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
    fn the_list_is_sorted() {
        assert!(include_str!("units.txt").lines().skip(2).is_sorted());
    }
}
