//! What a person decides on a list that was not believed: the door that the command
//! line and the web open alike.
//!
//! It stands in `crawl` since an accepted list is read again and judged as a night judges it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use thiserror::Error;

use super::{DICTIONARIES, EXTRACTOR, derived, judge, prepare, reread};
use crate::{
    model::{CaptureId, Changes, Decision, Slug, Source, VersionCause},
    store::{
        self, Store, StoreError,
        captures::{self, OpenSuspicion, Standing},
        rulings::{self, Ruling},
        versions,
    },
};

/// What an accepted list came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// When its page was received: from then on the list stands.
    pub seen_at: Timestamp,
    /// Its rows.
    pub rows: usize,
    /// What the vendor changed.
    pub changes: Changes,
}

/// What was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// When the list was seen first.
    pub since: Timestamp,
    /// Why it was not believed.
    pub reason: String,
}

/// Why nothing was decided.
#[derive(Debug, Error)]
pub enum RuleError {
    /// The database could not be read or written, or a crawl is at it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The source was never looked at.
    #[error("the database knows no source `{slug}`; `subwatch status` lists all")]
    Unknown {
        /// Its slug.
        slug: Slug,
    },
    /// There is nothing to decide.
    #[error("no list of `{slug}` waits to be believed; `subwatch status` says how it stands")]
    Settled {
        /// The source.
        slug: Slug,
    },
    /// The list that waits was rejected before.
    #[error(
        "the list of `{slug}` was rejected on {} already; `subwatch accept {slug}` takes it after all",
        at.strftime("%Y-%m-%d")
    )]
    Again {
        /// The source.
        slug: Slug,
        /// When.
        at: Timestamp,
    },
    /// The kept page holds no list any more.
    #[error("the kept page of `{slug}` could not be read: {words}")]
    Unreadable {
        /// The source.
        slug: Slug,
        /// What is wrong with it.
        words: String,
    },
}

/// Takes the list that waits to be believed for the source's list. Its kept page is read again; version,
/// changes and ruling are stored together. The version stands from when the page was received.
///
/// # Errors
/// [`StoreError::Busy`] while a crawl is at the database; any other [`RuleError`] as it says.
pub async fn accept(store: &Store, source: &Source, now: Timestamp) -> Result<Accepted, RuleError> {
    let _lock = store.lock_for_crawl()?;
    let slug = &source.slug;
    let (mut standing, ruling) = ruling(store, slug, Decision::Accepted, now).await?;
    let recipe = store::digest::recipe(source);
    reread::as_it_comes(store, source, &recipe, &mut standing).await?;
    let old =
        prepare::old(store, &standing).await?.ok_or_else(|| RuleError::Settled { slug: slug.clone() })?;
    let page = captures::load(&mut *store.read().await?, ruling.capture).await?;
    let seen_at = page.received_at;
    let reading = source.clone();
    let read = tokio::task::spawn_blocking(move || {
        catch_unwind(AssertUnwindSafe(|| judge::accepted(&reading, &page, old)))
    })
    .await;
    // What a page holds never reaches a terminal as it is.
    let unreadable = |words: String| RuleError::Unreadable {
        slug: slug.clone(),
        words: words.replace(char::is_control, " "),
    };
    let (listing, changes) = match read {
        Ok(Ok(read)) => read.map_err(|error| unreadable(error.to_string()))?,
        Ok(Err(_)) | Err(_) => return Err(unreadable("reading it broke off; please report it".to_owned())),
    };
    let mut write = store.write().await?;
    let (extractor, recipe) = (EXTRACTOR, recipe.as_str());
    let (capture, cause) = (ruling.capture, VersionCause::Vendor);
    let new = versions::New {
        source: slug,
        capture,
        seen_at,
        cause,
        extractor,
        recipe,
        dictionaries: DICTIONARIES,
        listing: &listing,
        changes: &changes,
    };
    versions::record(&mut write, new).await?;
    rulings::record(&mut write, slug, &ruling).await?;
    write.commit().await?;
    derived::refresh(store, std::future::pending()).await?;
    Ok(Accepted { seen_at, rows: listing.entries.len(), changes })
}

/// Leaves the list that stands: the one that waits to be believed is not, as long as the page shows that very
/// list.
///
/// # Errors
/// As [`accept`].
pub async fn reject(store: &Store, slug: &Slug, now: Timestamp) -> Result<Rejected, RuleError> {
    let _lock = store.lock_for_crawl()?;
    let (standing, ruling) = ruling(store, slug, Decision::Rejected, now).await?;
    if let Some(at) = standing.rejected.get(&ruling.digest) {
        return Err(RuleError::Again { slug: slug.clone(), at: *at });
    }
    let mut write = store.write().await?;
    rulings::record(&mut write, slug, &ruling).await?;
    write.commit().await?;
    let (since, reason) = standing.suspicion.map(|open| (open.since, open.reason)).unwrap_or_default();
    let reason = reason.strip_suffix(judge::IF_REPEATED).map_or(reason.clone(), str::to_owned);
    Ok(Rejected { since, reason })
}

/// How the source stands, and the ruling on the list that waits.
async fn ruling(
    store: &Store,
    slug: &Slug,
    decision: Decision,
    now: Timestamp,
) -> Result<(Standing, Ruling), RuleError> {
    let mut read = store.read().await?;
    let standing = captures::standing(&mut read)
        .await?
        .remove(slug)
        .ok_or_else(|| RuleError::Unknown { slug: slug.clone() })?;
    let settled = || RuleError::Settled { slug: slug.clone() };
    let OpenSuspicion { digest, capture, .. } = standing.suspicion.as_ref().ok_or_else(settled)?;
    let (digest, capture): (String, CaptureId) = digest.clone().zip(*capture).ok_or_else(settled)?;
    // A clock that was set back must not put the ruling before the look it rules on.
    let at = store::runs::last_moment(&mut read).await?.map_or(now, |last| now.max(last));
    Ok((standing, Ruling { at, decision, capture, digest }))
}
