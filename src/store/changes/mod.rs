//! What changed on the vendors' pages.

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

use super::{
    Connection, StoreError, captures,
    error::corrupt,
    insert::{self, Statement},
    json, moment, standing, versions,
};
use crate::model::{
    Change, ChangeId, Changes, Columns, Moves, Origin, PageFacts, Slug, Subprocessor, VersionId,
};

/// What changed on a vendor's page between two looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The source.
    pub slug: Slug,
    /// Its vendor.
    pub vendor: String,
    /// The version that came of it.
    pub version: VersionId,
    /// When the new list was seen.
    pub seen_at: Timestamp,
    /// How the page with the new list came to us.
    pub origin: Origin,
    /// When the old one was last believed: the vendor changed the page between the two. None only where looks
    /// are missing.
    pub last_seen_before: Option<Timestamp>,
    /// Days of advance notice that the page promises.
    pub notice_days: Option<u16>,
    /// Days to object, if the page says so.
    pub objection_days: Option<u16>,
    /// What differs.
    pub changes: Changes,
    /// Keys of the changes, in their order.
    pub ids: Vec<ChangeId>,
}

/// What the vendors changed at `since` or later, the newest first. `vendor` is the name of a vendor in any
/// case, or a slug. What only we read otherwise is never in it (invariant 4), nor is the first list of a
/// source.
pub async fn since(
    conn: &mut Connection,
    since: Timestamp,
    vendor: Option<&str>,
) -> Result<Vec<Event>, StoreError> {
    let rows = sqlx::query(SINCE).bind(moment::text(since)).bind(vendor).fetch_all(conn).await?;
    let mut events: Vec<Event> = Vec::new();
    for row in &rows {
        let id = VersionId(row.try_get("version_id")?);
        if events.last().is_none_or(|event| event.version != id) {
            events.push(event(row, id)?);
        }
        if let (Some(change), Some(event)) = (change(row)?, events.last_mut()) {
            event.changes.changes.push(change);
            event.ids.push(ChangeId(row.try_get("change_id")?));
        }
    }
    Ok(events)
}

/// The changes that led to a version.
pub async fn of(conn: &mut Connection, version: VersionId) -> Result<Changes, StoreError> {
    let rows = sqlx::query(
        "select columns_added, columns_removed, change_id, kind, name, before_name, entity, section, field, before, after, row, related, places
        from version left join change using (version_id) where version_id = ? order by position",
    )
    .bind(version.0)
    .fetch_all(conn)
    .await?;
    let Some(first) = rows.first() else { return Ok(Changes::default()) };
    let columns = columns(first, &format!("version {version}"))?;
    let changes = rows.iter().filter_map(|row| change(row).transpose()).collect::<Result<_, _>>()?;
    Ok(Changes { changes, columns, suspect: None })
}

/// Stores the changes of versions, in their order.
pub(super) async fn record(conn: &mut Connection, versions: &[(i64, &[Change])]) -> Result<(), StoreError> {
    let rows = rows(versions)?;
    let text = Statement {
        head: "insert into change (version_id, position, kind, name, before_name, entity, section, field, before, after, row, related, places) ",
        tail: "",
    };
    insert::all(conn, text, &rows, |columns, (version, position, change, row, places)| {
        let (before_name, field, before, after) = match change {
            Change::Added { .. } | Change::Removed { .. } => (None, None, None, None),
            Change::Renamed { before_name, name: _, entity: _, section: _ } => {
                (Some(before_name.as_str()), None, None, None)
            }
            Change::Changed { field, before, after, name: _, entity: _, section: _, places: _ } => {
                (None, Some(field.as_str()), before.as_deref(), after.as_deref())
            }
        };
        columns
            .push_bind(*version)
            .push_bind(insert::integer(*position))
            .push_bind(change.kind())
            .push_bind(change.name())
            .push_bind(before_name)
            .push_bind(change.entity())
            .push_bind(change.section())
            .push_bind(field)
            .push_bind(before)
            .push_bind(after)
            .push_bind(row.as_deref())
            .push_bind(change.related())
            .push_bind(places.as_deref());
    })
    .await?;
    Ok(())
}

