//! The cells of an event.

use super::{
    reached,
    rolled::Rolled,
    weighed::{Event, Weighed},
};
use crate::{
    answers::draft::{Detail, Draft},
    diff::{self, severity},
    model::{Change, Columns, Field, Moved, Moves, Severity, Subprocessor},
    report::{Column, Tone, Value},
};

/// Cells of an event.
pub(super) const CELLS: usize = 17;
const KIND: usize = 0;
const LEVEL: usize = 1;
const SEVERITY: usize = 2;
const FIELD: usize = 6;
const EDIT: usize = 7;
const REASON: usize = 15;

/// The columns that [`cells`] fills.
pub(crate) fn columns(draft: Draft) -> Draft {
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

/// An event; `above` is the one over it. At a terminal a name is not said twice running.
pub(super) fn cells(rolled: &Rolled<'_>, above: Option<&Event>, detail: Detail) -> [Value; CELLS] {
    let people = detail < Detail::Record;
    let Event { id: _, change, weight, object_by: _, reach: _ } = rolled.event;
    let is_same_row = |above: &Event| {
        spoken_kind(&above.change) == spoken_kind(change) && above.change.name() == change.name()
    };
    let repeats = detail == Detail::Screen && above.is_some_and(is_same_row);
    let unless_repeated = |value: Value| if repeats { Value::Empty } else { value };
    let Texts { tone, field, before, after } = Texts::of(change);
    let moves = moves(change);
    let kind = if people { spoken_kind(change) } else { change.kind() };
    [
        unless_repeated(Value::badge(kind, tone)),
        Value::badge(short(weight.severity), heat(weight.severity)),
        Value::badge(weight.severity.code(), heat(weight.severity)),
        unless_repeated(Value::from(change.name())),
        Value::from(change.entity()),
        unless_repeated(change.section().map_or(Value::Empty, Value::from)),
        Value::from(field.map(|field| if people { spoken_field(field) } else { field.to_owned() })),
        edit(rolled, before.as_deref(), after.as_deref(), detail),
        Value::from(before),
        Value::from(after),
        Value::codes(&moves.countries.added),
        Value::codes(&moves.countries.removed),
        Value::codes(moves.regions.added.iter().map(|region| region.code())),
        Value::codes(moves.regions.removed.iter().map(|region| region.code())),
        Value::from(change.related()),
        Value::from(weight.reason.as_str()),
        Value::from(signs(&moves).join(" ")),
    ]
}

/// The texts of an event.
struct Texts<'a> {
    tone: Tone,
    field: Option<&'a str>,
    before: Option<String>,
    after: Option<String>,
}

impl<'a> Texts<'a> {
    fn of(change: &'a Change) -> Self {
        let (tone, field, before, after) = match change {
            Change::Added { row, .. } => (Tone::Good, None, None, Some(summary(row))),
            Change::Removed { row, .. } => (Tone::Bad, None, Some(summary(row)), None),
            Change::Renamed { old, row } => {
                let names = [old, row].map(|row| row.printed.name.clone());
                let [before, after] = names.map(Some);
                (Tone::Warning, Some("name"), before, after)
            }
            Change::Changed { field, before, after, .. } => {
                (Tone::Warning, Some(field.as_str()), before.clone(), after.clone())
            }
        };
        Self { tone, field, before, after }
    }
}

