//! Stored listings, and how a list stood at a moment.
//!
//! A version stands at the time its capture was made, also when it was read from it later by a better
//! extractor (cause [`Ours`](VersionCause::Ours)). So "as it stood at `t`" is the version with the latest
//! `seen_at` not after `t`, and of several readings of one capture the one that was stored last: the best
//! reading of what the vendor showed then. The same order says which version is the latest, so a capture of
//! last year that is read again never comes to stand before what was seen since.
//!
//! A capture that is imported may come to stand before versions that are stored already. The next later one
//! is then stated anew, with what differs from its new predecessor; the older statement stays, and is shown
//! no more.

pub(super) mod early;
mod record;
mod returns;
mod rows;
#[cfg(test)]
mod tests;

pub use crate::store::digest::listing as digest;
pub(super) use record::restated;
pub use record::{New, Recorded, record, record_all, restate};
pub use returns::{Return, returns};
pub(super) use rows::{entries, entry, read as read_entries, read_one as read_entry, row_texts};

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

use super::{Connection, StoreError, cells, error::corrupt, json, moment};
use crate::model::{CaptureId, Extractor, Listing, Origin, Printed, Slug, Version, VersionCause, VersionId};

/// How the capture of a version came to us.
macro_rules! origin {
    () => {
        "(select origin from capture where capture.capture_id = version.capture_id) as origin,
        (select origin_detail from capture where capture.capture_id = version.capture_id) as origin_detail"
    };
}
pub(super) use origin;

/// Whether the version `stood` is the one that stood when the capture `brought` was made.
macro_rules! stood_when_brought {
    () => {
        "stood.source_id = brought.source_id and stood.seen_at = (
            select max(seen_at) from version as past
            where past.source_id = brought.source_id and past.seen_at <= brought.received_at
        )"
    };
}
pub(super) use stood_when_brought;

/// A version without its rows, for a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its key.
    pub id: VersionId,
    /// The capture it was read from.
    pub capture: CaptureId,
    /// When that capture was made.
    pub seen_at: Timestamp,
    /// Who made it differ.
    pub cause: VersionCause,
    /// What it was read with.
    pub extractor: Extractor,
    /// How that capture came to us.
    pub origin: Origin,
    /// How many rows it has.
    pub rows: usize,
    /// How many changes led to it; none to the first.
    pub changes: usize,
}

/// The list of one source as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf {
    /// The source.
    pub slug: Slug,
    /// Its vendor.
    pub vendor: String,
    /// The version that stood.
    pub version: Version<Printed>,
}

/// The latest version of a source. None for a source without one, or one that is not known.
pub async fn latest(conn: &mut Connection, source: &Slug) -> Result<Option<Version<Printed>>, StoreError> {
    at(conn, source, Timestamp::MAX).await
}

/// The version of a source that stood at a moment. None before the first one.
pub async fn at(
    conn: &mut Connection,
    source: &Slug,
    moment: Timestamp,
) -> Result<Option<Version<Printed>>, StoreError> {
    let text = concat!(
        "select version_id, capture_id, seen_at, cause, extractor, page, warnings, ",
        origin!(),
        ", ",
        entries!(),
        " from version where source_id = (select source_id from source where slug = ?) and seen_at <= ?
        order by seen_at desc, version_id desc limit 1"
    );
    let row =
        sqlx::query(text).bind(source.as_str()).bind(self::moment::text(moment)).fetch_optional(conn).await?;
    row.as_ref().map(whole).transpose()
}

/// The version of a source that came to stand next after a moment, as it is read today. None after the last
/// one.
pub async fn after(
    conn: &mut Connection,
    source: &Slug,
    moment: Timestamp,
) -> Result<Option<Version<Printed>>, StoreError> {
    let next: Option<String> = sqlx::query_scalar(
        "select min(seen_at) from version where source_id = (select source_id from source where slug = ?)
            and seen_at > ?",
    )
    .bind(source.as_str())
    .bind(self::moment::text(moment))
    .fetch_one(&mut *conn)
    .await?;
    let Some(next) = next else { return Ok(None) };
    at(conn, source, self::moment::moment(&next, format_args!("source `{source}`"))?).await
}

