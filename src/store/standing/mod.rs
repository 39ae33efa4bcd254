//! What a crawl needs to know of every source before it starts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};
use url::Url;

use super::{Connection, StoreError, cells, error::corrupt, json, moment, rulings};
use crate::model::{CaptureId, Extractor, Header, Outcome, Slug, Source, Validators, VersionId};

/// How one source stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The last look: when, and what it came to. None for a source that was never looked at.
    pub last: Option<(Timestamp, Outcome)>,
    /// The last look at which its list was believed.
    pub believed: Option<Believed>,
    /// Its latest version.
    pub version: Option<LastVersion>,
    /// [`digest::document`](super::digest::document) of the page from which the list of that version was read
    /// last, where it is known.
    pub document: Option<String>,
    /// The listing that is waiting to be believed, if the last night that read one could not believe it.
    pub suspicion: Option<OpenSuspicion>,
    /// Digests of the lists that somebody rejected, and when: they are not believed however often they are
    /// repeated.
    pub rejected: BTreeMap<String, Timestamp>,
}

/// The last look at which a list was believed, or known to be as before; or what somebody accepted since; or
/// the page that was imported since, if the list that stands was read from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Believed {
    /// The capture that was read or confirmed.
    pub capture: CaptureId,
    /// The address that was asked for then.
    pub requested: Url,
    /// SHA-256 of its body; none where it had no body.
    pub body_sha256: Option<String>,
    /// Its `Content-Type`, as the server said it.
    pub content_type: Option<String>,
    /// What it was read with.
    pub extractor: Extractor,
    /// [`digest::recipe`](super::digest::recipe) of what `sources.toml` said then.
    pub recipe: String,
    validators: Validators,
    readings: Vec<(Extractor, String)>,
}

impl Believed {
    /// The validators to send tonight. None at all unless the same address is read by the same recipe: a 304
    /// says that the page is as it was, which is worth nothing if we would read another page, or read it
    /// otherwise.
    #[must_use]
    pub fn validators(&self, source: &Source) -> Validators {
        if self.requested == source.url && self.recipe == super::digest::recipe(source) {
            self.validators.clone()
        } else {
            Validators::default()
        }
    }

    /// Whether its list is known as this reader reads it: by that look itself, or since then.
    #[must_use]
    pub fn is_read_by(&self, extractor: Extractor, recipe: &str) -> bool {
        let look = (self.extractor, self.recipe.as_str());
        let since = self.readings.iter().map(|(extractor, recipe)| (*extractor, recipe.as_str()));
        since.chain([look]).any(|reader| reader == (extractor, recipe))
    }
}

/// The latest version of a source, without its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastVersion {
    /// Its key.
    pub id: VersionId,
    /// [`digest::listing`](super::digest::listing) of its rows.
    pub digest: String,
    /// What it was read with.
    pub extractor: Extractor,
    /// [`digest::recipe`](super::digest::recipe) of what `sources.toml` said then.
    pub recipe: String,
    /// How many rows it has.
    pub rows: usize,
    /// The capture it was read from.
    pub capture: CaptureId,
    /// When that capture was made.
    pub seen_at: Timestamp,
}

/// A listing that is not believed yet (invariant 3).
///
/// It stands from a suspect look until a list is believed again, or until somebody accepts it; a night that
/// failed neither repeats nor clears it, nor does it when it is rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSuspicion {
    /// Why it is not believed.
    pub reason: String,
    /// Digest of the listing; none where no listing could be made of the page.
    pub digest: Option<String>,
    /// [`digest::companies`](super::digest::companies) of the listing; none where it is not one that is
    /// believed by being repeated.
    pub companies: Option<String>,
    /// When this listing was seen first, with no other between.
    pub since: Timestamp,
    /// The capture it was read from last.
    pub capture: Option<CaptureId>,
    /// What it was read with.
    pub extractor: Extractor,
}

/// How every source stands, in two queries.
pub async fn standing(conn: &mut Connection) -> Result<BTreeMap<Slug, Standing>, StoreError> {
    let rows = sqlx::query(STANDING).fetch_all(&mut *conn).await?;
    let mut sources: BTreeMap<Slug, Standing> = rows.iter().map(one).collect::<Result<_, _>>()?;
    for (slug, digest, at) in rulings::rejected(conn).await? {
        if let Some(source) = sources.get_mut(&slug) {
            source.rejected.insert(digest, at);
        }
    }
    Ok(sources)
}

