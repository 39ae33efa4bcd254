//! One night: every source from fetch to store.
//!
//! ```text
//! plan ── one future a host ──(bounded channel)── judge, off the async threads ── one writer
//!          fetch, in turn                          extract, normalise, diff        one transaction a source
//! ```
//!
//! Hosts are visited side by side, the sources of one host one after the other (invariant 6): politeness is
//! the shape of the program. What a source came to is data and is recorded, whatever it is (invariant 5);
//! `Err` means that the night cannot go on, which only the database can bring about.

mod derived;
mod import;
mod judge;
mod plan;
mod prepare;
mod record;
mod remark;
mod reread;
pub mod rulings;
mod visit;

use std::{future::Future, num::NonZeroUsize, pin::pin};

use futures_util::{FutureExt, StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use thiserror::Error;
use tokio::sync::mpsc;

pub use derived::refresh as derive_stale;
pub use import::{Arrival, Brought, Fate, GitError, Import, ImportError, Imported, import};
pub use reread::{Reread, Step, reread};

use crate::{
    fetch::Fetcher,
    model::{Catalogue, Changes, Clock, Dictionaries, Extractor, Outcome, Slug},
    store::{self, Store, StoreError, runs::RunId},
};

/// The program's reader, by its fingerprint: of the code and the word lists that decide what is read from a
/// page, and of the parsers as they are locked. Comments and tests have no part in it.
///
/// Whenever it is another, the same bytes may give other rows, so a kept page is read again before anything
/// new is compared with it (invariant 4).
pub const EXTRACTOR: Extractor = Extractor(fingerprint(env!("SUBWATCH_EXTRACTOR")));

/// The program's dictionaries, by their fingerprint. Whenever it is another, what is derived from printed
/// rows is made anew; nothing that is stored changes with it.
pub const DICTIONARIES: Dictionaries = Dictionaries(fingerprint(env!("SUBWATCH_DICTIONARIES")));

/// How many pages may wait between the fetchers and the readers: bounds the memory of a night.
const WAITING_PAGES: usize = 8;
/// How many pages are read at once where the machine does not say how many processors it has; reading is all
/// processor.
const READERS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);

/// A clock that is behind the last run by less is not wrong: runs that follow at once push each other on.
const A_MOMENT: SignedDuration = SignedDuration::from_mins(1);

/// What a night works with.
#[derive(Debug)]
pub struct Tools<'a> {
    /// Where everything is kept.
    pub store: &'a Store,
    /// How pages are had.
    pub fetcher: &'a Fetcher,
}

/// Which sources are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice<'a> {
    /// Those that are enabled, should hold a list, and are due.
    Due,
    /// These, due or not.
    Only(&'a [Slug]),
}

/// What only a night itself knows of it. What it came to stands in the database, where `answers::night` finds
/// it, now or later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Night {
    /// The run under which it is recorded.
    pub run: RunId,
    /// When it began.
    pub started: Timestamp,
    /// What was told of each source that was looked at, in the order of the catalogue.
    pub visits: Vec<Visit>,
    /// Sources that were not due.
    pub not_due: Vec<Slug>,
    /// Sources that a run which was cut off a few hours ago had come to already.
    pub done: Vec<Slug>,
    /// Sources that were left for the next run because this one was asked to stop.
    pub left: Vec<Slug>,
    /// What was read again after the last look, since the reader is another than that of earlier runs.
    pub reread: Reread,
}

/// What is heard of a night while it goes on.
#[derive(Debug, Clone, Copy)]
pub enum Told<'a> {
    /// A kept page was read again.
    Reread(&'a Step),
    /// A source was looked at, and what it came to is recorded.
    Visit(&'a Visit),
}

/// What one source came to, told when it has been recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The source.
    pub slug: Slug,
    /// What it came to.
    pub outcome: Outcome,
    /// What would be told of a suspect listing if it were believed; it stands in no version, so nobody can
    /// tell it later. Nothing for any other.
    pub suspected: Changes,
}

/// Why a night could not go on.
#[derive(Debug, Error)]
pub enum CrawlError {
    /// The database could not be read or written.
    #[error("the night could not go on")]
    Store {
        /// What the database says.
        #[from]
        source: StoreError,
    },
    /// `only` names a source that is not in the catalogue.
    #[error("no source `{slug}` in the catalogue; `subwatch status` lists them")]
    Unknown {
        /// The slug as given.
        slug: Slug,
    },
}

