//! Reading kept pages again when the reader has become another (invariant 4).
//!
//! No night waits for it: a source whose list was read by another reader is read again when its turn comes
//! ([`prepare`](super::prepare)), and the rest of the archive when the last source has been looked at, as far
//! as the night has time, or by the command for it.
//!
//! Every capture whose list was believed is read again, the oldest of each source first. Where its list is
//! another than the one that stood at that moment, it becomes a version at the time of the capture whose
//! cause is ours: a difference that the old reader missed is then a part of the history, and is never told as
//! the vendor's change of tonight.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::{FutureExt, StreamExt, stream};

use super::{CrawlError, DICTIONARIES, EXTRACTOR, derived, judge, readers};
use crate::{
    model::{Catalogue, Changes, Listing, Slug, Source, VersionCause},
    normalise::derive,
    store::{
        self, Store, StoreError,
        captures::{self, Standing},
        readings::{self, Purpose, Unread},
        rulings,
        versions::{self, Recorded},
    },
};

/// So many readings share a transaction at most.
const MOST_TOGETHER: usize = 32;

/// What reading again came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reread {
    /// Captures that were read.
    pub read: usize,
    /// Versions that came of it.
    pub versions: usize,
    /// Captures that are left for the next time, because it was asked to stop.
    pub left: usize,
}

/// One more capture was read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its source.
    pub slug: Slug,
    /// How many were read, this one included.
    pub done: usize,
    /// How many there are to read.
    pub total: usize,
}

/// Reads what today's reader has not read yet, of all sources or of those in `only`; of sources that have
/// left the catalogue too, unless they had a recipe there. `told` hears of each capture when it has been
/// recorded. When `shutdown` comes the rest is left, and the next call goes on there.
///
/// # Errors
/// [`StoreError::Busy`] while a crawl is at the database; any other [`CrawlError`] as it says.
pub async fn reread(
    store: &Store,
    catalogue: &Catalogue,
    only: &[Slug],
    shutdown: impl Future<Output = ()>,
    told: impl FnMut(&Step),
) -> Result<Reread, CrawlError> {
    let _lock = store.lock_for_crawl()?;
    let sources = sources(store, catalogue).await?;
    if let Some(slug) = only.iter().find(|slug| sources.iter().all(|source| source.slug != **slug)) {
        return Err(CrawlError::Unknown { slug: slug.clone() });
    }
    let stop = shutdown.shared();
    let done = all(store, sources, only, stop.clone(), told).await?;
    derived::refresh(store, stop).await?;
    Ok(done)
}

/// The same, after the last look of a night: nothing once this reader has read all that was kept.
pub(super) async fn rest(
    store: &Store,
    catalogue: &Catalogue,
    shutdown: impl Future<Output = ()>,
    told: impl FnMut(&Step),
) -> Result<Reread, StoreError> {
    if readings::has_read_all(&mut *store.read().await?, EXTRACTOR).await? {
        return Ok(Reread::default());
    }
    all(store, sources(store, catalogue).await?, &[], shutdown, told).await
}

/// The sources of the catalogue, and those that have left it and can still be read: their last list was read
/// without a recipe, so that nothing went with the lines of `sources.toml`.
async fn sources(store: &Store, catalogue: &Catalogue) -> Result<Vec<Source>, StoreError> {
    let mut sources = catalogue.sources.clone();
    for store::sources::Known { slug, vendor, url, recipe } in
        store::sources::known(&mut *store.read().await?).await?
    {
        let source = Source::bare(slug, vendor, url);
        let is_left = catalogue.sources.iter().all(|other| other.slug != source.slug);
        if is_left && recipe.is_some_and(|recipe| recipe == store::digest::recipe(&source)) {
            sources.push(source);
        }
    }
    Ok(sources)
}

/// A capture to be read.
struct Job<'a> {
    source: &'a Source,
    recipe: &'a str,
    unread: Unread,
}

