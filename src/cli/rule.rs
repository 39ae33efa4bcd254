//! `subwatch accept` and `subwatch reject`: what a person decides on a list that is not believed.

use anyhow::Context;
use jiff::Timestamp;

use super::{Exit, args, check, draft::Detail, events, output, source, when, words::counted};
use crate::{
    crawl::{self, Accepted, Rejected},
    model::{Slug, Source},
    store::Store,
};

pub(super) async fn accept(
    arguments: &args::Arguments,
    asked: &args::Accept,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let detail = Detail::asked(arguments)?;
    let Some(catalogue) = check::catalogue(arguments)? else { return Ok(Exit::Failed) };
    let store = Store::open_existing(&arguments.db).await?;
    let slug = named(&store, &asked.source).await?;
    let source: Option<&Source> = catalogue.sources.iter().find(|source| source.slug == slug);
    let source = source.with_context(|| {
        format!(
            "`{}` names no source `{slug}`, so it is not known how to read its page; put it back",
            arguments.sources.display()
        )
    })?;
    let accepted = crawl::accept(&store, source, now).await;
    store.close().await;
    let Accepted { seen_at, rows, changes } = accepted?;
    let sheet = events::sheet(
        &format!("{} ({slug}): what changed", source.vendor),
        &changes,
        when::day(seen_at),
        detail,
    );
    let said = format!("Accepted: {} as seen on {}.", counted(rows, "row"), when::day(seen_at));
    output::sheet(arguments, &sheet.above(said), now)?;
    Ok(Exit::Done)
}

pub(super) async fn reject(
    arguments: &args::Arguments,
    asked: &args::Reject,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let store = Store::open_existing(&arguments.db).await?;
    let slug = named(&store, &asked.source).await?;
    let rejected = crawl::reject(&store, &slug, now).await;
    store.close().await;
    let Rejected { since, reason: _ } = rejected?;
    let since = when::day(since);
    let line = format!(
        "rejected: the list of {slug} stays as it is, however often the one seen since {since} is repeated"
    );
    output::say(arguments, &line)?;
    Ok(Exit::Done)
}

async fn named(store: &Store, typed: &str) -> anyhow::Result<Slug> {
    source::named(&mut *store.read().await?, typed).await
}
