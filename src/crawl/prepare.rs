//! From what was fetched to a judgement: what has to be loaded first, then the reading, off the async
//! threads.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use super::{
    judge::{self, Known, Met, Verdict},
    plan::Job,
    reread,
    visit::Fetched,
};
use crate::{
    model::{Cause, Listing, Outcome, Page, Printed, Source, Traffic},
    store::{
        self, Store, StoreError,
        captures::{Packed, Standing},
    },
};

/// A source that has been judged, ready to be recorded.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) job: Job,
    pub(super) page: Option<Page>,
    /// The page's body as it will be stored; none where it has none. The page itself has it only where it was
    /// not packed.
    pub(super) body: Option<Packed>,
    pub(super) at: jiff::Timestamp,
    pub(super) elapsed: std::time::Duration,
    pub(super) recipe: String,
    pub(super) verdict: Verdict,
    pub(super) traffic: Vec<Traffic>,
}

/// Reads and judges one page. The page is carried along whatever comes of it, a panic included (invariant 2).
pub(super) async fn judged(store: &Store, fetched: Fetched) -> Result<Judged, StoreError> {
    let Fetched { mut job, answer, at, elapsed, traffic } = fetched;
    let recipe = store::digest::recipe(&job.source);
    let mut page = match answer {
        Ok(page) => page,
        Err(error) => {
            let outcome = Outcome::Failed(error.cause(), chain(&error));
            return Ok(Judged {
                job,
                page: None,
                body: None,
                at,
                elapsed,
                recipe,
                verdict: Verdict::of(outcome),
                traffic,
            });
        }
    };
    let sha256 = if page.body.is_empty() { None } else { Some(store::digest::sha256(&page.body)) };
    reread::as_it_comes(store, &job.source, &recipe, &mut job.standing).await?;
    let known = known(&job, sha256.as_deref());
    let source = job.source.clone();
    let is_first = job.standing.version.is_none();
    let is_settled = known.settles(&page).is_some();
    let work = move || {
        let met = safely(|| match judge::met(&source, &page, &known) {
            Met::Holds(document, digest) if is_first => {
                Met::Settled(Box::new(judge::decided(&source, &page, &document, digest, &known)))
            }
            met => met,
        });
        let body = match sha256 {
            Some(sha256) if known.same_body => Some(Packed::digested(sha256, &page.body)),
            // Pages wait for the writer: what was packed is not carried along unpacked.
            Some(sha256) => Some(Packed::new(sha256, &std::mem::take(&mut page.body))?),
            None => None,
        };
        Ok::<_, StoreError>((page, body, known, met.unwrap_or_else(Met::Settled)))
    };
    // Most nights of most sources end here: what is known to be as before is not worth another thread.
    let (page, body, mut known, met) = if is_settled { work() } else { blocking(work).await }?;
    let (page, verdict) = match met {
        Met::Settled(verdict) => (page, *verdict),
        // Only what is not as it was is held against the list that stood.
        Met::Holds(document, digest) => {
            known.old = old(store, &job.standing).await?;
            let source = job.source.clone();
            blocking(move || {
                let decided = || judge::decided(&source, &page, &document, digest, &known);
                let verdict = safely(decided).unwrap_or_else(|broken| *broken);
                (page, verdict)
            })
            .await
        }
    };
    let at = page.received_at;
    Ok(Judged { job, page: Some(page), body, at, elapsed, recipe, verdict, traffic })
}

/// Judges a page off the async threads; a panic is an outcome too.
pub(super) async fn off_thread(source: Arc<Source>, page: Page, known: Known) -> (Page, Verdict) {
    // What is read lives and dies inside one synchronous call: a parsed page cannot cross threads.
    blocking(move || {
        let verdict = safely(|| judge::judge(&source, &page, &known)).unwrap_or_else(|broken| *broken);
        (page, verdict)
    })
    .await
}

/// What work comes to that is all processor, off the async threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|stopped| std::panic::resume_unwind(stopped.into_panic()))
}

/// What judging comes to; the verdict on a page over which it broke off, where it panicked.
fn safely<T>(judge: impl FnOnce() -> T) -> Result<T, Box<Verdict>> {
    let broken = || {
        Outcome::Failed(
            Cause::Unreadable,
            "reading the page broke off; please report it with its address".to_owned(),
        )
    };
    catch_unwind(AssertUnwindSafe(judge)).map_err(|_| Box::new(Verdict::of(broken())))
}

/// What the judgement needs to know, without the list that stood.
fn known(job: &Job, sha256: Option<&str>) -> Known {
    let standing = &job.standing;
    let believed = standing.believed.clone();
    let same_body = sha256.is_some()
        && believed.as_ref().is_some_and(|believed| believed.body_sha256.as_deref() == sha256);
    Known {
        believed,
        same_body,
        document: standing.document.clone(),
        old: None,
        suspicion: standing.suspicion.clone(),
        rejected: standing.rejected.clone(),
    }
}

/// The list that stands.
pub(super) async fn old(store: &Store, standing: &Standing) -> Result<Option<Listing<Printed>>, StoreError> {
    let Some(version) = &standing.version else { return Ok(None) };
    store::versions::listing(&mut *store.read().await?, version.id).await
}

/// An error with its sources, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        source = cause.source();
    }
    text
}
