//! `subwatch crawl`: one night, now.

use anyhow::Context;
use jiff::Timestamp;

use super::{Exit, args, check, output, progress, sheets, when};
use crate::{
    crawl::{self, Choice, Night, Tools},
    fetch::{Fetcher, Guard},
    model::{Catalogue, Clock},
    report::Report,
    store::Store,
};

pub(super) async fn run(arguments: &args::Arguments, crawl: &args::Crawl, now: Timestamp) -> anyhow::Result<Exit> {
    output::format(arguments)?;
    let Some(catalogue) = check::catalogue(arguments)? else { return Ok(Exit::Failed) };
    let choice = if crawl.only.is_empty() { Choice::Due } else { Choice::Only(&crawl.only) };
    let store = Store::open(&arguments.db).await?;
    let fetcher = Fetcher::new(&catalogue.settings, Guard::PublicOnly)?;
    let night = night(arguments, &catalogue, choice, &Tools { store: &store, fetcher: &fetcher }, Clock::starting(now)).await;
    store.close().await;
    let night = night?;
    output::report(arguments, &report(&night), now)?;
    Ok(exit(&night))
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

/// A night as a report: what each source came to, then what changed, a sheet a source.
pub(super) fn report(night: &Night) -> Report {
    let mut report = Report::new(&format!("Night of {}", when::day(night.started))).named("night").sheet(sheets::night(night));
    for visit in night.visits.iter().filter(|visit| !visit.changes.is_empty()) {
        report = report.sheet(sheets::changes(&format!("{}: what changed", visit.vendor), &visit.changes));
    }
    if !night.left.is_empty() {
        report = report.note(format!("stopped early: {} sources are left for the next run", night.left.len()));
    }
    report
}

/// 3 if a source failed, 0 otherwise. A suspect list is no failure: it was had, and is shown.
pub(super) fn exit(night: &Night) -> Exit {
    let failed = night.visits.iter().any(|visit| matches!(visit.outcome, crate::model::Outcome::Failed(..)));
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
