//! A source that is asked for by its slug or by the name of its vendor.

use jiff::Timestamp;

use super::{error::AnswerError, words::near};
use crate::{
    model::Slug,
    store::{
        Connection, Store,
        looks::{self, Health},
        runs, versions,
    },
};

/// The source that is meant by a slug, or by the name of a vendor in any case.
///
/// # Errors
/// [`AnswerError::NoSource`] where there is none, [`AnswerError::Several`] where the vendor has more than
/// one.
pub async fn named(store: &Store, typed: &str) -> Result<Slug, AnswerError> {
    let sources = looks::status(&mut *store.read().await?).await?;
    if let Some(source) = sources.iter().find(|source| source.slug.as_str() == typed) {
        return Ok(source.slug.clone());
    }
    let of_vendor: Vec<&Health> = sources.iter().filter(|source| is_vendor(source, typed)).collect();
    match of_vendor.as_slice() {
        [one] => Ok(one.slug.clone()),
        [] => {
            let near = near(typed, sources.iter().map(|source| source.slug.as_str()));
            Err(AnswerError::NoSource { typed: typed.to_owned(), near })
        }
        many => {
            let slugs = many.iter().map(|source| source.slug.clone()).collect();
            Err(AnswerError::Several { typed: typed.to_owned(), slugs })
        }
    }
}

/// Nothing, if any source is of this vendor or has this slug; else what is near.
pub(super) async fn require_vendor(read: &mut Connection, typed: &str) -> Result<(), AnswerError> {
    let sources = looks::status(read).await?;
    if sources.iter().any(|source| source.slug.as_str() == typed || is_vendor(source, typed)) {
        return Ok(());
    }
    let near = near(typed, sources.iter().map(|source| source.vendor.as_str()));
    Err(AnswerError::NoVendor { typed: typed.to_owned(), near })
}

/// Now, or the last moment that the database knows, where that is later: what was seen last is never left out
/// because this machine's clock is behind.
pub(super) async fn latest(read: &mut Connection, now: Timestamp) -> Result<Timestamp, AnswerError> {
    Ok(runs::last_moment(read).await?.map_or(now, |last| last.max(now)))
}

/// Why there is no list of a source at a moment: it says where there is one.
pub(super) async fn none_stood(
    read: &mut Connection,
    slug: &Slug,
    at: Timestamp,
) -> Result<AnswerError, AnswerError> {
    let versions = versions::of(read, slug).await?;
    let slug = slug.clone();
    Ok(match versions.last() {
        Some(first) => AnswerError::Earlier { slug, at, first: first.seen_at },
        None => AnswerError::NeverRead { slug },
    })
}

fn is_vendor(source: &Health, typed: &str) -> bool {
    source.vendor.to_lowercase() == typed.to_lowercase()
}
