//! A night as it was recorded: the looks of a run, what came of them, and how their sources stood before.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::Row;

use super::{
    Connection, StoreError, cells,
    looks::{self, Look},
    moment,
    runs::RunId,
};
use crate::model::{Outcome, Slug, VersionId};

/// A look of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The source.
    pub slug: Slug,
    /// Its vendor, as last enrolled.
    pub vendor: String,
    /// The look.
    pub look: Look,
    /// The version that came of a list that changed; none where the list is the first, the same, or was not
    /// believed.
    pub version: Option<VersionId>,
    /// How the source stood before the run.
    pub before: Before,
}

/// How a source stood before a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// The last look: when, and what it came to. None for a source that had never been looked at.
    pub last: Option<(Timestamp, Outcome)>,
    /// When its list had last been read and believed, known to be as before, or accepted.
    pub last_success: Option<Timestamp>,
    /// The first look since then that came to no list. None while all was well.
    pub failing_since: Option<Timestamp>,
}

/// The looks of a run, in the order in which their sources were first enrolled. What was recorded or decided
/// after the run has no part in it.
pub async fn of(conn: &mut Connection, run: RunId) -> Result<Vec<Looked>, StoreError> {
    let mut before = before(conn, run).await?;
    let rows = sqlx::query(LOOKS).bind(run.0).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let slug = cells::slug(row)?;
            Ok(Looked {
                vendor: row.try_get("vendor")?,
                look: looks::look(row)?,
                version: row.try_get::<Option<i64>, _>("version_id")?.map(VersionId),
                before: before.remove(&slug).unwrap_or_default(),
                slug,
            })
        })
        .collect()
}

/// A version that was stated anew, or read again, is a later one of the same capture.
const LOOKS: &str = "
select slug, vendor, look.*, case when look.outcome = 'changed' then (
    select min(version_id) from version
    where version.source_id = look.source_id and version.capture_id = look.capture_id and cause = 'vendor'
) end as version_id
from look join source using (source_id)
where look.run_id = ?
order by look.source_id, look.look_id
";

async fn before(conn: &mut Connection, run: RunId) -> Result<BTreeMap<Slug, Before>, StoreError> {
    let rows = sqlx::query(BEFORE).bind(run.0).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let slug = cells::slug(row)?;
            let place = format!("source `{slug}`");
            let before = Before {
                last: cells::outcome(row, &place)?,
                last_success: moment::perhaps(row.try_get("last_success")?, &place)?,
                failing_since: moment::perhaps(row.try_get("failing_since")?, &place)?,
            };
            Ok((slug, before))
        })
        .collect()
}

/// As `looks::status` says it, of the moment at which the run began. No run begins within the second in which
/// anything was recorded before it, so that times tell what was before it, and an index finds it.
const BEFORE: &str = "
with visited as (
    select distinct source_id, slug, started_at
    from look join run using (run_id) join source using (source_id)
    where look.run_id = ?
),
stood as materialized (
    select visited.*,
        (
            select look_id from look where look.source_id = visited.source_id and look.at < visited.started_at
            order by at desc, look_id desc limit 1
        ) as last_look_id,
        nullif(max(
            coalesce((
                select at from look
                where look.source_id = visited.source_id and look.at < visited.started_at
                    and outcome in ('first', 'changed', 'unchanged')
                order by at desc limit 1
            ), ''),
            coalesce((
                select max(at) from ruling
                where ruling.source_id = visited.source_id and ruling.ruling = 'accepted'
                    and ruling.at < visited.started_at
            ), '')
        ), '') as last_success
    from visited
)
select slug, last_success,
    look.at, look.outcome, look.unchanged, look.cause, look.detail, look.rows, look.changes,
    case when look.outcome in ('suspect', 'failed') and ruling.ruling is not 'accepted' then coalesce((
        select min(at) from look as failing
        where failing.source_id = stood.source_id and failing.at > coalesce(last_success, '')
            and failing.at < stood.started_at
    ), look.at) end as failing_since
