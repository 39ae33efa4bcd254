//! A night, as a value.

use jiff::{SignedDuration, Timestamp};

use super::alert::{self, Alert};
use crate::{
    answers::{days::day, error::AnswerError, events::Weighed, reach, words::counted},
    model::{Catalogue, Changes, Outcome, Slug},
    normalise::derive,
    store::{
        Store, changes,
        nights::{self, Looked},
        runs::{self, RunId},
        versions,
    },
};

/// What a night came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Night {
    /// When it began.
    pub started: Timestamp,
    /// When it came to its end; none while it goes on, where it was cut off, and where sources were left.
    pub finished: Option<Timestamp>,
    /// A source each that was looked at.
    pub visits: Vec<Visit>,
    /// What its program knows beside.
    pub beside: Beside,
}

/// What one source came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The source.
    pub slug: Slug,
    /// Its vendor.
    pub vendor: String,
    /// What it came to.
    pub outcome: Outcome,
    /// What the vendor changed, weighed by the law of that night. Of a list that is not believed the reason
    /// alone, unless the night's program has told the rest ([`Night::suspecting`]).
    pub changed: Weighed,
    /// What was odd about the answer: a new address, another host, another kind of document, an old answer of
    /// a cache.
    pub remark: Option<String>,
    /// What somebody should hear of it.
    pub alert: Option<Alert>,
}

/// What is known of a night beside its looks, by the program that lives through it alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beside {
    /// Sources that were not due.
    pub not_due: usize,
    /// Sources that a run which was cut off had come to already.
    pub done: usize,
    /// Sources that were left for the next run.
    pub left: usize,
    /// What was read again.
    pub read_again: ReadAgain,
}

/// Kept pages that were read again by another reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadAgain {
    /// Pages that were read.
    pub pages: usize,
    /// Lists that were read otherwise.
    pub lists: usize,
    /// Pages that were left for the next run.
    pub left: usize,
}

impl ReadAgain {
    /// In one line.
    #[must_use]
    pub fn words(self) -> String {
        let Self { pages, lists, left } = self;
        let stopped = match left {
            0 => String::new(),
            left => format!("; stopped early, {left} left for the next run"),
        };
        let (pages, lists) = (counted(pages, "kept page"), counted(lists, "list"));
        format!("{pages} read again: {lists} read otherwise{stopped}")
    }
}

/// A night, read from its record. The sources are in the order in which they were first watched.
///
/// # Errors
/// [`AnswerError::NoRun`] where there is no such run.
pub async fn night(store: &Store, run: RunId) -> Result<Night, AnswerError> {
    let mut read = store.read().await?;
    let began = runs::load(&mut read, run).await?.ok_or(AnswerError::NoRun { run })?;
    let mut visits = Vec::new();
    let before = began.started_at.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(began.started_at);
    for looked in nights::of(&mut read, run).await? {
        let changes = match looked.version {
            Some(version) => derive::changes(changes::of(&mut read, version).await?),
            None => Changes::default(),
        };
        let (slug, version) = (looked.slug.clone(), looked.version);
        let mut visit = visit(looked, changes, began.started_at);
        if let Some(version) = version {
            let back = versions::returns(&mut read, &slug).await?.remove(&version);
            visit.changed = visit.changed.returning(back);
            reach::told(&mut read, (&slug, &visit.vendor, version), before, &mut visit.changed).await?;
        }
        visits.push(visit);
    }
    Ok(Night { started: began.started_at, finished: began.finished_at, visits, beside: Beside::default() })
}

fn visit(looked: Looked, changes: Changes, started: Timestamp) -> Visit {
    let Looked { slug, vendor, look, version: _, before } = looked;
    let mut changed = Weighed::of(changes, &[], day(started));
    if let Outcome::Suspect(reason) = &look.outcome {
        changed.suspect = Some(reason.clone());
    }
    let alert = alert::due(&look.outcome, look.at, &before);
    Visit { slug, vendor, outcome: look.outcome, changed, remark: look.remark, alert }
}

impl Night {
    /// The same with the sources in the order of a catalogue, those first that have left it.
    #[must_use]
    pub fn in_order_of(mut self, catalogue: &Catalogue) -> Self {
        let place = |slug: &Slug| catalogue.sources.iter().position(|source| source.slug == *slug);
        self.visits.sort_by_key(|visit| place(&visit.slug));
        self
    }

    /// The same with what would be told of a source's list if it were believed.
    #[must_use]
    pub fn suspecting(mut self, slug: &Slug, changes: Changes) -> Self {
        let started = day(self.started);
        let is_suspect =
            |visit: &&mut Visit| visit.slug == *slug && matches!(visit.outcome, Outcome::Suspect(_));
        if let Some(visit) = self.visits.iter_mut().find(is_suspect) {
            visit.changed = Weighed::of(changes, &[], started);
        }
        self
    }
}
