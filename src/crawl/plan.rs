//! Who is visited tonight, and in which order.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};

use super::{Choice, CrawlError};
use crate::{
    model::{Catalogue, Enabled, HostKey, Slug, Source},
    store::{
        Connection,
        captures::{self, Standing},
    },
};

/// A source comes due this much of its cadence early, so that a nightly run that starts a minute sooner than
/// yesterday's does not skip it: one tenth.
const EARLY_DIVISOR: i32 = 10;

/// A source to be visited, and how it stands.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) source: Arc<Source>,
    pub(super) standing: Standing,
}

/// The sources of one host, in the order of the catalogue.
#[derive(Debug)]
pub(super) struct HostJobs {
    pub(super) host: HostKey,
    pub(super) jobs: Vec<Job>,
}

/// A night's work.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) hosts: Vec<HostJobs>,
    pub(super) not_due: Vec<Slug>,
}

pub(super) async fn plan(catalogue: &Catalogue, choice: Choice<'_>, conn: &mut Connection, now: Timestamp) -> Result<Plan, CrawlError> {
    if let Choice::Only(slugs) = choice
        && let Some(slug) = slugs.iter().find(|slug| catalogue.sources.iter().all(|source| source.slug != **slug))
    {
        return Err(CrawlError::Unknown { slug: slug.clone() });
    }
    let mut standing = captures::standing(conn).await?;
    let mut hosts: BTreeMap<HostKey, Vec<Job>> = BTreeMap::new();
    let mut not_due = Vec::new();
    for source in &catalogue.sources {
        let stands = standing.remove(&source.slug).unwrap_or(Standing { last: None, believed: None, version: None, suspicion: None });
        let wanted = match choice {
            Choice::Only(slugs) => slugs.contains(&source.slug),
            Choice::Due if source.enabled == Enabled::No => false,
            Choice::Due => {
                let due = is_due(source, &stands, now);
                if !due {
                    not_due.push(source.slug.clone());
                }
                due
            }
        };
        // The catalogue holds no address without a host.
        let Some(host) = HostKey::of(&source.url).filter(|_| wanted) else { continue };
        hosts.entry(host).or_default().push(Job { source: Arc::new(source.clone()), standing: stands });
    }
    Ok(Plan { hosts: hosts.into_iter().map(|(host, jobs)| HostJobs { host, jobs }).collect(), not_due })
}

/// Whether a source's cadence has passed since it last came to a list. One that failed is due again at once.
fn is_due(source: &Source, standing: &Standing, now: Timestamp) -> bool {
    let (Some(every), Some((at, outcome))) = (source.every, &standing.last) else { return true };
    let Ok(every) = SignedDuration::try_from(every) else { return false };
    !outcome.is_success() || now.duration_since(*at) >= every - every / EARLY_DIVISOR
}