from stood
left join look on look.look_id = last_look_id
left join ruling on look.outcome in ('suspect', 'failed') and ruling.ruling_id = (
    select ruling_id from ruling as newest
    where newest.source_id = stood.source_id and newest.capture_id = look.capture_id
        and newest.at < stood.started_at
    order by newest.at desc, newest.ruling_id desc limit 1
)
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{CaptureId, Cause, Decision, Extractor, Unchanged},
        store::{
            rulings::{self, Ruling},
            runs,
            trial::{Trial, at, recipe, slug},
        },
    };

    /// Begins a run at two o'clock of a day in May in which `acme` comes to `outcome`.
    async fn night(trial: &Trial, day: u8, outcome: Outcome, capture: CaptureId) -> RunId {
        let start = at(&format!("2026-05-{day:02}T02:00:00Z"));
        let mut write = trial.store.write().await.unwrap();
        let run = runs::begin(&mut write, start, "0.1.0", Extractor(1)).await.unwrap();
        let look = looks::New {
            run,
            source: &slug("acme"),
            at: start,
            outcome: &outcome,
            capture: Some(capture),
            listing: None,
            extractor: Extractor(1),
            recipe: &recipe(),
            requests: 1,
            elapsed: std::time::Duration::ZERO,
            remark: None,
        };
        looks::record(&mut write, &[look]).await.unwrap();
        runs::finish(&mut write, run, start).await.unwrap();
        write.commit().await.unwrap();
        run
    }

    async fn before(trial: &Trial, run: RunId) -> (Option<u8>, Option<i8>, Option<i8>) {
        let found = of(&mut trial.store.read().await.unwrap(), run).await.unwrap();
        let [Looked { before, .. }] = found.as_slice() else { panic!("one look: {found:?}") };
        let day = |at: Timestamp| at.to_zoned(jiff::tz::TimeZone::UTC).day();
        let last = before.last.as_ref().map(|(_, outcome)| u8::from(outcome.is_success()));
        (last, before.last_success.map(day), before.failing_since.map(day))
    }

    #[tokio::test]
    async fn how_a_source_stood_before_a_run_is_told_however_much_came_after_it() {
        let trial = Trial::of(&["acme", "beta"]).await;
        let page = trial.keeps("acme", "2026-05-01T02:00:00Z", "x").await;
        let failed = || Outcome::Failed(Cause::Timeout, String::new());
        let same = || Outcome::Unchanged(Unchanged::SameBody);
        let mut runs = Vec::new();
        for (day, outcome) in
            [(1, Outcome::First(1)), (2, failed()), (3, failed()), (4, same()), (5, failed())]
        {
            runs.push(night(&trial, day, outcome, page).await);
        }
        let told = [
            (None, None, None),
            (Some(1), Some(1), None),
            (Some(0), Some(1), Some(2)),
            (Some(0), Some(1), Some(2)),
            (Some(1), Some(4), None),
        ];
        for (run, expected) in runs.into_iter().zip(told) {
            assert_eq!(before(&trial, run).await, expected, "run {}", run.0);
        }
    }

    #[tokio::test]
    async fn a_list_that_was_accepted_before_a_run_failed_no_more_and_one_accepted_later_did() {
        let trial = Trial::of(&["acme"]).await;
        let page = trial.keeps("acme", "2026-05-01T02:00:00Z", "x").await;
        let suspect = || Outcome::Suspect("fewer".to_owned());
        night(&trial, 1, Outcome::First(1), page).await;
        night(&trial, 2, suspect(), page).await;
        let third = night(&trial, 3, suspect(), page).await;
        let ruling = Ruling {
            at: at("2026-05-03T09:00:00Z"),
            decision: Decision::Accepted,
            capture: page,
            digest: "0".repeat(64),
        };
        let mut write = trial.store.write().await.unwrap();
        rulings::record(&mut write, &slug("acme"), &ruling).await.unwrap();
        write.commit().await.unwrap();
        let fourth = night(&trial, 4, Outcome::Unchanged(Unchanged::SameBody), page).await;
        assert_eq!(before(&trial, third).await, (Some(0), Some(1), Some(2)));
        assert_eq!(before(&trial, fourth).await, (Some(0), Some(3), None));
    }

    #[tokio::test]
    async fn a_run_that_looked_at_nothing_has_no_looks() {
        let trial = Trial::of(&["acme"]).await;
        assert_eq!(of(&mut trial.store.read().await.unwrap(), RunId(1)).await.unwrap(), []);
    }
}
