//! Whether a text names a time at all. Most do not, and are skipped.

use std::{collections::HashMap, sync::LazyLock};

/// Parts of words for days, weeks and months by their first two bytes, and which pairs of bytes there are.
struct Units {
    by_start: HashMap<[u8; 2], Vec<&'static [u8]>>,
    starts: Vec<bool>,
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let mut units = Units { by_start: HashMap::new(), starts: vec![false; 1 << 16] };
    for unit in include_str!("units.txt").lines().filter(|line| !line.starts_with('#')).map(str::as_bytes) {
        if let [first, second, ..] = *unit {
            units.by_start.entry([first, second]).or_default().push(unit);
            units.starts[index([first, second])] = true;
        }
    }
    units
});

fn index(pair: [u8; 2]) -> usize {
    usize::from(u16::from_be_bytes(pair))
}

/// Whether a text has a word for days, weeks or months, in one pass over its bytes.
pub(super) fn named(text: &str) -> bool {
    let units = &*UNITS;
    let bytes = text.as_bytes();
    let is_unit = |at: usize, pair: [u8; 2]| {
        let rest = bytes.get(at..).unwrap_or_default();
        let known = units.by_start.get(&pair).into_iter().flatten();
        known.into_iter().any(|unit| rest.get(..unit.len()).is_some_and(|start| start.eq_ignore_ascii_case(unit)))
    };
    let pairs = bytes.windows(2).map(|pair| [pair[0].to_ascii_lowercase(), pair[1].to_ascii_lowercase()]);
    pairs.enumerate().any(|(at, pair)| units.starts.get(index(pair)).is_some_and(|known| *known) && is_unit(at, pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_time_is_told_at_once() {
        assert!(named("within 30 DAYS") && named("30日前に") && named("за 30 дней") && named("binnen 14 Werktagen"));
        assert!(!named("Cloud hosting") && !named("") && !named("d") && !named("é"));
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(include_str!("units.txt").lines().skip(1).is_sorted());
    }
}
