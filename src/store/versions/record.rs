//! Storing a version, if it differs.

use std::collections::HashMap;

use jiff::Timestamp;

use super::rows;
use crate::{
    model::{
        CaptureId, Change, Changes, Columns, Dictionaries, Extractor, Listing, Slug, Subprocessor,
        VersionCause, VersionId,
    },
    store::{
        Connection, StoreError, changes,
        derived::{self, Followed},
        digest,
        insert::{self, Statement},
        json, moment, sources,
    },
};

/// A listing that may become a version.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Whose list it is.
    pub source: &'a Slug,
    /// The capture it was read from.
    pub capture: CaptureId,
    /// When that capture was made. For a capture that is read again, that time too, not tonight's: the better
    /// reading then stands from where the old one stood.
    pub seen_at: Timestamp,
    /// Who made it differ, if it does.
    pub cause: VersionCause,
    /// What it was read with.
    pub extractor: Extractor,
    /// [`digest::recipe`] of the source.
    pub recipe: &'a str,
    /// By which its rows were derived.
    pub dictionaries: Dictionaries,
    /// The list.
    pub listing: &'a Listing,
    /// What differs from the version that stood at `seen_at`; empty for the first one.
    pub changes: &'a Changes,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It differs, and was stored.
    Stored(VersionId),
    /// It is the list that stood then already, as this version.
    Same(VersionId),
}

impl Recorded {
    /// The version that holds the list.
    #[must_use]
    pub fn id(self) -> VersionId {
        match self {
            Self::Stored(id) | Self::Same(id) => id,
        }
    }
}

/// Stores a version with its rows and changes, unless its list is the one that stood at `seen_at` (invariant
/// 4). On an ordinary night that is the latest one.
pub async fn record(conn: &mut Connection, new: New<'_>) -> Result<Recorded, StoreError> {
    let digest = digest::listing(new.listing);
    let recorded = record_all(conn, &[(new, &digest)]).await?;
    recorded.into_iter().next().ok_or_else(|| sources::unknown(new.source))
}

/// The same of versions of several sources, each with its [`digest::listing`]: a few statements for many. No
/// two are of one source, since what one comes to depends on what stands.
pub async fn record_all(
    conn: &mut Connection,
    versions: &[(New<'_>, &str)],
) -> Result<Vec<Recorded>, StoreError> {
    if versions.is_empty() {
        return Ok(Vec::new());
    }
    let sources = sources::ids(conn, versions.iter().map(|(new, _)| new.source)).await?;
    let stood =
        stood(conn, versions.iter().zip(&sources).map(|((new, _), source)| (*source, new.seen_at))).await?;
    let same = |source: &i64, digest: &str| {
        stood.get(source).filter(|(_, stood)| *stood == digest).map(|(id, _)| *id)
    };
    let new = versions.iter().zip(&sources).filter(|((_, digest), source)| same(source, digest).is_none());
    let new: Vec<(i64, New<'_>, &str)> =
        new.map(|((new, digest), source)| (*source, *new, *digest)).collect();
    let mut stored = store(conn, &new).await?.into_iter();
    let recorded = versions.iter().zip(&sources).map(|((new, digest), source)| match same(source, digest) {
        Some(id) => Ok(Recorded::Same(VersionId(id))),
        None => stored.next().map(Recorded::Stored).ok_or_else(|| sources::unknown(new.source)),
    });
    recorded.collect()
}

/// The version of each source that stood at a moment, and its digest.
async fn stood(
    conn: &mut Connection,
    asked: impl Iterator<Item = (i64, Timestamp)>,
) -> Result<HashMap<i64, (i64, String)>, StoreError> {
    let asked: Vec<(i64, String)> = asked.map(|(source, at)| (source, moment::text(at))).collect();
    let rows: Vec<(i64, i64, String)> = sqlx::query_as(
        "select source_id, version.version_id, coalesce(printed_digest.digest, version.digest)
        from json_each(?) as asked
        cross join version on version.version_id = (
            select past.version_id from version as past
            where past.source_id = asked.value ->> 0 and past.seen_at <= asked.value ->> 1
            order by past.seen_at desc, past.version_id desc limit 1
        )
        left join printed_digest on printed_digest.version_id = version.version_id",
    )
    .bind(json::text(&asked)?)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(source, id, digest)| (source, (id, digest))).collect())
}

/// Stores a version of a capture that has one at that moment already, since what differs from its predecessor
/// is no longer what was stored: another capture has come to stand between. From here on this one counts.
pub async fn restate(conn: &mut Connection, new: New<'_>) -> Result<VersionId, StoreError> {
    let digest = digest::listing(new.listing);
    let sources = sources::ids(conn, std::iter::once(new.source)).await?;
    let versions: Vec<_> = sources.into_iter().map(|source| (source, new, digest.as_str())).collect();
    store(conn, &versions).await?.into_iter().next().ok_or_else(|| sources::unknown(new.source))
}

/// Whether a version of the vendor's was stated anew: a newer one is of the same capture at the same moment.
macro_rules! restated {
    () => {
        "(version.cause = 'vendor' and exists (
            select 1 from version as anew
            where anew.source_id = version.source_id and anew.seen_at = version.seen_at
            and anew.capture_id = version.capture_id
                and anew.cause = 'vendor' and anew.version_id > version.version_id
        ))"
    };
}
pub(in crate::store) use restated;

