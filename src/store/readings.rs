//! Kept captures that were read again.

use sqlx::Row;

use super::{Connection, StoreError, moment};
use crate::model::{CaptureId, Extractor, Slug};

/// A kept capture that today's reader has not read yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread {
    /// The capture.
    pub capture: CaptureId,
    /// When it was made.
    pub received_at: jiff::Timestamp,
    /// What its reading is for.
    pub purpose: Purpose,
}

/// What reading a capture again is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Its list was believed: what differs is a version.
    Version,
    /// Its list was rejected: it must be known again by the digest that today's reader gives it.
    Digest,
}

/// The captures of a source that a believed look or a version points to, or that somebody rejected, and that
/// this reader has not read, the oldest first. Those whose pages were given up are left out.
///
/// A look read its capture itself unless it was told by a 304 or by an equal body that nothing changed: then
/// an earlier capture of the same body stands for it.
pub async fn unread(
    conn: &mut Connection,
    source: &Slug,
    extractor: Extractor,
    recipe: &str,
) -> Result<Vec<Unread>, StoreError> {
    let rows = sqlx::query(UNREAD)
        .bind(source.as_str())
        .bind(i64::from(extractor.0))
        .bind(recipe)
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            let id: i64 = row.try_get("capture_id")?;
            let received_at = moment::moment(row.try_get("received_at")?, format_args!("capture {id}"))?;
            let purpose = if row.try_get("believed")? { Purpose::Version } else { Purpose::Digest };
            Ok(Unread { capture: CaptureId(id), received_at, purpose })
        })
        .collect()
}

const UNREAD: &str = "
with own (source_id) as (select source_id from source where slug = ?1),
pointed (capture_id, believed) as (
    select capture_id, 1 from look where source_id = (select source_id from own)
        and (outcome in ('first', 'changed') or unchanged = 'same-listing')
    union select capture_id, 1 from version where source_id = (select source_id from own)
    union select capture_id, 0 from ruling where source_id = (select source_id from own)
)
select capture_id, received_at, max(believed) as believed
from pointed join capture using (capture_id) join body using (body_id)
where pruned_at is null
    and not exists (select 1 from reading where reading.capture_id = pointed.capture_id and extractor = ?2
    and recipe = ?3)
    and not exists (select 1 from version where version.capture_id = pointed.capture_id and extractor = ?2
    and recipe = ?3)
    and not exists (
        select 1 from look where look.capture_id = pointed.capture_id and extractor = ?2 and recipe = ?3
            and (outcome in ('first', 'changed', 'suspect') or unchanged = 'same-listing')
    )
group by capture_id
order by received_at, capture_id
";

/// Notes that a capture was read by this reader; `digest` is that of the list, none where nothing could be
/// read.
pub async fn record(
    conn: &mut Connection,
    capture: CaptureId,
    extractor: Extractor,
    recipe: &str,
    digest: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into reading (capture_id, extractor, recipe, digest) values (?, ?, ?, ?) on conflict
        do nothing",
    )
    .bind(capture.0)
    .bind(i64::from(extractor.0))
    .bind(recipe)
    .bind(digest)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether all that was kept has been read by this reader, or was read by it from the first.
pub async fn has_read_all(conn: &mut Connection, extractor: Extractor) -> Result<bool, StoreError> {
    let found: bool = sqlx::query_scalar(
        "select exists (select 1 from archive_read where extractor = ?)
            or not exists (select 1 from capture)",
    )
    .bind(i64::from(extractor.0))
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// Notes that this reader begins to read what comes: what others had read of all that was kept is no longer
/// all. What it reads from the first, it has read all of.
pub async fn begin(conn: &mut Connection, extractor: Extractor) -> Result<(), StoreError> {
    sqlx::query("delete from archive_read where extractor <> ?")
        .bind(i64::from(extractor.0))
        .execute(&mut *conn)
        .await?;
    if has_read_all(conn, extractor).await? {
        note_all_read(conn, extractor).await?;
    }
    Ok(())
}

/// Notes that this reader has read all that was kept.
pub async fn note_all_read(conn: &mut Connection, extractor: Extractor) -> Result<(), StoreError> {
    sqlx::query("insert into archive_read (extractor) values (?) on conflict do nothing")
        .bind(i64::from(extractor.0))
        .execute(conn)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::trial::Trial;

    #[tokio::test]
    async fn a_reader_has_not_read_all_once_another_one_began_to_keep() {
        let (trial, old, new) = (Trial::of(&["acme"]).await, Extractor(1), Extractor(2));
        let mut write = trial.store.write().await.unwrap();
        begin(&mut write, old).await.unwrap();
        write.commit().await.unwrap();
        trial.keeps("acme", "2026-05-01T02:00:00Z", "A").await;
        let mut write = trial.store.write().await.unwrap();
        assert!(has_read_all(&mut write, old).await.unwrap());
        // The new one is cut off before it has come to the archive, and the old one is put back.
        begin(&mut write, new).await.unwrap();
        assert!(!has_read_all(&mut write, new).await.unwrap());
        begin(&mut write, old).await.unwrap();
        assert!(!has_read_all(&mut write, old).await.unwrap());
        note_all_read(&mut write, old).await.unwrap();
        begin(&mut write, old).await.unwrap();
        assert!(has_read_all(&mut write, old).await.unwrap());
    }
}
