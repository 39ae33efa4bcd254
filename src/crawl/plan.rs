//! Who is visited tonight, and in which order.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};

use super::{Choice, CrawlError};
use crate::{
    model::{Catalogue, Enabled, HostKey, Slug, Source, fnv1a},
    store::{
        Connection,
        captures::{self, Standing},
        runs,
    },
};

/// A source comes due at least this much of its cadence early, so that a nightly run that starts a minute
/// sooner than yesterday's does not skip it: one twentieth.
const EARLY_DIVISOR: i32 = 20;

/// And by chance up to this much earlier still, so that sources that were looked at first in one night do not
/// come due together for ever: a tenth.
const JITTER_DIVISOR: i32 = 10;

/// How long after its beginning a run that was cut off is the same night.
const SAME_NIGHT: SignedDuration = SignedDuration::from_hours(12);

/// A source to be visited, and how it stands.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) source: Arc<Source>,
    pub(super) standing: Standing,
}

/// The sources of one host, those first that were not looked at for longest.
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
    /// What a run that was cut off has done already.
    pub(super) done: Vec<Slug>,
}

pub(super) async fn plan(
    catalogue: &Catalogue,
    choice: Choice<'_>,
    conn: &mut Connection,
    now: Timestamp,
) -> Result<Plan, CrawlError> {
    let mut standing = captures::standing(conn).await?;
    let cut_off = runs::cut_off(conn, now.saturating_sub(SAME_NIGHT).unwrap_or(now)).await?;
    let mut hosts: BTreeMap<HostKey, Vec<Job>> = BTreeMap::new();
    let (mut not_due, mut done) = (Vec::new(), Vec::new());
    for source in &catalogue.sources {
        let stands = standing.remove(&source.slug).unwrap_or_default();
        let wanted = match choice {
            Choice::Only(slugs) => slugs.contains(&source.slug),
            Choice::Due if source.enabled == Enabled::No || !source.kind.holds_list() => false,
            Choice::Due if cut_off.contains(&source.slug) => {
                done.push(source.slug.clone());
                false
            }
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
    Ok(Plan { hosts: longest_waiting_first(hosts), not_due, done })
}

/// Hosts and their sources, those first that were not looked at for longest: a deadline must not leave the
/// same every night. What waited alike is in the order of the catalogue.
fn longest_waiting_first(hosts: BTreeMap<HostKey, Vec<Job>>) -> Vec<HostJobs> {
    let last = |job: &Job| job.standing.last.as_ref().map(|(at, _)| *at);
    let mut hosts: Vec<HostJobs> = hosts.into_iter().map(|(host, jobs)| HostJobs { host, jobs }).collect();
    for host in &mut hosts {
        host.jobs.sort_by_key(last);
    }
    hosts.sort_by_key(|host| host.jobs.first().and_then(last));
    hosts
}

/// Whether a source's cadence has passed since it last came to a list. One that failed is due again at once.
fn is_due(source: &Source, standing: &Standing, now: Timestamp) -> bool {
    let (Some(every), Some((at, outcome))) = (source.every, &standing.last) else { return true };
    let Ok(every) = SignedDuration::try_from(every) else { return false };
    !outcome.is_success()
        || now.duration_since(*at) >= every - every / EARLY_DIVISOR - jitter(source, *at, every)
}

/// A part of the cadence that is by chance, but the same whenever it is asked for between two looks.
fn jitter(source: &Source, last: Timestamp, every: SignedDuration) -> SignedDuration {
    let seed = format!("{} {last}", source.slug);
    let number = fnv1a(seed.bytes());
    every / JITTER_DIVISOR / 1000 * i32::try_from((number >> 32) % 1000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Cause, Outcome, SourceKind, Unchanged},
        sources,
        store::Store,
    };

    const LAST: &str = "2026-05-01T02:00:00Z";

    fn source(slug: &str, every: &str) -> Source {
        let text = format!(
            "[[source]]\nslug = '{slug}'\nvendor = 'A'\nurl = 'https://a.example/'\nevery = '{every}'\n"
        );
        sources::load(&text).unwrap().sources.remove(0)
    }

    fn due_after(source: &Source, outcome: Outcome, hours: i64) -> bool {
        let at: Timestamp = LAST.parse().unwrap();
        let standing = Standing { last: Some((at, outcome)), ..Standing::default() };
        is_due(source, &standing, at + SignedDuration::from_hours(hours))
    }

    fn fine() -> Outcome {
        Outcome::Unchanged(Unchanged::SameBody)
    }

    #[test]
    fn a_daily_source_is_due_on_the_next_night_and_not_in_the_same() {
        for number in 0..200 {
            let source = source(&format!("s{number}"), "1d");
            assert!(!due_after(&source, fine(), 12) && due_after(&source, fine(), 23), "{number}");
        }
    }

    #[test]
    fn a_source_that_failed_is_due_at_once() {
        assert!(due_after(&source("a", "7d"), Outcome::Failed(Cause::Timeout, String::new()), 1));
    }

    #[tokio::test]
    async fn a_night_looks_at_pages_that_hold_a_list_and_at_others_only_when_they_are_named() {
        let kinds = SourceKind::ALL.map(SourceKind::name);
        let block = |kind| {
            let url = format!("https://a.example/{kind}");
            format!("[[source]]\nslug = '{kind}'\nvendor = 'A'\nurl = '{url}'\nkind = '{kind}'\n")
        };
        let catalogue = sources::load(&kinds.map(block).concat()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("subwatch.db")).await.unwrap();
        let now = LAST.parse().unwrap();
        let planned = async |choice: Choice<'_>| -> Vec<String> {
            let plan = plan(&catalogue, choice, &mut store.read().await.unwrap(), now).await.unwrap();
            assert!(plan.not_due.is_empty() && plan.done.is_empty());
            plan.hosts.iter().flat_map(|host| &host.jobs).map(|job| job.source.slug.to_string()).collect()
        };
        assert_eq!(planned(Choice::Due).await, ["list", "trust-centre"]);
        assert_eq!(planned(Choice::Only(&["dpa".parse().unwrap()])).await, ["dpa"]);
    }

    #[test]
    fn what_waited_longest_comes_first() {
        let job = |slug: &str, last: Option<&str>| Job {
            source: Arc::new(source(slug, "1d")),
            standing: Standing { last: last.map(|at| (at.parse().unwrap(), fine())), ..Standing::default() },
        };
        let (old, new) = (Some("2026-05-01T02:00:00Z"), Some("2026-05-02T02:00:00Z"));
        let hosts = BTreeMap::from([
            (HostKey::named("a"), vec![job("a1", new), job("a2", new)]),
            (HostKey::named("b"), vec![job("b1", new), job("b2", old)]),
            (HostKey::named("c"), vec![job("c1", new), job("c2", None)]),
        ]);
        let order: Vec<String> = longest_waiting_first(hosts)
            .iter()
            .flat_map(|host| &host.jobs)
            .map(|job| job.source.slug.to_string())
            .collect();
        assert_eq!(order, ["c2", "c1", "b2", "b1", "a1", "a2"]);
    }

    #[test]
    fn monthly_sources_that_were_looked_at_together_come_due_on_several_nights() {
        let nights: std::collections::BTreeSet<i64> = (0..100)
            .map(|number| {
                let source = source(&format!("s{number}"), "30d");
                (1..=30).find(|night| due_after(&source, fine(), night * 24)).unwrap()
            })
            .collect();
        assert_eq!(nights, (26..=29).collect());
    }
}
