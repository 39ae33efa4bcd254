//! What stands later, brought into line with a page that came to stand before it.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    crawl::{DICTIONARIES, EXTRACTOR, judge},
    model::{CaptureId, Change, Changes, Listing, Printed, Source, Version, VersionCause},
    normalise::derive,
    store::{Connection, StoreError, captures, changes, imports, versions},
};

/// Sees to it that what was stored as changed at the next moment is what differs from the list that stands at
/// `at`, if that list was imported.
///
/// If a look believed a list before the next version was seen, the list that it saw has come back by then: it
/// is a version of that moment. Else the next version is stated anew, unless its changes are as they were.
///
/// Only readings by today's extractor are compared, so that nothing that is ours is told of the vendor
/// (invariant 4).
pub(super) async fn after(
    conn: &mut Connection,
    source: &Arc<Source>,
    recipe: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let slug = &source.slug;
    let Some(stood) = versions::at(conn, slug, at).await?.filter(|stood| stood.origin.is_imported()) else {
        return Ok(());
    };
    let mut list = today(conn, source, recipe, &stood).await?;
    let mut at = stood.seen_at.max(at);
    let next = versions::after(conn, slug, at).await?;
    let look = imports::believed_after(conn, slug, at).await?;
    if let Some((seen_at, capture)) =
        look.filter(|(seen_at, _)| next.as_ref().is_none_or(|next| *seen_at < next.seen_at))
        && let Some(seen) = seen_then(conn, source, recipe, seen_at, capture).await?
    {
        let changes = judge::believed(&list, &seen);
        if !changes.is_empty() {
            let new = anew(source, recipe, capture, seen_at, (&seen, &changes));
            versions::record(conn, new).await?;
            (list, at) = (seen, seen_at);
        }
    }
    let Some(next) = versions::after(conn, slug, at).await? else { return Ok(()) };
    let listing = today(conn, source, recipe, &next).await?;
    let changes = judge::believed(&list, &listing);
    let stored = match imports::statement(conn, &next).await? {
        Some(version) => changes::of(conn, version).await?,
        None => return Ok(()),
    };
    let is_as_stored = stored.columns == changes.columns
        && stored.changes.iter().eq(changes.changes.iter().map(Change::printed).collect::<Vec<_>>().iter());
    if !is_as_stored {
        versions::restate(conn, anew(source, recipe, next.capture, next.seen_at, (&listing, &changes)))
            .await?;
    }
    Ok(())
}

fn anew<'a>(
    source: &'a Source,
    recipe: &'a str,
    capture: CaptureId,
    seen_at: Timestamp,
    (listing, changes): (&'a Listing, &'a Changes),
) -> versions::New<'a> {
    versions::New {
        source: &source.slug,
        capture,
        seen_at,
        cause: VersionCause::Vendor,
        extractor: EXTRACTOR,
        recipe,
        dictionaries: DICTIONARIES,
        listing,
        changes,
    }
}

/// The list of a version, as today's reader reads it; as it was stored, where that finds none.
pub(super) async fn today(
    conn: &mut Connection,
    source: &Arc<Source>,
    recipe: &str,
    version: &Version<Printed>,
) -> Result<Listing, StoreError> {
    let stored = || derive::listing(version.listing.clone());
    if version.extractor == EXTRACTOR && imports::is_of_recipe(conn, version.id, recipe).await? {
        return Ok(stored());
    }
    let read = read(conn, source, version.capture).await?;
    Ok(read
        .filter(|listing| !listing.entries.is_empty() || version.listing.entries.is_empty())
        .unwrap_or_else(stored))
}

/// The list that a look at `seen_at` believed: read from its page, or else the last one that was crawled by
/// then.
async fn seen_then(
    conn: &mut Connection,
    source: &Arc<Source>,
    recipe: &str,
    seen_at: Timestamp,
    capture: CaptureId,
) -> Result<Option<Listing>, StoreError> {
    if let Some(listing) = read(conn, source, capture).await?.filter(|listing| !listing.entries.is_empty()) {
        return Ok(Some(listing));
    }
    let past = versions::of(conn, &source.slug).await?;
    let Some(past) = past.iter().find(|past| past.seen_at <= seen_at && !past.origin.is_imported()) else {
        return Ok(None);
    };
    match versions::at(conn, &source.slug, past.seen_at).await? {
        Some(version) => today(conn, source, recipe, &version).await.map(Some),
        None => Ok(None),
    }
}

/// What is read from a capture today; none where nothing can be, or its page was given up.
pub(super) async fn read(
    conn: &mut Connection,
    source: &Arc<Source>,
    capture: CaptureId,
) -> Result<Option<Listing>, StoreError> {
    let page = match captures::load(conn, capture).await {
        Ok(page) => page,
        Err(StoreError::Pruned { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let source = source.clone();
    // A page on which the reader breaks off is one that cannot be read.
    let read = tokio::task::spawn_blocking(move || judge::read(&source, &page)).await;
    Ok(read.ok().and_then(Result::ok))
}
