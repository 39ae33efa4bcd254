//! Events under a title.

use super::{
    cells::{self, column_cells, spoken_field, spoken_kind},
    rolled::{Rolled, rolled},
    weighed::{Event, Weighed},
};
use crate::{
    answers::draft::{Detail, Draft},
    model::{Severity, Weight},
    report::{Column, Sheet, Value},
};

/// Kinds in the order in which people want to know of them.
const KINDS: [&str; 5] = ["added", "removed", "renamed", "moved", "changed"];

/// What changed between two lists. Keys are shown where the events have some.
#[must_use]
pub fn sheet(title: &str, changed: &Weighed, detail: Detail) -> Sheet {
    let empty = if changed.is_empty() { "Nothing changed." } else { "No row changed otherwise." };
    let sheet = Sheet::new(title).named("changes-table").when_empty(empty);
    let sheet = remarks(changed).into_iter().fold(sheet, Sheet::above);
    let mut draft = cells::columns(Draft::new(sheet, detail));
    let have_keys = changed.events.iter().any(|event| event.id.is_some());
    if have_keys {
        draft = draft.column(Detail::Page, Column::number("id", "Id"));
    }
    let key = |event: Option<&Event>| {
        let id = event.and_then(|event| event.id).map(|id| id.0);
        have_keys.then(|| Value::from(id))
    };
    if let Some(cells) = cells::back(changed) {
        draft.push_all(cells.into_iter().chain(key(None)));
        return draft.sheet();
    }
    let mut above = None;
    for rolled in in_order(&changed.events, detail) {
        draft.push_all(cells::cells(&rolled, above, detail).into_iter().chain(key(Some(rolled.event))));
        above = Some(rolled.event);
    }
    if detail == Detail::Record {
        for cells in column_cells(&changed.columns) {
            draft.push_all(cells.into_iter().chain(key(None)));
        }
    }
    let sheet = draft.sheet();
    if changed.events.is_empty() { sheet } else { sheet.below(tally(changed)) }
}

/// The order of the differ, and for people who came and went first, a company once.
fn in_order(events: &[Event], detail: Detail) -> Vec<Rolled<'_>> {
    if detail == Detail::Record {
        return events.iter().map(Rolled::alone).collect();
    }
    let mut order = rolled(events);
    order.sort_by_key(|rolled| KINDS.iter().position(|kind| *kind == spoken_kind(&rolled.event.change)));
    order
}

/// What is said once for a whole list: columns that came or went, suspicion.
fn remarks(changed: &Weighed) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(suspicion) = &changed.suspect {
        lines.push(format!("Not believed: {suspicion}"));
    }
    for (columns, verb) in [(&changed.columns.added, "came"), (&changed.columns.removed, "went")] {
        if !columns.is_empty() {
            let columns: Vec<String> = columns.iter().map(|column| spoken_field(column)).collect();
            lines.push(format!("A column {verb} for every row: {}", columns.join(", ")));
        }
    }
    let matters = |weight: &&Weight| weight.severity > Severity::Informational;
    if let Some(Weight { severity, reason }) = changed.columns_weight.as_ref().filter(matters) {
        lines.push(format!("That matters ({severity}): {reason}."));
    }
    lines
}

/// How many of which kind, in words.
#[must_use]
pub fn tally(changed: &Weighed) -> String {
    if let Some(words) = changed.back_in_words() {
        return words;
    }
    let rolled = rolled(&changed.events);
    let count = |kind: &str| rolled.iter().filter(|rolled| spoken_kind(&rolled.event.change) == kind).count();
    let fields = if count("changed") == 1 { "field change" } else { "field changes" };
    let columns = changed.columns.added.len() + changed.columns.removed.len();
    let named = [
        (count("added"), "added"),
        (count("removed"), "removed"),
        (count("renamed"), "renamed"),
        (count("moved"), "moved"),
        (count("changed"), fields),
        (columns, if columns == 1 { "column change" } else { "column changes" }),
    ];
    let parts: Vec<String> = named
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    if parts.is_empty() { "no change".to_owned() } else { parts.join(", ") }
}