/// Stores versions, each with the key of its source and its digest.
async fn store(
    conn: &mut Connection,
    versions: &[(i64, New<'_>, &str)],
) -> Result<Vec<VersionId>, StoreError> {
    let ids = heads(conn, versions).await?;
    let of_each = || ids.iter().copied().zip(versions.iter().map(|(_, new, _)| new));
    let entries: Vec<(i64, &[Subprocessor])> =
        of_each().map(|(id, new)| (id, new.listing.entries.as_slice())).collect();
    let first_rows = rows::record(conn, &entries).await?;
    let changes: Vec<(i64, &[Change])> =
        of_each().map(|(id, new)| (id, new.changes.changes.as_slice())).collect();
    changes::record(conn, &changes).await?;
    let followed: Vec<Followed<'_>> = ids
        .iter()
        .zip(first_rows)
        .zip(versions)
        .map(|((id, first_row), (source, new, _))| Followed {
            source: *source,
            version: *id,
            seen_at: new.seen_at,
            first_row,
            rows: &new.listing.entries,
            dictionaries: new.dictionaries,
        })
        .collect();
    derived::follow(conn, &followed).await?;
    Ok(ids.into_iter().map(VersionId).collect())
}

async fn heads(conn: &mut Connection, versions: &[(i64, New<'_>, &str)]) -> Result<Vec<i64>, StoreError> {
    let texts = versions.iter().map(|(_, new, _)| texts(new)).collect::<Result<Vec<_>, _>>()?;
    let rows: Vec<_> = versions.iter().zip(texts).collect();
    let text = Statement {
        head: "insert into version (source_id, capture_id, seen_at, cause, extractor, recipe, digest, rows,
            page, warnings, columns_added, columns_removed) ",
        tail: " returning version_id, capture_id",
    };
    let keys = insert::keys(
        conn,
        text,
        &rows,
        |((_, new, _), _)| new.capture.0,
        |columns, ((source, new, digest), texts)| {
            let New {
                source: _,
                capture,
                seen_at,
                cause,
                extractor,
                recipe,
                dictionaries: _,
                listing,
                changes: _,
            } = new;
            columns
                .push_bind(*source)
                .push_bind(capture.0)
                .push_bind(moment::text(*seen_at))
                .push_bind(cause.code())
                .push_bind(i64::from(extractor.0))
                .push_bind(*recipe)
                .push_bind(*digest)
                .push_bind(insert::integer(listing.entries.len()));
            for text in texts {
                columns.push_bind(text.as_str());
            }
        },
    );
    Ok(keys.await?)
}

/// What is stored of a version as JSON: facts of its page, warnings, columns that came and that went.
fn texts(new: &New<'_>) -> Result<[String; 4], StoreError> {
    let Listing { page, entries: _, warnings } = new.listing;
    // A suspicion belongs to the look: what is stored as a version is believed.
    let Changes { changes: _, columns: Columns { added, removed }, suspect: _ } = new.changes;
    Ok([json::text(page)?, json::text(warnings)?, json::text(added)?, json::text(removed)?])
}
