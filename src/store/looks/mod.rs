//! What every source came to on every night.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

use super::{Connection, StoreError, cells, digest, error::corrupt, insert, moment, runs::RunId, sources};
use crate::model::{CaptureId, Decision, Extractor, Listing, Origin, Outcome, Slug};

/// A look that is to be recorded.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// The run it belongs to.
    pub run: RunId,
    /// The source that was looked at.
    pub source: &'a Slug,
    /// When.
    pub at: Timestamp,
    /// What it came to.
    pub outcome: &'a Outcome,
    /// The capture that was judged; for a 304 or an equal body the earlier one that it confirms. Always there
    /// where the list was believed: the next night's validators are taken from it.
    pub capture: Option<CaptureId>,
    /// The listing that was read or confirmed. Of a suspect one the companies are what a later night has to
    /// repeat.
    pub listing: Option<Seen>,
    /// What was read with.
    pub extractor: Extractor,
    /// [`digest::recipe`] of the source.
    pub recipe: &'a str,
    /// HTTP requests it cost, redirects and repeats included.
    pub requests: u32,
    /// How long it took.
    pub elapsed: Duration,
    /// What was odd about the answer, in words.
    pub remark: Option<&'a str>,
}

/// What a look keeps of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// [`digest::listing`] of its rows.
    pub digest: String,
    /// How many rows it has.
    pub rows: usize,
    /// [`digest::companies`] of a list that waits to be believed, which a later night has to repeat.
    pub companies: Option<String>,
}

impl Seen {
    /// That of a listing.
    #[must_use]
    pub fn of(listing: &Listing) -> Self {
        Self { digest: digest::listing(listing), rows: listing.entries.len(), companies: None }
    }

    /// That of a listing that waits to be believed.
    #[must_use]
    pub fn waiting(listing: &Listing) -> Self {
        Self { companies: Some(digest::companies(listing)), ..Self::of(listing) }
    }
}

/// A recorded look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The run it belongs to.
    pub run: RunId,
    /// When.
    pub at: Timestamp,
    /// What it came to.
    pub outcome: Outcome,
    /// The capture that was judged or confirmed.
    pub capture: Option<CaptureId>,
    /// How many rows were read or confirmed.
    pub rows: Option<usize>,
    /// What was read with.
    pub extractor: Extractor,
    /// HTTP requests it cost.
    pub requests: u32,
    /// How long it took.
    pub elapsed: Duration,
    /// What was odd about the answer.
    pub remark: Option<String>,
}

/// How a source does, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The source.
    pub slug: Slug,
    /// Its vendor.
    pub vendor: String,
    /// Its address.
    pub url: String,
    /// The last look: when, and what it came to. None for a source that was never looked at.
    pub last: Option<(Timestamp, Outcome)>,
    /// When its list was last read and believed, or known to be as before.
    pub last_success: Option<Timestamp>,
    /// When its list was last seen to have changed.
    pub last_change: Option<Timestamp>,
    /// The first look since the last success that was none. None while all is well.
    pub failing_since: Option<Timestamp>,
    /// Rows of its latest version.
    pub rows: Option<usize>,
    /// How the page of that version came to us. None without one.
    pub origin: Option<Origin>,
    /// What was odd about the last answer: a new address, another host, another kind of document.
    pub remark: Option<String>,
    /// What somebody decided on the suspect list of the last look, and when.
    pub ruling: Option<(Decision, Timestamp)>,
}

/// Records what looks came to: one statement for many.
pub async fn record(conn: &mut Connection, looks: &[New<'_>]) -> Result<(), StoreError> {
    // The next night's validators, and the retention rule, are taken from the page of a believed list.
    if let Some(look) = looks.iter().find(|look| look.outcome.is_success() && look.capture.is_none()) {
        return Err(corrupt("a believed list without its page", format_args!("a look at `{}`", look.source)));
    }
    let text = insert::Statement {
        head: "insert into look (run_id, source_id, at, outcome, unchanged, cause, detail, capture_id,
            digest, rows, changes,
            extractor, recipe, requests, elapsed_ms, remark, companies) ",
        tail: "",
    };
    let done = insert::all(conn, text, looks, |columns, look| {
        let New { run, source, at, outcome, capture, listing, extractor, recipe, requests, elapsed, remark } =
            look;
        let words = Words::of(outcome);
        let rows = listing.as_ref().map(|seen| seen.rows).or(words.rows);
        columns
            .push_bind(run.0)
            .push("(select source_id from source where slug = ")
            .push_bind_unseparated(source.as_str())
            .push_unseparated(")")
            .push_bind(moment::text(*at))
            .push_bind(outcome.code())
            .push_bind(words.unchanged)
            .push_bind(words.cause)
            .push_bind(words.detail)
            .push_bind(capture.map(|capture| capture.0))
            .push_bind(listing.as_ref().map(|seen| seen.digest.as_str()))
            .push_bind(rows.map(insert::integer))
            .push_bind(words.changes.map(insert::integer))
            .push_bind(i64::from(extractor.0))
            .push_bind(*recipe)
            .push_bind(i64::from(*requests))
            .push_bind(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
            .push_bind(*remark)
            .push_bind(listing.as_ref().and_then(|seen| seen.companies.as_deref()));
    })
    .await;
    match done {
        Ok(()) => Ok(()),
        Err(error) => Err(unknown_source(conn, looks).await?.unwrap_or_else(|| error.into())),
    }
}

/// The looks at a source, the newest first.
pub async fn of(conn: &mut Connection, source: &Slug) -> Result<Vec<Look>, StoreError> {
    let rows = sqlx::query(
        "select look_id, run_id, at, outcome, unchanged, cause, detail, capture_id, rows, changes, extractor,
            requests, elapsed_ms, remark
        from look where source_id = (select source_id from source where slug = ?) order by at desc, look_id
        desc",
    )
    .bind(source.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter().map(look).collect()
}

/// How every source does, by slug.
pub async fn status(conn: &mut Connection) -> Result<Vec<Health>, StoreError> {
    let rows = sqlx::query(STATUS).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let slug = cells::slug(row)?;
            let place = format!("source `{slug}`");
            Ok(Health {
                vendor: row.try_get("vendor")?,
                url: row.try_get("url")?,
                last: cells::outcome(row, &place)?,
                last_success: moment::perhaps(row.try_get("last_success")?, &place)?,
                last_change: moment::perhaps(row.try_get("last_change")?, &place)?,
                failing_since: moment::perhaps(row.try_get("failing_since")?, &place)?,
                rows: cells::count(row, "version_rows")?,
                origin: row
                    .try_get::<Option<&str>, _>("origin")?
                    .map(|_| cells::origin(row, &place))
                    .transpose()?,
                remark: row.try_get("remark")?,
                ruling: ruling(row, &place)?,
                slug,
            })
        })
        .collect()
}

