//! Why there is no answer.

use jiff::{Timestamp, civil::Date};
use thiserror::Error;

use super::days::day;
use crate::{
    model::{ChangeId, Slug},
    store::{StoreError, runs::RunId},
};

/// Why there is no answer. What is asked for is named as it was typed.
#[derive(Debug, Error)]
pub enum AnswerError {
    /// The database could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No source has that slug, and no vendor that name.
    #[error("the database knows no source `{typed}`{near}; `subwatch status` lists all")]
    NoSource {
        /// What was asked for.
        typed: String,
        /// The sources that are named nearly so, in words.
        near: String,
    },
    /// No source is of that vendor.
    #[error("the database knows no vendor `{typed}`{near}; `subwatch status` lists the sources")]
    NoVendor {
        /// What was asked for.
        typed: String,
        /// The vendors that are named nearly so, in words.
        near: String,
    },
    /// The vendor has several sources, and one has to be named.
    #[error("`{typed}` has several sources; name one of {}", quoted(slugs))]
    Several {
        /// What was asked for.
        typed: String,
        /// Its sources.
        slugs: Vec<Slug>,
    },
    /// The source was never looked at.
    #[error("`{slug}` has not been looked at yet; run `subwatch crawl`")]
    NeverSeen {
        /// The source.
        slug: Slug,
    },
    /// No list of the source has been read.
    #[error("no list of `{slug}` has been read yet; `subwatch status` says why")]
    NeverRead {
        /// The source.
        slug: Slug,
    },
    /// The first list of the source was seen later.
    #[error("no list of `{slug}` is known of {}; the first was seen on {}", day(*at), day(*first))]
    Earlier {
        /// The source.
        slug: Slug,
        /// The moment that was asked for.
        at: Timestamp,
        /// When its first list was seen.
        first: Timestamp,
    },
    /// The older day is the later one.
    #[error("{from} is after {to}; put the older day first")]
    Backwards {
        /// The day that should be the older one.
        from: Date,
        /// The other.
        to: Date,
    },
    /// No change has that key.
    #[error("the database knows no change {id}; `subwatch changes -v` tells the ids of changes")]
    NoChange {
        /// The key.
        id: ChangeId,
    },
    /// No run has that key.
    #[error("the database knows no run {}", run.0)]
    NoRun {
        /// The key.
        run: RunId,
    },
}

fn quoted(slugs: &[Slug]) -> String {
    slugs.iter().map(|slug| format!("`{slug}`")).collect::<Vec<_>>().join(", ")
}
