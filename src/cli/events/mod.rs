//! Changes as sheets, a row an event.

use jiff::civil::Date;

use super::draft::{Detail, Draft};
use crate::{
    diff::{self, severity},
    model::{Change, ChangeId, Changes, Columns, Field, Moved, Moves, Severity, Subprocessor, Weight},
    report::{Column, Sheet, Tone, Value},
};

/// Kinds in the order in which people want to know of them.
const KINDS: [&str; 5] = ["added", "removed", "renamed", "moved", "changed"];

/// Cells of an event.
pub(super) const CELLS: usize = 17;
const KIND: usize = 0;
const SEVERITY: usize = 2;
const FIELD: usize = 6;
const REASON: usize = 15;

/// The changes between two lists, weighed as on the day they were seen.
pub(super) fn sheet(title: &str, changes: &Changes, day: Date, detail: Detail) -> Sheet {
    sheet_with(title, changes, &[], day, detail)
}

/// The same with the keys of changes that are stored.
pub(super) fn sheet_with(
    title: &str,
    changes: &Changes,
    ids: &[ChangeId],
    day: Date,
    detail: Detail,
) -> Sheet {
    let empty = if changes.is_empty() { "Nothing changed." } else { "No row changed otherwise." };
    let mut sheet = Sheet::new(title).named("changes-table").when_empty(empty);
    for line in remarks(changes) {
        sheet = sheet.above(line);
    }
    let mut draft = columns(Draft::new(sheet, detail));
    if !ids.is_empty() {
        draft = draft.column(Detail::Page, Column::number("id", "Id"));
    }
    let mut last = None;
    for (at, change) in in_order(&changes.changes, detail) {
        let id = ids.get(at).map(|id| Value::from(id.0));
        draft.push_all(cells(change, last, day, detail).into_iter().chain(id));
        last = Some(change);
    }
    if detail == Detail::Record {
        let id = (!ids.is_empty()).then_some(Value::Empty);
        for cells in column_cells(changes) {
            draft.push_all(cells.into_iter().chain(id.clone()));
        }
    }
    let sheet = draft.sheet();
    if changes.changes.is_empty() { sheet } else { sheet.below(tally(changes)) }
}

/// The order of the differ, and for people who came and went first; each with its place in the order of the
/// differ.
fn in_order(changes: &[Change], detail: Detail) -> Vec<(usize, &Change)> {
    let mut order: Vec<(usize, &Change)> = changes.iter().enumerate().collect();
    if detail < Detail::Record {
        order.sort_by_key(|(_, change)| KINDS.iter().position(|kind| *kind == spoken_kind(change)));
    }
    order
}

/// The columns that [`cells`] fills.
pub(super) fn columns(draft: Draft) -> Draft {
    use Detail::{Page, Record, Screen};
    draft
        .column(Screen, Column::badge("kind", "Change"))
        // In few letters where there is little room.
        .up_to(Screen, Column::badge("level", "Level"))
        .column(Page, Column::badge("severity", "Severity"))
        .column(Screen, Column::text("name", "Sub-processor"))
        .column(Record, Column::text("entity", "Company"))
        .column(Page, Column::text("section", "Section").detail())
        .column(Screen, Column::text("field", "Field"))
        .column(Screen, Column::edit("edit", "Before and after"))
        .column(Record, Column::long("before", "Before"))
        .column(Record, Column::long("after", "After"))
        .column(Record, Column::codes("countries_added", "Countries added").detail())
        .column(Record, Column::codes("countries_removed", "Countries removed").detail())
        .column(Record, Column::codes("regions_added", "Regions added").detail())
        .column(Record, Column::codes("regions_removed", "Regions removed").detail())
        .column(Record, Column::text("related", "Merged into, or split from").detail())
        .column(Page, Column::long("reason", "Why it matters"))
        // For people: all places in one.
        .up_to(Page, Column::text("countries", "Countries"))
}

