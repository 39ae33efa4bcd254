//! One page: kept, judged and recorded in one transaction.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};

use super::{Fate, ImportError, settle};
use crate::{
    crawl::{
        DICTIONARIES, EXTRACTOR,
        judge::{IF_REPEATED, Known, Verdict, believed},
        prepare,
    },
    model::{CaptureId, Changes, Listing, Outcome, Page, Printed, Source, Unchanged, Version, VersionCause},
    normalise::derive,
    store::{self, Connection, Store, StoreError, captures, imports, readings, versions},
};

/// When what stands later is brought into line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settling {
    /// At once.
    Now,
    /// At once, if something stands before that moment, about which the next page comes.
    Before(Timestamp),
}

/// So much later than its time the next page may come to stand, where times collide.
const COLLISIONS: SignedDuration = SignedDuration::from_mins(10);

/// Keeps a page, judges it and records it, in one transaction.
pub(super) async fn bring(
    store: &Store,
    source: &Arc<Source>,
    page: Page,
    settling: Settling,
) -> Result<Fate, ImportError> {
    let recipe = store::digest::recipe(source);
    let at = page.received_at;
    let mut write = store.write().await?;
    let known = imports::known(&mut write, &source.slug, &page).await?;
    let (capture, at) = match known {
        Some(capture) => (capture, imports::made_at(&mut write, capture).await?),
        None if imports::is_taken(&mut write, &source.slug, at).await? => {
            return Err(ImportError::Taken { slug: source.slug.clone(), at });
        }
        None => (captures::keep(&mut write, &source.slug, &page).await?, at),
    };
    let fate = if known.is_some() && imports::is_read(&mut write, capture, EXTRACTOR, &recipe).await? {
        Fate::Known
    } else {
        judged(&mut write, source, &recipe, Page { requested_at: at, received_at: at, ..page }, capture)
            .await?
    };
    let due = match settling {
        Settling::Now => true,
        Settling::Before(next) => {
            let until = next.saturating_add(COLLISIONS).unwrap_or(next);
            imports::next_moment(&mut write, &source.slug, at).await?.is_some_and(|moment| moment <= until)
        }
    };
    if due {
        settle::after(&mut write, source, &recipe, at).await?;
    }
    write.commit().await?;
    Ok(fate)
}

/// Judges a page against the list that stood at its moment, and records what comes of it.
async fn judged(
    conn: &mut Connection,
    source: &Arc<Source>,
    recipe: &str,
    page: Page,
    capture: CaptureId,
) -> Result<Fate, ImportError> {
    let (slug, at) = (&source.slug, page.received_at);
    let stood = versions::at(conn, slug, at).await?;
    let stated = Statement { source, recipe };
    let known = known(conn, stood.as_ref(), &stated).await?;
    let (page, verdict) = prepare::off_thread(source.clone(), page, known).await;
    let Verdict { outcome, listing, seen, mut changes, remark: _, document: _ } = verdict;
    let mut repeats = None;
    match (&outcome, &listing) {
        (Outcome::First(_) | Outcome::Changed(_), Some(listing)) => {
            stated.record(conn, VersionCause::Vendor, capture, page.received_at, (listing, &changes)).await?;
        }
        (Outcome::Suspect(_), Some(listing)) => {
            let pending = imports::pending(conn, slug, at).await?;
            let is_repeated = match &pending {
                Some(pending) => repeats_companies(conn, source, pending, listing).await?,
                None => false,
            };
            if let Some(pending) = pending.filter(|_| is_repeated) {
                changes.suspect = None;
                stated
                    .record(conn, VersionCause::Vendor, pending.capture, pending.at, (listing, &changes))
                    .await?;
                repeats = Some(pending.at);
            }
        }
        _ => {}
    }
    readings::record(conn, capture, EXTRACTOR, recipe, seen.as_ref().map(|seen| seen.digest.as_str()))
        .await?;
    let outcome = match outcome {
        Outcome::Suspect(_) if repeats.is_some() => Outcome::Changed(changes.count()),
        other => of_import(other),
    };
    Ok(Fate::Judged { outcome, changes, repeats })
}

/// Whether a list names the companies of the one that waits, as today's reader reads its page.
async fn repeats_companies(
    conn: &mut Connection,
    source: &Arc<Source>,
    pending: &imports::Pending,
    listing: &Listing,
) -> Result<bool, StoreError> {
    let waits = settle::read(conn, source, pending.capture).await?;
    Ok(waits.is_some_and(|waits| store::digest::companies(&waits) == store::digest::companies(listing)))
}

/// What a page that is brought is held against: the list that stood at its moment, as today's reader reads
/// it, and nothing that is known of nights. What is read otherwise is stated as ours.
async fn known(
    conn: &mut Connection,
    stood: Option<&Version<Printed>>,
    stated: &Statement<'_>,
) -> Result<Known, StoreError> {
    let old = match stood {
        None => None,
        Some(stood) => {
            let today = settle::today(conn, stated.source, stated.recipe, stood).await?;
            let changes = believed(&derive::listing(stood.listing.clone()), &today);
            // Nothing is stored where it is read as it was.
            let version = (&today, &changes);
            stated.record(conn, VersionCause::Ours, stood.capture, stood.seen_at, version).await?;
            Some(today.map(|row| row.printed))
        }
    };
    Ok(Known {
        believed: None,
        same_body: false,
        document: None,
        old,
        suspicion: None,
        rejected: BTreeMap::new(),
    })
}

/// An outcome as it is said of a page that was brought: no later night is waited for, but the next page.
fn of_import(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Suspect(reason) => {
            Outcome::Suspect(reason.strip_suffix(IF_REPEATED).unwrap_or(&reason).to_owned())
        }
        Outcome::Unchanged(_) => Outcome::Unchanged(Unchanged::SameListing),
        other => other,
    }
}

/// How versions of a source are stated today.
struct Statement<'a> {
    source: &'a Arc<Source>,
    recipe: &'a str,
}

impl Statement<'_> {
    async fn record(
        &self,
        conn: &mut Connection,
        cause: VersionCause,
        capture: CaptureId,
        seen_at: Timestamp,
        (listing, changes): (&Listing, &Changes),
    ) -> Result<(), StoreError> {
        let Self { source, recipe } = *self;
        let new = versions::New {
            source: &source.slug,
            capture,
            seen_at,
            cause,
            extractor: EXTRACTOR,
            recipe,
            dictionaries: DICTIONARIES,
            listing,
            changes,
        };
        versions::record(conn, new).await.map(|_| ())
    }
}
