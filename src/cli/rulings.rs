//! `subwatch accept` and `subwatch reject`: what a person decides on a list that is not believed.

use anyhow::Context;
use jiff::Timestamp;

use super::{args, catalogue, exit::Exit, output};
use crate::{
    answers::{self, Weighed, days::day, events, words::counted},
    crawl::rulings::{self, Accepted, Rejected},
    model::Source,
    store::Store,
};

pub(super) async fn accept(
    arguments: &args::Arguments,
    asked: &args::Accept,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let detail = output::detail(arguments)?;
    let Some(catalogue) = catalogue::loaded(arguments)? else { return Ok(Exit::Failed) };
    let store = Store::open_existing(&arguments.db).await?;
    let slug = answers::named(&store, &asked.source).await?;
    let source: Option<&Source> = catalogue.sources.iter().find(|source| source.slug == slug);
    let source = source.with_context(|| {
        format!(
            "`{}` names no source `{slug}`, so it is not known how to read its page; put it back",
            arguments.sources.display()
        )
    })?;
    let accepted = rulings::accept(&store, source, now).await;
    store.close().await;
    let Accepted { seen_at, rows, changes } = accepted?;
    let changed = Weighed::of(changes, &[], day(seen_at));
    let title = format!("{} ({slug}): what changed", source.vendor);
    let sheet = events::sheet(&title, &changed, detail);
    let said = format!("Accepted: {} as seen on {}.", counted(rows, "row"), day(seen_at));
    output::sheet(arguments, &sheet.above(said), now)?;
    Ok(Exit::Done)
}

pub(super) async fn reject(
    arguments: &args::Arguments,
    asked: &args::Reject,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let store = Store::open_existing(&arguments.db).await?;
    let slug = answers::named(&store, &asked.source).await?;
    let rejected = rulings::reject(&store, &slug, now).await;
    store.close().await;
    let Rejected { since, reason: _ } = rejected?;
    let since = day(since);
    let line = format!(
        "rejected: the list of {slug} stays as it is, however often the one seen since {since} is repeated"
    );
    output::say(arguments, &line)?;
    Ok(Exit::Done)
}
