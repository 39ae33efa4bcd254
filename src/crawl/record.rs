//! The one writer: each source's capture, version, changes and look in one transaction.

use std::time::Duration;

use tokio::sync::mpsc;

use super::{DICTIONARIES, EXTRACTOR, Visit, judge::Verdict, prepare::Judged, remark};
use crate::{
    model::{CaptureId, Changes, Outcome, Unchanged, VersionCause},
    store::{self, Connection, Store, StoreError, captures, looks, runs::RunId, versions},
};

/// Sources that are ready at the same moment share a transaction, so that a night of many quick answers is
/// not a night of waiting for the disk. No source is ever split over two.
pub(super) const MOST_TOGETHER: usize = 32;
/// So long a source that is ready waits for others.
const MOMENT: Duration = Duration::from_millis(50);

/// Records everything that comes, in the order it comes.
pub(super) async fn all(
    store: &Store,
    run: RunId,
    mut judged: mpsc::Receiver<Result<Judged, StoreError>>,
    told: &mut impl FnMut(&Visit),
) -> Result<Vec<Visit>, StoreError> {
    let mut visits = Vec::new();
    let mut ready = Vec::new();
    while gathered(&mut judged, &mut ready).await > 0 {
        let together = ready.drain(..).collect::<Result<Vec<Judged>, _>>()?;
        let mut write = store.write().await?;
        let captures = keep(&mut write, &together).await?;
        let kept: Vec<(Option<CaptureId>, Option<String>)> =
            captures.into_iter().zip(together.iter().map(remark)).collect();
        let looks: Vec<looks::New<'_>> =
            together.iter().zip(&kept).map(|(one, kept)| look(run, one, kept)).collect();
        looks::record(&mut write, &looks).await?;
        captures::note_documents(&mut write, &together.iter().filter_map(document).collect::<Vec<_>>())
            .await?;
        let traffic =
            together.iter().flat_map(|one| one.traffic.iter().map(|traffic| (&one.job.source.slug, traffic)));
        store::politeness::record(&mut write, &traffic.collect::<Vec<_>>()).await?;
        write.commit().await?;
        for one in together {
            let visit = visit(one);
            told(&visit);
            visits.push(visit);
        }
    }
    Ok(visits)
}

/// Waits for the first that comes, and a moment for more. How many there are; none once nothing more will
/// come.
async fn gathered<T>(judged: &mut mpsc::Receiver<T>, ready: &mut Vec<T>) -> usize {
    let mut count = judged.recv_many(ready, MOST_TOGETHER).await;
    let moment = tokio::time::sleep(MOMENT);
    tokio::pin!(moment);
    while (1..MOST_TOGETHER).contains(&count) {
        tokio::select! {
            () = &mut moment => break,
            more = judged.recv_many(ready, MOST_TOGETHER - count) => match more {
                0 => break,
                more => count += more,
            },
        }
    }
    count
}

/// Keeps the pages as they came and what was made of them. The capture that each look is of.
async fn keep(conn: &mut Connection, together: &[Judged]) -> Result<Vec<Option<CaptureId>>, StoreError> {
    // First the pages as they came (invariant 2), then what was made of them.
    let mut kept =
        captures::keep_all(conn, &together.iter().filter_map(page).collect::<Vec<_>>()).await?.into_iter();
    let mut of_each = Vec::with_capacity(together.len());
    for judged in together {
        let confirmed = || judged.job.standing.believed.as_ref().map(|believed| believed.capture);
        of_each.push(if page(judged).is_some() {
            kept.next()
        } else {
            confirmed().filter(|_| is_not_modified(judged))
        });
    }
    let new: Vec<(versions::New<'_>, &str)> =
        together.iter().zip(&of_each).filter_map(|(judged, capture)| version(judged, (*capture)?)).collect();
    versions::record_all(conn, &new).await?;
    Ok(of_each)
}

fn is_not_modified(judged: &Judged) -> bool {
    judged.verdict.outcome == Outcome::Unchanged(Unchanged::NotModified)
}

/// The page that is kept; none where none came, or the one that we have stands.
fn page(judged: &Judged) -> Option<captures::New<'_>> {
    let page = judged.page.as_ref().filter(|_| !is_not_modified(judged))?;
    Some(captures::New { source: &judged.job.source.slug, page, body: judged.body.as_ref() })
}

