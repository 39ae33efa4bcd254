//! The crawler's runs.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

use super::{Connection, StoreError, error::corrupt, moment};
use crate::model::{Extractor, Slug};

/// Key of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub i64);

/// One run of the crawler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its key.
    pub id: RunId,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; none while it goes on, and for one that was cut off.
    pub finished_at: Option<Timestamp>,
    /// Version of the program.
    pub program: String,
    /// Its way of reading.
    pub extractor: Extractor,
}

/// Notes that a run of the program of version `program` begins.
pub async fn begin(
    conn: &mut Connection,
    at: Timestamp,
    program: &str,
    extractor: Extractor,
) -> Result<RunId, StoreError> {
    let id = sqlx::query_scalar(
        "insert into run (started_at, program, extractor) values (?, ?, ?) returning run_id",
    )
    .bind(moment::text(at))
    .bind(program)
    .bind(i64::from(extractor.0))
    .fetch_one(conn)
    .await?;
    Ok(RunId(id))
}

/// Notes that a run has come to its end.
pub async fn finish(conn: &mut Connection, run: RunId, at: Timestamp) -> Result<(), StoreError> {
    let done = sqlx::query("update run set finished_at = ? where run_id = ? and finished_at is null")
        .bind(moment::text(at))
        .bind(run.0)
        .execute(conn)
        .await?;
    match done.rows_affected() {
        1 => Ok(()),
        _ => Err(corrupt("no run goes on", format_args!("run {}", run.0))),
    }
}

/// The run that began last.
pub async fn latest(conn: &mut Connection) -> Result<Option<Run>, StoreError> {
    let row = sqlx::query(
        "select run_id, started_at, finished_at, program, extractor from run
        order by started_at desc, run_id desc limit 1",
    )
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(one).transpose()
}

/// The run of that key; none if there is no such run.
pub async fn load(conn: &mut Connection, run: RunId) -> Result<Option<Run>, StoreError> {
    let row =
        sqlx::query("select run_id, started_at, finished_at, program, extractor from run where run_id = ?")
            .bind(run.0)
            .fetch_optional(conn)
            .await?;
    row.as_ref().map(one).transpose()
}

fn one(row: &SqliteRow) -> Result<Run, StoreError> {
    let id: i64 = row.try_get("run_id")?;
    let place = format_args!("run {id}").to_string();
    Ok(Run {
        id: RunId(id),
        started_at: moment::moment(row.try_get("started_at")?, &place)?,
        finished_at: moment::perhaps(row.try_get("finished_at")?, &place)?,
        program: row.try_get("program")?,
        extractor: Extractor(row.try_get("extractor")?),
    })
}

/// The latest moment that anything was recorded at. The clock of a run must not lie before it: what is read
/// last must not look like what was read first.
pub async fn last_moment(conn: &mut Connection) -> Result<Option<Timestamp>, StoreError> {
    let text: Option<String> = sqlx::query_scalar(
        "select max(moment) from (
            select max(coalesce(finished_at, started_at)) as moment from run union all select max(at) from
            look
            union all select max(received_at) from capture where capture_id = (select max(capture_id) from
            capture)
            union all select max(at) from ruling
        )",
    )
    .fetch_one(conn)
    .await?;
    moment::perhaps(text.as_deref(), "the last run")
}

/// The sources that were looked at already by runs that were cut off: those since the last run that came to
/// its end, as far as they began at `since` or later.
pub async fn cut_off(conn: &mut Connection, since: Timestamp) -> Result<BTreeSet<Slug>, StoreError> {
    let slugs: Vec<String> = sqlx::query_scalar(
        "select distinct slug from run join look using (run_id) join source using (source_id)
        where run_id > coalesce((select max(run_id) from run where finished_at is not null), 0)
        and started_at >= ?",
    )
    .bind(moment::text(since))
    .fetch_all(conn)
    .await?;
    slugs.iter().map(|slug| slug.parse().map_err(|error| corrupt(error, "source"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Cause, Outcome},
        store::trial::{Trial, at, slug},
    };

    #[tokio::test]
    async fn what_a_run_did_before_it_was_cut_off_is_known_until_one_comes_to_its_end() {
        let trial = Trial::of(&["acme", "beta"]).await;
        let failed = Outcome::Failed(Cause::Timeout, "x".to_owned());
        trial.looks("acme", "2026-05-01T02:00:00Z", failed, None, None).await;
        let mut write = trial.store.write().await.unwrap();
        let next = begin(&mut write, at("2026-05-01T03:00:00Z"), "0.1.0", Extractor(1)).await.unwrap();
        assert_eq!(
            cut_off(&mut write, at("2026-05-01T00:00:00Z")).await.unwrap(),
            BTreeSet::from([slug("acme")])
        );
        assert_eq!(
            cut_off(&mut write, at("2026-05-01T00:00:01Z")).await.unwrap(),
            BTreeSet::new(),
            "long ago"
        );
        assert_eq!(last_moment(&mut write).await.unwrap(), Some(at("2026-05-01T03:00:00Z")));
        finish(&mut write, next, at("2026-05-01T04:00:00Z")).await.unwrap();
        assert_eq!(cut_off(&mut write, at("2026-05-01T00:00:00Z")).await.unwrap(), BTreeSet::new());
        assert_eq!(last_moment(&mut write).await.unwrap(), Some(at("2026-05-01T04:00:00Z")));
    }

    #[tokio::test]
    async fn a_run_is_finished_once() {
        let trial = Trial::new().await;
        let mut write = trial.store.write().await.unwrap();
        let id = begin(&mut write, at("2026-05-01T02:00:00Z"), "0.1.0", Extractor(3)).await.unwrap();
        let mut expected = Run {
            id,
            started_at: at("2026-05-01T02:00:00Z"),
            finished_at: None,
            program: "0.1.0".to_owned(),
            extractor: Extractor(3),
        };
        assert_eq!(latest(&mut write).await.unwrap().as_ref(), Some(&expected));
        finish(&mut write, id, at("2026-05-01T03:00:00Z")).await.unwrap();
        expected.finished_at = Some(at("2026-05-01T03:00:00Z"));
        assert_eq!(latest(&mut write).await.unwrap(), Some(expected));
        finish(&mut write, id, at("2026-05-01T04:00:00Z")).await.unwrap_err();
    }
}
