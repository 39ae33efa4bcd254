//! Whether a text names a time at all. Most do not, and are skipped.

use std::{collections::HashMap, sync::LazyLock};

use foldhash::fast::RandomState;

/// Parts of words for days, weeks and months.
struct Units {
    /// By their first two bytes in lower case.
    by_start: HashMap<[u8; 2], Vec<Unit>, RandomState>,
    /// Which groups of them have a byte, in either case, in first, second and third place: a bit a group.
    first: Groups,
    second: Groups,
    third: Groups,
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

/// Groups by byte.
struct Groups([u32; 256]);

impl Groups {
    const NONE: Self = Self([0; 256]);

    fn add(&mut self, byte: u8, group: u32) {
        for byte in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
            self.0[usize::from(byte)] |= 1 << group;
        }
    }

    fn of(&self, byte: u8) -> u32 {
        self.0[usize::from(byte)]
    }
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let mut units = Units { by_start: HashMap::default(), first: Groups::NONE, second: Groups::NONE, third: Groups::NONE };
    let lines = include_str!("units.txt").lines().filter(|line| !line.starts_with('#'));
    for (unit, group) in lines.zip((0..u32::BITS).cycle()) {
        let (part, place) = unit.strip_prefix('^').map_or((unit, Place::Anywhere), |part| (part, Place::Start));
        // A shorter part would be in every second word.
        if let [first, second, third, ..] = *part.as_bytes() {
            units.by_start.entry([first, second]).or_default().push(Unit { part: part.as_bytes(), place });
            units.first.add(first, group);
            units.second.add(second, group);
            units.third.add(third, group);
        }
    }
    units
});

/// Whether a text has a word for days, weeks or months, in one pass over its bytes.
pub(super) fn named(text: &str) -> bool {
    let Units { by_start, first, second, third } = &*UNITS;
    let bytes = text.as_bytes();
    let is_unit = |at: usize, pair: [u8; 2]| {
        let rest = bytes.get(at..).unwrap_or_default();
        let known = by_start.get(&pair.map(|byte| byte.to_ascii_lowercase())).into_iter().flatten();
        let starts = at.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(|before| !before.is_ascii_alphabetic());
        known.into_iter().any(|unit| {
            let fits = unit.place == Place::Anywhere || starts;
            fits && rest.get(..unit.part.len()).is_some_and(|start| start.eq_ignore_ascii_case(unit.part))
        })
    };
    // One of a group has to have all three.
    let may = |three: &[u8]| first.of(three[0]) & second.of(three[1]) & third.of(three[2]) != 0;
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