/// What stood before and what stands now, in one cell.
fn edit(rolled: &Rolled<'_>, before: Option<&str>, after: Option<&str>, detail: Detail) -> Value {
    let people = detail < Detail::Record;
    let change = &rolled.event.change;
    if people && !change.beside().is_empty() && change.related().is_none() {
        return Value::from(match change {
            Change::Removed { .. } => {
                format!("no longer for {}, still for {}", rolled.what(), rolled.still())
            }
            _ => format!("now also for {}", rolled.what()),
        });
    }
    let parts = (rolled.parts.len() > 1).then(|| format!("{} rows: {}", rolled.parts.len(), rolled.what()));
    let [before, after] = [before, after].map(|text| parts.as_deref().filter(|_| people).or(text));
    // Elsewhere it stands beside the reason.
    let reach = far(rolled.event).filter(|_| detail == Detail::Screen);
    let [old, new] = [before, after].map(Option::unwrap_or_default);
    match change {
        // A whole row needs no marks: its kind says that it came or went.
        Change::Added { .. } if people => Value::from(with_related("split from", after, change, reach)),
        Change::Removed { .. } if people => Value::from(with_related("merged into", before, change, reach)),
        Change::Changed { .. } if is_move(change) => Value::from(format!("moved from {old} to {new}")),
        _ => Value::Edit(diff::words(old, new)),
    }
}

/// The events for spreadsheets and programs, columns that came or went behind them without an event: a value
/// for each column that a record shows.
pub(crate) fn records(changed: &Weighed) -> impl Iterator<Item = (Option<&Event>, Vec<Value>)> {
    let back = back(changed);
    let (events, columns) = if back.is_some() {
        (&[][..], Vec::new())
    } else {
        (&changed.events[..], column_cells(&changed.columns))
    };
    let rows = events.iter().map(|event| (Some(event), cells(&Rolled::alone(event), None, Detail::Record)));
    back.into_iter()
        .map(|cells| (None, cells))
        .chain(rows)
        .chain(columns.into_iter().map(|cells| (None, cells)))
        .map(|(event, cells)| (event, record(cells)))
}

/// A list that went back to what it was, as one row; none for any other.
pub(super) fn back(changed: &Weighed) -> Option<[Value; CELLS]> {
    let back = changed.back.as_ref()?;
    let mut cells = [const { Value::Empty }; CELLS];
    let tone = heat(back.weight.severity);
    cells[KIND] = Value::badge("back", Tone::Quiet);
    cells[LEVEL] = Value::badge(short(back.weight.severity), tone);
    cells[SEVERITY] = Value::badge(back.weight.severity.code(), tone);
    cells[EDIT] = Value::from(changed.back_in_words());
    cells[REASON] = Value::from(back.weight.reason.as_str());
    Some(cells)
}

pub(super) fn record(cells: [Value; CELLS]) -> Vec<Value> {
    let mut values = Vec::from(cells);
    // What is for people alone: the level and the places in one.
    values.remove(1);
    values.pop();
    values
}

/// How a severity looks.
fn heat(severity: Severity) -> Tone {
    match severity {
        Severity::Critical | Severity::High => Tone::Bad,
        Severity::Medium => Tone::Warning,
        Severity::Low | Severity::Informational => Tone::Quiet,
    }
}

/// A severity where there is little room.
fn short(severity: Severity) -> &'static str {
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
pub(super) fn spoken_kind(change: &Change) -> &'static str {
    if is_move(change) { "moved" } else { change.kind() }
}

/// Whether other vendors rely on a company that came or went, in words.
fn far(event: &Event) -> Option<String> {
    event.reach.zip(reached::words(&event.change)).map(|(reach, words)| words(reach))
}

/// A row in a few words, which other row it has to do with, and whether other vendors rely on its company.
fn with_related(how: &str, row: Option<&str>, change: &Change, reach: Option<String>) -> String {
    let related = change.related().map(|other| format!("{how} {other}"));
    let parts = [reach, row.map(str::to_owned).filter(|row| !row.is_empty()), related];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A field as people say it: `entity location`, and a column without a field by its header.
pub(super) fn spoken_field(field: &str) -> String {
    match field.strip_prefix("extra:") {
        Some(header) => header.to_owned(),
        None => field.replace('_', " "),
    }
}

/// Columns that came or went for every row, each as an event of its own: for spreadsheets and programs.
pub(super) fn column_cells(columns: &Columns) -> Vec<[Value; CELLS]> {
    let Columns { added, removed } = columns;
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
pub(super) fn moves(change: &Change) -> Moves {
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
pub(super) fn signs(moves: &Moves) -> Vec<String> {
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
