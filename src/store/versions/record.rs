//! Storing a version, if it differs.

use jiff::Timestamp;

use super::rows;
use crate::{
    model::{CaptureId, Changes, Columns, Extractor, Listing, Slug, VersionCause, VersionId},
    store::{Connection, StoreError, changes, digest, insert, json, moment, sources},
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

/// Stores a version with its rows and changes, unless its list is the one that stood at `seen_at` (invariant 4).
/// On an ordinary night that is the latest one.
pub async fn record(conn: &mut Connection, new: New<'_>) -> Result<Recorded, StoreError> {
    record_digested(conn, new, &digest::listing(new.listing)).await
}

/// The same, of a listing whose [`digest::listing`] is known.
pub async fn record_digested(conn: &mut Connection, new: New<'_>, digest: &str) -> Result<Recorded, StoreError> {
    let stood: Option<(i64, String)> = sqlx::query_as(
        "select version_id, digest from version
        where source_id = (select source_id from source where slug = ?) and seen_at <= ?
        order by seen_at desc, version_id desc limit 1",
    )
    .bind(new.source.as_str())
    .bind(moment::text(new.seen_at))
    .fetch_optional(&mut *conn)
    .await?;
    if let Some((id, stood)) = stood
        && stood == digest
    {
        return Ok(Recorded::Same(VersionId(id)));
    }
    Ok(Recorded::Stored(store(conn, new, digest).await?))
}

/// Stores a version of a capture that has one at that moment already, since what differs from its predecessor is no
/// longer what was stored: another capture has come to stand between. From here on this one counts.
pub async fn restate(conn: &mut Connection, new: New<'_>) -> Result<VersionId, StoreError> {
    store(conn, new, &digest::listing(new.listing)).await
}

/// Whether a version of the vendor's was stated anew: a newer one is of the same capture at the same moment.
macro_rules! restated {
    () => {
        "(version.cause = 'vendor' and exists (
            select 1 from version as anew
            where anew.source_id = version.source_id and anew.seen_at = version.seen_at and anew.capture_id = version.capture_id
                and anew.cause = 'vendor' and anew.version_id > version.version_id
        ))"
    };
}
pub(in crate::store) use restated;

async fn store(conn: &mut Connection, new: New<'_>, digest: &str) -> Result<VersionId, StoreError> {
    let id = head(conn, new, digest).await?;
    rows::record(conn, id, &new.listing.entries).await?;
    changes::record(conn, id, &new.changes.changes).await?;
    Ok(VersionId(id))
}

async fn head(conn: &mut Connection, new: New<'_>, digest: &str) -> Result<i64, StoreError> {
    let New { source, capture, seen_at, cause, extractor, recipe, listing, changes } = new;
    let Listing { page, entries, warnings } = listing;
    // A suspicion belongs to the look: what is stored as a version is believed.
    let Changes { changes: _, columns: Columns { added, removed }, suspect: _ } = changes;
    let id: Option<i64> = sqlx::query_scalar(
        "insert into version (source_id, capture_id, seen_at, cause, extractor, recipe, digest, rows, page, warnings, columns_added,
            columns_removed)
        select source_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? from source where slug = ? returning version_id",
    )
    .bind(capture.0)
    .bind(moment::text(seen_at))
    .bind(cause.code())
    .bind(i64::from(extractor.0))
    .bind(recipe)
    .bind(digest)
    .bind(insert::integer(entries.len()))
    .bind(json::text(page)?)
    .bind(json::text(warnings)?)
    .bind(json::text(added)?)
    .bind(json::text(removed)?)
    .bind(source.as_str())
    .fetch_optional(conn)
    .await?;
    id.ok_or_else(|| sources::unknown(source))
}
