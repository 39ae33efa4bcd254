//! Changes as sheets, a row an event.

use std::collections::BTreeSet;

use super::draft::{Detail, Draft};
use crate::{
    diff,
    model::{Change, ChangeId, Changes, Field, Subprocessor},
    normalise::places::{self, Places},
    report::{Column, Sheet, Tone, Value},
};

/// Kinds in the order in which people want to know of them.
const KINDS: [&str; 4] = ["added", "removed", "renamed", "changed"];

/// Cells of an event.
pub(super) const CELLS: usize = 11;

/// The changes between two lists.
pub(super) fn sheet(title: &str, changes: &Changes, detail: Detail) -> Sheet {
    sheet_with(title, changes, &[], detail)
}

/// The same with the keys of changes that are stored.
pub(super) fn sheet_with(title: &str, changes: &Changes, ids: &[ChangeId], detail: Detail) -> Sheet {
    let mut sheet = Sheet::new(title).named("changes-table").when_empty("Nothing changed.");
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
        draft.push_all(cells(change, last, detail).into_iter().chain(id));
        last = Some(change);
    }
    let sheet = draft.sheet();
    if changes.changes.is_empty() { sheet } else { sheet.below(tally(changes)) }
}

/// The order of the differ, and for people who came and went first; each with its place in the order of the differ.
fn in_order(changes: &[Change], detail: Detail) -> Vec<(usize, &Change)> {
    let mut order: Vec<(usize, &Change)> = changes.iter().enumerate().collect();
    if detail < Detail::Record {
        order.sort_by_key(|(_, change)| KINDS.iter().position(|kind| *kind == change.kind()));
    }
    order
}

/// The columns that [`cells`] fills.
pub(super) fn columns(draft: Draft) -> Draft {
    use Detail::{Page, Record, Screen};
    draft
        .column(Screen, Column::badge("kind", "Change"))
        .column(Screen, Column::text("name", "Sub-processor"))
        .column(Record, Column::text("entity", "Company"))
        .column(Page, Column::text("section", "Section").detail())
        .column(Screen, Column::text("field", "Field"))
        .column(Screen, Column::edit("edit", "Before and after"))
        .column(Record, Column::long("before", "Before"))
        .column(Record, Column::long("after", "After"))
        .column(Record, Column::codes("countries_added", "Countries added"))
        .column(Record, Column::codes("countries_removed", "Countries removed"))
        // For people: both in one, with the regions.
        .up_to(Page, Column::text("countries", "Countries"))
}

/// An event; `last` is the one above it. At a terminal a name is not said twice running.
pub(super) fn cells(change: &Change, last: Option<&Change>, detail: Detail) -> [Value; CELLS] {
    let people = detail < Detail::Record;
    let again = detail == Detail::Screen && last.is_some_and(|last| last.kind() == change.kind() && last.name() == change.name());
    let (tone, field, before, after) = match change {
        Change::Added { row } => (Tone::Good, None, None, Some(summary(row))),
        Change::Removed { row } => (Tone::Bad, None, Some(summary(row)), None),
        Change::Renamed { before_name, name, .. } => (Tone::Warning, Some("name"), Some(before_name.clone()), Some(name.clone())),
        Change::Changed { field, before, after, .. } => (Tone::Warning, Some(field.as_str()), before.clone(), after.clone()),
    };
    // A whole row needs no marks: its kind says that it came or went.
    let whole = matches!(change, Change::Added { .. } | Change::Removed { .. });
    let edit = match (before.as_ref(), after.as_ref()) {
        (Some(row), None) | (None, Some(row)) if whole && people => Value::from(row),
        _ => Value::Edit(diff::words(before.as_deref().unwrap_or_default(), after.as_deref().unwrap_or_default())),
    };
    let moves = Moves::of(change);
    let unless_again = |value: Value| if again { Value::Empty } else { value };
    let field = field.map(|field| if people { spoken(field) } else { field.to_owned() });
    [
        unless_again(Value::badge(change.kind(), tone)),
        unless_again(Value::from(change.name())),
        Value::from(change.entity()),
        unless_again(change.section().map_or(Value::Empty, Value::from)),
        Value::from(field),
        edit,
        Value::from(before),
        Value::from(after),
        Value::codes(&moves.came.countries),
        Value::codes(&moves.gone.countries),
        Value::from(moves.signs().join(" ")),
    ]
}

/// An event for spreadsheets and programs: a value for each column that a record shows.
pub(super) fn record(change: &Change) -> Vec<Value> {
    let mut values = Vec::from(cells(change, None, Detail::Record));
    // The last column is for people.
    values.truncate(CELLS - 1);
    values
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
    lines
}

