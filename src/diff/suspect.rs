//! Whether the newer list should be believed at once (invariant 3).

use super::Pair;
use crate::model::{Listing, Status, Subprocessor, Suspicion};

/// A list of fewer rows than this may shrink as it likes.
const SMALLEST_LIST: usize = 4;
/// A list that keeps less than this share of its rows has collapsed: one half.
const COLLAPSED_BELOW_PERCENT: usize = 50;

/// Why the newer list should not be believed until a later night repeats it; none if it may be. Rows that the
/// older one prints as let go do not count: such a list of the past may be dropped at any time.
pub(super) fn reason(before: &Listing, after: &Listing, pairs: &[Pair]) -> Option<Suspicion> {
    let in_force = |row: &&Subprocessor| row.derived.status != Status::Removed;
    let old = before.entries.iter().filter(in_force).count();
    if old == 0 {
        return None;
    }
    let kept = pairs.iter().filter(|pair| in_force(&&before.entries[pair.before])).count();
    // One that is printed as let go now is told, not lost.
    let new = after.entries.iter().filter(in_force).count().max(kept);
    if after.entries.is_empty() {
        let seen = after.warnings.first().map(|warning| format!(" ({})", warning.0)).unwrap_or_default();
        return Some(Suspicion(format!("the list is gone: {old} rows before, none now{seen}")));
    }
    let limit = format!("believed at once from {COLLAPSED_BELOW_PERCENT} %");
    if old < SMALLEST_LIST {
        return None;
    }
    if new * 100 < old * COLLAPSED_BELOW_PERCENT {
        return Some(Suspicion(format!(
            "the list collapsed: {old} rows before, {new} now, {kept} of them the same company ({limit})"
        )));
    }
    // Names that became roles, another vendor's list, the wrong table of the page.
    (kept * 100 < old * COLLAPSED_BELOW_PERCENT).then(|| {
        Suspicion(format!(
            "the list was replaced: {old} rows before, {new} now, {kept} of them the same company ({limit})"
        ))
    })
}
