//! A source that is named on the command line, by its slug or its vendor.

use anyhow::bail;
use jiff::Timestamp;

use super::words::near;
use crate::{
    model::Slug,
    store::{Connection, looks, runs},
};

/// Now, or the last moment that the database knows, where that is later: what was seen last is never left out
/// because this machine's clock is behind.
pub(super) async fn latest(read: &mut Connection, now: Timestamp) -> anyhow::Result<Timestamp> {
    Ok(runs::last_moment(read).await?.map_or(now, |last| last.max(now)))
}

/// The source that is meant by a slug or by the name of a vendor in any case.
pub(super) async fn named(read: &mut Connection, typed: &str) -> anyhow::Result<Slug> {
    let sources = looks::status(read).await?;
    if let Some(source) = sources.iter().find(|source| source.slug.as_str() == typed) {
        return Ok(source.slug.clone());
    }
    let vendors: Vec<&looks::Health> = sources.iter().filter(|source| is_vendor(source, typed)).collect();
    match vendors.as_slice() {
        [one] => Ok(one.slug.clone()),
        [] => {
            let near = near(typed, sources.iter().map(|source| source.slug.as_str()));
            bail!("the database knows no source `{typed}`{near}; `subwatch status` lists all")
        }
        many => {
            let slugs: Vec<String> = many.iter().map(|source| format!("`{}`", source.slug)).collect();
            bail!("`{typed}` has several sources; name one of {}", slugs.join(", "))
        }
    }
}

/// Nothing, if any source is of this vendor or has this slug.
pub(super) async fn of_vendor(read: &mut Connection, typed: &str) -> anyhow::Result<()> {
    let sources = looks::status(read).await?;
    if sources.iter().any(|source| source.slug.as_str() == typed || is_vendor(source, typed)) {
        return Ok(());
    }
    let near = near(typed, sources.iter().map(|source| source.vendor.as_str()));
    bail!("the database knows no vendor `{typed}`{near}; `subwatch status` lists the sources")
}

fn is_vendor(source: &looks::Health, typed: &str) -> bool {
    source.vendor.to_lowercase() == typed.to_lowercase()
}
