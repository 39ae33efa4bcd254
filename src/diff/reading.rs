//! Columns that were read as another field: what is ours is never told of the vendor.
//!
//! A page has one column of texts. If a reading calls it `purpose` and the next one `location`, row by row
//! the texts are as they were and only their names are others. Such texts are put where the newer list has
//! them before anything is compared.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Pair, folded};
use crate::model::{Listing, Printed, Subprocessor};

/// So many rows at least must have their text in the other field.
const FEWEST_MOVED: usize = 2;

/// The older list with its columns as the newer one calls them.
pub(super) fn aligned<'l>(before: &'l Listing, after: &Listing, pairs: &[Pair]) -> Cow<'l, Listing> {
    let moves = moves(before, after, pairs);
    if moves.is_empty() {
        return Cow::Borrowed(before);
    }
    let mut aligned = before.clone();
    for row in &mut aligned.entries {
        let taken: Vec<(&String, String)> =
            moves.iter().filter_map(|(from, to)| Some((to, take(row, from)?))).collect();
        for (to, text) in taken {
            put(&mut row.printed, to, text);
        }
    }
    Cow::Owned(aligned)
}

/// From which field to which one the texts of a column went: in most of the rows that had one, and in none is
/// it where it was.
fn moves(before: &Listing, after: &Listing, pairs: &[Pair]) -> BTreeMap<String, String> {
    let mut filled: BTreeMap<String, usize> = BTreeMap::new();
    let mut moved: BTreeMap<(String, String), usize> = BTreeMap::new();
    for pair in pairs {
        let (old, new) = (texts(&before.entries[pair.before]), texts(&after.entries[pair.after]));
        for (from, text) in &old {
            *filled.entry(from.clone()).or_default() += 1;
            if new.get(from).is_some_and(|now| folded::same(now, text)) {
                continue;
            }
            let others = new.iter().filter(|(to, now)| *to != from && folded::same(now, text));
            // What stood in the other field before has not come from this one.
            let fresh = others.filter(|(to, _)| !old.get(*to).is_some_and(|stood| folded::same(stood, text)));
            for (to, _) in fresh {
                *moved.entry((from.clone(), to.clone())).or_default() += 1;
            }
        }
    }
    let mut moves: BTreeMap<String, String> = BTreeMap::new();
    for ((from, to), count) in &moved {
        let is_most = *count >= FEWEST_MOVED && count * 2 > filled[from];
        if is_most && !moves.values().any(|taken| taken == to) {
            moves.entry(from.clone()).or_insert_with(|| to.clone());
        }
    }
    // A field that something else comes to, and that keeps its own texts, is none that was read otherwise.
    let stays = |to: &String| filled.contains_key(to) && !moves.contains_key(to);
    let kept: Vec<String> = moves.iter().filter(|(_, to)| stays(to)).map(|(from, _)| from.clone()).collect();
    for from in kept {
        moves.remove(&from);
    }
    moves
}

/// The printed texts of a row that say something, by field. Its name, section, status and day are what they
/// are by what stands in them.
fn texts(row: &Subprocessor) -> BTreeMap<String, &str> {
    let extra = row.extra().map(|(header, text)| (format!("extra:{header}"), text));
    let row = &row.printed;
    let fields = [
        ("purpose", &row.purpose),
        ("data", &row.data),
        ("location", &row.location),
        ("entity_location", &row.entity_location),
        ("transfer", &row.transfer),
        ("applies_to", &row.applies_to),
        ("notes", &row.notes),
        ("url", &row.url),
    ];
    let named = fields.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text.as_deref()?)));
    named.chain(extra).filter(|(_, text)| folded::says(text)).collect()
}

fn take(row: &mut Subprocessor, field: &str) -> Option<String> {
    let Subprocessor { printed, derived } = row;
    match field.strip_prefix("extra:") {
        Some(header) => {
            let beside = derived.besides.remove(header);
            printed.extra.remove(header).or(beside)
        }
        None => slot(printed, field)?.take(),
    }
}

fn put(row: &mut Printed, field: &str, text: String) {
    match field.strip_prefix("extra:") {
        Some(header) => {
            row.extra.insert(header.to_owned(), text);
        }
        None => {
            if let Some(slot) = slot(row, field) {
                *slot = Some(text);
            }
        }
    }
}

fn slot<'r>(row: &'r mut Printed, field: &str) -> Option<&'r mut Option<String>> {
    Some(match field {
        "purpose" => &mut row.purpose,
        "data" => &mut row.data,
        "location" => &mut row.location,
        "entity_location" => &mut row.entity_location,
        "transfer" => &mut row.transfer,
        "applies_to" => &mut row.applies_to,
        "notes" => &mut row.notes,
        "url" => &mut row.url,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::{
        diff,
        model::{Listing, Subprocessor},
    };

    fn list(rows: &[(&str, &str, &str)], make: fn(&mut crate::model::Printed, &str, &str)) -> Listing {
        let row = |&(name, one, two): &(&str, &str, &str)| {
            Subprocessor::named(name).with(|printed, _| make(printed, one, two))
        };
        Listing { entries: rows.iter().map(row).collect(), ..Listing::default() }
    }

    const ROWS: [(&str, &str, &str); 3] =
        [("Stripe", "Payments", "Ireland"), ("Datadog", "Logs", "Germany"), ("Zendesk", "Support", "France")];

    fn usual(row: &mut crate::model::Printed, one: &str, two: &str) {
        (row.purpose, row.location) = (Some(one.to_owned()), Some(two.to_owned()));
    }

    #[test]
    fn a_column_that_is_read_as_another_field_is_no_event() {
        let before = list(&ROWS, usual);
        for make in [
            |row: &mut crate::model::Printed, one: &str, two: &str| {
                (row.notes, row.location) = (Some(one.to_owned()), Some(two.to_owned()));
            },
            |row: &mut crate::model::Printed, one: &str, two: &str| {
                (row.purpose, row.location) = (Some(two.to_owned()), Some(one.to_owned()));
            },
            |row: &mut crate::model::Printed, one: &str, two: &str| {
                row.purpose = Some(one.to_owned());
                row.extra.insert("Region".to_owned(), two.to_owned());
            },
        ] {
            let after = list(&ROWS, make);
            assert!(diff::changes(&before, &after).is_empty(), "{:?}", diff::changes(&before, &after));
            assert!(diff::changes(&after, &before).is_empty(), "{:?}", diff::changes(&after, &before));
        }
    }

    #[test]
    fn a_row_that_says_something_else_beside_it_is_told_under_its_field_of_today() {
        let mut rows = ROWS;
        rows[1].1 = "Logs and traces";
        let after = list(&rows, |row, one, two| {
            (row.notes, row.location) = (Some(one.to_owned()), Some(two.to_owned()));
        });
        let changes = diff::changes(&list(&ROWS, usual), &after).changes;
        let [crate::model::Change::Changed { field, before, .. }] = changes.as_slice() else {
            panic!("{changes:?}")
        };
        assert_eq!((field.as_str(), before.as_deref()), ("notes", Some("Logs")));
    }

    #[test]
    fn a_text_that_moved_in_one_row_is_the_vendors() {
        let mut after = list(&ROWS, usual);
        after.entries[0].printed.notes = after.entries[0].printed.purpose.take();
        assert!(!diff::changes(&list(&ROWS, usual), &after).is_empty());
    }
}
