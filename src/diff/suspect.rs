//! Whether the newer list should be believed at once (invariant 3).

use std::collections::HashSet;

use super::{Pair, folded};
use crate::model::{Doubt, Listing, Presence, Status, Subprocessor, Suspicion};

/// A list of fewer rows than this may shrink as it likes.
const SMALLEST_LIST: usize = 4;
/// A list that keeps less than this share of its companies has collapsed: one half.
const COLLAPSED_BELOW_PERCENT: usize = 50;

/// Why the newer list should not be believed; none if it may be. Rows that the older one prints as let go do
/// not count: such a list of the past may be dropped at any time.
///
/// Companies are counted, not rows: a page that is put together anew, section by section, names the same.
pub(super) fn reason(before: &Listing, after: &Listing, pairs: &[Pair]) -> Option<Suspicion> {
    let because = |doubt, seen| Some(Suspicion { doubt, seen });
    let (rows, now) = (before.entries.len(), after.entries.len());
    if now == 0 {
        return empty(rows, after);
    }
    if let Presence::Unlikely(names) = &after.page.presence {
        return because(Doubt::Unlikely, format!("most of {now} rows are like {names}"));
    }
    let in_force = |row: &&Subprocessor| row.derived.status != Status::Removed;
    let companies: HashSet<String> = before.entries.iter().filter(in_force).map(company).collect();
    let named: HashSet<String> = after.entries.iter().map(company).collect();
    let paired = pairs.iter().map(|pair| &before.entries[pair.before]).filter(in_force).map(company);
    let stayed: HashSet<String> = paired.chain(companies.intersection(&named).cloned()).collect();
    let (old, kept) = (companies.len(), stayed.len());
    if let Presence::Cut(words) = &after.page.presence
        && kept < old
    {
        return because(Doubt::Cut, format!("{kept} of {old} companies are on it, and it says `{words}`"));
    }
    let rows_in_force = before.entries.iter().filter(in_force).count();
    if rows_in_force < SMALLEST_LIST || kept * 100 >= old * COLLAPSED_BELOW_PERCENT {
        return None;
    }
    let new = after.entries.iter().filter(in_force).count();
    let has_collapsed = new * 100 < rows_in_force * COLLAPSED_BELOW_PERCENT;
    // Else names became roles, or it is another vendor's list, or the wrong table of the page.
    let doubt = if has_collapsed { Doubt::Collapsed } else { Doubt::Replaced };
    because(
        doubt,
        format!(
            "{rows_in_force} rows before, {new} now, {kept} of {old} companies are the same (believed at \
             once from {COLLAPSED_BELOW_PERCENT} %)"
        ),
    )
}

/// Why an empty list is none, where `rows` stood before.
fn empty(rows: usize, after: &Listing) -> Option<Suspicion> {
    if rows == 0 {
        return None;
    }
    let (doubt, seen) = match &after.page.presence {
        Presence::SaidNone(words) => (Doubt::SaidNone, format!("`{words}`")),
        Presence::Elsewhere(address) => (Doubt::Moved, format!("the page points to `{address}`")),
        Presence::Absent(words) => (Doubt::Gone, words.clone()),
        Presence::Whole | Presence::Cut(_) | Presence::Unlikely(_) => {
            (Doubt::Gone, "no list found".to_owned())
        }
    };
    Some(Suspicion { doubt, seen: format!("{rows} rows before, none now: {seen}") })
}

fn company(row: &Subprocessor) -> String {
    folded::letters(&row.derived.entity)
}
