//! One change in its row.

use std::sync::Arc;

use serde_json::{Map, Value};
use sqlx::{Row, sqlite::SqliteRow};

use crate::{
    model::{Change, Moves, Printed, VersionId},
    store::{
        Connection, StoreError,
        error::corrupt,
        insert::{self, Statement},
        json,
        versions::early,
    },
};

/// The columns that [`read`] asks for.
macro_rules! columns {
    () => {
        "change_id, kind, name, before_name, section, field, before, after, row, related, places, old_row, \
        new_row, beside"
    };
}
pub(super) use columns;

/// Stores the changes of versions, in their order.
pub(in crate::store) async fn record(
    conn: &mut Connection,
    versions: &[(i64, &[Change])],
) -> Result<(), StoreError> {
    let all = versions
        .iter()
        .flat_map(|(version, changes)| changes.iter().enumerate().map(move |(at, one)| (*version, at, one)));
    let rows =
        all.map(|(version, at, change)| Entry::of(version, at, change)).collect::<Result<Vec<_>, _>>()?;
    let text = Statement {
        head:
            "insert into change (version_id, position, kind, name, before_name, section, field, before, after,
            related, old_row, new_row, beside) ",
        tail: "",
    };
    insert::all(conn, text, &rows, |columns, new| {
        let Entry { version, at, change, old, new, beside } = new;
        let before_name = match change {
            Change::Renamed { old, row: _ } => Some(old.printed.name.as_str()),
            Change::Added { .. } | Change::Removed { .. } | Change::Changed { .. } => None,
        };
        let (field, before, after) = match change {
            Change::Changed { field, before, after, old: _, row: _, places: _ } => {
                (Some(field.as_str()), before.as_deref(), after.as_deref())
            }
            Change::Added { .. } | Change::Removed { .. } | Change::Renamed { .. } => (None, None, None),
        };
        columns
            .push_bind(*version)
            .push_bind(insert::integer(*at))
            .push_bind(change.kind())
            .push_bind(change.name())
            .push_bind(before_name)
            .push_bind(change.section())
            .push_bind(field)
            .push_bind(before)
            .push_bind(after)
            .push_bind(change.related())
            .push_bind(old.as_deref())
            .push_bind(new.as_deref())
            .push_bind(beside.as_str());
    })
    .await?;
    Ok(())
}

/// A change that is to be stored.
struct Entry<'c> {
    version: i64,
    at: usize,
    change: &'c Change,
    /// The rows before and after, as JSON.
    old: Option<String>,
    new: Option<String>,
    /// Rows of the same company in the other list, as JSON.
    beside: String,
}

impl<'c> Entry<'c> {
    fn of(version: i64, at: usize, change: &'c Change) -> Result<Self, StoreError> {
        let (old, new) = match change {
            Change::Added { row, .. } => (None, Some(row)),
            Change::Removed { row, .. } => (Some(row), None),
            Change::Renamed { old, row } | Change::Changed { old, row, .. } => (Some(old), Some(row)),
        };
        let text =
            |row: Option<&Arc<_>>| row.map(|row: &Arc<crate::model::Subprocessor>| json::text(&row.printed));
        let beside: Vec<&Printed> = change.beside().iter().map(|row| &row.printed).collect();
        let beside = json::text(&beside)?;
        Ok(Self { version, at, change, old: text(old).transpose()?, new: text(new).transpose()?, beside })
    }
}

/// The stored change of that key, and its version.
pub(in crate::store) async fn one(
    conn: &mut Connection,
    id: crate::model::ChangeId,
) -> Result<Option<(Change<Printed>, VersionId)>, StoreError> {
    let row = sqlx::query(concat!("select version_id, ", columns!(), " from change where change_id = ?"))
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    read(&row)?.map(|change| Ok((change, VersionId(row.try_get("version_id")?)))).transpose()
}

