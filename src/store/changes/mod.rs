//! What changed on the vendors' pages.

mod stored;

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

pub(super) use self::stored::{one, record};
use super::{Connection, StoreError, cells, json, moment, versions};
use crate::model::{ChangeId, Changes, Columns, Origin, PageFacts, Printed, Slug, Subprocessor, VersionId};

/// What changed on a vendor's page between two looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<Row = Subprocessor> {
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
    pub changes: Changes<Row>,
    /// Keys of the changes, in their order.
    pub ids: Vec<ChangeId>,
}

impl<Row> Event<Row> {
    /// The same with the changes made anew; their number and order stay.
    #[must_use]
    pub fn map<Other>(self, make: impl FnOnce(Changes<Row>) -> Changes<Other>) -> Event<Other> {
        let Self {
            slug,
            vendor,
            version,
            seen_at,
            origin,
            last_seen_before,
            notice_days,
            objection_days,
            changes,
            ids,
        } = self;
        let changes = make(changes);
        Event {
            slug,
            vendor,
            version,
            seen_at,
            origin,
            last_seen_before,
            notice_days,
            objection_days,
            changes,
            ids,
        }
    }
}

/// What the vendors changed at `since` or later, the newest first. `vendor` is the name of a vendor in any
/// case, or a slug. What only we read otherwise is never in it (invariant 4), nor is the first list of a
/// source.
pub async fn since(
    conn: &mut Connection,
    since: Timestamp,
    vendor: Option<&str>,
) -> Result<Vec<Event<Printed>>, StoreError> {
    let rows = sqlx::query(SINCE).bind(moment::text(since)).bind(vendor).fetch_all(conn).await?;
    let mut events: Vec<Event<Printed>> = Vec::new();
    for row in &rows {
        let id = VersionId(row.try_get("version_id")?);
        if events.last().is_none_or(|event| event.version != id) {
            events.push(event(row, id)?);
        }
        if let (Some(change), Some(event)) = (stored::read(row)?, events.last_mut()) {
            event.changes.changes.push(change);
            event.ids.push(ChangeId(row.try_get("change_id")?));
        }
    }
    Ok(events)
}

/// The changes that led to a version.
pub async fn of(conn: &mut Connection, version: VersionId) -> Result<Changes<Printed>, StoreError> {
    let rows = sqlx::query(concat!(
        "select columns_added, columns_removed, ",
        stored::columns!(),
        " from version left join change using (version_id) where version_id = ? order by position"
    ))
    .bind(version.0)
    .fetch_all(conn)
    .await?;
    let Some(first) = rows.first() else { return Ok(Changes::default()) };
    let columns = columns(first, &format!("version {version}"))?;
    let changes = rows.iter().filter_map(|row| stored::read(row).transpose()).collect::<Result<_, _>>()?;
    Ok(Changes { changes, columns, suspect: None })
}

/// Whether the changes that led to a version know which companies stand beside them in the whole list: those
/// of before that was asked do not.
pub async fn is_by_company(conn: &mut Connection, version: VersionId) -> Result<bool, StoreError> {
    let found: bool = sqlx::query_scalar(
        "select exists (select 1 from change where version_id = ? and beside is not null)",
    )
    .bind(version.0)
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// The look before is the last one that believed a list of another capture: looks in between that failed or
/// were suspect saw no list that counts. An imported page counts as a look if what was read from it is the
/// list that stood then.
const SINCE: &str = concat!(
    "
select source.slug, source.vendor, version.version_id, version.seen_at, version.page,
    version.columns_added, version.columns_removed,
    nullif(max(coalesce((
        select max(look.at) from look
        where look.source_id = version.source_id and look.outcome in ('first', 'changed', 'unchanged')
            and look.at <= version.seen_at and look.capture_id <> version.capture_id
    ), ''), coalesce((
        select max(brought.received_at)
        from capture as brought join reading on reading.capture_id = brought.capture_id
        where brought.source_id = version.source_id and brought.received_at < version.seen_at
            and brought.origin <> 'crawled' and brought.origin <> 'rendered'
            and reading.digest in (
                select stood.digest from version as stood where ",
    versions::stood_when_brought!(),
    "
                union all
                select printed_digest.digest from version as stood join printed_digest using (version_id)
                where ",
    versions::stood_when_brought!(),
    "
            )
    ), '')), '') as last_seen_before, ",
    versions::origin!(),
    ",
    ",
    stored::columns!(),
    "
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

fn event(row: &SqliteRow, version: VersionId) -> Result<Event<Printed>, StoreError> {
    let place = format!("version {version}");
    let page: PageFacts = json::value(row.try_get("page")?, &place)?;
    Ok(Event {
        slug: cells::slug(row)?,
        vendor: row.try_get("vendor")?,
        version,
        seen_at: moment::moment(row.try_get("seen_at")?, &place)?,
        origin: cells::origin(row, &place)?,
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

#[cfg(test)]
mod tests;
