//! `subwatch crawl`: one night, now.

use std::io::IsTerminal;

use anyhow::{Context, bail};
use jiff::Timestamp;

use super::{
    Exit, args, check,
    draft::Detail,
    night::{self, Shown},
    output, progress, when,
    words::near,
};
use crate::{
    crawl::{self, Choice, Night, Tools},
    fetch::{Fetcher, Guard},
    model::{Catalogue, Clock, Outcome, Slug},
    store::Store,
};

pub(super) async fn run(arguments: &args::Arguments, crawl: &args::Crawl, now: Timestamp) -> anyhow::Result<Exit> {
    let detail = Detail::asked(arguments)?;
    let Some(catalogue) = check::catalogue(arguments)? else { return Ok(Exit::Failed) };
    known(arguments, &catalogue, &crawl.only)?;
    let choice = if crawl.only.is_empty() { Choice::Due } else { Choice::Only(&crawl.only) };
    let store = Store::open(&arguments.db).await?;
    let fetcher = Fetcher::new(&catalogue.settings, Guard::PublicOnly)?;
    let night = night(arguments, &catalogue, choice, &Tools { store: &store, fetcher: &fetcher }, Clock::starting(now)).await;
    store.close().await;
    let night = night?;
    tell(arguments, &night, detail, now)?;
    Ok(exit(&night))
}

/// At a terminal, or where an answer is asked for, the whole night; from cron warnings and one line.
fn tell(arguments: &args::Arguments, night: &Night, detail: Detail, now: Timestamp) -> anyhow::Result<()> {
    let asked = arguments.format.is_some() || arguments.output.is_some();
    let terminal = std::io::stdout().is_terminal();
    if !arguments.quiet && (!terminal || arguments.output.is_some()) {
        night::warn(night);
    }
    if asked || (terminal && !arguments.quiet) {
        let title = format!("Night of {}", when::day(night.started));
        output::sheets(arguments, &title, night::sheets(night, Shown::of(night, detail), detail), now)?;
    }
    if !asked && !terminal || arguments.output.is_some() {
        output::say(arguments, &night::summary(night))?;
    }
    Ok(())
}

async fn night(
    arguments: &args::Arguments,
    catalogue: &Catalogue,
    choice: Choice<'_>,
    tools: &Tools<'_>,
    clock: Clock,
) -> anyhow::Result<Night> {
    let expected = match choice {
        Choice::Only(slugs) => slugs.len(),
        Choice::Due => catalogue.sources.len(),
    };
    let bar = progress::bar(arguments, expected);
    let stop = stop()?;
    let night = crawl::run(catalogue, choice, tools, clock, stop, |visit| progress::advance(&bar, visit)).await;
    bar.finish_and_clear();
    Ok(night?)
}

/// Said before a database is made for nothing.
fn known(arguments: &args::Arguments, catalogue: &Catalogue, only: &[Slug]) -> anyhow::Result<()> {
    if let Some(slug) = only.iter().find(|slug| catalogue.sources.iter().all(|source| source.slug != **slug)) {
        let near = near(slug.as_str(), catalogue.sources.iter().map(|source| source.slug.as_str()));
        bail!("`{}` names no source `{slug}`{near}", arguments.sources.display());
    }
    Ok(())
}

/// 3 if a source failed, 0 otherwise. A suspect list is no failure: it was had, and is shown.
fn exit(night: &Night) -> Exit {
    let failed = night.visits.iter().any(|visit| matches!(visit.outcome, Outcome::Failed(..)));
    if failed || !night.left.is_empty() { Exit::SomeFailed } else { Exit::Done }
}

/// Comes when somebody asks the program to end: Ctrl-C, or SIGTERM from a service manager.
fn stop() -> anyhow::Result<impl Future<Output = ()>> {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).context("signals cannot be heard")?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = interrupt.await;
    })
}
