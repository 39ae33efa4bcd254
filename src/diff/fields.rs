//! What a row that stayed differs in, and which columns came or went for every row.

use std::collections::{BTreeMap, BTreeSet};

use super::{Pair, Stayed, folded, sections::Renamed};
use crate::model::{Change, Columns, Derived, Listing, Moves, Printed, Subprocessor};

/// Columns that came or went as a whole.
pub(super) struct WholeColumns {
    added: BTreeSet<String>,
    removed: BTreeSet<String>,
}

impl WholeColumns {
    /// The same, by name.
    pub(super) fn named(&self) -> Columns {
        Columns {
            added: self.added.iter().cloned().collect(),
            removed: self.removed.iter().cloned().collect(),
        }
    }

    fn hide(&self, field: &str) -> bool {
        self.added.contains(field) || self.removed.contains(field)
    }
}

/// The columns that no row of the older list fills and most rows of the newer one do, and the other way
/// round.
pub(super) fn columns(before: &Listing, after: &Listing, pairs: &[Pair]) -> WholeColumns {
    let filled = |rows: &mut dyn Iterator<Item = &Subprocessor>| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            for (field, text) in texts(row) {
                *counts.entry(field).or_default() +=
                    usize::from(text.is_some_and(|text| folded::says(&text)));
            }
        }
        counts
    };
    let old = filled(&mut before.entries.iter());
    let new = filled(&mut after.entries.iter());
    let stayed_old = filled(&mut pairs.iter().map(|pair| &before.entries[pair.before]));
    let stayed_new = filled(&mut pairs.iter().map(|pair| &after.entries[pair.after]));
    let whole = |with: &BTreeMap<String, usize>,
                 without: &BTreeMap<String, usize>,
                 stayed: &BTreeMap<String, usize>| {
        // A printed header that stands nowhere on the other side is a column by itself; a field is one where
        // most rows fill it.
        let most = |field: &String| {
            stayed.get(field).is_some_and(|&count| {
                if field.starts_with("extra:") { count > 0 } else { count > 1 && 2 * count >= pairs.len() }
            })
        };
        let none = |field: &String| without.get(field).copied().unwrap_or(0) == 0;
        with.keys().filter(|field| none(field) && most(field)).cloned().collect()
    };
    WholeColumns { added: whole(&new, &old, &stayed_new), removed: whole(&old, &new, &stayed_old) }
}

/// The field changes of one row, in the order of the schema.
pub(super) fn changed(stayed: &Stayed<'_>, columns: &WholeColumns, headings: &Renamed) -> Vec<Change> {
    let &Stayed { old, new, shared: _ } = stayed;
    let event = |field: &str, before: Option<String>, after: Option<String>| {
        let (old, row) = stayed.shared();
        Change::Changed { old, row, field: field.to_owned(), before, after, places: Moves::default() }
    };
    let mut events = Vec::new();
    if headings.moved(old.printed.section.as_deref(), new.printed.section.as_deref()) {
        events.push(event("section", old.printed.section.clone(), new.printed.section.clone()));
    }
    let (before, mut after) = (texts(old), texts(new).into_iter().collect::<BTreeMap<_, _>>());
    let mut compare = |field: String, before: Option<String>, after: Option<String>| {
        if !is_same(&field, before.as_deref(), after.as_deref()) && !columns.hide(&field) {
            events.push(event(&field, before, after));
        }
    };
    for (field, text) in before {
        let now = after.remove(&field).flatten();
        compare(field, text, now);
    }
    for (field, text) in after {
        compare(field, None, text);
    }
    // The sets of a row are read from one of the two texts: they are told once, with the first that changed.
    let place = events.iter_mut().find_map(|event| match event {
        Change::Changed { field, places, .. } if PLACES.contains(&field.as_str()) => Some(places),
        _ => None,
    });
    if let Some(places) = place {
        *places = Moves::between(old, new);
    }
    events
}

/// The fields that say where, the more telling first.
const PLACES: [&str; 2] = ["location", "entity_location"];

/// Whether a printed field says the same as before.
fn is_same(field: &str, before: Option<&str>, after: Option<&str>) -> bool {
    let flags = |text: Option<&str>| folded::flags(text.unwrap_or_default());
    match field {
        // A day is never paint here.
        "effective" => before == after,
        // A name that is linked now, or no longer, is paint; a link that leads elsewhere is not.
        "url" => {
            before.is_none()
                || after.is_none()
                || folded::link(before.unwrap_or_default()) == folded::link(after.unwrap_or_default())
        }
        place if PLACES.contains(&place) => {
            let (old, new) = (flags(before), flags(after));
            // A flag may be painted beside a name; another flag is another country.
            folded::same_value(before, after) && (old == new || old.is_empty() || new.is_empty())
        }
        _ => folded::same_value(before, after),
    }
}

/// Every printed field of a row but its name and section, by its name in the machine-readable answers. A
/// status and a day are compared as they are read, so that another word for the same is no change; what else
/// is derived (company, category, countries, regions) changes with the text it is derived from.
fn texts(row: &Subprocessor) -> Vec<(String, Option<String>)> {
    let Printed {
        name: _,
        section: _,
        purpose,
        category: _,
        data,
        location,
        entity_location,
        transfer,
        status: _,
        effective: _,
        applies_to,
        notes,
        url,
        extra: _,
    } = &row.printed;
    let Derived { entity: _, category: _, countries: _, regions: _, status, effective, besides: _ } =
        &row.derived;
    let mut texts = vec![
        ("purpose".to_owned(), purpose.clone()),
        ("data".to_owned(), data.clone()),
        ("location".to_owned(), location.clone()),
        ("entity_location".to_owned(), entity_location.clone()),
        ("transfer".to_owned(), transfer.clone()),
        ("status".to_owned(), Some(status.code().to_owned())),
        ("effective".to_owned(), effective.map(|day| day.to_string())),
        ("applies_to".to_owned(), applies_to.clone()),
        ("notes".to_owned(), notes.clone()),
        ("url".to_owned(), url.clone()),
    ];
    texts.extend(row.extra().map(|(header, text)| (format!("extra:{header}"), Some(text.to_owned()))));
    texts
}