/// Each change with its version and its position there, its row, and its places.
#[expect(clippy::type_complexity, reason = "one row of a statement")]
fn rows<'c>(
    versions: &[(i64, &'c [Change])],
) -> Result<Vec<(i64, usize, &'c Change, Option<String>, Option<String>)>, StoreError> {
    let changes = versions.iter().flat_map(|(version, changes)| {
        changes.iter().enumerate().map(move |(position, change)| (*version, position, change))
    });
    changes
        .map(|(version, position, change)| {
            Ok((version, position, change, whole_row(change)?, places(change)?))
        })
        .collect()
}

/// The look before is the last one that believed a list of another capture: looks in between that failed or
/// were suspect saw no list that counts. An imported page counts as a look if what was read from it is the
/// list that stood then.
const SINCE: &str = concat!(
    "
select source.slug, source.vendor, version.version_id, version.seen_at, version.page, version.columns_added, version.columns_removed,
    nullif(max(coalesce((
        select max(look.at) from look
        where look.source_id = version.source_id and look.outcome in ('first', 'changed', 'unchanged')
            and look.at <= version.seen_at and look.capture_id <> version.capture_id
    ), ''), coalesce((
        select max(brought.received_at) from capture as brought join reading on reading.capture_id = brought.capture_id
        where brought.source_id = version.source_id and brought.received_at < version.seen_at and brought.origin <> 'crawled'
            and reading.digest in (
                select stood.digest from version as stood
                where stood.source_id = brought.source_id and stood.seen_at = (
                    select max(seen_at) from version as past where past.source_id = brought.source_id and past.seen_at <= brought.received_at
                )
            )
    ), '')), '') as last_seen_before, ",
    versions::origin!(),
    ",
    change_id, kind, name, before_name, entity, section, field, before, after, row, related, places
from version
join source using (source_id)
left join change using (version_id)
where version.cause = 'vendor' and version.seen_at >= ?1 and not ",
    versions::restated!(),
    "
    and (?2 is null or source.slug = ?2 or source.vendor = ?2 collate nocase)
    and (change_id is not null or columns_added <> '[]' or columns_removed <> '[]')
order by version.seen_at desc, version.version_id desc, change.position
"
);

fn event(row: &SqliteRow, version: VersionId) -> Result<Event, StoreError> {
    let place = format!("version {version}");
    let page: PageFacts = json::value(row.try_get("page")?, &place)?;
    Ok(Event {
        slug: standing::slug(row)?,
        vendor: row.try_get("vendor")?,
        version,
        seen_at: moment::moment(row.try_get("seen_at")?, &place)?,
        origin: captures::origin(row, &place)?,
        last_seen_before: moment::perhaps(row.try_get("last_seen_before")?, &place)?,
        notice_days: page.notice_days,
        objection_days: page.objection_days,
        changes: Changes { changes: Vec::new(), columns: columns(row, &place)?, suspect: None },
        ids: Vec::new(),
    })
}

fn columns(row: &SqliteRow, place: &str) -> Result<Columns, StoreError> {
    Ok(Columns {
        added: json::value(row.try_get("columns_added")?, place)?,
        removed: json::value(row.try_get("columns_removed")?, place)?,
    })
}

/// The stored change of that key, and its version.
pub(super) async fn one(
    conn: &mut Connection,
    id: ChangeId,
) -> Result<Option<(Change, VersionId)>, StoreError> {
    let row = sqlx::query(
        "select version_id, change_id, kind, name, before_name, entity, section, field, before, after, row, related, places from change where change_id = ?",
    )
    .bind(id.0)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    change(&row)?.map(|change| Ok((change, VersionId(row.try_get("version_id")?)))).transpose()
}

/// The change in a row; none where the version came without one.
fn change(row: &SqliteRow) -> Result<Option<Change>, StoreError> {
    let Some(id) = row.try_get::<Option<i64>, _>("change_id")? else { return Ok(None) };
    let text = |column: &str| Ok::<String, StoreError>(row.try_get(column)?);
    let whole = || json::value::<Box<Subprocessor>>(row.try_get("row")?, format_args!("change {id}"));
    let (name, entity, section) = (text("name")?, text("entity")?, row.try_get("section")?);
    let related = row.try_get("related")?;
    let change = match row.try_get("kind")? {
        "added" => Change::Added { row: whole()?, split_from: related },
        "removed" => Change::Removed { row: whole()?, merged_into: related },
        "renamed" => Change::Renamed { before_name: text("before_name")?, name, entity, section },
        "changed" => {
            let (before, after) = (row.try_get("before")?, row.try_get("after")?);
            let places = match row.try_get::<Option<&str>, _>("places")? {
                Some(text) => json::value(text, format_args!("change {id}"))?,
                None => Moves::default(),
            };
            Change::Changed { name, entity, section, field: text("field")?, before, after, places }
        }
        other => {
            return Err(corrupt(format_args!("`{other}` is no kind of change"), format_args!("change {id}")));
        }
    };
    Ok(Some(change))
}

/// The whole row of a change that has one, as JSON.
fn whole_row(change: &Change) -> Result<Option<String>, StoreError> {
    match change {
        Change::Added { row, .. } | Change::Removed { row, .. } => json::text(row).map(Some),
        Change::Renamed { .. } | Change::Changed { .. } => Ok(None),
    }
}

/// The places that a change moves, as JSON; none where it moves none.
fn places(change: &Change) -> Result<Option<String>, StoreError> {
    match change {
        Change::Changed { places, .. } if !places.is_empty() => json::text(places).map(Some),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests;
