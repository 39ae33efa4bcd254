//! The one writer: each source's capture, version, changes and look in one transaction.

use tokio::sync::mpsc;

use super::{EXTRACTOR, Visit, alert, judge::Verdict, prepare::Judged, remark};
use crate::{
    model::{CaptureId, Outcome, Unchanged, VersionCause},
    store::{self, Connection, Store, StoreError, looks, runs::RunId, versions},
};

/// Sources that are ready at the same moment share a transaction, so that a night of many quick answers is not a
/// night of waiting for the disk. No source is ever split over two.
const MOST_TOGETHER: usize = 64;

/// Records everything that comes, in the order it comes.
pub(super) async fn all(
    store: &Store,
    run: RunId,
    mut judged: mpsc::Receiver<Result<Judged, StoreError>>,
    told: &mut impl FnMut(&Visit),
) -> Result<Vec<Visit>, StoreError> {
    let mut visits = Vec::new();
    let mut ready = Vec::new();
    while judged.recv_many(&mut ready, MOST_TOGETHER).await > 0 {
        let together = ready.drain(..).collect::<Result<Vec<Judged>, _>>()?;
        let mut write = store.write().await?;
        let mut kept = Vec::with_capacity(together.len());
        for one in &together {
            kept.push((keep(&mut write, one).await?, remark(one)));
        }
        let looks: Vec<looks::New<'_>> = together.iter().zip(&kept).map(|(one, kept)| look(run, one, kept)).collect();
        looks::record(&mut write, &looks).await?;
        let traffic = together.iter().flat_map(|one| one.traffic.iter().map(|traffic| (&one.job.source.slug, traffic)));
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

/// Keeps the page as it came and what was made of it. The capture that the look is of.
async fn keep(conn: &mut Connection, judged: &Judged) -> Result<Option<CaptureId>, StoreError> {
    let Judged { job, page, body, at, recipe, verdict, .. } = judged;
    let slug = &job.source.slug;
    // First the page as it came (invariant 2), then what was made of it.
    let not_modified = verdict.outcome == Outcome::Unchanged(Unchanged::NotModified);
    let capture = match page {
        Some(_) if not_modified => job.standing.believed.as_ref().map(|believed| believed.capture),
        Some(page) => Some(store::captures::keep_packed(conn, slug, page, body.as_ref()).await?),
        None => None,
    };
    let stood = job.standing.version.as_ref();
    if let (Some(reread), Some(stood)) = (&verdict.reread, stood) {
        let ours = versions::New {
            source: slug,
            capture: stood.capture,
            seen_at: stood.seen_at,
            cause: VersionCause::Ours,
            extractor: EXTRACTOR,
            recipe,
            listing: &reread.listing,
            changes: &reread.changes,
        };
        versions::record(conn, ours).await?;
    }
    if let (Some(listing), Some(seen), Some(capture), true) = (&verdict.listing, &verdict.seen, capture, makes_version(&verdict.outcome)) {
        let vendors = versions::New {
            source: slug,
            capture,
            seen_at: *at,
            cause: VersionCause::Vendor,
            extractor: EXTRACTOR,
            recipe,
            listing,
            changes: &verdict.changes,
        };
        versions::record_digested(conn, vendors, &seen.digest).await?;
    }
    Ok(capture)
}

/// What the source came to; `kept` is the capture it was judged by, and what was odd about the answer.
fn look<'a>(run: RunId, judged: &'a Judged, (capture, remark): &'a (Option<CaptureId>, Option<String>)) -> looks::New<'a> {
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
    let stands = || judged.job.standing.version.as_ref().map(|version| looks::Seen { digest: version.digest.clone(), rows: version.rows });
    match verdict.outcome {
        Outcome::Unchanged(Unchanged::NotModified | Unchanged::SameBody) => stands(),
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

fn visit(judged: Judged) -> Visit {
    let remark = remark(&judged);
    let Judged { job, verdict, at, .. } = judged;
    let alert = alert::due(&verdict.outcome, at, job.standing.last.as_ref(), &job.health);
    let (slug, vendor) = (job.source.slug.clone(), job.source.vendor.clone());
    Visit { slug, vendor, outcome: verdict.outcome, changes: verdict.changes, remark, alert }
}
