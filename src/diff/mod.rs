//! What changed between two listings: pure, silent on paint, loud on substance.
//!
//! Rows are matched by what they are (company, name, section, purpose), not by where they stand: see
//! [`pairs`]. What a pair differs in is compared by letters and digits alone, so that case, quotes,
//! dashes, white space and punctuation never make an event, nor does a date alone. A column that comes or
//! goes for every row is said once, a heading that is reworded over the same rows is not said at all.

mod assign;
mod beside;
mod dates;
mod explain;
mod fields;
mod folded;
mod identity;
mod pairs;
mod reading;
mod related;
mod sections;
pub mod severity;
mod suspect;
mod words;

pub use explain::{Explanation, Lone, Nearest, explain};
pub use pairs::{Pair, pairs};
pub use words::words;

use std::{cell::OnceCell, sync::Arc};

use self::beside::Companies;
use crate::model::{Change, Changes, Columns, Listing, Status, Subprocessor};

/// Everything that differs between two listings of one source, older first.
///
/// Never fails; `changes(a, a)` is empty. Events come in the order of the newer list: renames and field
/// changes at the row, then additions, then removals in the order of the older list.
#[must_use]
pub fn changes(before: &Listing, after: &Listing) -> Changes {
    let matched = pairs(&before.entries, &after.entries);
    let aligned = reading::aligned(before, after, &matched);
    let before = aligned.as_ref();
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

/// A row of the older list and what it is in the newer one; its events share one copy of the two.
struct Stayed<'l> {
    old: &'l Subprocessor,
    new: &'l Subprocessor,
    shared: OnceCell<[Arc<Subprocessor>; 2]>,
}

impl<'l> Stayed<'l> {
    fn of(old: &'l Subprocessor, new: &'l Subprocessor) -> Self {
        Self { old, new, shared: OnceCell::new() }
    }

    /// The older and the newer row, for an event.
    fn shared(&self) -> (Arc<Subprocessor>, Arc<Subprocessor>) {
        let [old, new] = self.shared.get_or_init(|| [self.old, self.new].map(|row| Arc::new(row.clone())));
        (old.clone(), new.clone())
    }
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
        let stayed = Stayed::of(old, new);
        if !folded::same(&old.printed.name, &new.printed.name) {
            let (old, row) = stayed.shared();
            push(Change::Renamed { old, row });
        }
        fields::changed(&stayed, &columns, &headings).into_iter().for_each(push);
    }
    let (mut gone, mut came) = pairs::free(matched, before.entries.len(), after.entries.len());
    // A list of those that were let go is history: nobody comes by being put on it, or goes by being taken
    // off.
    gone.retain(|&at| before.entries[at].derived.status != Status::Removed);
    came.retain(|&at| after.entries[at].derived.status != Status::Removed);
    let (forward, backward) = (
        matched.iter().map(|pair| (pair.before, pair.after)),
        matched.iter().map(|pair| (pair.after, pair.before)),
    );
    let merges = related::merged(&before.entries, &after.entries, &gone, forward);
    let splits = related::merged(&after.entries, &before.entries, &came, backward);
    let (stood, stands) = (Companies::of(&before.entries), Companies::of(&after.entries));
    steps.extend(came.into_iter().map(|at| {
        let row = &after.entries[at];
        let split_from = splits.get(&at).map(|&other| before.entries[other].printed.name.clone());
        Step {
            before: None,
            after: Some(at),
            change: Change::Added { beside: stood.beside(row), row: Arc::new(row.clone()), split_from },
        }
    }));
    steps.extend(gone.into_iter().map(|at| {
        let row = &before.entries[at];
        let merged_into = merges.get(&at).map(|&other| after.entries[other].printed.name.clone());
        Step {
            before: Some(at),
            after: None,
            change: Change::Removed { beside: stands.beside(row), row: Arc::new(row.clone()), merged_into },
        }
    }));
    (steps, columns.named())
}

#[cfg(test)]
mod tests;