/// The change in a row; none where the version came without one.
pub(super) fn read(row: &SqliteRow) -> Result<Option<Change<Printed>>, StoreError> {
    let Some(id) = row.try_get::<Option<i64>, _>("change_id")? else { return Ok(None) };
    let place = format!("change {id}");
    let text = |column: &str| Ok::<Option<String>, StoreError>(row.try_get(column)?);
    let (old, new) = match (text("old_row")?, text("new_row")?) {
        (None, None) => of_early(row, &place)?,
        (old, new) => (printed(old.as_deref(), &place)?, printed(new.as_deref(), &place)?),
    };
    let missing = || corrupt("a change without the row it is about", &place);
    let (old, new) = (old.map(Arc::new).ok_or_else(missing), new.map(Arc::new).ok_or_else(missing));
    let related = text("related")?;
    let beside: Vec<Printed> =
        text("beside")?.map(|text| json::value(&text, &place)).transpose()?.unwrap_or_default();
    let beside: Vec<Arc<Printed>> = beside.into_iter().map(Arc::new).collect();
    Ok(Some(match row.try_get("kind")? {
        "added" => Change::Added { row: new?, split_from: related, beside },
        "removed" => Change::Removed { row: old?, merged_into: related, beside },
        "renamed" => Change::Renamed { old: old?, row: new? },
        "changed" => Change::Changed {
            old: old?,
            row: new?,
            field: text("field")?.unwrap_or_default(),
            before: text("before")?,
            after: text("after")?,
            places: match text("places")? {
                Some(places) => json::value(&places, &place)?,
                None => Moves::default(),
            },
        },
        other => return Err(corrupt(format_args!("`{other}` is no kind of change"), &place)),
    }))
}

fn printed(text: Option<&str>, place: &str) -> Result<Option<Printed>, StoreError> {
    text.map(|text| json::value(text, place)).transpose()
}

/// The older and the newer row of a change that subwatch 0.1 stored: whole where a row came or went, else
/// with what was told of it.
fn of_early(row: &SqliteRow, place: &str) -> Result<(Option<Printed>, Option<Printed>), StoreError> {
    let text = |column: &str| Ok::<Option<String>, StoreError>(row.try_get(column)?);
    if let Some(whole) = text("row")? {
        let whole = Some(early_row(json::value(&whole, place)?));
        return Ok(if row.try_get::<&str, _>("kind")? == "removed" { (whole, None) } else { (None, whole) });
    }
    let name = text("name")?.unwrap_or_default();
    let told = Printed { section: text("section")?, ..Printed::named(&name) };
    let mut old = Printed { name: text("before_name")?.unwrap_or_else(|| name.clone()), ..told.clone() };
    let mut new = told;
    let (before, after) = (text("before")?, text("after")?);
    match text("field")?.as_deref() {
        Some("location") => (old.location, new.location) = (before, after),
        Some("entity_location") => {
            (old.entity_location, new.entity_location) = (before, after);
            // Which countries came and went was told with the location, if there was one: with places of its
            // own the change says so itself.
            (old.location, new.location) = (Some(String::new()), Some(String::new()));
        }
        Some("section") => (old.section, new.section) = (before, after),
        Some("purpose") => (old.purpose, new.purpose) = (before, after),
        Some("data") => (old.data, new.data) = (before, after),
        Some("transfer") => (old.transfer, new.transfer) = (before, after),
        Some("notes") => (old.notes, new.notes) = (before, after),
        Some("url") => (old.url, new.url) = (before, after),
        Some("applies_to") => (old.applies_to, new.applies_to) = (before, after),
        Some("status") => (old.status, new.status) = (before, after),
        Some("effective") => (old.effective, new.effective) = (before, after),
        _ => {}
    }
    Ok((Some(old), Some(new)))
}

/// A whole row as subwatch 0.1 stored it with a change: what it derived stood beside what was printed.
fn early_row(mut row: Map<String, Value>) -> Printed {
    let mut taken = |field: &str| match row.remove(field) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let (status, day) = (taken("status").unwrap_or_default(), taken("effective"));
    taken("category");
    let printed = serde_json::from_value(Value::Object(row)).unwrap_or_default();
    early::printed(printed, &status, day)
}
