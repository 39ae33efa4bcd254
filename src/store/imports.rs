//! Captures that somebody brought, and what stands around the moment at which they stand.

use jiff::Timestamp;
use sqlx::Row;

use super::{Connection, StoreError, cells, json, moment};
use crate::model::{CaptureId, Extractor, Origin, Page, Printed, Slug, Version, VersionId};

/// An imported capture, for a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The capture.
    pub capture: CaptureId,
    /// When it was made: when the page was saved, or the commit merged.
    pub at: Timestamp,
    /// Where it came from.
    pub origin: Origin,
    /// The version that was read from it; none where it showed no other list, or none that is believed.
    pub version: Option<VersionId>,
}

/// An imported capture whose list was not believed, with no other list since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The capture.
    pub capture: CaptureId,
    /// When it was made.
    pub at: Timestamp,
    /// Digest of what was read from it.
    pub digest: String,
}

/// The capture that this page was kept as before: the same bytes of the same moment, or of the same commit,
/// said to be of the same kind.
pub async fn known(
    conn: &mut Connection,
    source: &Slug,
    page: &Page,
) -> Result<Option<CaptureId>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar(
        "select capture_id from capture join body using (body_id)
        where source_id = (select source_id from source where slug = ?1) and sha256 = ?2 and headers = ?3
        and origin = ?4
            and case origin when 'git' then origin_detail = ?5 else received_at = ?6 end
        order by capture_id desc limit 1",
    )
    .bind(source.as_str())
    .bind(super::digest::sha256(&page.body))
    .bind(json::text(&page.headers)?)
    .bind(page.origin.code())
    .bind(page.origin.detail())
    .bind(moment::text(page.received_at))
    .fetch_optional(conn)
    .await?;
    Ok(id.map(CaptureId))
}

/// Whether the source has a capture of that second already.
pub async fn is_taken(conn: &mut Connection, source: &Slug, at: Timestamp) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar(
        "select capture_id from capture where source_id = (select source_id from source where slug = ?)
            and received_at = ? limit 1",
    )
    .bind(source.as_str())
    .bind(moment::text(at))
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// When the capture was made.
pub async fn made_at(conn: &mut Connection, capture: CaptureId) -> Result<Timestamp, StoreError> {
    let text: String = sqlx::query_scalar("select received_at from capture where capture_id = ?")
        .bind(capture.0)
        .fetch_one(conn)
        .await?;
    moment::moment(&text, format_args!("capture {capture}"))
}

/// Whether the capture was read by that extractor and recipe.
pub async fn is_read(
    conn: &mut Connection,
    capture: CaptureId,
    extractor: Extractor,
    recipe: &str,
) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar(
        "select reading_id from reading where capture_id = ? and extractor = ? and recipe = ?",
    )
    .bind(capture.0)
    .bind(i64::from(extractor.0))
    .bind(recipe)
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// The imported capture of before that moment that waits to be repeated: the last of which a list was read,
/// unless a list was believed since.
pub async fn pending(
    conn: &mut Connection,
    source: &Slug,
    before: Timestamp,
) -> Result<Option<Pending>, StoreError> {
    let row = sqlx::query(
        "select capture_id, received_at, digest from capture join reading using (capture_id)
        where capture.source_id = (select source_id from source where slug = ?1) and origin <> 'crawled'
            and origin <> 'rendered' and received_at < ?2
            and digest is not null
            and received_at > coalesce((
                select max(seen_at) from version where version.source_id = capture.source_id and seen_at <= ?2
            ), '')
            and received_at > coalesce((
                select max(at) from look
                where look.source_id = capture.source_id and outcome in ('first', 'changed', 'unchanged')
                and at <= ?2
            ), '')
        order by received_at desc, capture_id desc, reading_id desc limit 1",
    )
    .bind(source.as_str())
    .bind(moment::text(before))
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let capture = CaptureId(row.try_get("capture_id")?);
    let at = moment::moment(row.try_get("received_at")?, format_args!("capture {capture}"))?;
    Ok(Some(Pending { capture, at, digest: row.try_get("digest")? }))
}

/// The first look after that moment at which a list was believed, and the page that it read or confirmed.
pub async fn believed_after(
    conn: &mut Connection,
    source: &Slug,
    after: Timestamp,
) -> Result<Option<(Timestamp, CaptureId)>, StoreError> {
    let row: Option<(String, i64)> = sqlx::query_as(
        "select at, capture_id from look
        where source_id = (select source_id from source where slug = ?) and outcome in ('first', 'changed',
        'unchanged') and at > ?
        order by at, look_id limit 1",
    )
    .bind(source.as_str())
    .bind(moment::text(after))
    .fetch_optional(conn)
    .await?;
    row.map(|(at, capture)| Ok((moment::moment(&at, format_args!("source `{source}`"))?, CaptureId(capture))))
        .transpose()
}

/// The first moment after that one at which a version stands or a look believed a list.
pub async fn next_moment(
    conn: &mut Connection,
    source: &Slug,
    after: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let text: Option<String> = sqlx::query_scalar(
        "with watched as (select source_id from source where slug = ?1)
        select min(moment) from (
            select min(seen_at) as moment from version where source_id = (select source_id from watched)
            and seen_at > ?2
            union all
            select min(at) from look
            where source_id = (select source_id from watched) and outcome in ('first', 'changed',
            'unchanged') and at > ?2
        )",
    )
    .bind(source.as_str())
    .bind(moment::text(after))
    .fetch_one(conn)
    .await?;
    moment::perhaps(text.as_deref(), format_args!("source `{source}`"))
}

/// The last version of the vendor's that is stated of the capture of a version at its moment.
pub async fn statement(
    conn: &mut Connection,
    version: &Version<Printed>,
) -> Result<Option<VersionId>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar(
        "select max(version_id) from version
        where source_id = (select source_id from version where version_id = ?1) and seen_at = ?2
        and capture_id = ?3 and cause = 'vendor'",
    )
    .bind(version.id.0)
    .bind(moment::text(version.seen_at))
    .bind(version.capture.0)
    .fetch_one(conn)
    .await?;
    Ok(id.map(VersionId))
}

/// Whether the version was read by that recipe.
pub async fn is_of_recipe(
    conn: &mut Connection,
    version: VersionId,
    recipe: &str,
) -> Result<bool, StoreError> {
    let read_by: Option<String> = sqlx::query_scalar("select recipe from version where version_id = ?")
        .bind(version.0)
        .fetch_optional(conn)
        .await?;
    Ok(read_by.as_deref() == Some(recipe))
}

/// The imported captures of a source, the newest first.
pub async fn of(conn: &mut Connection, source: &Slug) -> Result<Vec<Imported>, StoreError> {
    let rows = sqlx::query(
        "select capture_id, received_at, origin, origin_detail,
            (select max(version_id) from version where version.capture_id = capture.capture_id) as version_id
        from capture where source_id = (select source_id from source where slug = ?) and origin <> 'crawled'
            and origin <> 'rendered'
        order by received_at desc, capture_id desc",
    )
    .bind(source.as_str())
    .fetch_all(conn)
    .await?;
    let one = |row: &sqlx::sqlite::SqliteRow| {
        let capture = CaptureId(row.try_get("capture_id")?);
        let place = format!("capture {capture}");
        Ok(Imported {
            capture,
            at: moment::moment(row.try_get("received_at")?, &place)?,
            origin: cells::origin(row, &place)?,
            version: row.try_get::<Option<i64>, _>("version_id")?.map(VersionId),
        })
    };
    rows.iter().map(one).collect()
}