/// The versions of a source without their rows, the newest first. One that was stated anew ([`restate`]) is
/// left out.
pub async fn of(conn: &mut Connection, source: &Slug) -> Result<Vec<Summary>, StoreError> {
    let rows = sqlx::query(concat!(
        "select version_id, capture_id, seen_at, cause, extractor, rows, ",
        origin!(),
        ", (select count(*) from change where change.version_id = version.version_id) as changes
        from version where source_id = (select source_id from source where slug = ?) and not ",
        restated!(),
        " order by seen_at desc, version_id desc",
    ))
    .bind(source.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter().map(summary).collect()
}

/// The list of a version; none if there is no such version.
pub async fn listing(
    conn: &mut Connection,
    version: VersionId,
) -> Result<Option<Listing<Printed>>, StoreError> {
    Ok(load(conn, version).await?.map(|version| version.listing))
}

/// A version; none if there is no such.
pub async fn load(conn: &mut Connection, version: VersionId) -> Result<Option<Version<Printed>>, StoreError> {
    let text = concat!(
        "select version_id, capture_id, seen_at, cause, extractor, page, warnings, ",
        origin!(),
        ", ",
        entries!(),
        " from version where version_id = ?"
    );
    let row = sqlx::query(text).bind(version.0).fetch_optional(conn).await?;
    row.as_ref().map(whole).transpose()
}

/// The lists of all sources as they stood at a moment, by slug, in one query. A source without a version then
/// is left out.
pub async fn at_all(conn: &mut Connection, moment: Timestamp) -> Result<Vec<AsOf>, StoreError> {
    let rows = sqlx::query(AT_ALL).bind(self::moment::text(moment)).fetch_all(conn).await?;
    rows.iter()
        .map(|row| Ok(AsOf { slug: cells::slug(row)?, vendor: row.try_get("vendor")?, version: whole(row)? }))
        .collect()
}

const AT_ALL: &str = concat!(
    "select slug, vendor, version_id, capture_id, seen_at, cause, extractor, page, warnings, ",
    origin!(),
    ", ",
    entries!(),
    " from source
    join version on version.version_id = (
        select standing.version_id from version as standing
        where standing.source_id = source.source_id and standing.seen_at <= ?
        order by standing.seen_at desc, standing.version_id desc limit 1
    )
    order by slug"
);

fn place(version: VersionId) -> String {
    format!("version {version}")
}

/// The version in a row.
fn whole(row: &SqliteRow) -> Result<Version<Printed>, StoreError> {
    let id = VersionId(row.try_get("version_id")?);
    let place = place(id);
    let listing = Listing {
        page: json::value(row.try_get("page")?, &place)?,
        entries: read_entries(row.try_get("entries")?, &place)?,
        warnings: json::value(row.try_get("warnings")?, &place)?,
    };
    Ok(Version {
        id,
        capture: CaptureId(row.try_get("capture_id")?),
        seen_at: moment::moment(row.try_get("seen_at")?, &place)?,
        cause: cause(row, &place)?,
        extractor: Extractor(row.try_get("extractor")?),
        origin: cells::origin(row, &place)?,
        listing,
    })
}

fn summary(row: &SqliteRow) -> Result<Summary, StoreError> {
    let id = VersionId(row.try_get("version_id")?);
    let place = place(id);
    Ok(Summary {
        id,
        capture: CaptureId(row.try_get("capture_id")?),
        seen_at: moment::moment(row.try_get("seen_at")?, &place)?,
        cause: cause(row, &place)?,
        extractor: Extractor(row.try_get("extractor")?),
        origin: cells::origin(row, &place)?,
        rows: cells::count(row, "rows")?.unwrap_or(0),
        changes: cells::count(row, "changes")?.unwrap_or(0),
    })
}

fn cause(row: &SqliteRow, place: &str) -> Result<VersionCause, StoreError> {
    row.try_get::<&str, _>("cause")?.parse().map_err(|error| corrupt(error, place))
}