/// The version that a list comes to be, and its digest.
fn version(judged: &Judged, capture: CaptureId) -> Option<(versions::New<'_>, &str)> {
    let Judged { job, at, recipe, verdict, .. } = judged;
    let (listing, seen) =
        verdict.listing.as_ref().zip(verdict.seen.as_ref()).filter(|_| makes_version(&verdict.outcome))?;
    let new = versions::New {
        source: &job.source.slug,
        capture,
        seen_at: *at,
        cause: VersionCause::Vendor,
        extractor: EXTRACTOR,
        recipe,
        dictionaries: DICTIONARIES,
        listing,
        changes: &verdict.changes,
    };
    Some((new, &seen.digest))
}

/// What a page held whose list is the one that stands now, for the next night. Where the page promises
/// otherwise than that list's first one, each night says so again: it is read again.
fn document(judged: &Judged) -> Option<(&str, &str)> {
    let Judged { job, verdict, .. } = judged;
    let seen = verdict.seen.as_ref()?;
    let stands = job.standing.version.as_ref();
    let is_standing = match verdict.outcome {
        Outcome::Unchanged(_) => stands.is_some_and(|version| version.digest == seen.digest),
        _ => makes_version(&verdict.outcome),
    };
    let is_known = verdict.document == job.standing.document;
    let digest =
        verdict.document.as_deref().filter(|_| is_standing && !is_known && verdict.remark.is_none())?;
    Some((job.source.slug.as_str(), digest))
}

/// What the source came to; `kept` is the capture it was judged by, and what was odd about the answer.
fn look<'a>(
    run: RunId,
    judged: &'a Judged,
    (capture, remark): &'a (Option<CaptureId>, Option<String>),
) -> looks::New<'a> {
    let Judged { job, at, elapsed, recipe, verdict, traffic, .. } = judged;
    looks::New {
        run,
        source: &job.source.slug,
        at: *at,
        outcome: &verdict.outcome,
        capture: *capture,
        listing: seen(verdict, judged),
        extractor: EXTRACTOR,
        recipe,
        requests: traffic.iter().map(|traffic| traffic.requests).sum(),
        elapsed: *elapsed,
        remark: remark.as_deref(),
    }
}

fn makes_version(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::First(_) | Outcome::Changed(_))
}

/// The listing a look confirms: what was read, or what stands.
fn seen(verdict: &Verdict, judged: &Judged) -> Option<looks::Seen> {
    let stands = || {
        judged.job.standing.version.as_ref().map(|version| looks::Seen {
            digest: version.digest.clone(),
            rows: version.rows,
            companies: None,
        })
    };
    match verdict.outcome {
        Outcome::Unchanged(_) if verdict.seen.is_none() => stands(),
        _ => verdict.seen.clone(),
    }
}

/// What is odd about the answer, and what the page promises otherwise.
fn remark(judged: &Judged) -> Option<String> {
    let before = judged.job.standing.believed.as_ref().and_then(|believed| believed.content_type.as_deref());
    let odd = judged.page.as_ref().and_then(|page| remark::on(page, before));
    let told: Vec<String> = odd.into_iter().chain(judged.verdict.remark.clone()).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

fn visit(Judged { job, verdict, .. }: Judged) -> Visit {
    let Verdict { outcome, changes, .. } = verdict;
    let is_suspect = matches!(outcome, Outcome::Suspect(_));
    let suspected = if is_suspect { changes } else { Changes::default() };
    Visit { slug: job.source.slug.clone(), outcome, suspected }
}