/// An event; `last` is the one above it. At a terminal a name is not said twice running.
pub(super) fn cells(change: &Change, last: Option<&Change>, day: Date, detail: Detail) -> [Value; CELLS] {
    let people = detail < Detail::Record;
    let again = detail == Detail::Screen
        && last.is_some_and(|last| spoken_kind(last) == spoken_kind(change) && last.name() == change.name());
    let (tone, field, before, after) = match change {
        Change::Added { row, .. } => (Tone::Good, None, None, Some(summary(row))),
        Change::Removed { row, .. } => (Tone::Bad, None, Some(summary(row)), None),
        Change::Renamed { old, row } => {
            (Tone::Warning, Some("name"), Some(old.printed.name.clone()), Some(row.printed.name.clone()))
        }
        Change::Changed { field, before, after, .. } => {
            (Tone::Warning, Some(field.as_str()), before.clone(), after.clone())
        }
    };
    let edit = match (change, people) {
        // A whole row needs no marks: its kind says that it came or went.
        (Change::Added { .. }, true) => Value::from(with_related("split from", after.as_deref(), change)),
        (Change::Removed { .. }, true) => Value::from(with_related("merged into", before.as_deref(), change)),
        (Change::Changed { .. }, _) if is_move(change) => Value::from(format!(
            "moved from {} to {}",
            before.as_deref().unwrap_or_default(),
            after.as_deref().unwrap_or_default()
        )),
        _ => Value::Edit(diff::words(
            before.as_deref().unwrap_or_default(),
            after.as_deref().unwrap_or_default(),
        )),
    };
    let moves = moves(change);
    let weight = severity::weigh(change, day);
    let unless_again = |value: Value| if again { Value::Empty } else { value };
    let field = field.map(|field| if people { spoken(field) } else { field.to_owned() });
    let kind = if people { spoken_kind(change) } else { change.kind() };
    [
        unless_again(Value::badge(kind, tone)),
        Value::badge(short(weight.severity), heat(weight.severity)),
        Value::badge(weight.severity.code(), heat(weight.severity)),
        unless_again(Value::from(change.name())),
        Value::from(change.entity()),
        unless_again(change.section().map_or(Value::Empty, Value::from)),
        Value::from(field),
        edit,
        Value::from(before),
        Value::from(after),
        Value::codes(&moves.countries.added),
        Value::codes(&moves.countries.removed),
        Value::codes(moves.regions.added.iter().map(|region| region.code())),
        Value::codes(moves.regions.removed.iter().map(|region| region.code())),
        Value::from(change.related()),
        Value::from(weight.reason),
        Value::from(signs(&moves).join(" ")),
    ]
}

/// The events for spreadsheets and programs, each with its place among the changes, columns that came or went
/// behind them: a value for each column that a record shows.
pub(super) fn records(changes: &Changes, day: Date) -> impl Iterator<Item = (Option<usize>, Vec<Value>)> {
    let rows = changes
        .changes
        .iter()
        .enumerate()
        .map(move |(at, change)| (Some(at), cells(change, None, day, Detail::Record)));
    rows.chain(column_cells(changes).into_iter().map(|cells| (None, cells)))
        .map(|(at, cells)| (at, record(cells)))
}

fn record(cells: [Value; CELLS]) -> Vec<Value> {
    let mut values = Vec::from(cells);
    // What is for people alone: the level and the places in one.
    values.remove(1);
    values.pop();
    values
}

/// How a severity looks.
pub(super) fn heat(severity: Severity) -> Tone {
    match severity {
        Severity::Critical | Severity::High => Tone::Bad,
        Severity::Medium => Tone::Warning,
        Severity::Low | Severity::Informational => Tone::Quiet,
    }
}

/// A severity where there is little room.
pub(super) fn short(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "crit",
        Severity::High => "high",
        Severity::Medium => "med",
        Severity::Low => "low",
        Severity::Informational => "info",
    }
}

/// Whether a row stands under another heading now.
fn is_move(change: &Change) -> bool {
    matches!(change, Change::Changed { field, .. } if *field == Field::Section.name())
}

/// A kind as people say it.
fn spoken_kind(change: &Change) -> &'static str {
    if is_move(change) { "moved" } else { change.kind() }
}

