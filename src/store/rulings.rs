//! What people decided on lists that were not believed.

use jiff::Timestamp;
use sqlx::Row;

use super::{Connection, StoreError, cells, error::corrupt, moment, sources};
use crate::model::{CaptureId, Decision, Slug};

/// A decision on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// When it was made.
    pub at: Timestamp,
    /// What it was.
    pub decision: Decision,
    /// The capture that the list was read from.
    pub capture: CaptureId,
    /// [`digest::listing`](super::digest::listing) of the list.
    pub digest: String,
}

/// Keeps a ruling on a list of a source.
pub async fn record(conn: &mut Connection, source: &Slug, ruling: &Ruling) -> Result<(), StoreError> {
    let Ruling { at, decision, capture, digest } = ruling;
    let done = sqlx::query(
        "insert into ruling (source_id, at, ruling, capture_id, digest) select source_id, ?, ?, ?, ? from
            source where slug = ?",
    )
    .bind(moment::text(*at))
    .bind(decision.code())
    .bind(capture.0)
    .bind(digest)
    .bind(source.as_str())
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(sources::unknown(source)) }
}

/// The rulings on a source, the newest first.
pub async fn of(conn: &mut Connection, source: &Slug) -> Result<Vec<Ruling>, StoreError> {
    let rows = sqlx::query(
        "select ruling_id, at, ruling, capture_id, digest from ruling
        where source_id = (select source_id from source where slug = ?) order by at desc, ruling_id desc",
    )
    .bind(source.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let place = format!("ruling {}", row.try_get::<i64, _>("ruling_id")?);
            Ok(Ruling {
                at: moment::moment(row.try_get("at")?, &place)?,
                decision: row
                    .try_get::<&str, _>("ruling")?
                    .parse()
                    .map_err(|error| corrupt(error, &place))?,
                capture: CaptureId(row.try_get("capture_id")?),
                digest: row.try_get("digest")?,
            })
        })
        .collect()
}

/// Source, digest and time of every list that is rejected: of several rulings on one list the last counts. A
/// list that was read again since has the digests of all its readings.
pub(super) async fn rejected(conn: &mut Connection) -> Result<Vec<(Slug, String, Timestamp)>, StoreError> {
    let rows = sqlx::query(REJECTED).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            Ok((cells::slug(row)?, row.try_get("digest")?, moment::moment(row.try_get("at")?, "ruling")?))
        })
        .collect()
}

/// With `max` alone SQLite takes the other columns from the row that has it
/// (<https://sqlite.org/lang_select.html#bareagg>).
const REJECTED: &str = "
with latest as (select source_id, digest, capture_id, at, ruling, max(ruling_id) from ruling group by
source_id, digest)
select slug, digest, at from latest join source using (source_id) where ruling = 'rejected'
union
select slug, reading.digest, at from latest join source using (source_id) join reading using (capture_id)
where ruling = 'rejected' and reading.digest is not null
";
