//! What changed between two listings: pure, silent on paint, loud on substance.
//!
//! Rows are matched by what they are (company, name, section, purpose), not by where they stand: see
//! [`pairs`]. What a pair differs in is compared by letters and digits alone, so that case, quotes,
//! dashes, white space and punctuation never make an event. A column that comes or goes for every row is
//! said once, a heading that is reworded over the same rows is not said at all.

mod fields;
mod folded;
mod pairs;
mod sections;
mod suspect;
mod words;

pub use pairs::{Pair, pairs};
pub use words::words;

use crate::model::{Change, Changes, Listing};

/// Everything that differs between two listings of one source, older first.
///
/// Never fails; `changes(a, a)` is empty. Events come in the order of the newer list: renames and field
/// changes at the row, then additions, then removals in the order of the older list.
#[must_use]
pub fn changes(before: &Listing, after: &Listing) -> Changes {
    let matched = pairs(&before.entries, &after.entries);
    let headings = sections::renamed(before, after, &matched);
    let columns = fields::columns(before, after, &matched);
    let mut events = Vec::new();
    for pair in &matched {
        let (old, new) = (&before.entries[pair.before], &after.entries[pair.after]);
        if !folded::same(&old.name, &new.name) {
            events.push(Change::Renamed {
                before_name: old.name.clone(),
                name: new.name.clone(),
                entity: new.entity.clone(),
                section: new.section.clone(),
            });
        }
        events.extend(fields::changed(old, new, &columns, &headings));
    }
    let (mut kept_before, mut kept_after) = (vec![false; before.entries.len()], vec![false; after.entries.len()]);
    for pair in &matched {
        kept_before[pair.before] = true;
        kept_after[pair.after] = true;
    }
    let added = after.entries.iter().zip(&kept_after).filter(|(_, kept)| !**kept);
    events.extend(added.map(|(row, _)| Change::Added { row: Box::new(row.clone()) }));
    let removed = before.entries.iter().zip(&kept_before).filter(|(_, kept)| !**kept);
    events.extend(removed.map(|(row, _)| Change::Removed { row: Box::new(row.clone()) }));
    let suspect = suspect::reason(before, after, &matched);
    Changes { changes: events, columns: columns.named(), suspect }
}

#[cfg(test)]
mod tests;
