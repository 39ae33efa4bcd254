//! The task of one host: its sources, one after the other.

use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::sync::mpsc;

use super::plan::{HostJobs, Job};
use crate::{
    fetch::{FetchError, Fetcher},
    model::{Clock, Page, Slug, Traffic, Validators},
};

/// What came of asking for one source.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) job: Job,
    pub(super) answer: Result<Page, FetchError>,
    pub(super) at: jiff::Timestamp,
    pub(super) elapsed: Duration,
    pub(super) traffic: Vec<Traffic>,
}

/// Walks the sources of a host and sends on what came. Gives back those that were left because `stop` came.
pub(super) async fn walk<S>(
    host: HostJobs,
    fetcher: &Fetcher,
    clock: Clock,
    stop: S,
    pages: mpsc::Sender<Fetched>,
) -> Vec<Slug>
where
    S: Future<Output = ()> + Clone,
{
    let HostJobs { host, jobs } = host;
    let mut line = fetcher.host(&host);
    let mut left = Vec::new();
    for job in jobs {
        if stop.clone().now_or_never().is_some() {
            left.push(job.source.slug.clone());
            continue;
        }
        let began = Instant::now();
        let at = clock.now();
        let validators = validators(&job);
        let answer = line.get(&job.source, &validators, &clock).await;
        let slug = job.source.slug.clone();
        let fetched = Fetched { job, answer, at, elapsed: began.elapsed(), traffic: line.take_traffic() };
        // The readers are gone only if the night cannot go on.
        if pages.send(fetched).await.is_err() {
            left.push(slug);
        }
    }
    left
}

/// A 304 is asked for only against a list that was read as it would be read tonight.
fn validators(job: &Job) -> Validators {
    job.standing.believed.as_ref().map(|believed| believed.validators(&job.source)).unwrap_or_default()
}
