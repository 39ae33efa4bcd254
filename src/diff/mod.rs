//! What changed between two listings: pure, silent on paint, loud on substance.
//!
//! Rows are matched by what they are (company, name, section, purpose), not by where they stand: see
//! [`pairs`]. What a pair differs in is compared by letters and digits alone, so that case, quotes,
//! dashes, white space and punctuation never make an event, nor does a date alone. A column that comes or
//! goes for every row is said once, a heading that is reworded over the same rows is not said at all.

mod assign;
mod dates;
mod explain;
mod fields;
mod folded;
mod identity;
mod pairs;
mod related;
mod sections;
pub mod severity;
mod suspect;
mod words;

pub use explain::{Explanation, Lone, Nearest, explain};
pub use pairs::{Pair, pairs};
pub use words::words;

use crate::model::{Change, Changes, Columns, Listing, Status};

/// Everything that differs between two listings of one source, older first.
///
/// Never fails; `changes(a, a)` is empty. Events come in the order of the newer list: renames and field
/// changes at the row, then additions, then removals in the order of the older list.
#[must_use]
pub fn changes(before: &Listing, after: &Listing) -> Changes {
    let matched = pairs(&before.entries, &after.entries);
    let (steps, columns) = steps(before, after, &matched);
    let suspect = suspect::reason(before, after, &matched);
    Changes { changes: steps.into_iter().map(|step| step.change).collect(), columns, suspect }
}

/// An event, and the rows it is about by their positions.
#[derive(Debug)]
#[cfg_attr(not(test), expect(dead_code, reason = "the tests apply events to the rows they are about"))]
struct Step {
    before: Option<usize>,
    after: Option<usize>,
    change: Change,
}

fn steps(before: &Listing, after: &Listing, matched: &[Pair]) -> (Vec<Step>, Columns) {
    let headings = sections::renamed(before, after, matched);
    let columns = fields::columns(before, after, matched);
    let mut steps = Vec::new();
    for pair in matched {
        let (old, new) = (&before.entries[pair.before], &after.entries[pair.after]);
        if old == new {
            continue;
        }
        let mut push =
            |change| steps.push(Step { before: Some(pair.before), after: Some(pair.after), change });
        if !folded::same(&old.name, &new.name) {
            push(Change::Renamed {
                before_name: old.name.clone(),
                name: new.name.clone(),
                entity: new.entity.clone(),
                section: new.section.clone(),
            });
        }
        fields::changed(old, new, &columns, &headings).into_iter().for_each(push);
    }
    let (mut gone, mut came) = pairs::free(matched, before.entries.len(), after.entries.len());
    // A list of those that were let go is history: nobody comes by being put on it, or goes by being taken
    // off.
    gone.retain(|&at| before.entries[at].status != Status::Removed);
    came.retain(|&at| after.entries[at].status != Status::Removed);
    let (forward, backward) = (
        matched.iter().map(|pair| (pair.before, pair.after)),
        matched.iter().map(|pair| (pair.after, pair.before)),
    );
    let merges = related::merged(&before.entries, &after.entries, &gone, forward);
    let splits = related::merged(&after.entries, &before.entries, &came, backward);
    steps.extend(came.into_iter().map(|at| {
        let split_from = splits.get(&at).map(|&other| before.entries[other].name.clone());
        Step {
            before: None,
            after: Some(at),
            change: Change::Added { row: Box::new(after.entries[at].clone()), split_from },
        }
    }));
    steps.extend(gone.into_iter().map(|at| {
        let merged_into = merges.get(&at).map(|&other| after.entries[other].name.clone());
        Step {
            before: Some(at),
            after: None,
            change: Change::Removed { row: Box::new(before.entries[at].clone()), merged_into },
        }
    }));
    (steps, columns.named())
}

#[cfg(test)]
mod tests;
