//! Throwing away what was derived, and making it again.

use sqlx::Row;

use super::{
    note,
    span::{self, Span, Stood},
};
use crate::{
    model::{Dictionaries, Slug, VersionId},
    store::{Connection, StoreError, cells, moment, versions},
};

/// A source whose rows have to be derived again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The source.
    pub slug: Slug,
    source: i64,
}

/// The sources whose rows were derived by other dictionaries, or not up to their latest version; by slug.
pub async fn stale(conn: &mut Connection, dictionaries: Dictionaries) -> Result<Vec<Stale>, StoreError> {
    let rows = sqlx::query(
        "select source.source_id, slug from source
        join version as latest on latest.version_id = (
            select version_id from version where version.source_id = source.source_id
            order by seen_at desc, version_id desc limit 1
        )
        left join derivation on derivation.source_id = source.source_id
        where derivation.version_id is not latest.version_id or derivation.dictionaries is not ?
        order by slug",
    )
    .bind(i64::from(dictionaries.0))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(Stale { slug: cells::slug(row)?, source: row.try_get("source_id")? })).collect()
}

/// The lists of a source as they stood, the oldest first: of several readings of one moment the last.
pub async fn history(conn: &mut Connection, source: &Stale) -> Result<Vec<Stood>, StoreError> {
    let rows = sqlx::query(concat!(
        "select version_id, seen_at, (
            select min(subprocessor_id) from subprocessor
            where subprocessor.version_id = version.version_id
        ) as first_row, ",
        versions::entries!(),
        " from version where source_id = ?1 and not exists (
            select 1 from version as anew
            where anew.source_id = ?1 and anew.seen_at = version.seen_at
            and anew.version_id > version.version_id
        ) order by seen_at",
    ))
    .bind(source.source)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let version = VersionId(row.try_get("version_id")?);
            let place = format!("version {version}");
            Ok(Stood {
                seen_at: moment::moment(row.try_get("seen_at")?, &place)?,
                rows: versions::read_entries(row.try_get("entries")?, &place)?,
                first_row: row.try_get::<Option<i64>, _>("first_row")?.unwrap_or_default(),
                version,
            })
        })
        .collect()
}

/// Puts what was derived of a source in the place of what was before. `history` is what it was derived from.
pub async fn replace(
    conn: &mut Connection,
    source: &Stale,
    history: &[Stood],
    spans: &[Span],
    dictionaries: Dictionaries,
) -> Result<(), StoreError> {
    forget_one(conn, source.source).await?;
    let spans: Vec<(i64, &Span)> = spans.iter().map(|span| (source.source, span)).collect();
    span::insert(conn, &spans).await?;
    note(conn, history.last().map(|last| (source.source, dictionaries, last.version.0)).into_iter()).await
}

async fn forget_one(conn: &mut Connection, source: i64) -> Result<(), StoreError> {
    for text in ["delete from derived where source_id = ?", "delete from derivation where source_id = ?"] {
        sqlx::query(text).bind(source).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Throws away all that was derived; nothing that was stored is lost with it.
pub async fn forget(conn: &mut Connection) -> Result<(), StoreError> {
    for text in [
        "delete from derived_country",
        "delete from derived_region",
        "delete from derived",
        "delete from derivation",
    ] {
        sqlx::query(text).execute(&mut *conn).await?;
    }
    Ok(())
}