/// Lives through one night. `told` hears of each visit when it has been recorded. With another reader than
/// the last run's, a source's list is read again when its turn comes, and the rest of what was kept when the
/// last source has been looked at, as far as `shutdown` leaves time for it.
///
/// When `shutdown` comes, the sources in hand end and are recorded; the rest is left for the next run. That
/// one, and any run after one that was killed, goes on where the night broke off: what was come to within
/// twelve hours is not asked for again.
///
/// # Errors
/// [`StoreError::Busy`] if another crawl is at the same database; any other [`CrawlError`] as it says.
pub async fn run(
    catalogue: &Catalogue,
    choice: Choice<'_>,
    tools: &Tools<'_>,
    clock: Clock,
    shutdown: impl Future<Output = ()>,
    mut told: impl FnMut(Told<'_>),
) -> Result<Night, CrawlError> {
    let _lock = tools.store.lock_for_crawl()?;
    let clock = never_back(tools.store, clock).await?;
    let started = clock.now();
    let stop = shutdown.shared();
    known(catalogue, choice)?;
    let run = begin(tools.store, catalogue, started).await?;
    let plan = plan::plan(catalogue, choice, &mut *tools.store.read().await?, started).await?;
    let (pages, waiting) = mpsc::channel(WAITING_PAGES);
    let visits = stream::iter(plan.hosts)
        .map({
            let stop = stop.clone();
            move |host| visit::walk(host, tools.fetcher, clock, stop.clone(), pages.clone())
        })
        .buffer_unordered(catalogue.settings.hosts_at_once.max(1))
        .collect::<Vec<_>>();
    let (judged, verdicts) = mpsc::channel(record::MOST_TOGETHER);
    let reading = read(tools.store, waiting, judged);
    let mut visited = |visit: &Visit| told(Told::Visit(visit));
    let writing = record::all(tools.store, run, verdicts, &mut visited);
    // The visits hold the sender of pages: when the last host is walked that channel closes, then the
    // reader's, and the writer ends.
    let (left, (), recorded) = tokio::join!(visits, reading, writing);
    let mut visits = recorded?;
    let order = |slug: &Slug| catalogue.sources.iter().position(|source| source.slug == *slug);
    visits.sort_by_key(|visit| order(&visit.slug));
    let left: Vec<Slug> = left.into_iter().flatten().collect();
    if left.is_empty() {
        let mut write = tools.store.write().await?;
        store::runs::finish(&mut write, run, clock.now()).await?;
        write.commit().await?;
    }
    let reread = reread::rest(tools.store, catalogue, stop.clone(), |step| told(Told::Reread(step))).await?;
    derived::refresh(tools.store, stop).await?;
    Ok(Night { run, started, visits, not_due: plan.not_due, done: plan.done, left, reread })
}

/// Nothing, if every source that is chosen by name is in the catalogue.
fn known(catalogue: &Catalogue, choice: Choice<'_>) -> Result<(), CrawlError> {
    let Choice::Only(slugs) = choice else { return Ok(()) };
    let unknown = slugs.iter().find(|slug| catalogue.sources.iter().all(|source| source.slug != **slug));
    unknown.map_or(Ok(()), |slug| Err(CrawlError::Unknown { slug: slug.clone() }))
}

/// Reads and judges pages as they come, several at once, while others are fetched and recorded.
async fn read(
    store: &Store,
    waiting: mpsc::Receiver<visit::Fetched>,
    judged: mpsc::Sender<Result<prepare::Judged, StoreError>>,
) {
    let pages =
        stream::unfold(
            waiting,
            |mut waiting| async move { waiting.recv().await.map(|page| (page, waiting)) },
        );
    let mut verdicts = pin!(pages.map(|fetched| prepare::judged(store, fetched)).buffer_unordered(readers()));
    while let Some(verdict) = verdicts.next().await {
        // The writer is gone only if the night cannot go on.
        if judged.send(verdict).await.is_err() {
            return;
        }
    }
}

fn readers() -> usize {
    std::thread::available_parallelism().unwrap_or(READERS).get()
}

/// The clock, unless it was set back since the last run: then times go on from there, since nothing that is
/// recorded later may look earlier. Times are kept to the second, so a run begins in a later second than the
/// last one ended.
async fn never_back(store: &Store, clock: Clock) -> Result<Clock, StoreError> {
    let Some(last) = store::runs::last_moment(&mut *store.read().await?).await? else { return Ok(clock) };
    let now = clock.now();
    if last.duration_since(now) > A_MOMENT {
        tracing::warn!(%now, %last, "this machine's clock is behind the last run; times go on from there, \
                                    set the clock right");
    }
    Ok(clock.at_least(last.saturating_add(SignedDuration::from_secs(1)).unwrap_or(last)))
}

async fn begin(store: &Store, catalogue: &Catalogue, at: Timestamp) -> Result<RunId, StoreError> {
    let mut write = store.write().await?;
    store::sources::enrol(&mut write, catalogue).await?;
    store::readings::begin(&mut write, EXTRACTOR).await?;
    let run = store::runs::begin(&mut write, at, env!("CARGO_PKG_VERSION"), EXTRACTOR).await?;
    write.commit().await?;
    Ok(run)
}

/// The number that the build wrote down.
const fn fingerprint(text: &str) -> u32 {
    let digits = text.as_bytes();
    let (mut number, mut at) = (0u32, 0);
    while at < digits.len() {
        number = number.wrapping_mul(10).wrapping_add((digits[at] - b'0') as u32);
        at += 1;
    }
    number
}