/// The latest version of one source.
pub async fn last_version(conn: &mut Connection, source: &Slug) -> Result<Option<LastVersion>, StoreError> {
    let row = sqlx::query(
        "select version.version_id, coalesce(printed_digest.digest, version.digest) as digest, extractor,
            recipe,
            rows as version_rows, capture_id as version_capture_id, seen_at
        from version left join printed_digest using (version_id)
        where source_id = (select source_id from source where slug = ?)
        order by seen_at desc, version.version_id desc limit 1",
    )
    .bind(source.as_str())
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    version(&row, &format!("source `{source}`"))
}

/// Notes what the pages of sources held, from which the list of each one's latest version was read: slug and
/// [`digest::document`](super::digest::document).
pub async fn note_documents(conn: &mut Connection, documents: &[(&str, &str)]) -> Result<(), StoreError> {
    if documents.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "insert into last_document (source_id, version_id, digest)
        select source.source_id, version.version_id, asked.value ->> 1
        from json_each(?) as asked
        cross join source on source.slug = asked.value ->> 0
        cross join version on version.version_id = (
            select version_id from version where source_id = source.source_id
            order by seen_at desc, version_id desc limit 1
        )
        where true
        on conflict (source_id) do update set version_id = excluded.version_id, digest = excluded.digest",
    )
    .bind(json::text(&documents)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// An imported page that shows a later list than the last believed look saw takes that look's place, without
/// validators: a 304 would confirm the page of the look, which is not the list that stands.
///
/// The suspicion that stands is derived: the newest look that judged a list, if it is a suspect one, or one
/// that failed since its page shows no whole list; its beginning is the first such look of the same companies
/// after the last look that judged otherwise. A list
/// that was accepted later than the last one was believed takes its place.
const STANDING: &str = "
select source.slug,
    look.at, look.outcome, look.unchanged, look.cause, look.detail, look.rows, look.changes,
    capture.capture_id as believed_capture_id, capture.requested_url, capture.address, capture.headers,
    body.sha256,
    case when accepted.ruling_id is null then believed.extractor else coalesce((
        select extractor from version where version.capture_id = accepted.capture_id order by version_id desc
        limit 1
    ), 0) end as believed_extractor,
    case when accepted.ruling_id is null then believed.recipe else coalesce((
        select recipe from version where version.capture_id = accepted.capture_id order by version_id desc
        limit 1
    ), '') end as believed_recipe,
    (
        select json_group_array(json_array(extractor, recipe)) from reading join capture as same using
        (capture_id)
        where same.body_id = capture.body_id and same.source_id = source.source_id and reading.digest is not
        null
    ) as readings,
    brought.capture_id as brought_capture_id, brought.requested_url as brought_url, brought_body.sha256 as
    brought_sha256,
    version.version_id, coalesce(printed_digest.digest, version.digest) as digest, version.extractor,
    version.recipe, version.rows as version_rows,
    version.capture_id as version_capture_id, version.seen_at, last_document.digest as document,
    suspect.detail as suspect_reason, suspect.digest as suspect_digest, suspect.capture_id as
    suspect_capture_id,
    suspect.companies as suspect_companies,
    suspect.extractor as suspect_extractor, case when suspect.look_id is not null then coalesce((
        select min(same.at) from look as same
        where same.source_id = source.source_id and same.outcome = suspect.outcome
            and coalesce(same.companies, same.digest) is coalesce(suspect.companies, suspect.digest)
            and same.at > coalesce((
                select max(other.at) from look as other
                where other.source_id = source.source_id and other.outcome <> 'failed'
                    and not (other.outcome = suspect.outcome and coalesce(other.companies, other.digest)
                    is coalesce(suspect.companies, suspect.digest))
            ), '')
    ), suspect.at) end as suspect_since
from source
left join look on look.look_id = (
    select look_id from look where source_id = source.source_id order by at desc, look_id desc limit 1
)
left join look as believed on believed.look_id = (
    select look_id from look
    where source_id = source.source_id and outcome in ('first', 'changed', 'unchanged') order by at desc,
    look_id desc limit 1
)
left join ruling as accepted on accepted.at > coalesce(believed.at, '') and accepted.ruling_id = (
    select ruling_id from ruling where source_id = source.source_id and ruling = 'accepted' order by at desc,
    ruling_id desc limit 1
)
left join capture on capture.capture_id = coalesce(accepted.capture_id, believed.capture_id)
left join body on body.body_id = capture.body_id
left join version on version.version_id = (
    select version_id from version where source_id = source.source_id order by seen_at desc, version_id desc
    limit 1
)
left join printed_digest on printed_digest.version_id = version.version_id
left join last_document on last_document.source_id = source.source_id
    and last_document.version_id = version.version_id
left join capture as brought
    on brought.capture_id = version.capture_id and brought.origin not in ('crawled', 'rendered')
    and version.seen_at > coalesce(believed.at, '')
left join body as brought_body on brought_body.body_id = brought.body_id
left join look as suspect on suspect.outcome in ('suspect', 'failed') and suspect.look_id = (
    select look_id from look where source_id = source.source_id
        and (outcome <> 'failed' or digest is not null)
    order by at desc, look_id desc limit 1
) and not exists (
    select 1 from ruling where source_id = source.source_id and ruling = 'accepted' and ruling.at >=
    suspect.at
)
";

fn one(row: &SqliteRow) -> Result<(Slug, Standing), StoreError> {
    let slug = cells::slug(row)?;
    let place = format!("source `{slug}`");
    let last = cells::outcome(row, &place)?;
    let standing = Standing {
        last,
        believed: believed(row, &place)?,
        version: version(row, &place)?,
        document: row.try_get("document")?,
        suspicion: suspicion(row, &place)?,
        rejected: BTreeMap::new(),
    };
    Ok((slug, standing))
}

fn believed(row: &SqliteRow, place: &str) -> Result<Option<Believed>, StoreError> {
    if let Some(capture) = row.try_get::<Option<i64>, _>("brought_capture_id")? {
        return brought(row, CaptureId(capture), place).map(Some);
    }
    let Some(capture) = row.try_get::<Option<i64>, _>("believed_capture_id")? else { return Ok(None) };
    let headers: Vec<Header> = json::value(row.try_get("headers")?, place)?;
    let find =
        |name: &str| headers.iter().find(|header| header.name == name).map(|header| header.value.clone());
    Ok(Some(Believed {
        capture: CaptureId(capture),
        requested: address(row.try_get("requested_url")?, place)?,
        body_sha256: row.try_get("sha256")?,
        extractor: Extractor(row.try_get("believed_extractor")?),
        recipe: row.try_get("believed_recipe")?,
        content_type: find("content-type"),
        validators: Validators {
            etag: find("etag"),
            last_modified: find("last-modified"),
            of: Some(address(row.try_get("address")?, place)?),
        },
        readings: json::value(row.try_get("readings")?, place)?,
    }))
}

/// What is believed by a page that was imported. Of what kind it is says nothing of what the server will
/// send.
fn brought(row: &SqliteRow, capture: CaptureId, place: &str) -> Result<Believed, StoreError> {
    Ok(Believed {
        capture,
        requested: address(row.try_get("brought_url")?, place)?,
        body_sha256: row.try_get("brought_sha256")?,
        extractor: Extractor(row.try_get("extractor")?),
        recipe: row.try_get("recipe")?,
        content_type: None,
        validators: Validators::default(),
        readings: Vec::new(),
    })
}

fn address(text: &str, place: &str) -> Result<Url, StoreError> {
    text.parse().map_err(|_| corrupt(format_args!("`{text}` is no address"), place))
}

fn version(row: &SqliteRow, place: &str) -> Result<Option<LastVersion>, StoreError> {
    let Some(id) = row.try_get::<Option<i64>, _>("version_id")? else { return Ok(None) };
    Ok(Some(LastVersion {
        id: VersionId(id),
        digest: row.try_get("digest")?,
        extractor: Extractor(row.try_get("extractor")?),
        recipe: row.try_get("recipe")?,
        rows: cells::count(row, "version_rows")?.unwrap_or(0),
        capture: CaptureId(row.try_get("version_capture_id")?),
        seen_at: moment::moment(row.try_get("seen_at")?, place)?,
    }))
}

fn suspicion(row: &SqliteRow, place: &str) -> Result<Option<OpenSuspicion>, StoreError> {
    let Some(since) = row.try_get::<Option<&str>, _>("suspect_since")? else { return Ok(None) };
    Ok(Some(OpenSuspicion {
        reason: row.try_get("suspect_reason")?,
        digest: row.try_get("suspect_digest")?,
        companies: row.try_get("suspect_companies")?,
        since: moment::moment(since, place)?,
        capture: row.try_get::<Option<i64>, _>("suspect_capture_id")?.map(CaptureId),
        extractor: Extractor(row.try_get("suspect_extractor")?),
    }))
}

#[cfg(test)]
mod tests;