/// A row in a few words, and which other row it has to do with.
fn with_related(how: &str, row: Option<&str>, change: &Change) -> String {
    let related = change.related().map(|other| format!("{how} {other}"));
    let parts = [row.map(str::to_owned).filter(|row| !row.is_empty()), related];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A field as people say it: `entity location`, and a column without a field by its header.
fn spoken(field: &str) -> String {
    match field.strip_prefix("extra:") {
        Some(header) => header.to_owned(),
        None => field.replace('_', " "),
    }
}

/// What is said once for a whole list: columns that came or went, suspicion.
pub(super) fn remarks(changes: &Changes) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(suspicion) = &changes.suspect {
        lines.push(format!("Not believed yet: {}", suspicion.0));
    }
    for (columns, verb) in [(&changes.columns.added, "came"), (&changes.columns.removed, "went")] {
        if !columns.is_empty() {
            let columns: Vec<String> = columns.iter().map(|column| spoken(column)).collect();
            lines.push(format!("A column {verb} for every row: {}", columns.join(", ")));
        }
    }
    if let Some(Weight { severity, reason }) =
        severity::weigh_columns(&changes.columns).filter(|weight| weight.severity > Severity::Informational)
    {
        lines.push(format!("That matters ({severity}): {reason}."));
    }
    lines
}

/// Columns that came or went for every row, each as an event of its own: for spreadsheets and programs.
pub(super) fn column_cells(changes: &Changes) -> Vec<[Value; CELLS]> {
    let Columns { added, removed } = &changes.columns;
    let of = |kind, tone, column: &String, columns: Columns| {
        let weight = severity::weigh_columns(&columns);
        let mut cells = [const { Value::Empty }; CELLS];
        cells[KIND] = Value::badge(kind, tone);
        cells[SEVERITY] = weight
            .as_ref()
            .map_or(Value::Empty, |weight| Value::badge(weight.severity.code(), heat(weight.severity)));
        cells[FIELD] = Value::from(column);
        cells[REASON] = Value::from(weight.map(|weight| weight.reason));
        cells
    };
    let one = |column: &String| vec![column.clone()];
    let came = added.iter().map(|column| {
        of("column added", Tone::Good, column, Columns { added: one(column), removed: vec![] })
    });
    let went = removed.iter().map(|column| {
        of("column removed", Tone::Bad, column, Columns { added: vec![], removed: one(column) })
    });
    came.chain(went).collect()
}

/// How many of which kind, in words.
pub(super) fn tally(changes: &Changes) -> String {
    let count = |kind: &str| changes.changes.iter().filter(|change| spoken_kind(change) == kind).count();
    let fields = if count("changed") == 1 { "field change" } else { "field changes" };
    let columns = changes.columns.added.len() + changes.columns.removed.len();
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

/// A row in a few words: what it does, with which data, where.
fn summary(row: &Subprocessor) -> String {
    let parts = [
        row.printed.purpose.as_deref(),
        row.printed.data.as_deref(),
        row.printed.location.as_deref().or(row.printed.entity_location.as_deref()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Where data came to and where they left: a row that came or went brings or takes all its places.
fn moves(change: &Change) -> Moves {
    let of = |row: &Subprocessor| Moves::between(&Subprocessor::named(""), row);
    let back =
        |moves: Moves| Moves { countries: turned(moves.countries), regions: turned(moves.regions), ..moves };
    match change {
        Change::Added { row, .. } => of(row),
        Change::Removed { row, .. } => back(of(row)),
        Change::Changed { places, .. } => places.clone(),
        Change::Renamed { .. } => Moves::default(),
    }
}

fn turned<T: Ord>(moved: Moved<T>) -> Moved<T> {
    Moved { added: moved.removed, removed: moved.added }
}

/// `+DE`, `−US`: what came first.
fn signs(moves: &Moves) -> Vec<String> {
    let Moves { countries, regions, safeguard: _ } = moves;
    let came =
        countries.added.iter().map(ToString::to_string).chain(regions.added.iter().map(ToString::to_string));
    let went = countries
        .removed
        .iter()
        .map(ToString::to_string)
        .chain(regions.removed.iter().map(ToString::to_string));
    came.map(|code| format!("+{code}")).chain(went.map(|code| format!("−{code}"))).collect()
}

#[cfg(test)]
mod tests;