async fn all(
    store: &Store,
    sources: Vec<Source>,
    only: &[Slug],
    shutdown: impl Future<Output = ()>,
    mut told: impl FnMut(&Step),
) -> Result<Reread, StoreError> {
    let chosen = sources.iter().filter(|source| only.is_empty() || only.contains(&source.slug));
    let sources: Vec<(&Source, String)> =
        chosen.map(|source| (source, store::digest::recipe(source))).collect();
    let mut jobs = Vec::new();
    let mut read = store.read().await?;
    for (source, recipe) in &sources {
        let unread = readings::unread(&mut read, &source.slug, EXTRACTOR, recipe).await?;
        jobs.extend(unread.into_iter().map(|unread| Job { source, recipe, unread }));
    }
    drop(read);
    let total = jobs.len();
    let mut done = Reread { left: total, ..Reread::default() };
    let stop = shutdown.shared();
    let readings = stream::iter(jobs)
        .map(|job| async {
            let listing = listing(store, job.source, job.unread).await;
            listing.map(|listing| (job, listing))
        })
        // In order: a version is compared with the one that stood before it.
        .buffered(readers())
        .ready_chunks(MOST_TOGETHER)
        .take_until(stop.clone());
    let mut readings = std::pin::pin!(readings);
    while stop.clone().now_or_never().is_none()
        && let Some(ready) = readings.next().await
    {
        let mut write = store.write().await?;
        let mut steps = Vec::with_capacity(ready.len());
        for one in ready {
            let (job, listing) = one?;
            done.versions += record(&mut write, &job, listing).await?;
            (done.read, done.left) = (done.read + 1, done.left - 1);
            steps.push(Step { slug: job.source.slug.clone(), done: done.read, total });
        }
        write.commit().await?;
        steps.iter().for_each(&mut told);
    }
    if done.left == 0 && only.is_empty() {
        let mut write = store.write().await?;
        readings::note_all_read(&mut write, EXTRACTOR).await?;
        write.commit().await?;
    }
    Ok(done)
}

/// Reads again what a source's next page is held against, where another reader or recipe read it: the page of
/// the list that stands, the one that confirmed it last, and those of lists that were rejected. What differs
/// is stored as ours before anything new is compared with it; `standing` is brought up to date.
pub(super) async fn as_it_comes(
    store: &Store,
    source: &Source,
    recipe: &str,
    standing: &mut Standing,
) -> Result<(), StoreError> {
    let Some(believed) = standing.believed.as_ref().filter(|it| !it.is_read_by(EXTRACTOR, recipe)) else {
        return Ok(());
    };
    let compared = [Some(believed.capture), standing.version.as_ref().map(|version| version.capture)];
    let mut read = store.read().await?;
    let mut unread = readings::unread(&mut read, &source.slug, EXTRACTOR, recipe).await?;
    let rulings =
        if standing.rejected.is_empty() { Vec::new() } else { rulings::of(&mut read, &source.slug).await? };
    drop(read);
    unread.retain(|unread| compared.contains(&Some(unread.capture)) || unread.purpose == Purpose::Digest);
    let mut readings = Vec::with_capacity(unread.len());
    for unread in unread {
        readings.push((unread, listing(store, source, unread).await?));
    }
    let mut write = store.write().await?;
    for (unread, listing) in readings {
        let digest = listing.as_ref().map(store::digest::listing);
        let ruling = rulings.iter().find(|ruling| ruling.capture == unread.capture);
        if let Some((digest, ruling)) = digest.zip(ruling.filter(|_| unread.purpose == Purpose::Digest)) {
            standing.rejected.insert(digest, ruling.at);
        }
        record(&mut write, &Job { source, recipe, unread }, listing).await?;
    }
    write.commit().await?;
    standing.version = captures::last_version(&mut *store.read().await?, &source.slug).await?;
    Ok(())
}

/// The list on a kept page; none if it cannot be read.
pub(super) async fn listing(
    store: &Store,
    source: &Source,
    unread: Unread,
) -> Result<Option<Listing>, StoreError> {
    let page = captures::load(&mut *store.read().await?, unread.capture).await?;
    let source = source.clone();
    let read = tokio::task::spawn_blocking(move || {
        catch_unwind(AssertUnwindSafe(|| judge::read(&source, &page).ok()))
    });
    Ok(read.await.ok().and_then(Result::ok).flatten())
}

/// Keeps the reading, and a version if it differs: how many versions were stored.
async fn record(
    write: &mut store::Write,
    job: &Job<'_>,
    listing: Option<Listing>,
) -> Result<usize, StoreError> {
    let &Job { source, recipe, unread: Unread { capture, received_at: seen_at, purpose } } = job;
    let digest = listing.as_ref().map(store::digest::listing);
    readings::record(write, capture, EXTRACTOR, recipe, digest.as_deref()).await?;
    let Some((listing, digest)) = listing.zip(digest).filter(|_| purpose == Purpose::Version) else {
        return Ok(0);
    };
    let Some(stood) = versions::at(write, &source.slug, seen_at).await? else { return Ok(0) };
    if versions::digest(&stood.listing) == digest {
        return Ok(0);
    }
    // Rows are compared off the async threads as well.
    let differ = move || {
        let stood = derive::listing(stood.listing);
        judge::otherwise(&stood, &listing).map(|changes: Changes| (listing, changes))
    };
    let Ok(Some((listing, changes))) = tokio::task::spawn_blocking(differ).await else { return Ok(0) };
    let (source, cause, extractor) = (&source.slug, VersionCause::Ours, EXTRACTOR);
    let new = versions::New {
        source,
        capture,
        seen_at,
        cause,
        extractor,
        recipe,
        dictionaries: DICTIONARIES,
        listing: &listing,
        changes: &changes,
    };
    Ok(usize::from(matches!(versions::record(write, new).await?, Recorded::Stored(_))))
}