/// How many of which kind, in words.
pub(super) fn tally(changes: &Changes) -> String {
    let count = |kind: &str| changes.changes.iter().filter(|change| change.kind() == kind).count();
    let fields = if count("changed") == 1 { "field change" } else { "field changes" };
    let columns = changes.columns.added.len() + changes.columns.removed.len();
    let named = [
        (count("added"), "added"),
        (count("removed"), "removed"),
        (count("renamed"), "renamed"),
        (count("changed"), fields),
        (columns, if columns == 1 { "column change" } else { "column changes" }),
    ];
    let parts: Vec<String> = named.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
    if parts.is_empty() { "no change".to_owned() } else { parts.join(", ") }
}

/// A row in a few words: what it does, with which data, where.
fn summary(row: &Subprocessor) -> String {
    let parts = [row.purpose.as_deref(), row.data.as_deref(), row.location.as_deref().or(row.entity_location.as_deref())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Where data came to and where they left.
#[derive(Debug, Default, PartialEq, Eq)]
struct Moves {
    came: Places,
    gone: Places,
}

impl Moves {
    fn of(change: &Change) -> Self {
        match change {
            Change::Added { row } => Self { came: of_row(row), gone: Places::default() },
            Change::Removed { row } => Self { came: Places::default(), gone: of_row(row) },
            Change::Changed { field, before, after, .. } if *field == Field::Location.name() => {
                let read = |text: &Option<String>| text.as_deref().map(places::read).unwrap_or_default();
                let (before, after) = (read(before), read(after));
                Self { came: without(&after, &before), gone: without(&before, &after) }
            }
            Change::Renamed { .. } | Change::Changed { .. } => Self::default(),
        }
    }

    /// `+DE`, `−US`: what came first.
    fn signs(&self) -> Vec<String> {
        let codes = |places: &Places| -> Vec<String> {
            let Places { countries, regions } = places;
            countries.iter().map(ToString::to_string).chain(regions.iter().map(|region| region.code().to_owned())).collect()
        };
        let signed = |sign: char, places: &Places| codes(places).into_iter().map(move |code| format!("{sign}{code}")).collect::<Vec<_>>();
        [signed('+', &self.came), signed('−', &self.gone)].concat()
    }
}

fn of_row(row: &Subprocessor) -> Places {
    Places { countries: row.countries.clone(), regions: row.regions.clone() }
}

fn without(places: &Places, others: &Places) -> Places {
    fn left<T: Ord + Copy>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> BTreeSet<T> {
        one.difference(other).copied().collect()
    }
    Places { countries: left(&places.countries, &others.countries), regions: left(&places.regions, &others.regions) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(before: &str, after: &str) -> Change {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Change::Changed {
            name: "Datadog, Inc.".to_owned(),
            entity: "Datadog".to_owned(),
            section: None,
            field: "location".to_owned(),
            before: text(before),
            after: text(after),
        }
    }

    #[test]
    fn a_location_that_changed_tells_the_countries_that_came_and_went() {
        for (before, after, signs) in [
            ("United States", "EU (Germany)", "+DE +EU −US"),
            ("EU (Ireland)", "EU (Frankfurt) – backups replicated to EU (Ireland)", "+DE"),
            ("Germany", "Germany (primary)", ""),
            ("", "Ireland", "+IE"),
        ] {
            assert_eq!(Moves::of(&location(before, after)).signs().join(" "), signs, "{before} → {after}");
        }
    }

    #[test]
    fn a_row_that_came_brings_its_countries() {
        let row = Subprocessor { countries: ["DE".parse().unwrap(), "IE".parse().unwrap()].into(), ..Subprocessor::named("A") };
        assert_eq!(Moves::of(&Change::Added { row: Box::new(row.clone()) }).signs(), ["+DE", "+IE"]);
        assert_eq!(Moves::of(&Change::Removed { row: Box::new(row) }).signs(), ["−DE", "−IE"]);
    }

    #[test]
    fn a_tally_counts_each_kind_in_words() {
        let changes = Changes { changes: vec![location("a", "b")], ..Changes::default() };
        assert_eq!(tally(&changes), "1 field change");
        assert_eq!(tally(&Changes::default()), "no change");
    }

    #[test]
    fn a_name_is_not_said_twice_running_at_a_terminal() {
        let (one, two) = (location("a", "b"), location("b", "c"));
        assert_eq!(cells(&two, Some(&one), Detail::Screen)[1], Value::Empty);
        assert_eq!(cells(&two, Some(&one), Detail::Record)[1], Value::from("Datadog, Inc."));
    }
}