const STATUS: &str = "
with source_look as (
    select source.*,
        (select look_id from look where source_id = source.source_id order by at desc, look_id desc limit 1)
        as last_look_id,
        nullif(max(
            coalesce((select max(at) from look where source_id = source.source_id and outcome in ('first',
            'changed', 'unchanged')), ''),
            coalesce((select max(at) from ruling where source_id = source.source_id and ruling = 'accepted'),
            '')
        ), '') as last_success,
        nullif(max(
            coalesce((select max(at) from look where source_id = source.source_id and outcome = 'changed'),
            ''),
            coalesce((select max(at) from ruling where source_id = source.source_id and ruling = 'accepted'),
            '')
        ), '') as last_change,
        (select version_id from version where source_id = source.source_id order by seen_at desc, version_id
        desc limit 1) as version_id
    from source
)
select slug, vendor, url, last_success, last_change, version.rows as version_rows,
    look.at, look.outcome, look.unchanged, look.cause, look.detail, look.rows, look.changes, look.remark,
    ruling.ruling, ruling.at as ruling_at, capture.origin, capture.origin_detail,
    case when look.outcome in ('suspect', 'failed') and ruling.ruling is not 'accepted' then coalesce((
        select min(at) from look as failing where failing.source_id = source_look.source_id
        and failing.at > coalesce(last_success, '')
    ), look.at) end as failing_since
from source_look
left join look on look.look_id = last_look_id
left join version on version.version_id = source_look.version_id
left join capture on capture.capture_id = version.capture_id
left join ruling on look.outcome in ('suspect', 'failed') and ruling.ruling_id = (
    select ruling_id from ruling as newest where newest.source_id = source_look.source_id
    and newest.capture_id = look.capture_id
    order by newest.at desc, newest.ruling_id desc limit 1
)
order by slug
";

/// What was decided on the list of a look, in a row that may have it.
fn ruling(row: &SqliteRow, place: &str) -> Result<Option<(Decision, Timestamp)>, StoreError> {
    let Some(code) = row.try_get::<Option<&str>, _>("ruling")? else { return Ok(None) };
    Ok(Some((
        code.parse().map_err(|error| corrupt(error, place))?,
        moment::moment(row.try_get("ruling_at")?, place)?,
    )))
}

/// The parts of an outcome that have columns of their own.
#[derive(Default)]
struct Words<'a> {
    unchanged: Option<&'static str>,
    cause: Option<&'static str>,
    detail: Option<&'a str>,
    rows: Option<usize>,
    changes: Option<usize>,
}

impl<'a> Words<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        match outcome {
            Outcome::First(rows) => Self { rows: Some(*rows), ..Self::default() },
            Outcome::Changed(changes) => Self { changes: Some(*changes), ..Self::default() },
            Outcome::Unchanged(how) => Self { unchanged: Some(how.code()), ..Self::default() },
            Outcome::Suspect(reason) => Self { detail: Some(reason), ..Self::default() },
            Outcome::Failed(cause, detail) => {
                Self { cause: Some(cause.code()), detail: Some(detail), ..Self::default() }
            }
        }
    }
}

/// The look in a row.
pub(super) fn look(row: &SqliteRow) -> Result<Look, StoreError> {
    let place = format!("look {}", row.try_get::<i64, _>("look_id")?);
    let (at, outcome) =
        cells::outcome(row, &place)?.ok_or_else(|| corrupt("a look without outcome", &place))?;
    Ok(Look {
        run: RunId(row.try_get("run_id")?),
        at,
        outcome,
        capture: row.try_get::<Option<i64>, _>("capture_id")?.map(CaptureId),
        rows: cells::count(row, "rows")?,
        extractor: Extractor(row.try_get("extractor")?),
        requests: row.try_get("requests")?,
        elapsed: Duration::from_millis(u64::try_from(row.try_get::<i64, _>("elapsed_ms")?).unwrap_or(0)),
        remark: row.try_get("remark")?,
    })
}

/// The first of these looks whose source is not known.
async fn unknown_source(conn: &mut Connection, looks: &[New<'_>]) -> Result<Option<StoreError>, StoreError> {
    for look in looks {
        let known: Option<i64> = sqlx::query_scalar("select source_id from source where slug = ?")
            .bind(look.source.as_str())
            .fetch_optional(&mut *conn)
            .await?;
        if known.is_none() {
            return Ok(Some(sources::unknown(look.source)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
